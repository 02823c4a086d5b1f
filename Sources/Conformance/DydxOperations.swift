internal import Engine
internal import FixedPoint

/// The operations of dYdX v4.
package enum DydxOperations: VectorSystem {
  /// The operations by name.
  package static let operations: [String: @Sendable (Given) throws -> VectorValue] = [
    "dydx.is_liquidatable": isLiquidatable,
    "dydx.bankruptcy_price_quote": refusable(bankruptcyQuote),
    "dydx.fillable_price": refusable(fillablePrice),
    "dydx.insurance_fund_delta": refusable(insuranceFundDelta),
    "dydx.fillable_price_to_subticks": subticks,
    "dydx.subaccount_block_limits": accountLimits,
    "dydx.position_block_limits": positionLimits,
    "dydx.sort_liquidation_orders": sortedOrders,
    "dydx.insurance_fund_delta_valid": isPayable,
    "dydx.can_deleverage": canDeleverage,
    "dydx.deleverage_at_bankruptcy": refusable { try deleveraged($0, at: .bankruptcy) },
    "dydx.deleverage_at_oracle": refusable { try deleveraged($0, at: .oracle) },
    "dydx.adl_offset": refusable(offsets),
    "dydx.process_liquidation_fills": refusable(fills),
    "dydx.e2e_liquidate_block": refusable(block),
    "dydx.maintenance_margin_ppm": maintenanceMargin,
    "dydx.max_funding_clamp_ppm": fundingClamp,
    "dydx.initial_margin_quote": initialMarginQuote,
    "dydx.oi_scaled_imf_ppm": scaledInitialMargin,
    "dydx.risk_liquidatable": riskLiquidatable,
    "dydx.risk_initial_ok": riskInitial,
    "dydx.risk_cmp": riskComparison,
    "dydx.undercollateralized_transition": transition,
    "dydx.funding_settlement_ppm": fundingSettlement,
    "dydx.funding_index_delta": fundingIndexDelta,
    "dydx.net_notional_quote": notional,
    "dydx.quote_to_base": base,
    "dydx.margin_requirements": marginRequirements,
  ]

  /// Turns a refusal of the protocol into a result.
  private static func refusable(
    _ operation: @escaping @Sendable (Given) throws -> VectorValue
  ) -> @Sendable (Given) throws -> VectorValue {
    { given in
      do {
        return try operation(given)
      } catch Dydx.Failure.refused(let refusal) {
        return .error(refusal.rawValue)
      }
    }
  }
}

// MARK: - Accounts

extension DydxOperations {
  @Sendable private static func isLiquidatable(_ given: Given) throws -> VectorValue {
    let risk = try given["account"].dydxAccount().risk(in: given.dydxMarkets)
    return .object([("liquidatable", .bool(risk.isLiquidatable))])
  }

  @Sendable private static func bankruptcyQuote(_ given: Given) throws -> VectorValue {
    let quote = try given["account"].dydxAccount().bankruptcyQuote(
      changing: given["delta_base"].integer, in: given["perpetual_id"].dydxID, given.dydxMarkets)
    return .object([("bankruptcy_quote", .integer(quote))])
  }

  @Sendable private static func fillablePrice(_ given: Given) throws -> VectorValue {
    let price = try given["account"].dydxAccount().fillablePrice(
      changing: given["delta_base"].integer, in: given["perpetual_id"].dydxID, given.dydxMarkets,
      rules: given["config"].dydxRules)
    return .object([("fillable_price", .ratio(price))])
  }

  @Sendable private static func insuranceFundDelta(_ given: Given) throws -> VectorValue {
    let fill = try Dydx.Fill(
      isBuy: given["is_buy"].bool, base: given["fill_base"].integer,
      subticks: given["subticks"].integer)
    let delta = try given["account"].dydxAccount().insuranceFundDelta(
      of: fill, in: given["perpetual_id"].dydxID, given.dydxMarkets,
      book: given["clob"].dydxBook, maximumFee: given["config"].dydxRules.maximumFee)
    return .object([("insurance_fund_delta", .integer(delta))])
  }

  @Sendable private static func canDeleverage(_ given: Given) throws -> VectorValue {
    let price = Dydx.deleveragingPrice(
      try given["account"].dydxAccount().risk(in: given.dydxMarkets),
      inFinalSettlement: try given["final_settlement"].bool)
    return .object([
      ("at_bankruptcy_price", .bool(price == .bankruptcy)),
      ("at_oracle_price", .bool(price == .oracle)),
    ])
  }

  private static func deleveraged(
    _ given: Given, at price: Dydx.DeleveragingPrice
  ) throws -> VectorValue {
    let after = try given["liquidated"].dydxAccount().deleveraged(
      against: given["offsetting"].dydxAccount(), changing: given["delta_base"].integer,
      in: given["perpetual_id"].dydxID, given.dydxMarkets, at: price)
    return .object([
      ("liquidated", after.liquidated.vectorValue), ("offsetting", after.other.vectorValue),
      ("ok", .bool(true)),
    ])
  }
}

// MARK: - Orders and blocks

extension DydxOperations {
  @Sendable private static func subticks(_ given: Given) throws -> VectorValue {
    let subticks = try given["clob"].dydxBook.subticks(
      of: given["fillable_price"].ratio, closingLong: given["liquidating_long"].bool)
    return .object([("subticks", .integer(subticks))])
  }

  @Sendable private static func accountLimits(_ given: Given) throws -> VectorValue {
    let use = try Dydx.BlockUse(
      market: given.optional("previously_liquidated_perpetual_id")?.dydxID,
      notional: given["notional_liquidated"].integer,
      insuranceLost: given["insurance_lost"].integer)
    let rules = try given["config"].dydxRules
    let market = try given["perpetual_id"].dydxID
    let notional = refusable { _ in .integer(try rules.notionalLeft(after: use, in: market)) }
    let insurance = refusable { _ in .integer(try rules.insuranceLeft(after: use, in: market)) }
    return .object([
      ("max_notional", try notional(given)), ("max_insurance_lost", try insurance(given)),
    ])
  }

  @Sendable private static func positionLimits(_ given: Given) throws -> VectorValue {
    let notional = try given["market"].dydxMarket.oracle.notional(of: given["base"].integer)
    let limits = try given["config"].dydxRules.positionLimits(notional: notional.magnitude)
    return .object([
      ("min_notional", .integer(limits.minimum)), ("max_notional", .integer(limits.maximum)),
    ])
  }

  @Sendable private static func sortedOrders(_ given: Given) throws -> VectorValue {
    let owners = try given["owner_addresses"]
    let orders = try given["orders"].list.map { order in
      let account = try Given.dydxAccount(
        id: order["account"].text, owners: owners, usdc: 0, positions: [])
      return Dydx.LiquidationOrder(
        account: account, base: try order["base"].integer,
        subticks: try order["subticks"].integer)
    }
    let queue = try Dydx.LiquidationOrder.queue(
      orders, in: given["market"].dydxMarket, book: given["clob"].dydxBook)
    return .object([("order", .list(queue.map { .integer(Int256(Int128($0))) }))])
  }

  @Sendable private static func isPayable(_ given: Given) throws -> VectorValue {
    let isValid = try Dydx.insuranceFundCanPay(
      given["delta"].integer, balance: given["balance"].integer)
    return .object([("valid", .bool(isValid))])
  }

  @Sendable private static func offsets(_ given: Given) throws -> VectorValue {
    let market = try given["perpetual_id"].dydxID
    var markets = try given.dydxMarkets
    try markets.setOpenInterest(given["open_interest_base"].integer, of: market)
    var state = Dydx.State(markets: markets, accounts: try given["accounts"].dydxAccounts())
    let result = try state.deleverage(
      given["liquidated"].text, changing: given["delta_base"].integer, in: market,
      at: .bankruptcy)
    let fills = result.offsets.map { offset in
      VectorValue.object([
        ("offsetting", .text(offset.account)), ("base", .integer(offset.base)),
      ])
    }
    return .object([
      ("fills", .list(fills)), ("remaining_base", .integer(result.remaining)),
      ("accounts", .list(state.accounts.map(\.vectorValue))),
      ("open_interest_base", .integer(try state.markets.market(market).openInterest)),
    ])
  }

  @Sendable private static func fills(_ given: Given) throws -> VectorValue {
    var state = Dydx.State(
      markets: try given.dydxMarkets, accounts: try given["accounts"].dydxAccounts())
    let venue = try Dydx.Venue(
      market: given["perpetual_id"].dydxID, book: given["clob"].dydxBook,
      rules: given["config"].dydxRules, makerFee: given["maker_fee_ppm"].integer)
    let fills = try given["fills"].list.map { fill in
      try Dydx.MakerFill(
        maker: fill["maker"].text, base: fill["base"].integer,
        subticks: fill["maker_subticks"].integer)
    }
    let id = try given["liquidated"].text
    let use = try state.settle(
      liquidationOf: id, isBuy: given["is_buy"].bool, orderBase: given["order_base"].integer,
      fills: fills, in: venue, fund: given.optional("insurance_fund_balance")?.integer)
    return .object([
      ("usdc", .object(state.accounts.map { ($0.id, .integer($0.usdc)) })),
      ("positions", .object(state.accounts.map { ($0.id, $0.positionValues) })),
      (
        "liquidation_info",
        .object([
          ("account", .text(id)), ("notional_liquidated", .integer(use.notional)),
          ("insurance_lost", .integer(use.insuranceLost)),
        ])
      ),
    ])
  }

  @Sendable private static func block(_ given: Given) throws -> VectorValue {
    let owners = try given["owner_addresses"]
    let orders = try given["orders"].list.map { order in
      try Dydx.RestingOrder(
        account: order["account"].text, isBuy: order["is_buy"].bool,
        base: order["base"].integer, subticks: order["subticks"].integer)
    }
    // Vectors of whole blocks are about the first market.
    let venue = try Dydx.Venue(
      market: 0, book: given["clob"].dydxBook, rules: given["config"].dydxRules)
    var block = Dydx.Block(
      state: Dydx.State(
        markets: try given.dydxMarkets,
        accounts: try given["accounts"].dydxAccounts(owners: owners)),
      orders: orders, fund: try given["insurance_fund_balance"].integer, venue: venue,
      inFinalSettlement: try given["final_settlement"].bool)
    try block.liquidate(given["liquidatable"].list.map { try $0.text })
    return .object([("accounts", .list(block.state.accounts.map(\.vectorValue)))])
  }
}

// MARK: - Margins

extension DydxOperations {
  @Sendable private static func maintenanceMargin(_ given: Given) throws -> VectorValue {
    .object([("maintenance_margin_ppm", .integer(try given.dydxTier.maintenanceMargin()))])
  }

  @Sendable private static func fundingClamp(_ given: Given) throws -> VectorValue {
    let clamp = try given.dydxTier.fundingClamp(factor: given["clamp_factor_ppm"].integer)
    return .object([("clamp_ppm", .integer(clamp))])
  }

  @Sendable private static func initialMarginQuote(_ given: Given) throws -> VectorValue {
    let quote = try given.dydxTier.initialRequirement(
      ofNotional: given["notional_quote"].integer,
      atOpenInterest: given["open_interest_quote"].integer)
    return .object([("initial_margin_quote", .integer(quote))])
  }

  @Sendable private static func scaledInitialMargin(_ given: Given) throws -> VectorValue {
    let fraction = try given.dydxTier.initialMargin(
      atOpenInterest: given["open_interest_quote"].integer)
    return .object([("imf_ppm", .integer(fraction))])
  }

  @Sendable private static func marginRequirements(_ given: Given) throws -> VectorValue {
    let market = Dydx.Market(
      id: 0, oracle: try given.dydxOracle, tier: try given["liquidity_tier"].dydxTier,
      openInterest: try given["open_interest_base"].integer)
    let margins = try market.margins(of: given["base"].integer)
    return .object([
      ("imr", .integer(margins.initial)), ("mmr", .integer(margins.maintenance)),
    ])
  }

  @Sendable private static func notional(_ given: Given) throws -> VectorValue {
    let notional = try given.dydxOracle.notional(of: given["base"].integer)
    return .object([("notional_quote", .integer(notional))])
  }

  @Sendable private static func base(_ given: Given) throws -> VectorValue {
    let base = try given.dydxOracle.base(ofNotional: given["quote"].integer)
    return .object([("base", .integer(base))])
  }

  @Sendable private static func riskLiquidatable(_ given: Given) throws -> VectorValue {
    .object([("liquidatable", .bool(try given.dydxRisk.isLiquidatable))])
  }

  @Sendable private static func riskInitial(_ given: Given) throws -> VectorValue {
    .object([("ok", .bool(try given.dydxRisk.isInitiallyCollateralized))])
  }

  @Sendable private static func riskComparison(_ given: Given) throws -> VectorValue {
    let order = try given["a"].dydxRisk.compare(to: given["b"].dydxRisk)
    return .object([("cmp", .integer(Int256(Int128(order))))])
  }

  @Sendable private static func transition(_ given: Given) throws -> VectorValue {
    let transition = try given["old"].dydxRisk.transition(to: given["new"].dydxRisk)
    return .object([("result", .text(transition.rawValue))])
  }

  @Sendable private static func fundingSettlement(_ given: Given) throws -> VectorValue {
    let settlement = try Dydx.Funding.settlement(
      base: given["base"].integer, index: given["funding_index"].integer,
      settledIndex: given["position_index"].integer)
    return .object([("settlement_ppm", .integer(settlement))])
  }

  @Sendable private static func fundingIndexDelta(_ given: Given) throws -> VectorValue {
    let delta = try Dydx.Funding.indexDelta(
      rate: given["funding_rate_8h_ppm"].integer, seconds: given["seconds"].integer,
      oracle: given.dydxOracle)
    return .object([("index_delta", .integer(delta))])
  }
}
