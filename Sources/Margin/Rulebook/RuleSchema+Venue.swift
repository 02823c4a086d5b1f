internal import FixedPoint

extension RuleSchema {
  /// The rules of the venue.
  static let venue: [RuleField<Rulebook>] =
    general
    + RuleField.section("calls", \.calls, calls)
    + RuleField.section("liquidation", \.liquidation, liquidation)
    + RuleField.section("penalty", \.penalty, penalty)
    + RuleField.section("auction", \.auction, auction)
    + RuleField.section("keepers", \.keepers, keepers)
    + RuleField.section("losses", \.losses, losses)
    + RuleField.section("oracle", \.oracle, oracle)
    + RuleField.section("dynamic_margin", \.dynamicMargin, dynamicMargin)
    + breakers

  private static let general: [RuleField<Rulebook>] = [
    .leaf(
      "rulebook", \.name, .text(canBeEmpty: true), "The name of the rulebook.",
      real: "every venue's documents"),
    .leaf(
      "value_decimals", \.valueDecimals, .integer(0...Int64(Decimal18.scale)), in: "decimals",
      "In how many decimals values in the unit of account are rounded.",
      real: "dYdX 6 (quote quantums), Aave 8 (base currency), Maker 18"),
    .choice(
      "trigger", \.trigger, "Which coverage makes an account liquidatable: below 1, or 1 too.",
      real: "below: Aave, Maker, dYdX; at_or_below: Euler"),
  ]

  private static let calls: [RuleField<CallRules>] =
    RuleField.list(
      "levels", \.levels, of: CallRules.Level(),
      "How many rungs the ladder of calls has; none means that the venue never calls.",
      real: "Bitfinex 2, Kraken 2, Currency.com 3; on-chain venues none",
      [
        .leaf(
          "coverage", \.coverage, .decimal(.atLeastOne), in: "coverage",
          "The coverage below which the rung is reached; falling, the last is 1.",
          real: "Bitfinex calls below 1.5 × maintenance"),
        .leaf(
          "channels", \.channels, .text(canBeEmpty: true),
          "How the notice is sent, comma between; empty for no notice.",
          real: "Kraken mail, Bitfinex web and mail"),
      ]) + [
      .leaf(
        "grace_blocks", \.graceBlocks, .integer(from: 0), in: "blocks",
        "How many whole blocks an account has from the last rung until it may be liquidated.",
        real: "our choice; akin to Drift's liquidation duration in slots"),
      .leaf(
        "grace_seconds", \.graceSeconds, .integer(from: 0), in: "seconds",
        "How many seconds it has; with both, both must have passed.",
        real: "Aave liquidation grace period, after a pause"),
      .leaf(
        "cure", \.cure, .decimal(.atLeastOne), in: "coverage",
        "The coverage at which an open call is cured; at least that of the last rung.",
        real: "Drift leaves liquidation 2 % above the line, Kraken above 100 %"),
    ]

  private static let liquidation: [RuleField<LiquidationRules>] = [
    .choice(
      "mechanism", \.mechanism, "How what is liquidated is sold.",
      real: "order_book dYdX, fixed_spread Aave, dutch_auction Maker, english_auction Maker 2019, "
        + "stability_pool Liquity; amm and batch are our choice"),
    .choice(
      "priority", \.priority, "Who is first; ties go by the account's id.",
      real: "dYdX goes by the distance to the oracle price, then by notional; oldest_breach is our "
        + "choice"),
    .choice(
      "order", \.order, "Which collateral or position of an account goes first.",
      real: "haircut is akin to Drift's contract tiers; largest is our choice"),
    .choice(
      "size", \.size, "How much goes at once.",
      real: "whole Maker and Liquity, close_factor Aave, cure Drift and Mango"),
    .leaf(
      "close_factor", \.closeFactor, .decimal(.positiveShare), in: "share",
      "The share of the debt or position that `close_factor` takes.",
      real: "Aave 0.5, dYdX 0.1 of a position per block"),
    .leaf(
      "whole_below", \.wholeBelow, .decimal(.share), in: "coverage",
      "Below this coverage everything goes, whatever `size` says.",
      real: "Aave 0.95, Perpetual v2 0.5"),
    .leaf(
      "target", \.target, .decimal(.atLeastOne), in: "coverage",
      "The coverage that `cure` aims at: 1 and a buffer.",
      real: "Drift's buffer of 2 %, Derive buffer margin"),
    .leaf(
      "dust", \.dust, .decimal(.unsigned), in: "unit of account",
      "A rest of less than this value goes too.", real: "Aave 1,000, Drift 50, dYdX 1,000"),
    .leaf(
      "window_seconds", \.windowSeconds, .integer(from: 0), in: "seconds",
      "How long a window of `window_cap` is; 0 means that there is none.",
      real: "Synthetix liquidation window"),
    .leaf(
      "window_cap", \.windowCap, .decimal(.unsigned), in: "unit of account",
      "The most value that is liquidated within a window, over all accounts.",
      real: "Maker Hole, dYdX block limits, Synthetix window capacity"),
    .leaf(
      "batch_blocks", \.batchBlocks, .integer(from: 1), in: "blocks",
      "How many blocks apart the batches of `batch` are cleared.",
      real: "our choice; dYdX works off a queue in every block"),
    .leaf(
      "amm_fee", \.ammFee, .decimal(.properShare), in: "share of what comes in",
      "The fee of `amm`.", real: "Uniswap v2 0.003"),
    .leaf(
      "stability_pool", \.stabilityPool, .text(canBeEmpty: true),
      "The account whose deposits stand behind `stability_pool`, and that gets the collateral.",
      real: "Liquity"),
    .leaf(
      "backstop", \.backstop, .text(canBeEmpty: true),
      "The account that takes over positions at the mark price, with `order_book`; empty for none.",
      real: "Hyperliquid liquidator vault"),
    .leaf(
      "backstop_below", \.backstopBelow, .decimal(.share), in: "coverage",
      "Below this coverage the backstop takes over; 0 means never.", real: "Hyperliquid 2/3"),
  ]

  private static let penalty: [RuleField<PenaltyRules>] =
    [
      .choice(
        "mode", \.mode,
        "How the rate is found: by tiers of size, growing since the breach, or 1 − coverage.",
        real: "tiered Maker chop, ramp Drift, one_minus_health Euler")
    ]
    + RuleField.list(
      "tiers", \.tiers, of: PenaltyRules.Tier(), "How many rates by size there are.",
      real: "one rate: Maker 13 %, dYdX 1.5 %",
      [
        .leaf(
          "above", \.above, .decimal(.unsigned), in: "unit of account",
          "The value of what is liquidated at once from which the rate holds; rising.",
          real: "our choice"),
        .leaf(
          "rate", \.rate, .decimal(.share), in: "share",
          "The share of what is repaid or closed, with `fixed_spread` of the bonus; at most "
            + "`maximum`.", real: "Maker chop − 1"),
      ]) + [
      .leaf(
        "rate", \.rate, .decimal(.share), in: "share",
        "Where a ramp begins; at most `maximum`.", real: "Drift liquidator fee"),
      .leaf(
        "maximum", \.maximum, .decimal(.share), in: "share",
        "Where a ramp ends, and the most a penalty may be.",
        real: "Drift 3 × the fee, Euler maximum discount"),
      .leaf(
        "ramp_seconds", \.rampSeconds, .integer(from: 0), in: "seconds", "How long a ramp is.",
        real: "Drift: 1 ppm per slot, from 1,500 slots after the last activity"),
      .leaf(
        "to_fund", \.toFund, .decimal(.share), in: "share",
        "The share of each penalty that goes to the insurance fund.",
        real: "dYdX all of it; Aave's protocol fee of 10 % goes to its treasury"),
    ]
}
