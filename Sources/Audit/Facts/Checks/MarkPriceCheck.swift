internal import Engine
internal import FixedPoint
internal import Ledger

/// The mark price that a published notional implies.
struct MarkPriceCheck: FactCheck {
  static let name = "mark-price"
  static let definition =
    "mark price = published notional ÷ size of the one open position at liquidation_start; it holds when "
    + "the quotient, rounded to as many significant digits as the log's fill prices have (at least 6), "
    + "times the size gives the published notional again, to 10^-8 of it or 10^-6. Several open positions are not "
    + "decidable."

  private struct Case: Sendable {
    let facts: LiquidationFacts
    let market: Int
    let size: Decimal18
    let mark: Decimal18
    let isClean: Bool
  }

  private var cases: [Case] = []
  private var others: [(seq: Int64, positions: Int)] = []

  init() {}

  mutating func take(
    _ liquidation: LiquidationFacts, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard let notional = liquidation.notional, !state.hasRulebook else { return }
    guard let quotient = try liquidation.impliedMark, let open = liquidation.positions.first else {
      others.append((liquidation.seq, liquidation.positions.count))
      return
    }
    let size = try open.position.size.magnitude
    let mark = try quotient.rounded(toDigits: max(6, state.priceDigits))
    let difference = try (mark.multiplied(by: size, rounding: .halfEven) - notional).magnitude
    let tolerance = try max(
      notional.multiplied(by: 1, dividedBy: 100_000_000, rounding: .up),
      Decimal18(mantissa: 1_000_000_000_000))
    cases.append(
      Case(
        facts: liquidation, market: open.market, size: open.position.size,
        mark: difference <= tolerance ? mark : quotient, isClean: difference <= tolerance))
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard !cases.isEmpty || !others.isEmpty else { return nil }
    var result = FactResult(Self.check())
    let clean = cases.count { $0.isClean }
    // Where nearly all are clean, one that is not contradicts what was published.
    let isCustom = clean >= 10 && (cases.count - clean) * 10 <= cases.count
    var table = DetailTable(
      "Recovered mark prices",
      columns: [
        .init("seq"), .init("time"), .init("account"), .init("market"), .init("size"),
        .init("notional"), .init("mark_price"), .init("clean"),
      ])
    for entry in cases {
      let facts = entry.facts
      table.rows.append([
        .integer(facts.seq), .time(facts.time), .account(facts.account),
        .text(state.names.markets[entry.market]), .decimal(entry.size.description),
        .decimal((facts.notional ?? .zero).description), .decimal(entry.mark.description),
        .text(entry.isClean ? "yes" : "no"),
      ])
      if entry.isClean {
        result.hold(facts.seq)
      } else if isCustom {
        result.broke(Self.finding(entry, state), facts.seq)
      } else {
        result.leave(facts.seq)
      }
    }
    for other in others { result.leave(other.seq) }
    if result.check.undecidable > 0 { result.check.lacks = [.priceUpdate] }
    result.check.detail = table
    let several = others.count { $0.positions > 1 }
    let none = others.count - several
    result.check.sentence =
      "the mark price of \(clean) of \(cases.count) liquidations of one position is recovered"
      + (several > 0 ? "; \(several) had several positions open" : "")
      + (none > 0 ? "; \(none) had none on record" : "")
    return result
  }

  private static func finding(_ entry: Case, _ state: borrowing FactState) -> Finding {
    Finding(
      .unexplainedResidual, block: entry.facts.block, time: entry.facts.time,
      evidence: [entry.facts.seq], account: entry.facts.account, rule: name,
      sentence: "the published notional \((entry.facts.notional ?? .zero).shown()) is not the size "
        + "\(entry.size.shown()) \(state.names.markets[entry.market]) times a price of the venue: "
        + "it would be \(entry.mark.shown(12))")
  }
}
