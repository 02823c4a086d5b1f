import Engine
import FixedPoint
import LedgerSupport
import Margin
import Testing

@Suite struct LossDeleverageTests {
  /// A long position, 2 at 100, marked at 120, in an account of wallet 50 and maintenance 6.
  private static func long(
    _ account: Int, size: String = "2", entry: String = "100", mark: String = "120",
    wallet: String = "50", equity: String = "90", maintenance: String = "6",
    bankruptcy: String? = nil
  ) throws -> DeleverageCandidate {
    DeleverageCandidate(
      account: account, size: try Decimal18(size), entry: try Decimal18(entry),
      mark: try Decimal18(mark), wallet: try Decimal18(wallet), equity: try Decimal18(equity),
      maintenance: try Decimal18(maintenance),
      bankruptcy: try bankruptcy.map { try Decimal18($0) })
  }

  struct Value: Sendable, CustomTestStringConvertible {
    var rule: LossRules.Rank
    var size: String
    var mark: String
    var equity: String
    var bankruptcy: String?
    var expected: String?

    var testDescription: String { "\(rule) \(size) at \(mark)" }
  }

  /// Entry 100, wallet 50, maintenance 6.
  static let values: [Value] = [
    Value(rule: .none, size: "2", mark: "120", equity: "90", expected: nil),
    // 20/100 × 240/90 = 0.5333…
    Value(
      rule: .profitLeverage, size: "2", mark: "120", equity: "90",
      expected: "0.533333333333333333"),
    // −20/100 × 160/10 = −3.2
    Value(rule: .profitLeverage, size: "2", mark: "80", equity: "10", expected: "-3.2"),
    // A short one: 20/100 × 160/90 = 0.3555…
    Value(
      rule: .profitLeverage, size: "-2", mark: "80", equity: "90",
      expected: "0.355555555555555555"),
    // 20/100 × 120/(120 − 75) = 0.5333…: bankrupt at 75, where 90 are lost on 2.
    Value(
      rule: .bitmex, size: "2", mark: "120", equity: "90", bankruptcy: "75",
      expected: "0.533333333333333333"),
    Value(
      rule: .bitmex, size: "2", mark: "120", equity: "90", expected: "0.533333333333333333"),
    // −20/100 ÷ (80/(80 − 75)) = −0.0125: a loser of high leverage comes before one of low
    // leverage.
    Value(
      rule: .bitmex, size: "2", mark: "80", equity: "10", bankruptcy: "75", expected: "-0.0125"),
    // A short one: 20/100 × 80/(125 − 80), down.
    Value(
      rule: .bitmex, size: "-2", mark: "80", equity: "90", bankruptcy: "125",
      expected: "0.355555555555555555"),
    // 40/50 × 6/90 = 0.05333…
    Value(rule: .binance, size: "2", mark: "120", equity: "90", expected: "0.053333333333333333"),
    Value(rule: .binance, size: "2", mark: "80", equity: "10", expected: "0"),
    // 120/100 × 240/90 = 3.2
    Value(rule: .hyperliquid, size: "2", mark: "120", equity: "90", expected: "3.2"),
    // A short one: 100/80 × 160/90 = 2.2222…
    Value(
      rule: .hyperliquid, size: "-2", mark: "80", equity: "90", expected: "2.222222222222222222"),
  ]

  @Test(arguments: values)
  func ranksAsThePublishedFormulas(_ test: Value) throws {
    let candidate = try Self.long(
      1, size: test.size, mark: test.mark, equity: test.equity, bankruptcy: test.bankruptcy)
    let queue = try DeleverageQueue(
      against: try -candidate.size, of: 0, candidates: [candidate], rule: test.rule,
      allowsLosers: true)
    let match = try #require(try queue.close(Decimal18(1), at: Decimal18(100)).matches.first)
    #expect(match.rank == (try test.expected.map { try Decimal18($0) }))
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func agreesWithTheArithmeticOfTheVenues(_ seed: UInt64) throws {
    var random = SeededRandom(seed)
    var candidate = try Self.long(1)
    let isLong = random.chance(2)
    candidate.size = Self.decimal(1...9_000, &random)
    candidate.entry = Self.decimal(1_000...9_000, &random)
    candidate.mark = Self.decimal(1_000...9_000, &random)
    // Often below 1, which the formula of Binance does not divide by.
    candidate.wallet = try Self.decimal(1...200, &random).multiplied(
      by: 1, dividedBy: random.pick([1, 250]), rounding: .exact)
    candidate.equity = Self.decimal(1...9_000, &random)
    candidate.maintenance = Self.decimal(1...900, &random)
    let away = Self.decimal(1...900, &random)
    candidate.bankruptcy = isLong ? try candidate.mark - away : try candidate.mark + away
    if !isLong { candidate.size = try -candidate.size }

    let (size, mark) = (Self.exact(candidate.size), Self.exact(candidate.mark))
    let bitmex = try BitMEXDeleveraging.Score(
      markValue: try size * mark, entryValue: try size * Self.exact(candidate.entry),
      bankruptValue: try size * Self.exact(try #require(candidate.bankruptcy)))
    #expect(try candidate.rank(by: .bitmex) == bitmex.score, "seed \(seed)")
    let binance = try BinanceFutures.Score(
      gain: Self.exact(try candidate.equity - candidate.wallet),
      wallet: Self.exact(candidate.wallet), maintenance: Self.exact(candidate.maintenance))
    #expect(try candidate.rank(by: .binance) == binance.leveragedGain, "seed \(seed)")
  }

  @Test func winnersGoFirstThenTheOthersAndTiesBySmallerId() throws {
    let candidates = [
      try Self.long(9, equity: "90"), try Self.long(4, equity: "90"),
      try Self.long(7, equity: "45"),
      try Self.long(3, mark: "80", equity: "10"),
      try Self.long(2, mark: "80", equity: "20"),
      try Self.long(8, entry: "120"),
    ]
    func order(_ rule: LossRules.Rank, _ allowsLosers: Bool) throws -> [Int] {
      try DeleverageQueue(
        against: Decimal18(-5), of: 0, candidates: candidates, rule: rule,
        allowsLosers: allowsLosers
      ).places.map(\.account)
    }
    #expect(try order(.profitLeverage, false) == [7, 4, 9])
    #expect(try order(.profitLeverage, true) == [7, 4, 9, 8, 2, 3])
    #expect(try order(.bitmex, true) == [7, 4, 9, 8, 3, 2])
    #expect(try order(.none, true) == [4, 7, 9, 2, 3, 8])
    // Without a gain of the account (45 of 50) the rank is 0, with 90 it is 40/50 × 6/90.
    #expect(try order(.binance, true) == [4, 9, 7, 8, 2, 3])
    #expect(try order(.hyperliquid, false) == [7, 4, 9])
  }

  @Test func whoIsNoCounterparty() throws {
    let queue = try DeleverageQueue(
      against: Decimal18(-5), of: 1,
      candidates: [
        try Self.long(1), try Self.long(2, size: "-2"), try Self.long(3, equity: "0"),
        try Self.long(4, equity: "-1"), try Self.long(5, size: "0"),
        try Self.long(6, bankruptcy: "120"), try Self.long(7, bankruptcy: "119.99"),
      ], rule: .profitLeverage, allowsLosers: true)
    #expect(queue.places.map(\.account) == [7])
    #expect(try queue.capacity == Decimal18(2))
  }

  /// The published example: 20 at 650 close 10 of the first and 10 of the second, whose rest stays.
  @Test func closesAtTheBankruptcyPriceInTheOrderOfTheQueue() throws {
    let queue = try DeleverageQueue(
      against: Decimal18(100), of: 1,
      candidates: [
        try Self.long(4, size: "-30", entry: "700", mark: "600", equity: "9000"),
        try Self.long(2, size: "-10", entry: "700", mark: "600", equity: "600"),
        try Self.long(5, size: "-20", entry: "700", mark: "600", equity: "2000"),
      ], rule: .profitLeverage, allowsLosers: false)
    let (matches, rest) = try queue.close(Decimal18(20), at: Decimal18(650))
    #expect(matches.map(\.counterparty) == [2, 5])
    #expect(matches.map(\.size) == [Decimal18(10), Decimal18(10)])
    // Each buys back at 650 what is worth 600.
    #expect(matches.map(\.given) == [Decimal18(500), Decimal18(500)])
    #expect(rest == .zero)
    #expect(try queue.close(Decimal18(75), at: Decimal18(650)).rest == Decimal18(15))
  }

  @Test func whoIsLongSellsBelowTheMarkToCloseAShort() throws {
    let queue = try DeleverageQueue(
      against: Decimal18(-1), of: 0, candidates: [try Self.long(1)], rule: .bitmex,
      allowsLosers: false)
    #expect(!queue.closesLong)
    // Marked at 120: at 115 it gives up 5 for each, at 130 it gains 10.
    #expect(
      try queue.close(Decimal18(2), at: Decimal18(115)).matches.map(\.given) == [Decimal18(10)])
    #expect(
      try queue.close(Decimal18(-1), at: Decimal18(130)).matches.map(\.given) == [Decimal18(-10)])
    #expect(try queue.close(.zero, at: Decimal18(115)).matches.isEmpty)
  }

  /// Two long ones at 120 are closed at 112, 16 each.
  ///
  /// Who has 15 is passed over; for half as much it is not.
  @Test func nobodyIsClosedWhoCouldNotPayForIt() throws {
    let queue = try DeleverageQueue(
      against: Decimal18(-3), of: 0,
      candidates: [try Self.long(1, equity: "15"), try Self.long(2, equity: "16")],
      rule: .profitLeverage, allowsLosers: false)
    #expect(queue.places.map(\.account) == [1, 2])
    let (matches, rest) = try queue.close(Decimal18(3), at: Decimal18(112))
    #expect(matches.map(\.counterparty) == [2])
    #expect(rest == .one)
    #expect(try queue.close(.one, at: Decimal18(112)).matches.map(\.counterparty) == [1])
  }

  @Test(arguments: LossRules.Rank.allCases)
  func anExtremePositionIsRankedAndPrinted(_ rule: LossRules.Rank) throws {
    let candidate = try Self.long(
      1, size: "100000000000", entry: "0.000000000000000001", mark: "100000000", wallet: "0",
      equity: "0.000000000000000001")
    let queue = try DeleverageQueue(
      against: Decimal18(-1), of: 0, candidates: [candidate], rule: rule, allowsLosers: true)
    let match = try #require(try queue.close(Decimal18(1), at: candidate.mark).matches.first)
    let isUnbounded = rule != .none && rule != .binance
    #expect((match.rank == .max) == isUnbounded)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func theOrderIsTotalAndSizesAreConserved(_ seed: UInt64) throws {
    var random = SeededRandom(seed)
    let rule = random.pick(LossRules.Rank.allCases)
    let candidates = try (1...Int.random(in: 1...25, using: &random)).map { account in
      var candidate = try Self.long(account)
      candidate.size = Self.decimal(-6...6, &random)
      candidate.mark = Decimal18(10)
      candidate.entry = Self.decimal(5...14, &random)
      candidate.equity = Self.decimal(-1...3, &random)
      return candidate
    }
    let size = Self.decimal(1...40, &random)
    let queue = try DeleverageQueue(
      against: size, of: 3, candidates: candidates, rule: rule, allowsLosers: true)
    let shuffled = try DeleverageQueue(
      against: size, of: 3, candidates: candidates.shuffled(using: &random), rule: rule,
      allowsLosers: true)
    #expect(queue.places == shuffled.places, "seed \(seed)")
    for (one, next) in zip(queue.places, queue.places.dropFirst()) {
      #expect(one.isWinner || !next.isWinner, "seed \(seed)")
      if one.isWinner == next.isWinner, let first = one.rank, let second = next.rank {
        #expect(first > second || (first == second && one.account < next.account), "seed \(seed)")
      }
    }
    let (matches, rest) = try queue.close(size, at: Decimal18(11))
    var sum = rest
    for match in matches { sum = try sum + match.size }
    #expect(sum == size, "seed \(seed)")
    // Each gives up 1 for each unit: a rest is left only where all others have too little for that.
    for place in queue.places {
      let match = matches.first { $0.counterparty == place.account }
      #expect(match.map { $0.given <= place.equity } ?? true, "seed \(seed)")
      #expect(match != nil || rest.isZero || place.size > place.equity, "seed \(seed)")
    }
    for match in matches.dropLast() {
      let place = queue.places.first { $0.account == match.counterparty }
      #expect(place?.size == match.size, "only the last one is closed in part, seed \(seed)")
    }
  }

  private static func decimal(
    _ range: ClosedRange<Int64>, _ random: inout SeededRandom
  ) -> Decimal18 {
    Decimal18(Int64.random(in: range, using: &random))
  }

  private static func exact(_ value: Decimal18) -> ExactRatio {
    ExactRatio(decimal: value.description) ?? .zero
  }
}
