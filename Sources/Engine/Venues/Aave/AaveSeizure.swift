package import FixedPoint

/// The two legs of a liquidation: what is repaid, and the collateral that is taken for it.
package struct AaveSeizure: Sendable, Hashable {
  /// What the liquidator gets, in native units.
  package var collateral: Int256
  /// What the protocol gets of the collateral.
  package var fee: Int256
  /// What the liquidator repays.
  package var repaid: Int256

  /// The legs for a wish to repay so much.
  ///
  /// - Collateral: `floor(floor(P_d·cover·U_c / (P_c·U_d)) · bonus / 1e4)`. If it is more than the
  ///   balance, it is the balance, and the payment is
  ///   `ceil(floor(P_c·balance·U_d / (P_d·U_c)) · 1e4 / bonus)`.
  /// - Fee: `ceil((C − floor(C·1e4 / bonus)) · fee / 1e4)`, out of the collateral.
  package init(
    covering cover: Int256, of debt: AaveToken, from source: AaveCollateral, balance: Int256
  ) throws(ArithmeticError) {
    let bonus = source.liquidationBonus
    let token = source.token
    let plain = try Int256.mulDiv(
      debt.price * cover, token.unit, token.price * debt.unit, rounding: .down)
    var taken = try AaveMath.percentMultiply(plain, bonus, rounding: .down)
    repaid = cover
    if taken > balance {
      taken = balance
      let value = try Int256.mulDiv(
        token.price * taken, debt.unit, debt.price * token.unit, rounding: .down)
      repaid = try AaveMath.percentDivide(value, bonus, rounding: .up)
    }
    fee = .zero
    if !source.protocolFee.isZero {
      let gain = try taken - AaveMath.percentDivide(taken, bonus, rounding: .down)
      fee = try AaveMath.percentMultiply(gain, source.protocolFee, rounding: .up)
    }
    collateral = try taken - fee
  }

  /// Whether neither leg is emptied and too little is left on one of them.
  package func leavesDust(
    debt: Int256, token: AaveToken, collateral source: AaveCollateral, balance: Int256
  ) throws(ArithmeticError) -> Bool {
    guard repaid < debt, try collateral + fee < balance else { return false }
    let debtLeft = try token.debtValue(debt - repaid)
    let collateralLeft = try source.token.collateralValue(balance - collateral - fee)
    return debtLeft < AaveHealth.leftoverValue || collateralLeft < AaveHealth.leftoverValue
  }
}
