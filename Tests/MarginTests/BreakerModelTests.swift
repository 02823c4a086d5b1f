import FixedPoint
import Ledger
import LedgerSupport
import Testing

@testable import Margin

/// Random streams against breakers that go through the whole list of prices each time.
@Suite struct BreakerModelTests {
  /// When the breaker tripped last, or nil, after all of these prices and decisions.
  private static func lastTrip(
    _ prices: [(time: Int64, price: Int64)], released: [Int], _ rules: BreakerRules
  ) -> Int64? {
    let share = rules.move.mantissa / 10_000_000_000_000_000
    var trip: Int64?
    var first = 0
    for place in prices.indices {
      if released.contains(place) { trip = nil }
      let (time, price) = prices[place]
      // In force within the window: replaced after it began.
      let inWindow = (first...place).filter {
        $0 == place || prices[$0 + 1].time > time - rules.windowSeconds * 1_000
      }.map { prices[$0].price }
      let isTrip = inWindow.contains { base in
        base != price && Int128(abs(price - base)) * 100 >= share * Int128(base)
      }
      if isTrip {
        trip = time
        first = place
      }
    }
    return released.contains(prices.count) ? nil : trip
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func haltsAreThoseOfTheWholeList(seed: UInt64) throws {
    var random = SeededRandom(seed)
    var tape = try OracleTape()
    var board = HaltBoard()
    let feeds = [Feed.market(0), .market(1)]
    let rules = feeds.map { feed in
      var rules = BreakerRules()
      rules.watches = feed.name(tape.names)
      rules.windowSeconds = random.pick([1, 3, 8, 40])
      rules.move = Decimal18(mantissa: random.pick([5, 10, 20]) * 10_000_000_000_000_000)
      rules.resumeSeconds = random.pick([0, 1, 6])
      rules.halts = random.pick(BreakerRules.Halts.allCases)
      return rules
    }
    board.configure(rules, names: tape.names)
    var prices: [[(time: Int64, price: Int64)]] = [[], []]
    var released: [[Int]] = [[], []]
    var halted = [false, false]
    var count = 0
    var level = 1_000.0
    for step in 0..<250 {
      tape.move(to: tape.time + random.pick([0, 200, 1_000, 3_000, 9_000]))
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let which = Int.random(in: 0..<2, using: &random)
        level *= 1 + Double.random(in: -0.045...0.045, using: &random)
        let price = Int64(random.chance(30) ? level * 0.8 : level)
        board.apply(try tape.settles(feeds[which], "\(price)"), names: tape.names)
        prices[which].append((tape.time, price))
      }
      if random.chance(25) {
        board.apply(try tape.control("resume", "all", by: "vote"), names: tape.names)
        for which in 0..<2 { released[which].append(prices[which].count) }
        halted = [false, false]
      }
      var expected: [String] = []
      var resumes: [String] = []
      for which in 0..<2 {
        let trip = Self.lastTrip(prices[which], released: released[which], rules[which])
        let rest = rules[which].resumeSeconds * 1_000
        let isHeld = trip.map { rest == 0 || tape.time - $0 < rest } ?? false
        let scope = HaltScope(rules[which].halts, feeds[which]).text(tape.names)
        if isHeld, !halted[which] { expected.append("halt \(scope)") }
        if !isHeld, halted[which] { resumes.append("resume \(scope)") }
        halted[which] = isHeld
      }
      let changes = board.changes(at: tape.time).map { BreakerTests.text($0, tape.names) }
      #expect(changes.sorted() == (expected + resumes).sorted(), "seed \(seed), step \(step)")
      for change in changes {
        let words = change.split(separator: " ").map(String.init)
        board.apply(try tape.control(words[0], words[1]), names: tape.names)
      }
      count += changes.count
      for which in 0..<2 {
        for what in BreakerRules.Halts.allCases {
          #expect(
            board.isHalted(what, feeds[which])
              == (halted[which] && [what, .all].contains(rules[which].halts)), "seed \(seed)")
        }
      }
    }
    #expect(count > 0, "seed \(seed)")
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func extremesAreThoseOfTheWindow(seed: UInt64) {
    var random = SeededRandom(seed)
    let window = Int64.random(in: 0...50, using: &random)
    var extremes = SlidingExtremes()
    #expect(extremes.highest == nil && extremes.lowest == nil)
    var points: [(time: Int64, price: Int64)] = []
    for _ in 0..<500 {
      let time = (points.last?.time ?? 0) + Int64.random(in: 0...12, using: &random)
      let price = Int64.random(in: 0...40, using: &random)
      points.append((time, price))
      extremes.record(Decimal18(price), at: time, window: window)
      let inWindow = points.indices.filter {
        $0 + 1 == points.count || points[$0 + 1].time > time - window
      }.map { points[$0].price }
      #expect(extremes.highest == inWindow.max().map(Decimal18.init), "seed \(seed)")
      #expect(extremes.lowest == inWindow.min().map(Decimal18.init), "seed \(seed)")
    }
  }
}
