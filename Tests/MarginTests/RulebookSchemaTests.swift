import FixedPoint
import Testing

@testable import Margin

@Suite struct RulebookSchemaTests {
  /// The rules of all scopes with the scope that tests set them in.
  static let places: [(scope: String, rule: RuleSchema.Rule)] = RuleSchema.rules.map {
    switch $0.scope {
    case .venue: ("venue", $0)
    case .asset: ("asset:ETH", $0)
    case .market: ("market:ETH-USD", $0)
    }
  }

  /// The defaults, written down a second time.
  static let defaults: [(RuleScope.Kind, String, String)] = [
    (.venue, "rulebook", ""), (.venue, "value_decimals", "18"), (.venue, "trigger", "below"),
    (.venue, "calls.levels.count", "0"), (.venue, "calls.levels.#.coverage", "1"),
    (.venue, "calls.levels.#.channels", ""), (.venue, "calls.grace_blocks", "0"),
    (.venue, "calls.grace_seconds", "0"), (.venue, "calls.cure", "1"),
    (.venue, "liquidation.mechanism", "none"), (.venue, "liquidation.priority", "worst_health"),
    (.venue, "liquidation.order", "haircut"), (.venue, "liquidation.size", "whole"),
    (.venue, "liquidation.close_factor", "1"), (.venue, "liquidation.whole_below", "0"),
    (.venue, "liquidation.target", "1"), (.venue, "liquidation.dust", "0"),
    (.venue, "liquidation.window_seconds", "0"), (.venue, "liquidation.window_cap", "0"),
    (.venue, "liquidation.batch_blocks", "1"), (.venue, "liquidation.amm_fee", "0"),
    (.venue, "liquidation.stability_pool", ""), (.venue, "liquidation.backstop", ""),
    (.venue, "liquidation.backstop_below", "0"),
    (.venue, "penalty.mode", "tiered"), (.venue, "penalty.tiers.count", "0"),
    (.venue, "penalty.tiers.#.above", "0"), (.venue, "penalty.tiers.#.rate", "0"),
    (.venue, "penalty.rate", "0"), (.venue, "penalty.maximum", "1"),
    (.venue, "penalty.ramp_seconds", "0"), (.venue, "penalty.to_fund", "0"),
    (.venue, "auction.curve", "linear"), (.venue, "auction.start", "1"),
    (.venue, "auction.duration", "3600"), (.venue, "auction.cut", "1"),
    (.venue, "auction.step", "1"), (.venue, "auction.reset_seconds", "0"),
    (.venue, "auction.reset_drop", "0"), (.venue, "auction.bid_seconds", "600"),
    (.venue, "auction.bid_step", "1"),
    (.venue, "keepers.list.count", "0"), (.venue, "keepers.list.#.name", ""),
    (.venue, "keepers.list.#.gas_limit", "0"), (.venue, "keepers.list.#.profit", "0"),
    (.venue, "keepers.list.#.capital", "0"), (.venue, "keepers.capacity", "0"),
    (.venue, "keepers.gas", "0"), (.venue, "keepers.gas_asset", ""),
    (.venue, "keepers.failed_gas", "0"), (.venue, "keepers.tip", "0"),
    (.venue, "keepers.chip", "0"), (.venue, "keepers.slippage", "0"),
    (.venue, "losses.waterfall.count", "0"), (.venue, "losses.waterfall.#", "bad_debt"),
    (.venue, "losses.fund", "insurance"), (.venue, "losses.fund_cap", "0"),
    (.venue, "losses.rank", "profit_leverage"), (.venue, "losses.method", "explicit"),
    (.venue, "losses.dust_account", "dust"), (.venue, "losses.records_shares", "false"),
    (.venue, "oracle.sources.count", "0"), (.venue, "oracle.sources.#", ""),
    (.venue, "oracle.rule", "last"), (.venue, "oracle.quorum", "1"),
    (.venue, "oracle.stale_seconds", "0"), (.venue, "oracle.heartbeat_seconds", "0"),
    (.venue, "oracle.deviation", "0"), (.venue, "oracle.confidence", "0"),
    (.venue, "oracle.twap_seconds", "0"), (.venue, "oracle.twap_divergence", "0"),
    (.venue, "oracle.accepts_bounds", "false"),
    (.venue, "dynamic_margin.decay", "0"), (.venue, "dynamic_margin.reference", "0"),
    (.venue, "dynamic_margin.minimum", "1"), (.venue, "dynamic_margin.maximum", "1"),
    (.venue, "dynamic_margin.step", "1"),
    (.venue, "breakers.count", "0"), (.venue, "breakers.#.watches", ""),
    (.venue, "breakers.#.window_seconds", "0"), (.venue, "breakers.#.move", "1"),
    (.venue, "breakers.#.halts", "liquidation"), (.venue, "breakers.#.resume_seconds", "0"),
    (.asset, "weight", "1"), (.asset, "initial_weight", "1"), (.asset, "liability_weight", "1"),
    (.asset, "initial_liability_weight", "1"), (.asset, "bonus", "0"), (.asset, "dust", "0"),
    (.market, "tiers.count", "0"), (.market, "tiers.#.above", "0"),
    (.market, "tiers.#.initial", "0"), (.market, "tiers.#.maintenance", "0"),
    (.market, "open_interest_lower", "0"), (.market, "open_interest_upper", "0"),
    (.market, "fund", ""),
  ]

  @Test func everyRuleHasItsDefault() {
    #expect(RuleSchema.rules.map(\.path) == Self.defaults.map(\.1))
    for (rule, expected) in zip(RuleSchema.rules, Self.defaults) {
      #expect(rule.scope == expected.0 && rule.standard == expected.2, "\(rule.path)")
    }
  }

  @Test func everyRuleSaysWhatItIs() {
    for rule in RuleSchema.rules {
      #expect(rule.meaning.hasSuffix("."), "\(rule.path)")
      #expect(!rule.real.isEmpty && !rule.meaning.contains("|"), "\(rule.path)")
      switch rule.type {
      case .decimal, .integer: #expect(!rule.unit.isEmpty, "\(rule.path)")
      case .flag, .text, .choice: #expect(rule.unit.isEmpty, "\(rule.path)")
      }
    }
  }

  /// A value of each rule that differs from its default, and one that is not allowed.
  static func samples(_ rule: RuleSchema.Rule) -> (valid: [String], invalid: [String]) {
    switch rule.type {
    case .flag: return (["true", "false"], ["", "yes", "True", "1"])
    case .choice(let words): return (words, ["", "sideways", words[0].uppercased()])
    case .text(let canBeEmpty):
      return (
        ["a name", String(repeating: "n", count: 256)] + (canBeEmpty ? [""] : []),
        [String(repeating: "n", count: 257)] + (canBeEmpty ? [] : [""])
      )
    case .integer(let range):
      return (
        ["\(range.lowerBound)", "\(range.lowerBound + 3)", "\(range.upperBound)"],
        [
          "", "x", "1.5", "+1", "01", "-0", "\(range.lowerBound - 1)", "\(range.upperBound + 1)",
          "99999999999999999999",
        ]
      )
    case .decimal(let range):
      var valid = range.isAboveLower ? [] : [range.lower.description]
      var invalid = ["", "x", "1.50", "1e-2", "-0.5", "0.1234567890123456789", "01"]
      if range.isAboveLower { invalid.append(range.lower.description) }
      if let upper = range.upper {
        if range.isBelowUpper { invalid.append("\(upper)") } else { valid.append("\(upper)") }
        invalid.append("1.000000000000000001")
        valid.append("0.999999999999999999")
      } else {
        valid += ["1.5", "7"]
      }
      return (valid, invalid)
    }
  }

  @Test(arguments: Self.places.indices)
  func everyRuleTakesWhatItAllowsAndNothingElse(_ index: Int) throws {
    let (scope, rule) = Self.places[index]
    let name = rule.path.split(separator: ".").map { $0 == "#" ? "1" : String($0) }
      .joined(separator: ".")
    let counts = rule.isCount ? [] : [rule.list.map { ($0 + ".count", "2") }].compactMap { $0 }
    let samples = Self.samples(rule)
    for value in samples.valid {
      if rule.isCount, (Int(value) ?? 0) > 3 { continue }
      var reader = RuleReader(
        (counts + [(name, value)]).map { Parameter(scope: scope, name: $0.0, value: $0.1) },
        except: [])
      var rulebook = Rulebook()
      var asset = AssetTerms()
      var market = MarketTerms()
      switch rule.scope {
      case .venue: reader.fill(&rulebook, RuleSchema.venue, .venue)
      case .asset: reader.fill(&asset, RuleSchema.asset, .asset("ETH"))
      case .market: reader.fill(&market, RuleSchema.market, .market("ETH-USD"))
      }
      #expect(reader.problems.isEmpty, "\(name) = \(value): \(reader.problems)")
      if rule.scope == .asset { rulebook.assets["ETH"] = asset }
      if rule.scope == .market { rulebook.markets["ETH-USD"] = market }
      let written = rulebook.parameters(.everything)
      #expect(
        written.contains(Parameter(scope: scope, name: name, value: value)), "\(name) = \(value)")
    }
    for value in samples.invalid {
      let parameters = (counts + [(name, value)]).map {
        Parameter(scope: scope, name: $0.0, value: $0.1)
      }
      let error = #expect(throws: RuleError.self, "\(name) = \(value)") {
        try Rulebook(parameters)
      }
      let problem = try #require(error?.problems.first { $0.name == name })
      #expect(problem.scope == scope && problem.value == value)
      let written = rule.type.canonical(of: value)
      #expect(
        problem.allowed == written.map { "must be written \($0)" } ?? "must be \(rule.type.allowed)"
      )
    }
  }

  @Test func rulesAreFoundByTheNamesOfParameters() {
    #expect(
      RuleSchema.rule(scope: "venue", name: "calls.levels.12.coverage")?.list == "calls.levels")
    #expect(RuleSchema.rule(scope: "market:*", name: "tiers.count")?.isCount == true)
    for (scope, name) in [
      ("venue", "weight"), ("asset:ETH", "tiers.count"), ("DAI", "weight"), ("asset:", "weight"),
      ("market", "fund"), ("venue", "calls.levels.01.coverage"),
      ("venue", "calls.levels.#.coverage"),
      ("venue", "calls.levels.-1.coverage"), ("venue", "calls.levels"), ("venue", "calls."),
      ("venue", ""), ("market:ETH", "dynamic.factor"),
    ] {
      #expect(RuleSchema.rule(scope: scope, name: name) == nil, "\(scope) \(name)")
    }
  }

  @Test func theDocumentHasARowForEachRule() {
    let rows = RuleSchema.markdown.split(separator: "\n").filter { $0.hasPrefix("| `") }
    #expect(rows.count == RuleSchema.rules.count)
    #expect(
      rows.allSatisfy { $0.split(separator: " | ", omittingEmptySubsequences: false).count == 6 })
    #expect(
      RuleSchema.markdown.contains("| `tiers.N.maintenance` | a number from 0 to 1 | share of"))
  }
}
