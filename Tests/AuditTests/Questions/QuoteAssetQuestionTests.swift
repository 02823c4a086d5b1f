import Audit
import FixedPoint
import Ledger
import Testing

/// Questions on a venue whose markets are quoted in two assets: nothing is added up across them.
@Suite struct QuoteAssetQuestionTests {
  private static let lines = """
    1 venue name=Two unit=USD
    1 asset asset=USD decimals=6
    1 asset asset=EUR decimals=6
    1 asset asset=BTC decimals=8
    1 market market=A-USD base=BTC quote=USD
    1 market market=B-EUR base=BTC quote=EUR
    1 parameter scope=market:A-USD name=tiers.count value=1
    1 parameter scope=market:A-USD name=tiers.0.above value=0
    1 parameter scope=market:A-USD name=tiers.0.initial value=0.1
    1 parameter scope=market:A-USD name=tiers.0.maintenance value=0.05
    1 parameter scope=asset:EUR name=weight value=1
    1 price_update asset=EUR source=fx price=2
    1 price_update market=A-USD source=o price=100
    1 price_update market=B-EUR source=o price=100
    2 deposit account=ann asset=USD amount=1000
    2 deposit account=ben asset=USD amount=1000
    2 deposit account=cat asset=USD amount=90
    2 deposit account=dog asset=EUR amount=40
    2 fill account=ann market=A-USD side=buy size=15 price=100 trade=t1
    2 fill account=ben market=A-USD side=sell size=15 price=100 trade=t1
    2 fill account=ann market=B-EUR side=buy size=9 price=100 trade=t2
    2 fill account=ben market=B-EUR side=sell size=9 price=100 trade=t2
    2 fill account=cat market=A-USD side=buy size=10 price=100
    2 fill account=dog market=B-EUR side=buy size=10 price=100
    3 liquidation_fill account=cat mechanism=order_book market=A-USD side=sell size=10 price=90
    3 liquidation_fill account=dog mechanism=order_book market=B-EUR side=sell size=10 price=95
    4 settlement_override market=A-USD price=90 reason=x authority=v
    4 settlement_override market=B-EUR price=80 reason=x authority=v
    """

  private func log() throws -> QuestionLog { try QuestionLog(Self.lines) }

  @Test func anOverrideIsToldByQuoteAsset() throws {
    let answer = try log().ask(40)
    // 15 × 10 USD and 9 × 20 EUR, from ann to ben.
    #expect(
      answer.sentence
        == "Settled by decision: A-USD at 90 against 100; B-EUR at 80 against 100. 1 account "
        + "gained 150 USD and 180 EUR, and 1 lost 150 USD and 180 EUR by it.")
    #expect(Set(answer.tables[0].rows.indices.map { answer.row($0).last }) == ["USD", "EUR"])
    let log = try log()
    let own = try log.ask(41) { $0.account = try log.account("ben") }
    #expect(
      own.sentence
        == "With the override the backstop made 150 USD and 180 EUR, without it 0 USD and 0 EUR: "
        + "the decision was worth 150 USD and 180 EUR to it.")
  }

  @Test func aMarketWithoutAPriceIsLeftOutAlone() throws {
    let lines = Self.lines.split(separator: "\n").filter { !$0.contains("market=B-EUR source") }
    let answer = try QuestionLog(lines.joined(separator: "\n")).ask(40)
    #expect(
      answer.sentence
        == "Settled by decision: A-USD at 90 against 100. 1 account gained 150 USD, and 1 lost 150 "
        + "USD by it. Of B-EUR no price was recorded to compare with: left out.")
    let none = Self.lines.split(separator: "\n").filter { !$0.contains("source=o") }
    #expect(try !QuestionLog(none.joined(separator: "\n")).ask(40).isDecidable)
  }

  @Test func gapsToTheBankruptcyPriceAreSummedByQuoteAsset() throws {
    let answer = try log().ask(38)
    // Bankrupt at 91 and at 96.
    #expect(
      answer.sentence
        == "Of 2 fills 0 were at the bankruptcy price or better, 2 worse, by 10 USD and 10 EUR in "
        + "all.")
    #expect(answer.row(1)[8...9] == ["-10", "EUR"])
  }

  @Test func theLargestFillIsThatOfTheLargestValue() throws {
    let answer = try log().ask(27)
    // 900 EUR are 1800 USD, more than 1500; of both sides the first; the fills of cat and dog are smaller
    // or name nobody.
    #expect(answer.sentence.hasPrefix("dog has 1 fill;"))
    let log = try log()
    let ann = try log.ask(27) { $0.account = try log.account("ann") }
    #expect(
      ann.sentence
        == "ann has 2 fills; the record names 1 counterparty of it; most with ben, 1500 USD and 900 "
        + "EUR; none is linked to it.")
    #expect(ann.row(0)[1...4] == ["1", "1500", "USD", "1500"])
    #expect(ann.row(1)[1...4] == ["1", "900", "EUR", "1800"])
  }

  @Test func aLoanAgainstOtherHoldingsIsNoUnrealizedProfit() throws {
    let lines =
      Self.lines.components(untilBlock: 3) + """

        3 withdrawal account=ann asset=EUR amount=30
        4 price_update market=B-EUR source=o price=110
        4 withdrawal account=ann asset=EUR amount=80
        """
    let answer = try QuestionLog(lines).ask(36)
    // No profit at first; then 90 EUR, of which 30 were overdrawn before.
    #expect(
      answer.sentence
        == "60 EUR of unrealized profit was withdrawn, by 1 account in 1 of 2 withdrawals.")
    let unpriced = lines.split(separator: "\n").filter { !$0.contains("asset=EUR source") }
    let none = try QuestionLog(unpriced.joined(separator: "\n")).ask(36)
    #expect(!none.isDecidable)
  }

  @Test func aHaltForbidsWhateverThePrice() throws {
    let lines = Self.lines.split(separator: "\n").filter { !$0.contains("market=A-USD source") }
      .joined(separator: "\n")
    let halted =
      lines + """

        5 halt scope=trading reason=x authority=v
        5 fill account=ann market=A-USD side=buy size=1 price=100
        """
    let answer = try QuestionLog(halted).ask(9)
    #expect(answer.sentence.contains("1 by halt of trading"))
    #expect(answer.row(0)[4...6] == ["halt of trading", "", ""])
  }

  @Test func aDeleveragedAccountThatCannotBeValuedHasNoDeficit() throws {
    let close =
      "\n5 deleverage account=ann counterparty=ben market=A-USD side=sell size=15 price=100\n"
    #expect(try QuestionLog(Self.lines + close).ask(43).isDecidable)
    let floor = Self.lines.replacing("source=fx price=2", with: "source=fx price=2 status=floor")
    let answer = try QuestionLog(floor + close).ask(43)
    #expect(!answer.isDecidable)
    #expect(answer.sentence.contains("hold what has no valid price"))
  }

  @Test func aDeleveragingThatCannotBeJudgedIsNamedBesideTheOthers() throws {
    let lines =
      Self.lines + """

        5 deleverage account=ann counterparty=ben market=A-USD side=sell size=1 price=100
        6 price_update asset=EUR source=fx price=2 status=floor
        7 deleverage account=ann counterparty=ben market=A-USD side=sell size=1 price=100
        """
    for number in [42, 43, 45] {
      let answer = try QuestionLog(lines).ask(number)
      #expect(answer.isDecidable, "question \(number)")
      #expect(answer.sentence.contains(" 1 more "), "question \(number)")
      #expect(answer.lacks == [.priceUpdate], "question \(number)")
    }
  }

  @Test func aDeficitIsCountedOnceForAllMarketsOfAnAccount() throws {
    let lines =
      Self.lines.components(untilBlock: 3) + """

        3 price_update market=A-USD source=o price=10
        4 deleverage account=ann counterparty=ben market=A-USD side=sell size=15 price=20
        4 deleverage account=ann counterparty=ben market=B-EUR side=sell size=9 price=110
        """
    let answer = try QuestionLog(lines).ask(43)
    // 1000 − 15 × 90 = −350; 15 × 10 and 9 × 10 × 2 USD were given up.
    #expect(
      answer.sentence.hasPrefix(
        "Counterparties gave up 330 USD of profit for a deficit of 350 USD:"))
    #expect(answer.tables[0].rows.count == 1)
    #expect(answer.row(0)[5...7] == ["350", "330", "-20"])
    #expect(answer.tables[1].rows.count == 2)
  }
}
