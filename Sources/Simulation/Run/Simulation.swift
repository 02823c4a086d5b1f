internal import FixedPoint
package import Ledger
package import Margin

/// Runs a scenario: makes the facts of each block, and lets the rules of the venue answer them.
///
/// The same scenario gives the same events, whether it is run block by block or at once.
package struct Simulation {
  /// What is run.
  package let scenario: Scenario
  /// What happened so far.
  package private(set) var summary: SimulationSummary
  /// The names that occurred so far, in the order of their first appearance.
  package var names: Names { enforcer.names }
  /// The state after the last event.
  package var state: VenueState { enforcer.state }

  /// How many blocks have passed.
  package private(set) var place = 0

  var enforcer = Enforcer()
  /// The facts of the block that is made.
  var facts: [Event] = []
  var prices: WorldPrices
  var population: [Scenario.AccountPlan]
  var voices: [SourceVoice]
  var lastPrices: [Decimal18?]
  /// Where each open call was first seen.
  var calls: [String: CallSeen] = [:]
  /// Who trades in each market at random.
  var traders: [Int: [String]] = [:]
  var nextScripted = 0
  var indexValues: [Ratio27]
  var faultStates: [FaultState]

  /// A world in which nothing has happened.
  ///
  /// - Throws: `SimulationError` when prices or amounts leave the range of decimals.
  package init(_ scenario: Scenario) throws(SimulationError) {
    self.scenario = scenario
    do throws(ArithmeticError) {
      prices = try WorldPrices(scenario)
      population = try scenario.accounts + Population.accounts(of: scenario, prices)
    } catch {
      throw SimulationError("the scenario leaves the range of decimals before it begins: \(error)")
    }
    voices = scenario.feeds.enumerated().flatMap { feed, plan in
      plan.sources.indices.map { SourceVoice(feed: feed, source: $0) }
    }
    lastPrices = scenario.feeds.map { _ in nil }
    summary = SimulationSummary(scenario)
    indexValues = scenario.indices.map { $0.kind == .funding ? .zero : .one }
    faultStates = scenario.faults.map { _ in .waiting }
  }

  /// Whether all blocks have passed.
  package var isFinished: Bool { place >= scenario.blocks }

  /// Runs all blocks that are left.
  ///
  /// - Parameter record: Is called with each event in its place.
  /// - Throws: `SimulationError` naming the block.
  package mutating func run(
    _ record: (borrowing Event, Names) throws(VenueError) -> Void
  ) throws(SimulationError) {
    while !isFinished { try runBlock(record) }
  }

  /// Runs the next block; one that is halted passes without events.
  ///
  /// - Precondition: not all blocks have passed.
  /// - Throws: `SimulationError` naming the block.
  package mutating func runBlock(
    _ record: (borrowing Event, Names) throws(VenueError) -> Void
  ) throws(SimulationError) {
    defer { place += 1 }
    if isHaltedBlock(place) { return }
    facts.removeAll(keepingCapacity: true)
    do throws(ArithmeticError) {
      try makeFacts()
    } catch {
      throw SimulationError("block \(number): a fact leaves the range of decimals: \(error)")
    }
    try readScript()
    // The numbers are moved, not copied.
    var summary = SimulationSummary()
    swap(&summary, &self.summary)
    defer { swap(&summary, &self.summary) }
    do throws(VenueError) {
      try enforcer.run(block: number, time: time, facts: facts) {
        (event, names) throws(VenueError) in
        summary.count(event)
        try record(event, names)
      }
    } catch {
      throw SimulationError("\(error)")
    }
    summary.end(of: enforcer.state, names: enforcer.names)
  }

  /// The number of the block that is made.
  var number: Int64 { scenario.firstBlock + Int64(place) }
  /// Its time in Unix milliseconds.
  var time: Int64 { scenario.time(of: place) }

  /// Whether there is no such block.
  func isHaltedBlock(_ place: Int) -> Bool {
    scenario.faults.contains { fault in
      if case .haltedBlocks(let blocks) = fault { return blocks.contains(place) }
      return false
    }
  }

  // MARK: - Facts

  private mutating func makeFacts() throws(ArithmeticError) {
    if facts.isEmpty, enforcer.names.assets.count == 0 { declare() }
    tellFaults()
    try tellPrices()
    try tellDepths()
    try tellPools()
    try tellIndices()
    try tellArrivals()
    try tellBehaviour()
    try tellTrades()
  }

  /// The venue, its names, and its rulebook.
  private mutating func declare() {
    scenario.declare(in: &enforcer.names)
    let scenario = scenario
    add(.venue) { event in
      event.set(.name, text: scenario.venue)
      event.set(.unit, text: scenario.unit)
    }
    for (id, asset) in scenario.assets.enumerated() {
      add(.asset) { event in
        event.set(.asset, integer: Int64(id))
        event.set(.decimals, integer: Int64(asset.decimals))
      }
    }
    for (id, market) in scenario.markets.enumerated() {
      add(.market) { event in
        event.set(.market, integer: Int64(id))
        event.set(.base, integer: Int64(market.base))
        event.set(.quote, integer: Int64(market.quote))
        if market.isSpot { event.set(.type, choice: "spot") }
      }
    }
    for parameter in scenario.parameters { set(parameter) }
    for contribution in scenario.contributions {
      add(.insurance) { event in
        event.set(.fund, text: contribution.fund)
        event.set(.asset, integer: Int64(contribution.asset))
        event.set(.amount, decimal: contribution.amount)
        event.set(.cause, choice: "contribution")
      }
    }
  }

  mutating func set(_ parameter: Parameter) {
    add(.parameter) { event in
      event.set(.scope, text: parameter.scope)
      event.set(.name, text: parameter.name)
      event.set(.value, text: parameter.value)
      event.set(.authority, text: "scenario")
    }
  }

  /// Adds a fact.
  mutating func add(_ kind: Kind, _ fill: (inout Event) -> Void) {
    var event = Event(kind)
    fill(&event)
    facts.append(event)
  }

  /// The facts of the script that are due, in the order of their places.
  private mutating func readScript() throws(SimulationError) {
    guard nextScripted < scenario.script.count, scenario.script[nextScripted].place <= place else {
      return
    }
    // The names are moved, not copied.
    var decoder = LineDecoder(names: enforcer.names)
    enforcer.names = Names()
    defer { enforcer.names = decoder.names }
    while nextScripted < scenario.script.count, scenario.script[nextScripted].place <= place {
      let scripted = scenario.script[nextScripted]
      nextScripted += 1
      let line = ScenarioLine.whole(
        scripted.line, Position(block: number, index: 0), time: time)
      var event = Event(.note)
      do throws(LineError) {
        try decoder.decode(line.span, 0..<line.count, into: &event)
      } catch {
        throw SimulationError("the event of \(scripted.origin) cannot be recorded: \(error)")
      }
      facts.append(event)
    }
  }
}

/// Where a fault is in its life.
enum FaultState: Sendable { case waiting, active, over }

/// Why a scenario cannot go on.
package struct SimulationError: Error, Sendable, CustomStringConvertible {
  /// A sentence for people.
  package let description: String

  init(_ description: String) { self.description = description }
}
