// Source: liquity/dev 39f1f7f8, TroveManager.

extension LiquitySystem {
  /// Liquidates the named troves in order and passes over those that must not be.
  mutating func liquidate(
    batch: [LiquityAccount], for liquidator: LiquityAccount
  ) throws(LiquityError) {
    try liquityRequire(!batch.isEmpty, .noTrovesNamed)
    var run = LiquityLiquidationRun(pool: try stabilityPool.largestOffset())
    if try isInRecovery(at: price) {
      try liquidateInRecovery(batch, isBatch: true, &run)
    } else {
      for account in batch where try isUndercollateralized(account) {
        try liquidateNormally(account, &run)
      }
    }
    try finish(run.total, for: liquidator)
  }

  /// Liquidates at most so many troves from the lowest ratio up, and stops at the first that must
  /// not be.
  mutating func liquidate(
    lowest count: Int, for liquidator: LiquityAccount
  ) throws(LiquityError) {
    var run = LiquityLiquidationRun(pool: try stabilityPool.largestOffset())
    if try isInRecovery(at: price) {
      // The highest trove is never among them: one must stay.
      let candidates = sortedTroves.accounts.dropFirst().reversed().prefix(max(0, count))
      try liquidateInRecovery(Array(candidates), isBatch: false, &run)
    } else {
      var left = count
      while left > 0 {
        let account = try sortedTroves.last
        guard try isUndercollateralized(account) else { break }
        try liquidateNormally(account, &run)
        left -= 1
      }
    }
    try finish(run.total, for: liquidator)
  }

  /// Whether a trove is below 110%.
  private func isUndercollateralized(_ account: LiquityAccount) throws(LiquityError) -> Bool {
    try ratio(of: account, at: price) < LiquityRules.minimumRatio
  }

  /// Liquidates a trove outside recovery mode: offset first, then redistribution.
  mutating func liquidateNormally(
    _ account: LiquityAccount, _ run: inout LiquityLiquidationRun
  ) throws(LiquityError) {
    let entire = try entire(account)
    try activatePending(of: account)
    let gas = try LiquityRules.gasCollateral(of: entire.ether)
    let part = try LiquityLiquidation(trove: entire, gasCollateral: gas, pool: run.pool)
    try close(account, as: .closedByLiquidation)
    events.append(
      .troveLiquidated(
        borrower: account, debt: entire.debt, collateral: entire.ether, operation: 1))
    events.append(
      .troveUpdated(borrower: account, debt: 0, collateral: 0, stake: 0, operation: 1))
    try run.add(part)
  }

  /// Moves what a trove has yet to take to the active pool, before the trove is closed.
  mutating func activatePending(of account: LiquityAccount) throws(LiquityError) {
    let pending = try pending(of: account)
    try activate(ether: pending.ether, debt: pending.debt)
  }

  /// Books the sums of a liquidation: offset, redistribution, surplus, snapshots, gas compensation.
  private mutating func finish(
    _ total: LiquityLiquidation, for liquidator: LiquityAccount
  ) throws(LiquityError) {
    try liquityRequire(total.debt > 0, .nothingToLiquidate)
    try offset(debt: total.offsetDebt, collateral: total.offsetCollateral)
    try redistribute(
      debt: total.redistributedDebt, collateral: total.redistributedCollateral)
    try active.ether -= total.surplus
    redistribution.takeSnapshot(
      collateral: try active.ether - total.gasCollateral + defaulted.ether)
    events.append(
      .liquidated(
        debt: total.debt, collateral: try total.collateral - total.gasCollateral - total.surplus,
        gasCollateral: total.gasCollateral, gasDebt: total.gasDebt))
    try burn(total.gasDebt, of: .gasPool)
    try mint(total.gasDebt, for: liquidator)
    try active.ether -= total.gasCollateral
    try send(total.gasCollateral, to: liquidator)
  }

  /// Lets the stability pool pay a debt and take the collateral.
  private mutating func offset(
    debt: LiquityAmount, collateral: LiquityAmount
  ) throws(LiquityError) {
    if debt == 0 || stabilityPool.deposits == 0 { return }
    try stabilityPool.offset(debt: debt, collateral: collateral)
    try active.debt -= debt
    try active.ether -= collateral
    try burn(debt, of: .stabilityPool)
  }

  /// Lets the open troves take over a debt with its collateral.
  private mutating func redistribute(
    debt: LiquityAmount, collateral: LiquityAmount
  ) throws(LiquityError) {
    if debt == 0 { return }
    try redistribution.distribute(ether: collateral, debt: debt)
    try active.debt -= debt
    try defaulted.debt += debt
    try active.ether -= collateral
    try defaulted.ether += collateral
    events.append(
      .redistributed(
        etherPerStake: redistribution.etherPerStake, debtPerStake: redistribution.debtPerStake))
  }
}

/// A liquidation call under way.
struct LiquityLiquidationRun {
  /// The debt that the stability pool can still pay.
  var pool: LiquityAmount
  /// The sums so far.
  var total = LiquityLiquidation()

  /// A run with so much in the pool.
  init(pool: LiquityAmount) {
    self.pool = pool
  }

  /// Adds the liquidation of one trove.
  mutating func add(_ part: LiquityLiquidation) throws(LiquityError) {
    try pool -= part.offsetDebt
    try total.add(part)
  }
}
