import Conformance
import FixedPoint
import Formats
import Foundation
import Testing

/// The systems whose operations are known from formulas alone: each against fractions, and what is said of
/// vectors that are not understood.
@Suite struct FormulaTests {
  @Test(.enabled(if: PythonReference.hasInterpreter, "Python is not there"))
  func randomInputsGiveWhatFractionsGive() throws {
    var makers: [String: @Sendable (inout RandomGiven) -> String] = [:]
    for (name, form) in Conformance.forms {
      makers[name] = { random in Self.given(form, &random) }
    }
    try PythonReference.compare(makers, program: FormulaReference.program)
  }

  @Test func everySystemHasItsOperations() {
    let names = Conformance.formulaSystems.map { $0.name }
    #expect(
      Set(names) == [
        "drift", "mango-v4", "aave-v2-scenarios", "comet", "synthetix-v3", "gmx", "perp-curie",
        "derive-v2", "euler-v2", "morpho-blue",
      ])
    #expect(Conformance.formulaSystems.allSatisfy { $0.forms.count >= 4 })
    #expect(Set(Conformance.forms.keys).isSubset(of: Conformance.operations.keys))
  }

  @Test func theDocumentHasEveryOperationWithItsKeys() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/CONFORMANCE.md")
    let rows = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("| `") }
    var known = Set(rows.map(String.init))
    for system in Conformance.formulaSystems {
      for (name, form) in system.forms {
        let given =
          form.given.map { "`\($0)`" } + form.optional.map { "`\($0)` (may be absent)" }
        let expect = form.expect.map { "`\($0)`" }
        let row =
          "| `\(name)` | \(given.joined(separator: ", ")) | \(expect.joined(separator: ", ")) |"
        #expect(rows.contains(row[...]), "\(system.name): \(row)")
        known.remove(row)
      }
    }
    #expect(known.isEmpty)
  }

  // MARK: - Figures by hand

  @Test func figuresByHand() throws {
    func result(_ operation: String, _ given: String) throws -> String {
      let run = try #require(Conformance.operations[operation])
      return try run(Given(JSONDocument(parsing: Array(given.utf8)).root)).description
    }
    // 1 / (1 − 0.3·0.2) at an LLTV of 80 %; 1.15 at most.
    #expect(
      try result("morpho-blue.incentive_factor", #"{"lltv":"800000000000000000"}"#)
        == #"{"incentive_factor":"1063829787234042553"}"#)
    #expect(
      try result("morpho-blue.incentive_factor", #"{"lltv":"0"}"#)
        == #"{"incentive_factor":"1150000000000000000"}"#)
    // Health 0.95 leaves a discount of 5 %.
    #expect(
      try result(
        "euler-v2.max_liquidation",
        #"{"debt":"100","liability_value":"1000","collateral_balance":"500","#
          + #""collateral_value":"2000","adjusted_collateral_value":"950","max_discount":"1500"}"#)
        == #"{"discount_factor":"950000000000000000","max_repay":"100","max_yield":"263"}"#)
    // A skew of a tenth and a size of a tenth: the mean of 110 and 120 %.
    #expect(
      try result(
        "synthetix-v3.fill_price",
        #"{"skew":"10","skew_scale":"100","size":"10","price":"2000"}"#)
        == #"{"fill_price":"2300"}"#)
    // Half of the fast leg.
    #expect(
      try result(
        "derive-v2.discount",
        #"{"start_discount":"1000","cutoff":"800","fast_length":"60","slow_length":"100","#
          + #""elapsed":"30"}"#) == #"{"discount":"900"}"#)
  }

  // MARK: - What is not understood

  @Test(arguments: [
    (
      #""op": "gmx.pnl_factor", "given": {"pnl_usd": "1"}, "expect": {"pnl_factor": "1"}"#,
      "it gives no \"pool_usd\"; it takes pnl_usd, pool_usd and gives pnl_factor"
    ),
    (
      #""op": "gmx.pnl_factor", "given": {"pnl_usd": "1", "pool_usd": "2", "side": "long"}, "#
        + #""expect": {"pnl_factor": "1"}"#, "\"side\" is unknown; it takes pnl_usd"
    ),
    (
      #""op": "gmx.pnl_factor", "given": {"pnl_usd": "1", "pool_usd": "2"}, "#
        + #""expect": {"error": "x"}"#, "it does not give \"error\"; it takes pnl_usd"
    ),
    (
      #""op": "gmx.pnl_factor", "given": {"pnl_usd": {}, "pool_usd": "2"}, "#
        + #""expect": {"pnl_factor": "1"}"#, "$.vectors[0].given.pnl_usd is not a whole number; it"
    ),
    (
      #""op": "gmx.pnl", "given": {}, "expect": {}"#,
      "no operation has this name; known are gmx.adl_enabled, gmx.adl_valid, gmx.capped_pnl,"
    ),
    (
      #""op": "gmy.pnl", "given": [], "expect": 5"#,
      "no operation has this name; known systems are aave, aave-v2-scenarios,"
    ),
  ])
  func whatIsNotUnderstoodIsUnsupported(_ vector: String, _ reason: String) throws {
    let text = "{\"system\": \"gmx\", \"vectors\": [{\"id\": \"v\", \(vector)}]}"
    let run = try ConformanceRun(JSONDocument(parsing: Array(text.utf8)))
    #expect((run.passed, run.failed, run.unsupported) == (0, 0, 1))
    let said = run.tallies.first?.reasons ?? []
    #expect(said.count == 1 && said[0].hasPrefix(reason), "\(said)")
  }

  // MARK: - Random inputs

  private static func given(_ form: VectorForm, _ random: inout RandomGiven) -> String {
    let owes = form.expect.contains("fund_change")
    let isUnsigned = form.given.contains("imf_factor")
    return RandomGiven.json(
      form.given.map { key in
        if owes, key == "debt" { return (key, "\"-\(random.digits(24))\"") }
        let value = value(key, &random)
        return (key, isUnsigned ? value.replacing("-", with: "") : value)
      })
  }

  /// What a key is like: lists, words and flags, small numbers, shares of one, and numbers that may be below
  /// zero.
  private static func value(_ key: String, _ random: inout RandomGiven) -> String {
    switch key {
    case "collaterals":
      return list(
        ["balance", "price", "scale", "liquidate_factor", "liquidation_factor", "value", "ltv"],
        &random)
    case "positions": return list(["notional", "ratio"], &random)
    case "collateral_balances":
      return RandomGiven.array(
        (0..<random.int(0..<3)).map { _ in random.chance(4) ? "\"7\"" : "\"0\"" })
    case "side": return random.chance(2) ? "\"buy\"" : "\"sell\""
    case "isolated", "has_positions", "has_collateral":
      return random.chance(3) ? "true" : "false"
    default: return "\"\(number(key, &random))\""
    }
  }

  private static func list(_ keys: [String], _ random: inout RandomGiven) -> String {
    RandomGiven.array(
      (0..<random.int(0..<4)).map { _ in
        // No amount in a list is below zero.
        RandomGiven.json(keys.map { ($0, "\"\(number($0, &random).drop { $0 == "-" })\"") })
      })
  }

  private static let powers: Set = ["scale", "base_scale"]
  private static let decimals: Set = ["collateral_decimals", "debt_decimals", "decimals"]
  private static let basisPoints: Set = [
    "ltv", "max_discount", "liquidation_threshold", "value_threshold", "initial_ltv",
    "target_ltv", "buffer", "initial_pct", "margin_ratio", "bonus",
  ]
  private static let shares: Set = [
    "lltv", "discount", "proportion", "liquidate_factor", "liquidation_factor",
    "store_front_factor", "ratio",
  ]
  private static let short: Set = [
    "seconds", "elapsed", "time_left", "duration", "slots_elapsed", "window_seconds", "fast_length",
    "slow_length", "length", "base_fee", "liquidator_fee", "if_fee", "step", "tick_size",
    "imf_factor",
  ]
  private static let signed: Set = [
    "principal", "present_value", "base_balance", "reserves", "mark_to_market", "buffer_margin",
    "maintenance_margin", "cash_balance", "bid_price", "size", "skew", "last_rate", "velocity",
    "funding", "debt_correction", "pnl_usd", "price_impact_usd", "pool_pnl_usd", "pnl_factor",
    "pnl_factor_after", "pnl_factor_before", "account_value", "position_value", "closed_notional",
    "pnl", "balance", "health", "a", "b", "base_short",
  ]

  private static func number(_ key: String, _ random: inout RandomGiven) -> String {
    if powers.contains(key) { return "1" + String(repeating: "0", count: random.int(0..<19)) }
    if decimals.contains(key) { return "\(random.int(0..<19))" }
    if basisPoints.contains(key) { return "\(random.int(1..<10_001))" }
    if shares.contains(key) { return random.digits(18) }
    if short.contains(key) { return random.digits(7, zero: random.chance(4)) }
    let isBelow = signed.contains(key) && random.chance(2)
    return (isBelow ? "-" : "") + random.digits(24, zero: random.chance(4))
  }
}
