internal import FixedPoint
internal import Ledger
internal import Margin

/// Whether the sources of a price agree.
struct DeviationCheck: FactCheck {
  static let name = "oracle-deviation"
  static let definition =
    "|price − price of another source| ÷ price of the other ≤ deviation, for each price update against the "
    + "latest word of each other source of its feed. The bound is the parameter deviation of the feed or "
    + "the venue; without one it is not decidable. Under a rulebook its rules decide, and nothing is compared here."

  private struct Reading: Sendable {
    let source: String
    let price: Decimal18
    let seq: Int64
  }

  private static let names = ["deviation", "oracle.deviation"]
  private var result = FactResult(Self.check())
  private var readings: [Feed: [Reading]] = [:]
  private var largest = Decimal18.zero
  private var hasBound = false

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard event.kind == .priceUpdate, !state.hasRulebook, let feed = Feed(event),
      let price = event.decimal(.price),
      price.isPositive
    else { return }
    let source = event.string(.source) ?? ""
    for other in readings[feed] ?? [] where other.source != source {
      let away = try (price - other.price).magnitude
        .divided(by: other.price, rounding: .halfEven)
      largest = max(largest, away)
      let bound = try Self.bound(feed, state)
      if bound != nil { hasBound = true }
      guard let bound else {
        result.leave()
        continue
      }
      guard away > bound else {
        result.hold()
        continue
      }
      result.broke(
        Finding(
          .deviatingOracle, block: event.position.block, time: event.time,
          evidence: [other.seq, event.seq], subject: feed.text(state.names), rule: Self.name,
          sentence:
            "\(source) says \(price.shown()) for \(feed.name(state.names)), \(other.source) "
            + "\(other.price.shown()): \(away.percent()) apart, allowed are \(bound.percent())"))
    }
    readings[feed, default: []].removeAll { $0.source == source }
    readings[feed, default: []].append(Reading(source: source, price: price, seq: event.seq))
  }

  private static func bound(
    _ feed: Feed, _ state: borrowing FactState
  ) throws(ArithmeticError) -> Decimal18? {
    switch feed {
    case .asset(let id): try state.figure(names, asset: id)?.value
    case .market(let id): try state.figure(names, market: id)?.value
    }
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard result.check.cases > 0 else { return nil }
    if !hasBound { result.check.lacks = state.lacking([.parameter]) }
    result.check.sentence =
      "sources differ by at most \(largest.percent())"
      + (hasBound ? "" : "; no parameter bounds it")
    return result
  }
}
