internal import Engine
package import FixedPoint
package import Ledger

/// The liquidation of one account within one block: settled, sold, made good or written off, closed.
struct LiquidationStep: Sendable {
  private enum Phase: Sendable { case start, sell, shortfall, close, done }

  private var phase = Phase.start
  private var rounds = 0
  private var isBankrupt = false
  private let batch: BatchPlan

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
    var events = try state.settlements(of: account, names: names)
    if state.calls.liquidating[account] == nil {
      events.append(Drafts.liquidationStart(account, health))
    }
    return events
  }

  private mutating func sell(
    _ account: Int, _ state: borrowing VenueState, _ names: inout Names
  ) throws(ArithmeticError) -> [Event]? {
    rounds += 1
    var liquidator = try Liquidator(
      state: copy state, names: names, account: account, batch: batch)
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
      if !setOff.isEmpty {
        phase = .shortfall
        return setOff
      }
      let events = try liquidator.shortfall()
      names = liquidator.names
      if !events.isEmpty { isBankrupt = true }
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

extension VenueState {
  /// What settles an account before it is touched: interest, funding, and its shares of spread losses.
  package func settlements(
    of account: Int, names: Names
  ) throws(ArithmeticError) -> [Event] {
    var events: [Event] = []
    for line in book.balances(of: account) where !line.balance.isZero {
      let decimals = names.decimals(ofAsset: line.asset)
      let due = try accruals.interest(account, line.asset, line.balance)
      let earned = try due.earned.rounded(toDecimals: decimals, rounding: .down)
      let owed = try due.owed.rounded(toDecimals: decimals, rounding: .up)
      if earned > .zero { events.append(Drafts.money(.interest, account, line.asset, earned)) }
      if owed > .zero { events.append(Drafts.money(.interest, account, line.asset, try -owed)) }
      let loss = try due.loss.rounded(toDecimals: decimals, rounding: .up)
      if loss > .zero {
        events.append(Drafts.lossShare(names.assets[line.asset], account, line.asset, loss))
      }
    }
    for line in book.positions(of: account) where !line.position.size.isZero {
      let quote = names.market(line.market).quote
      let decimals = names.decimals(ofAsset: quote)
      let loss = try accruals.contractLoss(account, line.market, line.position.size)
      let due = try accruals.funding(account, line.market, line.position.size) + loss
      let payment = try due.rounded(toDecimals: decimals, rounding: .down)
      if !payment.isZero { events.append(Drafts.funding(account, line.market, payment)) }
      let share = try loss.rounded(toDecimals: decimals, rounding: .up)
      if share > .zero {
        events.append(Drafts.lossShare(names.markets[line.market], account, quote, share))
      }
    }
    return events
  }
}
