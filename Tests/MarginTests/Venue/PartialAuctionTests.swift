import Engine
import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

/// Auctions of a part of a debt: the penalty is a part of what is raised.
@Suite struct PartialAuctionTests {
  /// Ten ether at 200 behind a debt of 1,000 that requires 1.5 times as much; at 140 half of it is sold.
  private func started(_ mechanism: LiquidationRules.Mechanism, factor: String) throws -> Script {
    var script = try Script {
      $0.liquidation.mechanism = mechanism
      $0.liquidation.size = .closeFactor
      $0.liquidation.closeFactor = LivelyRulebook.number(factor)
      $0.anyAsset.liabilityWeight = LivelyRulebook.number("1.5")
      $0.anyAsset.initialLiabilityWeight = LivelyRulebook.number("1.5")
      $0.penalty.tiers = [.init()]
      $0.penalty.tiers[0].rate = LivelyRulebook.number("0.1")
      $0.penalty.maximum = LivelyRulebook.number("0.1")
      $0.auction.duration = 130
      $0.auction.bidSeconds = 13
      $0.auction.bidStep = LivelyRulebook.number("1.05")
      var keeper = KeeperRules.Keeper()
      keeper.name = "keeper"
      $0.keepers.list = [keeper]
      // Each takes at most 300 at once.
      if mechanism == .dutchAuction, factor != "1" { $0.keepers.list[0].capital = Decimal18(300) }
      var other = keeper
      other.name = "other"
      if mechanism == .englishAuction { $0.keepers.list.append(other) }
    }
    try script.price("200")
    try script.money(.deposit, "lender", "5000")
    try script.money(.deposit, "vault", "10", Script.eth)
    try script.money(.borrow, "vault", "1000")
    try script.run()
    try script.price("140")
    for _ in 0..<9 { try script.run() }
    return script
  }

  @Test(arguments: [LiquidationRules.Mechanism.dutchAuction, .englishAuction])
  func halfOfADebtRaisesItsPenalty(_ mechanism: LiquidationRules.Mechanism) throws {
    let script = try started(mechanism, factor: "0.5")
    let start = try #require(script.all(.auctionStart).first)
    #expect(start.decimal(.debt) == (try d("550")))
    let id = start.string(.auction)
    let fills = script.all(.liquidationFill).filter { $0.string(.auction) == id }
    let sums = try fills.reduce((paid: Decimal18.zero, penalty: Decimal18.zero)) {
      (
        try $0.paid + ($1.decimal(.repaid) ?? .zero),
        try $0.penalty + ($1.decimal(.penalty) ?? .zero)
      )
    }
    #expect(sums.paid == (try d("550")))
    #expect(sums.penalty == (try d("50")))
    if mechanism == .dutchAuction {
      // The first 300 pay the debt only; of the rest, 200 do.
      #expect(fills.map { $0.decimal(.penalty) ?? .zero } == [.zero, try d("50")])
    }
    #expect(script.state.book.poolBalance(.penalty, asset: Script.usd) >= (try d("50")))
    #expect(try script.audit().isEmpty)
  }

  @Test func aWholeDebtIsPaidBeforeItsPenalty() throws {
    let script = try started(.dutchAuction, factor: "1")
    #expect(script.debt("vault") == .zero)
    let penalties = script.all(.liquidationFill).map { $0.decimal(.penalty) ?? .zero }
    #expect(try penalties.reduce(.zero) { try $0 + $1 } == (try d("100")))
    #expect(try script.audit().isEmpty)
  }
}
