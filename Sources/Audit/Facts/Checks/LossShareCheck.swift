internal import FixedPoint
internal import Ledger

/// Whether the shares of a socialized loss sum to it.
struct LossShareCheck: FactCheck {
  static let name = "loss-shares"
  static let definition =
    "Σ loss_share = socialized_loss for each pool and asset: within the block for losses of the method "
    + "explicit, over the whole log never more for the others. A loss without any share is not decidable."

  private struct Spread: Hashable, Sendable {
    let pool: String
    let asset: Int
  }

  private struct Sum: Sendable {
    var loss = Decimal18.zero
    var shares = Decimal18.zero
    var evidence: [Int64] = []
    var block: Int64 = 0
    var time: Int64 = 0
  }

  private static let explicit = 6
  private var result = FactResult(Self.check())
  private var present: [Spread: Sum] = [:]
  private var order: [Spread] = []
  private var explicitPools: Set<Spread> = []
  private var totals: [Spread: Sum] = [:]
  private var totalOrder: [Spread] = []

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard event.kind == .socializedLoss || event.kind == .lossShare, !state.hasRulebook,
      let asset = event.id(.asset), let amount = event.decimal(.amount)
    else { return }
    let spread = Spread(pool: event.string(.pool) ?? "", asset: asset)
    let isLoss = event.kind == .socializedLoss
    if isLoss, event.choiceIndex(.method) == Self.explicit { explicitPools.insert(spread) }
    if present[spread] == nil { order.append(spread) }
    if totals[spread] == nil { totalOrder.append(spread) }
    var sum = present[spread] ?? Sum()
    var total = totals[spread] ?? Sum()
    if isLoss {
      sum.loss = try sum.loss + amount
      total.loss = try total.loss + amount
    } else {
      sum.shares = try sum.shares + amount
      total.shares = try total.shares + amount
    }
    (sum.block, sum.time) = (event.position.block, event.time)
    (total.block, total.time) = (sum.block, sum.time)
    sum.evidence.append(event.seq)
    if total.evidence.count < 100 { total.evidence.append(event.seq) }
    present[spread] = sum
    totals[spread] = total
  }

  mutating func endBlock(_ state: borrowing FactState) throws(ArithmeticError) {
    for spread in order where explicitPools.contains(spread) {
      guard let sum = present[spread] else { continue }
      try judge(spread, sum, isWrong: sum.loss != sum.shares, state)
    }
    if !order.isEmpty {
      order.removeAll()
      present.removeAll()
    }
  }

  private mutating func judge(
    _ spread: Spread, _ sum: Sum, isWrong: Bool, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard isWrong else { return result.hold() }
    let unit = state.names.assets[spread.asset]
    let gap = try sum.shares - sum.loss
    result.broke(
      Finding(
        .misallocatedLoss, block: sum.block, time: sum.time, evidence: sum.evidence,
        subject: spread.pool, stake: .init(amount: try gap.magnitude, unit: unit), rule: Self.name,
        sentence: "the shares of \(spread.pool) sum to \(sum.shares.shown()) \(unit), the "
          + "socialized loss is \(sum.loss.shown()): \(try gap.magnitude.shown()) "
          + (gap.isNegative ? "nobody bears" : "too much")))
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    var open = 0
    for spread in totalOrder where !explicitPools.contains(spread) {
      guard let sum = totals[spread] else { continue }
      if sum.shares.isZero {
        open += 1
        result.leave()
      } else {
        try judge(spread, sum, isWrong: sum.shares > sum.loss, state)
      }
    }
    guard result.check.cases > 0 else { return nil }
    if open > 0 { result.check.lacks = state.lacking([.lossShare]) }
    result.check.sentence =
      "the shares of \(result.check.held) of \(result.check.cases - open) spread losses agree with them"
      + (open > 0 ? "; \(open) have no shares on record" : "")
    return result
  }
}
