import Audit
import FixedPoint
import Ledger
import Testing

/// Questions about requirements, insolvency and the book, on a small lending market reckoned by hand.
@Suite struct LendingQuestionTests {
  private static let lines = """
    1 venue name=Lender unit=USD
    1 asset asset=USD decimals=6
    1 asset asset=ETH decimals=18
    1 parameter scope=asset:ETH name=weight value=0.8 authority=VIP-22
    1 parameter scope=asset:ETH name=initial_weight value=0.5 authority=VIP-22
    1 parameter scope=asset:ETH name=bonus value=0.08 authority=VIP-22
    1 parameter scope=venue name=liquidation.mechanism value=fixed_spread
    1 parameter scope=venue name=liquidation.size value=close_factor
    1 parameter scope=venue name=liquidation.close_factor value=0.5
    1 parameter scope=venue name=oracle.heartbeat_seconds value=200
    1 price_update asset=ETH source=a price=100
    1 reference_price asset=ETH price=100 status=valid method=last
    1 deposit account=alice asset=ETH amount=10
    1 deposit account=whale asset=USD amount=1000
    1 borrow account=alice asset=USD amount=700
    2 borrow account=whale asset=USD amount=300
    4 repay account=whale asset=USD amount=100
    5 price_update asset=ETH source=b price=95
    5 price_update asset=ETH source=c price=96
    5 price_update asset=ETH source=a price=80
    5 reference_price asset=ETH price=80 status=valid method=last
    8 liquidation_fill account=alice liquidator=bob mechanism=fixed_spread asset=ETH size=4.725 repaid_asset=USD repaid=350
    9 price_update asset=ETH source=a price=60
    9 reference_price asset=ETH price=60 status=valid method=last
    9 liquidation_fill account=alice liquidator=bob mechanism=fixed_spread asset=ETH size=5.275 repaid_asset=USD repaid=293
    9 bad_debt account=alice asset=USD amount=57
    """

  private func log() throws -> QuestionLog { try QuestionLog(Self.lines) }

  /// The log up to the end of block 2.
  private func beginning() throws -> QuestionLog {
    try QuestionLog(Self.lines.components(untilBlock: 4))
  }

  @Test func theActThatInitialMarginForbidsIsNamed() throws {
    let answer = try log().ask(9)
    #expect(answer.sentence == "1 of 2 acts should have been stopped: 1 by initial margin.")
    #expect(answer.row(0)[0] == "15")
    #expect(answer.row(0)[5...6] == ["500", "700"])
  }

  @Test func whoIsSparedAtOtherPrices() throws {
    let log = try log()
    let capped = try log.ask(13) {
      $0.asset = try log.asset("ETH")
      $0.price = try Decimal18("90")
    }
    #expect(capped.sentence == "2 of 2 liquidations would not have begun with ETH at 90.")
    // The lower median of 80, 95 and 96, then of 60, 95 and 96, is 95: 760 ≥ 700, 400.9 ≥ 350.
    let median = try log.ask(13)
    #expect(
      median.sentence == "2 of 2 liquidations would not have begun at the median of the sources.")
    let low = try log.ask(13) {
      $0.asset = try log.asset("ETH")
      $0.price = try Decimal18("82")
    }
    #expect(low.sentence == "Each of 2 liquidations would have begun all the same with ETH at 82.")
    let early = try QuestionLog(Self.lines.components(untilBlock: 9))
    let one = try early.ask(13) {
      $0.asset = try early.asset("ETH")
      $0.price = try Decimal18("82")
    }
    #expect(one.sentence == "The one liquidation would have begun all the same with ETH at 82.")
  }

  @Test func takersEarnTheirBonus() throws {
    let answer = try log().ask(14)
    // 378 − 350 and 316.5 − 293.
    #expect(
      answer.sentence
        == "Takers earned 51.5 USD on 2 fills, at the venue's prices; 2 of 2 with a configured "
        + "bonus agree with it.")
  }

  @Test func loopsAreTheLesserOfWhatIsHadAndOwed() throws {
    #expect(
      try beginning().ask(15).sentence
        == "1 account with a loop: 300 USD, 30 % of deposits and 30 % of debts.")
  }

  @Test func aParameterHasItsAuthority() throws {
    #expect(
      try log().ask(16) { $0.parameter = "bonus" }.sentence
        == "asset:ETH bonus is 0.08 since block 1, set by VIP-22.")
    #expect(try log().ask(16).tables[0].rows.count == 7)
  }

  @Test func theLargestHolderIsFollowedDownTheLadder() throws {
    let log = try beginning()
    let answer = try log.ask(17) { $0.asset = try log.asset("ETH") }
    #expect(
      answer.sentence
        == "alice has 10 ETH, 100 % of all; it may be liquidated below 87.5, -12.5 % away from 100."
    )
    #expect(answer.lacks == [.depth])
    #expect(answer.row(2) == ["80", "80", "640", "700", "0.914285714285714285", "yes"])
  }

  @Test func theDelayIsFromBreachToFill() throws {
    let answer = try log().ask(19)
    #expect(
      answer.sentence
        == "1 case with a fill: the median is 3 blocks, from 3 to 3; 0 were filled in the block "
        + "of the breach.")
    #expect(answer.row(0)[2...5] == ["5", "8", "3", "180"])
  }

  @Test func theLiquidationPriceSolvesForOneAsset() throws {
    let log = try beginning()
    let answer = try log.ask(22) { $0.account = try log.account("alice") }
    #expect(
      answer.sentence
        == "alice may be liquidated with ETH below 87.5 (350 USD goes at once, 50 % of what it owes); "
        + "its coverage now is 1.142857142857142857.")
  }

  @Test func concentrationNamesTheLargestShareAmongSeveral() throws {
    #expect(
      try beginning().ask(23).sentence
        == "alice has 70 % of the debts of USD, the largest share of any account among several.")
  }

  @Test func utilisationIsFullForTwoMinutes() throws {
    let answer = try log().ask(24)
    #expect(answer.sentence == "USD was at 100 % or above once, for 2 min.")
    #expect(answer.row(0)[1] == "2")
    #expect(answer.row(0)[3] == "4")
  }

  @Test func gapsAreByTheHeartbeat() throws {
    let answer = try log().ask(4)
    // a is silent from block 1 to 5 and from 5 to 9, b and c from 5 to the end, each 240 s of 200.
    #expect(
      answer.sentence
        == "4 gaps by the rules in force; the longest silence was 4 min, of a on ETH.")
  }

  @Test func theFillThatFoundAnAccountInsolvent() throws {
    let answer = try log().ask(32)
    // 5.275 × 60 − 350 = −33.5 before the second fill; 350 − 293 = 57 is left.
    #expect(
      answer.sentence
        == "Of 1 liquidated account 0 fell below zero by a fill, and 1 was below zero before one; "
        + "what they were left owing is 57 USD.")
    #expect(answer.row(0)[4...5] == ["-33.5", "-57"])
  }

  @Test func aDebtWithoutAPriceLeavesItsAccountUndecided() throws {
    let log = try QuestionLog(
      """
      1 venue name=Lender unit=USD
      1 asset asset=USD decimals=6
      1 asset asset=ETH decimals=18
      1 borrow account=alice asset=ETH amount=1
      """)
    #expect(
      try log.ask(46).sentence.hasPrefix(
        "No account is known to have an equity below zero. Of 1 more account the record is not "))
    #expect(
      try log.ask(47).sentence
        == "Not derivable in full: 0 accounts fell below zero without a loan, 0 of 0 assertions "
        + "fail, 0 markets have one side only, 0 events are unclassified, the record of 1 account "
        + "is not complete (it lacks deposits and some prices).")
  }

  @Test func startsCountWhereAnAccountHasNoFill() throws {
    let lines = """
      6 liquidation_start account=alice scope=account
      6 liquidation_start account=whale scope=account
      """
    let log = try QuestionLog(
      Self.lines.components(untilBlock: 8) + "\n" + lines + "\n"
        + Self.lines.split(separator: "\n").suffix(5).joined(separator: "\n"))
    let answer = try log.ask(31)
    #expect(
      answer.sentence.hasPrefix(
        "3 liquidations (2 fills, and 1 start without a fill) of 2 accounts within "))
    #expect(answer.tables[0].rows.count == 2)
    let ofEther = try log.ask(31) { $0.asset = try log.asset("ETH") }
    #expect(ofEther.sentence.hasPrefix("2 liquidation fills of 1 account "))
  }

  @Test func bonusPaidAfterInsolvencyIsApart() throws {
    #expect(
      try log().ask(33).sentence
        == "23.5 USD of 57 USD of bad debt (41.23 %) is bonus paid after insolvency; 1 account "
        + "left bad debt.")
  }

  @Test func withoutARulebookRequirementsAreNotDecidable() throws {
    let bare = Self.lines.split(separator: "\n").filter { !$0.contains("parameter") }
      .joined(separator: "\n")
    let log = try QuestionLog(bare)
    for number in [9, 13, 16, 19, 22] {
      let answer = try log.ask(number)
      #expect(!answer.isDecidable, "question \(number)")
      #expect(answer.lacks.contains(.parameter), "question \(number)")
    }
    #expect(try log.ask(14).lacks == [.parameter])
  }
}

extension String {
  /// The lines of the blocks before a number.
  func components(untilBlock end: Int) -> String {
    split(separator: "\n").filter { line in
      line.split(separator: " ").first.flatMap { Int($0) }.map { $0 < end } ?? false
    }.joined(separator: "\n")
  }
}
