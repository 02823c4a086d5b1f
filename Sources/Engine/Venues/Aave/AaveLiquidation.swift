package import FixedPoint

/// Why the venue refuses a liquidation.
package enum AaveRefusal: String, Error, Sendable {
  /// The account is healthy.
  case healthFactorNotBelowThreshold = "HealthFactorNotBelowThreshold"
  /// Too little would be left of the debt or of the collateral.
  case mustNotLeaveDust = "MustNotLeaveDust"
}

/// A liquidation of an account with one collateral.
///
/// Source: the pool's liquidation logic, version 3.7.
package struct AaveLiquidation: Sendable, Hashable {
  /// What was owed before.
  package var debtBefore: Int256
  /// What changes hands.
  package var seizure: AaveSeizure
  /// The account's share of the reserve after it.
  package var collateralScaledAfter: Int256
  /// Whether the account no longer uses the reserve as collateral.
  package var isCollateralCleared: Bool
  /// What is owed after it.
  package var debtAfter: Int256
  /// What nobody will pay: it becomes a deficit of the reserve.
  package var deficit: Int256
  /// What is owed of the other debts after it.
  package var otherDebtsAfter: [Int256]
  /// Whether all collateral is gone, so that every debt becomes a deficit.
  package var isBankrupt: Bool

  /// Liquidates an account.
  ///
  /// `cover` is the most that the liquidator wants to repay; nil is no limit.
  package static func call(
    collateral: AaveCollateral, loan: AaveLoan, cover: Int256?, others: [AaveLoan]
  ) throws(ArithmeticError) -> Result<AaveLiquidation, AaveRefusal> {
    let balance = try collateral.supply.balance
    let debt = try loan.debt.balance
    let collateralValue = try collateral.value
    let debtValue = try loan.value
    var allDebts = debtValue
    for other in others { allDebts = try allDebts + other.value }
    let items = [(value: collateralValue, threshold: collateral.liquidationThreshold)]
    let factor = try AaveHealth.factor(collateral: items, debt: allDebts)
    guard let factor, factor < AaveMath.wad else { return .failure(.healthFactorNotBelowThreshold) }
    let most = try AaveHealth.mostRepayable(
      debt: debt, token: loan.token, debtValue: debtValue, collateralValue: collateralValue,
      allDebts: allDebts, factor: factor)
    let seizure = try AaveSeizure(
      covering: cover.map { min($0, most) } ?? most, of: loan.token, from: collateral,
      balance: balance)
    if try seizure.leavesDust(
      debt: debt, token: loan.token, collateral: collateral, balance: balance)
    {
      return .failure(.mustNotLeaveDust)
    }
    return .success(
      try AaveLiquidation(seizure, collateral, loan, debt, collateralValue, others))
  }

  /// The books after a seizure.
  ///
  /// The payout and the fee each take a share that is rounded up, and at most all of it. When the
  /// shares taken are worth all the collateral, what is still owed is a deficit.
  private init(
    _ seizure: AaveSeizure, _ collateral: AaveCollateral, _ loan: AaveLoan, _ debt: Int256,
    _ collateralValue: Int256, _ others: [AaveLoan]
  ) throws(ArithmeticError) {
    let supply = collateral.supply
    let shares = try supply.shareTaken(for: seizure.collateral)
    let taken = try min(shares + supply.shareTaken(for: seizure.fee), supply.scaled)
    let takenValue = try collateral.token.collateralValue(supply.worth(of: taken))
    let isBankrupt = takenValue == collateralValue
    debtBefore = debt
    self.seizure = seizure
    self.isBankrupt = isBankrupt
    collateralScaledAfter = try supply.scaled - taken
    isCollateralCleared = taken == supply.scaled || isBankrupt
    deficit = isBankrupt ? try debt - seizure.repaid : .zero
    debtAfter = isBankrupt ? .zero : try loan.debt.repaying(seizure.repaid).balance
    var after: [Int256] = []
    for other in others { after.append(isBankrupt ? .zero : try other.debt.balance) }
    otherDebtsAfter = after
  }
}
