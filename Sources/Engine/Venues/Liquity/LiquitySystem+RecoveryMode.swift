// Source: liquity/dev 39f1f7f8, TroveManager.

extension LiquitySystem {
  /// Liquidates troves of a system that starts in recovery mode, until it leaves the mode; from
  /// then on the normal rules hold.
  ///
  /// The ratio of the system is followed by subtracting what each liquidation takes out: debt
  /// offset, collateral for the pool and the liquidator, surplus.
  ///
  /// In a batch a trove that must not be liquidated is passed over; else the call stops there.
  mutating func liquidateInRecovery(
    _ accounts: [LiquityAccount], isBatch: Bool, _ run: inout LiquityLiquidationRun
  ) throws(LiquityError) {
    var system = LiquityPool(ether: try totalCollateral, debt: try totalDebt)
    var isRecovery = true
    for account in accounts {
      if isBatch && !trove(of: account).isActive { continue }
      let ratio = try ratio(of: account, at: price)
      let isHealthy = ratio >= LiquityRules.minimumRatio
      if isRecovery {
        if isHealthy && run.pool == 0 {
          if isBatch { continue } else { break }
        }
        let systemRatio = try Self.ratio(of: system, at: price)
        let part = try liquidateInRecovery(
          account, ratio: ratio, systemRatio: systemRatio, pool: run.pool)
        try run.add(part)
        try system.debt -= part.offsetDebt
        try system.ether -= part.offsetCollateral + part.gasCollateral + part.surplus
        isRecovery = try Self.ratio(of: system, at: price) < LiquityRules.criticalRatio
      } else if !isHealthy {
        try liquidateNormally(account, &run)
      } else if !isBatch {
        break
      }
    }
  }

  /// Liquidates one trove in recovery mode, by its ratio.
  ///
  /// - at most 100%: all is redistributed;
  /// - below 110%: offset first, then redistribution;
  /// - below the ratio of the system, if the pool can pay all debt: offset against 110% of the
  ///   debt in collateral, the rest is the owner's surplus;
  /// - else: nothing.
  private mutating func liquidateInRecovery(
    _ account: LiquityAccount, ratio: LiquityRatio, systemRatio: LiquityRatio, pool: LiquityAmount
  ) throws(LiquityError) -> LiquityLiquidation {
    if owners.count <= 1 { return LiquityLiquidation() }
    let entire = try entire(account)
    if ratio >= LiquityRules.minimumRatio {
      guard ratio < systemRatio, entire.debt <= pool else { return LiquityLiquidation() }
      return try liquidateCapped(account, entire)
    }
    let gas = try LiquityRules.gasCollateral(of: entire.ether)
    let isUnderwater = ratio <= .finite(LiquityRules.one)
    let part = try LiquityLiquidation(
      trove: entire, gasCollateral: gas, pool: isUnderwater ? 0 : pool)
    try activatePending(of: account)
    try close(account, as: .closedByLiquidation)
    events.append(
      .troveLiquidated(
        borrower: account, debt: entire.debt, collateral: entire.ether, operation: 2))
    return part
  }

  /// Liquidates a trove against 110% of its debt, and books the owner's surplus.
  private mutating func liquidateCapped(
    _ account: LiquityAccount, _ entire: LiquityPool
  ) throws(LiquityError) -> LiquityLiquidation {
    let part = try LiquityLiquidation(capped: entire, price: price)
    try activatePending(of: account)
    try close(account, as: .closedByLiquidation)
    if part.surplus > 0 { try holders[account.index].surplus += part.surplus }
    events.append(
      .troveLiquidated(
        borrower: account, debt: part.debt, collateral: part.offsetCollateral, operation: 2))
    return part
  }

  /// The collateral ratio of sums.
  private static func ratio(
    of sums: LiquityPool, at price: LiquityAmount
  ) throws(LiquityError) -> LiquityRatio {
    try LiquityRatio(collateral: sums.ether, debt: sums.debt, price: price)
  }
}
