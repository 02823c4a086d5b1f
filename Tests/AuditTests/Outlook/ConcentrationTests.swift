import Audit
import Engine
import FixedPoint
import Ledger
import Margin
import Testing

/// Shares of the largest accounts, computed by hand.
@Suite struct ConcentrationTests {
  private static func of(_ venue: SmallVenue, slippage: String = "0.1") throws -> Concentration {
    try Concentration(venue.state, names: venue.names, slippage: .of(slippage))
  }

  private static func ratio(_ above: Int128, _ below: Int128) throws -> ExactRatio {
    try ExactRatio(Int256(above), Int256(below))
  }

  @Test func sharesAndIndicesAreExact() throws {
    let venue = try SmallVenue.lending()
    let concentration = try Self.of(venue)
    let ether = try #require(concentration.item(.asset(venue.asset("ETH"))))
    let deposits = try #require(ether.sides.first)
    #expect(ether.sides.map(\.side) == [.deposits])
    #expect(deposits.total == Decimal18(12))
    #expect(deposits.parts.map(\.account) == [venue.account("ann"), venue.account("ben")])
    #expect(try deposits.share(ofLargest: 1) == Self.ratio(10, 12))
    #expect(try deposits.share(ofLargest: 5) == .one)
    #expect(try deposits.herfindahl == Self.ratio(104, 144))
    let dollars = try #require(concentration.item(.asset(venue.asset("USD"))))
    #expect(dollars.sides.map(\.side) == [.deposits, .borrows])
    #expect(dollars.sides.map(\.total) == [Decimal18(1000), Decimal18(950)])
    #expect(try dollars.sides[1].share(ofLargest: 2) == Self.ratio(800, 950))
  }

  @Test func anAccountThatHasAndOwesTheSameAssetIsALoop() throws {
    let venue = try SmallVenue.lending()
    let loops = try Self.of(venue).loops
    #expect(loops.map(\.account) == [venue.account("cy")])
    #expect(loops.map(\.looped) == [Decimal18(300)])
  }

  @Test func theLargestDefaultIsHeldAgainstTheFund() throws {
    let venue = try SmallVenue.lending()
    let cover = try #require(try Self.of(venue).covers.first)
    #expect(cover.fund == "safety" && cover.balance == Decimal18(40))
    #expect(cover.account == venue.account("ann") && cover.exposure == Decimal18(500))
    #expect(cover.loss == Decimal18(50))
    #expect(try cover.share == Self.ratio(50, 40))
  }

  @Test func bothSidesOfAMarketHaveTheirHolders() throws {
    let venue = try SmallVenue.perpetual()
    let item = try #require(try Self.of(venue).item(.market(venue.market("ETH-USD"))))
    #expect(item.sides.map(\.side) == [.long, .short])
    #expect(item.sides.map(\.total) == [Decimal18(10), Decimal18(10)])
    #expect(item.sides[0].parts.map(\.account) == [venue.account("lou")])
    #expect(try item.sides[1].herfindahl == .one)
  }

  @Test func theVenuesOwnAccountsAreLeftOut() throws {
    let venue = try SmallVenue([
      SmallVenue.reference + [
        #""kind":"account","account":"vault","class":"reserve""#,
        SmallVenue.money("deposit", "vault", "USD", "900"),
        SmallVenue.money("deposit", "ann", "USD", "100"),
      ]
    ])
    let item = try #require(try Self.of(venue).item(.asset(venue.asset("USD"))))
    #expect(item.sides.map(\.total) == [Decimal18(100)])
    // As in what solvency says of each asset.
    let solvency = try Solvency(venue.state.book, names: venue.names)
    #expect(solvency.assets.map(\.assets) == [Decimal18(100)])
    #expect(solvency.total.value.assets == Decimal18(100))
    #expect(solvency.classes.map(\.value.assets) == [Decimal18(100), Decimal18(900)])
  }

  @Test func withoutAPriceANotionalIsAtAverageCostAndSaysSo() throws {
    let venue = try SmallVenue([
      SmallVenue.reference + [
        #""kind":"market","market":"ETH-USD","base":"ETH","quote":"USD""#,
        SmallVenue.fill("lou", "buy", "2", "70"),
        #""kind":"insurance","fund":"safety","asset":"USD","amount":"28","cause":"contribution""#,
      ]
    ])
    let concentration = try Self.of(venue)
    #expect(concentration.unpriced == [venue.market("ETH-USD")])
    #expect(concentration.covers.map(\.exposure) == [Decimal18(140)])
    #expect(try concentration.covers.map(\.share) == [Self.ratio(1, 2)])
  }
}
