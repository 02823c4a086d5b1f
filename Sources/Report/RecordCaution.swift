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

  /// The caution about accounts of a valued book; about none by default.
  package init(_ accounts: [Solvency.Account] = [], lacks: [Kind] = []) {
    self.accounts = Set(accounts.map(\.account))
    self.lacks = lacks
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
