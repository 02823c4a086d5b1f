package import FixedPoint

/// The arithmetic of Aave v2: everything is rounded half up.
///
/// Amounts are in native units, values in ether with 18 decimals, rates and indices are rays, thresholds basis
/// points. Source: aave/protocol-v2 ce53c4a8 (GenericLogic, ValidationLogic, MathUtils,
/// LendingPoolCollateralManager).
package enum AaveV2 {
  /// `collateral·threshold/debt`, 18 decimals; nil without a debt.
  package static func healthFactor(
    collateral: Int256, debt: Int256, threshold: Int256
  ) throws(ArithmeticError) -> Int256? {
    if debt.isZero { return nil }
    return try AaveMath.wadDivide(
      AaveMath.percentMultiply(collateral, threshold), debt)
  }

  /// Whether a loan may be taken: `(debt + new)/ltv ≤ collateral`.
  package static func mayBorrow(
    collateral: Int256, debt: Int256, new: Int256, ltv: Int256
  ) throws(ArithmeticError) -> Bool {
    try AaveMath.percentDivide(debt + new, ltv) <= collateral
  }

  /// Whether collateral may leave: what is left keeps a health factor of one, with the threshold weighted anew,
  /// down.
  package static func mayWithdraw(
    collateral: Int256, debt: Int256, threshold: Int256, value: Int256, valueThreshold: Int256
  ) throws(ArithmeticError) -> Bool {
    if debt.isZero { return true }
    let left = try collateral - value
    if left <= .zero { return false }
    let rest = try (collateral * threshold - value * valueThreshold)
      .divided(by: left, rounding: .down)
    guard let factor = try healthFactor(collateral: left, debt: debt, threshold: rest) else {
      return true
    }
    return factor >= AaveMath.wad
  }

  /// The most that may be borrowed at a stable rate: a quarter of what lies in the pool.
  package static func mostStable(cash: Int256) throws(ArithmeticError) -> Int256 {
    try AaveMath.percentMultiply(cash, 2_500)
  }

  /// What one unit of debt grows to: the first terms of a power, with the rate per second.
  ///
  /// `1 + r·n + n(n − 1)/2·r² + n(n − 1)(n − 2)/6·r³`; the powers of r are rounded half up, the divisions floor.
  package static func compounded(
    rate: Int256, seconds: Int256
  ) throws(ArithmeticError) -> Int256 {
    if seconds.isZero { return AaveMath.ray }
    let once = try seconds - 1
    let twice = seconds > 2 ? try seconds - 2 : .zero
    let perSecond = try rate.divided(by: AaveMath.year, rounding: .down)
    let square = try AaveMath.rayMultiply(perSecond, perSecond)
    let cube = try AaveMath.rayMultiply(square, perSecond)
    let second = try (seconds * once * square).divided(by: 2, rounding: .down)
    let third = try (seconds * once * twice * cube).divided(by: 6, rounding: .down)
    return try AaveMath.ray + perSecond * seconds + second + third
  }

  /// A stable debt after so many seconds at its own rate: `principal · compounded`, half up.
  package static func stableDebt(
    principal: Int256, rate: Int256, seconds: Int256
  ) throws(ArithmeticError) -> Int256 {
    try AaveMath.rayMultiply(principal, compounded(rate: rate, seconds: seconds))
  }

  /// The most of a debt that one liquidation repays: half.
  package static func mostRepaid(debt: Int256) throws(ArithmeticError) -> Int256 {
    try AaveMath.percentMultiply(debt, 5_000)
  }

  /// An asset of a liquidation: the price of a whole unit and its decimals.
  package struct Token: Sendable, Hashable {
    /// In ether, 18 decimals.
    package var price: Int256
    /// How many native units, as a power of ten, are one.
    package var decimals: Int

    /// A token.
    package init(price: Int256, decimals: Int) {
      self.price = price
      self.decimals = decimals
    }
  }

  /// What a liquidation moves: the collateral for what is covered with the bonus, or, where there is less, all of
  /// it for less.
  package static func seizure(
    cover: Int256, balance: Int256, collateral: Token, debt: Token, bonus: Int256
  ) throws(ArithmeticError) -> (collateral: Int256, repaid: Int256) {
    let (own, owed) = (
      try Int256.powerOfTen(collateral.decimals), try Int256.powerOfTen(debt.decimals)
    )
    let wanted = try AaveMath.percentMultiply(debt.price * cover * own, bonus)
      .divided(by: collateral.price * owed, rounding: .down)
    if wanted <= balance { return (wanted, cover) }
    let value = try (collateral.price * balance * owed)
      .divided(by: debt.price * own, rounding: .down)
    return (balance, try AaveMath.percentDivide(value, bonus))
  }
}
