import FixedPoint
import Foundation
import LedgerSupport
import Margin
import Testing

/// How little the sweep looks at: bounds on counted work, not on time.
@Suite struct SweepWorkTests {
  static let isSoaking = ProcessInfo.processInfo.environment["PLIMSOLL_SOAK"] != nil

  @Test(arguments: [0.002, 0.01])
  func fewAccountsAreLookedAt(_ step: Double) throws {
    try bound(accounts: 20_000, updates: step < 0.01 ? 2_000 : 300, step: step, scans: 2)
  }

  @Test(.enabled(if: isSoaking), arguments: [0.0005, 0.01])
  func fewOfAMillionAccountsAreLookedAt(_ step: Double) throws {
    try bound(accounts: 1_000_000, updates: step < 0.01 ? 50_000 : 1_000, step: step, scans: 10)
  }

  @Test func anIsolatedPositionIsLookedAtRarelyBeforeItsBreach() throws {
    var walk = try LinearWalk(5_000, places: 1, seed: 11)
    let work = try walk.run(updates: 500, step: 0.005, scans: 0)
    #expect(work.breaches > 0)
    #expect(work.evaluations <= 6 * work.breaches + 500)
  }

  private func bound(accounts: Int, updates: Int, step: Double, scans: Int) throws {
    let seed = UInt64(accounts)
    var walk = try LinearWalk(accounts, places: 5, seed: seed)
    #expect(walk.sweep.footprint <= 150 * walk.sweep.triggerCount, "seed \(seed)")
    let work = try walk.run(updates: updates, step: step, scans: scans)
    #expect(work.breaches > 0, "seed \(seed)")
    #expect(work.evaluations <= 12 * work.breaches + 5 * updates, "seed \(seed)")
    #expect(work.evaluations < updates * accounts / 100, "seed \(seed)")
    #expect(walk.sweep.footprint <= 150 * walk.sweep.triggerCount, "seed \(seed)")
  }
}

/// Cross-margin accounts with linear excess.
private struct LinearAccounts: MarginSource {
  static let feeds = 16
  var prices: [Int128]
  var cash: [Int128] = []
  private var starts: [Int] = [0]
  private var slopes: [(feed: Int, slope: Int128)] = []

  var slopeScale: Int128 { 1 }
  var slack: Int128 { 0 }

  init(_ accounts: Int, places: Int, _ random: inout SeededRandom) {
    prices = (0..<Self.feeds).map { Int128(pow(10, Double($0 % 6 + 7))) * Int128($0 + 1) }
    for _ in 0..<accounts {
      let first = Int.random(in: 0..<Self.feeds, using: &random)
      for place in 0..<Int.random(in: 1...places, using: &random) {
        let feed = (first + place * 3) % Self.feeds
        let size = Int128(random.between(1e16...1e20) / Double(prices[feed])) + 1
        slopes.append((feed, random.chance(2) ? size : -size))
      }
      starts.append(slopes.count)
      cash.append(0)
      refill(cash.count - 1, to: Double.random(in: 0.02...0.6, using: &random))
    }
  }

  func evaluate(
    _ account: Int, _ exposures: inout [Exposure]
  ) throws(ArithmeticError) -> Int256 {
    for (feed, slope) in slopes[starts[account]..<starts[account + 1]] {
      exposures.append(Exposure(feed: feed, fall: slope, rise: -slope))
    }
    return Int256(excess(account))
  }

  func excess(_ account: Int) -> Int128 {
    slopes[starts[account]..<starts[account + 1]].reduce(cash[account]) {
      $0 + $1.slope * prices[$1.feed]
    }
  }

  mutating func refill(_ account: Int, to health: Double) {
    let gross = slopes[starts[account]..<starts[account + 1]].reduce(0) {
      $0 + Double(abs($1.slope)) * Double(prices[$1.feed])
    }
    cash[account] += Int128(gross * health) - excess(account)
  }
}

/// Linear accounts under random price steps.
private struct LinearWalk {
  private(set) var sweep = MarginSweep(feeds: LinearAccounts.feeds)
  private var lines: LinearAccounts
  private var random: SeededRandom
  private let seed: UInt64

  init(_ accounts: Int, places: Int, seed: UInt64) throws {
    self.seed = seed
    random = SeededRandom(seed)
    lines = LinearAccounts(accounts, places: places, &random)
    for feed in lines.prices.indices { sweep.setPrice(feed, lines.prices[feed]) }
    for account in 0..<accounts { _ = try sweep.arm(account, lines) }
  }

  /// Moves prices, and scans all accounts `scans` times to see that no breach was missed.
  mutating func run(updates: Int, step: Double, scans: Int) throws -> SweepCounters {
    var candidates: [Int] = []
    for update in 1...updates {
      let feed = Int.random(in: 0..<LinearAccounts.feeds, using: &random)
      let moved = Double(lines.prices[feed]) * exp(step * random.normal())
      lines.prices[feed] = max(1, Int128(moved))
      candidates.removeAll(keepingCapacity: true)
      try sweep.update(feed, lines.prices[feed], lines, into: &candidates)
      if scans > 0 && update % (updates / scans) == 0 {
        let expected = lines.cash.indices.filter { lines.excess($0) < 0 }
        #expect(candidates == expected, "seed \(seed), update \(update)")
      }
      for account in candidates {
        #expect(lines.excess(account) < 0, "seed \(seed), update \(update)")
        lines.refill(account, to: Double.random(in: 0.05...0.55, using: &random))
        _ = try sweep.arm(account, lines)
      }
    }
    return sweep.counters
  }
}
