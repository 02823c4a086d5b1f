import FixedPoint
import LedgerSupport
import Margin
import Testing

@Suite struct LossSharePriceTests {
  @Test func aCutLowersWhatSharesAreWorth() throws {
    var pool = SharePrice()
    #expect(try pool.deposit(Decimal18(300)) == Decimal18(300))
    try pool.cut(Decimal18(100))
    #expect(try pool.rate == (try Ratio27("0.666666666666666666666666666")))
    #expect(try pool.value(of: Decimal18(10), decimals: 2) == (try Decimal18("6.66")))
    // A payout of 6.66 burns 9.99 shares; of 7 it burns 10.5.
    #expect(try pool.burned(for: Decimal18(7)) == (try Decimal18("10.5")))
    #expect(try pool.withdraw(Decimal18(7)) == (try Decimal18("10.5")))
    try pool.restore(Decimal18(100))
    #expect(pool.assets == Decimal18(293))
  }

  @Test func everyConversionFavoursThePool() throws {
    var pool = SharePrice(assets: Decimal18(3), shares: Decimal18(1))
    #expect(try pool.burned(for: .one) == Decimal18("0.333333333333333334"))
    #expect(try pool.deposit(.one) == Decimal18("0.333333333333333333"))
    #expect(try pool.value(of: Decimal18("0.5"), decimals: 0) == .one)
  }

  @Test func aPoolThatLostEverythingTakesNothingIn() throws {
    var pool = SharePrice(assets: Decimal18(5), shares: Decimal18(5))
    #expect(throws: LossError.notEnough(loss: Decimal18(6), available: Decimal18(5))) {
      try pool.cut(Decimal18(6))
    }
    #expect(throws: LossError.negativeLoss(Decimal18(-1))) { try pool.cut(Decimal18(-1)) }
    try pool.cut(Decimal18(5))
    #expect(try pool.value(of: Decimal18(5), decimals: 18) == .zero)
    #expect(throws: ArithmeticError.divisionByZero) { try pool.deposit(.one) }
    #expect(throws: ArithmeticError.divisionByZero) { try pool.burned(for: .one) }
  }

  @Test(arguments: 0..<150 as Range<UInt64>)
  func sharesAreNeverWorthMoreThanThePoolHas(_ seed: UInt64) throws {
    var random = SeededRandom(seed)
    var pool = SharePrice()
    var shares = [Decimal18](repeating: .zero, count: 5)
    for _ in 0..<80 {
      let holder = Int.random(in: 0..<5, using: &random)
      let before = try pool.value(of: shares[holder], decimals: 6)
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        // A pool without value takes nothing in.
        if pool.assets.isZero && !pool.shares.isZero { continue }
        let amount = try LossFixture.amount(upTo: Decimal18(900), 6, &random)
        shares[holder] = try shares[holder] + pool.deposit(amount)
        let gain = try pool.value(of: shares[holder], decimals: 6) - before
        let most = try amount + LossFixture.unit(6)
        #expect(gain <= most, "seed \(seed)")
      case 1:
        let amount = try LossFixture.amount(upTo: before, 6, &random)
        if amount.isZero { continue }
        shares[holder] = try shares[holder] - pool.withdraw(amount)
      case 2:
        try pool.cut(try LossFixture.amount(upTo: pool.assets, 6, &random))
      default:
        if !pool.shares.isZero { try pool.restore(.one) }
      }
      var (claims, count) = (Decimal18.zero, Decimal18.zero)
      for held in shares {
        #expect(held >= .zero, "seed \(seed)")
        claims = try claims + pool.value(of: held, decimals: 6)
        count = try count + held
      }
      #expect(claims <= pool.assets, "seed \(seed)")
      #expect(count == pool.shares, "seed \(seed)")
    }
  }
}
