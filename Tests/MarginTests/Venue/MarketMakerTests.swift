import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

/// Liquidations by a market maker: what leaves its reserves is what accounts get.
@Suite struct MarketMakerTests {
  private func venue(_ asset: Int?) throws -> Script {
    var script = try Script {
      $0.anyAsset.weight = LivelyRulebook.number("0.8")
      $0.anyAsset.initialWeight = LivelyRulebook.number("0.75")
      $0.liquidation.mechanism = .amm
      $0.liquidation.ammFee = LivelyRulebook.number("0.003")
      $0.losses.waterfall = [.badDebt]
    }
    try script.price("2000")
    try script.money(.deposit, "lender", "100000")
    script.add(.liquidity) {
      $0.set(asset == nil ? .market : .asset, integer: Int64(asset ?? 0))
      $0.set(.size, decimal: Decimal18(100))
      $0.set(.notional, decimal: Decimal18(150_000))
    }
    return script
  }

  @Test func aPositionsProceedsLeaveTheReserveAsTheAccountGetsThem() throws {
    var script = try venue(nil)
    try script.money(.deposit, "long", "1300")
    try script.trade("long", "lender", "7.77777777", at: "2000")
    try script.run()
    try script.price("1850")
    try script.run()
    let fills = script.all(.liquidationFill)
    #expect(!fills.isEmpty)
    var got = Decimal18.zero
    for fill in fills {
      let size = try #require(fill.decimal(.size))
      let price = try #require(fill.decimal(.price))
      let paid = try size.multiplied(by: price, rounding: .up)
      got = try got + paid.rounded(toDecimals: 6, rounding: .up)
    }
    let pool = try #require(script.state.liquidity.pool(.market(0), fee: .zero))
    #expect(try d("150000") - pool.quote == got)
    #expect(try script.audit().isEmpty)
  }

  @Test func whatIsRepaidIsWhatLeavesTheReserve() throws {
    var script = try venue(Script.eth)
    try script.money(.deposit, "vault", "10", Script.eth)
    try script.money(.borrow, "vault", "10000.123457")
    try script.run()
    try script.price("1240")
    try script.run()
    let fill = try #require(script.all(.liquidationFill).first)
    let pool = try #require(script.state.liquidity.pool(.asset(Script.eth), fee: .zero))
    #expect(fill.decimal(.repaid) == (try d("10000.123457")))
    #expect(try d("150000") - pool.quote == (try d("10000.123457")))
    #expect(try script.audit().isEmpty)
  }

  /// The pool pays in the unit of account; a debt in something else is repaid at its price.
  @Test func aDebtThatIsNotInTheUnitIsPaidAtItsPrice() throws {
    var script = try venue(Script.eth)
    try script.price("5000", Script.btc)
    try script.money(.deposit, "lender", "10", Script.btc)
    try script.money(.deposit, "vault", "10", Script.eth)
    try script.money(.borrow, "vault", "2", Script.btc)
    try script.run()
    try script.price("1240")
    try script.run()
    let fill = try #require(script.all(.liquidationFill).first)
    let pool = try #require(script.state.liquidity.pool(.asset(Script.eth), fee: .zero))
    #expect(fill.decimal(.repaid) == (try d("2")))
    #expect(try d("150000") - pool.quote == (try d("10000")))
    #expect(try #require(fill.decimal(.size)) > (try d("7")))
    #expect(try script.audit().isEmpty)
  }
}
