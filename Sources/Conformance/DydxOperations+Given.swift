internal import Engine
internal import FixedPoint
internal import Formats

extension Given {
  /// The id of a market.
  var dydxID: UInt32 {
    get throws {
      guard let id = UInt32(exactly: try int) else {
        throw VectorError("\(value.path) is no id of a market")
      }
      return id
    }
  }

  /// A power of ten.
  private var exponent: Int32 {
    get throws {
      guard let exponent = Int32(exactly: try int) else {
        throw VectorError("\(value.path) is too large for an exponent")
      }
      return exponent
    }
  }

  /// A liquidity tier; what an operation does not need is zero.
  var dydxTier: Dydx.Tier {
    get throws {
      Dydx.Tier(
        initialMargin: try self["initial_margin_ppm"].integer,
        maintenanceFraction: try optional("maintenance_fraction_ppm")?.integer ?? 0,
        lowerCap: try optional("oi_lower_cap")?.integer ?? 0,
        upperCap: try optional("oi_upper_cap")?.integer ?? 0)
    }
  }

  /// An oracle price.
  var dydxOracle: Dydx.OraclePrice {
    get throws {
      Dydx.OraclePrice(
        atomicResolution: try self["atomic_resolution"].exponent,
        value: try self["price"].integer, exponent: try self["price_exponent"].exponent)
    }
  }

  /// A market.
  var dydxMarket: Dydx.Market {
    get throws {
      Dydx.Market(
        id: try self["perpetual_id"].dydxID, oracle: try dydxOracle,
        tier: try self["liquidity_tier"].dydxTier,
        openInterest: try self["open_interest_base"].integer)
    }
  }

  /// The member "markets".
  var dydxMarkets: Dydx.Markets {
    get throws { Dydx.Markets(try self["markets"].list.map { try $0.dydxMarket }) }
  }

  /// The parameters of an order book.
  var dydxBook: Dydx.OrderBook {
    get throws {
      Dydx.OrderBook(
        step: try self["step_base_quantums"].integer, tick: try self["subticks_per_tick"].integer,
        conversionExponent: try self["quantum_conversion_exponent"].exponent)
    }
  }

  /// The rules of liquidation.
  var dydxRules: Dydx.LiquidationRules {
    get throws {
      Dydx.LiquidationRules(
        maximumFee: try self["max_liquidation_fee_ppm"].integer,
        bankruptcyAdjustment: try self["bankruptcy_adjustment_ppm"].integer,
        spreadToMaintenance: try self["spread_to_mmr_ppm"].integer,
        minimumNotional: try self["min_position_notional_liquidated"].integer,
        maximumPortion: try self["max_position_portion_ppm"].integer,
        maximumAccountNotional: try self["max_notional_liquidated"].integer,
        maximumInsuranceLost: try self["max_insurance_lost"].integer)
    }
  }

  /// An account's risk; what an operation does not need is zero.
  var dydxRisk: Dydx.Risk {
    get throws {
      Dydx.Risk(
        collateral: try self["nc"].integer, initial: try optional("imr")?.integer ?? 0,
        maintenance: try optional("mmr")?.integer ?? 0)
    }
  }

  /// An account; `owners` gives the addresses of owners by name.
  func dydxAccount(owners: Given? = nil) throws -> Dydx.Account {
    let positions = try self["positions"].list.map { position in
      try Dydx.Position(
        market: position["perpetual_id"].dydxID, base: position["base"].integer)
    }
    return try Self.dydxAccount(
      id: optional("id")?.text ?? "", owners: owners, usdc: self["usdc"].integer,
      positions: positions)
  }

  /// Accounts in a list.
  func dydxAccounts(owners: Given? = nil) throws -> [Dydx.Account] {
    try list.map { try $0.dydxAccount(owners: owners) }
  }

  /// An account called "owner/number".
  static func dydxAccount(
    id: String, owners: Given?, usdc: Int256, positions: [Dydx.Position]
  ) throws -> Dydx.Account {
    let parts = id.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.first.map(String.init) ?? ""
    let number = parts.count > 1 ? UInt32(parts[1]) : 0
    guard let number else { throw VectorError("\"\(id)\" is not owner/number") }
    return Dydx.Account(
      id: id, owner: try owners?[name].text ?? name, number: number, usdc: usdc,
      positions: positions)
  }
}

extension Dydx.Account {
  /// The account as vectors write it.
  var vectorValue: VectorValue {
    .object([("id", .text(id)), ("usdc", .integer(usdc)), ("positions", positionValues)])
  }

  /// The positions as vectors write them.
  var positionValues: VectorValue {
    .list(
      positions.map { position in
        .object([
          ("perpetual_id", .integer(Int256(Int128(position.market)))),
          ("base", .integer(position.base)),
        ])
      })
  }
}
