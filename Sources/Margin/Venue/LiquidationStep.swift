internal import Engine
internal import FixedPoint
internal import Ledger

/// The liquidation of one account within one block: settled, sold, made good or written off, closed.
struct LiquidationStep: Sendable {
  private enum Phase: Sendable { case start, sell, shortfall, close, done }

  private var phase = Phase.start
  private var rounds = 0
  private var isBankrupt = false
  /// What was made good or written off.
  private var covered: Set<Liquidator.Shortfall> = []
  /// What is left of the block's batch.
  private var batch: BatchPlan

  init(batch: BatchPlan = BatchPlan()) {
    self.batch = batch
  }

  /// The events of the next step; empty when the step has none, nil when the account is done with.
  mutating func next(
    _ account: Int, _ state: inout VenueState, _ names: inout Names
  ) throws(ArithmeticError) -> [Event]? {
    // An account whose auction is open waits for its end.
    if state.auctions.of(account: account) != nil { return nil }
    switch phase {
    case .start: return try start(account, state, names)
    case .sell: return try sell(account, state, &names)
    case .shortfall: return try makeGood(account, state, &names)
    case .close: return try close(account, &state, names)
    case .done: return nil
    }
  }

  private mutating func start(
    _ account: Int, _ state: borrowing VenueState, _ names: Names
  ) throws(ArithmeticError) -> [Event]? {
    let health = try state.valuation(of: account, names: names).health
    // Whoever was liquidated before may have changed what this account is worth.
    guard state.isDue(account, health), !state.halts.isHalted(.liquidation),
      try Liquidator(state: copy state, names: names, account: account).canBegin
    else { return nil }
    phase = .sell
    return state.calls.liquidating[account] == nil
      ? [Drafts.liquidationStart(account, health)] : []
  }

  private mutating func sell(
    _ account: Int, _ state: borrowing VenueState, _ names: inout Names
  ) throws(ArithmeticError) -> [Event]? {
    rounds += 1
    var liquidator = try Liquidator(
      state: copy state, names: names, account: account, lot: batch.takeLot(of: account))
    let health = liquidator.valuation.health
    guard state.isDue(account, health) else {
      phase = .close
      return []
    }
    guard rounds <= Self.maximumRounds, try !liquidator.isExhausted else {
      phase = .shortfall
      return []
    }
    let events = try liquidator.sale()
    names = liquidator.names
    // Nothing more is sold when nobody bought, or an auction takes over.
    if !events.contains(where: { $0.kind == .liquidationFill }) { phase = .shortfall }
    return events
  }

  private mutating func makeGood(
    _ account: Int, _ state: borrowing VenueState, _ names: inout Names
  ) throws(ArithmeticError) -> [Event]? {
    rounds += 1
    var liquidator = try Liquidator(state: copy state, names: names, account: account)
    phase = .close
    if try liquidator.isExhausted {
      let setOff = try liquidator.setOff()
      if !setOff.isEmpty, rounds <= Self.maximumRounds {
        phase = .shortfall
        return setOff
      }
      let events = try liquidator.shortfall(after: &covered)
      names = liquidator.names
      if !events.isEmpty {
        isBankrupt = true
        // One after the other, so that each sees what the last one left in the funds.
        phase = .shortfall
      }
      return events
    }
    let events = try liquidator.deleveraging()
    names = liquidator.names
    if !events.isEmpty {
      isBankrupt = true
      // What is closed at the bankruptcy price may leave a rest of rounding to be made good.
      if rounds <= Self.maximumRounds { phase = .shortfall }
    }
    return events
  }

  private mutating func close(
    _ account: Int, _ state: inout VenueState, _ names: Names
  ) throws(ArithmeticError) -> [Event]? {
    phase = .done
    let valuation = try state.valuation(of: account, names: names)
    let isOver = !valuation.health.isLiquidatable(state.rulebook.trigger)
    state.note(account, isBreached: !isOver)
    guard isOver, let call = state.calls.open[account],
      !valuation.health.isBelow(state.rulebook.calls.cure)
    else { return [] }
    return [Drafts.callClosed(call.id, isBankrupt ? "bankrupt" : "liquidated")]
  }

  /// More sales of one account than this within one block are left for the next.
  private static let maximumRounds = 64
}
