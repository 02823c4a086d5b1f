internal import Engine
internal import FixedPoint

/// The operations of Synthetix v3 perpetuals.
package enum SynthetixOperations: FormulaSystem {
  package static let name = "synthetix-v3"

  package static let forms: [String: VectorForm] = [
    "margins": VectorForm(
      [
        "size", "price", "skew_scale", "initial_margin_ratio", "min_margin_ratio",
        "maintenance_scalar", "min_position_margin",
      ],
      gives: [
        "initial_ratio", "maintenance_ratio", "initial_margin", "maintenance_margin",
      ]
    ) {
      let terms = SynthetixV3.Terms(
        skewScale: $0[2], initialRatio: $0[3], leastRatio: $0[4], maintenanceScalar: $0[5],
        leastMargin: $0[6])
      let ratios = try terms.ratios(size: $0[0])
      let margins = try terms.margins(size: $0[0], price: $0[1])
      return [ratios.initial, ratios.maintenance, margins.initial, margins.maintenance]
        .map { .integer($0) }
    },
    "fill_price": VectorForm(["skew", "skew_scale", "size", "price"], gives: "fill_price") {
      try SynthetixV3.fillPrice(skew: $0[0], skewScale: $0[1], size: $0[2], price: $0[3])
    },
    "keeper_reward": VectorForm(
      [
        "cost", "flag_reward", "seized_value", "min_profit", "profit_ratio", "max_reward",
        "max_seized_ratio",
      ], gives: "keeper_reward"
    ) {
      try SynthetixV3.RewardRules(
        least: $0[3], profitRatio: $0[4], most: $0[5], seizedRatio: $0[6]
      ).reward(cost: $0[0], flag: $0[1], seized: $0[2])
    },
    "flag_reward": VectorForm(["positions"], gives: ["flag_reward"]) { given in
      let reward = try SynthetixV3.flagReward(
        given["positions"].list.map { (try $0["notional"].integer, try $0["ratio"].integer) })
      return .object([("flag_reward", .integer(reward))])
    },
    "window_capacity": VectorForm(
      ["maker_fee", "taker_fee", "skew_scale", "limit_multiplier", "window_seconds"],
      gives: "capacity"
    ) {
      try SynthetixV3.windowCapacity(
        makerFee: $0[0], takerFee: $0[1], skewScale: $0[2], multiplier: $0[3], seconds: $0[4])
    },
    "funding_velocity": VectorForm(
      ["skew", "skew_scale", "max_velocity"], gives: "velocity"
    ) { try SynthetixV3.fundingVelocity(skew: $0[0], skewScale: $0[1], most: $0[2]) },
    "funding": VectorForm(
      ["last_rate", "velocity", "seconds", "price"], gives: ["rate", "funding"]
    ) {
      let now = try SynthetixV3.fundingRate(last: $0[0], velocity: $0[1], seconds: $0[2])
      let funding = try SynthetixV3.unrecordedFunding(
        last: $0[0], now: now, seconds: $0[2], price: $0[3])
      return [.integer(now), .integer(funding)]
    },
    "market_debt": VectorForm(
      ["collateral", "skew", "price", "funding", "debt_correction"], gives: "market_debt"
    ) {
      try SynthetixV3.marketDebt(
        collateral: $0[0], skew: $0[1], price: $0[2], funding: $0[3], correction: $0[4])
    },
  ]
}
