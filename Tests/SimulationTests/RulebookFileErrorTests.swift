import Margin
import Simulation
import Testing

@Suite struct RulebookFileErrorTests {
  static let cases: [(text: String, says: [String])] = [
    ("", ["r.json: r.json is empty: a JSON value was expected"]),
    (
      "{\n  \"trigger\": below\n}",
      ["r.json, line 2, column 14: expected a value, found 'b'"]
    ),
    ("[]", ["r.json, line 1, column 1: a rulebook must be an object, not an array"]),
    (
      "{\"liquidaton\": {}}",
      [
        "r.json, line 1, column 2: a rulebook has no key \"liquidaton\"; did you mean "
          + "\"liquidation\"?"
      ]
    ),
    (
      "{\"auction\": {\"tail\": 5}}",
      [
        "r.json, line 1, column 14: \"auction\" has no key \"tail\": it may have curve, start, "
          + "duration, cut, step, reset_seconds, reset_drop, bid_seconds, bid_step"
      ]
    ),
    (
      "{\"assets\": {\"ETH\": {\"wieght\": 1}}}",
      [
        "r.json, line 1, column 21: \"asset:ETH\" has no key \"wieght\"; did you mean \"weight\"?"
      ]
    ),
    (
      "{\"markets\": []}",
      [
        "r.json, line 1, column 13: \"markets\" must be an object of names and terms, not an array"
      ]
    ),
    (
      "{\"assets\": {\"\": {}}}",
      [
        "r.json, line 1, column 13: a name in \"assets\" must not be empty; \"*\" stands for all "
          + "others"
      ]
    ),
    (
      "{\"calls\": 3}", ["r.json, line 1, column 11: \"calls\" must be an object, not a number"]
    ),
    (
      "{\"calls\": {\"levels\": {}, \"grace_blocks\": 4}}",
      ["r.json, line 1, column 22: \"calls.levels\" must be a list, not an object"]
    ),
    (
      "{\"liquidation\": {\"close_factor\": \"half\"}}",
      [
        "r.json, line 1, column 34: \"liquidation.close_factor\" must be a number above 0 and at "
          + "most 1, not \"half\""
      ]
    ),
    (
      "{\"liquidation\": {\"close_factor\": null}}",
      [
        "r.json, line 1, column 34: \"liquidation.close_factor\" must be a number above 0 and at "
          + "most 1, not null"
      ]
    ),
    (
      "{\"liquidation\": {\"close_factor\": 1.5}}",
      [
        "r.json, line 1, column 34: \"liquidation.close_factor\" must be a number above 0 and at "
          + "most 1; it is \"1.5\""
      ]
    ),
    (
      "{\"auction\": {\"step\": 1.5}}",
      ["r.json, line 1, column 22: \"auction.step\" must be a whole number, 1 or more, not 1.5"]
    ),
    (
      "{\"losses\": {\"records_shares\": \"true\"}}",
      [
        "r.json, line 1, column 31: \"losses.records_shares\" must be true or false, not \"true\""
      ]
    ),
    (
      "{\"rulebook\": 5}",
      ["r.json, line 1, column 14: \"rulebook\" must be a text of at most 256 bytes, not 5"]
    ),
    (
      "{\"liquidation\": {\"mechanism\": \"dutch_action\"}}",
      [
        "r.json, line 1, column 31: \"liquidation.mechanism\" must be one of none, order_book, "
          + "fixed_spread, dutch_auction, english_auction, amm, batch, stability_pool, not "
          + "\"dutch_action\"; did you mean \"dutch_auction\"?"
      ]
    ),
    (
      "{\"losses\": {\"waterfall\": [\"insurance\", \"luck\"]}}",
      [
        "r.json, line 1, column 40: \"losses.waterfall.1\" must be one of penalty_reserve, "
          + "insurance, deleverage, socialize, bad_debt; it is \"luck\""
      ]
    ),
    (
      "{\"assets\": {\n  \"ETH\": {\"weight\": 0.8}}}",
      [
        "r.json, line 2, column 3: \"initial_weight\" of asset:ETH must be at most weight, which is "
          + "0.8; it is \"1\""
      ]
    ),
    (
      "{\"liquidation\": {\n  \"mechanism\": \"dutch_auction\"\n}}",
      [
        "r.json, line 1, column 1: \"keepers.list.count\" must be 1 or more: with dutch_auction "
          + "nobody else bids; it is \"0\""
      ]
    ),
    (
      "{\"keepers\": {\"list\": []},\n\"liquidation\": {\"mechanism\": \"dutch_auction\"}}",
      [
        "r.json, line 1, column 22: \"keepers.list.count\" must be 1 or more: with dutch_auction "
          + "nobody else bids; it is \"0\""
      ]
    ),
    (
      """
      {
        "trigger": "never",
        "valu_decimals": 6,
        "markets": {"ETH-USD": {"tiers": [{"above": 1, "maintenance": "0.1"}]}},
        "penalty": {"maximum": "all", "rate": 0.5}
      }
      """,
      [
        "r.json, line 2, column 14: \"trigger\" must be one of below, at_or_below; it is \"never\"",
        "r.json, line 3, column 3: a rulebook has no key \"valu_decimals\"; did you mean "
          + "\"value_decimals\"?",
        "r.json, line 4, column 47: \"tiers.0.above\" of market:ETH-USD must be 0: the first tier "
          + "begins there; it is \"1\"",
        "r.json, line 4, column 65: \"tiers.0.maintenance\" of market:ETH-USD must be at most "
          + "initial, which is 0; it is \"0.1\"",
        "r.json, line 5, column 26: \"penalty.maximum\" must be a number from 0 to 1, not \"all\"",
      ]
    ),
  ]

  @Test(arguments: Self.cases)
  func whatIsWrongIsSaidWithItsPlace(_ text: String, _ says: [String]) {
    let error = #expect(throws: RulebookFileError.self) {
      try RulebookFile.read(Array(text.utf8), name: "r.json")
    }
    #expect(error?.description == says.joined(separator: "\n"))
  }

  @Test func aboutMayStandInEveryObject() throws {
    let text = """
      {"about": "a", "assets": {"about": "b", "*": {"about": "c", "bonus": 0}},
       "calls": {"about": "d", "levels": [{"about": "e"}]}}
      """
    let parameters = try RulebookFile.read(Array(text.utf8), name: "r.json")
    #expect(parameters.map(\.name) == ["bonus", "calls.levels.count"])
  }
}
