import Audit
import FixedPoint
import Ledger
import Testing

/// Questions about deleveraging, backstops, overrides and counterparties, on one market reckoned by hand.
@Suite struct PerpetualQuestionTests {
  private static let lines = """
    1 venue name=Perps unit=USD
    1 asset asset=USD decimals=6
    1 asset asset=BTC decimals=8
    1 market market=BTC-PERP base=BTC quote=USD
    1 parameter scope=market:BTC-PERP name=tiers.count value=1
    1 parameter scope=market:BTC-PERP name=tiers.0.above value=0
    1 parameter scope=market:BTC-PERP name=tiers.0.initial value=0.1
    1 parameter scope=market:BTC-PERP name=tiers.0.maintenance value=0.05
    1 parameter scope=venue name=liquidation.mechanism value=order_book
    2 account account=vault class=backstop
    2 account account=helper owner=vault
    2 deposit account=alice asset=USD amount=1000
    2 deposit account=bob asset=USD amount=1000
    2 deposit account=carol asset=USD amount=1000
    2 deposit account=vault asset=USD amount=5000
    2 deposit account=funder asset=USD amount=20
    2 price_update market=BTC-PERP source=oracle price=100
    2 reference_price market=BTC-PERP price=100 status=valid method=last
    3 fill account=alice market=BTC-PERP side=buy size=30 price=100 trade=t1
    3 fill account=bob market=BTC-PERP side=sell size=30 price=100 trade=t1
    3 fill account=alice market=BTC-PERP side=buy size=20 price=100 trade=t2
    3 fill account=carol market=BTC-PERP side=sell size=20 price=100 trade=t2
    4 transfer from=funder to=alice asset=USD amount=10
    4 transfer from=funder to=bob asset=USD amount=10
    5 reference_price market=BTC-PERP price=79 status=valid method=last
    6 withdrawal account=bob asset=USD amount=1200
    7 deleverage account=alice counterparty=carol market=BTC-PERP side=sell size=20 price=79.8
    7 deleverage account=alice counterparty=bob market=BTC-PERP side=sell size=20 price=79.8
    8 liquidation_fill account=alice liquidator=vault mechanism=backstop market=BTC-PERP side=sell size=10 price=79
    8 bad_debt account=alice asset=USD amount=8 side=asset
    9 settlement_override market=BTC-PERP price=70 reason=squeeze authority=validators
    """

  private func log() throws -> QuestionLog { try QuestionLog(Self.lines) }

  private static let sentences: [(Int, String)] = [
    (
      25, "Emergency powers by somebody's decision: granted 0, used 1, reversed 0."
    ),
    (
      27,
      "alice has 2 fills; the record names 2 counterparties of it; most with bob, 4596 USD; 1 of "
        + "them linked to it."
    ),
    (
      35,
      "alice opened 50 BTC-PERP in block 3 and never had more, at an initial margin of 0.1; 4 "
        + "owners and markets in all."
    ),
    (
      36,
      "190 USD of unrealized profit was withdrawn, by 1 account in 1 of 1 withdrawal."
    ),
    (
      38,
      "Of 1 fill 0 were at the bankruptcy price or better, 1 worse, by 8 USD in all."
    ),
    (39, "vault took over 1 position and shares collateral with 1 account."),
    (
      40,
      "Settled by decision: BTC-PERP at 70 against 79. 1 account gained 90 USD, and 1 lost 90 USD by it."
    ),
    (
      41,
      "With the override the backstop made -90 USD, without it 0 USD: the decision was worth -90 USD to it."
    ),
    (
      42, "1 of 2 deleveragings followed the queue (rank profit_leverage); 1 did not."
    ),
    (
      43,
      "Counterparties gave up 32 USD of profit for a deficit of 40 USD: an excess of -8; 3160 USD "
        + "of positions were closed, none of them beyond the liquidated size."
    ),
    (
      45,
      "2 of 2 deleveraged positions belonged to a solvent account; their lower median leverage was "
        + "1.11267605633802817."
    ),
    (
      47,
      "Derivable: 0 accounts fell below zero without a loan, 0 of 0 assertions fail, 0 markets have "
        + "one side only, 0 events are unclassified."
    ),
  ]

  @Test(arguments: sentences.indices)
  func isAnsweredAsReckonedByHand(place: Int) throws {
    let (number, sentence) = Self.sentences[place]
    let answer = try log().ask(number)
    #expect(answer.isDecidable)
    #expect(answer.sentence == sentence, "question \(number)")
  }

  @Test func theQueueNamesWhoWasPassedOver() throws {
    let log = try log()
    let answer = try log.ask(42)
    let (bob, carol) = ("#\(try log.account("bob"))", "#\(try log.account("carol"))")
    // Bob: 21 × 2,370 ÷ (100 × 440); Carol: 21 × 1,580 ÷ (100 × 1,420).
    #expect(answer.row(0)[5] == carol)
    #expect(answer.row(0)[9...] == ["2", "2", bob, "no"])
    #expect(answer.row(1)[9...] == ["1", "1", bob, "yes"])
  }

  @Test func theLargestPositionIsACollateralToo() throws {
    let answer = try QuestionLog(Self.lines.components(untilBlock: 5)).ask(17)
    // 1010 + 50 (p − 100) = 0.05 × 50 p at p = 84.
    #expect(
      answer.sentence
        == "alice is long 50 BTC-PERP, 100 % of that side; it may be liquidated below 84, -16 % away "
        + "from 100.")
    #expect(answer.row(2)[0...1] == ["80", "80"])
    #expect(answer.row(2).last == "yes")
  }

  @Test func equityIsSplitIntoWalletAndProfit() throws {
    let log = try QuestionLog(Self.lines.components(untilBlock: 7))
    let answer = try log.ask(26)
    // Bob: wallet −190, profit 630; he borrowed 190 against it. Alice's loss is no profit to borrow on.
    #expect(
      answer.sentence
        == "3 accounts with open positions: wallets of 1820 and unrealized profit of 0 USD in "
        + "all; 190 USD is borrowed against unrealized profit.")
    #expect(answer.row(0) == ["#\(try log.account("bob"))", "-190", "630", "440", "190"])
  }

  @Test func payersStandBesideTheGap() throws {
    let row = try log().ask(38).row(0)
    #expect(row[6...] == ["79", "79.8", "-8", "USD", "bad debt"])
  }

  @Test func withoutTheOverrideNothingWasDecided() throws {
    let log = try QuestionLog(Self.lines.components(untilBlock: 9))
    for number in [40, 41] {
      let answer = try log.ask(number)
      #expect(!answer.isDecidable)
      #expect(answer.lacks == [.settlementOverride])
    }
  }
}
