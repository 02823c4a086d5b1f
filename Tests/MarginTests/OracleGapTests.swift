import FixedPoint
import LedgerSupport
import Testing

@testable import Margin

/// When sources were silent though they should have spoken.
@Suite struct OracleGapTests {
  private static let eth = Feed.asset(1)

  private static func text(_ gaps: [PriceGap]) -> [String] {
    gaps.map { "\($0.cause) \($0.from)-\($0.to)" }
  }

  @Test func silenceBeyondTheHeartbeatIsAGap() throws {
    var tape = try OracleTape()
    var board = OracleBoard()
    var rules = OracleRules()
    rules.heartbeatSeconds = 10
    func gaps(_ board: OracleBoard, _ time: Int64) -> [String] {
      Self.text(board.gaps(Self.eth, source: "a", at: time, rules: rules))
    }
    for (time, published) in [(5_000, 4_000), (14_000, nil), (30_000, 25_000), (31_000, 20_000)]
      as [(Int64, Int64?)]
    {
      tape.move(to: time)
      try board.apply(try tape.says("a", Self.eth, "10", published: published), rules: rules)
      try board.apply(try tape.says("b", .asset(2), "10"), rules: rules)
    }
    // 10 s are allowed; a word that is older than the last one ends no silence.
    #expect(gaps(board, 35_000) == ["heartbeat 14000-25000"])
    #expect(gaps(board, 35_001) == ["heartbeat 14000-25000", "heartbeat 25000-35001"])
    let longest = try #require(board.longestSilence(Self.eth, source: "a"))
    #expect(longest == (14_000, 25_000))
    #expect(board.gaps(.market(0), source: "a", at: 99_000, rules: rules).isEmpty)
    #expect(board.gaps(Self.eth, source: "b", at: 99_000, rules: rules).isEmpty)
    #expect(board.gaps(Self.eth, source: "c", at: 99_000, rules: rules).isEmpty)
    #expect(board.longestSilence(.asset(2), source: "a") == nil)
    #expect(board.reading(Self.eth, source: "a")?.published == 20_000)
    rules.heartbeatSeconds = 0
    #expect(gaps(board, 99_000) == ["heartbeat 14000-25000"])
  }

  @Test func aSourceThatDoesNotFollowTheMarketHasAGap() throws {
    var tape = try OracleTape()
    var board = OracleBoard()
    var rules = OracleRules()
    rules.deviation = try oracleDecimal("0.01")
    for (time, source, price) in [
      (1_000, "market", "100"), (1_000, "a", "100"), (2_000, "market", "101"),
      // More than 1 % from 100, until the source speaks at 5 s: of 101 it is away again at 6 s.
      (3_000, "market", "101.1"), (4_000, "market", "103"), (5_000, "a", "101"),
      // The market comes back by itself; the source should have spoken all the same.
      (7_000, "market", "101"),
      // Followed within the same moment.
      (8_000, "market", "90"), (8_000, "a", "90"), (9_000, "market", "80"),
    ] as [(Int64, String, String)] {
      tape.move(to: time)
      try board.apply(try tape.says(source, Self.eth, price), rules: rules)
    }
    let gaps = board.gaps(Self.eth, source: "a", at: 9_500, rules: rules)
    #expect(
      Self.text(gaps) == [
        "deviation 3000-5000", "deviation 5000-7000", "deviation 9000-9500",
      ])
    #expect(gaps.map(\.length) == [2_000, 2_000, 500])
    #expect(board.gaps(Self.eth, source: "market", at: 9_500, rules: rules).isEmpty)
    #expect(board.gaps(Self.eth, source: "a", at: 9_000, rules: rules).count == 2)
  }

  @Test func aSourceThatBeginsAwayFromTheMarketHasAGapFromThenOn() throws {
    var tape = try OracleTape()
    var board = OracleBoard()
    var rules = OracleRules()
    rules.deviation = try oracleDecimal("0.01")
    tape.move(to: 1_000)
    try board.apply(try tape.says("market", Self.eth, "100"), rules: rules)
    tape.move(to: 2_000)
    try board.apply(try tape.says("a", Self.eth, "90"), rules: rules)
    #expect(
      Self.text(board.gaps(Self.eth, source: "a", at: 3_000, rules: rules)) == [
        "deviation 2000-3000"
      ])
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func theGapsAreThoseOfTheWholeList(seed: UInt64) throws {
    var random = SeededRandom(seed)
    var tape = try OracleTape()
    var board = OracleBoard()
    var rules = OracleRules()
    rules.heartbeatSeconds = 3
    rules.deviation = try oracleDecimal("0.1")
    var said: [(source: String, price: Int, time: Int64)] = []
    for _ in 0..<200 {
      tape.move(
        to: tape.time + (random.chance(3) ? 0 : Int64.random(in: 1...4_000, using: &random)))
      let (source, price) = (random.pick(["a", "market"]), Int.random(in: 8...13, using: &random))
      try board.apply(try tape.says(source, Self.eth, "\(price)"), rules: rules)
      said.append((source, price, tape.time))
    }
    let end = tape.time + 1_500
    let words = said.filter { $0.source == "a" }.map(\.time) + [end]
    let silent = zip(words, words.dropFirst()).filter { $0.1 - $0.0 > 3_000 }
      .map { "heartbeat \($0.0)-\($0.1)" }
    // Away: from each word on, stretches in which the market's last price is more than 10 % off.
    var away: [String] = []
    var start: Int64?
    func close(_ time: Int64) {
      if let from = start, from < time { away.append("deviation \(from)-\(time)") }
      start = nil
    }
    for place in said.indices {
      let past = said[...place]
      guard let own = past.last(where: { $0.source == "a" })?.price else { continue }
      if said[place].source == "a" { close(said[place].time) }
      guard let paid = past.last(where: { $0.source == "market" })?.price else { continue }
      if abs(paid - own) * 10 > own {
        start = start ?? said[place].time
      } else {
        close(said[place].time)
      }
    }
    close(end)
    let found = Self.text(board.gaps(Self.eth, source: "a", at: end, rules: rules))
    #expect(found.filter { $0.hasPrefix("h") } == silent, "seed \(seed)")
    #expect(found.filter { $0.hasPrefix("d") } == away, "seed \(seed)")
    let widest = zip(words.dropLast(), words.dropLast().dropFirst()).map { $0.1 - $0.0 }.max()
    #expect(
      board.longestSilence(Self.eth, source: "a").map { $0.to - $0.from } == widest, "seed \(seed)")
  }
}
