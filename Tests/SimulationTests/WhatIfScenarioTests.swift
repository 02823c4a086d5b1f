import Audit
import Engine
import FixedPoint
import Ledger
import Margin
import Testing

@testable import Simulation

/// A scenario run under other rules, and the same log decided again under them, are one history.
@Suite struct WhatIfScenarioTests {
  private static let small = [("\"count\": 5000", "\"count\": 60")]

  private static func blocks(_ scenario: Scenario) throws -> (blocks: [[Event]], run: Simulation) {
    var run = try Simulation(scenario)
    var blocks: [[Event]] = []
    while !run.isFinished {
      var events: [Event] = []
      try run.runBlock { event, _ in events.append(copy event) }
      if !events.isEmpty { blocks.append(events) }
    }
    return (blocks, run)
  }

  private static func question(
    _ changes: WhatIfChanges, _ blocks: [[Event]], _ names: Names,
    in decided: WhatIf.Blocks? = nil
  ) throws -> WhatIfResult {
    var question = WhatIf(changes, names: names, blocks: decided)
    for block in blocks { try question.take(block: block) }
    return try question.result()
  }

  /// What happened, without rules and without places in a block.
  private static func lines(_ events: some Sequence<Event>, _ names: Names) -> [String] {
    events.filter { $0.kind != .parameter && $0.kind != .venue }.map { event in
      var event = event
      event.position.index = 0
      return LineEncoder.line(of: event, names: names)
    }
  }

  @Test func blackThursdayUnderTheNewAuctionsIsTheRunUnderThem() throws {
    let old = try Self.blocks(try ScenarioRun.shipped("black-thursday", replacing: Self.small))
    let other = try ScenarioRun.shipped("black-thursday-2", replacing: Self.small)
    let new = try Self.blocks(other)
    var changes = WhatIfChanges()
    changes.rulebook = other.parameters
    let result = try Self.question(changes, old.blocks, old.run.names)
    var events: [Event] = []
    result.after.forEach { events.append(copy $0) }
    #expect(
      Self.lines(events, result.after.names) == Self.lines(new.blocks.joined(), new.run.names))
    let bankrupt = try #require(result.total("accounts bankrupt").first)
    #expect(bankrupt.before == Decimal18(Int64(old.run.summary.bankrupt.count)))
    #expect(bankrupt.after == Decimal18(Int64(new.run.summary.bankrupt.count)))
    #expect(bankrupt.before > .zero)
    let debt = try #require(result.total("bad debt").first)
    #expect(debt.before == old.run.summary.badDebt[1])
    #expect(debt.after == new.run.summary.badDebt[1])
    let congestion = try #require(result.causes?.first { $0.cause == .congestion })
    #expect(congestion.before > .zero)
    #expect(congestion.after == .zero)
  }

  @Test(arguments: ["deleverage", "waterfall", "ladder", "oracle-median", "losses-deposits"])
  func aScenarioDecidedAgainIsItself(name: String) throws {
    let (blocks, run) = try Self.blocks(try ScenarioRun.shipped(name))
    let result = try Self.question(.init(), blocks, run.names)
    #expect(result.isSame)
    #expect(result.control?.isSame == true)
  }

  @Test func nobodyIsDeleveragedWhereItIsSwitchedOff() throws {
    let (blocks, run) = try Self.blocks(try ScenarioRun.shipped("deleverage"))
    var changes = WhatIfChanges()
    changes.policies = [.init("adl", "off")]
    let result = try Self.question(changes, blocks, run.names)
    let positions = try #require(result.total("deleveraged positions").first)
    #expect(positions.before > .zero)
    #expect(positions.after == .zero)
    try result.after.state.book.checkInvariants(names: result.after.names)
  }

  @Test func whoIsNotSoldAndForWhomNobodyPaysIsNotHit() throws {
    let (blocks, run) = try Self.blocks(try ScenarioRun.shipped("deleverage"))
    var changes = WhatIfChanges()
    changes.policies = [.init("adl", "off")]
    let result = try Self.question(changes, blocks, run.names)
    #expect(result.after.tally.fills == 0)
    #expect(result.after.tally.begunAccounts > result.before.tally.begunAccounts)
    #expect(result.newlyHit == 0 && result.spared == result.hitBefore)
    #expect(result.after.tally.count(from: .liquidated) == 0)
  }

  /// The facts of a perpetual venue, without fees and funding: nobody knows what its accounts had.
  @Test(arguments: [true, false])
  func onAnIncompleteRecordNobodyIsCalledBankrupt(hasPrices: Bool) throws {
    let scenario = try ScenarioRun.shipped("deleverage")
    let (blocks, run) = try Self.blocks(scenario)
    var changes = WhatIfChanges()
    changes.rulebook = scenario.parameters
    var question = WhatIf(changes, names: run.names, hasRulebook: false)
    var seq: Int64 = 0
    for block in blocks {
      var facts = block.filter {
        $0.kind != .parameter && $0.kind != .fee && !$0.isJudgement && !$0.isSettlement
          && (hasPrices || $0.kind != .priceUpdate)
      }
      for place in facts.indices {
        seq += 1
        facts[place].seq = seq
        facts[place].position.index = Int64(place)
      }
      if !facts.isEmpty { try question.take(block: facts) }
    }
    let result = try question.result()
    #expect((result.after.tally.count(from: .bankrupt) > 0) == hasPrices)
    #expect(result.newlyHit == 0)
    #expect(result.undecidedCount > 0)
    #expect(result.total("accounts bankrupt").isEmpty)
    if !hasPrices { #expect(result.undecidedCount == result.accountCount) }
  }

  @Test func aFloorUnderThePriceSparesWhomTheCrashHit() throws {
    let (blocks, run) = try Self.blocks(
      try ScenarioRun.shipped("black-thursday", replacing: Self.small))
    let ether = try #require(run.names.assets.id(of: "ETH"))
    var changes = WhatIfChanges()
    changes.bounds = [.init(.asset(ether), isFloor: true, price: Decimal18(194))]
    let result = try Self.question(changes, blocks, run.names)
    #expect(result.hitBefore > 0)
    #expect(result.spared == result.hitBefore)
    #expect(result.effects.pricesBounded > 0)
    // The same by a list of prices.
    var prices = WhatIfChanges()
    prices.prices = [.init(.block(1), .asset(ether), source: nil, value: Decimal18(194))]
    #expect(try Self.question(prices, blocks, run.names).spared == result.hitBefore)
  }

  @Test func withoutTheDelayTheOracleIsTheMarket() throws {
    let (blocks, run) = try Self.blocks(
      try ScenarioRun.shipped("black-thursday", replacing: Self.small))
    var changes = WhatIfChanges()
    changes.source = OracleBoard.market
    let result = try Self.question(changes, blocks, run.names)
    let latency = result.causes?.first { $0.cause == .oracleLatency }
    #expect((latency?.before ?? .zero) > .zero)
    #expect((latency?.after ?? .zero) == .zero)
  }

  @Test func anHourLaterNothingHappensBeforeThatHour() throws {
    let (blocks, run) = try Self.blocks(
      try ScenarioRun.shipped("black-thursday", replacing: Self.small))
    var changes = WhatIfChanges()
    changes.delay = .time(3_600_000)
    let result = try Self.question(changes, blocks, run.names)
    func first(_ history: RecordedHistory) -> Int64 {
      var time: Int64 = .max
      history.forEach { if $0.kind == .liquidationStart { time = min(time, $0.time) } }
      return time
    }
    #expect(first(result.after) == first(result.before) + 3_600_000)
  }
}
