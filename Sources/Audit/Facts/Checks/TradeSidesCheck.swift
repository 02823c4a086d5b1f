internal import Engine
internal import FixedPoint
internal import Ledger

/// Whether what is bought in a block is sold in it, at the same prices.
struct TradeSidesCheck: FactCheck {
  static let name = "trade-sides"
  static let definition =
    "in each block and market the fills buy as much as they sell, and pay as much as they get: Σ size and "
    + "Σ size × price of both sides are equal, to 10^-9 of the quote asset. Judged where the log records both "
    + "sides of trades: at least 10 blocks of a market are even for each that is not. A block in which a fill "
    + "was refused is not decidable."

  /// The fills of a market in a block: those bought less those sold.
  private struct Sides: Sendable {
    var size = Decimal18.zero
    var value = Decimal18.zero
    var first: Int64 = 0
    var last: Int64 = 0
  }

  /// A block in which the sides differ.
  private struct Uneven: Sendable {
    let block: Int64
    let time: Int64
    let market: Int
    let sides: Sides
  }

  /// The present block, by market.
  private var sides: [Int: Sides] = [:]
  private var moment: (block: Int64, time: Int64) = (0, 0)
  private var isRefused = false
  private var uneven: [Uneven] = []
  /// In how many blocks both sides are equal, by market.
  private var even: [Int: Int] = [:]
  private var unknown = 0

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    if event.kind == .note, event.string(.text)?.hasPrefix("refused: fill") ?? false {
      isRefused = true
    }
    guard event.kind == .fill, let market = event.id(.market), let size = event.decimal(.size),
      let price = event.decimal(.price)
    else { return }
    moment = (event.position.block, event.time)
    let change = event.choice(.side) == "sell" ? try -size : size
    var own = sides[market] ?? Sides(first: event.seq)
    own.size = try own.size + change
    own.value = try own.value + change.multiplied(by: price, rounding: .halfEven)
    own.last = event.seq
    sides[market] = own
  }

  mutating func endBlock(_ state: borrowing FactState) throws(ArithmeticError) {
    guard !sides.isEmpty || isRefused else { return }
    for market in sides.keys.sorted() {
      guard let own = sides[market] else { continue }
      if own.size.isZero, try own.value.magnitude <= Self.slack {
        even[market, default: 0] += 1
      } else if isRefused {
        unknown += 1
      } else {
        uneven.append(
          Uneven(block: moment.block, time: moment.time, market: market, sides: own))
      }
    }
    sides.removeAll(keepingCapacity: true)
    isRefused = false
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    var result = FactResult(Self.check())
    var counts: [Int: Int] = [:]
    for entry in uneven { counts[entry.market, default: 0] += 1 }
    let judged = even.filter { $0.value >= Self.evenForEach * counts[$0.key, default: 0] }
    guard uneven.contains(where: { judged[$0.market] != nil }) else { return nil }
    for _ in 0..<judged.values.reduce(0, +) { result.hold() }
    for _ in 0..<unknown { result.leave() }
    for entry in uneven where judged[entry.market] != nil {
      result.broke(try Self.finding(entry, state))
    }
    result.check.sentence =
      "in \(result.check.held) of \(result.check.held + result.check.broken) blocks the fills of a "
      + "market buy what they sell"
    return result
  }

  /// What rounding may leave of the values of two sides.
  private static let slack = Decimal18(mantissa: 1_000_000_000)
  /// So many even blocks of a market for each uneven one show that both sides are recorded.
  private static let evenForEach = 10

  private static func finding(
    _ entry: Uneven, _ state: borrowing FactState
  ) throws(ArithmeticError) -> Finding {
    let terms = state.names.market(entry.market)
    let (base, quote) = (state.names.assets[terms.base], state.names.assets[terms.quote])
    let isOfSize = !entry.sides.size.isZero
    let apart = try (isOfSize ? entry.sides.size : entry.sides.value).magnitude
    let more = (isOfSize ? entry.sides.size : entry.sides.value).isNegative ? "sold" : "bought"
    return Finding(
      .unexplainedResidual, block: entry.block, time: entry.time,
      evidence: entry.sides.first == entry.sides.last
        ? [entry.sides.first] : [entry.sides.first, entry.sides.last],
      subject: state.names.markets[entry.market],
      stake: .init(amount: apart, unit: isOfSize ? base : quote), rule: name,
      sentence: "the fills of \(state.names.markets[entry.market]) \(more) "
        + "\(apart.shown()) \(isOfSize ? base : quote) more than the other side did")
  }
}
