internal import Engine
internal import FixedPoint
internal import Ledger

/// Whether nobody repaid more than was owed.
struct RepaymentCheck: FactCheck {
  static let name = "repayments"
  static let definition =
    "a repayment, and what a liquidation fill repays of a debt on record, is at most the debt just before it "
    + "and the interest that is charged later. More is decidable where the log records interest of that asset "
    + "and the debt's beginning: else the debt may have grown, or be older than the log."

  /// Something that repaid more than the recorded debt.
  private struct Overpayment: Sendable {
    let seq: Int64
    let block: Int64
    let time: Int64
    let liquidation: Int64?
    let account: Int
    let asset: Int
    let repaid: Decimal18
    let debt: Decimal18
    /// By how much it is more than the debt and the interest that was charged since.
    var excess: Decimal18
  }

  /// What an account owes of an asset.
  private struct Debt: Hashable, Sendable {
    let account: Int
    let asset: Int
  }

  private var result = FactResult(Self.check())
  private var overpayments: [Overpayment] = []
  /// The last overpayment of each debt, by its place.
  private var last: [Debt: Int] = [:]
  /// The debts whose beginning is on record.
  private var begun: Set<Debt> = []
  /// The assets of which interest was charged.
  private var charged: Set<Int> = []

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard let account = event.id(.account) else { return }
    switch event.kind {
    case .borrow:
      if let asset = event.id(.asset) { begun.insert(Debt(account: account, asset: asset)) }
    case .openingBalance:
      guard let asset = event.id(.asset), event.decimal(.amount)?.isNegative ?? false else {
        return
      }
      begun.insert(Debt(account: account, asset: asset))
    case .interest: try charge(event, account)
    case .repay:
      guard let asset = event.id(.asset), let amount = event.decimal(.amount) else { return }
      try compare(amount, with: Debt(account: account, asset: asset), event, state)
    case .liquidationFill:
      guard let asset = event.id(.repaidAsset), let repaid = event.decimal(.repaid),
        state.book.balance(of: account, asset: asset).debt.isPositive
      else { return }
      try compare(repaid, with: Debt(account: account, asset: asset), event, state)
    default: break
    }
  }

  /// Interest on a debt: what was repaid too much may have been for it.
  private mutating func charge(
    _ event: borrowing Event, _ account: Int
  ) throws(ArithmeticError) {
    guard let asset = event.id(.asset), let amount = event.decimal(.amount), amount.isNegative
    else { return }
    charged.insert(asset)
    guard let place = last[Debt(account: account, asset: asset)] else { return }
    overpayments[place].excess = try overpayments[place].excess + amount
  }

  private mutating func compare(
    _ repaid: Decimal18, with debt: Debt, _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    // Where there are rules, they refuse it.
    guard !state.isJudged else { return }
    let liquidation = event.kind == .liquidationFill ? state.liquidation(of: event) : nil
    let owed = max(.zero, state.book.balance(of: debt.account, asset: debt.asset).debt)
    guard repaid > owed else { return result.hold(liquidation) }
    last[debt] = overpayments.count
    overpayments.append(
      Overpayment(
        seq: event.seq, block: event.position.block, time: event.time, liquidation: liquidation,
        account: debt.account, asset: debt.asset, repaid: repaid, debt: owed,
        excess: try repaid - owed))
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    var result = result
    var lacks: Set<Kind> = []
    for overpayment in overpayments {
      let debt = Debt(account: overpayment.account, asset: overpayment.asset)
      let isBegun = begun.contains(debt) || state.count(.openingBalance) > 0
      if !overpayment.excess.isPositive {
        result.hold(overpayment.liquidation)
      } else if charged.contains(overpayment.asset), isBegun {
        result.broke(Self.finding(overpayment, state), overpayment.liquidation)
      } else {
        if !charged.contains(overpayment.asset) { lacks.insert(.interest) }
        if !isBegun { lacks.formUnion([.borrow, .openingBalance]) }
        result.leave(overpayment.liquidation)
      }
    }
    guard result.check.cases > 0 else { return nil }
    result.check.lacks = state.lacking(lacks.sorted { $0.rawValue < $1.rawValue })
    let left = result.check.undecidable
    result.check.sentence =
      "\(result.check.held) of \(result.check.cases - left) repayments are of what was owed"
      + (left > 0 ? "; the record of \(left) more is not complete" : "")
    return result
  }

  private static func finding(
    _ overpayment: Overpayment, _ state: borrowing FactState
  ) -> Finding {
    let unit = state.names.assets[overpayment.asset]
    return Finding(
      overpayment.liquidation == nil ? .unexplainedResidual : .overLiquidation,
      block: overpayment.block, time: overpayment.time, evidence: [overpayment.seq],
      account: overpayment.account, stake: .init(amount: overpayment.excess, unit: unit),
      rule: name,
      sentence: "\(overpayment.repaid.shown()) \(unit) were repaid of a debt of "
        + "\(overpayment.debt.shown()): \(overpayment.excess.shown()) more than was owed")
  }
}
