import Engine
import FixedPoint
import Ledger
import LedgerSupport
import Margin
import MarginSupport
import Testing

@testable import Audit

/// Alternatives of random venues: nothing changed gives the record, and whatever is changed gives a history
/// that is sound by itself.
@Suite struct WhatIfTests {
  private static func run(_ seed: UInt64, length: Int64 = 40) throws -> VenueRun {
    var maker = LivelyRulebook(seed: seed)
    return try VenueRun(seed: seed, rulebook: maker.make(), length: length)
  }

  private static func result(
    _ run: VenueRun, _ changes: WhatIfChanges = .init(),
    against basis: WhatIfResult.Basis = .record
  ) throws -> WhatIfResult {
    var question = WhatIf(changes, names: run.names)
    for block in run.blocks { try question.take(block: block) }
    #expect(question.refusal == nil)
    return try question.result(against: basis)
  }

  @Test(arguments: 0..<UInt64(100))
  func withoutAChangeNothingDiffers(seed: UInt64) throws {
    let result = try Self.result(try Self.run(seed, length: 25))
    #expect(result.isSame, "seed \(seed)")
    #expect(result.control?.isSame == true, "seed \(seed)")
    #expect(result.accounts.isEmpty, "seed \(seed)")
    #expect(result.refused.isEmpty, "seed \(seed)")
    for total in result.totals { #expect(total.before == total.after, "seed \(seed)") }
  }

  /// One change of each sort.
  private static func changes(_ seed: UInt64) throws -> WhatIfChanges {
    var changes = WhatIfChanges()
    switch seed % 6 {
    case 0:
      changes.settings = [
        .init(Parameter(scope: "asset:*", name: "weight", value: "0.95")),
        .init(Parameter(scope: "venue", name: "liquidation.close_factor", value: "1"), from: 110),
      ]
    case 1: changes.delay = .blocks(3)
    case 2: changes.policies = [.init("adl", "off"), .init("penalty", "off")]
    case 3:
      changes.bounds = [
        .init(.asset(World.eth), isFloor: true, price: Decimal18(1900)),
        .init(.market(World.ethUSD), isFloor: true, price: Decimal18(1900)),
      ]
    case 4:
      var maker = LivelyRulebook(seed: seed + 1)
      changes.rulebook = maker.make().parameters()
    default:
      changes.first = 115
      changes.source = OracleBoard.market
    }
    return changes
  }

  @Test(arguments: 0..<UInt64(36))
  func everyAlternativeIsSoundAndMeetsItsOwnRules(seed: UInt64) throws {
    let result = try Self.result(try Self.run(seed), try Self.changes(seed))
    try result.after.state.book.checkInvariants(names: result.after.names)
    var blocks: [[Event]] = []
    result.after.forEach { event in
      if blocks.last?.last?.position.block != event.position.block { blocks.append([]) }
      blocks[blocks.count - 1].append(copy event)
    }
    let found = try VenueRun.audit(blocks, result.after.names)
    #expect(found.isEmpty, "seed \(seed): \(found.prefix(2))")
  }

  @Test func changesHaveEffectsInSomeWorlds() throws {
    var different = 0
    for seed in 0..<UInt64(12) {
      if !(try Self.result(try Self.run(seed), try Self.changes(seed)).isSame) { different += 1 }
    }
    #expect(different >= 8)
  }

  @Test func theBlocksBeforeTheFirstStayAsTheyWere() throws {
    let run = try Self.run(5)
    let result = try Self.result(run, try Self.changes(5))
    var lines: [String] = []
    result.after.forEach { event in
      guard event.position.block < 115 else { return }
      lines.append(LineEncoder.line(of: copy event, names: result.after.names))
    }
    let recorded = run.events.filter { $0.position.block < 115 }
      .map { LineEncoder.line(of: $0, names: run.names) }
    #expect(lines == recorded)
  }

  @Test func aRecordThatBrokeItsRulesIsNotWhatTheyGive() throws {
    let run = try Self.run(3)
    var question = WhatIf(.init(), names: run.names)
    var isSkipped = false
    var seq: Int64 = 0
    for block in run.blocks {
      var events = block
      if !isSkipped, let place = events.firstIndex(where: { $0.kind == .liquidationFill }) {
        events.removeSubrange(place...)
        isSkipped = true
      }
      for place in events.indices {
        seq += 1
        events[place].seq = seq
      }
      try question.take(block: events)
    }
    #expect(isSkipped)
    let result = try question.result()
    #expect(result.control?.isSame == false)
    #expect((result.control?.decidedOnly ?? 0) > 0)
    #expect(try question.result(against: .rules).isSame)
  }

  @Test func rulesThatDoNotFitTogetherAreNamed() throws {
    var changes = WhatIfChanges()
    changes.settings = [.init(Parameter(scope: "asset:*", name: "initial_weight", value: "1"))]
    changes.settings.append(.init(Parameter(scope: "asset:*", name: "weight", value: "0.5")))
    let run = try Self.run(1)
    let error = #expect(throws: WhatIfError.self) { _ = try Self.result(run, changes) }
    #expect("\(error.map { "\($0)" } ?? "")".contains("do not fit together"))
  }

  @Test func everyPolicyHasValuesAndGivesSoundRules() throws {
    for entry in WhatIfPolicy.all {
      #expect(!entry.values.isEmpty, "\(entry.name)")
      for value in entry.values where ["adl", "loss", "penalty", "priority"].contains(entry.name) {
        let parameters = WhatIfPolicy.parameters(.init(entry.name, value), under: Rulebook())
        var book = ParameterBook()
        for parameter in try #require(parameters) {
          book.set(
            scope: parameter.scope, name: parameter.name, value: parameter.value, seq: 0, block: 0,
            authority: nil)
        }
        let rules = try? Rulebook(book)
        #expect(rules != nil || value == "ramp", "\(entry.name)=\(value)")
      }
    }
    #expect(WhatIfPolicy.parameters(.init("adl", "rank"), under: Rulebook()) == nil)
  }
}
