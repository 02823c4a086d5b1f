import FixedPoint
import Margin
import Testing

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

@Suite struct MechanismConstantProductTests {
  private static func pool(fee: String = "0") throws -> ConstantProduct {
    ConstantProduct(base: try d("100"), quote: try d("10000"), fee: try d(fee))
  }

  @Test(arguments: [
    // 10000 · 25 / 125
    ("0", "25", "2000"),
    // 10000 · 100 / 200
    ("0", "100", "5000"),
    // 10000 · 0.997 / 100.997
    ("0.003", "1", "98.715803439706129885"),
    ("0.5", "50", "2000"),
    ("0", "0", "0"),
    ("1", "10", "0"),
  ])
  func aSaleBrings(fee: String, size: String, proceeds: String) throws {
    #expect(try Self.pool(fee: fee).proceeds(selling: d(size)) == d(proceeds))
  }

  @Test(
    arguments: [
      // 10000 · 20 / 80
      ("0", "20", "2500"),
      ("0.5", "20", "5000"),
      // 10000 / (99 · 0.997), up
      ("0.003", "1", "101.314043139519568808"),
      ("0", "100", nil),
      ("0", "0", "0"),
    ] as [(String, String, String?)])
  func aPurchaseCosts(fee: String, size: String, cost: String?) throws {
    #expect(try Self.pool(fee: fee).cost(buying: d(size)) == cost.map { try d($0) })
  }

  @Test(
    arguments: [
      // 100 · 2000 / 8000
      ("0", "2000", "25"),
      ("0.5", "2000", "50"),
      ("0", "10000", nil),
      ("0", "0", "0"),
    ] as [(String, String, String?)])
  func toRaiseAnAmountSoMuchIsSold(fee: String, amount: String, size: String?) throws {
    #expect(try Self.pool(fee: fee).size(raising: d(amount)) == size.map { try d($0) })
  }

  @Test func slippageIsAgainstTheSpotPrice() throws {
    let pool = try Self.pool()
    #expect(try pool.spot() == d("100"))
    // 25 at 80 instead of 100; 20 at 125.
    #expect(try pool.slippage(selling: d("25")) == d("0.2"))
    #expect(try pool.slippage(buying: d("20")) == d("0.25"))
    #expect(try Self.pool(fee: "0.5").slippage(selling: d("50")) == d("0.6"))
    #expect(try pool.slippage(selling: .zero) == .zero)
    #expect(try pool.slippage(buying: d("100")) == nil)
  }

  @Test func amountsAreRoundedForThePool() throws {
    let pool = ConstantProduct(base: try d("7"), quote: try d("1000"))
    // 1000 · 2 / 9, 1000 / 6, 7 · 300 / 700, 7 · 301 / 699 = 3.0143…
    #expect(try pool.proceeds(selling: d("2"), moneyDecimals: 2) == d("222.22"))
    #expect(try pool.cost(buying: d("1"), moneyDecimals: 2) == d("166.67"))
    #expect(try pool.size(raising: d("300"), sizeDecimals: 3) == d("3"))
    #expect(try pool.size(raising: d("301"), sizeDecimals: 3) == d("3.015"))
  }

  @Test func aPoolWithoutReservesTradesNothing() throws {
    var pool = ConstantProduct(base: .zero, quote: try d("5"))
    #expect(try pool.sell(d("1")) == .zero)
    #expect(try pool.buy(d("1")) == nil)
    #expect(try pool.spot() == nil)
    #expect(pool == ConstantProduct(base: .zero, quote: try d("5")))
  }

  /// The product of the reserves never falls, nobody gains by going there and back, and what raises
  /// an amount raises it.
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func theProductNeverFalls(seed: UInt64) throws {
    var random = MechanismRandom(seed: seed)
    let fee = random.whole(0...2) == 0 ? Decimal18.zero : random.share()
    var pool = ConstantProduct(base: random.amount(), quote: random.amount(), fee: fee)
    for _ in 0..<60 {
      let before = pool
      let decimals = Int(random.whole(0...18))
      if random.whole(0...1) == 0 {
        let size = random.amount(decimals: decimals)
        let got = try pool.sell(size, moneyDecimals: decimals)
        #expect(try pool.quote + got == before.quote, "seed \(seed)")
        if let back = try before.size(raising: got, sizeDecimals: decimals) {
          #expect(back <= size, "seed \(seed)")
        }
      } else {
        let size = try random.amount().multiplied(by: random.share(), rounding: .down)
        if let paid = try? pool.buy(size, moneyDecimals: decimals) {
          #expect(try pool.quote == before.quote + paid, "seed \(seed)")
          #expect(try pool.base + size == before.base, "seed \(seed)")
          var copy = pool
          #expect(try copy.sell(size) <= paid, "seed \(seed)")
        }
      }
      let product = Int256Sum(product: pool.base.mantissa, pool.quote.mantissa)
      let old = Int256Sum(product: before.base.mantissa, before.quote.mantissa)
      #expect(product >= old, "seed \(seed)")
      let wanted = random.amount(decimals: decimals)
      if wanted < pool.quote, let size = try? pool.size(raising: wanted, sizeDecimals: decimals) {
        #expect(try pool.proceeds(selling: size) >= wanted, "seed \(seed)")
      }
    }
  }
}
