import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

/// The tier of the venue's share goes by what is liquidated at once, not by what could have been.
@Suite struct SpreadFeeTests {
  @Test(arguments: [("1100", "0.011"), ("5000", "0.25"), ("0", "0.45")])
  func theTierIsThatOfWhatIsRepaid(capital: String, fee: String) throws {
    var script = try Script {
      $0.anyAsset.weight = LivelyRulebook.number("0.8")
      $0.anyAsset.initialWeight = LivelyRulebook.number("0.75")
      $0.anyAsset.bonus = LivelyRulebook.number("0.1")
      $0.liquidation.mechanism = .fixedSpread
      $0.losses.waterfall = [.badDebt]
      var keeper = KeeperRules.Keeper()
      keeper.name = "keeper"
      keeper.capital = LivelyRulebook.number(capital)
      $0.keepers.list = [keeper]
      for (above, rate) in [("0", "0.1"), ("5000", "0.5")] {
        var tier = PenaltyRules.Tier()
        tier.above = LivelyRulebook.number(above)
        tier.rate = LivelyRulebook.number(rate)
        $0.penalty.tiers.append(tier)
      }
    }
    try script.price("2000")
    try script.money(.deposit, "lender", "20000")
    try script.money(.deposit, "vault", "10", Script.eth)
    try script.money(.borrow, "vault", "9000")
    try script.run()
    try script.price("1000")
    try script.run()
    let fill = try #require(script.all(.liquidationFill).first)
    #expect(fill.decimal(.fee) == (try d(fee)))
    // What an offer is cut to leaves nothing of the keeper's capital.
    let reasons = script.all(.liquidationAttempt).compactMap { $0.string(.reason) }
    #expect(reasons == (capital == "0" ? [] : ["no_capital"]))
    #expect(try script.audit().isEmpty)
  }
}
