import MarginSupport
import Testing

@testable import Margin

/// What is said of rules that do not fit together: each case breaks one of a rulebook that is right.
@Suite struct RulebookCheckTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let given: [String]
    let says: [String]

    init(_ given: [String], _ says: String...) {
      self.given = given
      self.says = says
    }

    var testDescription: String { given.joined(separator: ", ") }

    var parameters: [Parameter] {
      given.map { text in
        let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        return Parameter(
          scope: String(parts[0]), name: String(parts[1]), value: String(parts[2]))
      }
    }
  }

  static let dutch = [
    "venue liquidation.mechanism dutch_auction", "venue keepers.list.count 1",
    "venue keepers.list.0.name k",
  ]

  static let cases: [Case] = [
    Case(
      ["venue liquidation.close_factor 2"],
      "venue, liquidation.close_factor = \"2\": must be a number above 0 and at most 1"),
    Case(
      ["venue liquidation.close_factor 0.50"],
      "venue, liquidation.close_factor = \"0.50\": must be written 0.5"),
    Case(
      ["venue auction.step 0"],
      "venue, auction.step = \"0\": must be a whole number, 1 or more"),
    Case(
      ["venue value_decimals 19"],
      "venue, value_decimals = \"19\": must be a whole number from 0 to 18"),
    Case(
      ["venue losses.records_shares yes"],
      "venue, losses.records_shares = \"yes\": must be true or false"),
    Case(
      ["venue losses.dust_account "],
      "venue, losses.dust_account = \"\": must be a text of 1 to 256 bytes"),
    Case(
      ["venue trigger above"],
      "venue, trigger = \"above\": must be one of below, at_or_below"),
    Case(
      ["venue breakers.count 257"],
      "venue, breakers.count = \"257\": must be a whole number from 0 to 256"),
    Case(
      ["market:A tiers.count 1", "market:A tiers.1.above 5"],
      "market:A, tiers.1.above = \"5\": must not be set: tiers.count gives the list 1 entry, the "
        + "first has the number 0"),
    Case(
      ["venue oracle.sources.0 pyth"],
      "venue, oracle.sources.0 = \"pyth\": must not be set: oracle.sources.count gives the list 0 "
        + "entries, the first has the number 0"),
    Case(
      ["asset:ETH weight 0.8"],
      "asset:ETH, initial_weight = \"1\": must be at most weight, which is 0.8"),
    Case(
      ["asset:* liability_weight 1.5"],
      "asset:*, initial_liability_weight = \"1\": must be at least liability_weight, which is 1.5"),
    Case(
      ["asset:* weight 0.8", "asset:ETH bonus 0.1"],
      "asset:*, initial_weight = \"1\": must be at most weight, which is 0.8",
      "asset:ETH, initial_weight = \"1\": must be at most weight, which is 0.8"),
    Case(
      ["market:A tiers.count 1", "market:A tiers.0.above 5"],
      "market:A, tiers.0.above = \"5\": must be 0: the first tier begins there"),
    Case(
      ["market:A tiers.count 2"],
      "market:A, tiers.1.above = \"0\": must be above that of the last tier, 0"),
    Case(
      [
        "market:* tiers.count 2", "market:* tiers.0.initial 0.2",
        "market:* tiers.0.maintenance 0.1",
        "market:* tiers.1.above 10", "market:A fund f",
      ],
      "market:*, tiers.1.maintenance = \"0\": must be at least that of the last tier, 0.1",
      "market:*, tiers.1.initial = \"0\": must be at least that of the last tier, 0.2"),
    Case(
      ["market:A tiers.count 1", "market:A tiers.0.maintenance 0.1"],
      "market:A, tiers.0.maintenance = \"0.1\": must be at most initial, which is 0"),
    Case(
      ["market:A open_interest_lower 5"],
      "market:A, open_interest_upper = \"0\": must be above open_interest_lower, 5"),
    Case(
      ["market:A open_interest_upper 5"],
      "market:A, open_interest_upper = \"5\": must be 0, as open_interest_lower is 0"),
    Case(
      ["venue calls.levels.count 2"],
      "venue, calls.levels.1.coverage = \"1\": must be below that of the last rung, 1"),
    Case(
      ["venue calls.levels.count 1", "venue calls.levels.0.coverage 1.5", "venue calls.cure 2"],
      "venue, calls.levels.0.coverage = \"1.5\": must be 1: the last rung is the call itself"),
    Case(
      ["venue calls.levels.count 1", "venue calls.levels.0.coverage 1.5"],
      "venue, calls.levels.0.coverage = \"1.5\": must be 1: the last rung is the call itself",
      "venue, calls.cure = \"1\": must be at least the coverage of the last rung, 1.5"),
    Case(
      ["venue calls.grace_blocks 3", "venue calls.grace_seconds 4"],
      "venue, calls.grace_blocks = \"3\": must be 0: grace begins with a call, and calls.levels is "
        + "empty",
      "venue, calls.grace_seconds = \"4\": must be 0: grace begins with a call, and calls.levels "
        + "is empty"),
    Case(
      ["venue liquidation.window_seconds 60"],
      "venue, liquidation.window_cap = \"0\": must be above 0, as liquidation.window_seconds is 60"),
    Case(
      ["venue liquidation.window_cap 5"],
      "venue, liquidation.window_seconds = \"0\": must be above 0, as liquidation.window_cap is 5"),
    Case(
      ["venue liquidation.mechanism dutch_auction"],
      "venue, keepers.list.count = \"0\": must be 1 or more: with dutch_auction nobody else bids"),
    Case(
      dutch + ["venue auction.curve stair_step"],
      "venue, auction.cut = \"1\": must be below 1, or the price of a stair_step curve never falls"),
    Case(
      [
        "venue liquidation.mechanism english_auction", "venue auction.duration 60",
        "venue auction.bid_seconds 61",
      ],
      "venue, auction.bid_step = \"1\": must be above 1, or bids of an english_auction need not "
        + "rise",
      "venue, auction.bid_seconds = \"61\": must be at most auction.duration, which is 60",
      "venue, keepers.list.count = \"0\": must be 1 or more: with english_auction "
        + "nobody else bids"),
    Case(
      ["venue liquidation.mechanism stability_pool"],
      "venue, liquidation.stability_pool = \"\": must name an account, as liquidation.mechanism is "
        + "stability_pool"),
    Case(
      ["venue penalty.tiers.count 2"],
      "venue, penalty.tiers.1.above = \"0\": must be above that of the last tier, 0"),
    Case(
      [
        "venue penalty.tiers.count 1", "venue penalty.tiers.0.rate 0.2",
        "venue penalty.maximum 0.1",
      ],
      "venue, penalty.tiers.0.rate = \"0.2\": must be at most penalty.maximum, which is 0.1"),
    Case(
      ["venue penalty.rate 0.2", "venue penalty.maximum 0.1"],
      "venue, penalty.rate = \"0.2\": must be at most penalty.maximum, which is 0.1"),
    Case(
      ["venue penalty.mode ramp"],
      "venue, penalty.ramp_seconds = \"0\": must be above 0, as penalty.mode is ramp"),
    Case(
      ["venue keepers.list.count 1"],
      "venue, keepers.list.0.name = \"\": must name an account"),
    Case(
      ["venue keepers.list.count 2", "venue keepers.list.0.name k", "venue keepers.list.1.name k"],
      "venue, keepers.list.1.name = \"k\": must be another name than that of keepers.list.0"),
    Case(
      ["venue keepers.list.count 1", "venue keepers.list.0.name dust"],
      "venue, keepers.list.0.name = \"dust\": must be another account than losses.dust_account"),
    Case(
      [
        "venue keepers.list.count 1", "venue keepers.list.0.name p",
        "venue liquidation.stability_pool p",
      ],
      "venue, keepers.list.0.name = \"p\": must be another account than "
        + "liquidation.stability_pool"),
    Case(
      ["venue keepers.gas 21000"],
      "venue, keepers.gas_asset = \"\": must name the asset whose price is that of gas, as "
        + "keepers.gas is 21000"),
    Case(
      [
        "venue losses.waterfall.count 2", "venue losses.waterfall.0 socialize",
        "venue losses.waterfall.1 socialize",
      ],
      "venue, losses.waterfall.1 = \"socialize\": must be another step than losses.waterfall.0"),
    Case(
      ["venue losses.waterfall.count 2", "venue losses.waterfall.1 socialize"],
      "venue, losses.waterfall.0 = \"bad_debt\": must not be before the last step: nothing is left "
        + "behind it"),
    Case(
      [
        "venue losses.waterfall.count 1", "venue losses.waterfall.0 insurance",
        "venue losses.fund ",
      ],
      "venue, losses.fund = \"\": must name the insurance fund, as losses.waterfall has the step "
        + "insurance"),
    Case(
      ["venue penalty.to_fund 0.5", "venue losses.fund "],
      "venue, losses.fund = \"\": must name the insurance fund, as penalty.to_fund is 0.5"),
    Case(
      ["venue liquidation.stability_pool dust"],
      "venue, losses.dust_account = \"dust\": must be another account than "
        + "liquidation.stability_pool"),
    Case(
      ["venue oracle.sources.count 1"],
      "venue, oracle.sources.0 = \"\": must name a source"),
    Case(
      ["venue oracle.sources.count 1", "venue oracle.sources.0 market"],
      "venue, oracle.sources.0 = \"market\": must not be market: what the world pays is no "
        + "oracle's price"),
    Case(
      ["venue oracle.sources.count 2", "venue oracle.sources.0 a", "venue oracle.sources.1 a"],
      "venue, oracle.sources.1 = \"a\": must be another source than oracle.sources.0"),
    Case(
      ["venue oracle.sources.count 1", "venue oracle.sources.0 a", "venue oracle.quorum 2"],
      "venue, oracle.quorum = \"2\": must be at most oracle.sources.count, which is 1"),
    Case(
      ["venue oracle.twap_seconds 60"],
      "venue, oracle.twap_divergence = \"0\": must be above 0, as oracle.twap_seconds is 60"),
    Case(
      ["venue oracle.twap_divergence 0.5"],
      "venue, oracle.twap_seconds = \"0\": must be above 0, as oracle.twap_divergence is 0.5"),
    Case(
      ["venue dynamic_margin.decay 0.9"],
      "venue, dynamic_margin.reference = \"0\": must be above 0, as dynamic_margin.decay is 0.9"),
    Case(
      ["venue dynamic_margin.reference 0.1"],
      "venue, dynamic_margin.decay = \"0\": must be above 0, as dynamic_margin.reference is 0.1"),
    Case(
      ["venue dynamic_margin.minimum 2"],
      "venue, dynamic_margin.minimum = \"2\": must be at most dynamic_margin.maximum, which is 1"),
    Case(
      ["venue breakers.count 1"],
      "venue, breakers.0.watches = \"\": must name the asset or market to be watched",
      "venue, breakers.0.window_seconds = \"0\": must be above 0"),
    Case(
      ["venue liquidation.backstop_below 0.5"],
      "venue, liquidation.backstop = \"\": must name an account, as liquidation.backstop_below is 0.5"
    ),
    Case(
      ["venue liquidation.backstop vault"],
      "venue, liquidation.backstop_below = \"0\": must be above 0, or the backstop vault never takes "
        + "anything over"),
    Case(
      ["venue liquidation.backstop dust", "venue liquidation.backstop_below 0.5"],
      "venue, liquidation.backstop = \"dust\": must be another account than losses.dust_account"),
  ]

  @Test(arguments: Self.cases)
  func rulesThatDoNotFitAreNamed(_ test: Case) throws {
    let error = #expect(throws: RuleError.self) { try Rulebook(test.parameters) }
    #expect(error?.problems.map(\.description) == test.says)
    #expect(error?.description == test.says.joined(separator: "\n"))
  }

  @Test func allProblemsAreSaidAtOnce() {
    let parameters = Self.cases.prefix(8).flatMap(\.parameters)
    let error = #expect(throws: RuleError.self) { try Rulebook(parameters) }
    #expect((error?.problems.count ?? 0) >= 7)
  }

  @Test func whatDependsOnAWrongValueIsNotSaid() {
    let cases: [([String], Int)] = [
      (["asset:ETH weight heavy", "asset:ETH initial_weight 0.9"], 1),
      (["asset:* weight heavy", "asset:ETH initial_weight 0.9"], 1),
      (["venue penalty.maximum all", "venue penalty.rate 0.5"], 1),
      (["venue calls.levels.count many", "venue calls.grace_blocks 4"], 1),
      (["venue calls.levels.count many", "venue calls.levels.0.coverage 2"], 1),
      (["venue oracle.twap_seconds long", "venue oracle.twap_divergence 0.1"], 1),
    ]
    for (set, count) in cases {
      let error = #expect(throws: RuleError.self) { try Rulebook(Case(set).parameters) }
      #expect(error?.problems.count == count, "\(set): \(error?.description ?? "")")
    }
  }

  @Test func aTypedRulebookIsCheckedToo() {
    var rulebook = Rulebook()
    rulebook.valueDecimals = 19
    rulebook.oracle.quorum = 0
    rulebook.liquidation.mechanism = .stabilityPool
    #expect(
      rulebook.problems.map(\.name) == [
        "value_decimals", "oracle.quorum", "liquidation.stability_pool",
      ])
  }
}
