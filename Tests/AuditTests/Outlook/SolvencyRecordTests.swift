import Audit
import FixedPoint
import Ledger
import LedgerSupport
import Margin
import MarginSupport
import Testing

/// Losses, who paid for them, and what stands behind the rest.
@Suite struct SolvencyRecordTests {
  private static let lines = [
    #""kind":"market","market":"ETH-USD","base":"ETH","quote":"USD""#,
    #""kind":"insurance","fund":"safety","asset":"USD","amount":"40","cause":"contribution""#,
    #""kind":"liquidation_fill","account":"ann","mechanism":"order_book","market":"ETH-USD","side":"sell","size":"2","price":"50","penalty":"1.5""#,
    #""kind":"insurance","fund":"safety","asset":"USD","amount":"-30","cause":"liquidation","account":"ann""#,
    #""kind":"insurance","fund":"safety","asset":"USD","amount":"-5","cause":"liquidation","account":"ann""#,
    #""kind":"deleverage","account":"ann","counterparty":"ben","market":"ETH-USD","side":"sell","size":"3","price":"20""#,
    #""kind":"socialized_loss","pool":"ETH-USD","asset":"USD","amount":"7","method":"explicit""#,
    #""kind":"bad_debt","account":"ann","asset":"USD","amount":"11""#,
    #""kind":"recovery","asset":"USD","amount":"4","source":"treasury","account":"ann""#,
  ]

  @Test func everyStepOfTheWaterfallIsAddedUpByAssetAndMarket() throws {
    var reader = LogReader()
    var record = LossRecord()
    for (index, members) in (SmallVenue.reference + Self.lines).enumerated() {
      let event = try reader.read(
        #"{"v":1,"block":1,"index":\#(index),"time":1700000000000,\#(members)}"#)
      try record.apply(event, names: reader.names)
    }
    let dollars = try #require(record.assets[0])
    #expect(try dollars.penalties == .of("1.5"))
    #expect(dollars.insurance == Decimal18(35))
    #expect(dollars.deleveraged == Decimal18(60))
    #expect(dollars.socialized == Decimal18(7))
    #expect(dollars.badDebt == Decimal18(11) && dollars.recovered == Decimal18(4))
    #expect(try dollars.outstanding == Decimal18(7))
    let market = try #require(record.markets[0])
    #expect(market.deleveraged == Decimal18(60) && market.socialized == Decimal18(7))
    // The account was closed in this market alone, so the fund paid for it.
    #expect(market.insurance == Decimal18(35))
    #expect(market.badDebt == Decimal18(11) && market.recovered == Decimal18(4))
    #expect(record.draws.map(\.paid) == [Decimal18(35)])
    #expect(record.assets.count == 1 && record.markets.count == 1)
  }

  @Test func whatAFundPaidForSeveralMarketsIsInNone() throws {
    var reader = LogReader()
    var record = LossRecord()
    let lines =
      SmallVenue.reference + [Self.lines[0], Self.lines[1]] + [
        #""kind":"market","market":"BTC-USD","base":"ETH","quote":"USD""#, Self.lines[2],
        #""kind":"liquidation_fill","account":"ann","mechanism":"order_book","market":"BTC-USD","side":"sell","size":"1","price":"5""#,
        Self.lines[3],
        #""kind":"liquidation_start","account":"ann","notional":"1","equity":"0""#,
        #""kind":"liquidation_fill","account":"ann","mechanism":"order_book","market":"BTC-USD","side":"sell","size":"1","price":"5""#,
        Self.lines[4],
      ]
    for (index, members) in lines.enumerated() {
      let event = try reader.read(
        #"{"v":1,"block":1,"index":\#(index),"time":1700000000000,\#(members)}"#)
      try record.apply(event, names: reader.names)
    }
    let markets = (
      try #require(reader.names.markets.id(of: "ETH-USD")),
      try #require(reader.names.markets.id(of: "BTC-USD"))
    )
    #expect(record.assets[0]?.insurance == Decimal18(35))
    #expect(record.markets[markets.0]?.insurance == .zero)
    #expect(record.markets[markets.1]?.insurance == Decimal18(5))
  }

  @Test func collateralIsCountedInFullAndAtItsWeight() throws {
    var venue = try SmallVenue.lending()
    var cover = try CollateralCover(venue.state, names: venue.names)
    // 12 ETH at 100 and 1,000 USD; debts of 950.
    #expect(cover.collateral == Decimal18(2200))
    #expect(cover.resources == Decimal18(1960))
    #expect(cover.requirement == Decimal18(950))
    #expect(cover.insurance == Decimal18(40) && cover.shortfall.isZero)
    #expect(try cover.ofShortfall == nil)
    #expect(try cover.ofRequirement == ExactRatio(Int256(40), Int256(950)))
    try venue.assume([(.asset(venue.asset("ETH")), Decimal18(40))])
    cover = try CollateralCover(venue.state, names: venue.names)
    #expect(cover.shortfall == Decimal18(170) && cover.liquidatable == 2)
    #expect(try cover.ofShortfall == ExactRatio(Int256(40), Int256(170)))
  }

  @Test(arguments: 0..<UInt64(12))
  func theRecordIsWhatRandomVenuesDid(seed: UInt64) throws {
    var maker = LivelyRulebook(seed: seed)
    let run = try VenueRun(seed: seed, rulebook: maker.make(), length: 40)
    var record = LossRecord()
    for event in run.events { try record.apply(event, names: run.names) }
    var written: [Int: Int128] = [:]
    for event in run.events where event.kind == .badDebt {
      written[event.id(.asset) ?? -1, default: 0] += event.decimal(.amount)?.mantissa ?? 0
    }
    for asset in 0..<run.names.assets.count {
      let line = record.assets[asset]
      #expect(line?.badDebt.mantissa ?? 0 == written[asset] ?? 0, "seed \(seed)")
      let open = run.enforcer.state.badDebts.outstanding(of: asset)
      #expect(try line?.outstanding ?? .zero == open, "seed \(seed)")
    }
  }
}
