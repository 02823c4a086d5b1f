// Source: liquity/dev 39f1f7f8, TroveManager.

extension LiquitySystem {
  /// Exchanges LUSD for collateral at the price, from the lowest trove of at least 110% up.
  ///
  /// A trove whose debt is redeemed is closed, and its owner may claim the rest of the collateral.
  /// The last trove must keep the minimum debt: else the redemption ends before it.
  mutating func redeem(
    _ amount: LiquityAmount, by redeemer: LiquityAccount
  ) throws(LiquityError) {
    try liquityRequire(
      totalRatio(at: price) >= LiquityRules.minimumRatio, .totalBelowMinimumRatio)
    try liquityRequire(amount > 0, .zeroAmount)
    try liquityRequire(holder(of: redeemer).lusd >= amount, .balanceTooLow)
    let supply = try totalDebt
    var redeemed = LiquityPool()
    for account in sortedTroves.accounts.reversed() where redeemed.debt < amount {
      if try ratio(of: account, at: price) < LiquityRules.minimumRatio { continue }
      try applyPending(account)
      guard let part = try redeem(from: account, atMost: amount - redeemed.debt) else { break }
      try redeemed.debt += part.debt
      try redeemed.ether += part.ether
    }
    try liquityRequire(redeemed.ether > 0, .nothingToRedeem)
    let fee = try baseRate.chargeRedemption(
      of: redeemed.ether, price: price, supply: supply, at: now)
    try liquityRequire(fee < redeemed.ether, .redemptionFeeTooHigh)
    try active.ether -= redeemed.ether
    try active.debt -= redeemed.debt
    try burn(redeemed.debt, of: redeemer)
    try send(redeemed.ether - fee, to: redeemer)
    events.append(
      .redeemed(
        attempted: amount, redeemed: redeemed.debt, ether: redeemed.ether, fee: fee))
  }

  /// Redeems from one trove: `ether = lusd · 1e18 / price`, rounded down.
  ///
  /// - Returns: What was redeemed; nil if the trove would fall below the minimum debt.
  private mutating func redeem(
    from account: LiquityAccount, atMost amount: LiquityAmount
  ) throws(LiquityError) -> LiquityPool? {
    let before = trove(of: account)
    let lot = min(amount, try before.debt - LiquityRules.gasCompensation)
    let ether = try lot.scaled(by: LiquityRules.one, over: price)
    let debt = try before.debt - lot
    let collateral = try before.collateral - ether
    if debt == LiquityRules.gasCompensation {
      try close(account, as: .closedByRedemption)
      try burn(LiquityRules.gasCompensation, of: .gasPool)
      try active.debt -= LiquityRules.gasCompensation
      try holders[account.index].surplus += collateral
      try active.ether -= collateral
    } else {
      let net = try debt - LiquityRules.gasCompensation
      if net < LiquityRules.minimumNetDebt { return nil }
      var after = before
      after.debt = debt
      after.collateral = collateral
      sortedTroves.remove(account)
      troves[account.index] = after
      try place(account, ratio: LiquityRatio(nominal: collateral, debt: debt))
      try redistribution.updateStake(of: &troves[account.index])
    }
    return LiquityPool(ether: ether, debt: lot)
  }
}
