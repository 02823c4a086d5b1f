internal import Engine
internal import FixedPoint
internal import Ledger

/// Whether a fill repaid no more of a debt than the close factor allows.
struct CloseFactorCheck: FactCheck {
  static let name = "close-factor"
  static let definition =
    "repaid ≤ close_factor × debt just before the fill, to 10^-6 of it, where a parameter close_factor of the "
    + "asset, the pool or the venue is in force. Debts that are not on record are not decidable."

  private var result = FactResult(Self.check())
  private var unknown = 0

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard !state.hasRulebook, let fill = try Seizure(event, state),
      let factor = try state.figure(
        ["close_factor"], asset: fill.repaidAsset, account: fill.account)
    else { return }
    let debt = state.book.balance(of: fill.account, asset: fill.repaidAsset).debt
    guard debt.isPositive else {
      unknown += 1
      result.leave(fill.liquidation)
      return
    }
    let most = try debt.multiplied(by: factor.value, rounding: .up)
    let slack = try most.multiplied(by: 1, dividedBy: 1_000_000, rounding: .up)
    if try fill.repaid <= most + slack {
      result.hold(fill.liquidation)
      return
    }
    let unit = state.names.assets[fill.repaidAsset]
    let finding = Finding(
      .overLiquidation, block: fill.block, time: fill.time, evidence: [fill.seq],
      account: fill.account, stake: .init(amount: try fill.repaid - most, unit: unit),
      rule: Self.name,
      sentence:
        "\(fill.repaid.shown()) \(unit) of a debt of \(debt.shown()) were repaid; the close "
        + "factor \(factor.value.shown()) allows \(most.shown())")
    result.broke(finding, fill.liquidation)
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard result.check.cases > 0 else { return nil }
    if unknown > 0 { result.check.lacks = state.lacking([.borrow, .openingBalance]) }
    result.check.sentence =
      "\(result.check.held) of \(result.check.cases - unknown) fills stay within the close factor"
      + (unknown > 0 ? "; \(unknown) debts are not on record" : "")
    return result
  }
}
