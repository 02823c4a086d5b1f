import Audit
import FixedPoint
import Ledger
import Testing

/// What is said where a price or a deposit is missing: never a zero of what is not known.
@Suite struct MissingFactQuestionTests {
  private static let lender = """
    1 venue name=Lender unit=USD
    1 asset asset=USD decimals=6
    1 asset asset=ETH decimals=18
    1 parameter scope=asset:ETH name=weight value=0.8
    1 parameter scope=asset:ETH name=initial_weight value=0.5
    1 parameter scope=asset:ETH name=bonus value=0.08
    1 parameter scope=venue name=liquidation.mechanism value=fixed_spread
    1 price_update asset=ETH source=a price=100
    1 deposit account=alice asset=ETH amount=10
    1 deposit account=whale asset=USD amount=2000
    1 borrow account=alice asset=USD amount=700
    2 halt scope=liquidation reason=review authority=guardian
    3 price_update asset=ETH source=a price=60
    4 resume scope=liquidation reason=calm authority=guardian
    5 liquidation_fill account=alice liquidator=bob mechanism=fixed_spread asset=ETH size=10 repaid_asset=USD repaid=555
    6 bad_debt account=alice asset=USD amount=145
    """

  private func lender(without word: String = "-") throws -> QuestionLog {
    try QuestionLog(
      Self.lender.split(separator: "\n").filter { !$0.contains(" \(word) ") }
        .joined(separator: "\n"))
  }

  /// ETH is at its floor from the first block on: its price is not valid.
  private func floored() throws -> QuestionLog {
    try QuestionLog(
      Self.lender.replacing("price=100", with: "price=100 status=floor")
        .replacing("price=60", with: "price=60 status=floor"))
  }

  @Test func whoCannotBeJudgedIsNotSafe() throws {
    #expect(
      try lender().ask(21).sentence
        == "1 halt; the longest stopped liquidation for 2 min; 1 account could be liquidated when "
        + "it was lifted; 1 fill followed.")
    let answer = try floored().ask(21)
    #expect(
      answer.sentence
        == "1 halt; the longest stopped liquidation for 2 min; of 1 account it is not decidable "
        + "whether it could be liquidated when it was lifted; 1 fill followed.")
    #expect(answer.lacks == [.priceUpdate])
    #expect(answer.row(0)[7...9] == ["", "", "1"])
  }

  @Test func aBreachThatNobodyCouldSeeHasNoBlock() throws {
    #expect(try lender().ask(19).row(0)[2...4] == ["3", "5", "2"])
    let answer = try floored().ask(19)
    #expect(!answer.isDecidable)
    #expect(answer.sentence.hasSuffix("it is known when it fell below its line."))
  }

  @Test func badDebtOfWhoeverCouldNotBeValuedIsNamedAndNotCounted() throws {
    // (600 − 555) of 145: it was insolvent before the fill at 60.
    #expect(
      try lender().ask(33).sentence
        == "45 USD of 145 USD of bad debt (31.03 %) is bonus paid after insolvency; 1 account "
        + "left bad debt.")
    let answer = try floored().ask(33)
    #expect(!answer.isDecidable)
    #expect(answer.sentence.contains("145 USD was written off of accounts that had, or owed, "))
    let more =
      """

      6 borrow account=carl asset=USD amount=5
      6 bad_debt account=carl asset=USD amount=5
      """
    let all = try QuestionLog(Self.lender + more).ask(33)
    #expect(
      all.sentence
        == "45 USD of 150 USD of bad debt (30 %) is bonus paid after insolvency; 2 accounts left "
        + "bad debt, 1 of them without a liquidation fill.")
  }

  @Test func aBonusIsNeverBelowZero() throws {
    let log = try QuestionLog(Self.lender.replacing("repaid=555", with: "repaid=655"))
    #expect(try log.ask(33).sentence.hasPrefix("0 USD of 145 USD of bad debt (0 %)"))
  }

  @Test func withoutDepositsAccountsAreNotEmpty() throws {
    let log = try lender(without: "deposit")
    for number in [9, 13, 19] {
      let answer = try log.ask(number)
      #expect(!answer.isDecidable, "question \(number)")
      #expect(answer.lacks.first == .deposit, "question \(number)")
    }
    let halts = try log.ask(21)
    #expect(halts.sentence.contains("of 1 account it is not decidable"))
    #expect(halts.lacks == [.deposit])
    let insolvent = try log.ask(46)
    #expect(insolvent.sentence.hasPrefix("No account is known to have an equity below zero."))
    #expect(insolvent.lacks == [.deposit])
  }

  @Test func aFillWithoutALaterPriceIsNotLeftOutInSilence() throws {
    let lines =
      Self.lender + """

        1 asset asset=DOGE decimals=8
        7 liquidation_fill account=dan mechanism=fixed_spread asset=DOGE size=9 repaid_asset=USD repaid=5
        """
    let answer = try QuestionLog(lines).ask(48)
    #expect(answer.sentence.hasSuffix(" 1 fill lacks a price and is not counted."))
    #expect(answer.lacks == [.priceUpdate])
  }

  @Test func theFirstEventMayBeOneThatIsEvaluated() throws {
    for line in [
      "2 borrow account=a asset=USD amount=5", "2 withdrawal account=a asset=ETH amount=5",
    ] {
      let log = try QuestionLog(
        Self.lender.components(untilBlock: 2).split(separator: "\n")
          .filter { !$0.contains("deposit") && !$0.contains("price_up") && !$0.contains("borrow") }
          .joined(separator: "\n") + "\n\(line)\n")
      #expect(try !log.ask(9).isDecidable, "\(line)")
    }
  }

  @Test func beforeTheVenuesFirstPriceNoActCanBeEvaluated() throws {
    let log = try QuestionLog(
      Self.lender.components(untilBlock: 3) + "\n"
        + "3 reference_price asset=ETH price=60 status=valid method=last\n")
    let answer = try log.ask(9)
    #expect(!answer.isDecidable)
    #expect(answer.lacks == [.referencePrice])
    #expect(answer.sentence.contains("before the venue's first price (reference_price)"))
  }

  @Test func whatIsMadeGoodInItsBlockIsTold() throws {
    let log = try QuestionLog(
      Self.lender
        + "\n6 socialized_loss pool=venue asset=USD amount=145 method=explicit\n")
    #expect(
      try log.ask(6).sentence
        == "145 USD was written off and made good in the same blocks, so the surplus of it was "
        + "never below zero at the end of one.")
  }

  @Test func whatIsIssuedAgainstDebtIsNoPool() throws {
    let lines = """
      1 venue name=Vaults unit=USD
      1 asset asset=USD decimals=6
      1 asset asset=COIN decimals=18
      1 account account=house class=reserve
      1 borrow account=ann asset=COIN amount=100
      2 deposit account=pool asset=COIN amount=10
      """
    let answer = try QuestionLog(lines).ask(24)
    #expect(
      answer.sentence
        == "Nothing is lent that was deposited. COIN is no pool: more of it was lent than the "
        + "record saw arrive, so it is issued against debt, or deposits are not on record.")
    #expect(answer.tables[0].rows.isEmpty)
    // What the venue's own account owes is in no total.
    let own = try QuestionLog(
      lines.replacing("borrow account=ann asset=COIN", with: "deposit account=ann asset=COIN")
        + "\n3 borrow account=house asset=COIN amount=100\n4 borrow account=bob asset=COIN amount=0.5"
    ).ask(24)
    #expect(own.sentence.hasSuffix("was that of COIN, 0.45 % in block 4."))
    let lent = try QuestionLog(
      lines.replacing("borrow account=ann asset=COIN", with: "deposit account=ann asset=COIN")
        + "\n3 borrow account=bob asset=COIN amount=55"
    ).ask(24)
    #expect(lent.sentence.hasSuffix("was that of COIN, 50 % in block 3."))
  }

  @Test func aRepaymentHasItsOwnPrice() throws {
    let lines =
      Self.lender.replacing(
        "bad_debt account=alice asset=USD amount=145",
        with: "bad_debt account=alice asset=ETH amount=2")
        + """

        8 price_update asset=ETH source=a price=90
        8 recovery asset=ETH amount=0.5 source=sale
        9 price_update asset=ETH source=a price=30
        9 recovery asset=ETH amount=0.5 source=sale
        """
    let answer = try QuestionLog(lines).ask(34)
    #expect(
      answer.sentence
        == "Of 1 bad debt (2 ETH) 0 were repaid in full; 1 ETH was not; what was repaid was worth "
        + "60 USD then.")
    #expect(answer.row(0)[5...9] == ["60", "120", "1", "60", "60"])
  }

  @Test func onePriceIsNotThatOfTwoCollaterals() throws {
    let lines =
      Self.lender + """

        1 asset asset=DOGE decimals=8
        7 liquidation_fill account=dan mechanism=fixed_spread asset=DOGE size=9 repaid_asset=USD repaid=5
        """
    let log = try QuestionLog(lines)
    let both = try log.ask(7) { $0.price = Decimal18(100) }
    #expect(!both.isDecidable)
    #expect(both.sentence.contains("ETH and DOGE were taken; say which with --asset."))
    let one = try log.ask(7) {
      $0.price = Decimal18(100)
      $0.asset = try log.asset("ETH")
    }
    #expect(
      one.sentence
        == "300 USD is owed to 1 of 1 account, at 100 USD. Only asset ETH is counted.")
  }

  @Test func anAccountWithoutALineIsToldWhy() throws {
    let early = Self.lender.components(untilBlock: 3)
    func ask(_ lines: String, _ name: String) throws -> String {
      let log = try QuestionLog(lines)
      return try log.ask(22) { $0.account = try log.account(name) }.sentence
    }
    #expect(try ask(early, "whale").hasSuffix("; it has no requirement now."))
    #expect(
      try ask(early.replacing("price=100", with: "price=100 status=floor"), "alice")
        .hasSuffix("something that the account holds has no valid price."))
    #expect(
      try ask(early, "alice").contains("(nothing goes at once: liquidation is halted)"))
    let cap = """

      1 parameter scope=venue name=liquidation.window_seconds value=3600
      1 parameter scope=venue name=liquidation.window_cap value=10
      1 liquidation_fill account=alice liquidator=bob mechanism=fixed_spread asset=ETH size=0.1 repaid_asset=USD repaid=10
      """
    #expect(
      try ask(Self.lender.components(untilBlock: 2) + cap, "alice")
        .contains("(nothing goes at once: the cap of the window is used up)"))
  }

  @Test func aPowerThatIsSwitchedOffIsNotGranted() throws {
    let lines = """
      1 venue name=V unit=USD
      1 asset asset=USD decimals=6
      2 parameter scope=venue name=guardian.multisig value=on authority=gov-1
      3 parameter scope=venue name=guardian.multisig value=off authority=gov-2
      """
    #expect(
      try QuestionLog(lines).ask(25).sentence
        == "Emergency powers by somebody's decision: granted 1, used 0, reversed 1.")
  }
}
