import Engine
import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

/// The mechanism is changed while an auction runs: it goes on as what it was started as.
@Suite struct AuctionSwitchTests {
  /// Ten ether behind a debt of 1,000 that requires 1.5 times as much; at 140 they go to auction in block 2.
  private func started(_ mechanism: LiquidationRules.Mechanism) throws -> Script {
    var script = try Script {
      $0.liquidation.mechanism = mechanism
      $0.anyAsset.liabilityWeight = LivelyRulebook.number("1.5")
      $0.anyAsset.initialLiabilityWeight = LivelyRulebook.number("1.5")
      $0.auction.start = LivelyRulebook.number("1.3")
      $0.auction.duration = 130
      $0.auction.bidSeconds = 26
      $0.auction.bidStep = LivelyRulebook.number("1.05")
      $0.losses.waterfall = [.badDebt]
      for name in ["keeper", "other"] {
        var keeper = KeeperRules.Keeper()
        keeper.name = name
        $0.keepers.list.append(keeper)
      }
    }
    try script.price("200")
    try script.money(.deposit, "lender", "5000")
    try script.money(.deposit, "vault", "10", Script.eth)
    try script.money(.borrow, "vault", "1000")
    try script.run()
    try script.price("140")
    try script.run()
    #expect(script.all(.auctionStart).count == 1)
    #expect(script.all(.liquidationFill).isEmpty)
    return script
  }

  private static let switches = [LiquidationRules.Mechanism.dutchAuction, .englishAuction].flatMap {
    from in LiquidationRules.Mechanism.allCases.filter { $0 != from }.map { (from, $0) }
  }

  @Test(arguments: switches)
  func anAuctionRunsToItsEndAsItWasStarted(
    from: LiquidationRules.Mechanism, to: LiquidationRules.Mechanism
  ) throws {
    var script = try started(from)
    if to == .stabilityPool { script.set("liquidation.stability_pool", "stability-pool") }
    script.set("liquidation.mechanism", to.rawValue)
    for _ in 0..<14 { try script.run() }
    let fills = script.all(.liquidationFill)
    #expect(!fills.isEmpty)
    #expect(fills.allSatisfy { $0.choice(.mechanism) == from.rawValue })
    #expect(script.all(.auctionBid).isEmpty == (from == .dutchAuction))
    #expect(script.all(.auctionEnd).count == 1)
    #expect(script.state.auctions.open.isEmpty)
    #expect(script.debt("vault") == .zero)
    #expect(try script.audit().isEmpty)
  }

  @Test func theReservesOfAMarketMakerAreNotTouchedByAnAuction() throws {
    var script = try started(.dutchAuction)
    script.add(.liquidity) {
      $0.set(.asset, integer: Int64(Script.eth))
      $0.set(.size, decimal: Decimal18(100))
      $0.set(.notional, decimal: Decimal18(14_000))
    }
    script.set("liquidation.mechanism", "amm")
    for _ in 0..<14 { try script.run() }
    #expect(script.all(.liquidationFill).count == 1)
    let pool = script.state.liquidity.pool(.asset(Script.eth), fee: .zero)
    #expect(pool?.base == Decimal18(100))
  }

  /// A word that a kind does not have would stop the program.
  @Test func everyWordOfTheEngineIsOneOfItsEvent() throws {
    func words(_ kind: Kind, _ field: Field) throws -> [String] {
      let place = try #require(kind.position(of: field))
      guard case .choice(let words) = kind.spec.fields[place].type else { return [] }
      return words
    }
    let fills = try words(.liquidationFill, .mechanism)
    #expect(FillMechanism.allCases.allSatisfy { fills.contains($0.rawValue) })
    let ends = try words(.auctionEnd, .outcome)
    #expect(AuctionOutcome.allCases.allSatisfy { ends.contains($0.rawValue) })
    let methods = try words(.socializedLoss, .method)
    #expect(LossRules.Method.allCases.allSatisfy { methods.contains($0.rawValue) })
    let statuses = try words(.referencePrice, .status)
    #expect(PriceStatus.allCases.map(\.rawValue) == Array(statuses.indices))
  }
}
