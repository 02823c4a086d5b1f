import FixedPoint
import LedgerSupport
import Margin
import Testing

/// Random populations, each update judged by the sweep and by the full scan.
@Suite struct SweepTests {
  static let shapes: [SweepPopulation.Shape] = [
    .init(name: "calm", step: 0.0005),
    .init(name: "jumps", step: 0.03),
    .init(name: "isolated", step: 0.01, isIsolated: true),
    .init(name: "smallest unit", feeds: 3, price: 1...40, notional: 1e18...1e20, step: 0.3),
    .init(name: "huge prices", feeds: 3, price: 1e36...9e37, notional: 1e20...1e24, step: 0.05),
    .init(name: "coarse rounding", notional: 1e20...1e22, unit: SweepPopulation.one / 10),
    .init(name: "many terms", feeds: 12, terms: 8...20),
  ]

  @Test(arguments: shapes, [1, 2, 3] as [UInt64])
  func everyBreachIsFoundAtTheUpdateOfTheFullScan(
    _ shape: SweepPopulation.Shape, _ seed: UInt64
  ) throws {
    var duel = try SweepDuel(shape, accounts: 60, seed: seed)
    for step in 0..<150 {
      for _ in 0..<Int.random(in: 0...2, using: &duel.random) { try duel.changeAccount() }
      for _ in 0..<Int.random(in: 1...3, using: &duel.random) { duel.movePrice() }
      let (found, expected) = try duel.settle()
      #expect(found == expected, "\(shape.name), seed \(seed), step \(step)")
      if found != expected { return }
      try duel.answerBreaches(found)
    }
    #expect(duel.breaches > 0, "\(shape.name), seed \(seed)")
  }

  @Test func aBreachIsReportedOnceUntilTheAccountIsArmedAgain() throws {
    var market = OneMarket(accounts: 3)
    var sweep = try market.sweep()
    #expect(try market.move(to: 89, &sweep) == [0, 1, 2])
    #expect(try market.move(to: 80, &sweep) == [])
    #expect(try market.move(to: 120, &sweep) == [])
    #expect(try market.move(to: 80, &sweep) == [])
    #expect(try !sweep.arm(1, market))
    #expect(try market.move(to: 120, &sweep) == [])
    #expect(try sweep.arm(1, market))
    #expect(try market.move(to: 80, &sweep) == [1])
  }

  @Test func anExcessOfZeroIsNoBreach() throws {
    var market = OneMarket(accounts: 1)
    var sweep = try market.sweep()
    #expect(try market.move(to: 90, &sweep) == [])
    #expect(try market.move(to: 89, &sweep) == [0])
  }

  @Test func allPricesOfABlockCountBeforeAnyAccountIsJudged() throws {
    var market = OneMarket(accounts: 1)
    var sweep = try market.sweep()
    sweep.setPrice(0, 50)
    market.price = 101
    sweep.setPrice(0, 101)
    var candidates: [Int] = []
    try sweep.settle(market, into: &candidates)
    #expect(candidates == [])
    #expect(sweep.counters.evaluations == 1)
    #expect(try market.move(to: 89, &sweep) == [0])
  }

  @Test func candidatesFollowWhatTheCallerAlreadyHas() throws {
    var market = OneMarket(accounts: 20)
    var sweep = try market.sweep()
    market.price = 10
    var candidates = [99, 7]
    try sweep.update(0, 10, market, into: &candidates)
    #expect(candidates == [99, 7] + Array(0..<20))
  }

  @Test func anAccountThatFailsStaysDue() throws {
    var market = OneMarket(accounts: 4)
    var sweep = try market.sweep()
    market.fails = 2
    #expect(throws: ArithmeticError.overflow) { try market.move(to: 80, &sweep) }
    market.fails = nil
    var candidates: [Int] = []
    try sweep.settle(market, into: &candidates)
    #expect(candidates.contains(2))
  }

  @Test func aChangeThatFailsStaysDue() throws {
    var market = OneMarket(accounts: 2)
    var sweep = try market.sweep()
    market.fails = 1
    market.cash = -91
    #expect(throws: ArithmeticError.overflow) { _ = try sweep.arm(1, market) }
    market.fails = nil
    var candidates: [Int] = []
    market.price = 90
    try sweep.update(0, 90, market, into: &candidates)
    #expect(candidates.contains(1))
  }

  @Test func aTouchedAccountIsJudgedAtTheNextSettlement() throws {
    var market = OneMarket(accounts: 3)
    var sweep = try market.sweep()
    market.cash = -101
    sweep.touch(1)
    sweep.touch(1)
    var candidates: [Int] = []
    try sweep.settle(market, into: &candidates)
    #expect(candidates == [1])
  }

  @Test func aRemovedAccountIsForgotten() throws {
    var market = OneMarket(accounts: 3)
    var sweep = try market.sweep()
    sweep.remove(0)
    sweep.touch(2)
    sweep.remove(2)
    sweep.remove(77)
    #expect(try market.move(to: 1, &sweep) == [1])
    #expect(sweep.triggerCount == 0)
  }

  @Test func aFeedMayAppearAfterTheStart() throws {
    var market = OneMarket(accounts: 2)
    market.feed = 9
    var sweep = try market.sweep()
    #expect(try market.move(to: 89, &sweep) == [0, 1])
  }

  @Test func anAccountIsLookedAtWhereItsSlopeEnds() throws {
    var market = OneMarket(accounts: 1)
    market.range = 98...105
    var sweep = try market.sweep()
    #expect(try market.move(to: 98, &sweep) == [])
    #expect(try market.move(to: 105, &sweep) == [])
    #expect(sweep.counters.evaluations == 0)
    market.range = 106...200
    #expect(try market.move(to: 106, &sweep) == [])
    #expect(sweep.counters.evaluations == 1)
    market.range = 0...105
    #expect(try market.move(to: 105, &sweep) == [])
    #expect(sweep.counters.evaluations == 2)
    market.range = 103...200
    #expect(try sweep.arm(0, market))
    #expect(try market.move(to: 103, &sweep) == [])
    #expect(sweep.counters.evaluations == 2)
    #expect(try market.move(to: 102, &sweep) == [])
    #expect(sweep.counters.evaluations == 3)
  }

  @Test(arguments: [(0, 92, 91), (2, 95, 94)] as [(Int128, Int128, Int128)])
  func triggersAllowForRounding(_ slack: Int128, _ safe: Int128, _ crossed: Int128) throws {
    var market = OneMarket(accounts: 1)
    market.slack = slack
    var sweep = try market.sweep()
    // 80 % of 10, and of 10 less twice the slack, from 100; a trigger stands no lower.
    #expect(try market.move(to: safe + 1, &sweep) == [])
    #expect(sweep.counters.evaluations == 0)
    #expect(try market.move(to: crossed, &sweep) == [])
    #expect(sweep.counters.evaluations == 1)
  }

  @Test func triggersAllowForWhatMovesInSteps() throws {
    var market = OneMarket(accounts: 1)
    market.step = 4
    var sweep = try market.sweep()
    // 80 % of 10 less the step, from 100.
    #expect(try market.move(to: 96, &sweep) == [])
    #expect(sweep.counters.evaluations == 0)
    #expect(try market.move(to: 94, &sweep) == [])
    #expect(sweep.counters.evaluations == 1)
  }

  @Test func roundingAloneMayBreach() throws {
    var market = OneMarket(accounts: 1)
    market.cash = 1 - market.price
    market.slack = 1
    market.dip = 1
    market.slope = 0
    var sweep = try market.sweep()
    market.dip = 2
    market.cash -= 1
    #expect(try market.move(to: market.price + 1, &sweep) == [0])
  }

  @Test func aSmallChangeLeavesTheTriggers() throws {
    var market = OneMarket(accounts: 1)
    var sweep = try market.sweep()
    let pushes = sweep.counters.pushes
    // The trigger is at 92 or 93, within 80 % of the way to 90.
    market.cash -= 1
    #expect(try sweep.arm(0, market))
    #expect(sweep.counters.pushes == pushes)
    market.cash -= 5
    #expect(try sweep.arm(0, market))
    #expect(sweep.counters.pushes > pushes)
  }
}

/// Accounts that each hold one unit, and owe 90.
private struct OneMarket: MarginSource {
  let accounts: Int
  var feed = 0
  var price: Int128 = 100
  var cash: Int128 = -90
  var range: ClosedRange<Int128> = .min ... .max
  var fails: Int?

  var slope: Int128 = 1
  /// What rounding takes.
  var dip: Int128 = 0
  var slack: Int128 = 0
  var step: Int128 = 0
  var slopeScale: Int128 { 1 }

  init(accounts: Int) {
    self.accounts = accounts
  }

  func evaluate(
    _ account: Int, _ exposures: inout [Exposure]
  ) throws(ArithmeticError) -> Int256 {
    if fails == account { throw .overflow }
    exposures.append(Exposure(feed: feed, fall: slope, rise: -slope, range: range, step: step))
    return Int256(price + cash - dip)
  }

  func sweep() throws -> MarginSweep {
    var sweep = MarginSweep(feeds: 1)
    sweep.setPrice(feed, price)
    for account in 0..<accounts { #expect(try sweep.arm(account, self)) }
    return sweep
  }

  mutating func move(to price: Int128, _ sweep: inout MarginSweep) throws -> [Int] {
    self.price = price
    var candidates: [Int] = []
    try sweep.update(feed, price, self, into: &candidates)
    return candidates
  }
}
