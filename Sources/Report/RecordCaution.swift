internal import Audit
internal import Console
package import Engine
package import Ledger

/// What an incomplete record leaves undecided, in the words that every report says it in.
package struct RecordCaution: Sendable {
  /// The accounts of which the record does not tell whether they are below zero.
  package let accounts: Set<Int>
  /// The kinds of event that would tell it.
  package let lacks: [Kind]
  /// The same of each account.
  private let each: [Int: [Kind]]

  /// The caution about accounts of a valued book; about none by default.
  ///
  /// `each` says what is lacking of one.
  package init(
    _ accounts: [Solvency.Account] = [], lacks: [Kind] = [],
    each: (Solvency.Account) -> [Kind] = { _ in [] }
  ) {
    self.accounts = Set(accounts.map(\.account))
    self.lacks = lacks
    var kinds: [Int: [Kind]] = [:]
    for entry in accounts { kinds[entry.account] = each(entry) }
    self.each = kinds
  }

  /// What the log lacks of an account by the names of the kinds, for a list of results; empty for nothing.
  func lacks(of account: Int) -> String {
    (each[account] ?? []).map(\.name).joined(separator: ",")
  }

  /// The sentence; nil when everything is decided.
  var sentence: String? {
    guard !accounts.isEmpty else { return nil }
    let isOne = accounts.count == 1
    let kinds = lacks.map { $0 == .priceUpdate ? "some prices" : $0.words }
    return "Of \(accounts.count) account\(isOne ? "" : "s") it is not decidable whether "
      + "\(isOne ? "it is" : "they are") below zero: "
      + (kinds.isEmpty
        ? "more left than the record saw arrive."
        : "the log lacks \(kinds.joined(separator: ", ")).")
  }

  /// The members of JSON that say the same.
  var members: [(String, JSONNode)] {
    [
      ("undecided_accounts", .integer(Int64(accounts.count))),
      ("lacks", .array(lacks.map { .string($0.name) })),
    ]
  }
}
