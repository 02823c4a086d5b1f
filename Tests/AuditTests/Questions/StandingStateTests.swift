import Audit
import FixedPoint
import Ledger
import Testing

/// What stands when a range begins is known in its answers, and called older than the range.
@Suite struct StandingStateTests {
  private static let lines = """
    1 venue name=V unit=USD
    1 asset asset=USD decimals=6
    1 asset asset=LUNA decimals=6
    1 parameter scope=asset:LUNA name=weight value=0.5
    1 parameter scope=asset:LUNA name=initial_weight value=0.5
    1 parameter scope=venue name=emergency_admin value=nobody authority=launch
    1 price_update asset=LUNA source=a price=2
    1 price_update asset=LUNA source=b price=2.2
    1 asset asset=EUR decimals=6
    1 price_update asset=EUR source=a price=1
    2 deposit account=lena asset=USD amount=1000
    2 deposit account=lena asset=EUR amount=100
    2 deposit account=max asset=LUNA amount=1
    2 borrow account=max asset=EUR amount=100
    2 deposit account=dora asset=LUNA amount=100
    2 borrow account=dora asset=USD amount=120
    2 borrow account=old asset=USD amount=60
    2 insurance fund=main asset=USD amount=50 cause=contribution
    2 bad_debt account=old asset=USD amount=60
    2 parameter scope=venue name=emergency_admin value=labs authority=council
    2 transfer from=lena to=dora asset=USD amount=1
    3 halt scope=trading reason=luna authority=multisig
    3 price_update asset=LUNA source=a price=1 status=floor
    3 auction_start auction=x account=dora asset=LUNA size=10
    3 auction_start auction=y account=dora asset=LUNA size=5
    4 liquidation_fill account=dora liquidator=kim mechanism=english_auction asset=LUNA size=4 repaid_asset=USD repaid=4 auction=x
    6 deposit account=eve asset=LUNA amount=7
    7 liquidation_fill account=dora liquidator=kim mechanism=english_auction asset=LUNA size=6 repaid_asset=USD repaid=6 auction=x
    8 price_update asset=LUNA source=a price=1.5
    8 resume scope=trading reason=calm authority=multisig
    9 repay account=max asset=EUR amount=50
    9 recovery asset=USD amount=20 source=dao account=old
    9 parameter scope=venue name=emergency_admin value=nobody authority=council
    """

  /// What is asked from block 6 on.
  private static let sentences: [(Int, String)] = [
    (
      5,
      "2 auctions (all of them began before the range) had 1 bidder in all: 1 with 0 and 1 with 1; "
        + "kim took 1 of the 1 filled (100 %)."
    ),
    (
      6,
      "The surplus of USD was below zero since block 2, before the range, lowest when the range "
        + "began with -10 and ends at 10."
    ),
    (
      18, "60 USD written off (60 of it before the range), 40 of it outstanding."
    ),
    (
      20,
      "1 time with an unsound price (it began before the range); meanwhile deposit 7 LUNA."
    ),
    (
      // 90 LUNA at 1.5 and a weight of 0.5 for 110 USD of debt; and 1 LUNA for 100 EUR.
      21,
      "1 halt (it began before the range); the longest stopped trading for 5 min; 2 accounts could "
        + "be liquidated when it was lifted; 0 fills followed."
    ),
    (
      24,
      "EUR was at 100 % or above once, for 7 min (it began before the range)."
    ),
    (
      25,
      "Emergency powers by somebody's decision: granted 0, used 0, reversed 2."
    ),
    (
      28,
      "LUNA went from 1, before the range, to 1.5 USD in 1 update of 1 source, lowest 1, highest "
        + "2.2; the collateral went from 101 to 147 USD."
    ),
    (
      34,
      "Of 1 bad debt (60 USD; it was written off before the range) 0 were repaid in full; 40 USD "
        + "was not; what was repaid was worth 20 USD then."
    ),
    (
      37,
      "main opened with 50, received 0, paid 0 in 0 payouts and closed with 50 USD."
    ),
  ]

  @Test(arguments: sentences.indices)
  func isKnownAndSaid(place: Int) throws {
    let (number, sentence) = Self.sentences[place]
    let log = try QuestionLog(Self.lines)
    let first = try #require(log.events.first { $0.position.block == 6 })
    let answer = try log.ask(number) { $0.first = first.seq }
    #expect(answer.sentence == sentence, "question \(number)")
  }

  @Test func theEndOfARangeIsNotThatOfTheLog() throws {
    let log = try QuestionLog(Self.lines)
    let last = try #require(log.events.last { $0.position.block == 6 })
    let cut = try QuestionLog(
      Self.lines.split(separator: "\n").prefix { !$0.hasPrefix("7 ") }.joined(separator: "\n"))
    for (number, words) in [(21, "not lifted when"), (24, "still is when")] {
      let whole = try cut.ask(number)
      #expect(whole.sentence.contains("\(words) the log ends"), "\(whole)")
      let part = try cut.ask(number) {
        $0.last = last.seq
        $0.isCut = true
      }
      #expect(part.sentence.contains("\(words) the range ends"), "\(part)")
    }
  }

  @Test func theSourcesOfAPriceSpokeBeforeTheRange() throws {
    let log = try QuestionLog(Self.lines)
    let first = try #require(log.events.first { $0.position.block == 6 })
    let answer = try log.ask(12) { $0.first = first.seq }
    // 2.2 of b was said in block 1, 1 of a in block 3.
    #expect(answer.sentence.contains("in block 6, by 120 % (1 to 2.2)"), "\(answer.sentence)")
  }
}

extension StandingStateTests {
  // MARK: - What options leave out

  @Test func whatIsLeftOutIsSaid() throws {
    let log = try QuestionLog(Self.lines)
    let fills = try log.ask(14) { $0.account = try log.account("kim") }
    #expect(fills.sentence.hasPrefix("Takers earned"), "\(fills.sentence)")
    #expect(fills.sentence.hasSuffix(" Only account kim is counted."))
    let flows = try log.ask(29) {
      $0.account = try log.account("dora")
      $0.asset = try log.asset("USD")
    }
    #expect(flows.sentence.contains("left in the venue"), "\(flows.sentence)")
    #expect(flows.sentence.hasSuffix(" Only account dora and asset USD are counted."))
    let all = try log.ask(29)
    #expect(!all.sentence.contains("Only "))
    let holder = try log.ask(17) { $0.asset = try log.asset("LUNA") }
    #expect(!holder.sentence.contains("Only "), "It is what the answer is about.")
  }

  @Test func recoveriesOfAnAccountAreThoseThatPaidIt() throws {
    let log = try QuestionLog(
      Self.lines + """

        10 bad_debt account=dora asset=USD amount=30
        11 recovery asset=USD amount=30 source=dao account=dora
        """)
    let dora = try log.account("dora")
    let recoveries = try log.ask(30) { $0.account = dora }
    #expect(
      recoveries.sentence == "1 of 2 recoveries paid 30 USD of 1 bad debt; nothing found none to "
        + "pay. Only account dora is counted.")
    let debts = try log.ask(18) { $0.account = dora }
    #expect(debts.sentence.hasPrefix("30 USD written off, 0 of it outstanding."))
  }
}
