import Audit
import Ledger
import Testing

/// Each check of facts on a log written by hand: where it holds, is broken, and cannot be decided.
@Suite struct FactCheckTests {
  /// A log, the check it is about, and what the check must say.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let check: String
    let log: String
    var held = 0
    var broken = 0
    var undecidable = 0
    var code: FindingCode?
    var stake: String?
    var lacks: [Kind] = []

    var testDescription: String { "\(check): \(name)" }
  }

  @Test(arguments: Case.positions + Case.collateral + Case.losses + Case.venue)
  func checkSaysWhatTheFactsShow(entry: Case) throws {
    let result = try FactLog(entry.log).audit()
    let check = try #require(result.checks.first { $0.name == entry.check })
    #expect(check.held == entry.held)
    #expect(check.broken == entry.broken)
    #expect(check.undecidable == entry.undecidable)
    #expect(check.lacks == entry.lacks)
    #expect(!check.sentence.isEmpty)
    let findings = result.findings.filter { $0.code == entry.code }
    #expect(findings.count == entry.broken)
    if let stake = entry.stake {
      #expect(findings.first?.stake.map { "\($0.amount) \($0.unit)" } == stake)
    }
    #expect(findings.allSatisfy { !$0.sentence.isEmpty && !$0.rule.isEmpty })
  }

  @Test func aSentenceNeverSaysZeroOfWhatIsSmall() throws {
    let log =
      Case.vault + """
        1 asset asset=WETH decimals=18
        1 borrow account=w asset=WETH amount=0.000000014148118656
        2 price_update asset=ETH source=o price=110
        2 price_update asset=WETH source=o price=1
        """
    let finding = try #require(FactLog(log).audit().findings.first)
    #expect(finding.sentence.contains("0.0000000141 that nobody paid"), "\(finding.sentence)")
  }

  @Test func everyCheckHasACaseThatHoldsAndOneThatIsBroken() {
    let cases = Case.positions + Case.collateral + Case.losses + Case.venue
    for (name, definition) in FactAudit.definitions {
      #expect(!definition.isEmpty)
      #expect(cases.contains { $0.check == name && $0.held > 0 }, "\(name) never holds")
      #expect(cases.contains { $0.check == name && $0.broken > 0 }, "\(name) is never broken")
    }
  }

  @Test func aLogWithoutAnythingToCheckSaysNothing() throws {
    let result = try FactLog("1 asset asset=USD decimals=6\n1 deposit account=a asset=USD amount=5")
      .audit()
    #expect(result.checks.isEmpty)
    #expect(result.findings.isEmpty)
    #expect(result.liquidations == 0)
  }

  @Test func underARulebookTheRulesDecideWhatJudgementsHadToBe() throws {
    var audit = FactAudit(names: Names(), hasRulebook: true)
    #expect(audit.result(checked: 7).obligations == 7)
    #expect(audit.result().hasRulebook)
  }

  @Test func anAmountBeyondTheRangeIsUndecidableAndStopsNothing() throws {
    let result = try FactLog(
      Case.vault
        + "2 liquidation_fill account=v mechanism=fixed_spread asset=ETH size=1 "
        + "price=100000000000000000000 repaid_asset=USD repaid=0.000001"
    ).audit()
    let check = try #require(result.checks.first { $0.name == "liquidation-bonus" })
    #expect(check.undecidable == 1)
    #expect(check.sentence.contains("range"))
  }
}
