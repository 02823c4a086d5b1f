// Source: liquity/dev 39f1f7f8, StabilityPool.

extension LiquitySystem {
  /// Adds LUSD to a deposit, and pays out what the deposit has gained.
  mutating func deposit(
    _ amount: LiquityAmount, by depositor: LiquityAccount
  ) throws(LiquityError) {
    try liquityRequire(amount > 0, .zeroAmount)
    let gain = try gain(of: depositor)
    let left = try compoundedDeposit(of: depositor)
    let loss = try deposit(of: depositor).initial - left
    try burn(amount, of: depositor)
    try mint(amount, for: .stabilityPool)
    try stabilityPool.deposits += amount
    try setDeposit(left + amount, of: depositor)
    try payGain(gain, loss: loss, to: depositor)
  }

  /// Takes LUSD out of a deposit, at most what is left, and pays out what the deposit has gained.
  ///
  /// LUSD cannot leave while the lowest trove is below 110%; the gain can.
  mutating func withdraw(
    _ amount: LiquityAmount, by depositor: LiquityAccount
  ) throws(LiquityError) {
    if amount != 0 {
      let lowest = try ratio(of: sortedTroves.last, at: price)
      try liquityRequire(lowest >= LiquityRules.minimumRatio, .liquidationsPending)
    }
    let initial = deposit(of: depositor).initial
    try liquityRequire(initial > 0, .noDeposit)
    let gain = try gain(of: depositor)
    let left = try compoundedDeposit(of: depositor)
    let taken = min(amount, left)
    if taken != 0 {
      let rest = try stabilityPool.deposits - taken
      try liquityRequire(rest >= LiquityRules.minimumPool, .poolMinimum)
      stabilityPool.deposits = rest
      try burn(taken, of: .stabilityPool)
      try mint(taken, for: depositor)
    }
    try setDeposit(left - taken, of: depositor)
    try payGain(gain, loss: initial - left, to: depositor)
  }

  /// Adds what a deposit has gained to the trove of the depositor.
  mutating func moveGainToTrove(_ depositor: LiquityAccount) throws(LiquityError) {
    let initial = deposit(of: depositor).initial
    try liquityRequire(initial > 0, .noDeposit)
    try liquityRequire(trove(of: depositor).isActive, .troveIsNotActive)
    let gain = try gain(of: depositor)
    try liquityRequire(gain > 0, .noGain)
    let left = try compoundedDeposit(of: depositor)
    events.append(.gainWithdrawn(depositor: depositor, ether: gain, loss: try initial - left))
    try setDeposit(left, of: depositor)
    try stabilityPool.ether -= gain
    try adjustTrove(depositor, added: gain, LiquityAdjustment(), isPaidByPool: true)
  }

  /// Starts a deposit anew from the present product and sum.
  private mutating func setDeposit(
    _ amount: LiquityAmount, of depositor: LiquityAccount
  ) throws(LiquityError) {
    deposits[depositor.index] = stabilityPool.makeDeposit(of: amount)
    events.append(.depositChanged(depositor: depositor, deposit: amount))
  }

  /// Pays ether out of the pool.
  private mutating func payGain(
    _ gain: LiquityAmount, loss: LiquityAmount, to depositor: LiquityAccount
  ) throws(LiquityError) {
    events.append(.gainWithdrawn(depositor: depositor, ether: gain, loss: loss))
    stabilityPool.ether = try stabilityPool.ether.reduced(by: gain)
    try send(gain, to: depositor)
  }
}
