import Audit
import FixedPoint
import Ledger
import Testing

/// Question 10 by value, on logs whose figures are reckoned by hand: who gained, who lost, what prices did.
@Suite struct ValueAccountingTests {
  /// The rows of the table by value, by account or pool: before, put_in, by_events, by_prices, after.
  private static func values(_ answer: Answer, _ log: QuestionLog) -> [String: [String]] {
    var values: [String: [String]] = [:]
    for number in answer.tables[0].rows.indices {
      let row = answer.row(number)
      let id = row[0].isEmpty ? nil : Int(row[0].dropFirst())
      values[id.map { log.names.accounts[$0] } ?? row[1]] = Array(row.dropFirst(2))
    }
    return values
  }

  /// Two vaults: one sold for nothing and written off, one sold for 450; then funds and a recovery pay.
  private static let vaults = """
    1 venue name=Vaults unit=DAI
    1 asset asset=DAI decimals=18
    1 asset asset=ETH decimals=18
    1 deposit account=v1 asset=ETH amount=10
    1 deposit account=v2 asset=ETH amount=5
    1 price_update asset=ETH source=feed price=200
    1 borrow account=v1 asset=DAI amount=1000
    1 borrow account=v2 asset=DAI amount=500
    2 price_update asset=ETH source=feed price=100
    3 liquidation_fill account=v1 liquidator=k1 mechanism=english_auction asset=ETH size=10 repaid_asset=DAI repaid=0
    3 bad_debt account=v1 asset=DAI amount=1000
    3 liquidation_fill account=v2 liquidator=k2 mechanism=english_auction asset=ETH size=5 repaid_asset=DAI repaid=450
    4 insurance fund=main asset=DAI amount=300 cause=contribution
    4 insurance fund=main asset=DAI amount=-200 cause=bad_debt
    5 recovery asset=DAI amount=300 source=treasury account=v1
    6 price_update asset=ETH source=feed price=120
    """

  @Test func aVenueOfVaultsTellsWhoBoreTheLoss() throws {
    let log = try QuestionLog(Self.vaults)
    let values = Self.values(try log.ask(10), log)
    // 10 ETH at 200 less the loan of 1000; then gave 10 ETH at 100 for nothing and was forgiven 1000.
    #expect(values["v1"] == ["0", "1000", "0", "-1000", "0"])
    // 5 ETH at 200 less 500; then gave 5 ETH at 100 for 450, and still owes 50.
    #expect(values["v2"] == ["0", "500", "-50", "-500", "-50"])
    // What a taker took is outside at once.
    #expect(values["k1"] == ["0", "-1000", "1000", "0", "0"])
    #expect(values["k2"] == ["0", "-50", "50", "0", "0"])
    #expect(values["bad_debt"] == ["0", "0", "-500", "0", "-500"])
    #expect(values["insurance:main"] == ["0", "300", "-200", "0", "100"])
    // 3000 put in and 1500 lent, 300 for the fund; 1050 taken; the treasury's 300.
    #expect(values["world"] == ["", "-750", "-300", "", ""])
    #expect(values.count == 7)
  }

  @Test func aRangeBeginsWithWhatWasHeldAtItsPrices() throws {
    let log = try QuestionLog(Self.vaults)
    // From the first liquidation on, when ETH is at 100 already.
    let answer = try log.ask(10) { $0.first = 10 }
    let values = Self.values(answer, log)
    #expect(values["v1"] == nil)
    #expect(values["v2"] == ["0", "0", "-50", "0", "-50"])
    let later = Self.values(try log.ask(10) { $0.first = 9 }, log)
    #expect(later["v1"] == ["1000", "0", "0", "-1000", "0"])
    #expect(later["v2"] == ["500", "0", "-50", "-500", "-50"])
    #expect(values["k1"] == ["0", "-1000", "1000", "0", "0"])
    #expect(!answer.sentence.contains("Prices did"))
  }

  @Test func anAccountOrAnAssetNarrowsTheRowsOnly() throws {
    let log = try QuestionLog(Self.vaults)
    let whole = try log.ask(10)
    let one = try log.ask(10) { $0.account = try log.account("k1") }
    #expect(Self.values(one, log) == ["k1": ["0", "-1000", "1000", "0", "0"]])
    #expect(one.sentence == whole.sentence)
    let dai = try log.ask(10) { $0.asset = try log.asset("DAI") }
    #expect(Self.values(dai, log)["k1"] == nil)
    #expect(Self.values(dai, log)["v1"] == ["0", "-1000", "1000", "0", "0"])
  }

  /// A long of two contracts is taken over below its bankruptcy price; the fund pays.
  private static let market = """
    1 venue name=Perps unit=USD
    1 asset asset=USD decimals=6
    1 asset asset=ETH decimals=18
    1 market market=ETH-USD base=ETH quote=USD
    1 parameter scope=venue name=value_decimals value=8
    1 price_update market=ETH-USD source=oracle price=100
    1 deposit account=long asset=USD amount=50
    1 deposit account=short asset=USD amount=500
    1 insurance fund=main asset=USD amount=20 cause=contribution
    1 fill account=long market=ETH-USD side=buy size=2 price=101 fee=1
    1 fill account=short market=ETH-USD side=sell size=2 price=101
    2 price_update market=ETH-USD source=oracle price=80
    2 liquidation_fill account=long liquidator=taker mechanism=order_book market=ETH-USD side=sell size=2 price=75
    2 fill account=short market=ETH-USD side=buy size=2 price=75
    2 insurance fund=main asset=USD amount=-3 cause=liquidation account=long
    """

  @Test func contractsAreValuedAtTheMarkAndTheirPriceAfterwardsIsAColumn() throws {
    let log = try QuestionLog(Self.market)
    let answer = try log.ask(10)
    let values = Self.values(answer, log)
    // Bought at 1 above the mark twice, a fee of 1, sold at 5 below it twice; the fund paid 3. −40 by price.
    #expect(values["long"] == ["0", "50", "-10", "-40", "0"])
    #expect(values["short"] == ["0", "500", "12", "40", "552"])
    #expect(values["insurance:main"] == ["0", "20", "-3", "0", "17"])
    #expect(values["fees"] == ["0", "0", "1", "0", "1"])
    #expect(values["world"] == ["", "-570", "0", "", ""])
    #expect(values.count == 5)
    #expect(
      answer.sentence.contains("brought 13 USD to 2 accounts and pools, most to short (12); "))
    #expect(answer.sentence.contains("13 came from 2 others, most from long (10)."))
    #expect(!answer.sentence.contains("Prices did"))
  }

  @Test func anExchangeOfWhatHasNoPriceIsLeftOutWhole() throws {
    // XYZ has no price when it is seized for DAI, and one later; what ETH did is decidable.
    let log = try QuestionLog(
      """
      1 venue name=Pool unit=DAI
      1 asset asset=DAI decimals=18
      1 asset asset=ETH decimals=18
      1 asset asset=XYZ decimals=18
      1 price_update asset=ETH source=feed price=100
      1 deposit account=a asset=XYZ amount=7
      1 deposit account=b asset=ETH amount=3
      1 borrow account=a asset=DAI amount=70
      1 borrow account=b asset=DAI amount=200
      2 liquidation_fill account=a liquidator=k mechanism=fixed_spread asset=XYZ size=7 repaid_asset=DAI repaid=60
      2 liquidation_fill account=b liquidator=k mechanism=fixed_spread asset=ETH size=1 repaid_asset=DAI repaid=90
      3 price_update asset=XYZ source=feed price=10
      """)
    let answer = try log.ask(10)
    let values = Self.values(answer, log)
    // Put in 7 XYZ at their first price, 10, and borrowed 70.
    #expect(values["a"] == nil)
    #expect(values["b"] == ["0", "100", "-10", "0", "90"])
    #expect(values["k"]?[2] == "10")
    #expect(
      answer.sentence.contains(
        "Not decidable by value is what moved of XYZ without a price, and 1 event in which it was "
          + "exchanged: see the changes in native units."))
    for row in [0, 1] { #expect(answer.row(row, of: 3)[1] == "0") }
  }

  @Test func withoutAUnitNothingIsValued() throws {
    let log = try QuestionLog(
      Self.vaults.split(separator: "\n").map(String.init)
        .map { $0.hasPrefix("1 venue") ? "1 venue name=Vaults" : $0 }.joined(separator: "\n"))
    let answer = try log.ask(10)
    #expect(
      answer.sentence.hasSuffix(
        "By value nothing is decidable: the venue names no unit of account."))
    #expect(answer.tables[0].title == "Changes in native units")
  }
}
