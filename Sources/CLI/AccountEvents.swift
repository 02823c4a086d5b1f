internal import Console
internal import Ledger
internal import Store

/// Finds the events of one account.
enum AccountEvents {
  /// The kinds whose events can name an account; the others need not be read.
  static let kinds: [Kind] = Kind.allCases.filter { kind in
    kind.spec.fields.contains { $0.type == .account }
  }

  /// Whether an event names the account, in whatever role.
  static func names(_ account: Int, _ event: borrowing Event) -> Bool {
    for spec in event.kind.spec.fields where spec.type == .account {
      if event.id(spec.field) == account { return true }
    }
    return false
  }

  /// The number and block of the first event that names the account.
  static func first(
    of account: Int, _ file: LedgerFile
  ) throws(StoreError) -> (seq: Int64, block: Int64)? {
    let cursor = try file.events(kinds: kinds)
    var event = Event(.note)
    while try cursor.next(into: &event) {
      if names(account, event) { return (event.seq, event.position.block) }
    }
    return nil
  }
}
