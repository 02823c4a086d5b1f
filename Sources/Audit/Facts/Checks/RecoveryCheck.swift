internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin

/// Whether recoveries brought back no more than had been written off.
struct RecoveryCheck: FactCheck {
  static let name = "recoveries"
  static let definition =
    "a recovery is at most what nobody has borne yet in its asset: bad debts less what funds, spread losses and "
    + "recoveries took over; one that names an account is at most its bad debts less recoveries. Recoveries in an "
    + "asset without a recorded bad debt are not decidable."

  private var result = FactResult(Self.check())
  private var debts = BadDebtBook()
  private var written: Set<Int> = []
  private var unknown = 0

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard event.kind == .badDebt || event.kind == .recovery, let asset = event.id(.asset),
      let amount = event.decimal(.amount)
    else { return }
    guard event.kind == .recovery else {
      guard let account = event.id(.account) else { return }
      written.insert(asset)
      return try debts.record(amount, of: account, asset, seq: event.seq)
    }
    let account = event.id(.account)
    let left = try debts.recoverable(of: asset, account: account, in: state.book)
    try debts.recover(amount, of: asset, account: account, seq: event.seq)
    guard written.contains(asset) else {
      unknown += 1
      return result.leave()
    }
    guard amount > left else { return result.hold() }
    // Where there are rules, they refuse it.
    if state.isJudged { return }
    let unit = state.names.assets[asset]
    let whose = account.map { " of \(state.names.accounts[$0])" } ?? ""
    result.broke(
      Finding(
        .unexplainedResidual, block: event.position.block, time: event.time,
        evidence: [event.seq], account: account,
        stake: .init(amount: try amount - left, unit: unit), rule: Self.name,
        sentence: "\(amount.shown()) \(unit) was recovered of bad debt\(whose) of which "
          + "\(left.shown()) was left"))
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard result.check.cases > 0 else { return nil }
    result.check.sentence =
      "\(result.check.held) of \(result.check.cases - unknown) recoveries are of bad debt that was left"
      + (unknown > 0 ? "; \(unknown) in assets without bad debt on record" : "")
    return result
  }
}
