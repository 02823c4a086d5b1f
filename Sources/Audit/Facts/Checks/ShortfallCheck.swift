internal import Engine
internal import FixedPoint
internal import Ledger

/// Whether accounts below zero were made whole by the end.
struct ShortfallCheck: FactCheck {
  static let name = "unpaid-shortfall"
  static let definition =
    "no account has Σ assets × price − Σ debts × price + unrealized profit < 0 at the last recorded prices when "
    + "the log ends. Accounts that something without a price could bring to the other side of zero, or of which "
    + "more left than the record saw arrive, are not decidable; nor are positions without recorded fees and funding."

  /// The last event of each account.
  private var last: [Int64] = []

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard !state.hasRulebook, let account = event.id(.account) else { return }
    if last.count <= account {
      last += repeatElement(0, count: account + 1 - last.count)
    }
    last[account] = event.seq
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard !state.hasRulebook else { return nil }
    let solvency = try state.solvency()
    guard solvency.total.accounts > 0, let unit = solvency.unit else { return nil }
    var result = FactResult(Self.check())
    for _ in solvency.undecided { result.leave() }
    for entry in solvency.insolvent {
      let owed = try entry.value.equity.magnitude
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
    let left = solvency.undecided.count
    let solvent = solvency.total.accounts - solvency.insolvent.count - left
    result.check.cases += solvent
    result.check.held += solvent
    guard solvent < solvency.total.accounts else { return nil }
    result.check.lacks = state.gaps.lacks(of: solvency, in: state.book)
    let sum = try solvency.shortfall.magnitude
    let by = sum.isPositive ? ", by \(sum.shown(18)) \(unit)" : ""
    if solvency.total.accounts == 1 {
      result.check.sentence =
        left > 0
        ? "the record of the only account is not complete"
        : "the only account is below zero when the log ends\(by)"
    } else {
      let broken = result.check.broken
      result.check.sentence =
        "\(broken) of \(result.check.cases) accounts \(broken == 1 ? "is" : "are") below zero when "
        + "the log ends\(by)\(by.isEmpty || broken == 1 ? "" : " together")"
        + (left > 0 ? "; the record of \(left) of them is not complete" : "")
    }
    return result
  }
}
