import FixedPoint
import Margin
import Testing

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

@Suite struct MechanismStabilityOffsetTests {
  @Test(arguments: [
    ("100", "3", "1000", "100", "3"), ("100", "3", "100", "100", "3"),
    // Half of the debt for half of the collateral; a third of it rounded down.
    ("100", "3", "50", "50", "1.5"), ("3", "1", "1", "1", "0.3333"),
    ("100", "3", "0", "0", "0"), ("0", "3", "50", "0", "0"),
  ])
  func thePoolPaysWhatItCan(
    debt: String, collateral: String, deposits: String, absorbed: String, taken: String
  ) throws {
    let offset = try StabilityOffset(
      debt: d(debt), collateral: d(collateral), deposits: d(deposits), collateralDecimals: 4)
    #expect(offset.absorbed == (try d(absorbed)))
    #expect(offset.collateral == (try d(taken)))
    #expect(try offset.absorbed + offset.debtLeft == d(debt))
    #expect(try offset.collateral + offset.collateralLeft == d(collateral))
  }

  @Test func whatIsTakenIsRoundedDown() throws {
    let offset = try StabilityOffset(debt: d("3"), collateral: d("2"), deposits: .one)
    #expect(offset.collateral == (try d("0.666666666666666666")))
    #expect(offset.collateralLeft == (try d("1.333333333333333334")))
  }
}

@Suite struct MechanismPoolSharesTests {
  private typealias Deposit = PoolShares.Deposit

  @Test func depositorsShareLossesAndGains() throws {
    var pool = PoolShares()
    var (a, b) = (Deposit(), Deposit())
    _ = try pool.settle(&a, adding: d("100"))
    _ = try pool.settle(&b, adding: d("300"))
    try pool.absorb(d("200"), taking: .init(asset: 7, amount: d("8")))
    #expect(try pool.value(of: a) == d("50"))
    #expect(try pool.gains(of: b) == [.init(asset: 7, amount: d("6"))])
    // A later depositor has no part in what was before.
    var c = Deposit()
    _ = try pool.settle(&c, adding: d("200"))
    try pool.absorb(d("100"), taking: .init(asset: 5, amount: d("4")))
    #expect(try pool.value(of: a) == d("37.5"))
    #expect(try pool.value(of: c) == d("150"))
    #expect(
      try pool.gains(of: c) == [.init(asset: 7, amount: .zero), .init(asset: 5, amount: d("2"))])
    // Taking back settles the gains.
    #expect(
      try pool.settle(&a, adding: d("-37.5"))
        == [.init(asset: 7, amount: d("2")), .init(asset: 5, amount: d("0.5"))])
    #expect(try pool.gains(of: a).allSatisfy(\.amount.isZero))
    #expect(pool.total == (try d("262.5")))
    #expect(pool.gains.map(\.held) == (try [d("6"), d("3.5")]))
    #expect(try pool.dust(besides: [a, b, c]).deposits == .zero)
  }

  @Test func aPaymentOfEverythingBeginsAnEpoch() throws {
    var pool = PoolShares()
    var (a, b) = (Deposit(), Deposit())
    _ = try pool.settle(&a, adding: d("10"))
    try pool.absorb(d("10"), taking: .init(asset: 0, amount: d("1")))
    #expect(pool.total == .zero)
    _ = try pool.settle(&b, adding: d("5"))
    try pool.absorb(d("1"), taking: .init(asset: 0, amount: d("2")))
    #expect(try pool.value(of: a) == .zero)
    #expect(try pool.gains(of: a) == [.init(asset: 0, amount: d("1"))])
    #expect(try pool.value(of: b) == d("4"))
    #expect(try pool.gains(of: b) == [.init(asset: 0, amount: d("2"))])
  }

  @Test func whatCannotBeIsRefusedAndChangesNothing() throws {
    var pool = PoolShares()
    var a = Deposit()
    _ = try pool.settle(&a, adding: d("10"))
    let (before, deposit) = (pool, a)
    #expect(throws: ArithmeticError.overflow) {
      try pool.absorb(d("10.000000000000000001"), taking: .init(asset: 0, amount: .one))
    }
    #expect(throws: ArithmeticError.overflow) {
      _ = try pool.settle(&a, adding: d("-10.000000000000000001"))
    }
    #expect(pool == before)
    #expect(a == deposit)
  }

  /// One after the other almost everything is lost: through many scales nothing is lost on the way.
  @Test func depositsSurviveManyScales() throws {
    var pool = PoolShares()
    var a = Deposit()
    let large = try d("100000000000000000000")
    _ = try pool.settle(&a, adding: large)
    var expected = large
    while expected > .ulp {
      let left = try expected.divided(by: d("1000000000"), rounding: .down)
      try pool.absorb(expected - max(left, .ulp), taking: .init(asset: 0, amount: .one))
      expected = max(left, .ulp)
      #expect(pool.total == expected)
      let value = try pool.value(of: a)
      #expect(value <= expected)
      #expect(try expected - value <= .ulp)
    }
    let gain = try pool.gains(of: a)[0].amount
    #expect(try pool.gains[0].held - gain <= .ulp)
  }

  /// Against holdings that are kept for each depositor with 30 more digits; every unit is
  /// somebody's or named dust, which is less than one for each depositor and settlement.
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func thePoolIsThatOfSlowSharing(seed: UInt64) throws {
    var random = MechanismRandom(seed: seed)
    let decimals = [6, 18][Int(random.whole(0...1))]
    let unit = Decimal18(mantissa: decimals == 6 ? 1_000_000_000_000 : 1)
    var pool = PoolShares(decimals: decimals)
    var model = SlowPool(depositors: Int(random.whole(1...6)))
    var deposits = [Deposit](repeating: Deposit(), count: model.holdings.count)
    var settlements = Int64(deposits.count)
    for _ in 0..<120 {
      let who = Int(random.whole(0...Int64(deposits.count - 1)))
      switch random.whole(0...3) {
      case 0:
        let change = random.amount(digits: 7, decimals: decimals)
        _ = try pool.settle(&deposits[who], adding: change)
        try model.settle(who, at: pool.value(of: deposits[who]))
        settlements += 1
      case 1:
        let value = try pool.value(of: deposits[who])
        let part = try value.multiplied(by: random.share(), rounding: .down)
          .rounded(toDecimals: decimals, rounding: .down)
        _ = try pool.settle(&deposits[who], adding: random.whole(0...2) == 0 ? -value : -part)
        try model.settle(who, at: pool.value(of: deposits[who]))
        settlements += 1
      default:
        if pool.total.isZero { continue }
        var debt = try pool.total.multiplied(by: random.share(), rounding: .down)
          .rounded(toDecimals: decimals, rounding: .down)
        if random.whole(0...15) == 0 { debt = pool.total }
        if random.whole(0...5) == 0 { debt = max(.zero, try pool.total - unit) }
        try model.absorb(debt, of: pool.total)
        try pool.absorb(
          debt, taking: .init(asset: Int(random.whole(0...1)), amount: random.amount(digits: 3)))
      }
      for (who, deposit) in deposits.enumerated() {
        let value = try pool.value(of: deposit)
        let exact = try model.value(of: who)
        let lost = try exact - value
        #expect(!lost.isNegative && lost <= unit, "seed \(seed)")
      }
      let dust = try pool.dust(besides: deposits)
      #expect(!dust.deposits.isNegative, "seed \(seed)")
      #expect(try dust.deposits <= unit.multiplied(by: settlements), "seed \(seed)")
      #expect(dust.gains.allSatisfy { !$0.amount.isNegative }, "seed \(seed)")
    }
  }

  /// Nobody but the depositors of the moment gains, to a unit each.
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func gainsAreSharedToTheUnit(seed: UInt64) throws {
    var random = MechanismRandom(seed: seed)
    var pool = PoolShares()
    var deposits = [Deposit](repeating: Deposit(), count: 5)
    for who in deposits.indices { _ = try pool.settle(&deposits[who], adding: random.amount()) }
    for _ in 0..<200 {
      let debt = try pool.total.multiplied(by: random.share(), rounding: .down)
      try pool.absorb(debt, taking: .init(asset: 3, amount: random.amount(digits: 4)))
    }
    let dust = try pool.dust(besides: deposits)
    // What the unit of a deposit gains when rounding has eaten it is nobody's either.
    if pool.total > (try d("0.000001")) {
      #expect(dust.gains[0].amount <= Decimal18(mantissa: 5), "seed \(seed)")
    }
    #expect(dust.deposits <= Decimal18(mantissa: 5), "seed \(seed)")
    #expect(pool.gains[0].held.isPositive)
  }
}

/// A pool that keeps what each depositor holds, with 30 digits more than a decimal.
private struct SlowPool {
  var holdings: [Int256]

  init(depositors: Int) {
    holdings = [Int256](repeating: .zero, count: depositors)
  }

  mutating func settle(_ who: Int, at amount: Decimal18) throws {
    holdings[who] = try Int256(amount.mantissa) * Int256.powerOfTen(30)
  }

  mutating func absorb(_ debt: Decimal18, of total: Decimal18) throws {
    let left = Int256(try (total - debt).mantissa)
    for who in holdings.indices {
      holdings[who] = try Int256.mulDiv(
        holdings[who], left, Int256(total.mantissa), rounding: .halfEven)
    }
  }

  /// What is held, and a hair more, rounded down.
  func value(of who: Int) throws -> Decimal18 {
    let hair = try Int256.powerOfTen(20)
    let units = try (holdings[who] + hair).divided(by: Int256.powerOfTen(30), rounding: .down)
    return Decimal18(mantissa: try #require(units.int128))
  }
}
