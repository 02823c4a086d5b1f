internal import FixedPoint
internal import Ledger

extension VenueState {
  /// Whether the account may be liquidated now: below the line, called if the venue calls, and after
  /// its grace.
  package func isDue(_ account: Int, _ health: Health) -> Bool {
    guard rulebook.liquidation.mechanism != .none, health.isJudgeable,
      health.isLiquidatable(rulebook.trigger)
    else { return false }
    if rulebook.calls.levels.isEmpty || calls.liquidating[account] != nil { return true }
    guard let call = calls.open[account], call.tier == Int64(rulebook.calls.levels.count) else {
      return false
    }
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
    if call.tier < Int64(rulebook.calls.levels.count) { return .notice }
    if isDue(account, health) { return .liquidatable }
    return call.calledBlock == block ? .called : .grace
  }

  /// What the ladder requires of an account with that health: a rung reached, or a call cured.
  func callEvents(
    of account: Int, _ names: Names, _ health: Health, _ call: MarginCalls.Call?
  ) -> [Event] {
    let levels = rulebook.calls.levels
    guard !levels.isEmpty else { return [] }
    var reached = levels.dropLast().prefix { health.isBelow($0.coverage) }.count
    if health.isLiquidatable(rulebook.trigger) { reached = levels.count }
    let tier = Int(call?.tier ?? 0)
    if reached > tier {
      return rung(reached, of: account, health, call?.id ?? id(of: account, names))
    }
    guard let call else { return [] }
    let isCured =
      tier == levels.count ? !health.isBelow(rulebook.calls.cure) : reached == 0
    guard isCured, calls.liquidating[account] == nil || !call.wasLiquidated else {
      return isCured ? [Drafts.callClosed(call.id, "liquidated")] : []
    }
    let outcome =
      call.wasToppedUp ? "topped_up" : call.wasReduced ? "reduced" : "price_recovered"
    return [Drafts.callClosed(call.id, outcome)]
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
}
