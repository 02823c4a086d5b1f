/// The socialized loss: collateral and debt that open troves take over in proportion to their stakes.
package struct LiquityRedistribution: Sendable, Hashable {
  /// Ether per stake since the start, with 18 decimals.
  package private(set) var etherPerStake: LiquityAmount = 0
  /// Debt per stake since the start, with 18 decimals.
  package private(set) var debtPerStake: LiquityAmount = 0
  /// What the last division of ether left over; the next adds it.
  package private(set) var etherRemainder: LiquityAmount = 0
  /// What the last division of debt left over; the next adds it.
  package private(set) var debtRemainder: LiquityAmount = 0
  /// The stakes of all open troves.
  package private(set) var totalStakes: LiquityAmount = 0
  /// The stakes after the last liquidation.
  package private(set) var stakesSnapshot: LiquityAmount = 0
  /// The collateral of the system after the last liquidation.
  package private(set) var collateralSnapshot: LiquityAmount = 0

  /// The ether that a trove has yet to take: `stake · (total − snapshot) / 1e18`, rounded down.
  package func pendingEther(of trove: LiquityTrove) throws(LiquityError) -> LiquityAmount {
    guard trove.isActive else { return 0 }
    let growth = try etherPerStake - trove.etherSnapshot
    return try trove.stake.scaled(by: growth, over: LiquityRules.one)
  }

  /// The debt that a trove has yet to take: `stake · (total − snapshot) / 1e18`, rounded down.
  package func pendingDebt(of trove: LiquityTrove) throws(LiquityError) -> LiquityAmount {
    guard trove.isActive else { return 0 }
    let growth = try debtPerStake - trove.debtSnapshot
    return try trove.stake.scaled(by: growth, over: LiquityRules.one)
  }

  /// Whether an open trove has yet to take something.
  package func isPending(for trove: LiquityTrove) -> Bool {
    trove.isActive && trove.etherSnapshot < etherPerStake
  }

  /// The stake of a collateral: `collateral · stakes / collateral then`, rounded down.
  ///
  /// Both are those after the last liquidation. Newer troves hold no redistributed collateral, so
  /// their stake is less.
  package func stake(of collateral: LiquityAmount) throws(LiquityError) -> LiquityAmount {
    if collateralSnapshot == 0 { return collateral }
    return try collateral.scaled(by: stakesSnapshot, over: collateralSnapshot)
  }

  /// Sets the snapshots of a trove to the present.
  func refresh(_ trove: inout LiquityTrove) {
    trove.etherSnapshot = etherPerStake
    trove.debtSnapshot = debtPerStake
  }

  /// Sets the stake of a trove from its collateral.
  mutating func updateStake(of trove: inout LiquityTrove) throws(LiquityError) {
    let new = try stake(of: trove.collateral)
    totalStakes = try totalStakes - trove.stake + new
    trove.stake = new
  }

  /// Removes the stake of a trove.
  mutating func removeStake(of trove: inout LiquityTrove) throws(LiquityError) {
    try totalStakes -= trove.stake
    trove.stake = 0
  }

  /// Spreads collateral and debt over the stakes: `(x · 1e18 + remainder) / stakes`, rounded down.
  mutating func distribute(
    ether: LiquityAmount, debt: LiquityAmount
  ) throws(LiquityError) {
    let etherNumerator = try ether * LiquityRules.one + etherRemainder
    let debtNumerator = try debt * LiquityRules.one + debtRemainder
    let etherGrowth = try etherNumerator / totalStakes
    let debtGrowth = try debtNumerator / totalStakes
    etherRemainder = try etherNumerator - etherGrowth * totalStakes
    debtRemainder = try debtNumerator - debtGrowth * totalStakes
    try etherPerStake += etherGrowth
    try debtPerStake += debtGrowth
  }

  /// Remembers stakes and collateral after a liquidation, for the stakes to come.
  mutating func takeSnapshot(collateral: LiquityAmount) {
    stakesSnapshot = totalStakes
    collateralSnapshot = collateral
  }
}
