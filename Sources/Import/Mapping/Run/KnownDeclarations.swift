/// What a ledger has declared, by name the block of the declaration.
///
/// A declaration of an earlier block is not written again. One of the same or a later block came
/// from an earlier import of the same files, so it is written again: that gives the same lines.
package struct KnownDeclarations: Sendable {
  /// The block of the `venue` event.
  package var venue: Int64?
  /// The blocks of `asset` events.
  package var assets: [String: Int64] = [:]
  /// The blocks of `market` events.
  package var markets: [String: Int64] = [:]
  /// The blocks of the first `account` event of each account.
  package var accounts: [String: Int64] = [:]

  /// Nothing is known, as in a new ledger.
  package init() {}
}
