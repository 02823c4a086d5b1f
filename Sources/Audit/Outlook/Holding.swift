internal import Engine
package import FixedPoint
internal import Ledger

/// One side of an asset or market, and who holds how much of it: the largest first.
package struct Holding: Sendable {
  /// What is held.
  package enum Side: String, Sendable, Hashable, CaseIterable {
    /// What accounts have of an asset.
    case deposits
    /// What accounts owe of an asset, overdrawn balances included.
    case borrows
    /// Sizes of positions above zero, in the base asset.
    case long
    /// Sizes of positions below zero, in the base asset, as numbers above zero.
    case short
  }

  /// One account's part.
  package struct Part: Sendable, Hashable {
    /// The account.
    package let account: Int
    /// How much, above zero.
    package let amount: Decimal18
  }

  /// What is held.
  package let side: Side
  /// The sum over all accounts.
  package private(set) var total = Decimal18.zero
  /// Who holds it, the largest first; of equals the one whose id is lower.
  package private(set) var parts: [Part] = []

  init(_ side: Side) { self.side = side }

  mutating func add(_ amount: Decimal18, of account: Int) throws(ArithmeticError) {
    guard amount > .zero else { return }
    total = try total + amount
    parts.append(Part(account: account, amount: amount))
  }

  mutating func sort() {
    parts.sort { $0.amount != $1.amount ? $0.amount > $1.amount : $0.account < $1.account }
  }

  /// What the largest accounts hold of the total, exactly; nil when nobody holds anything.
  package func share(ofLargest count: Int) throws(ArithmeticError) -> ExactRatio? {
    var sum = Decimal18.zero
    for part in parts.prefix(count) { sum = try sum + part.amount }
    return try Self.ratio(sum, total)
  }

  /// The Herfindahl index: Σ share², from 1/n when all hold the same to 1 when one holds all; exact.
  ///
  /// Nil when nobody holds anything.
  package var herfindahl: ExactRatio? {
    get throws(ArithmeticError) {
      guard total > .zero else { return nil }
      var sum = Int256.zero
      for part in parts {
        sum = try sum + Int256(part.amount.mantissa) * Int256(part.amount.mantissa)
      }
      return try ExactRatio(sum, Int256(total.mantissa) * Int256(total.mantissa))
    }
  }

  /// One amount by another; nil when the other is not above zero.
  static func ratio(
    _ part: Decimal18, _ whole: Decimal18
  ) throws(ArithmeticError) -> ExactRatio? {
    guard whole > .zero else { return nil }
    return try ExactRatio(Int256(part.mantissa), Int256(whole.mantissa))
  }
}
