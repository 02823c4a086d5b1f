package import FixedPoint

/// The arithmetic of Euler v2: the discount is what health lacks to one.
///
/// Values are in the vault's unit, factors have 18 decimals, loan-to-value and discounts are basis points.
/// Source: euler-xyz/euler-vault-kit 5b98b420 (LiquidityUtils, Liquidation, LTVConfig).
package enum EulerV2 {
  private static let wad: Int256 = 1_000_000_000_000_000_000
  private static let bps: Int256 = 10_000
  /// The least value of a liability whose rest is socialized.
  private static let leastSocialized: Int256 = 1_000_000

  /// `Σ floor(value·LTV)`.
  package static func adjusted(
    _ collaterals: [(value: Int256, ltv: Int256)]
  ) throws(ArithmeticError) -> Int256 {
    var sum = Int256.zero
    for part in collaterals {
      sum = try sum + Int256.mulDiv(part.value, part.ltv, bps, rounding: .down)
    }
    return sum
  }

  /// `floor(adjusted·1e18/liability)`.
  package static func health(
    adjusted: Int256, liability: Int256
  ) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(adjusted, wad, liability, rounding: .down)
  }

  /// Whether an account may be liquidated: its adjusted collateral is at most its liability.
  package static func isViolation(adjusted: Int256, liability: Int256) -> Bool {
    adjusted <= liability
  }

  /// An account before its liquidation.
  package struct Account: Sendable, Hashable {
    /// What it owes, in the debt's asset.
    package var debt: Int256
    /// Its value.
    package var liability: Int256
    /// The collateral that is taken.
    package var balance: Int256
    /// Its value, not adjusted.
    package var value: Int256
    /// The adjusted value of all collateral.
    package var adjusted: Int256

    /// An account.
    package init(
      debt: Int256, liability: Int256, balance: Int256, value: Int256, adjusted: Int256
    ) {
      self.debt = debt
      self.liability = liability
      self.balance = balance
      self.value = value
      self.adjusted = adjusted
    }
  }

  /// The most that may be repaid and taken.
  ///
  /// The factor is `max(health, 1 − maxDiscount)`; the yield is worth liability ÷ factor, at most the
  /// collateral, and then collateral · factor is repaid. Every division floors.
  package static func liquidation(
    of account: Account, maxDiscount: Int256
  ) throws(ArithmeticError) -> (factor: Int256, repay: Int256, yield: Int256) {
    let least = try wad - Int256.mulDiv(wad, maxDiscount, bps, rounding: .down)
    let factor = try max(
      health(adjusted: account.adjusted, liability: account.liability), least)
    if account.value.isZero { return (factor, .zero, account.balance) }
    var repaid = account.liability
    var taken = try Int256.mulDiv(account.liability, wad, factor, rounding: .down)
    if account.value < taken {
      repaid = try Int256.mulDiv(account.value, factor, wad, rounding: .down)
      taken = account.value
    }
    return (
      factor, try Int256.mulDiv(repaid, account.debt, account.liability, rounding: .down),
      try Int256.mulDiv(taken, account.balance, account.value, rounding: .down)
    )
  }

  /// Whether the rest of a debt is taken off the vault: the liability was worth 10⁶ or more, some of it is
  /// left, and not one unit of any collateral.
  package static func isSocialized(
    liability: Int256, debtLeft: Int256, collaterals: [Int256], isDisabled: Bool
  ) -> Bool {
    !isDisabled && liability >= leastSocialized && debtLeft > .zero
      && collaterals.allSatisfy(\.isZero)
  }

  /// The liquidation LTV on the way to a lower one: `target + floor((initial − target)·left/duration)`.
  package static func ramped(
    initial: Int256, target: Int256, left: Int256, duration: Int256
  ) throws(ArithmeticError) -> Int256 {
    if left <= .zero || duration.isZero || target >= initial { return target }
    return try target
      + Int256.mulDiv(initial - target, min(left, duration), duration, rounding: .down)
  }
}
