internal import Engine
internal import FixedPoint
package import Ledger

extension VenueState {
  /// Whether the account may be liquidated now: below the line, called if the venue calls, and after
  /// its grace.
  package func isDue(_ account: Int, _ health: Health) -> Bool {
    guard rulebook.liquidation.mechanism != .none, health.isJudgeable,
      health.isLiquidatable(rulebook.trigger)
    else { return false }
    if rulebook.calls.levels.isEmpty || calls.liquidating[account] != nil { return true }
    guard let call = calls.open[account], call.isLast else { return false }
    return time >= call.deadline ?? .min && block >= call.deadlineBlock ?? .min
  }

  /// The state of an account in the life of a margin call.
  package func marginState(of account: Int, _ health: Health) -> MarginState {
    if calls.liquidating[account] != nil {
      if health.requirement.isZero, !health.equity.isNegative { return .closed }
      if health.equity.isNegative { return .bankrupt }
      if health.isLiquidatable(rulebook.trigger) { return .liquidating }
    }
    guard let call = calls.open[account] else {
      return isDue(account, health) ? .liquidatable : .healthy
    }
    if isDue(account, health) { return .liquidatable }
    if !call.isLast { return .notice }
    return call.calledBlock == block ? .called : .grace
  }

  /// What the ladder requires of an account with that health: a rung reached, or a call ended.
  func callEvents(
    of account: Int, _ names: Names, _ health: Health, _ call: MarginCalls.Call?
  ) -> [Event] {
    let levels = rulebook.calls.levels
    let isBreached = health.isLiquidatable(rulebook.trigger)
    let warning = levels.dropLast().prefix { health.isBelow($0.coverage) }.count
    let reached = isBreached ? levels.count : warning
    guard let call else {
      return reached > 0 ? rung(reached, of: account, health, id(of: account, names)) : []
    }
    // Where the ladder has changed, a warning is still followed by the call and its grace.
    let isNext = isBreached ? !levels.isEmpty : reached > Int(call.tier)
    if !call.isLast, isNext { return rung(reached, of: account, health, call.id) }
    let isOver =
      !isBreached && (call.isLast ? !health.isBelow(rulebook.calls.cure) : reached == 0)
    return isOver ? [Drafts.callClosed(call.id, outcome(of: call, account, health))] : []
  }

  /// How a call that is over ended.
  private func outcome(of call: MarginCalls.Call, _ account: Int, _ health: Health) -> String {
    if calls.liquidating[account] != nil, call.wasLiquidated { return "liquidated" }
    // Only because the rules changed since.
    if health.isBelow(call.end) { return "withdrawn" }
    return call.wasToppedUp ? "topped_up" : call.wasReduced ? "reduced" : "price_recovered"
  }

  /// The id of what begins for an account in this block: at most one call and one auction.
  func id(of account: Int, _ names: Names) -> String { "\(names.accounts[account])@\(block)" }

  private func rung(_ tier: Int, of account: Int, _ health: Health, _ id: String) -> [Event] {
    let rules = rulebook.calls
    let isLast = tier == rules.levels.count
    var events = [
      Drafts.marginCall(
        id, account, tier: tier, health,
        deadline: isLast ? time + rules.graceSeconds * 1000 : nil,
        deadlineBlock: isLast ? block + rules.graceBlocks : nil)
    ]
    for channel in rules.levels[tier - 1].channels.split(separator: ",") {
      events.append(Drafts.notice(id, channel: String(channel), tier: tier))
    }
    return events
  }

  // MARK: - The end of a liquidation

  /// The block is over, and with it the liquidation of every account that is above the line again and has no
  /// auction.
  ///
  /// The first event of the next block does it too, so that a log that is only read gives the state that it
  /// was decided in.
  package mutating func endBlock(names: Names) throws(VenueError) {
    guard !stirred.isEmpty else { return }
    try readRules(names: names)
    do throws(ArithmeticError) {
      try endLiquidations(names: names)
    } catch {
      throw VenueError(
        seq: book.seq, position: Position(block: block, index: 0), reason: "\(error)")
    }
  }

  /// The same, where the rules are read.
  mutating func endLiquidations(names: Names) throws(ArithmeticError) {
    for account in stirred.sorted()
    where calls.liquidating[account] != nil && auctions.of(account: account) == nil {
      let health = try valuation(of: account, names: names).health
      if health.isJudgeable, !health.isLiquidatable(rulebook.trigger) {
        note(account, isBreached: false)
      }
    }
    stirred.removeAll(keepingCapacity: true)
  }

  /// Notes whose standing an event may change, of the accounts in liquidation.
  mutating func stir(_ event: borrowing Event, _ accounts: [Int]) {
    switch event.kind {
    case .referencePrice, .fundingIndex, .interestIndex, .socializedLoss, .venue, .asset, .market,
      .parameter, .auctionEnd:
      stirred.formUnion(calls.liquidating.keys)
    default:
      for account in accounts where calls.liquidating[account] != nil { stirred.insert(account) }
    }
  }
}
