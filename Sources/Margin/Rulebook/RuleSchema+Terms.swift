internal import FixedPoint

extension RuleSchema {
  /// The rules of one asset.
  static let asset: [RuleField<AssetTerms>] = [
    .leaf(
      "weight", \.weight, .decimal(.share), in: "share of value",
      "How much of its value covers requirements (liquidation threshold).",
      real: "Aave liquidation threshold, Euler liquidation LTV, Morpho LLTV"),
    .leaf(
      "initial_weight", \.initialWeight, .decimal(.share), in: "share of value",
      "How much of its value covers new risk (loan to value); at most `weight`.",
      real: "Aave LTV, Compound borrow collateral factor"),
    .leaf(
      "liability_weight", \.liabilityWeight, .decimal(.atLeastOne), in: "multiple of value",
      "How many times a debt's value is required (collateralisation ratio of a vault).",
      real: "Maker mat, Liquity MCR, Mango liability weight"),
    .leaf(
      "initial_liability_weight", \.initialLiabilityWeight, .decimal(.atLeastOne),
      in: "multiple of value",
      "How many times a debt's value is required for new risk; at least `liability_weight`.",
      real: "Mango initial liability weight"),
    .leaf(
      "bonus", \.bonus, .decimal(.share), in: "share of what is paid",
      "What a liquidator gets on top of what he pays.",
      real: "Aave liquidation bonus, Morpho LIF"),
    .leaf(
      "dust", \.dust, .decimal(.unsigned), in: "the asset",
      "Debts below this amount may not be left behind by a liquidation.",
      real: "Maker dust, Aave leftover rule"),
  ]

  /// The rules of one market.
  static let market: [RuleField<MarketTerms>] =
    RuleField.list(
      "tiers", \.tiers, of: MarketTerms.Tier(),
      "How many tiers of requirements there are; none means that positions require nothing.",
      real: "Hyperliquid margin tables, Binance brackets; dYdX has one tier per market",
      [
        .leaf(
          "above", \.above, .decimal(.unsigned), in: "quote asset",
          "The notional from which the tier holds; the first begins at 0, each above the last.",
          real: "Hyperliquid, Binance"),
        .leaf(
          "initial", \.initial, .decimal(.share), in: "share of notional",
          "Initial margin inside the tier: 1 ÷ the largest leverage.",
          real: "dYdX initial margin fraction, 1 ÷ max leverage elsewhere"),
        .leaf(
          "maintenance", \.maintenance, .decimal(.share), in: "share of notional",
          "Maintenance margin inside the tier; at most `initial`, never less than in the last.",
          real: "dYdX maintenance fraction, half of initial on Hyperliquid"),
      ]) + [
      .leaf(
        "open_interest_lower", \.openInterestLower, .decimal(.unsigned), in: "quote asset",
        "Open interest up to which the initial margin is that of the tiers; 0: it never grows.",
        real: "dYdX open interest lower cap"),
      .leaf(
        "open_interest_upper", \.openInterestUpper, .decimal(.unsigned), in: "quote asset",
        "Open interest at which the initial margin has grown to 1.",
        real: "dYdX open interest upper cap"),
      .leaf(
        "fund", \.fund, .text(canBeEmpty: true),
        "The insurance fund of the market; empty for the shared one.",
        real: "dYdX isolated markets"),
    ]
}
