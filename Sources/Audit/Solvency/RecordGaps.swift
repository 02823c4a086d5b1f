package import Engine
package import FixedPoint
package import Ledger
internal import Margin

/// Of which accounts a log does not tell the whole equity: more left them than it saw arrive, more was closed
/// of a position than it saw opened, or it lacks events that move value of every position.
///
/// A log with a rulebook is complete: what its venue owed an account is judged by the rules. A log that never
/// says what anybody had, by a deposit or an opening balance, is not, with a rulebook or without.
package struct RecordGaps: Sendable {
  /// The accounts that ever had to do with a market.
  private var traders: Set<Int> = []
  private var hasFees = false
  private var hasFunding = false
  private var hasOpenings = false
  private var hasDeposits = false
  /// Whether the log has set a rule so far.
  private(set) var hasRules = false

  package init() {}

  /// What a whole log has, known before it is read: how many events there are of each kind.
  init(_ counts: [Kind: Int64]) {
    func has(_ kind: Kind) -> Bool { counts[kind] ?? 0 > 0 }
    hasFees = has(.fee)
    hasFunding = has(.fundingPayment)
    hasOpenings = has(.openingBalance)
    hasDeposits = has(.deposit)
  }

  /// What the judgement of every account rests on, of all kinds; where it changes, all are judged anew.
  var ofAllAccounts: (Bool, Bool, Bool, Bool, Bool) {
    (hasFees, hasFunding, hasOpenings, hasDeposits, hasRules)
  }

  /// Takes the next event of the log.
  package mutating func take(_ event: borrowing Event) {
    if let account = event.id(.account), event.has(.market) { traders.insert(account) }
    switch event.kind {
    case .fee: hasFees = true
    case .fill, .liquidationFill: if event.has(.fee) { hasFees = true }
    case .fundingPayment: hasFunding = true
    case .openingBalance: hasOpenings = true
    case .deposit: hasDeposits = true
    case .parameter:
      let (scope, name) = (event.string(.scope) ?? "", event.string(.name) ?? "")
      if RuleSchema.rule(scope: scope, name: name) != nil { hasRules = true }
    default: break
    }
  }

  /// Whether the log holds every kind of event that an account's equity would rest on.
  package func isComplete(_ account: Int, in book: Book) -> Bool {
    gaps(of: account, in: book) == nil
  }

  /// Whether the log holds what the account has: else its equity is certain on neither side of zero.
  package func isKnown(_ account: Int, in book: Book) -> Bool {
    hasRules || !book.isOverclosed(account)
  }

  /// The kinds without which the undecided accounts of a valued book cannot be decided.
  package func lacks(of solvency: Solvency, in book: Book) -> [Kind] {
    lacks(of: solvency.undecided, in: book)
  }

  /// The kinds without which these undecided accounts cannot be decided.
  package func lacks(of undecided: [Solvency.Account], in book: Book) -> [Kind] {
    var kinds: Set<Kind> = []
    for entry in undecided {
      if entry.isPartial { kinds.insert(.priceUpdate) }
      kinds.formUnion(gaps(of: entry.account, in: book) ?? [])
    }
    return kinds.sorted { $0.rawValue < $1.rawValue }
  }

  /// The kinds without which an account's equity is not certain; nil when it is.
  package func gaps(of account: Int, in book: Book) -> [Kind]? {
    let unknown: [Kind] = hasDeposits || hasOpenings ? [] : [.deposit]
    if hasRules { return unknown.isEmpty ? nil : unknown }
    let isUnopened = book.isOverclosed(account)
    if isUnopened || traders.contains(account) {
      let missing: [Kind] =
        (hasFees ? [] : [.fee]) + (hasFunding ? [] : [.fundingPayment])
        + (isUnopened ? [.openingPosition] : [])
      return missing.isEmpty && unknown.isEmpty ? nil : unknown + missing
    }
    let isOverdrawn = book.balances(of: account).contains {
      $0.balance.asset.isNegative || $0.balance.debt.isNegative
    }
    if isOverdrawn { return unknown + (hasOpenings ? [] : [.openingBalance]) }
    return unknown.isEmpty ? nil : unknown
  }
}

extension Solvency {
  /// Values a book of which the record has gaps.
  ///
  /// - Throws: `ArithmeticError` when a value leaves the range of `Decimal18`.
  package init(_ book: Book, _ gaps: RecordGaps, names: Names) throws(ArithmeticError) {
    try self.init(book, names: names, isKnown: { gaps.isKnown($0, in: book) }) {
      gaps.isComplete($0, in: book)
    }
  }
}
