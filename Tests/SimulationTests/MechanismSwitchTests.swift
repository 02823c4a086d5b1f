import Ledger
import Margin
import Testing

@testable import Simulation

/// Every mechanism of docs/RULES.md is missed where it is switched off: the same scenario is run with the rule
/// and with its neutral value, and the events that only the rule makes differ or are gone.
@Suite struct MechanismSwitchTests {
  /// One rule, and what is seen of it.
  struct Switch: Sendable, CustomTestStringConvertible {
    /// The shipped scenario.
    let scenario: String
    /// `rule=value` of the venue, or `scope.rule=value`, for both runs.
    var also: [String] = []
    /// The same that switches the mechanism off.
    let off: [String]
    /// Words of the lines that are compared.
    let words: [String]
    /// Whether there are no such lines without the rule.
    let isGone: Bool

    init(
      _ scenario: String, _ off: String..., also: [String] = [], differs words: String...
    ) {
      (self.scenario, self.also, self.off, self.words, isGone) =
        (scenario, also, off, words, false)
    }

    init(_ scenario: String, _ off: String..., also: [String] = [], loses words: String...) {
      (self.scenario, self.also, self.off, self.words, isGone) = (scenario, also, off, words, true)
    }

    var testDescription: String { "\(scenario) \(off.joined(separator: " "))" }
  }

  static let mechanisms: [Switch] = [
    Switch(
      "order-book", "liquidation.mechanism=none", loses: "liquidation_fill", "\"order_book\""),
    Switch(
      "order-book", "liquidation.backstop_below=0", "liquidation.backstop=",
      also: ["liquidation.backstop=trader-6", "liquidation.backstop_below=1"],
      loses: "liquidation_fill", "\"backstop\""),
    Switch("amm", "liquidation.mechanism=none", loses: "liquidation_fill", "\"amm\""),
    Switch("amm", "liquidation.amm_fee=0.1", differs: "liquidation_fill"),
    Switch("batch", "liquidation.mechanism=order_book", loses: "liquidation_fill", "\"batch\""),
    Switch("batch", "liquidation.batch_blocks=2", differs: "liquidation_fill"),
    Switch(
      "fixed-spread", "liquidation.mechanism=none", loses: "liquidation_fill", "\"fixed_spread\""),
    Switch("dutch-linear", "liquidation.mechanism=fixed_spread", loses: "auction_start"),
    Switch("dutch-linear", "auction.reset_seconds=0", loses: "auction_reset", "\"time\""),
    Switch("dutch-linear", "auction.start=1", differs: "liquidation_fill"),
    Switch("dutch-exponential", "auction.curve=linear", differs: "liquidation_fill"),
    Switch("dutch-stair", "auction.curve=exponential", differs: "liquidation_fill"),
    Switch("english", "liquidation.mechanism=fixed_spread", loses: "auction_bid"),
    Switch("english", "auction.bid_step=1.5", differs: "auction_bid"),
    Switch(
      "stability-pool", "liquidation.mechanism=fixed_spread", loses: "liquidation_fill",
      "\"stability_pool\""),
  ]

  static let sizes: [Switch] = [
    Switch("fixed-spread", "liquidation.size=whole", differs: "liquidation_fill"),
    Switch("cure", "liquidation.size=whole", differs: "liquidation_fill"),
    Switch("cure", "liquidation.target=1", differs: "liquidation_fill"),
    Switch("cure", "liquidation.whole_below=0", differs: "liquidation_fill"),
    Switch(
      "window-cap", "liquidation.window_seconds=0", "liquidation.window_cap=0",
      differs: "liquidation_fill"),
    Switch("priority-largest", "liquidation.priority=worst_health", differs: "liquidation_fill"),
    Switch("priority-worst", "liquidation.priority=oldest_breach", differs: "liquidation_fill"),
    Switch("priority-oldest", "liquidation.priority=largest_notional", differs: "liquidation_fill"),
    Switch(
      "isolated", "liquidation.order=haircut",
      also: [
        "asset:USD.weight=0.05", "asset:USD.initial_weight=0.05",
        "market:ETH-USD.tiers.0.above=0", "market:ETH-USD.tiers.0.initial=0.12",
        "market:ETH-USD.tiers.0.maintenance=0.06",
      ],
      differs: "liquidation_fill", "\"account\":\"ann\""),
    Switch("penalty-tiers", "penalty.tiers.0.rate=0", differs: "liquidation_fill", "penalty"),
    Switch("penalty-ramp", "penalty.mode=tiered", loses: "liquidation_fill", "penalty"),
    Switch("penalty-health", "penalty.mode=tiered", loses: "liquidation_fill", "penalty"),
    Switch(
      "penalty-health", "penalty.maximum=1", also: ["penalty.maximum=0.05"],
      differs: "liquidation_fill", "penalty"),
    Switch("waterfall", "penalty.to_fund=0", differs: "insurance", "\"penalty\""),
  ]

  static let keepers: [Switch] = [
    Switch("keepers", "keepers.list.1.gas_limit=0", loses: "gas_above_limit"),
    Switch("keepers", "keepers.list.0.capital=0", loses: "no_capital"),
    Switch(
      "keepers", "keepers.list.0.profit=0", "keepers.list.1.profit=0", "keepers.list.2.profit=0",
      "keepers.gas=0", loses: "thin_incentive"),
    Switch("keepers", "keepers.failed_gas=0", differs: "liquidation_attempt", "failed"),
    Switch("dutch-linear", "keepers.tip=0", "keepers.chip=0", loses: "fee", "keeper_incentive"),
    Switch("dutch-linear", "keepers.slippage=0.2", differs: "liquidation_fill"),
  ]

  static let losses: [Switch] = [
    Switch(
      "deleverage", "losses.waterfall.1=penalty_reserve", loses: "\"kind\":\"deleverage\""),
    Switch("deleverage", "losses.rank=none", differs: "\"kind\":\"deleverage\""),
    Switch("waterfall", "losses.waterfall.1=socialize", differs: "insurance", "\"liquidation\""),
    Switch("waterfall", "losses.waterfall.0=socialize", differs: "insurance", "\"penalty\""),
    Switch("waterfall", "losses.fund_cap=0", differs: "insurance", "\"liquidation\""),
    Switch("waterfall", "market:ETH-USD.fund=", loses: "insurance-eth", "\"liquidation\""),
    Switch("losses-deposits", "losses.waterfall.1=penalty_reserve", loses: "socialized_loss"),
    Switch("losses-deposits", "losses.method=explicit", differs: "loss_share"),
    Switch("losses-contracts", "losses.method=profit_cap", differs: "loss_share"),
  ]

  static let watching: [Switch] = [
    Switch("ladder", "calls.levels.0.channels=", differs: "\"notice\""),
    Switch("ladder", "calls.grace_blocks=0", differs: "liquidation_start"),
    Switch("ladder", "calls.cure=1.3", differs: "margin_call_closed"),
    Switch("oracle-health", "oracle.stale_seconds=0", loses: "reference_price", "\"stale\""),
    Switch(
      "oracle-health", "oracle.accepts_bounds=true", loses: "reference_price", "\"floor\""),
    Switch("oracle-health", "oracle.confidence=0", loses: "reference_price", "\"uncertain\""),
    Switch("oracle-median", "oracle.rule=last", differs: "reference_price"),
    Switch("oracle-median", "oracle.quorum=1", differs: "reference_price"),
    Switch(
      "oracle-median", "oracle.twap_seconds=0", "oracle.twap_divergence=0", loses: "divergent"),
    Switch("breakers", "breakers.0.move=1", differs: "\"halt\""),
    Switch("breakers", "breakers.0.resume_seconds=0", differs: "\"resume\""),
    Switch(
      "dynamic-margin", "dynamic_margin.decay=0", "dynamic_margin.reference=0",
      loses: "dynamic.factor"),
    Switch(
      "initial-margin", "asset:ETH.initial_weight=0.8", differs: "refused"),
    Switch(
      "initial-margin", "market:*.open_interest_lower=0", "market:*.open_interest_upper=0",
      differs: "refused"),
  ]

  @Test(arguments: mechanisms + sizes + keepers + losses + watching)
  func switchedOffItIsMissed(_ example: Switch) throws {
    let with = try Self.lines(example.scenario, example.also, example.words)
    let without = try Self.lines(example.scenario, example.also + example.off, example.words)
    #expect(!with.isEmpty, "nothing is seen of it")
    if example.isGone {
      #expect(without.isEmpty, "\(without.prefix(2))")
    } else {
      #expect(with != without)
    }
  }

  /// The lines of a run with some rules set that hold all of these words.
  private static func lines(
    _ name: String, _ settings: [String], _ words: [String]
  ) throws -> [String] {
    var scenario = try ScenarioRun.shipped(name)
    for setting in settings {
      let parameter = parameter(setting)
      let place = scenario.parameters.firstIndex {
        $0.scope == parameter.scope && $0.name == parameter.name
      }
      if let place {
        scenario.parameters[place] = parameter
      } else {
        scenario.parameters.append(parameter)
      }
    }
    scenario.rulebook = try Rulebook(scenario.parameters)
    let run = try ScenarioRun(scenario, checkingEvery: 1000)
    // Of a parameter only what a rule set counts.
    return run.lines.filter { line in
      !line.contains("\"authority\":\"scenario\"") && words.allSatisfy { line.contains($0) }
    }
  }

  private static func parameter(_ setting: String) -> Parameter {
    let equals = setting.firstIndex(of: "=") ?? setting.endIndex
    let (key, value) = (setting[..<equals], setting[equals...].dropFirst())
    for dot in key.indices where key[dot] == "." {
      let (scope, name) = (String(key[..<dot]), String(key[key.index(after: dot)...]))
      if scope.contains(":"), RuleSchema.rule(scope: scope, name: name) != nil {
        return Parameter(scope: scope, name: name, value: String(value))
      }
    }
    return Parameter(scope: "venue", name: String(key), value: String(value))
  }
}
