/// The whole state of a Liquity v1 system: troves, pools, stability pool, fees and holdings.
///
/// A value type with flat tables in the order of accounts: equal actions give equal states.
/// ``apply(_:by:value:)`` does an action entirely or not at all.
///
///     var system = LiquitySystem()
///     let events = try system.apply(.deposit(amount), by: depositor)
package struct LiquitySystem: Sendable, Hashable {
  /// Dollars for one ether, with 18 decimals.
  package internal(set) var price: LiquityAmount = 200_000_000_000_000_000_000
  /// Seconds since the start.
  package internal(set) var now: LiquityAmount = 0
  /// The owners of open troves; a closed one is replaced by the last.
  package internal(set) var owners: [LiquityAccount] = []
  /// The open troves by ratio.
  package internal(set) var sortedTroves = LiquitySortedTroves()
  /// Collateral and debt of open troves, without what they have yet to take.
  package internal(set) var active = LiquityPool()
  /// Collateral and debt redistributed and not yet taken.
  package internal(set) var defaulted = LiquityPool()
  /// The terms of redistribution.
  package internal(set) var redistribution = LiquityRedistribution()
  /// The stability pool.
  package internal(set) var stabilityPool = LiquityStabilityPool()
  /// The base rate.
  package internal(set) var baseRate = LiquityBaseRate()
  /// The troves, by account.
  var troves: [LiquityTrove] = []
  /// The deposits, by account.
  var deposits: [LiquityStabilityPool.Deposit] = []
  /// The holdings, by account.
  var holders: [LiquityHolder] = []
  /// What the present action has reported.
  var events: [LiquityEvent] = []

  /// An empty system with a price of 200.
  package init() {
    reserve(LiquityAccount(LiquityAccount.reservedCount))
  }

  /// Does one action, entirely or not at all.
  ///
  /// - Parameters:
  ///   - action: What to do.
  ///   - sender: Who does it.
  ///   - value: Ether sent along; only for opening and adjusting a trove.
  /// - Returns: What happened, in order.
  /// - Throws: ``LiquityError``; the system is then unchanged.
  /// - Complexity: O(accounts), for the copy that makes the return possible.
  package mutating func apply(
    _ action: LiquityAction, by sender: LiquityAccount, value: LiquityAmount = 0
  ) throws(LiquityError) -> [LiquityEvent] {
    try liquityRequire(value >= 0 && action.hasOnlyUnsignedAmounts, .negativeAmount)
    var next = self
    next.reserve(sender)
    try next.run(action, by: sender, value: value)
    let events = next.events
    next.events = []
    self = next
    return events
  }

  /// Finds the operation of an action.
  private mutating func run(
    _ action: LiquityAction, by sender: LiquityAccount, value: LiquityAmount
  ) throws(LiquityError) {
    switch action {
    case .openTrove(let maximumFee, let amount):
      try openTrove(sender, collateral: value, borrowing: amount, maximumFee: maximumFee)
    case .adjustTrove(let change): try adjustTrove(sender, added: value, change)
    case .closeTrove: try closeTrove(sender)
    case .claimCollateral: try claimCollateral(sender)
    case .deposit(let amount): try deposit(amount, by: sender)
    case .withdraw(let amount): try withdraw(amount, by: sender)
    case .moveGainToTrove: try moveGainToTrove(sender)
    case .liquidate(let account):
      try liquityRequire(trove(of: account).isActive, .troveIsNotActive)
      try liquidate(batch: [account], for: sender)
    case .liquidateBatch(let accounts): try liquidate(batch: accounts, for: sender)
    case .liquidateLowest(let count): try liquidate(lowest: count, for: sender)
    case .redeem(let amount): try redeem(amount, by: sender)
    default: try runEnvironment(action, by: sender)
    }
  }

  /// The actions of the world around the contracts.
  private mutating func runEnvironment(
    _ action: LiquityAction, by sender: LiquityAccount
  ) throws(LiquityError) {
    switch action {
    case .setPrice(let new): price = new
    case .wait(let seconds): try now += seconds
    case .setBaseRate(let rate): baseRate.rate = rate
    case .transfer(let receiver, let amount):
      try burn(amount, of: sender)
      try mint(amount, for: receiver)
    case .mint(let receiver, let amount): try mint(amount, for: receiver)
    default: break
    }
  }
}

// MARK: - Holdings

extension LiquitySystem {
  /// Makes room for an account in all tables.
  mutating func reserve(_ account: LiquityAccount) {
    while holders.count <= account.index {
      holders.append(LiquityHolder())
      troves.append(LiquityTrove())
      deposits.append(LiquityStabilityPool.Deposit())
    }
  }

  /// Creates LUSD.
  mutating func mint(
    _ amount: LiquityAmount, for account: LiquityAccount
  ) throws(LiquityError) {
    reserve(account)
    try holders[account.index].lusd += amount
  }

  /// Destroys LUSD of an account.
  mutating func burn(
    _ amount: LiquityAmount, of account: LiquityAccount
  ) throws(LiquityError) {
    let left = try holder(of: account).lusd.reduced(by: amount)
    reserve(account)
    holders[account.index].lusd = left
  }

  /// Pays ether to an account.
  mutating func send(
    _ ether: LiquityAmount, to account: LiquityAccount
  ) throws(LiquityError) {
    try holders[account.index].ether += ether
  }

  /// Moves what a trove takes over from the redistributed pool to the active one.
  mutating func activate(
    ether: LiquityAmount, debt: LiquityAmount
  ) throws(LiquityError) {
    defaulted.debt = try defaulted.debt.reduced(by: debt)
    defaulted.ether = try defaulted.ether.reduced(by: ether)
    try active.debt += debt
    try active.ether += ether
  }
}
