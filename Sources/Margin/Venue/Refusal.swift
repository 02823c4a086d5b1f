package import FixedPoint
package import Ledger

/// Why the rules refuse what somebody wants to do.
package struct Refusal: Sendable, Hashable, CustomStringConvertible {
  /// What it would be.
  package let kind: Kind
  /// Whose it would be: `of ann`, `to ann`, of a fund or an asset.
  package let whose: String
  /// The account that it would be of; nil for a fund or an asset.
  package let account: Int?
  /// Why not, in a few words.
  package let reason: String
  /// The rule that refuses it.
  package let rule: String
  /// By how much it is too much, and in which asset; nil where it is no matter of an amount.
  package let excess: Excess?

  /// An amount that is too much.
  package struct Excess: Sendable, Hashable {
    /// How much too much.
    package let amount: Decimal18
    /// The asset, by its number.
    package let asset: Int
  }

  init(
    _ kind: Kind, _ whose: String, account: Int? = nil, _ reason: String, rule: String,
    excess: Excess? = nil
  ) {
    self.kind = kind
    self.whose = whose
    self.account = account
    self.reason = reason
    self.rule = rule
    self.excess = excess
  }

  /// The text of the note that is recorded instead.
  package var description: String { "refused: \(kind.name) \(whose): \(reason)" }
}
