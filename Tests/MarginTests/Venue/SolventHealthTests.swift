import Engine
import FixedPoint
import Ledger
import LedgerSupport
import MarginSupport
import Testing

@testable import Margin

/// Who has less than nothing is never above the maintenance line, whatever the rules, and whatever a log holds.
@Suite struct SolventHealthTests {
  private static func expectSound(_ state: VenueState, _ names: Names, _ comment: Comment) throws {
    for account in 0..<names.accounts.count {
      let health = try state.valuation(of: account, names: names).health
      #expect(!health.requirement.isNegative, "\(comment): \(account)")
      #expect(!health.initialRequirement.isNegative, "\(comment): \(account)")
      guard health.isJudgeable, health.equity.isNegative else { continue }
      #expect(health.isBelow(.one), "\(comment): \(account)")
      #expect(!health.allowsRisk, "\(comment): \(account)")
      #expect(try health.coverage.map { $0 < .one } ?? true, "\(comment): \(account)")
    }
  }

  /// Facts that no venue should record, one after the other: the book takes them all.
  private static func strange(
    _ random: inout SeededRandom, _ names: Names, _ state: VenueState
  ) throws -> Event {
    let account = Int.random(in: 0..<names.accounts.count, using: &random)
    let asset = random.pick([World.usd, World.eth, World.wbt])
    let amount = Decimal18(Int64.random(in: 1...100_000, using: &random))
    let kind = random.pick([Kind.repay, .repay, .borrow, .withdrawal, .interest, .deposit])
    var event = World.event(kind) {
      $0.set(.account, integer: Int64(account))
      $0.set(.asset, integer: Int64(asset))
      $0.set(.amount, decimal: amount)
    }
    event.position = Position(block: state.block + 1, index: 0)
    event.seq = state.book.seq + 1
    event.time = state.time + 1
    return event
  }

  @Test(arguments: 0..<24 as Range<UInt64>)
  func noneOfThemIsAboveTheLine(seed: UInt64) throws {
    var maker = LivelyRulebook(seed: seed)
    var random = SeededRandom(seed)
    var last: (state: VenueState, names: Names)?
    _ = try VenueRun(seed: seed, rulebook: maker.make()) { enforcer in
      try Self.expectSound(enforcer.state, enforcer.names, "seed \(seed)")
      last = (enforcer.state, enforcer.names)
    }
    var (state, names) = try #require(last)
    for number in 0..<60 {
      try state.apply(try Self.strange(&random, names, state), names: names)
      try Self.expectSound(state, names, "seed \(seed), \(number)")
    }
  }
}
