package import Ledger
package import Margin

/// A random venue run by random rules for some blocks.
package struct VenueRun {
  package private(set) var blocks: [[Event]] = []
  package private(set) var enforcer = Enforcer()

  package var names: Names { enforcer.names }

  package var events: [Event] { Array(blocks.joined()) }

  /// Runs the blocks; `check` is called with the enforcer after each.
  package init(
    seed: UInt64, rulebook: Rulebook, length: Int64 = 60,
    check: (Enforcer) throws -> Void = { _ in }
  ) throws {
    var world = World(seed: seed)
    for number in 0..<length {
      let facts =
        number == 0 ? world.opening(LivelyRulebook.events(rulebook)) : world.block()
      enforcer.names = world.names
      var events: [Event] = []
      try enforcer.run(
        block: 100 + number, time: 1_600_000_000_000 + number * 13_000, facts: facts
      ) { (event, _) throws(VenueError) in
        events.append(copy event)
      }
      world.names = enforcer.names
      blocks.append(events)
      try check(enforcer)
    }
  }

  /// What an auditor finds in these blocks.
  package static func audit(_ blocks: [[Event]], _ names: Names) throws -> [Discrepancy] {
    var auditor = Auditor(names: names)
    for block in blocks { try auditor.judge(block: block) }
    return auditor.discrepancies
  }

  /// How often each kind occurs.
  package var counts: [Kind: Int] {
    events.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 }
  }
}
