import FixedPoint
import Ledger
import LedgerSupport
import Testing

@testable import Margin

/// Breakers, halts and who may lift them.
@Suite struct BreakerTests {
  private static func breaker(
    _ watches: String = "ETH-USD", window: Int64 = 10, move: String = "0.1",
    halts: BreakerRules.Halts = .liquidation, resume: Int64 = 5
  ) throws -> BreakerRules {
    var rules = BreakerRules()
    rules.watches = watches
    rules.windowSeconds = window
    rules.move = try oracleDecimal(move)
    rules.halts = halts
    rules.resumeSeconds = resume
    return rules
  }

  static func text(_ change: HaltBoard.Change, _ names: Names) -> String {
    switch change {
    case .halt(let scope, _): "halt \(scope.text(names))"
    case .resume(let scope, _): "resume \(scope.text(names))"
    }
  }

  /// Prices at seconds, and the second at which the breaker is first held; window 10 s, move 10 %.
  @Test(
    arguments: [
      ("not quite a tenth down", [(0, "100"), (1, "90.000000000000000001")], nil),
      ("a tenth down", [(0, "100"), (1, "90")], 1),
      ("a tenth up", [(0, "100"), (1, "110")], 1),
      ("not quite a tenth up", [(0, "100"), (1, "109.999999999999999999")], nil),
      ("down from the highest in between", [(0, "100"), (1, "109"), (2, "98.1")], 2),
      ("up from the lowest in between", [(0, "100"), (1, "91"), (2, "100.1")], 2),
      ("in small steps", [(0, "100"), (3, "97"), (6, "94"), (9, "90")], 9),
      ("too slow", [(0, "100"), (6, "95"), (17, "90"), (28, "85")], nil),
      ("in force still when the window begins", [(0, "100"), (100, "90")], 100),
      ("replaced just before it begins", [(0, "100"), (5, "95"), (16, "90")], nil),
      ("replaced just as it begins", [(0, "100"), (5, "95"), (15, "90")], nil),
      ("replaced just after it begins", [(0, "100"), (6, "95"), (15, "90")], 15),
      ("set just as it begins", [(0, "95"), (5, "100"), (15, "90")], 15),
      ("from zero", [(0, "0"), (1, "0.000000000000000001")], 1),
      ("to zero", [(0, "1"), (1, "0")], 1), ("zero and zero", [(0, "0"), (1, "0")], nil),
      ("in the same moment", [(1, "100"), (1, "80")], 1),
    ] as [(String, [(Int64, String)], Int64?)])
  func trips(name: String, prices: [(Int64, String)], expected: Int64?) throws {
    var tape = try OracleTape()
    var board = HaltBoard()
    board.configure([try Self.breaker()], names: tape.names)
    var first: Int64?
    for (second, price) in prices {
      tape.move(to: second * 1_000)
      board.apply(try tape.settles(.market(0), price), names: tape.names)
      board.apply(try tape.settles(.market(1), "\(second * second + 1)"), names: tape.names)
      if first == nil, !board.changes(at: second * 1_000).isEmpty { first = second }
    }
    #expect(first == expected, "\(name)")
  }

  @Test func aHaltLastsUntilNothingTripsForLongEnough() throws {
    var tape = try OracleTape()
    var board = HaltBoard()
    board.configure([try Self.breaker()], names: tape.names)
    func settle(_ second: Int64, _ price: String, _ status: PriceStatus = .valid) throws {
      tape.move(to: second * 1_000)
      board.apply(try tape.settles(.market(0), price, status), names: tape.names)
    }
    func changes() -> [String] {
      board.changes(at: tape.time).map { Self.text($0, tape.names) }
    }
    func record() throws {
      for change in board.changes(at: tape.time) {
        let words = Self.text(change, tape.names).split(separator: " ").map(String.init)
        board.apply(try tape.control(words[0], words[1]), names: tape.names)
      }
      #expect(changes() == [])
    }
    try settle(0, "100")
    // A price that is not valid trips nothing.
    try settle(1, "50", .divergent)
    #expect(changes() == [])
    try settle(1, "80")
    #expect(
      board.changes(at: 1_000)
        == [
          .halt(
            HaltScope(.liquidation, .market(0)), reason: "ETH-USD moved by 0.2 within 10 s")
        ])
    #expect(!board.isHalted(.liquidation, .market(0)))
    try record()
    #expect(board.isHalted(.liquidation, .market(0)))
    #expect(!board.isHalted(.liquidation, .market(1)) && !board.isHalted(.liquidation))
    #expect(!board.isHalted(.trading, .market(0)) && !board.isHalted(.all, .market(0)))
    let halt = try #require(board.halt(of: .liquidation, .market(0)))
    #expect(halt.authority == nil && halt.since == 1_000 && halt.block == 3 && halt.seq == 9)
    // Another tenth from 80, where the trip was, is another trip; 75 is not.
    try settle(3, "75")
    try settle(5, "72")
    #expect(changes() == [])
    #expect(board.breakers.holds(at: 5_000).map(\.since) == [5_000])
    tape.move(to: 9_999)
    #expect(changes() == [])
    tape.move(to: 10_000)
    #expect(changes() == ["resume liquidation:ETH-USD"])
    try record()
    #expect(!board.isHalted(.liquidation, .market(0)) && board.halts.isEmpty)
    // And again.
    try settle(11, "60")
    #expect(changes() == ["halt liquidation:ETH-USD"])
  }

  @Test func decisionsStandAboveRules() throws {
    var tape = try OracleTape()
    var board = HaltBoard()
    let eth = Feed.market(0)
    let rules = [
      try Self.breaker(resume: 0), try Self.breaker(move: "0.5", halts: .trading, resume: 0),
    ]
    board.configure(rules, names: tape.names)
    func control(_ kind: String, _ scope: String, by authority: String? = nil) throws {
      board.apply(try tape.control(kind, scope, by: authority), names: tape.names)
    }
    func standing() -> [String] { board.halts.map { "\($0.text) \($0.authority ?? "-")" } }
    tape.move(to: 0)
    board.apply(try tape.settles(eth, "100"), names: tape.names)
    board.apply(try tape.settles(eth, "80"), names: tape.names)
    try control("halt", "liquidation:ETH-USD")
    // Without a time to resume it waits for a decision.
    tape.move(to: 1_000_000)
    #expect(board.changes(at: tape.time).isEmpty && board.isHalted(.liquidation, eth))
    try control("halt", "all", by: "council")
    try control("halt", "liquidation:market:ETH-USD", by: "guardian")
    try control("halt", "all", by: "council")
    #expect(
      standing() == [
        "liquidation:ETH-USD -", "all council", "liquidation:market:ETH-USD guardian",
      ])
    #expect(board.isHalted(.trading) && board.isHalted(.all) && board.isHalted(.trading, .asset(2)))
    #expect(board.halt(of: .liquidation, eth)?.authority == nil)
    #expect(board.halt(of: .trading, eth)?.authority == "council")
    // A rule's resume lifts the rule's halt alone.
    try control("resume", "all")
    try control("resume", "liquidation:ETH-USD")
    #expect(standing() == ["all council", "liquidation:market:ETH-USD guardian"])
    // The breaker still holds.
    #expect(
      board.changes(at: tape.time).map { Self.text($0, tape.names) }
        == ["halt liquidation:ETH-USD"])
    // A narrower decision leaves the wider halt.
    try control("resume", "liquidation:ETH-USD", by: "council")
    #expect(standing() == ["all council"] && board.changes(at: tape.time).isEmpty)
    try control("halt", "trading:BTC", by: "council")
    try control("halt", "BTC-USD", by: "council")
    try control("halt", "withdrawals", by: "council")
    try control("resume", "all", by: "vote")
    #expect(standing() == ["withdrawals council"])
    #expect(!board.isHalted(.trading) && !board.isHalted(.all))
    try control("resume", "withdrawals")
    #expect(standing() == ["withdrawals council"])
    try control("resume", "withdrawals", by: "vote")
    #expect(standing() == [])
    // Halts of rules that no breaker has are not the breakers' to lift.
    try control("halt", "trading:BTC")
    #expect(board.changes(at: tape.time).isEmpty && board.isHalted(.trading, .asset(2)))
  }

  @Test func rulesMayChangeMeanwhile() throws {
    var tape = try OracleTape()
    var board = HaltBoard()
    let (wide, narrow) = (try Self.breaker(move: "0.5"), try Self.breaker("asset:DOT", move: "0.1"))
    func changes() -> [String] {
      board.changes(at: tape.time).map { Self.text($0, tape.names) }
    }
    board.configure([wide, narrow], names: tape.names)
    tape.move(to: 1_000)
    board.apply(try tape.settles(.market(0), "100"), names: tape.names)
    // A new rule starts from the price in force; the others keep what they saw.
    board.configure([narrow, try Self.breaker(), wide], names: tape.names)
    board.apply(try tape.settles(.market(0), "85"), names: tape.names)
    #expect(changes() == ["halt liquidation:ETH-USD"])
    board.apply(try tape.control("halt", "liquidation:ETH-USD"), names: tape.names)
    board.apply(try tape.settles(.market(0), "50"), names: tape.names)
    #expect(
      board.breakers.holds(at: 1_000).map(\.reason) == [
        "ETH-USD moved by 0.411764705882352941 within 10 s", "ETH-USD moved by 0.5 within 10 s",
      ])
    #expect(changes() == [])
    // What is watched may be declared later.
    _ = try tape.event("asset", #""asset":"DOT","decimals":18"#)
    board.apply(try tape.settles(.asset(3), "10"), names: tape.names)
    board.apply(try tape.settles(.asset(3), "9"), names: tape.names)
    #expect(changes() == ["halt liquidation:DOT"])
    var later = board
    later.apply(try tape.control("halt", "liquidation:DOT"), names: tape.names)
    #expect(
      later.changes(at: 6_000).map { Self.text($0, tape.names) } == [
        "resume liquidation:ETH-USD", "resume liquidation:DOT",
      ])
    // Without its rule a breaker holds nothing any more.
    board.configure([narrow], names: tape.names)
    #expect(changes() == ["halt liquidation:DOT", "resume liquidation:ETH-USD"])
    #expect(
      board.changes(at: 1_000).last
        == .resume(HaltScope(.liquidation, .market(0)), reason: HaltBoard.calm))
  }

  @Test func scopesAreReadAsTheyAreWritten() throws {
    let assets = ["USD", "ETH", "ETH-USD", "market:X", "trading", "asset:USD", "X"]
    let markets = ["ETH-USD", "X", "market:X", "all", "liquidation:X", ""]
      .filter { !$0.isEmpty }
    let tape = try OracleTape(assets: assets, markets: markets)
    let feeds = assets.indices.map(Feed.asset) + markets.indices.map(Feed.market)
    var texts = Set<String>()
    for feed in feeds {
      #expect(Feed(key: feed.key) == feed)
      #expect(Feed(feed.text(tape.names), names: tape.names) == feed)
      for what in BreakerRules.Halts.allCases {
        let scope = HaltScope(what, feed)
        let text = scope.text(tape.names)
        #expect(HaltScope(text, names: tape.names) == scope, "\(text)")
        texts.insert(text)
        #expect(HaltScope(what).contains(scope) && !scope.contains(HaltScope(what)))
      }
    }
    #expect(texts.count == feeds.count * 3)
    #expect(feeds.shuffled().sorted().map(\.key) == feeds.map(\.key).sorted())
    for (text, expected) in [
      ("all", HaltScope(.all)), ("trading", HaltScope(.trading)),
      ("USD", HaltScope(.all, .asset(0))),
      ("ETH-USD", HaltScope(.all, .market(0))), ("asset:ETH-USD", HaltScope(.all, .asset(2))),
      ("liquidation:asset:ETH-USD", HaltScope(.liquidation, .asset(2))),
      ("liquidation:ETH", HaltScope(.liquidation, .asset(1))),
      ("trading:none", nil), ("none", nil), ("", nil), ("trading:", nil),
    ] as [(String, HaltScope?)] {
      #expect(HaltScope(text, names: tape.names) == expected, "\(text)")
    }
  }
}
