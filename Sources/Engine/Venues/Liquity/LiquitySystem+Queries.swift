// MARK: - One account

extension LiquitySystem {
  /// The trove of an account, without what it has yet to take.
  package func trove(of account: LiquityAccount) -> LiquityTrove {
    troves.indices.contains(account.index) ? troves[account.index] : LiquityTrove()
  }

  /// What an account holds.
  package func holder(of account: LiquityAccount) -> LiquityHolder {
    holders.indices.contains(account.index) ? holders[account.index] : LiquityHolder()
  }

  /// The deposit of an account, as it was made.
  package func deposit(of account: LiquityAccount) -> LiquityStabilityPool.Deposit {
    deposits.indices.contains(account.index)
      ? deposits[account.index] : LiquityStabilityPool.Deposit()
  }

  /// What is left of the deposit of an account.
  package func compoundedDeposit(
    of account: LiquityAccount
  ) throws(LiquityError) -> LiquityAmount {
    try stabilityPool.compounded(deposit(of: account))
  }

  /// The ether that the deposit of an account has gained.
  package func gain(of account: LiquityAccount) throws(LiquityError) -> LiquityAmount {
    try stabilityPool.gain(of: deposit(of: account))
  }

  /// What the trove of an account has yet to take of redistributions.
  package func pending(of account: LiquityAccount) throws(LiquityError) -> LiquityPool {
    let trove = trove(of: account)
    return LiquityPool(
      ether: try redistribution.pendingEther(of: trove),
      debt: try redistribution.pendingDebt(of: trove))
  }

  /// Collateral and debt of a trove with what it has yet to take.
  package func entire(_ account: LiquityAccount) throws(LiquityError) -> LiquityPool {
    let trove = trove(of: account)
    let pending = try pending(of: account)
    return LiquityPool(
      ether: try trove.collateral + pending.ether, debt: try trove.debt + pending.debt)
  }

  /// The collateral ratio of a trove at a price.
  package func ratio(
    of account: LiquityAccount, at price: LiquityAmount
  ) throws(LiquityError) -> LiquityRatio {
    let entire = try entire(account)
    return try LiquityRatio(collateral: entire.ether, debt: entire.debt, price: price)
  }

  /// The collateral ratio of a trove at a price of 100.
  package func nominalRatio(of account: LiquityAccount) throws(LiquityError) -> LiquityRatio {
    let entire = try entire(account)
    return try LiquityRatio(nominal: entire.ether, debt: entire.debt)
  }
}

// MARK: - The system

extension LiquitySystem {
  /// The collateral of all troves.
  package var totalCollateral: LiquityAmount {
    get throws(LiquityError) { try active.ether + defaulted.ether }
  }

  /// The debt of all troves.
  package var totalDebt: LiquityAmount {
    get throws(LiquityError) { try active.debt + defaulted.debt }
  }

  /// The LUSD of all accounts.
  ///
  /// - Complexity: O(accounts).
  package var supply: LiquityAmount {
    get throws(LiquityError) {
      var sum: LiquityAmount = 0
      for holder in holders { try sum += holder.lusd }
      return sum
    }
  }

  /// The collateral ratio of the system at a price.
  package func totalRatio(at price: LiquityAmount) throws(LiquityError) -> LiquityRatio {
    try LiquityRatio(collateral: totalCollateral, debt: totalDebt, price: price)
  }

  /// Whether recovery mode holds at a price: the ratio of the system is below 150%.
  package func isInRecovery(at price: LiquityAmount) throws(LiquityError) -> Bool {
    try totalRatio(at: price) < LiquityRules.criticalRatio
  }

  /// The borrowing fee rate now.
  package var borrowingRate: LiquityAmount {
    get throws(LiquityError) { try baseRate.borrowingRate(at: now) }
  }

  /// The redemption fee rate now.
  package var redemptionRate: LiquityAmount {
    get throws(LiquityError) { try baseRate.redemptionRate(at: now) }
  }
}
