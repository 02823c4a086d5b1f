internal import Engine
package import FixedPoint
package import Ledger
package import Margin

/// What a venue's rules do about shocked prices, round after round, until nothing more happens.
///
/// From the state on, prices are set and hold; nobody tops up, trades or withdraws. Each round is a block in
/// which the `Enforcer` carries out what the rules oblige to.
package struct StressTest: Sendable {
  /// How a test is run.
  package struct Settings: Sendable {
    /// Whether sales meet the depth that the log recorded, and move prices.
    ///
    /// Without it every order book takes any size at the round's price; a market maker trades from its
    /// recorded reserves always.
    package var usesDepth = false
    /// How much time passes between rounds, in milliseconds.
    package var blockTime: Int64 = 12_000
    /// The most rounds.
    package var limit = 1000

    /// The usual ones.
    package init() {}
  }

  private let settings: Settings
  private(set) var enforcer: Enforcer
  private var prices: StressPrices
  private var tally = StressTally()

  /// A test from a state; `shocks` are the prices that differ from the present ones.
  package init(
    _ state: VenueState, names: Names, shocks: [(feed: Feed, price: Decimal18)],
    settings: Settings = Settings()
  ) {
    self.settings = settings
    enforcer = Enforcer(from: state, names: names)
    prices = StressPrices(state, names: names, shocks: shocks, usesDepth: settings.usesDepth)
  }

  /// The venue after the last round.
  package var state: VenueState { enforcer.state }

  /// Runs the test and gives what came of it.
  ///
  /// - Throws: `VenueError` when a value leaves its range.
  package mutating func run() throws(VenueError) -> StressOutcome {
    var isQuiet = false
    /// The blocks that the next round comes after, and the last block in which something was done or due.
    var step: Int64 = 1
    var stirred = enforcer.state.block
    while tally.outcome.rounds < settings.limit {
      if try round(after: step) {
        step = 1
        stirred = enforcer.state.block
        continue
      }
      guard let next = try waiting(since: stirred) else {
        isQuiet = true
        break
      }
      step = next.blocks
      if next.isDeadline { stirred = enforcer.state.block + step }
    }
    return try finish(isQuiet: isQuiet)
  }

  /// When time alone may bring something after a round that brought nothing; nil when never.
  private func waiting(
    since stirred: Int64
  ) throws(VenueError) -> (blocks: Int64, isDeadline: Bool)? {
    let state = enforcer.state
    return try state.judging { () throws(ArithmeticError) in
      try state.waiting().next(blockTime: settings.blockTime, stirred: stirred)
    }
  }

  /// One block, so many after the last; whether the rules did anything in it.
  private mutating func round(after blocks: Int64) throws(VenueError) -> Bool {
    let (block, time) = next(blocks)
    let facts = try facts()
    var events: [Event] = []
    try enforcer.run(block: block, time: time, facts: facts) { (event, _) throws(VenueError) in
      events.append(copy event)
    }
    let after = enforcer.state
    let (before, names) = (tally, enforcer.names)
    try after.judging { () throws(ArithmeticError) in
      try tally.add(events, at: after, names: names)
      if settings.usesDepth { try prices.follow(events, after) }
    }
    return tally.acts != before.acts || prices.takeMove()
  }

  /// The block and time of a round; no copy of the state outlives it.
  private func next(_ blocks: Int64) -> (block: Int64, time: Int64) {
    (enforcer.state.block + blocks, enforcer.state.time + settings.blockTime * blocks)
  }

  /// What is said in the next round; no copy of the state outlives it, which would be written out in full.
  private mutating func facts() throws(VenueError) -> [Event] {
    let state = enforcer.state
    return try state.judging { () throws(ArithmeticError) in
      try prices.facts(of: state, isFirst: tally.outcome.rounds == 0)
    }
  }

  private mutating func finish(isQuiet: Bool) throws(VenueError) -> StressOutcome {
    let (state, names) = (enforcer.state, enforcer.names)
    var outcome = tally.outcome
    outcome.isQuiet = isQuiet
    outcome.prices = prices.present
    for account in PriceLadder.accounts(state, names) {
      let health = try state.valued(account, names).health
      guard health.isJudgeable, health.equity.isNegative else { continue }
      outcome.insolvent += 1
      outcome.unresolved = try state.judging { () throws(ArithmeticError) in
        try outcome.unresolved - health.equity
      }
    }
    outcome.insuranceLeft = try state.judging { () throws(ArithmeticError) in
      try StressTally.funds(of: state, names: names)
    }
    outcome.reserveLeft = try state.judging { () throws(ArithmeticError) in
      try StressTally.reserve(of: state, names: names)
    }
    return outcome
  }
}
