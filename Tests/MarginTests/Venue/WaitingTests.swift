import Engine
import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

/// What the rules wait for, held against a venue that runs on while the world is silent.
@Suite struct WaitingTests {
  private static let blockTime: Int64 = 13_000

  /// Runs one block without facts; whether the rules did anything in it.
  private static func pass(_ enforcer: inout Enforcer) throws -> Bool {
    var acted = false
    try enforcer.run(
      block: enforcer.state.block + 1, time: enforcer.state.time + blockTime, facts: []
    ) { (event, _) throws(VenueError) in
      // A keeper that stays away changes nothing.
      if event.kind != .liquidationAttempt { acted = true }
    }
    return acted
  }

  /// Whatever a silent venue does after a block in which it did nothing, it was waiting for.
  @Test(arguments: 0..<40 as Range<UInt64>)
  func nothingHappensThatNothingWaitedFor(seed: UInt64) throws {
    var maker = LivelyRulebook(seed: seed)
    var rulebook = maker.make()
    if seed % 4 == 0 {
      rulebook.liquidation.windowSeconds = 600
      rulebook.liquidation.windowCap = Decimal18(500)
    }
    if seed % 4 == 1 {
      rulebook.liquidation.mechanism = .batch
      rulebook.liquidation.batchBlocks = 7
    }
    if seed % 4 == 2 {
      rulebook.penalty.mode = .ramp
      rulebook.penalty.rampSeconds = 400
    }
    var enforcer = try VenueRun(seed: seed, rulebook: rulebook, length: 30).enforcer
    var stirred = enforcer.state.block
    var next: Int64? = enforcer.state.block + 1
    for _ in 0..<250 {
      let acted = try Self.pass(&enforcer)
      let block = enforcer.state.block
      if acted {
        #expect(next.map { $0 <= block } == true, "seed \(seed), block \(block)")
        stirred = block
        next = block + 1
      } else if next.map({ $0 <= block }) == true {
        let waiting = try enforcer.state.waiting().next(
          blockTime: Self.blockTime, stirred: stirred)
        next = waiting.map { block + $0.blocks }
        if let waiting, waiting.isDeadline { stirred = block + waiting.blocks }
      }
    }
  }

  /// A log that is only read keeps no liquidation of an account that is above its line again, as little as the
  /// venue that it tells of.
  @Test(arguments: 0..<40 as Range<UInt64>)
  func aLogThatIsOnlyReadEndsLiquidationsToo(seed: UInt64) throws {
    var maker = LivelyRulebook(seed: seed)
    let run = try VenueRun(seed: seed, rulebook: maker.make(), length: 40)
    var state = VenueState()
    for event in run.events { try state.apply(event, names: run.names) }
    try state.endBlock(names: run.names)
    let venue = run.enforcer.state
    for account in 0..<run.names.accounts.count where state.auctions.of(account: account) == nil {
      let health = try state.valuation(of: account, names: run.names).health
      let isEnded = health.isJudgeable && !health.isLiquidatable(state.rulebook.trigger)
      if isEnded { #expect(state.calls.liquidating[account] == nil, "seed \(seed): \(account)") }
      if let since = venue.calls.liquidating[account] {
        #expect(state.calls.liquidating[account] == since, "seed \(seed): \(account)")
        #expect(state.breaches[account] != nil, "seed \(seed): \(account)")
      }
    }
  }
}
