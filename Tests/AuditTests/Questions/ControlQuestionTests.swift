import Audit
import FixedPoint
import Ledger
import Testing

/// Questions about halts, powers, feeds at their floor and indices; and about the catalogue itself.
@Suite struct ControlQuestionTests {
  private static let lines = """
    1 venue name=V unit=USD
    1 asset asset=USD decimals=6
    1 asset asset=LUNA decimals=6
    1 parameter scope=asset:LUNA name=weight value=0.5 authority=launch
    1 parameter scope=asset:LUNA name=initial_weight value=0 authority=launch
    1 parameter scope=asset:LUNA name=index.coinbase value=1 authority=committee
    1 parameter scope=asset:LUNA name=index.kraken value=3 authority=committee
    1 price_update asset=LUNA source=coinbase price=2
    1 price_update asset=LUNA source=kraken price=1
    1 deposit account=dora asset=LUNA amount=100
    1 borrow account=dora asset=USD amount=40
    2 halt scope=liquidation reason=luna authority=multisig
    3 price_update asset=LUNA source=kraken price=0.1 status=floor
    3 deposit account=eve asset=LUNA amount=5000
    3 borrow account=eve asset=USD amount=200
    3 price_update asset=LUNA source=market price=0.01
    4 parameter scope=asset:LUNA name=weight value=0 authority=VIP-60
    5 price_update asset=LUNA source=kraken price=0.2
    6 deposit account=eve asset=LUNA amount=1
    7 resume scope=liquidation reason=calm authority=multisig
    8 parameter scope=asset:LUNA name=weight value=0.5 authority=VIP-61
    9 liquidation_fill account=eve liquidator=kim mechanism=fixed_spread asset=LUNA size=500 repaid_asset=USD repaid=5
    """

  private func log() throws -> QuestionLog { try QuestionLog(Self.lines) }

  @Test func flowsAtTheFloorAreCounted() throws {
    let answer = try log().ask(20)
    #expect(
      answer.sentence == "1 time with an unsound price; meanwhile deposit 5000 LUNA; accounts that "
        + "had them took away 200 USD of others.")
    #expect(answer.row(0, of: 1) == ["USD", "#1", "LUNA", "200", "200"])
    #expect(answer.row(0, of: 2)[2...4] == ["floor", "0.1", "3"])
    #expect(answer.row(0, of: 2).last == "120")
  }

  @Test func haltsTellWhatWasDueWhenTheyWereLifted() throws {
    let answer = try log().ask(21)
    // At weight 0 both debtors are below the line; one fill follows within five minutes.
    #expect(
      answer.sentence
        == "1 halt; the longest stopped liquidation for 5 min; 2 accounts could be liquidated "
        + "when it was lifted; 1 fill followed.")
  }

  @Test func anEndLiftsWhatTheVenueLiftsByIt() throws {
    let lines =
      Self.lines.components(untilBlock: 7) + """

        6 halt scope=keepers reason=outage authority=ops
        7 resume scope=all reason=calm authority=multisig
        """
    let answer = try QuestionLog(lines).ask(21)
    #expect(answer.sentence.hasPrefix("2 halts, 1 not lifted when the log ends;"))
    #expect(answer.row(1)[0] == "keepers")
    #expect(answer.row(1)[5].isEmpty)
  }

  @Test func powersAreGrantedUsedAndReversed() throws {
    let answer = try log().ask(25)
    #expect(
      answer.sentence
        == "Emergency powers by somebody's decision: granted 0, used 1, reversed 1; 2 ordinary "
        + "changes of parameters by an authority are not counted (question 16).")
    #expect(answer.row(1)[4] == "resume of liquidation")
  }

  @Test func parametersOfPowersAreNoOrdinaryOnes() throws {
    let answer = try QuestionLog(
      Self.lines + """

        10 parameter scope=venue name=emergency_admin value=labs authority=SLND1
        11 parameter scope=venue name=emergency_admin value=nobody authority=SLND2
        12 parameter scope=venue name=emergency_admin value=labs authority=SLND3
        """
    ).ask(25)
    #expect(answer.sentence.contains(": granted 2, used 1, reversed 2; 2 ordinary changes"))
  }

  @Test func aHaltThatStandsTellsWhatItsEndWouldSetFree() throws {
    let answer = try QuestionLog(Self.lines.components(untilBlock: 7)).ask(21)
    // At weight 0 both debtors are below the line: 40 and 200.
    #expect(
      answer.sentence
        == "1 halt, 1 not lifted when the log ends; the longest stopped liquidation for 4 min; if "
        + "liquidation was resumed now, 2 accounts could be liquidated, owing 240 USD; 0 fills "
        + "followed.")
    #expect(answer.row(0)[7...8] == ["2", "240"])
  }

  @Test func anIndexIsMadeAnewOfItsMembers() throws {
    let answer = try log().ask(49)
    // (1 × 2 + 3 × 0.2) ÷ 4.
    #expect(
      answer.sentence
        == "The index of LUNA is 0.65, made of 2 members; the price in force is 0.2.")
    let other = try log().ask(49) {
      $0.parameter = "coinbase"
      $0.price = try Decimal18("0.2")
    }
    #expect(other.sentence.hasSuffix("with coinbase at 0.2 it would be 0.2, -0.45 away."))
  }

  @Test func anIndexWithoutAParameterIsNotDecidable() throws {
    let bare = Self.lines.split(separator: "\n").filter { !$0.contains("index.") }
      .joined(separator: "\n")
    let answer = try QuestionLog(bare).ask(49)
    #expect(!answer.isDecidable)
    #expect(answer.lacks == [.parameter])
  }

  // MARK: - The catalogue

  @Test func thereAreFortyNineQuestionsInOrder() {
    #expect(Question.all.map(\.number) == Array(1...49))
    #expect(Set(Question.all.map(\.text)).count == 49)
    for question in Question.all {
      #expect(question.text.hasSuffix("?"), "\(question.number)")
      #expect(question.definition.hasSuffix("."), "\(question.number)")
      #expect(!question.tables.isEmpty, "\(question.number)")
    }
  }

  @Test(arguments: Question.all.filter { !$0.needs.isEmpty }.map(\.number))
  func alogWithoutTheFactsNamesThem(number: Int) throws {
    let log = try QuestionLog("1 note text=nothing")
    let answer = try log.ask(number)
    #expect(!answer.isDecidable)
    #expect(!answer.lacks.isEmpty)
    #expect(answer.sentence.hasPrefix("Not decidable: this ledger lacks "))
    for kind in answer.lacks {
      #expect(answer.sentence.contains(kind == .parameter ? "rules" : kind.words))
    }
  }

  @Test(arguments: Question.all.map(\.number))
  func aLogOfAlmostNothingTrapsNobody(number: Int) throws {
    // Every kind is said to be there, and none is.
    let log = try QuestionLog("1 venue name=V unit=USD\n1 asset asset=USD decimals=6")
    let question = try #require(Question.numbered(number))
    let counts = Dictionary(uniqueKeysWithValues: Kind.allCases.map { ($0, Int64(1)) })
    var inquiry = try Inquiry(question, Asked(names: log.names, counts: counts))
    for event in log.events { try inquiry.take(event) }
    #expect(!(try inquiry.finish().sentence.isEmpty))
  }

  @Test func wordsFindQuestions() {
    #expect(Question.matching("insurance fund").map(\.number).contains(37))
    #expect(Question.matching("no such words").isEmpty)
  }
}
