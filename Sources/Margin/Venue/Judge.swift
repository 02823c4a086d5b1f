internal import Engine
internal import FixedPoint
package import Ledger

/// One thing that the rules oblige the venue to do now: the events that carry it out, in order.
package struct Obligation: Sendable {
  /// The step of the block's order that it belongs to.
  package var stage: Judge.Stage
  /// Whom it concerns; nil for the venue as a whole.
  package var account: Int?
  /// The events, without places; none where the order of the liquidations has just been decided.
  package var events: [Event]
}

/// Decides what the rules of the venue require at the end of each block.
///
/// The order inside a block is fixed: exogenous events → reference prices → breakers → dynamic margin
/// → breaches and calls → auctions, the oldest first → liquidations by priority, each with its sales, its
/// waterfall and the end of its call. Each obligation is computed from the state that the one before left.
package struct Judge: Sendable {
  /// The steps of a block, in their order.
  package enum Stage: Int, Sendable, Hashable, CaseIterable, Comparable {
    case prices, breakers, dynamicMargin, calls, auctions, liquidations, disputes, done

    package static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }
  }

  /// The authority that parameters set by a rule name.
  package static let ruleAuthority = "rule"

  /// The accounts that must be looked at in every block: below a rung, called, or in liquidation.
  package private(set) var concern: Set<Int> = []
  /// How much work the watch over all others was.
  package var counters: SweepCounters { watch.counters }

  private var watch = Watch()
  private var stage = Stage.done
  private var pending: [Event] = []
  private var queue: [Int] = []
  private var auctionQueue: [String] = []
  private var rounds = 0
  private var rulings: [Disputes.Dispute] = []
  /// How the accounts of concern stood in this block, by account.
  private var standings: [(account: Int, health: Health)] = []
  private var place = 0
  private var liquidation = LiquidationStep()
  private var batch = BatchPlan()
  private var looksAtAll = true
  /// Whether those whom the next obligation touches have been settled.
  private var isSettled = false

  package init() {}

  /// A judge that goes on from a state: it looks at all accounts, and at those first with whom something is
  /// under way.
  package init(from state: borrowing VenueState) {
    concern.formUnion(state.breaches.keys)
    concern.formUnion(state.calls.open.keys)
    concern.formUnion(state.calls.liquidating.keys)
    concern.formUnion(state.auctions.open.map(\.account))
  }

  /// Begins the judgement of the state's block; its exogenous events have been applied.
  package mutating func begin(
    _ state: inout VenueState, names: Names
  ) throws(VenueError) {
    try state.readRules(names: names)
    if state.takeRuleMove() { looksAtAll = true }
    stage = .prices
    place = -1
  }

  /// The next obligation of the block; nil when all are met.
  ///
  /// Whoever asks applies its events to the state before asking again, or those that were recorded
  /// instead.
  package mutating func next(
    _ state: inout VenueState, names: inout Names
  ) throws(VenueError) -> Obligation? {
    do throws(ArithmeticError) {
      while stage != .done {
        if let obligation = try advance(&state, &names) { return obligation }
      }
      return nil
    } catch {
      throw VenueError(
        seq: 0, position: Position(block: state.block, index: 0),
        reason: "the rules cannot be computed: \(error)")
    }
  }

  private mutating func advance(
    _ state: inout VenueState, _ names: inout Names
  ) throws(ArithmeticError) -> Obligation? {
    switch stage {
    case .prices, .breakers, .dynamicMargin:
      return try one(of: state, names)
    case .calls:
      return try nextCall(&state, names)
    case .auctions, .liquidations, .disputes:
      return try settled(&state, &names)
    case .done:
      return nil
    }
  }

  /// The next obligation of a stage in which accounts are touched; before it, once, the settlement of those
  /// it touches, after which it is planned again.
  private mutating func settled(
    _ state: inout VenueState, _ names: inout Names
  ) throws(ArithmeticError) -> Obligation? {
    let (before, known) = (self, names)
    let obligation =
      switch stage {
      case .auctions: try nextAuction(state, &names)
      case .liquidations: try nextLiquidation(&state, &names)
      default: try nextRuling(&state, names)
      }
    guard let obligation else { return nil }
    if isSettled {
      isSettled = false
      return obligation
    }
    let all = names
    names = known
    let due = try state.settlements(before: obligation.events, names: &names)
    if due.isEmpty {
      names = all
      return obligation
    }
    self = before
    isSettled = true
    return Obligation(stage: stage, account: obligation.account, events: due)
  }

  private mutating func enter(_ next: Stage) {
    stage = next
    place = -1
    rounds = 0
  }

  // MARK: - Prices, breakers, dynamic margin

  /// The changes of one of the first stages, one by one.
  private mutating func one(
    of state: borrowing VenueState, _ names: Names
  ) throws(ArithmeticError) -> Obligation? {
    if place < 0 {
      pending = try changes(of: state, names)
      place = 0
    }
    guard place < pending.count else {
      enter(Stage(rawValue: stage.rawValue + 1) ?? .done)
      return nil
    }
    defer { place += 1 }
    return Obligation(stage: stage, account: nil, events: [pending[place]])
  }

  private func changes(
    of state: borrowing VenueState, _ names: Names
  ) throws(ArithmeticError) -> [Event] {
    switch stage {
    case .prices:
      return try state.oracle.changes(at: state.time, rules: state.rulebook.oracle)
        .map { Drafts.referencePrice($0.feed, $0.judgement) }
    case .breakers:
      return state.halts.changes(at: state.time).map { Drafts.change($0, names) }
    default:
      return state.dynamicMargin.changes(rules: state.rulebook.dynamicMargin)
        .map { Drafts.factor($0.market, $0.factor, names) }
    }
  }
}

// MARK: - Breaches and calls

extension Judge {
  private mutating func nextCall(
    _ state: inout VenueState, _ names: Names
  ) throws(ArithmeticError) -> Obligation? {
    if place < 0 {
      try gather(&state, names)
      place = 0
    }
    while place < queue.count {
      let account = queue[place]
      place += 1
      let events = try callEvents(of: account, &state, names)
      if !events.isEmpty {
        return Obligation(stage: .calls, account: account, events: events)
      }
    }
    prioritize(state)
    auctionQueue = state.auctions.open.map(\.id)
    enter(.auctions)
    // Nothing is to be done yet: who compares turns does it now.
    return queue.count > 1 ? Obligation(stage: .auctions, account: nil, events: []) : nil
  }

  /// The accounts to be liquidated in this block, in their order, once calls are judged.
  package var turns: [Int] { queue }

  /// Takes another order of the accounts to be liquidated, the one that the log has.
  package mutating func take(turns: [Int]) { queue = turns }

  /// How an account of concern stood when this block's calls were judged.
  package func standing(of account: Int) -> Health? {
    standings.first { $0.account == account }?.health
  }

  /// Finds who fell below the first rung, and lets go of those who are well again.
  private mutating func gather(
    _ state: inout VenueState, _ names: Names
  ) throws(ArithmeticError) {
    let touched = state.takeTouched()
    let fallen = try watch.look(
      at: state, names: names, touched: touched, all: looksAtAll, except: concern)
    looksAtAll = false
    concern.formUnion(fallen)
    // What rounding leaves over is nobody's: its account is never judged.
    if let dust = names.accounts.id(of: state.rulebook.losses.dustAccount) { concern.remove(dust) }
    queue = concern.sorted()
    standings.removeAll(keepingCapacity: true)
  }

  private mutating func callEvents(
    of account: Int, _ state: inout VenueState, _ names: Names
  ) throws(ArithmeticError) -> [Event] {
    let health = try state.valuation(of: account, names: names).health
    guard health.isJudgeable else { return [] }
    standings.append((account, health))
    let isBreached = health.isLiquidatable(state.rulebook.trigger)
    state.note(account, isBreached: isBreached)
    let call = state.calls.open[account]
    let events = state.callEvents(of: account, names, health, call)
    let isQuiet = call == nil && events.isEmpty && !isBreached
    if isQuiet, state.auctions.of(account: account) == nil {
      concern.remove(account)
      watch.resume(account)
    }
    return events
  }

  /// The accounts to be liquidated in this block, the most urgent first.
  ///
  /// Calls move no money, so that everybody stands as when they were looked at.
  private mutating func prioritize(_ state: borrowing VenueState) {
    var due: [(account: Int, health: Health, since: Int64)] = []
    for (account, health) in standings where state.isDue(account, health) {
      due.append((account, health, state.breaches[account] ?? state.time))
    }
    let rule = state.rulebook.liquidation.priority
    due.sort { a, b in
      switch rule {
      case .worstHealth:
        if a.health.isWorse(than: b.health) { return true }
        if b.health.isWorse(than: a.health) { return false }
      case .largestNotional:
        if a.health.gross != b.health.gross { return a.health.gross > b.health.gross }
      case .oldestBreach:
        if a.since != b.since { return a.since < b.since }
      }
      return a.account < b.account
    }
    queue = due.map(\.account)
  }
}

// MARK: - Auctions and liquidations

extension Judge {
  private mutating func nextAuction(
    _ state: borrowing VenueState, _ names: inout Names
  ) throws(ArithmeticError) -> Obligation? {
    if place < 0 { place = 0 }
    while place < auctionQueue.count {
      guard let auction = state.auctions.with(id: auctionQueue[place]) else {
        nextInQueue()
        continue
      }
      // What is recorded may never end an auction that the rules would have ended.
      rounds += 1
      guard rounds <= Self.maximumRounds else {
        nextInQueue()
        continue
      }
      var planner = try Liquidator(
        state: copy state, names: names, account: auction.account)
      let events = try planner.continued(auction)
      names = planner.names
      // An auction that ended is gone; one in which nothing was done waits for the next block.
      if planner.isFinished || events.isEmpty { nextInQueue() }
      if !events.isEmpty {
        return Obligation(stage: .auctions, account: auction.account, events: events)
      }
    }
    enter(.liquidations)
    batch = try BatchPlan(state: copy state, names: names, due: queue)
    liquidation = LiquidationStep(batch: batch)
    return nil
  }

  /// Goes on to the next auction.
  private mutating func nextInQueue() {
    place += 1
    rounds = 0
  }

  /// More steps of one auction than this within one block are left for the next.
  private static let maximumRounds = 64

  private mutating func nextLiquidation(
    _ state: inout VenueState, _ names: inout Names
  ) throws(ArithmeticError) -> Obligation? {
    if place < 0 { place = 0 }
    while place < queue.count {
      let account = queue[place]
      let events = try liquidation.next(account, &state, &names)
      if let events {
        if !events.isEmpty {
          return Obligation(stage: .liquidations, account: account, events: events)
        }
      } else {
        place += 1
        liquidation = LiquidationStep(batch: batch)
      }
    }
    enter(.disputes)
    return nil
  }

  /// The ruling of the next open dispute.
  private mutating func nextRuling(
    _ state: inout VenueState, _ names: Names
  ) throws(ArithmeticError) -> Obligation? {
    if place < 0 {
      rulings = state.disputes.open
      place = 0
    }
    guard place < rulings.count else {
      // With the block, so that blocks in which nothing is recorded make no difference.
      try state.endLiquidations(names: names)
      enter(.done)
      return nil
    }
    defer { place += 1 }
    return Obligation(
      stage: .disputes, account: state.disputes.evidence(of: rulings[place].event)?.account,
      events: try state.ruling(on: rulings[place], names: names))
  }
}
