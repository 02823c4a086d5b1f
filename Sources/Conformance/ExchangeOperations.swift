internal import Engine
internal import FixedPoint
internal import Formats

/// The operations of exchanges and of Hyperliquid, from their published documents.
package enum ExchangeOperations: VectorSystem {
  /// The operations by name.
  package static let operations = margins.merging(deleveraging) { first, _ in first }

  // MARK: - Margins

  private static let margins: [String: Conformance.Operation] = [
    "hl_liq_price": { given in
      let price = try HyperliquidMargin.liquidationPrice(
        side: side(given), size: given["size"].ratio, entry: given["entry"].ratio,
        leverage: given["leverage"].ratio, maxLeverage: given["max_leverage"].ratio,
        collateral: given.optional("collateral")?.ratio)
      return .object([("liquidation_price", .ratio(price))])
    },
    "hl_maintenance_rate": { given in
      let rate = try HyperliquidMargin.maintenanceRate(maxLeverage: given["max_leverage"].ratio)
      return .object([("maintenance_rate", .ratio(rate))])
    },
    "hl_margin_tiers": hyperliquidTiers,
    "binance_liq_price": binancePrice,
    "binance_maintenance": { given in
      let margin = try MarginTiers.requirement(
        notional: given["notional"].ratio, rate: given["mmr"].ratio, deduction: given["cum"].ratio)
      return .object([("maintenance_margin", .ratio(margin))])
    },
    "tier_cum_table": { given in
      let table = try MarginTiers(
        given["tiers"].list.enumerated().map { place, tier in
          // The first tier has no deduction, so its floor may be left out.
          let isOmitted = place == 0 && tier.optional("floor") == nil
          let floor: ExactRatio = isOmitted ? .zero : try tier["floor"].ratio
          return (lowerBound: floor, rate: try tier["mmr"].ratio)
        })
      return .object([("cum", .list(table.tiers.map { .ratio($0.deduction) }))])
    },
    "tier_cum_step": { given in
      let deduction = try MarginTiers.deduction(
        after: given["prev_cum"].ratio, bound: given["floor"].ratio, rate: given["mmr"].ratio,
        previous: given["prev_mmr"].ratio)
      return .object([("cum", .ratio(deduction))])
    },
    "required_equity": { given in
      let required = try given["position_value"].ratio * given["maintenance_rate"].ratio
      return .object([("required", .ratio(required))])
    },
    "mark_median": { given in
      guard let median = try ClosingPrices.median(given["inputs"].list.map { try $0.ratio }) else {
        throw VectorError("a median needs a price")
      }
      return .object([("median", .ratio(median))])
    },
    "margin_level": { given in
      let margin = try KrakenMargin(
        tradeBalance: given["trade_balance"].ratio, size: given["size"].ratio,
        entry: given["entry"].ratio, price: given["price"].ratio,
        leverage: given["leverage"].ratio)
      return .object([
        ("equity", .ratio(margin.equity)), ("used_margin", .ratio(margin.used)),
        ("margin_level", .ratio(margin.level)),
      ])
    },
    "margin_call_stage": stage,
  ]

  @Sendable private static func hyperliquidTiers(_ given: Given) throws -> VectorValue {
    let table = try HyperliquidMargin.tiers(
      given["tiers"].list.map { tier in
        (try tier["lower_bound"].ratio, try tier["max_leverage"].ratio)
      })
    let tiers = table.tiers.map { tier in
      VectorValue.object([("rate", .ratio(tier.rate)), ("deduction", .ratio(tier.deduction))])
    }
    guard let notional = try given.optional("notional")?.ratio else {
      return .object([("tiers", .list(tiers))])
    }
    guard let margin = try table.requirement(notional: notional) else {
      throw VectorError("the notional is below the first tier")
    }
    return .object([("tiers", .list(tiers)), ("maintenance_margin", .ratio(margin))])
  }

  @Sendable private static func binancePrice(_ given: Given) throws -> VectorValue {
    let position = BinanceFutures.Position(
      side: try side(given), size: try given["size"].ratio, entry: try given["entry"].ratio,
      rate: try given["mmr"].ratio, deduction: try given["cum"].ratio)
    let others = try (try given.optional("others")?.list ?? []).map { other in
      BinanceFutures.Other(
        size: try other["size"].ratio, mark: try other["mark"].ratio,
        entry: try other["entry"].ratio, rate: try other["mmr"].ratio,
        deduction: try other["cum"].ratio)
    }
    let price = try BinanceFutures.liquidationPrice(
      of: position, wallet: given["wallet_balance"].ratio, others: others)
    return .object([("liquidation_price", .ratio(price))])
  }

  @Sendable private static func stage(_ given: Given) throws -> VectorValue {
    let level: ExactRatio =
      if given.value["equity"] != nil {
        try given["equity"].ratio / given["used_margin"].ratio
      } else if given.value["maintenance"] != nil {
        try given["net_equity"].ratio / given["maintenance"].ratio
      } else {
        try given["level"].ratio
      }
    let ladder = MarginLadder(
      try given["ladder"].list.map { step in
        MarginLadder.Step(
          stage: try step["stage"].text, bound: try step["bound"].ratio,
          isStrict: try step.optional("strict")?.bool ?? false)
      })
    let stage = ladder.stage(at: level)?.stage ?? "none"
    return .object([("level", .ratio(level)), ("stage", .text(stage))])
  }

  // MARK: - Closing positions

  private static let deleveraging: [String: Conformance.Operation] = [
    "bitmex_adl_rank": { given in
      let accounts = try given["accounts"].list.map { account in
        BitMEXDeleveraging.Account(
          id: try account["id"].text, score: try account["score"].ratio,
          quantity: try account["qty"].ratio)
      }
      let ranking = try BitMEXDeleveraging.ranking(accounts).map { rank in
        VectorValue.object([("id", .text(rank.id)), ("percentile", .integer(rank.percentile))])
      }
      return .object([("ranking", .list(ranking))])
    },
    "bitmex_adl_fill": { given in
      let queue = try given["queue"].list.map { account in
        (id: try account["id"].text, quantity: try account["qty"].ratio)
      }
      let result = try BitMEXDeleveraging.fill(
        given["qty"].ratio, at: given["bankruptcy_price"].ratio, queue: queue)
      let fills = result.fills.map { fill in
        VectorValue.object([
          ("id", .text(fill.id)), ("closed", .ratio(fill.closed)), ("left", .ratio(fill.left)),
          ("price", .ratio(fill.price)),
        ])
      }
      return .object([("fills", .list(fills)), ("unfilled", .ratio(result.unfilled))])
    },
    "bitmex_adl_score": { given in
      let score = try BitMEXDeleveraging.Score(
        markValue: given["mark_value"].ratio, entryValue: given["avg_entry_value"].ratio,
        bankruptValue: given["bankrupt_value"].ratio)
      return .object([
        ("pnl_pct", .ratio(score.gainShare)), ("eff_leverage", .ratio(score.leverage)),
        ("score", .ratio(score.score)),
      ])
    },
    "binance_adl_score": { given in
      let gain = try given["upnl"].ratio
      let wallet = try given["wallet_balance"].ratio
      let score: BinanceFutures.Score =
        if let ratio = try given.optional("margin_ratio")?.ratio {
          try .init(gain: gain, wallet: wallet, marginRatio: ratio)
        } else {
          try .init(gain: gain, wallet: wallet, maintenance: given["maintenance"].ratio)
        }
      return .object([
        ("pnl_percent", .ratio(score.gainShare)), ("margin_ratio", .ratio(score.marginRatio)),
        ("leverage_pnl", .ratio(score.leveragedGain)),
      ])
    },
    "bybit_inverse_bankruptcy": { given in
      let price = try ClosingPrices.inverseBankruptcy(
        side: side(given), entry: given["entry"].ratio, leverage: given["leverage"].ratio,
        tick: given["tick"].ratio)
      return .object([("raw", .ratio(price.raw)), ("rounded", .ratio(price.rounded))])
    },
    "fund_delta_per_unit": { given in
      let delta = try ClosingPrices.fundDelta(
        side: side(given), fill: given["fill_price"].ratio,
        bankruptcy: given["bankruptcy_price"].ratio)
      return .object([("per_unit_to_fund", .ratio(delta))])
    },
    "adl_markout": { given in
      let markout = try ClosingPrices.Markout(
        quantity: given["qty"].ratio, price: given["exec_price"].ratio,
        mark: given.optional("mark_at_exec")?.ratio, later: given["mark_later"].ratio)
      var members: [(key: String, value: VectorValue)] = [("total", .ratio(markout.total))]
      if let slippage = markout.slippage, let drift = markout.drift {
        members += [("slippage", .ratio(slippage)), ("drift", .ratio(drift))]
      }
      return .object(members)
    },
  ]

  private static func side(_ given: Given) throws -> PositionSide {
    let name = try given["side"].text
    guard let side = PositionSide(rawValue: name) else {
      throw VectorError("\"\(name)\" is no side: write long or short")
    }
    return side
  }
}
