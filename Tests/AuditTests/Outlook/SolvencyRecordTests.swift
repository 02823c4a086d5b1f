import Audit
import Engine
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
    #""kind":"socialized_loss","pool":"ETH-USD","asset":"USD","amount":"4","method":"explicit""#,
    #""kind":"bad_debt","account":"ann","asset":"USD","amount":"11""#,
    #""kind":"recovery","asset":"USD","amount":"4","source":"treasury","account":"ann""#,
    #""kind":"insurance","fund":"safety","asset":"USD","amount":"-2","cause":"bad_debt""#,
    #""kind":"insurance","fund":"safety","asset":"USD","amount":"-3","cause":"withdrawal""#,
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
    #expect(dollars.insurance == Decimal18(37))
    #expect(dollars.deleveraged == Decimal18(60))
    #expect(dollars.socialized == Decimal18(4))
    #expect(dollars.writtenOff == Decimal18(11) && dollars.recovered == Decimal18(4))
    // 11 written off, 2 paid by the fund, 4 spread, 4 brought back; the fund's withdrawal pays for nothing.
    #expect(dollars.paidByFunds == Decimal18(2))
    #expect(try dollars.outstanding == Decimal18(1))
    let market = try #require(record.markets[0])
    #expect(market.deleveraged == Decimal18(60) && market.socialized == Decimal18(4))
    // The account was closed in this market alone, so the fund paid for it.
    #expect(market.insurance == Decimal18(35))
    #expect(market.writtenOff == Decimal18(11) && market.recovered == Decimal18(4))
    #expect(record.draws.map(\.paid) == [Decimal18(37)])
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
      #expect(line?.writtenOff.mantissa ?? 0 == written[asset] ?? 0, "seed \(seed)")
      let pool = run.enforcer.state.book.poolBalance(.badDebt, asset: asset)
      #expect(try line?.outstanding ?? .zero == -pool, "seed \(seed)")
    }
  }

  /// With the rules every record is complete; without them it rests on what the log lacks.
  @Test(arguments: 0..<UInt64(12), [false, true])
  func totalsKeptFromEventToEventAreThoseOfAllAccounts(seed: UInt64, hasRules: Bool) throws {
    var maker = LivelyRulebook(seed: seed)
    let run = try VenueRun(seed: seed, rulebook: maker.make(), length: 40)
    var record = SolvencyRecord()
    for event in run.events where hasRules || event.kind != .parameter {
      try record.apply(event, names: run.names)
      // Not asked after every event: what changed several times in between counts once.
      guard event.seq % 3 == 0 else { continue }
      let totals = try record.totals(run.names)
      let whole = try record.solvency(run.names)
      let moment: Comment = "seed \(seed), event \(event.seq)"
      #expect(totals.unit == whole.unit, moment)
      #expect(totals.all == whole.total, moment)
      #expect(totals.shortfall == whole.shortfall, moment)
      #expect(totals.assets == whole.assets, moment)
      #expect(totals.unpriced == whole.unpriced, moment)
    }
  }

  @Test func aUnitAPriceAndAClassThatComeLaterCountForEverybody() throws {
    var reader = LogReader()
    var record = SolvencyRecord()
    let lines = [
      #""kind":"asset","asset":"USD","decimals":18"#,
      #""kind":"asset","asset":"ETH","decimals":18"#,
      #""kind":"deposit","account":"ann","asset":"ETH","amount":"2""#,
      #""kind":"borrow","account":"ben","asset":"USD","amount":"5""#,
      #""kind":"withdrawal","account":"cat","asset":"USD","amount":"1""#,
      #""kind":"venue","name":"v","unit":"USD""#,
      #""kind":"price_update","asset":"ETH","source":"s","price":"10""#,
      #""kind":"price_update","asset":"ETH","source":"s","price":"3""#,
      #""kind":"account","account":"ann","class":"reserve""#,
      #""kind":"opening_balance","account":"ben","asset":"USD","amount":"1""#,
    ]
    var seen: [String] = []
    for (index, members) in lines.enumerated() {
      let event = try reader.read(
        #"{"v":1,"block":1,"index":\#(index),"time":1700000000000,\#(members)}"#)
      try record.apply(event, names: reader.names)
      let totals = try record.totals(reader.names)
      let whole = try record.solvency(reader.names)
      #expect(totals.all == whole.total && totals.unpriced == whole.unpriced, "after \(index)")
      #expect(totals.assets == whole.assets && totals.shortfall == whole.shortfall)
      seen.append(
        "\(totals.all.value.equity) \(totals.all.insolvent) \(totals.all.undecided)")
    }
    // Of an account that is overdrawn the record is not complete.
    #expect(
      seen == [
        "0 0 0", "0 0 0", "0 0 0", "0 0 1", "0 0 2", "-6 1 1", "14 1 1", "0 1 1", "-6 1 1",
        "-5 1 1",
      ])
  }
}
