import Engine
import FixedPoint
import Ledger
import LedgerSupport
import Margin
import MarginSupport
import Testing

/// Accounts go from state to state only as the table says, whatever happens.
@Suite struct MarginStateTests {
  @Test(arguments: 0..<UInt64(8))
  func statesChangeOnlyAsTheTableSays(seed: UInt64) throws {
    var maker = LivelyRulebook(seed: seed)
    var observer = StateObserver()
    let rulebook = maker.make()
    var world = World(seed: seed)
    for number in Int64(0)..<40 {
      let facts = number == 0 ? world.opening(LivelyRulebook.events(rulebook)) : world.block()
      observer.names = world.names
      try observer.run(
        block: 100 + number, time: 1_600_000_000_000 + number * 13_000, facts: facts)
      world.names = observer.names
    }
    let known = MarginState.transitions.flatMap { way in
      way.from.flatMap { from in way.to.map { StateChange(from: from, to: $0) } }
    }
    #expect(!observer.changes.isEmpty, "seed \(seed): nothing happened")
    for change in observer.changes where !known.contains(change) {
      Issue.record("seed \(seed): \(change.from.rawValue) → \(change.to.rawValue)")
    }
  }
}

/// One change of an account's state.
private struct StateChange: Hashable {
  var from: MarginState
  var to: MarginState
}

/// Enforces as the enforcer does, and looks at every account after each event and each step.
private struct StateObserver {
  var names = Names()
  private(set) var changes: Set<StateChange> = []

  private var state = VenueState()
  private var judge = Judge()
  private var place = Event(.note)
  private var states: [MarginState] = []

  mutating func run(block: Int64, time: Int64, facts: [Event]) throws {
    place.position = Position(block: block, index: 0)
    place.time = time
    for fact in facts {
      if !fact.kind.isDeclaration { try state.readRules(names: names) }
      guard try state.refusal(of: fact, names: names) == nil else { continue }
      for event in try state.settlements(before: fact, names: &names) { try apply(event) }
      try apply(fact)
    }
    state.advance(toBlock: block, time: time)
    try judge.begin(&state, names: names)
    try look()
    while let obligation = try judge.next(&state, names: &names) {
      try look()
      for event in obligation.events { try apply(event) }
    }
    try look()
  }

  private mutating func apply(_ event: Event) throws {
    var event = event
    place.seq += 1
    event.seq = place.seq
    event.position = place.position
    event.time = place.time
    place.position.index += 1
    try state.apply(event, names: names)
    try look()
  }

  private mutating func look() throws {
    for account in 0..<names.accounts.count {
      let health = try state.valuation(of: account, names: names).health
      let now = state.marginState(of: account, health)
      if account < states.count {
        if now != states[account] { changes.insert(.init(from: states[account], to: now)) }
        states[account] = now
      } else {
        states.append(now)
      }
    }
  }
}
