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
    var idle = 0
    var isQuiet = false
    while tally.outcome.rounds < settings.limit {
      let acted = try round(idle: idle)
      if acted {
        idle = 0
      } else {
        idle += 1
        if !isPending || (idle > Self.patience && enforcer.state.auctions.open.isEmpty) {
          isQuiet = true
          break
        }
      }
    }
    return try finish(isQuiet: isQuiet)
  }

  /// So many rounds in a row in which nothing happens, each twice as long as the one before, end a test.
  private static let patience = 20

  /// Whether time alone may still bring something: a grace that ends, an auction, a halt that is lifted.
  private var isPending: Bool {
    let state = enforcer.state
    return !state.auctions.open.isEmpty || nextDeadline != nil
      || state.halts.halts.contains { $0.authority == nil }
  }

  private var nextDeadline: (time: Int64, block: Int64)? {
    let state = enforcer.state
    var first: (time: Int64, block: Int64)?
    for call in state.calls.open.values {
      let end = (time: call.deadline ?? .min, block: call.deadlineBlock ?? .min)
      guard end.time > state.time || end.block > state.block else { continue }
      if first.map({ end < $0 }) ?? true { first = end }
    }
    return first
  }

  /// One block; whether the rules did anything in it.
  private mutating func round(idle: Int) throws(VenueError) -> Bool {
    let (block, time) = next(idle: idle)
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

  /// The block and time of the next round.
  private func next(idle: Int) -> (block: Int64, time: Int64) {
    let state = enforcer.state
    var (block, time) = (state.block + 1, state.time + settings.blockTime)
    if idle > 0, state.auctions.open.isEmpty {
      time = state.time + settings.blockTime << min(idle, 24)
      if let next = nextDeadline { (block, time) = (max(block, next.block), max(time, next.time)) }
    }
    return (block, time)
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
