import FixedPoint
import LedgerSupport
import Margin
import Testing

@Suite struct LossIndexTests {
  static let methods = LossRules.Method.allCases.filter { $0 != .explicit }
  static let factors: [LossRules.Method] = [.indexCut, .exchangeRate, .supplyCut, .profitCap]

  @Test func onlyTheExplicitMethodHasNoIndex() {
    #expect(LossIndex(.explicit) == nil)
    for method in Self.methods {
      #expect(LossIndex(method)?.isFactor == Self.factors.contains(method))
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var method: LossRules.Method
    /// Losses and the totals they are spread over.
    var losses: [(String, String)]
    var base: String
    var owed: String

    var testDescription: String { "\(method) \(losses)" }
  }

  static let cases: [Case] = [
    // 30 of 100 lost: 10 keep 7.
    Case(method: .indexCut, losses: [("30", "100")], base: "10", owed: "3"),
    // A third lost: 1 keeps 0.66 at two decimals.
    Case(method: .supplyCut, losses: [("1", "3")], base: "1", owed: "0.34"),
    // Half of 100, then half of 50.
    Case(method: .exchangeRate, losses: [("50", "100"), ("25", "50")], base: "40", owed: "30"),
    Case(method: .profitCap, losses: [("100", "100")], base: "7.77", owed: "7.77"),
    // 10 over 3 contracts: 3.333… each, up.
    Case(method: .fundingShift, losses: [("10", "3")], base: "1", owed: "3.34"),
    Case(method: .fundingShift, losses: [("10", "4"), ("2", "4")], base: "-2", owed: "6"),
    Case(method: .redistribution, losses: [("10", "4"), ("2", "8")], base: "2", owed: "5.5"),
    Case(method: .redistribution, losses: [], base: "2", owed: "0"),
  ]

  @Test(arguments: cases)
  func ownersBearWhatTheFormulasSay(_ test: Case) throws {
    var index = try #require(LossIndex(test.method))
    let start = index.now
    for (loss, total) in test.losses {
      try index.record(try Decimal18(loss), over: try Decimal18(total))
    }
    let owed = try index.owed(by: try Decimal18(test.base), since: start, decimals: 2)
    #expect(owed == (try Decimal18(test.owed)))
    #expect(try index.owed(by: Decimal18(5), since: index.now, decimals: 2) == .zero)
  }

  @Test(arguments: methods)
  func aLossNobodyCanBearIsAnError(_ method: LossRules.Method) throws {
    var index = try #require(LossIndex(method))
    let before = index
    #expect(throws: LossError.notEnough(loss: .one, available: .zero)) {
      try index.record(.one, over: .zero)
    }
    #expect(throws: LossError.negativeLoss(Decimal18(-1))) {
      try index.record(Decimal18(-1), over: .one)
    }
    if Self.factors.contains(method) {
      #expect(throws: LossError.notEnough(loss: Decimal18(2), available: .one)) {
        try index.record(Decimal18(2), over: .one)
      }
    }
    try index.record(.zero, over: .zero)
    #expect(index == before)
  }

  @Test(arguments: factors)
  func whoCameAfterATotalLossLosesNothingOfIt(_ method: LossRules.Method) throws {
    var index = try #require(LossIndex(method))
    let before = index.now
    try index.record(Decimal18(70), over: Decimal18(70))
    let after = index.now
    #expect(try index.owed(by: Decimal18(70), since: before, decimals: 2) == Decimal18(70))
    #expect(try index.owed(by: Decimal18(5), since: after, decimals: 2) == .zero)
    try index.record(Decimal18(1), over: Decimal18(5))
    #expect(try index.owed(by: Decimal18(5), since: after, decimals: 2) == Decimal18(1))
    #expect(try index.owed(by: Decimal18(70), since: before, decimals: 2) == Decimal18(70))
  }

  /// After sixty losses of nine tenths the factor is 10^-60, yet a newcomer is cut as exactly as
  /// the first.
  @Test func smallFactorsStayExact() throws {
    var index = try #require(LossIndex(.indexCut))
    let start = index.now
    for round in 0..<60 {
      let entry = index.now
      try index.record(Decimal18(9), over: Decimal18(10))
      #expect(
        try index.owed(by: Decimal18(1_000_000), since: entry, decimals: 18)
          == Decimal18(900_000), "round \(round)")
    }
    #expect(index.now.scale == 2)
    let rest = try Decimal18("123456789.123456789123456789")
    #expect(try index.owed(by: rest, since: start, decimals: 18) == rest)

    var deep = try #require(LossIndex(.indexCut))
    let entry = deep.now
    // All but one unit of the largest amount: one unit is left.
    try deep.record(try .max - .ulp, over: .max)
    #expect(try deep.owed(by: .max, since: entry, decimals: 18) == .max)
    #expect(deep.now.scale > 0 && deep.now.era == 0)
    let next = deep.now
    try deep.record(.one, over: Decimal18(4))
    let owed = try deep.owed(by: Decimal18(4), since: next, decimals: 18)
    let most = try Decimal18.one + .ulp
    #expect(owed >= .one && owed <= most)
  }

  /// The widest base that the bound is promised for, where the factor has its fewest digits.
  @Test(arguments: 0..<100 as Range<UInt64>)
  func aLargeDepositIsCutToTheUnit(_ seed: UInt64) throws {
    var random = SeededRandom(seed)
    var index = try #require(LossIndex(.indexCut))
    for _ in 0..<20 { try index.record(Decimal18(9), over: Decimal18(10)) }
    #expect(index.now.value == (try Int256.powerOfTen(34)))
    let entry = index.now
    let base = try LossFixture.amount(upTo: Decimal18(1_000_000_000_000_000), 18, &random)
    let total = try base + LossFixture.amount(upTo: Decimal18(1_000_000_000_000_000), 18, &random)
    let loss = try LossFixture.amount(upTo: total, 18, &random)
    guard loss < total else { return }
    try index.record(loss, over: total)
    let owed = try index.owed(by: base, since: entry, decimals: 18)
    let exact = try loss.multiplied(by: base, dividedBy: total, rounding: .up)
    let most = try exact + .ulp
    #expect(owed >= exact && owed <= most, "seed \(seed)")
  }

  @Test func redistributionCarriesWhatItsDivisionLeaves() throws {
    var index = try #require(LossIndex(.redistribution))
    let start = index.now
    try index.record(.one, over: Decimal18(3))
    #expect(index.carried == Int256(Decimal18.one.mantissa))
    for _ in 0..<2 { try index.record(.one, over: Decimal18(3)) }
    #expect(index.carried == .zero)
    #expect(index.now.value == (try Int256.powerOfTen(36)))
    #expect(try index.owed(by: .one, since: start, decimals: 18) == .one)
    var shift = try #require(LossIndex(.fundingShift))
    for _ in 0..<3 { try shift.record(.one, over: Decimal18(3)) }
    let more = try Decimal18.one + .ulp
    #expect(try shift.owed(by: .one, since: start, decimals: 18) == more)
  }

  @Test(arguments: 0..<400 as Range<UInt64>)
  func lazyEqualsExplicitWithinOneUnitAndCoversTheLoss(_ seed: UInt64) throws {
    var random = SeededRandom(seed)
    let method = random.pick(Self.methods)
    let decimals = random.pick([0, 2, 6, 8, 18])
    let holders = try LossFixture.holders(decimals, &random)
    let total = try LossSpread.total(of: holders)
    let loss = try LossFixture.amount(upTo: total, decimals, &random)
    var index = try #require(LossIndex(method))
    // An index that has a history.
    try index.record(.one, over: Decimal18(7))
    let entry = index.now
    let carried = index.carried
    try index.record(loss, over: total)
    let allocation = try LossSpread.shares(
      of: loss, among: holders, method: method, decimals: decimals, dustAccount: "dust")
    let unit = LossFixture.unit(decimals)
    var sum = Decimal18.zero
    for holder in holders {
      let owed = try index.owed(by: holder.base, since: entry, decimals: decimals)
      let share = allocation.shares.first { $0.account == holder.account }?.amount ?? .zero
      sum = try sum + owed
      let most = try share + unit
      #expect(owed >= share && owed <= most, "seed \(seed)")
      #expect(owed <= holder.base || !method.takesFromBases, "seed \(seed)")
    }
    // What this loss left to carry is less than a unit; what the one before left came on top.
    let isWhole = method != .redistribution || index.carried <= carried
    let least = isWhole ? loss : try loss - unit
    let most = try loss + unit.multiplied(by: Int64(holders.count))
    #expect(sum >= least && sum <= most, "seed \(seed)")
  }

  /// Holders come, go and change while losses fall; each settles before its base changes.
  @Test(arguments: 0..<100 as Range<UInt64>)
  func aPoolNeverOwesMoreThanItHas(_ seed: UInt64) throws {
    var random = SeededRandom(seed)
    let decimals = random.pick([2, 6, 18])
    var index = try #require(LossIndex(random.pick(Self.factors)))
    var bases = [Decimal18](repeating: .zero, count: 6)
    var points = [LossIndex.Point](repeating: index.now, count: 6)
    var assets = Decimal18.zero
    for _ in 0..<120 {
      let holder = Int.random(in: 0..<6, using: &random)
      if random.chance(4) {
        let loss = try LossFixture.amount(upTo: assets, decimals, &random)
        if loss.isZero { continue }
        // The total is what the pool has; holders' claims are never more.
        try index.record(loss, over: assets)
        assets = try assets - loss
      } else {
        let owed = try index.owed(by: bases[holder], since: points[holder], decimals: decimals)
        bases[holder] = try bases[holder] - owed
        points[holder] = index.now
        let change =
          random.chance(2)
          ? try LossFixture.amount(upTo: Decimal18(1_000), decimals, &random)
          : try -(LossFixture.amount(upTo: bases[holder], decimals, &random))
        bases[holder] = try bases[holder] + change
        assets = try assets + change
      }
      var claims = Decimal18.zero
      for other in 0..<6 {
        let owed = try index.owed(by: bases[other], since: points[other], decimals: decimals)
        claims = try claims + bases[other] - owed
      }
      #expect(claims <= assets, "seed \(seed)")
    }
  }
}
