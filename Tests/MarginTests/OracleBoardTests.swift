import FixedPoint
import Ledger
import LedgerSupport
import Testing

@testable import Margin

/// Which price is believed, case by case; each line of a table was worked out by hand.
@Suite struct OracleBoardTests {
  /// One word of a source: who, price, when (seconds), half its band, what it says of itself.
  struct Word: Sendable {
    let source: String
    let price: String
    var published: Int64?
    var confidence: String?
    var status: String?

    init(
      _ source: String, _ price: String, at published: Int64? = nil, band: String? = nil,
      _ status: String? = nil
    ) {
      self.source = source
      self.price = price
      self.published = published
      confidence = band
      self.status = status
    }
  }

  /// Words that arrive at 100 s, and the judgement at `asked` s.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let words: [Word]
    var asked: Int64 = 100
    var rules: @Sendable (inout OracleRules) -> Void = { _ in }
    let expected: String
  }

  static func text(_ judgement: Judgement?) -> String {
    guard let judgement else { return "nil" }
    let age = judgement.age.map { "\($0)" } ?? "-"
    return "\(judgement.price) \(judgement.status) \(judgement.sources) \(age)"
  }

  // The first word is event 6: three assets and two markets come before it.
  @Test(arguments: [
    Case(
      testDescription: "one source, published with the block", words: [Word("a", "10")],
      expected: "10 valid [6] 0"),
    Case(
      testDescription: "the last of a source replaces the one before",
      words: [Word("a", "10"), Word("a", "11")], expected: "11 valid [7] 0"),
    Case(
      testDescription: "the last of any source, in order of arrival",
      words: [Word("a", "10", at: 99), Word("b", "11", at: 90)],
      expected: "11 valid [7] 10000"),
    Case(
      testDescription: "as old as allowed", words: [Word("a", "10", at: 70)],
      rules: { $0.staleSeconds = 30 }, expected: "10 valid [6] 30000"),
    Case(
      testDescription: "older than allowed", words: [Word("a", "10", at: 69)],
      rules: { $0.staleSeconds = 30 }, expected: "10 stale [] 31000"),
    Case(
      testDescription: "time alone makes it stale", words: [Word("a", "10")], asked: 131,
      rules: { $0.staleSeconds = 30 }, expected: "10 stale [] 31000"),
    Case(
      testDescription: "a limit beyond all times", words: [Word("a", "10", at: 0)],
      rules: { $0.staleSeconds = .max }, expected: "10 valid [6] 100000"),
    Case(
      testDescription: "a clock ahead of the block", words: [Word("a", "10", at: 105)],
      rules: { $0.staleSeconds = 30 }, expected: "10 valid [6] -5000"),
    Case(
      testDescription: "the last one is stale, the one before is not",
      words: [Word("a", "10", at: 99), Word("b", "11", at: 20)],
      rules: { $0.staleSeconds = 30 }, expected: "10 valid [6] 1000"),
    Case(
      testDescription: "nothing is worth nothing unless the rules believe it",
      words: [Word("a", "10"), Word("a", "0")], expected: "0 floor [] 0"),
    Case(
      testDescription: "a price of zero that the rules believe", words: [Word("a", "0")],
      rules: { $0.acceptsBounds = true }, expected: "0 valid [6] 0"),
    Case(
      testDescription: "a band as wide as allowed", words: [Word("a", "10", band: "0.1")],
      rules: { $0.confidence = Decimal18(mantissa: 10_000_000_000_000_000) },
      expected: "10 valid [6] 0"),
    Case(
      testDescription: "a band one unit too wide",
      words: [Word("a", "10", band: "0.100000000000000001")],
      rules: { $0.confidence = Decimal18(mantissa: 10_000_000_000_000_000) },
      expected: "10 uncertain [] 0"),
    Case(
      testDescription: "any band without a rule", words: [Word("a", "10", band: "9")],
      expected: "10 valid [6] 0"),
    Case(
      testDescription: "at its floor", words: [Word("a", "10", "floor")],
      expected: "10 floor [] 0"),
    Case(
      testDescription: "at its cap", words: [Word("a", "10", "cap")], expected: "10 cap [] 0"),
    Case(
      testDescription: "bounds are believed", words: [Word("a", "10", "floor")],
      rules: { $0.acceptsBounds = true }, expected: "10 valid [6] 0"),
    Case(
      testDescription: "believed bounds still grow old", words: [Word("a", "10", at: 1, "cap")],
      rules: {
        $0.acceptsBounds = true
        $0.staleSeconds = 30
      }, expected: "10 stale [] 99000"),
    Case(
      testDescription: "paused", words: [Word("a", "10", "paused")],
      rules: { $0.acceptsBounds = true }, expected: "10 paused [] 0"),
    Case(
      testDescription: "says itself that it is stale", words: [Word("a", "10", "stale")],
      expected: "10 stale [] 0"),
    Case(
      testDescription: "floor before stale before uncertain",
      words: [Word("a", "10", at: 1, band: "9", "floor")],
      rules: {
        $0.staleSeconds = 30
        $0.confidence = Decimal18(mantissa: 1)
      }, expected: "10 floor [] 99000"),
    Case(
      testDescription: "stale before uncertain", words: [Word("a", "10", at: 1, band: "9")],
      rules: {
        $0.staleSeconds = 30
        $0.confidence = Decimal18(mantissa: 1)
      }, expected: "10 stale [] 99000"),
    Case(
      testDescription: "paused before floor, of two sources",
      words: [Word("a", "10", "floor"), Word("b", "11", "paused"), Word("c", "12", "cap")],
      expected: "12 paused [] 0"),
    Case(
      testDescription: "too few, all good", words: [Word("a", "10"), Word("b", "11")],
      rules: { $0.quorum = 3 }, expected: "11 no_quorum [] 0"),
    Case(
      testDescription: "too few because one is stale",
      words: [Word("a", "10"), Word("b", "11", at: 1)],
      rules: {
        $0.quorum = 2
        $0.staleSeconds = 30
      }, expected: "11 stale [] 99000"),
    Case(
      testDescription: "enough although one is paused",
      words: [Word("a", "10"), Word("b", "11", "paused"), Word("c", "12")],
      rules: { $0.quorum = 2 }, expected: "12 valid [8] 0"),
    Case(
      testDescription: "the middle one of three",
      words: [Word("a", "12", at: 90), Word("b", "10"), Word("c", "11", at: 95)],
      rules: { $0.rule = .median }, expected: "11 valid [6, 7, 8] 10000"),
    Case(
      testDescription: "the lower one of the middle two",
      words: [Word("a", "12"), Word("b", "10"), Word("c", "11"), Word("d", "13")],
      rules: { $0.rule = .median }, expected: "11 valid [6, 7, 8, 9] 0"),
    Case(
      testDescription: "the lower one of two", words: [Word("a", "12"), Word("b", "10")],
      rules: { $0.rule = .median }, expected: "10 valid [6, 7] 0"),
    Case(
      testDescription: "the median of those that are valid",
      words: [Word("a", "12"), Word("b", "10", "paused"), Word("c", "11"), Word("d", "13")],
      rules: { $0.rule = .median }, expected: "12 valid [6, 8, 9] 0"),
    Case(
      testDescription: "only listed sources", words: [Word("a", "10"), Word("b", "11")],
      rules: { $0.sources = ["a", "never heard of"] }, expected: "10 valid [6] 0"),
    Case(
      testDescription: "nobody that is listed", words: [Word("b", "11")],
      rules: { $0.sources = ["a"] }, expected: "nil"),
    Case(testDescription: "what the world pays", words: [Word("market", "9")], expected: "nil"),
    Case(
      testDescription: "what the world pays, though it is listed",
      words: [Word("a", "10"), Word("market", "9")], rules: { $0.sources = ["a", "market"] },
      expected: "10 valid [6] 0"),
  ])
  func judges(_ test: Case) throws {
    var tape = try OracleTape()
    var board = OracleBoard()
    var rules = OracleRules()
    test.rules(&rules)
    tape.move(to: 100_000)
    for word in test.words {
      try board.apply(
        try tape.says(
          word.source, .asset(1), word.price, published: word.published.map { $0 * 1_000 },
          confidence: word.confidence, status: word.status), rules: rules)
    }
    let judgement = try board.judge(.asset(1), at: test.asked * 1_000, rules: rules)
    let text = Self.text(judgement).replacing("noQuorum", with: "no_quorum")
    #expect(text == test.expected)
    #expect(judgement?.method ?? rules.rule == rules.rule)
    #expect(try board.judge(.market(1), at: test.asked * 1_000, rules: rules) == nil)
  }

  @Test func theWordsOfTheKindsAreThoseOfTheTypes() throws {
    func words(_ kind: Kind) throws -> [String] {
      let field = try #require(kind.spec.fields.first { $0.field == .status })
      guard case .choice(let words) = field.type else { return [] }
      return words
    }
    #expect(
      try words(.referencePrice)
        == PriceStatus.allCases.map { $0 == .noQuorum ? "no_quorum" : "\($0)" })
    #expect(try words(.priceUpdate) == PriceReading.Claim.allCases.map { "\($0)" })
    #expect(
      PriceStatus.allCases.sorted { $0.precedence > $1.precedence }
        == [.paused, .floor, .cap, .stale, .uncertain, .noQuorum, .divergent, .valid])
  }

  @Test func onlyChangesAreToBeRecorded() throws {
    var tape = try OracleTape()
    var board = OracleBoard()
    var rules = OracleRules()
    rules.staleSeconds = 10
    func changes(_ board: OracleBoard, _ time: Int64) throws -> [String] {
      try board.changes(at: time, rules: rules).map { "\($0.feed) \(Self.text($0.judgement))" }
    }
    #expect(try changes(board, 0) == [])
    // Feeds come in the order of their ids whatever came first, the asset before the market.
    tape.move(to: 1_000)
    for feed in [Feed.market(1), .asset(2), .asset(1), .market(0)] {
      try board.apply(try tape.says("a", feed, "10"), rules: rules)
    }
    #expect(
      try changes(board, 1_000) == [
        "market(0) 10 valid [9] 0", "asset(1) 10 valid [8] 0", "market(1) 10 valid [6] 0",
        "asset(2) 10 valid [7] 0",
      ])
    for feed in [Feed.market(0), .asset(1), .market(1)] {
      try board.apply(try tape.settles(feed, "10"), rules: rules)
    }
    #expect(try changes(board, 1_000) == ["asset(2) 10 valid [7] 0"])
    try board.apply(try tape.settles(.asset(2), "10"), rules: rules)
    #expect(try changes(board, 11_000) == [])
    // The same price again keeps it alive, and needs no event.
    tape.move(to: 11_000)
    try board.apply(try tape.says("a", .asset(2), "10"), rules: rules)
    #expect(try changes(board, 11_000) == [])
    #expect(try changes(board, 11_001).count == 3)
    tape.move(to: 12_000)
    for feed in [Feed.market(0), .asset(1), .market(1)] {
      try board.apply(try tape.settles(feed, "10", .stale), rules: rules)
    }
    #expect(try changes(board, 12_000) == [])
    // A price that is stale too when it arrives changes nothing: the last valid one stays.
    try board.apply(try tape.says("a", .asset(1), "12", published: 500), rules: rules)
    #expect(try changes(board, 12_000) == [])
    try board.apply(try tape.says("a", .asset(1), "10"), rules: rules)
    #expect(try changes(board, 12_000) == ["asset(1) 10 valid [19] 0"])
    #expect(board.sources.count == 1)
  }

  @Test func withoutAPriceTheLastValidOneIsNamed() throws {
    var tape = try OracleTape()
    var board = OracleBoard()
    var rules = OracleRules()
    tape.move(to: 1_000)
    try board.apply(try tape.says("a", .asset(1), "10", status: "paused"), rules: rules)
    #expect(Self.text(try board.judge(.asset(1), at: 1_000, rules: rules)) == "10 paused [] 0")
    try board.apply(try tape.settles(.asset(1), "10", .paused), rules: rules)
    try board.apply(try tape.says("a", .asset(1), "11", status: "paused"), rules: rules)
    #expect(Self.text(try board.judge(.asset(1), at: 1_000, rules: rules)) == "11 paused [] 0")
    try board.apply(try tape.settles(.asset(1), "9"), rules: rules)
    #expect(Self.text(try board.judge(.asset(1), at: 1_000, rules: rules)) == "9 paused [] 0")
    try board.apply(try tape.settles(.asset(1), "8", .divergent), rules: rules)
    #expect(Self.text(try board.judge(.asset(1), at: 1_000, rules: rules)) == "9 paused [] 0")
    // When the rules stop to count the only source, the price is no longer one.
    rules.sources = ["b"]
    #expect(Self.text(try board.judge(.asset(1), at: 1_000, rules: rules)) == "9 noQuorum [] -")
  }

  @Test func aPriceFarFromTheAverageIsDivergentUntilTheAverageFollows() throws {
    var tape = try OracleTape()
    var board = OracleBoard()
    var rules = OracleRules()
    rules.twapSeconds = 100
    rules.twapDivergence = try oracleDecimal("0.2")
    tape.move(to: 0)
    try board.apply(try tape.settles(.market(0), "100"), rules: rules)
    tape.move(to: 100_000)
    // 20 % is not more than 20 %.
    for (price, status) in [
      ("120", "valid"), ("120.000000000000000001", "divergent"), ("80", "valid"),
      ("79.999999999999999999", "divergent"), ("150", "divergent"),
    ] {
      try board.apply(try tape.says("a", .market(0), price), rules: rules)
      let judgement = try #require(try board.judge(.market(0), at: 100_000, rules: rules))
      #expect("\(judgement.status) \(judgement.price)" == "\(status) \(price)")
      #expect(judgement.average == Decimal18(100) && judgement.sources.count == 1)
    }
    try board.apply(try tape.settles(.market(0), "150", .divergent), rules: rules)
    #expect(try board.changes(at: 100_000, rules: rules).isEmpty)
    // After t of 100 s the average is 100 + t / 2: 125 at 150 s, of which 150 is 20 % away.
    #expect(try board.changes(at: 149_999, rules: rules).isEmpty)
    let change = try #require(try board.changes(at: 150_000, rules: rules).first)
    #expect(change.judgement.status == .valid && change.judgement.average == Decimal18(125))
    // Without the rule it is valid at once.
    rules.twapDivergence = .zero
    #expect(try board.judge(.market(0), at: 100_000, rules: rules)?.status == .valid)
    rules.twapDivergence = try oracleDecimal("0.2")
    rules.twapSeconds = 0
    #expect(try board.judge(.market(0), at: 100_000, rules: rules)?.status == .valid)
  }

  @Test func repeatedPricesOfInvalidStatusDoNotEnterTheAverage() throws {
    var tape = try OracleTape()
    var board = OracleBoard()
    var rules = OracleRules()
    rules.twapSeconds = 10
    for (time, price, status) in [
      (0, "100", PriceStatus.valid), (4_000, "999", .floor), (8_000, "200", .divergent),
    ] as [(Int64, String, PriceStatus)] {
      tape.move(to: time)
      try board.apply(try tape.settles(.asset(1), price, status), rules: rules)
    }
    // 8 s of 100 and 2 s of 200.
    #expect(try board.average(.asset(1), at: 10_000, rules: rules) == Decimal18(120))
  }
}
