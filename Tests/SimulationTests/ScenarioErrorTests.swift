import Formats
import Testing

@testable import Simulation

/// What is said of scenarios that are wrong, and where.
@Suite struct ScenarioErrorTests {
  static let good = """
    {
      "scenario": "test", "seed": 1,
      "venue": { "name": "Pier", "unit": "USD" },
      "assets": { "USD": 6, "ETH": 18 },
      "markets": { "ETH-USD": { "base": "ETH", "quote": "USD" } },
      "rulebook": { "rulebook": "small" },
      "set": { "liquidation.close_factor": "0.5" },
      "start": "2024-01-01", "block_seconds": 10, "blocks": 20,
      "prices": { "ETH": { "steps": [[0, "2000"], [5, "1900"]], "sources": [{ "source": "oracle" }] } },
      "liquidity": { "ETH": { "size": "1", "notional": "2000" } },
      "population": {
        "accounts": { "ann": { "deposits": { "USD": "1.5" } } },
        "generators": [{ "kind": "vaults", "count": 2, "prefix": "v", "collateral": "ETH", "debt": "USD", "size": "10", "ratio": { "uniform": ["2", "3"] } }]
      },
      "events": [{ "at": 1, "kind": "deposit", "account": "bob", "asset": "USD", "amount": "1" }],
      "faults": [{ "kind": "oracle_freeze", "source": "oracle", "from": 1, "to": 2 }]
    }
    """

  static func problems(_ text: String) -> [String] {
    do throws(ScenarioError) {
      _ = try Scenario(Array(text.utf8), name: "s.json") { file throws(InputError) in
        try ByteSource(bytes: Array("time,price\n2024-01-01,5\n2024-01-01,6\n".utf8), name: file)
      }
      return []
    } catch {
      return error.description.split(separator: "\n").map(String.init)
    }
  }

  @Test(arguments: ["+-5", "++5", "+ 5", "+5.5", "+"])
  func momentsAreDigitsBehindThePlus(_ moment: String) {
    #expect(
      Self.problems(Self.good.replacing("\"at\": 1", with: "\"at\": \"\(moment)\"")) == [
        "s.json, line 15, column 22: \"\(moment)\" is no time: after + stand whole seconds"
      ])
  }

  @Test func aWrongNumberOfBlocksIsOneError() {
    #expect(
      Self.problems(Self.good.replacing("\"blocks\": 20", with: "\"blocks\": 0")) == [
        "s.json, line 8, column 57: \"blocks\" must be a whole number from 1 to 10000000"
      ])
  }

  @Test func aGoodScenarioIsRead() {
    #expect(Self.problems(Self.good) == [])
  }

  @Test(
    arguments: [
      (
        "\"seed\": 1", "\"sede\": 1",
        "s.json, line 2, column 23: a scenario has no key \"sede\"; did you mean \"seed\"?"
      ),
      (
        "\"scenario\": \"test\", ", "",
        "s.json, line 1, column 1: a scenario needs the key \"scenario\""
      ),
      (
        "\"scenario\": \"test\"", "\"scenario\": 5",
        "s.json, line 2, column 15: \"scenario\" must be a string, not a number"
      ),
      (
        "\"unit\": \"USD\"", "\"unit\": \"UDS\"",
        "s.json, line 3, column 38: \"unit\" \"UDS\" is unknown; did you mean \"USD\"?"
      ),
      (
        "\"ETH\": 18", "\"ETH\": 19",
        "s.json, line 4, column 32: the decimals of an asset must be a whole number from 0 to 18"
      ),
      (
        "\"quote\": \"USD\"", "\"qoute\": \"USD\"",
        "s.json, line 5, column 44: a market has no key \"qoute\"; did you mean \"quote\"?"
      ),
      (
        "\"rulebook\": { \"rulebook\": \"small\" }", "\"rulebook\": \"vualt\"",
        "s.json, line 6, column 15: the rulebook \"vualt\" is unknown; did you mean \"vault\"?"
          + " (a file ends in .json)"
      ),
      (
        "{ \"rulebook\": \"small\" }", "{ \"rulebok\": \"small\" }",
        "s.json, line 6, column 17: a rulebook has no key \"rulebok\"; did you mean \"rulebook\"?"
      ),
      (
        "\"liquidation.close_factor\": \"0.5\"", "\"liquidation.close\": \"0.5\"",
        "s.json, line 7, column 12: \"liquidation.close\" is no rule; did you mean"
          + " \"liquidation.close_factor\"?"
      ),
      (
        "\"liquidation.close_factor\": \"0.5\"", "\"liquidity\": \"0.5\"",
        "s.json, line 7, column 12: \"liquidity\" is no rule; see docs/RULES.md for their names"
      ),
      (
        "\"liquidation.close_factor\": \"0.5\"", "\"calls.levels.1.coverag\": \"0.5\"",
        "s.json, line 7, column 12: \"calls.levels.1.coverag\" is no rule; did you mean"
          + " \"calls.levels.1.coverage\"?"
      ),
      (
        "\"liquidation.close_factor\": \"0.5\"", "\"asset:ETHH.weight\": \"0.5\"",
        "s.json, line 7, column 12: the asset \"ETHH\" is unknown; did you mean \"ETH\"?"
      ),
      (
        "\"liquidation.close_factor\": \"0.5\"", "\"asset:ETH.wieght\": \"0.5\"",
        "s.json, line 7, column 12: \"asset:ETH.wieght\" is no rule; did you mean"
          + " \"asset:ETH.weight\"?"
      ),
      (
        "\"liquidation.close_factor\": \"0.5\"", "\"market:ETH-US.fund\": \"f\"",
        "s.json, line 7, column 12: the market \"ETH-US\" is unknown; did you mean \"ETH-USD\"?"
      ),
      (
        "\"liquidation.close_factor\": \"0.5\"",
        "\"oracle.sources.count\": 1, \"oracle.sources.0\": \"orakle\"",
        "s.json, line 7, column 59: the source \"orakle\" is unknown; did you mean \"oracle\"?"
      ),
      (
        "\"liquidation.close_factor\": \"0.5\"", "\"keepers.gas_asset\": \"GAS\"",
        "s.json, line 7, column 33: the asset \"GAS\" is unknown: it must be one of USD, ETH"
      ),
      (
        "\"liquidation.close_factor\": \"0.5\"",
        "\"penalty.maximum\": \"0.5\", \"liquidation.close_factor\": \"2\"",
        "s.json, line 7, column 66: \"liquidation.close_factor\" must be"
      ),
      (
        "\"liquidation.close_factor\": \"0.5\"",
        "\"penalty.maximum\": \"0.5\", \"liquidation.mechanism\": \"dutch_auction\"",
        "s.json, line 7, column 38: \"keepers.list.count\" must be 1 or more"
      ),
      (
        "{ \"rulebook\": \"small\" }", "\"small.json\"",
        "s.json, line 6, column 15: small.json, line 1, column 1: "
      ),
      ("\"2024-01-01\"", "\"2024-13-01\"", "s.json, line 8, column 12: "),
      (
        "\"block_seconds\": 10", "\"block_seconds\": 0",
        "s.json, line 8, column 43: \"block_seconds\" must be above zero"
      ),
      (
        "\"blocks\": 20", "\"blocks\": 0",
        "s.json, line 8, column 57: \"blocks\" must be a whole number from 1 to 10000000"
      ),
      (
        "\"prices\": { \"ETH\": {", "\"prices\": { \"ETC\": {",
        "s.json, line 9, column 15: no asset or market is called \"ETC\"; did you mean \"ETH\"?"
      ),
      (
        "[5, \"1900\"]", "[0, \"1900\"]",
        "s.json, line 9, column 48: the moments must follow each other"
      ),
      ("[5, \"1900\"]", "[5, \"x\"]", "s.json, line 9, column 51: a price: \"x\" is not a decimal"),
      (
        "\"steps\": [[0, \"2000\"], [5, \"1900\"]]", "\"walk\": { \"start\": \"5\", \"step\": 2 }",
        "s.json, line 9, column 32: a step or a jump must be below 1, a share of the price"
      ),
      (
        "\"steps\": [[0, \"2000\"], [5, \"1900\"]]", "\"csv\": { \"file\": \"a.csv\" }",
        "s.json, line 9, column 31: a.csv:3 is not later than the row before it"
      ),
      (
        "\"steps\": [[0, \"2000\"], [5, \"1900\"]]",
        "\"csv\": { \"file\": \"a.csv\", \"price\": \"p\" }",
        "s.json, line 9, column 31: a.csv has no columns \"time\" and \"p\"; it has time, price"
      ),
      (
        "\"source\": \"oracle\" }] }", "\"source\": \"market\" }] }",
        "s.json, line 9, column 73: the source \"market\" is what the world pays: it tells every change"
          + " by itself"
      ),
      (
        "\"liquidity\": { \"ETH\"", "\"liquidity\": { \"ETH-USD\"",
        "s.json, line 10, column 18: \"ETH-USD\" needs a price in \"prices\""
      ),
      (
        "\"USD\": \"1.5\"", "\"USD\": \"1.0000001\"",
        "s.json, line 12, column 49: the amount of USD has more than the 6 decimals of USD"
      ),
      (
        "\"vaults\", \"count\": 2", "\"vautls\", \"count\": 2",
        "s.json, line 13, column 30: \"kind\" \"vautls\" is unknown; did you mean \"vaults\"?"
      ),
      (
        "\"uniform\": [\"2\", \"3\"]", "\"uniform\": [\"3\", \"2\"]",
        "s.json, line 13, column 139: \"uniform\" must be a list of two numbers, the smaller first"
      ),
      (
        "\"kind\": \"deposit\"", "\"kind\": \"margin_call\"",
        "s.json, line 15, column 33: \"kind\" \"margin_call\" is unknown"
      ),
      (
        "\"account\": \"bob\"", "\"acount\": \"bob\"",
        "s.json, line 15, column 44: an event of kind deposit has no key \"acount\"; did you mean"
          + " \"account\"?"
      ),
      (
        "\"amount\": \"1\" }]", "\"amount\": \"0.0000001\" }]",
        "s.json, line 15, column 88: the log would not take this event: \"amount\" "
      ),
      (
        "\"at\": 1,", "\"at\": 20,",
        "s.json, line 15, column 22: there are only 20 blocks, from 0"
      ),
      (
        "\"oracle\", \"from\": 1, \"to\": 2", "\"orcle\", \"from\": 1, \"to\": 2",
        "s.json, line 16, column 51: \"source\" \"orcle\" is unknown; did you mean \"oracle\"?"
      ),
      (
        "\"from\": 1, \"to\": 2", "\"from\": 20, \"to\": 30",
        "s.json, line 16, column 69: there are only 20 blocks, from 0"
      ),
      (
        "\"oracle_freeze\", \"source\": \"oracle\"", "\"governance_halt\", \"scope\": \"tradng\"",
        "s.json, line 16, column 52: nothing is called \"tradng\" that could be halted; did you mean"
          + " \"trading\"?"
      ),
      (
        "\"deposit\", \"account\": \"bob\", \"asset\": \"USD\", \"amount\": \"1\"",
        "\"parameter\", \"scope\": \"venue\", \"name\": \"liquidation.close_factor\", \"value\": \"7\"",
        "s.json, line 15, column 109: \"liquidation.close_factor\" must be"
      ),
      (
        "\"deposit\", \"account\": \"bob\", \"asset\": \"USD\", \"amount\": \"1\"",
        "\"parameter\", \"scope\": \"asset:ETC\", \"name\": \"weight\", \"value\": \"1\"",
        "s.json, line 15, column 55: the asset \"ETC\" is unknown; did you mean \"ETH\"?"
      ),
      (
        "\"deposit\", \"account\": \"bob\", \"asset\": \"USD\", \"amount\": \"1\"",
        "\"parameter\", \"scope\": \"venue\", \"name\": \"penalty.rat\", \"value\": \"1\"",
        "s.json, line 15, column 72: \"penalty.rat\" is no rule; did you mean \"penalty.rate\"?"
      ),
      (
        "\"from\": 1, \"to\": 2", "\"from\": 3, \"to\": 2",
        "s.json, line 16, column 14: a fault ends before it begins"
      ),
      (
        "\"oracle_freeze\"", "\"oracle_frozen\"",
        "s.json, line 16, column 24: \"kind\" \"oracle_frozen\" is unknown; did you mean"
          + " \"oracle_freeze\"?"
      ),
      ("\"seed\": 1,", "\"seed\": 1", "s.json, line 3, column 3: "),
    ] + facts)
  func saysWhatIsWrongAndWhere(_ old: String, _ new: String, _ expected: String) {
    let text = Self.good.replacing(old, with: new)
    #expect(text != Self.good)
    let problems = Self.problems(text)
    #expect(problems.contains { $0.hasPrefix(expected) }, "\(problems)")
  }

  /// What is wrong with facts, each in place of the deposit of the good scenario.
  private static let facts: [(String, String, String)] = [
    (
      "\"asset\": \"USD\", \"amount\": \"1\" }]", "\"asset\": \"USDD\", \"amount\": \"1\" }]",
      "s.json, line 15, column 71: \"asset\": the asset \"USDD\" is unknown; did you mean \"USD\"?"
    ),
    (
      "\"deposit\", \"account\": \"bob\", \"asset\": \"USD\", \"amount\": \"1\"",
      "\"fill\", \"account\": \"bob\", \"market\": \"ETH-UDS\", \"side\": \"buy\", \"size\": 1, \"price\": 5",
      "s.json, line 15, column 69: \"market\": the market \"ETH-UDS\" is unknown; did you mean"
        + " \"ETH-USD\"?"
    ),
    (
      "\"deposit\", \"account\": \"bob\", \"asset\": \"USD\", \"amount\": \"1\"",
      "\"fill\", \"account\": \"bob\", \"market\": \"ETH-USD\", \"side\": \"bye\", \"size\": 1, \"price\": 5",
      "s.json, line 15, column 88: \"side\" \"bye\" is unknown: it must be one of buy, sell"
    ),
    (
      "\"amount\": \"1\" }]", "\"amount\": \"-1\" }]",
      "s.json, line 15, column 88: the log would not take this event: \"amount\" "
    ),
    (
      "\"deposit\", \"account\": \"bob\", \"asset\": \"USD\", \"amount\": \"1\"",
      "\"halt\", \"scope\": \"liquidatoin\", \"authority\": \"gov\", \"reason\": \"x\"",
      "s.json, line 15, column 50: nothing is called \"liquidatoin\" that could be halted; did you"
        + " mean \"liquidation\"?"
    ),
    (
      "\"deposit\", \"account\": \"bob\", \"asset\": \"USD\", \"amount\": \"1\"",
      "\"resume\", \"scope\": \"tradng\", \"authority\": \"gov\", \"reason\": \"x\"",
      "s.json, line 15, column 52: nothing is called \"tradng\" that could be halted"
    ),
    (
      "\"deposit\", \"account\": \"bob\", \"asset\": \"USD\", \"amount\": \"1\"",
      "\"halt\", \"scope\": \"liquidation\", \"reason\": \"x\"",
      "s.json, line 15, column 14: a halt without \"authority\" is for the rules to decide"
    ),
    (
      "\"deposit\", \"account\": \"bob\", \"asset\": \"USD\", \"amount\": \"1\"",
      "\"insurance\", \"fund\": \"f\", \"asset\": \"USD\", \"amount\": \"-1\", \"cause\": \"bad_debt\"",
      "s.json, line 15, column 100: insurance with the cause \"bad_debt\" is for the rules to decide"
    ),
    (
      "\"deposit\", \"account\": \"bob\", \"asset\": \"USD\", \"amount\": \"1\"",
      "\"parameter\", \"scope\": \"venue\", \"name\": \"penalty.rate\", \"value\": \"1\", \"authority\": \"rule\"",
      "s.json, line 15, column 115: \"penalty.rate\" by the authority \"rule\" is for the rules to decide"
    ),
    (
      "\"deposit\", \"account\": \"bob\", \"asset\": \"USD\", \"amount\": \"1\"",
      "\"dispute_ruling\", \"dispute\": \"d\", \"ruling\": \"upheld\"",
      "s.json, line 15, column 33: \"kind\" \"dispute_ruling\" is unknown"
    ),
  ]

  @Test func aValueInAnotherFormIsWrittenAsTheLogHasIt() throws {
    let run = try ScenarioRun(
      Self.good.replacing(
        "\"deposit\", \"account\": \"bob\", \"asset\": \"USD\", \"amount\": \"1\"",
        with: "\"parameter\", \"scope\": \"venue\", \"name\": \"liquidation.close_factor\", "
          + "\"value\": \"0.250\", \"authority\": \"dao\""))
    #expect(run.lines(with: "liquidation.close_factor", "\"0.25\"", "dao").count == 1)
  }

  @Test func parametersThatFollowEachOtherAreReadTogether() {
    func events(_ between: String) -> String {
      Self.good.replacing(
        "\"events\": [",
        with: """
          "events": [
          { "at": 1, "kind": "parameter", "scope": "venue", "name": "penalty.maximum", "value": "0.1" },
          { "at": 1, "kind": "parameter", "scope": "venue", "name": "penalty.rate", "value": "0.1" },
          { "at": 2, "kind": "parameter", "scope": "venue", "name": "penalty.rate", "value": "0.2" },
          \(between)
          { "at": 2, "kind": "parameter", "scope": "venue", "name": "penalty.maximum", "value": "0.2" },
          """)
    }
    #expect(Self.problems(events("")) == [])
    let note = "{ \"at\": 2, \"kind\": \"note\", \"text\": \"between\" },"
    let problems = Self.problems(events(note))
    #expect(problems.count == 1, "\(problems)")
    #expect(problems.first?.hasPrefix("s.json, line 18, column 84: \"penalty.rate\"") == true)
  }

  @Test func aScenarioThatIsMissingIsNamedOnce() {
    let error = #expect(throws: ScenarioError.self) { _ = try Scenario(path: "/nowhere/s.json") }
    #expect(error?.description == "/nowhere/s.json: there is no such file")
  }

  @Test func allProblemsAreToldAtOnceInTheOrderOfTheText() {
    let text = Self.good.replacing("\"seed\": 1", with: "\"sede\": 1")
      .replacing("\"blocks\": 20", with: "\"blocks\": 0")
      .replacing("\"oracle_freeze\"", with: "\"frost\"")
    let lines = Self.problems(text).map { $0.prefix { $0 != ":" } }
    #expect(lines.first == "s.json, line 2, column 23")
    #expect(lines.contains("s.json, line 8, column 57"))
    #expect(lines.last == "s.json, line 16, column 24")
  }

  @Test(arguments: ["borrow", "withdrawal"])
  func anAccountMayBeginWithWhatIsRefused(_ kind: String) throws {
    let text = Self.good.replacing(
      "\"kind\": \"deposit\", \"account\": \"bob\"",
      with: "\"kind\": \"\(kind)\", \"account\": \"bob\"")
    let run = try ScenarioRun(text)
    #expect(run.lines(with: "\"account\"", "bob").count == 1)
    #expect(run.lines(with: "note", "refused: \(kind) of bob").count == 1)
  }
}
