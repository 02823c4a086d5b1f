import Audit
import Engine
import Ledger
import Margin
import Testing

@testable import Simulation

/// Histories in which facts are left out: whoever is refused for it keeps his name.
@Suite struct LeftOutFactsTests {
  private struct Record {
    var blocks: [[Event]] = []
    var names = Names()

    init(_ scenario: String) throws {
      var run = try Simulation(ScenarioRun.shipped(scenario))
      while !run.isFinished {
        var events: [Event] = []
        try run.runBlock { event, _ in events.append(copy event) }
        if !events.isEmpty { blocks.append(events) }
      }
      names = run.names
    }

    func without(_ omission: WhatIfChanges.Omission, from first: Int64? = nil) throws
      -> WhatIfResult
    {
      var changes = WhatIfChanges()
      changes.omissions = [omission]
      changes.first = first
      var question = WhatIf(changes, names: names)
      for block in blocks { try question.take(block: block) }
      return try question.result()
    }
  }

  /// Reads a history's lines again, and holds its names against the record.
  private static func check(_ result: WhatIfResult, _ record: Record, _ comment: Comment) throws {
    let history = result.after
    var decoder = LineDecoder(names: Names())
    var declared: Set<String> = []
    var event = Event(.note)
    try history.forEach { (written) throws in
      let line = Array(LineEncoder.line(of: copy written, names: history.names).utf8)
      try decoder.decode(line.span, 0..<line.count, into: &event)
      if event.kind == .account, let account = event.id(.account) {
        declared.insert(decoder.names.accounts[account])
      }
    }
    let read = (0..<decoder.names.accounts.count).map { decoder.names.accounts[$0] }
    let known = (0..<history.names.accounts.count).map { history.names.accounts[$0] }
    #expect(read == known, comment)
    // Whoever is declared here alone is so because something of him was refused.
    for events in record.blocks {
      for event in events where event.kind == .account {
        if let account = event.id(.account) { declared.remove(record.names.accounts[account]) }
      }
    }
    let refused = Set(result.refused.compactMap(\.account).map { record.names.accounts[$0] })
    #expect(declared.isSubset(of: refused), comment)
    #expect(refused.isSubset(of: read), comment)
  }

  @Test(arguments: [
    "amm", "crash-lending", "deleverage", "indices", "initial-margin", "isolated", "lending-pools",
    "seed", "stability-pool", "window-cap",
  ])
  func everybodyKeepsHisName(scenario: String) throws {
    let record = try Record(scenario)
    let kinds = Set(record.blocks.joined().map(\.kind))
    for kind in Kind.allCases where kinds.contains(kind) && Event(kind).mayBeFact {
      if kind.isDeclaration && kind != .account && kind != .parameter { continue }
      let comment: Comment = "\(scenario) without \(kind.name)"
      try Self.check(try record.without(.init(kind, id: nil)), record, comment)
      try Self.check(try record.without(.init(kind, id: nil), from: 3), record, "\(comment) from 3")
    }
    for account in 0..<min(4, record.names.accounts.count) {
      let name = record.names.accounts[account]
      try Self.check(
        try record.without(.init(.deposit, id: name)), record, "\(scenario) without deposit:\(name)"
      )
    }
  }

  @Test func whoIsRefusedAtHisFirstActIsDeclared() throws {
    let record = try Record("amm")
    let result = try record.without(.init(.deposit, id: "a"))
    var lines: [String] = []
    result.after.forEach { lines.append(LineEncoder.line(of: copy $0, names: result.after.names)) }
    let place = try #require(lines.firstIndex { $0.contains("refused: borrow of a: ") })
    #expect(lines[place - 1].contains(#""kind":"account","account":"a"}"#))
  }
}
