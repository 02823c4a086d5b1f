import Audit
import FixedPoint
import Ledger
import Testing

/// Questions about auctions, losses and funds, on a log of three auctions whose figures are reckoned by hand.
@Suite struct VaultQuestionTests {
  private static let lines = """
    1 venue name=Vaults unit=DAI
    1 asset asset=DAI decimals=18
    1 asset asset=ETH decimals=18
    1 deposit account=v1 asset=ETH amount=10
    1 deposit account=v2 asset=ETH amount=5
    1 price_update asset=ETH source=feed price=200
    1 borrow account=v1 asset=DAI amount=1000
    1 borrow account=v2 asset=DAI amount=500
    2 price_update asset=ETH source=feed price=100 published=90000
    2 auction_start auction=a1 account=v1 asset=ETH size=10 debt_asset=DAI debt=1000
    2 auction_start auction=a2 account=v2 asset=ETH size=5 debt_asset=DAI debt=500
    2 auction_start auction=a3 account=v2 asset=ETH size=1 debt_asset=DAI debt=1
    3 auction_bid auction=a1 liquidator=k1 repaid=0 size=10
    3 auction_bid auction=a2 liquidator=k1 repaid=400 size=5
    3 auction_bid auction=a2 liquidator=k2 repaid=450 size=5
    3 price_update asset=ETH source=market price=110
    4 liquidation_fill account=v1 liquidator=k1 mechanism=english_auction asset=ETH size=10 repaid_asset=DAI repaid=0 auction=a1
    4 auction_end auction=a1 outcome=sold size=0
    4 bad_debt account=v1 asset=DAI amount=1000
    4 liquidation_fill account=v2 liquidator=k2 mechanism=english_auction asset=ETH size=5 repaid_asset=DAI repaid=450 auction=a2
    4 liquidation_attempt account=v2 liquidator=k1 outcome=failed reason=gas_above_limit fee=2
    5 insurance fund=main asset=DAI amount=300 cause=contribution
    5 insurance fund=main asset=DAI amount=-200 cause=bad_debt
    6 recovery asset=DAI amount=300 source=treasury account=v1
    7 price_update asset=ETH source=feed price=120
    """

  private func log() throws -> QuestionLog { try QuestionLog(Self.lines) }

  /// The question, and the sentence that answers it on this log.
  private static let sentences: [(Int, String)] = [
    (
      1,
      "1 of 2 auctions with a fill cleared below 1 % of the value (50 %): 10 ETH worth 1000 DAI "
        + "left for 0 DAI."
    ),
    (2, "v1 lost most: 1000 DAI (gave 10 ETH); k1 gained most: 1000 DAI (took 10 ETH)."),
    (
      3,
      "2 liquidation fills used a recorded price; the oldest price was 2 min 30 s old; the "
        + "furthest from the market's was -9.09 % away, in event 17."
    ),
    (
      4,
      "No rule says how often a source must publish, so no silence is a gap; the longest "
        + "silence was 5 min 30 s, of feed on ETH."
    ),
    (
      5,
      "3 auctions had 2 bidders in all: 1 with 0, 1 with 1 and 1 with 2; k1 took 1 of the 2 "
        + "filled (50 %)."
    ),
    (
      6,
      "The surplus of DAI went below zero in block 4, was lowest in block 4 with -1000 and ends "
        + "at -400."
    ),
    (
      7, "50 DAI is owed to 1 of 2 accounts, at the prices in force at the fills."
    ),
    (
      8,
      "Of 1 attempt 1 failed or were not made: 1 gas above limit; they cost 2 DAI. 1 auction had "
        + "neither bid nor fill."
    ),
    (
      10,
      "4 accounts and the venue's pools changed in 1 asset; the residual is zero in every asset. By "
        + "value what was done brought 1050 DAI to 2 accounts and pools, most to k1 (1000); 550 came "
        + "from 3 others, most from world (300) and 500 is bad debt or a spread loss that nobody has "
        + "paid. Prices did -1500 DAI to what all hold, beside that. At the end 1 account is 50 DAI "
        + "below zero: a loss that nobody has taken yet."
    ),
    (11, "Block 1 has 8 events, which made 4 changes of balances and positions."),
    (
      12,
      "The sources of ETH differed most in block 3, by 10 % (100 to 110); the price in force was "
        + "100, set by feed (rule last)."
    ),
    (18, "1000 DAI written off, 500 of it outstanding."),
    (20, "Every price is sound: none at its floor or paused."),
    (
      28,
      "ETH went from 200 to 120 DAI in 4 updates of 2 sources, lowest 100, highest 200; the "
        + "collateral went from 3000 to 0 DAI."
    ),
    (29, "Net: 1500 DAI out, 450 more left than the record saw arrive; 15 ETH in, 0 left."),
    (30, "1 recovery paid 300 DAI of 1 bad debt; nothing found none to pay."),
    (31, "2 liquidation fills of 2 accounts at one moment, worth 450 DAI."),
    (
      34,
      "Of 1 bad debt (1000 DAI) 0 were repaid in full; 700 DAI was not; what was repaid was worth "
        + "300 DAI then; 200 DAI was paid by funds instead."
    ),
    (
      37,
      "main opened with 0, received 300, paid 200 in 1 payout and closed with 100 DAI."
    ),
    (
      44,
      "Block 4 has 5 events of one time, in this order: 1 liquidation fill, then 1 auction end, "
        + "then 1 bad debt, then 1 liquidation fill, then 1 liquidation attempt."
    ),
    (46, "1 account with an equity below zero, -50 DAI together."),
    (
      48,
      "2 of 2 accounts liquidated in the window would have had 1350 DAI more at the later prices."
    ),
  ]

  @Test(arguments: sentences.indices)
  func isAnsweredAsReckonedByHand(place: Int) throws {
    let (number, sentence) = Self.sentences[place]
    let answer = try log().ask(number)
    #expect(answer.isDecidable)
    #expect(answer.sentence == sentence, "question \(number)")
  }

  @Test func aPriceThatIsAskedForTakesThePlaceOfTheRecordedOne() throws {
    // v1: 10 × 150 − 1000 written off; v2: 5 × 150 − 450 repaid.
    let answer = try log().ask(7) { $0.price = try Decimal18("150") }
    #expect(answer.sentence == "800 DAI is owed to 2 of 2 accounts, at 150 DAI.")
    #expect(answer.row(0).last == "500")
  }

  @Test func anAccountNarrowsTheAnswer() throws {
    let log = try log()
    let answer = try log.ask(29) { $0.account = try log.account("v2") }
    #expect(
      answer.sentence
        == "Net: 500 DAI out, 450 more left than the record saw arrive; 5 ETH in, 0 left "
        + "in the venue. Only account v2 is counted.")
  }

  @Test func aRangeCountsOnlyItsEventsButKnowsWhatWasBefore() throws {
    // The fund's 300 are in the opening balance when the range begins with the draw.
    let answer = try log().ask(37) { $0.first = 23 }
    #expect(
      answer.sentence
        == "main opened with 300, received 0, paid 200 in 1 payout and closed with 100 DAI.")
  }

  @Test func theStepsOfABlockAreBeforeAndAfter() throws {
    let log = try log()
    let answer = try log.ask(11) { $0.block = 4 }
    let v1 = "#\(try log.account("v1"))"
    #expect(
      answer.row(0) == ["17", "0", "liquidation_fill", v1, "ETH", "10", "0", "-10"])
    #expect(answer.tables[0].rows.count == 6)
  }

  @Test func theSurplusHasATotalByValue() throws {
    let answer = try log().ask(6)
    // Of DAI, which is the unit: −1000 when it was written off, then 300 recovered and 300 put in.
    #expect(answer.row(0, of: 1) == ["DAI", "-1000", "-400", "-400"])
    #expect(answer.row(1, of: 1).last == "-400")
    #expect(answer.tables[1].rows.count == 2)
  }

  @Test func theFullAccountSumsToZeroInEachAsset() throws {
    let answer = try log().ask(10) { $0.first = 17 }
    #expect(answer.tables[2].rows.count == 2)
    for row in answer.tables[2].rows.indices { #expect(answer.row(row, of: 2)[1] == "0") }
  }

  @Test func withoutPricesWhatNeedsThemIsNotDecidable() throws {
    let bare = Self.lines.split(separator: "\n").filter { !$0.contains("price_update") }
      .joined(separator: "\n")
    let log = try QuestionLog(bare)
    for number in [1, 2, 3, 4, 7, 12, 14, 28, 48] {
      let answer = try log.ask(number)
      #expect(!answer.isDecidable, "question \(number)")
      #expect(answer.lacks.contains(.priceUpdate), "question \(number)")
    }
    // 31 needs none.
    #expect(try log.ask(31).isDecidable)
  }
}
