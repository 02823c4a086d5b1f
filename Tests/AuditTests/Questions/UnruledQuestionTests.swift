import Audit
import FixedPoint
import Ledger
import Testing

/// Questions put to logs without a rulebook, and to funds and losses that no rule decided.
@Suite struct UnruledQuestionTests {
  private static let vault = """
    1 venue name=Vaults unit=DAI
    1 asset asset=DAI decimals=18
    1 asset asset=ETH decimals=18
    1 price_update asset=ETH source=feed price=100
    1 deposit account=v asset=ETH amount=10
    1 borrow account=v asset=DAI amount=800
    2 liquidation_fill account=v liquidator=k mechanism=english_auction asset=ETH size=10 repaid_asset=DAI repaid=100
    """

  @Test func aPriceThatIsRecordedAgainUnchangedStandsInItsBlock() throws {
    let answer = try QuestionLog(
      """
      1 venue name=Pool unit=ETH
      1 asset asset=ETH decimals=18
      1 asset asset=DAI decimals=18
      1 asset asset=LINK decimals=18
      1 parameter scope=asset:LINK name=liquidation_bonus value=1.1
      1 price_update asset=LINK source=feed price=0.01
      1 price_update asset=DAI source=feed price=0.0005
      5 price_update asset=LINK source=feed price=0.01
      5 price_update asset=DAI source=feed price=0.0005
      5 liquidation_fill account=a liquidator=k mechanism=fixed_spread asset=LINK size=110 repaid_asset=DAI repaid=2000
      """
    ).ask(14)
    #expect(
      answer.sentence
        == "Takers earned 0.1 ETH on 1 fill, at the venue's prices; 1 of 1 with a configured bonus "
        + "agree with it.")
  }

  @Test func aDebtThatAFundPaidIsNotOwed() throws {
    let paid = try QuestionLog(
      Self.vault + """

        3 insurance fund=main asset=DAI amount=-700 cause=liquidation account=v side=debt
        3 insurance fund=main asset=DAI amount=50 cause=contribution account=v
        """
    ).ask(7)
    #expect(
      paid.sentence == "200 DAI is owed to 1 of 1 account, at the prices in force at the fills.")
    let none = try QuestionLog(
      Self.vault + """

        3 bad_debt account=v asset=DAI amount=900
        """
    ).ask(7)
    #expect(
      none.sentence
        == "Nothing is owed to any of 1 account, at the prices in force at the fills.")
  }

  @Test func aLossThatWasSpreadIsNoOpenDebt() throws {
    let answer = try QuestionLog(
      Self.vault + """

        3 bad_debt account=v asset=DAI amount=700
        3 socialized_loss pool=venue asset=DAI amount=300 method=explicit
        """
    ).ask(34)
    #expect(
      answer.sentence
        == "Of 1 bad debt (700 DAI) 0 were repaid in full; 700 DAI was not; 300 DAI of losses was "
        + "spread over others instead.")
  }

  @Test func aSilenceCountsUntilTheLogEnds() throws {
    let answer = try QuestionLog(
      Self.vault + """

        9 deposit account=v asset=ETH amount=1
        """
    ).ask(4)
    #expect(
      answer.sentence
        == "No rule says how often a source must publish, so no silence is a gap; the longest "
        + "silence was 8 min, of feed on ETH, until the log ends.")
  }

  @Test func thePathOfPricesIsThatOfSomethingHeld() throws {
    let answer = try QuestionLog(
      """
      1 venue name=Vaults unit=DAI
      1 asset asset=DAI decimals=18
      1 asset asset=ETH decimals=18
      1 asset asset=GAS decimals=18
      1 price_update asset=ETH source=feed price=100
      1 price_update asset=GAS source=gas price=1
      1 deposit account=v asset=ETH amount=10
      2 price_update asset=ETH source=feed price=90
      2 price_update asset=GAS source=gas price=9
      """
    ).ask(28)
    #expect(
      answer.sentence
        == "ETH went from 100 to 90 DAI in 2 updates of 1 source, lowest 90, highest 100; the "
        + "collateral went from 1000 to 900 DAI.")
  }

  @Test func theFillsOfASaleAreHeldAgainstOneBankruptcyPrice() throws {
    let answer = try QuestionLog(
      """
      1 venue name=Perps unit=USD
      1 asset asset=USD decimals=6
      1 asset asset=BTC decimals=8
      1 market market=BTC-PERP base=BTC quote=USD
      1 price_update market=BTC-PERP source=oracle price=100
      1 deposit account=a asset=USD amount=100
      2 fill account=a market=BTC-PERP side=buy size=10 price=100
      3 price_update market=BTC-PERP source=oracle price=80
      3 liquidation_start account=a notional=800 equity=-100
      3 liquidation_fill account=a mechanism=order_book market=BTC-PERP side=sell size=5 price=80
      3 liquidation_fill account=a mechanism=order_book market=BTC-PERP side=sell size=5 price=80
      3 insurance fund=main asset=USD amount=-100 cause=liquidation account=a
      """
    ).ask(38)
    // 10 at 100 with 100 USD: bankrupt at 90; both fills are 10 below it.
    #expect(
      answer.sentence
        == "Of 2 fills 0 were at the bankruptcy price or better, 2 worse, by 100 USD in all.")
    #expect(answer.row(1).last == "insurance:main")
  }
}
