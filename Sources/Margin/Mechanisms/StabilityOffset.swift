package import FixedPoint

/// A pool's deposits against an account's debt: the pool pays what it can, and takes collateral in
/// proportion.
package struct StabilityOffset: Sendable, Hashable {
  /// The debt that the pool pays: `min(debt, deposits)`.
  package let absorbed: Decimal18
  /// The collateral that it takes: `floor(collateral·absorbed / debt)`.
  package let collateral: Decimal18
  /// The debt that is left.
  package let debtLeft: Decimal18
  /// The collateral that is left.
  package let collateralLeft: Decimal18

  /// The offset of a debt and the collateral behind it.
  package init(
    debt: Decimal18, collateral whole: Decimal18, deposits: Decimal18,
    collateralDecimals: Int = Decimal18.scale
  ) throws(ArithmeticError) {
    let absorbed = max(.zero, min(debt, deposits))
    var taken = Decimal18.zero
    if absorbed.isPositive {
      taken =
        absorbed == debt
        ? whole
        : try whole.multiplied(by: absorbed, dividedBy: debt, rounding: .down)
          .rounded(toDecimals: collateralDecimals, rounding: .down)
    }
    self.absorbed = absorbed
    collateral = taken
    debtLeft = try debt - absorbed
    collateralLeft = try whole - taken
  }
}
