package import FixedPoint

/// The arithmetic of Perpetual v2 (Curie).
///
/// Amounts have 18 decimals and are signed, ratios six (1e6 is one). Source:
/// perpetual-protocol/perp-curie-contract d520bd8e (ClearingHouse, AccountBalance, CollateralManager, Vault).
package enum PerpCurie {
  private static let one: Int256 = 1_000_000_000_000_000_000
  private static let ratioOne: Int256 = 1_000_000
  private static let maintenanceRatio: Int256 = 62_500
  private static let penaltyRatio: Int256 = 25_000
  /// Positions of at most 100 are closed whole.
  private static let smallPosition: Int256 = 100_000_000_000_000_000_000

  /// `floor(amount·ratio)`.
  private static func share(_ amount: Int256, _ ratio: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(amount, ratio, ratioOne, rounding: .down)
  }

  // MARK: - Positions

  /// Maintenance: `Σ|size·mark|·6.25 %`, with the sum of the absolute values given.
  package static func requirement(positions: Int256) throws(ArithmeticError) -> Int256 {
    try share(positions, maintenanceRatio)
  }

  /// Whether an account may be liquidated: its value is below its requirement.
  package static func isLiquidatable(
    value: Int256, positions: Int256
  ) throws(ArithmeticError) -> Bool {
    try value < requirement(positions: positions)
  }

  /// How much of a position may be closed: all of it where it is worth 100 or less, or the account's value is
  /// below half of the requirement, else `min(1, Σ|all|/(2·|this|))`.
  package static func liquidationRatio(
    position: Int256, positions: Int256, value: Int256
  ) throws(ArithmeticError) -> Int256 {
    let half = try requirement(positions: positions).divided(by: 2, rounding: .down)
    let own = try position.magnitude
    if own <= smallPosition || value < half { return ratioOne }
    let ratio = try Int256.mulDiv(positions, ratioOne, own * 2, rounding: .down)
    return min(ratio, ratioOne)
  }

  /// The penalty of what is closed, 2.5 %, and who gets it: all to the liquidator where the account is below
  /// zero, else half, and the fund the rest.
  package static func penalty(
    notional: Int256, value: Int256
  ) throws(ArithmeticError) -> (whole: Int256, liquidator: Int256, fund: Int256) {
    let whole = try share(notional.magnitude, penaltyRatio)
    let liquidator = value.isNegative ? whole : try whole.divided(by: 2, rounding: .down)
    return (whole, liquidator, try whole - liquidator)
  }

  // MARK: - Collateral

  /// The most of a debt that a sale of collateral may repay: `max(debt, initial)·50 %`, all of 500 or less,
  /// over 1 less the fund's 3 %.
  package static func mostRepaid(
    debt: Int256, initial: Int256, dust: Int256
  ) throws(ArithmeticError) -> Int256 {
    let base = max(debt, initial)
    let part = base <= dust ? base : try share(base, 500_000)
    return try Int256.mulDiv(part, ratioOne, 970_000, rounding: .down)
  }

  /// The collateral for a repayment at 10 % below its price, up.
  package static func collateral(
    repay: Int256, price: Int256
  ) throws(ArithmeticError) -> Int256 {
    let discounted = try share(price, 900_000)
    return try Int256.mulDiv(repay, one, discounted, rounding: .up)
  }

  /// The fund's share of a repayment, 3 %, up.
  package static func fundFee(repay: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(repay, 30_000, ratioOne, rounding: .up)
  }

  /// Whether collateral may be sold: the account's value is below its requirement and 0.2 % of its positions,
  /// its debt above 75 % of its collateral, or above the limit.
  package static func isCollateralDue(
    value: Int256, positions: Int256, debt: Int256, collateral: Int256, limit: Int256
  ) throws(ArithmeticError) -> Bool {
    let line = try requirement(positions: positions) + share(positions, 2_000)
    let most = try share(collateral, 750_000)
    return value < line || debt > most || debt > limit
  }

  // MARK: - The fund

  /// What may be taken out of the fund: `min(max(capacity − threshold, 0), free)`.
  package static func surplus(
    capacity: Int256, threshold: Int256, free: Int256
  ) throws(ArithmeticError) -> Int256 {
    min(max(.zero, try capacity - threshold), free)
  }

  /// What the fund pays for an account with neither positions nor collateral; nil for any other.
  ///
  /// `debt` is below zero in units of 18 decimals; the settlement token has so many, and the fund pays more
  /// rather than less.
  package static func settledBadDebt(
    debt: Int256, hasPositions: Bool, hasCollateral: Bool, decimals: Int
  ) throws(ArithmeticError) -> Int256? {
    guard !hasPositions, !hasCollateral, debt.isNegative else { return nil }
    return try debt.divided(by: Int256.powerOfTen(18 - decimals), rounding: .down)
  }
}
