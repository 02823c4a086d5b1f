// Source: liquity/dev 39f1f7f8, BorrowerOperations.

extension LiquitySystem {
  /// Opens a trove: the debt is the amount, the fee and the gas compensation.
  ///
  /// In recovery mode there is no fee and the ratio must be 150%; else 110%, and the system must
  /// stay at 150%.
  mutating func openTrove(
    _ owner: LiquityAccount, collateral: LiquityAmount, borrowing amount: LiquityAmount,
    maximumFee: LiquityAmount
  ) throws(LiquityError) {
    let isRecovery = try isInRecovery(at: price)
    try requireFee(maximumFee, isRecovery: isRecovery)
    try liquityRequire(!trove(of: owner).isActive, .troveIsActive)
    let fee = isRecovery ? 0 : try borrowingFee(for: amount, maximum: maximumFee)
    let net = try amount + fee
    try liquityRequire(net >= LiquityRules.minimumNetDebt, .belowMinimumDebt)
    let debt = try LiquityRules.compositeDebt(net)
    let ratio = try LiquityRatio(collateral: collateral, debt: debt, price: price)
    if isRecovery {
      try liquityRequire(ratio >= LiquityRules.criticalRatio, .belowCriticalRatio)
    } else {
      try liquityRequire(ratio >= LiquityRules.minimumRatio, .belowMinimumRatio)
      try requireTotal(
        collateral: totalCollateral + collateral, debt: totalDebt + debt)
    }
    try holders[owner.index].ether -= collateral
    var trove = LiquityTrove(debt: debt, collateral: collateral, status: .active)
    redistribution.refresh(&trove)
    try redistribution.updateStake(of: &trove)
    troves[owner.index] = trove
    try place(owner, ratio: LiquityRatio(nominal: collateral, debt: debt))
    owners.append(owner)
    try active.ether += collateral
    try active.debt += debt
    try mint(amount, for: owner)
    try mint(LiquityRules.gasCompensation, for: .gasPool)
    try mint(fee, for: .staking)
    events.append(.troveCreated(borrower: owner, position: owners.count - 1))
    reportTrove(owner, operation: 0)
    events.append(.borrowingFeePaid(borrower: owner, fee: fee))
  }

  /// Changes collateral and debt of a trove.
  ///
  /// Collateral paid by the pool comes from the stability pool, not from the owner.
  mutating func adjustTrove(
    _ owner: LiquityAccount, added: LiquityAmount, _ change: LiquityAdjustment,
    isPaidByPool: Bool = false
  ) throws(LiquityError) {
    let isRecovery = try isInRecovery(at: price)
    try requireAdjustable(owner, added: added, change, isRecovery: isRecovery)
    try applyPending(owner)
    var fee: LiquityAmount = 0
    if change.increasesDebt && !isRecovery {
      fee = try borrowingFee(for: change.debtChange, maximum: change.maximumFee)
    }
    let before = trove(of: owner)
    let netChange = try change.debtChange + fee
    var after = before
    after.collateral =
      added != 0
      ? try before.collateral + added : try before.collateral.reduced(by: change.withdrawal)
    after.debt =
      change.increasesDebt
      ? try before.debt + netChange : try before.debt.reduced(by: netChange)
    try requireRatios(from: before, to: after, change, isRecovery: isRecovery)
    if !change.increasesDebt && change.debtChange > 0 {
      let net = try (before.debt - LiquityRules.gasCompensation).reduced(by: netChange)
      try liquityRequire(net >= LiquityRules.minimumNetDebt, .belowMinimumDebt)
      try liquityRequire(holder(of: owner).lusd >= netChange, .balanceTooLow)
    }
    try redistribution.updateStake(of: &after)
    troves[owner.index] = after
    sortedTroves.remove(owner)
    try place(owner, ratio: LiquityRatio(nominal: after.collateral, debt: after.debt))
    reportTrove(owner, operation: 2)
    events.append(.borrowingFeePaid(borrower: owner, fee: fee))
    try moveDebt(change, fee: fee, of: owner)
    try active.ether += after.collateral - before.collateral
    if added != 0 {
      if !isPaidByPool { try holders[owner.index].ether -= added }
    } else {
      try send(change.withdrawal, to: owner)
    }
  }

  /// Pays all debt and takes all collateral of a trove; not in recovery mode.
  mutating func closeTrove(_ owner: LiquityAccount) throws(LiquityError) {
    try liquityRequire(trove(of: owner).isActive, .troveIsNotActive)
    try liquityRequire(!isInRecovery(at: price), .inRecoveryMode)
    try applyPending(owner)
    let trove = trove(of: owner)
    let ownDebt = try trove.debt - LiquityRules.gasCompensation
    try liquityRequire(holder(of: owner).lusd >= ownDebt, .balanceTooLow)
    try requireTotal(
      collateral: totalCollateral.reduced(by: trove.collateral),
      debt: totalDebt.reduced(by: trove.debt))
    try close(owner, as: .closedByOwner)
    try active.debt -= trove.debt
    try burn(ownDebt, of: owner)
    try burn(LiquityRules.gasCompensation, of: .gasPool)
    try active.ether -= trove.collateral
    try send(trove.collateral, to: owner)
    reportTrove(owner, operation: 1)
  }

  /// Pays out the surplus of a closed trove.
  mutating func claimCollateral(_ owner: LiquityAccount) throws(LiquityError) {
    let surplus = holder(of: owner).surplus
    try liquityRequire(surplus > 0, .noSurplus)
    try send(surplus, to: owner)
    holders[owner.index].surplus = 0
  }
}

// MARK: - Requirements

extension LiquitySystem {
  /// The accepted fee must be possible: at most 100%, and at least the floor when there is a fee.
  private func requireFee(
    _ maximumFee: LiquityAmount, isRecovery: Bool
  ) throws(LiquityError) {
    let isLargeEnough = isRecovery || maximumFee >= LiquityRules.feeFloor
    try liquityRequire(
      maximumFee <= LiquityRules.one && isLargeEnough, .maximumFeeOutOfRange)
  }

  /// Charges the fee for borrowing, which must be within what the borrower accepts.
  private mutating func borrowingFee(
    for amount: LiquityAmount, maximum: LiquityAmount
  ) throws(LiquityError) -> LiquityAmount {
    let fee = try baseRate.chargeBorrowing(of: amount, at: now)
    try liquityRequire(amount != 0, .zeroDebtChange)
    let rate = try fee.scaled(by: LiquityRules.one, over: amount)
    try liquityRequire(rate <= maximum, .feeTooHigh)
    return fee
  }

  /// The system must stay at 150%.
  private func requireTotal(
    collateral: LiquityAmount, debt: LiquityAmount
  ) throws(LiquityError) {
    let ratio = try LiquityRatio(collateral: collateral, debt: debt, price: price)
    try liquityRequire(ratio >= LiquityRules.criticalRatio, .totalBelowCriticalRatio)
  }

  /// What an adjustment must be before anything is computed.
  private func requireAdjustable(
    _ owner: LiquityAccount, added: LiquityAmount, _ change: LiquityAdjustment, isRecovery: Bool
  ) throws(LiquityError) {
    if change.increasesDebt {
      try requireFee(change.maximumFee, isRecovery: isRecovery)
      try liquityRequire(change.debtChange > 0, .zeroDebtChange)
    }
    try liquityRequire(added == 0 || change.withdrawal == 0, .bothCollateralDirections)
    let changes = added != 0 || change.withdrawal != 0 || change.debtChange != 0
    try liquityRequire(changes, .nothingToAdjust)
    try liquityRequire(trove(of: owner).isActive, .troveIsNotActive)
  }

  /// The ratios after an adjustment: in recovery mode nothing may get worse, and more debt needs
  /// 150%; else the trove needs 110% and the system 150%.
  private func requireRatios(
    from before: LiquityTrove, to after: LiquityTrove, _ change: LiquityAdjustment,
    isRecovery: Bool
  ) throws(LiquityError) {
    let ratio = try LiquityRatio(collateral: after.collateral, debt: after.debt, price: price)
    guard isRecovery else {
      try liquityRequire(ratio >= LiquityRules.minimumRatio, .belowMinimumRatio)
      let grown = try totalCollateral + after.collateral
      let owed = try totalDebt + after.debt
      return try requireTotal(
        collateral: grown.reduced(by: before.collateral), debt: owed.reduced(by: before.debt))
    }
    try liquityRequire(change.withdrawal == 0, .inRecoveryMode)
    guard change.increasesDebt else { return }
    let old = try LiquityRatio(collateral: before.collateral, debt: before.debt, price: price)
    try liquityRequire(ratio >= LiquityRules.criticalRatio, .belowCriticalRatio)
    try liquityRequire(ratio >= old, .ratioDecreases)
  }
}

// MARK: - Bookkeeping of troves

extension LiquitySystem {
  /// Adds to a trove what it has yet to take of redistributions.
  mutating func applyPending(_ owner: LiquityAccount) throws(LiquityError) {
    guard redistribution.isPending(for: trove(of: owner)) else { return }
    let pending = try pending(of: owner)
    try troves[owner.index].collateral += pending.ether
    try troves[owner.index].debt += pending.debt
    redistribution.refresh(&troves[owner.index])
    try activate(ether: pending.ether, debt: pending.debt)
    reportTrove(owner, operation: 0)
  }

  /// Books the change of debt: LUSD is created with its fee, or destroyed.
  private mutating func moveDebt(
    _ change: LiquityAdjustment, fee: LiquityAmount, of owner: LiquityAccount
  ) throws(LiquityError) {
    if change.increasesDebt {
      try active.debt += change.debtChange + fee
      try mint(change.debtChange, for: owner)
      try mint(fee, for: .staking)
    } else {
      try active.debt -= change.debtChange
      try burn(change.debtChange, of: owner)
    }
  }

  /// Puts a trove at its place in the order.
  mutating func place(
    _ owner: LiquityAccount, ratio: LiquityRatio
  ) throws(LiquityError) {
    let place = try sortedTroves.place(of: ratio) { (account) throws(LiquityError) in
      try nominalRatio(of: account)
    }
    sortedTroves.insert(owner, at: place)
  }

  /// Removes stake, amounts and place of a trove; the last trove of the system must stay.
  mutating func close(
    _ owner: LiquityAccount, as status: LiquityTrove.Status
  ) throws(LiquityError) {
    try liquityRequire(owners.count > 1 && sortedTroves.accounts.count > 1, .lastTrove)
    try redistribution.removeStake(of: &troves[owner.index])
    troves[owner.index].close(as: status)
    if let index = owners.firstIndex(of: owner) {
      owners.swapAt(index, owners.count - 1)
      owners.removeLast()
    }
    sortedTroves.remove(owner)
  }

  /// Reports the present state of a trove.
  func reportedTrove(_ owner: LiquityAccount, operation: Int) -> LiquityEvent {
    let trove = trove(of: owner)
    return .troveUpdated(
      borrower: owner, debt: trove.debt, collateral: trove.collateral, stake: trove.stake,
      operation: operation)
  }

  /// Reports the present state of a trove.
  mutating func reportTrove(_ owner: LiquityAccount, operation: Int) {
    events.append(reportedTrove(owner, operation: operation))
  }
}
