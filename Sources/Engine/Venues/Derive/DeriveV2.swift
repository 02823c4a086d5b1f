package import FixedPoint

/// The arithmetic of Derive v2's account auctions.
///
/// Everything has 18 decimals and is signed; products and quotients are truncated toward zero. Source:
/// derivexyz/v2-core 7736900d (DutchAuction, CashAsset).
package enum DeriveV2 {
  private static let one: Int256 = 1_000_000_000_000_000_000

  private static func product(_ a: Int256, _ b: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(a, b, one, rounding: .towardZero)
  }

  // MARK: - Margins

  /// Maintenance with a buffer: `mm + (mm − mtm)·buffer`.
  package static func bufferMargin(
    maintenance: Int256, markToMarket: Int256, buffer: Int256
  ) throws(ArithmeticError) -> Int256 {
    try maintenance + product(maintenance - markToMarket, buffer)
  }

  // MARK: - Solvent auctions

  /// How the discount of a solvent auction falls: fast from `start` to `cutoff`, then slowly to zero.
  package struct Curve: Sendable, Hashable {
    /// The share of the mark-to-market at first.
    package var start: Int256
    /// That at which the slow leg begins.
    package var cutoff: Int256
    /// The seconds of the fast leg.
    package var fast: Int256
    /// The seconds of the slow one.
    package var slow: Int256

    /// A curve.
    package init(start: Int256, cutoff: Int256, fast: Int256, slow: Int256) {
      self.start = start
      self.cutoff = cutoff
      self.fast = fast
      self.slow = slow
    }

    /// The share after so many seconds.
    package func discount(at elapsed: Int256) throws(ArithmeticError) -> Int256 {
      if elapsed < fast {
        return try start
          - Int256.mulDiv(start - cutoff, elapsed, fast, rounding: .towardZero)
      }
      let late = try elapsed - fast
      if late >= slow { return .zero }
      return try cutoff - Int256.mulDiv(cutoff, late, slow, rounding: .towardZero)
    }
  }

  /// The largest share of an account that may be bought: what brings its buffer margin to zero,
  /// `bm / (bm − mtm·d − reserved·(1 − d))`; all of it where the mark-to-market is below the cutoff.
  package static func largestShare(
    bufferMargin: Int256, markToMarket: Int256, reserved: Int256, discount: Int256, cutoff: Int256
  ) throws(ArithmeticError) -> Int256 {
    if markToMarket < cutoff { return one }
    let divisor =
      try bufferMargin - product(markToMarket, discount) - product(reserved, one - discount)
    let share = try Int256.mulDiv(bufferMargin, one, divisor, rounding: .towardZero)
    return min(one, share)
  }

  /// What the whole account costs: `(mtm − reserved)·d`; a share of it costs that share.
  package static func bidPrice(
    markToMarket: Int256, reserved: Int256, discount: Int256
  ) throws(ArithmeticError) -> Int256 {
    try product(markToMarket - reserved, discount)
  }

  /// The cash that a share costs.
  package static func cash(price: Int256, share: Int256) throws(ArithmeticError) -> Int256 {
    try product(price, share)
  }

  /// A balance after a bid: `(x − reserved)·(1 − f) + reserved + cash`; reserved cash is not for sale.
  package static func balance(
    before: Int256, reserved: Int256, share: Int256, cash: Int256
  ) throws(ArithmeticError) -> Int256 {
    try product(before - reserved, one - share) + reserved + cash
  }

  /// Whether a solvent auction ends: the buffer is made good, the account is insolvent, or only reserved cash
  /// is left.
  package static func isOver(
    bufferMargin: Int256, markToMarket: Int256, reserved: Int256
  ) -> Bool {
    !bufferMargin.isNegative || markToMarket.isNegative || reserved >= markToMarket
  }

  // MARK: - Insolvency

  /// What the security module pays a bidder for the whole account: from `min(mtm, 0)` to maintenance, linearly.
  package static func insolventPrice(
    markToMarket: Int256, maintenance: Int256, elapsed: Int256, length: Int256
  ) throws(ArithmeticError) -> Int256 {
    let from = min(markToMarket, .zero)
    if elapsed >= length { return maintenance }
    return try from
      + Int256.mulDiv(maintenance - from, elapsed, length, rounding: .towardZero)
  }

  /// What a unit of cash is worth when the module could not pay all: `stable / (supply + fees − borrow −
  /// settled)`, one at most.
  package static func exchangeRate(
    stable: Int256, supply: Int256, fees: Int256, borrow: Int256, settled: Int256
  ) throws(ArithmeticError) -> Int256 {
    let owed = try supply + fees - borrow - settled
    if stable >= owed { return one }
    return try Int256.mulDiv(stable, one, owed, rounding: .towardZero)
  }

  /// The cash that a withdrawal burns: `amount / rate`.
  package static func burnt(amount: Int256, rate: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(amount, one, rate, rounding: .towardZero)
  }

  /// Whether withdrawals are locked: insolvent auctions may cost more than the fund has.
  package static func isLocked(insolvent: Int256, fund: Int256) -> Bool { insolvent > fund }
}
