/// How one liquidation, or several together, divide debt and collateral.
package struct LiquityLiquidation: Sendable, Hashable {
  /// The debt of the troves.
  package internal(set) var debt: LiquityAmount = 0
  /// The collateral of the troves.
  package internal(set) var collateral: LiquityAmount = 0
  /// Collateral for the liquidator.
  package internal(set) var gasCollateral: LiquityAmount = 0
  /// LUSD for the liquidator.
  package internal(set) var gasDebt: LiquityAmount = 0
  /// Debt that the stability pool pays.
  package internal(set) var offsetDebt: LiquityAmount = 0
  /// Collateral that the stability pool takes.
  package internal(set) var offsetCollateral: LiquityAmount = 0
  /// Debt that the other troves take over.
  package internal(set) var redistributedDebt: LiquityAmount = 0
  /// Collateral that the other troves take over.
  package internal(set) var redistributedCollateral: LiquityAmount = 0
  /// Collateral that the owner may claim.
  package internal(set) var surplus: LiquityAmount = 0

  /// Nothing.
  package init() {}

  /// A whole trove: the pool pays what it can and takes collateral in proportion, rounded down;
  /// the other troves take over the rest.
  package init(
    trove: LiquityPool, gasCollateral: LiquityAmount, pool: LiquityAmount
  ) throws(LiquityError) {
    debt = trove.debt
    collateral = trove.ether
    self.gasCollateral = gasCollateral
    gasDebt = LiquityRules.gasCompensation
    let divided = try trove.ether - gasCollateral
    if pool > 0 {
      offsetDebt = min(trove.debt, pool)
      offsetCollateral = try divided.scaled(by: offsetDebt, over: trove.debt)
    }
    redistributedDebt = try trove.debt - offsetDebt
    redistributedCollateral = try divided - offsetCollateral
  }

  /// A trove above 110% in recovery mode: the pool pays all debt and takes 110% of it in collateral,
  /// rounded down; the owner keeps the surplus.
  package init(capped trove: LiquityPool, price: LiquityAmount) throws(LiquityError) {
    let cap = try trove.debt.scaled(by: LiquityRules.minimum, over: price)
    debt = trove.debt
    collateral = trove.ether
    gasCollateral = try LiquityRules.gasCollateral(of: cap)
    gasDebt = LiquityRules.gasCompensation
    offsetDebt = trove.debt
    offsetCollateral = try cap - gasCollateral
    surplus = try trove.ether - cap
  }

  /// Adds another liquidation.
  mutating func add(_ other: LiquityLiquidation) throws(LiquityError) {
    try debt += other.debt
    try collateral += other.collateral
    try gasCollateral += other.gasCollateral
    try gasDebt += other.gasDebt
    try offsetDebt += other.offsetDebt
    try offsetCollateral += other.offsetCollateral
    try redistributedDebt += other.redistributedDebt
    try redistributedCollateral += other.redistributedCollateral
    try surplus += other.surplus
  }
}
