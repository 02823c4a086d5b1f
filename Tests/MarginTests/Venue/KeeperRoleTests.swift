import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

/// Which mechanisms keepers act in.
@Suite struct KeeperRoleTests {
  private static func keepers(_ rules: inout Rulebook, gasLimit: String = "0") {
    var keeper = KeeperRules.Keeper()
    keeper.name = "keeper"
    keeper.gasLimit = LivelyRulebook.number(gasLimit)
    rules.keepers.list = [keeper]
    rules.keepers.tip = Decimal18(20)
    rules.keepers.chip = LivelyRulebook.number("0.01")
    rules.keepers.gas = Decimal18(1)
    rules.keepers.gasAsset = "BTC"
  }

  /// A debt of 200 against one ether; the pool has 150 and the other debtor two ether.
  private func pooled(_ gasLimit: String) throws -> Script {
    var script = try Script {
      $0.liquidation.mechanism = .stabilityPool
      $0.liquidation.stabilityPool = "pool"
      $0.losses.waterfall = [.socialize]
      $0.losses.method = .redistribution
      Self.keepers(&$0, gasLimit: gasLimit)
    }
    try script.price("1000")
    try script.price("5", Script.btc)
    try script.money(.deposit, "ann", "1000")
    try script.transfer("ann", "pool", "150")
    try script.money(.deposit, "debtor", "1", Script.eth)
    try script.money(.borrow, "debtor", "200")
    try script.money(.deposit, "other", "2", Script.eth)
    try script.money(.borrow, "other", "10")
    try script.run()
    try script.price("190")
    try script.run()
    return script
  }

  @Test func aKeeperBeginsTheLiquidationOfAPoolForItsGas() throws {
    let script = try pooled("0")
    let fees = script.all(.fee)
    // 20 and a hundredth of 200, once for the offset and the redistribution together.
    #expect(fees.map { $0.decimal(.amount) } == [try d("-22")])
    #expect(fees.first?.id(.account) == script.names.accounts.id(of: "keeper"))
    #expect(script.all(.liquidationFill).count == 1)
    #expect(script.all(.socializedLoss).count == 1)
    #expect(script.debt("debtor") == .zero)
    #expect(try script.audit().isEmpty)
  }

  @Test func withoutAKeeperThePoolWaits() throws {
    let script = try pooled("4")
    #expect(script.all(.liquidationFill).isEmpty)
    #expect(script.all(.liquidationAttempt).map { $0.string(.reason) } == ["gas_above_limit"])
    #expect(script.debt("debtor") == (try d("200")))
    #expect(try script.audit().isEmpty)
  }

  /// The venue's own engine sells there: keepers, gas and incentives change nothing.
  @Test(arguments: [LiquidationRules.Mechanism.orderBook, .amm, .batch])
  func elsewhereKeepersAreWithoutEffect(_ mechanism: LiquidationRules.Mechanism) throws {
    func events(withKeepers: Bool) throws -> [String] {
      var script = try Script {
        $0.liquidation.mechanism = mechanism
        if withKeepers { Self.keepers(&$0, gasLimit: "0.1") }
      }
      try script.price("100")
      try script.price("5", Script.btc)
      try script.money(.deposit, "long", "110")
      try script.money(.deposit, "short", "5000")
      try script.trade("long", "short", "10", at: "100")
      try script.depth("bid", "93", "40")
      script.add(.liquidity) {
        $0.set(.market, integer: 0)
        $0.set(.size, decimal: Decimal18(1000))
        $0.set(.notional, decimal: Decimal18(94_000))
      }
      try script.run()
      try script.price("93")
      try script.run()
      #expect(!script.all(.liquidationFill).isEmpty)
      return script.last.map { event in
        "\(event.kind.name) \(event.decimal(.size) ?? .zero) \(event.decimal(.price) ?? .zero)"
      }
    }
    #expect(try events(withKeepers: true) == events(withKeepers: false))
  }

  /// Leverage by the bankruptcy price, not by notional and equity: the wealthy short has none at all.
  @Test func theRankOfBitMEXGoesByTheBankruptcyPrice() throws {
    var script = try Script {
      $0.liquidation.mechanism = .orderBook
      $0.losses.waterfall = [.deleverage]
      $0.losses.rank = .bitmex
    }
    try script.price("100")
    for (who, amount) in [("long", "110"), ("a", "300"), ("b", "500")] {
      try script.money(.deposit, who, amount)
    }
    try script.trade("long", "a", "5", at: "100")
    try script.trade("long", "b", "5", at: "100")
    try script.run()
    try script.price("80")
    try script.run()
    let closed = script.all(.deleverage)
    #expect(
      closed.map { $0.id(.counterparty) } == ["a", "b"].map { script.names.accounts.id(of: $0) })
    // Each gained a fifth. At 80: 80/(160 − 80) = 1 for a, 80/(200 − 80) = 2/3 for b.
    #expect(closed.map { $0.decimal(.rank) } == [try d("0.2"), try d("0.133333333333333333")])
    #expect(try script.audit().isEmpty)
  }
}
