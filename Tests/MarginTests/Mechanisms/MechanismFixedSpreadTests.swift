import FixedPoint
import Margin
import Testing

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

@Suite struct MechanismFixedSpreadTests {
  @Test(arguments: [
    // 1,000 of a debt at 1 with 5 % is 1,050 at 2,000.
    ("1000", "1", "1", "2000", "0.05", "0", "0.525", "0", "1000"),
    // The venue keeps a tenth of the bonus: 0.525 − 0.5 is 0.025.
    ("1000", "1", "1", "2000", "0.05", "0.1", "0.525", "0.0025", "1000"),
    // A balance of 0.4 is worth 800: 800 / 1.05, up.
    ("1000", "0.4", "1", "2000", "0.05", "0", "0.4", "0", "761.904762"),
    // Exactly the balance.
    ("1000", "0.525", "1", "2000", "0.05", "0", "0.525", "0", "1000"),
    // 1 / 3, down.
    ("1", "9", "1", "3", "0", "0.5", "0.33333333", "0", "1"),
    // 7 · 2 · 1.1 / 3 = 5.1333…, and 5.13333333 / 1.1 = 4.66666666…
    ("7", "99", "2", "3", "0.1", "0.5", "5.13333333", "0.23333334", "7"),
  ])
  func collateralIsTakenForADebt(
    amount: String, balance: String, debtPrice: String, collateralPrice: String, bonus: String,
    feeShare: String, size: String, fee: String, repaid: String
  ) throws {
    let terms = FixedSpread.Terms(
      debtPrice: try d(debtPrice), collateralPrice: try d(collateralPrice), bonus: try d(bonus),
      feeShare: try d(feeShare), decimals: TradeDecimals(size: 8, money: 6))
    let spread = try #require(
      try FixedSpread(repaying: d(amount), balance: d(balance), terms: terms))
    #expect(spread.size == (try d(size)))
    #expect(spread.fee == (try d(fee)))
    #expect(spread.repaid == (try d(repaid)))
    #expect(try spread.received + spread.fee == spread.size)
  }

  @Test(arguments: [
    ("0", "1", "1", "1"), ("1", "0", "1", "1"), ("1", "1", "0", "1"), ("1", "1", "1", "0"),
    // Less than the smallest amount of the collateral.
    ("0.000001", "1", "1", "1000000"),
  ])
  func thereIsNoneForNothing(
    amount: String, balance: String, debtPrice: String, collateralPrice: String
  ) throws {
    let terms = FixedSpread.Terms(
      debtPrice: try d(debtPrice), collateralPrice: try d(collateralPrice), bonus: .zero,
      decimals: TradeDecimals(size: 8, money: 6))
    #expect(try FixedSpread(repaying: d(amount), balance: d(balance), terms: terms) == nil)
  }

  /// The liquidator never gets more than its payment and bonus are worth, never pays more than it
  /// offered, and no more is taken than there is.
  @Test(arguments: 1...300 as ClosedRange<UInt64>)
  func noCentIsMade(seed: UInt64) throws {
    var random = MechanismRandom(seed: seed)
    let decimals = TradeDecimals(size: Int(random.whole(0...18)), money: Int(random.whole(0...18)))
    let terms = FixedSpread.Terms(
      debtPrice: random.amount(digits: 4), collateralPrice: random.amount(digits: 4),
      bonus: random.share(), feeShare: random.share(), decimals: decimals)
    let amount = random.amount(decimals: decimals.money)
    let balance = random.amount(decimals: decimals.size)
    guard let spread = try? FixedSpread(repaying: amount, balance: balance, terms: terms) else {
      return
    }
    #expect(spread.size <= balance && spread.repaid <= amount, "seed \(seed)")
    #expect(spread.size == balance || spread.repaid == amount, "seed \(seed)")
    let taken =
      try Int256(spread.size.mantissa) * Int256(terms.collateralPrice.mantissa)
      * Int256(Decimal18.one.mantissa)
    let paid =
      try Int256(spread.repaid.mantissa) * Int256(terms.debtPrice.mantissa)
      * Int256(try (Decimal18.one + terms.bonus).mantissa)
    #expect(taken <= paid, "seed \(seed)")
    // And not by more than a unit of what was rounded.
    let unit = spread.repaid == amount ? decimals.size : decimals.money
    let price = spread.repaid == amount ? terms.collateralPrice : terms.debtPrice
    let slack =
      try Int256.powerOfTen(18 - unit) * Int256(price.mantissa)
      * Int256(2 * Decimal18.one.mantissa)
    if spread.size < balance || spread.repaid < amount {
      #expect(try paid - taken <= slack, "seed \(seed)")
    }
    #expect(spread.fee <= spread.size && !spread.fee.isNegative, "seed \(seed)")
  }
}
