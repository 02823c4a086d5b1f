package import FixedPoint

/// How much of an account's debt a liquidator may repay.
package enum AaveHealth {
  /// The part of all debts that one call may repay, in basis points.
  package static let closeFactor: Int256 = 5_000
  /// Below this health factor, a wad, all of the debt may be repaid.
  package static let closeFactorThreshold: Int256 = 950_000_000_000_000_000
  /// Below this value of collateral or debt all of it may be repaid, in the base currency.
  package static let fullCloseValue: Int256 = 200_000_000_000
  /// What both sides must at least be worth after a call that empties neither.
  package static let leftoverValue: Int256 = 100_000_000_000

  /// The health factor as a wad, or nil without debt, which nothing endangers.
  ///
  /// It is `floor(halfUp(Σ value·threshold · 1e18 / debt) / 1e4)`.
  package static func factor(
    collateral: [(value: Int256, threshold: Int256)], debt: Int256
  ) throws(ArithmeticError) -> Int256? {
    if debt.isZero { return nil }
    var weighted = Int256.zero
    for item in collateral { weighted = try weighted + item.value * item.threshold }
    return try AaveMath.wadDivide(weighted, debt).divided(by: AaveMath.percentage, rounding: .down)
  }

  /// The most of one debt that a call may repay, in native units.
  ///
  /// With collateral and debt above ``fullCloseValue`` and a health factor above
  /// ``closeFactorThreshold`` it is half of all debts, else all of this debt.
  package static func mostRepayable(
    debt: Int256, token: AaveToken, debtValue: Int256, collateralValue: Int256,
    allDebts: Int256, factor: Int256?
  ) throws(ArithmeticError) -> Int256 {
    let isHealthier = factor.map { $0 > closeFactorThreshold } ?? true
    guard collateralValue >= fullCloseValue, debtValue >= fullCloseValue, isHealthier else {
      return debt
    }
    let part = try AaveMath.percentMultiply(allDebts, closeFactor)
    if debtValue <= part { return debt }
    return try Int256.mulDiv(part, token.unit, token.price, rounding: .down)
  }
}
