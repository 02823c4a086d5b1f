internal import Engine
internal import FixedPoint
internal import Ledger

/// Whether accounts below zero were made whole by the end.
struct ShortfallCheck: FactCheck {
  static let name = "unpaid-shortfall"
  static let definition =
    "when the log ends no account has Σ assets × price − Σ debts × price + unrealized profit < 0 at the last "
    + "recorded prices. Accounts that hold something without a price, or of which more left than the record saw "
    + "arrive, are not decidable; nor are positions without recorded fees and funding."

  /// The last event of each account.
  private var last: [Int64] = []
  private var accountsWithPositions: Set<Int> = []

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard !state.hasRulebook, let account = event.id(.account) else { return }
    if last.count <= account {
      last += repeatElement(0, count: account + 1 - last.count)
    }
    last[account] = event.seq
    if event.has(.market) { accountsWithPositions.insert(account) }
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard !state.hasRulebook else { return nil }
    let solvency = try Solvency(state.book, names: state.names)
    guard solvency.total.accounts > 0, let unit = solvency.unit else { return nil }
    var result = FactResult(Self.check())
    var lacks: Set<Kind> = []
    var sum = Decimal18.zero
    for entry in solvency.insolvent {
      if let missing = gaps(entry, state) {
        lacks.formUnion(missing)
        result.leave()
        continue
      }
      let owed = try entry.value.equity.magnitude
      sum = try sum + owed
      result.broke(
        Finding(
          .unpaidShortfall, block: state.book.block, time: state.book.time,
          evidence: entry.account < last.count && last[entry.account] > 0
            ? [last[entry.account]] : [],
          account: entry.account, stake: .init(amount: owed, unit: unit), rule: Self.name,
          sentence: "assets of \(entry.value.assets.shown()) \(unit) against liabilities of "
            + "\(entry.value.liabilities.shown()) when the log ends: \(owed.shown()) that nobody paid"
        ))
    }
    let solvent = solvency.total.accounts - solvency.insolvent.count
    result.check.cases += solvent
    result.check.held += solvent
    guard !solvency.insolvent.isEmpty else { return nil }
    result.check.lacks = lacks.sorted { $0.rawValue < $1.rawValue }
    let left = result.check.undecidable
    result.check.sentence =
      "\(result.check.broken) of \(result.check.cases) accounts are below zero when the log ends"
      + (sum.isPositive ? ", by \(sum.shown(18)) \(unit) together" : "")
      + (left > 0 ? "; the record of \(left) more is not complete" : "")
    return result
  }

  /// The kinds without which an account's equity is not certain; nil when it is.
  private func gaps(_ entry: Solvency.Account, _ state: borrowing FactState) -> [Kind]? {
    if entry.isPartial { return [.priceUpdate] }
    if accountsWithPositions.contains(entry.account) {
      let missing = state.lacking([.fee, .fundingPayment])
      return missing.isEmpty ? nil : missing
    }
    let isOverdrawn = state.book.balances(of: entry.account).contains {
      $0.balance.asset.isNegative || $0.balance.debt.isNegative
    }
    return isOverdrawn ? state.lacking([.openingBalance]) : nil
  }
}
