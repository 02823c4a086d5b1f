internal import FixedPoint

extension RuleSchema {
  static let auction: [RuleField<AuctionRules>] = [
    .choice(
      "curve", \.curve, "How the price of a Dutch auction falls.",
      real: "Maker abacus: linear, exponential, stair_step"),
    .leaf(
      "start", \.start, .decimal(.positive), in: "multiple of the reference price",
      "The starting price.", real: "Maker buf 1.3"),
    .leaf(
      "duration", \.duration, .integer(from: 1), in: "seconds",
      "How long a linear curve takes to zero, and an English auction at most.",
      real: "Maker tau"),
    .leaf(
      "cut", \.cut, .decimal(.positiveShare), in: "factor",
      "The factor of an exponential curve, per second, or of a stair; below 1 where it is used.",
      real: "Maker cut 0.99"),
    .leaf(
      "step", \.step, .integer(from: 1), in: "seconds", "The length of a stair.",
      real: "Maker step 90"),
    .leaf(
      "reset_seconds", \.resetSeconds, .integer(from: 0), in: "seconds",
      "After so many seconds an auction must start again; 0 means never.",
      real: "Maker tail 8,400"),
    .leaf(
      "reset_drop", \.resetDrop, .decimal(.properShare), in: "share of the starting price",
      "Below this price an auction must start again; 0 means never.", real: "Maker cusp 0.4"),
    .leaf(
      "bid_seconds", \.bidSeconds, .integer(from: 1), in: "seconds",
      "How long the last bid of an English auction must stand.",
      real: "Maker ttl, 6 hours in its documents"),
    .leaf(
      "bid_step", \.bidStep, .decimal(.atLeastOne), in: "factor",
      "By which factor a bid must beat the last one; above 1 where it is used.",
      real: "Maker beg 1.03 to 1.05"),
  ]

  static let keepers: [RuleField<KeeperRules>] =
    RuleField.list(
      "list", \.list, of: KeeperRules.Keeper(),
      "How many keepers there are, in the order they act; none: the venue acts itself, at no cost.",
      real: "four addresses made Maker's bids of zero on 12 March 2020",
      [
        .leaf(
          "name", \.name, .text(canBeEmpty: true), "The account it acts under; needed.",
          real: "liquidator of each venue's events"),
        .leaf(
          "gas_limit", \.gasLimit, .decimal(.unsigned), in: "gas asset per unit of gas",
          "The highest price of gas it pays; 0 means any.",
          real: "keepers that did not raise it on 12 March 2020"),
        .leaf(
          "profit", \.profit, .decimal(.unsigned), in: "unit of account",
          "What it must earn after gas and slippage.", real: "our choice"),
        .leaf(
          "capital", \.capital, .decimal(.unsigned), in: "unit of account",
          "The most it can pay within a block; 0 means any amount.",
          real: "our choice"),
      ]) + [
      .leaf(
        "capacity", \.capacity, .integer(from: 0), in: "attempts per block",
        "How many attempts fit into a block; 0 means any number.",
        real: "Ethereum's block gas limit"),
      .leaf(
        "gas", \.gas, .decimal(.unsigned), in: "units of gas", "What an attempt takes.",
        real: "257,000 to start a Maker auction in 2020"),
      .leaf(
        "gas_asset", \.gasAsset, .text(canBeEmpty: true),
        "The asset whose price is that of one unit of gas; empty for none.", real: "Ethereum gas"),
      .leaf(
        "failed_gas", \.failedGas, .decimal(.share), in: "share",
        "The share of a failed attempt's gas that is lost.", real: "reverted transactions"),
      .leaf(
        "tip", \.tip, .decimal(.unsigned), in: "unit of account",
        "What a keeper is paid for starting a liquidation.",
        real: "Maker tip 300, Liquity 200"),
      .leaf(
        "chip", \.chip, .decimal(.share), in: "share of what must be raised",
        "What it is paid on top of the tip.", real: "Maker chip 0.001, Liquity 0.005"),
      .leaf(
        "slippage", \.slippage, .decimal(.properShare), in: "share of value",
        "What a keeper reckons to lose when it sells what it took.", real: "our choice"),
    ]

  static let losses: [RuleField<LossRules>] =
    RuleField.list(
      "waterfall", \.waterfall, of: LossRules.Step.badDebt,
      "How many steps the waterfall has after the account's own collateral.",
      real: "dYdX insurance, deleverage; Maker penalty_reserve, bad_debt; Liquity socialize",
      [
        .choice(
          "", \.self, "A step; `bad_debt` stands behind the last, whether named or not.",
          real: "dYdX, Drift, Maker, Liquity")
      ]) + [
      .leaf(
        "fund", \.fund, .text(canBeEmpty: true), "The name of the shared insurance fund.",
        real: "dYdX insurance fund, Hyperliquid HLP"),
      .leaf(
        "fund_cap", \.fundCap, .decimal(.unsigned), in: "unit of account",
        "The most the fund pays for one account; 0 means all it has.",
        real: "Drift quote_max_insurance, dYdX per block"),
      .choice(
        "rank", \.rank, "How positions to be deleveraged are ranked, the highest first.",
        real: "BitMEX, Binance, Hyperliquid; dYdX none"),
      .choice(
        "method", \.method, "How a loss is spread.",
        real: "index_cut Drift spot and Mango, funding_shift Drift perps, redistribution Liquity, "
          + "exchange_rate Derive, supply_cut Euler and Morpho, profit_cap GMX"),
      .leaf(
        "dust_account", \.dustAccount, .text(canBeEmpty: false),
        "The account that gets what rounding leaves over.", real: "our choice"),
      .leaf(
        "records_shares", \.recordsShares, .flag,
        "Whether each account's share is recorded even where an index would do.",
        real: "our choice"),
    ]

  static let oracle: [RuleField<OracleRules>] =
    RuleField.list(
      "sources", \.sources, of: "",
      "How many sources count; none means all but `market`.", real: "Maker medianizer feeds",
      [
        .leaf(
          "", \.self, .text(canBeEmpty: true), "The name of a source; needed, and never `market`.",
          real: "Chainlink, Pyth, exchanges")
      ]) + [
      .choice(
        "rule", \.rule, "How one price is made of them.",
        real: "last Chainlink, median Maker and Hyperliquid"),
      .leaf(
        "quorum", \.quorum, .integer(from: 1), in: "sources",
        "How many sources must be valid; at most those that count.", real: "Maker bar"),
      .leaf(
        "stale_seconds", \.staleSeconds, .integer(from: 0), in: "seconds",
        "A price is stale when it was published longer ago; 0 means never.",
        real: "Synthetix strict staleness, GMX max age"),
      .leaf(
        "heartbeat_seconds", \.heartbeatSeconds, .integer(from: 0), in: "seconds",
        "A source should publish at least this often; 0 means that nothing is expected.",
        real: "Chainlink ETH/USD 3,600"),
      .leaf(
        "deviation", \.deviation, .decimal(.unsigned), in: "share of the price",
        "And whenever its price moved so far; 0 means that nothing is expected.",
        real: "Chainlink ETH/USD 0.005"),
      .leaf(
        "confidence", \.confidence, .decimal(.unsigned), in: "share of the price",
        "A price is uncertain when half its band is more than this; 0 means never.",
        real: "Drift 2 %"),
      .leaf(
        "twap_seconds", \.twapSeconds, .integer(from: 0), in: "seconds",
        "The window of the time-weighted average; 0 means that there is none.", real: "Drift 300"),
      .leaf(
        "twap_divergence", \.twapDivergence, .decimal(.unsigned), in: "share of the average",
        "A price is divergent when it is further than this from the average.",
        real: "Drift refuses liquidations at 50 %"),
      .leaf(
        "accepts_bounds", \.acceptsBounds, .flag,
        "Whether a source that says it is at its floor or cap is believed.",
        real: "Chainlink minAnswer, LUNA in May 2022"),
    ]

  static let dynamicMargin: [RuleField<DynamicMarginRules>] = [
    .leaf(
      "decay", \.decay, .decimal(.properShare), in: "share",
      "The weight of the past in the average of squared returns; 0 switches the rule off.",
      real: "RiskMetrics 0.94 for daily returns"),
    .leaf(
      "reference", \.reference, .decimal(.unsigned), in: "share per price",
      "The volatility at which requirements are those of the tiers; 0 switches the rule off.",
      real: "our choice"),
    .leaf(
      "minimum", \.minimum, .decimal(.positive), in: "factor", "The least factor.",
      real: "EU clearing houses: the margin at ten years' volatility"),
    .leaf(
      "maximum", \.maximum, .decimal(.positive), in: "factor", "The largest factor.",
      real: "our choice"),
    .leaf(
      "step", \.step, .decimal(.positive), in: "factor",
      "The largest change of the factor at once.", real: "EU clearing houses must avoid big steps"),
  ]

  static let breakers: [RuleField<Rulebook>] = RuleField.list(
    "breakers", \.breakers, of: BreakerRules(), "How many breakers there are.",
    real: "Maker clip.stopped, dYdX withdrawal gates, Drift pauses",
    [
      .leaf(
        "watches", \.watches, .text(canBeEmpty: true),
        "The asset or market whose reference price is watched; needed.", real: "every breaker"),
      .leaf(
        "window_seconds", \.windowSeconds, .integer(from: 0), in: "seconds",
        "The window; needed.", real: "US stocks: 5 minutes (limit up, limit down)"),
      .leaf(
        "move", \.move, .decimal(.positive), in: "share of the price moved from",
        "The move from the highest or lowest price of the window that trips it.",
        real: "US stocks 5 to 20 %, Drift 50 % of a 5-minute average"),
      .choice("halts", \.halts, "What stops.", real: "Maker stopped 1 to 3"),
      .leaf(
        "resume_seconds", \.resumeSeconds, .integer(from: 0), in: "seconds",
        "After how many seconds without another trip it goes on; 0 means only by decision.",
        real: "US stocks: a pause of 5 minutes"),
    ])
}
