package import FixedPoint

/// The price of a token, and its smallest unit.
package struct AaveToken: Sendable, Hashable {
  /// The price of one whole token in the base currency (1e8 is one dollar).
  package var price: Int256
  /// How many native units a whole token has.
  package var unit: Int256

  /// A token with a price and so many decimals.
  ///
  /// - Throws: ``ArithmeticError/overflow`` when the decimals are more than 76 or negative.
  package init(price: Int256, decimals: Int) throws(ArithmeticError) {
    guard (0...76).contains(decimals) else { throw .overflow }
    self.price = price
    unit = try Int256.powerOfTen(decimals)
  }

  /// What an amount counts as collateral: `floor(amount·price / unit)`.
  package func collateralValue(_ amount: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(amount, price, unit, rounding: .down)
  }

  /// What an amount counts as debt: `ceil(amount·price / unit)`.
  package func debtValue(_ amount: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(amount, price, unit, rounding: .up)
  }
}

/// A supply that secures debts, with the rules of its reserve.
package struct AaveCollateral: Sendable, Hashable {
  /// The supply.
  package var supply: AaveSupply
  /// The token that is supplied.
  package var token: AaveToken
  /// The part of the value that counts against debts, in basis points.
  package var liquidationThreshold: Int256
  /// What a liquidator gets for 100% of debt, in basis points: 10500 is 5% more.
  package var liquidationBonus: Int256
  /// The part of the bonus that the protocol keeps, in basis points.
  package var protocolFee: Int256

  /// A supply that secures debts.
  package init(
    supply: AaveSupply, token: AaveToken, liquidationThreshold: Int256, liquidationBonus: Int256,
    protocolFee: Int256
  ) {
    self.supply = supply
    self.token = token
    self.liquidationThreshold = liquidationThreshold
    self.liquidationBonus = liquidationBonus
    self.protocolFee = protocolFee
  }

  /// What the supply is worth, in the base currency.
  package var value: Int256 {
    get throws(ArithmeticError) { try token.collateralValue(supply.balance) }
  }
}

/// A debt and the token that is owed.
package struct AaveLoan: Sendable, Hashable {
  /// The debt.
  package var debt: AaveDebt
  /// The token.
  package var token: AaveToken

  /// A debt in a token.
  package init(debt: AaveDebt, token: AaveToken) {
    self.debt = debt
    self.token = token
  }

  /// What is owed, in the base currency.
  package var value: Int256 {
    get throws(ArithmeticError) { try token.debtValue(debt.balance) }
  }
}
