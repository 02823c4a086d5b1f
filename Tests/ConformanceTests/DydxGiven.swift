/// Random inputs for the operations of dYdX.
enum DydxGiven {
  typealias Makers = [String: @Sendable (inout RandomGiven) -> String]

  static let margins: Makers = [
    "dydx.maintenance_margin_ppm": { tier(&$0) },
    "dydx.max_funding_clamp_ppm": { random in
      .json([("clamp_factor_ppm", .quoted(random.digits(8)))] + tierMembers(&random))
    },
    "dydx.oi_scaled_imf_ppm": { random in
      .json([("open_interest_quote", .quoted(random.digits(16)))] + tierMembers(&random))
    },
    "dydx.initial_margin_quote": { random in
      .json(
        [
          ("open_interest_quote", .quoted(random.digits(16))),
          ("notional_quote", .quoted(random.digits(24))),
        ] + tierMembers(&random))
    },
    "dydx.risk_liquidatable": { risk(&$0) },
    "dydx.risk_initial_ok": { risk(&$0) },
    "dydx.risk_cmp": { .json([("a", risk(&$0)), ("b", risk(&$0))]) },
    "dydx.undercollateralized_transition": { .json([("old", risk(&$0)), ("new", risk(&$0))]) },
    "dydx.funding_settlement_ppm": { random in
      .json([
        ("funding_index", signed(&random, 18)), ("position_index", signed(&random, 18)),
        ("base", signed(&random, 20)),
      ])
    },
    "dydx.net_notional_quote": { .json([("base", signed(&$0, 25))] + price(&$0)) },
    "dydx.quote_to_base": { .json([("quote", signed(&$0, 25))] + price(&$0)) },
    "dydx.margin_requirements": { random in
      .json(
        [
          ("base", signed(&random, 22)), ("open_interest_base", .quoted(random.digits(22))),
          ("liquidity_tier", tier(&random)),
        ] + price(&random))
    },
    "dydx.funding_index_delta": { random in
      .json(
        [("funding_rate_8h_ppm", signed(&random, 9)), ("seconds", .quoted(random.digits(6)))]
          + price(&random))
    },
  ]

  static let liquidations: Makers = [
    "dydx.is_liquidatable": { random in
      .json([("markets", markets(&random, 2)), ("account", account(&random, "a/0", 2))])
    },
    "dydx.can_deleverage": { random in
      .json([
        ("markets", markets(&random, 2)), ("account", account(&random, "a/0", 2)),
        ("final_settlement", "\(random.chance(2))"),
      ])
    },
    "dydx.bankruptcy_price_quote": { random in
      .json(closing(&random))
    },
    "dydx.fillable_price": { random in
      .json(closing(&random) + [("config", config(&random))])
    },
    "dydx.insurance_fund_delta": { random in
      let isLong = random.chance(2)
      let size = random.int(1..<200_000_000)
      let fill =
        random.chance(12)
        ? random.pick([0, random.int(0..<300_000_000)]) : random.int(0..<size + 1)
      let base = isLong ? size : -size
      return .json([
        ("markets", markets(&random, 2)), ("perpetual_id", "0"),
        ("account", account(&random, "a/0", [base, random.int(-50..<50) * 1_000_000])),
        ("is_buy", "\(random.chance(20) ? isLong : !isLong)"), ("fill_base", "\"\(fill)\""),
        ("subticks", subticks(&random)), ("clob", clob(&random)), ("config", config(&random)),
      ])
    },
    "dydx.fillable_price_to_subticks": { random in
      .json([
        (
          "fillable_price",
          .json([
            ("num", signed(&random, 20)), ("den", .quoted(random.digits(14, zero: false))),
          ])
        ),
        ("liquidating_long", "\(random.chance(2))"), ("clob", anyClob(&random)),
      ])
    },
    "dydx.subaccount_block_limits": { random in
      .json([
        ("config", config(&random)), ("perpetual_id", "\(random.int(0..<3))"),
        (
          "previously_liquidated_perpetual_id",
          random.chance(4) ? "null" : "\(random.int(0..<3))"
        ),
        ("notional_liquidated", .quoted(random.digits(15))),
        ("insurance_lost", .quoted(random.digits(15))),
      ])
    },
    "dydx.position_block_limits": { random in
      .json([
        ("market", market(&random, 0)), ("base", signed(&random, 12)),
        ("config", config(&random)),
      ])
    },
    "dydx.insurance_fund_delta_valid": { random in
      .json([("balance", .quoted(random.digits(6))), ("delta", signed(&random, 6))])
    },
  ]
}

// MARK: - Several accounts

extension DydxGiven {
  static let deleveraging: Makers = [
    "dydx.deleverage_at_bankruptcy": { .json(pair(&$0)) },
    "dydx.deleverage_at_oracle": { .json(pair(&$0)) },
    "dydx.adl_offset": { random in
      let size = random.int(1..<100_000_000)
      let sign = random.chance(2) ? 1 : -1
      let delta = random.chance(3) ? random.int(1..<size + 1) : size
      var accounts = [account(&random, "a/0", [sign * size, random.int(-20..<20) * 1_000_000])]
      for number in 1..<random.int(2..<6) {
        let other = random.int(-30_000_000..<100_000_000)
        let second = random.int(-20..<20) * 1_000_000
        accounts.append(account(&random, "b/\(number)", [-sign * other, second]))
      }
      return .json([
        ("markets", markets(&random, 2)), ("perpetual_id", "0"),
        ("accounts", RandomGiven.array(accounts)), ("liquidated", "\"a/0\""),
        ("delta_base", "\"\(-sign * delta)\""), ("open_interest_base", "\"100000000\""),
      ])
    },
  ]

  static let blocks: Makers = [
    "dydx.sort_liquidation_orders": { random in
      let orders = (0..<random.int(1..<7)).map { _ in
        String.json([
          ("account", "\"\(random.pick(["carl", "dave"]))/\(random.int(0..<300))\""),
          ("is_buy", "\(random.chance(2))"),
          ("base", random.pick(["\"100000000\"", "\"50000000\"", "\"1000\""])),
          ("subticks", random.chance(2) ? "\"50500000000\"" : "\"49500000000\""),
        ])
      }
      return .json([
        ("market", market(&random, 0)), ("clob", clob(&random)),
        ("orders", RandomGiven.array(orders)), ("owner_addresses", owners),
      ])
    },
    "dydx.process_liquidation_fills": { random in
      let size = random.int(1..<100_000_000)
      let isLong = random.chance(2)
      let fills = (0..<random.int(1..<4)).map { _ in
        String.json([
          ("maker", "\"dave/\(random.int(0..<2))\""),
          ("maker_subticks", subticks(&random)),
          ("base", "\"\(random.int(1..<max(2, size / 2)))\""),
        ])
      }
      var members: [(String, String)] = [
        ("markets", markets(&random, 1)), ("clob", clob(&random)), ("config", config(&random)),
        ("maker_fee_ppm", signed(&random, 4)), ("liquidated", "\"carl/0\""),
        ("perpetual_id", "0"), ("is_buy", "\(!isLong)"),
        ("order_base", "\"\(random.chance(10) ? size * 2 : size)\""),
        ("fills", RandomGiven.array(fills)),
        (
          "accounts",
          RandomGiven.array([
            account(&random, "carl/0", [isLong ? size : -size]), account(&random, "dave/0", 1),
            account(&random, "dave/1", 1),
          ])
        ),
      ]
      if random.chance(2) {
        members.append(("insurance_fund_balance", .quoted(random.digits(12))))
      }
      return .json(members)
    },
    "dydx.e2e_liquidate_block": { block(&$0) },
  ]

  private static let owners = """
    {"carl":"dydx1fjg6zp6vv8t9wvy4lps03r5l4g7tkjw9wvmh70",\
    "dave":"dydx1wau5mja7j7zdavtfq9lu7ejef05hm6ffenlcsn"}
    """

  private static func block(_ random: inout RandomGiven) -> String {
    let names = ["carl/0", "carl/1", "dave/0", "dave/1", "dave/2"]
    let accounts = names.map { name in
      account(&random, name, [random.int(-100..<101) * 1_000_000])
    }
    let orders = (0..<random.int(0..<6)).map { _ in
      String.json([
        ("account", "\"\(random.pick(names))\""), ("is_buy", "\(random.chance(2))"),
        ("base", "\"\(random.int(1..<21) * 5_000_000)\""), ("subticks", subticks(&random)),
      ])
    }
    return .json([
      ("markets", markets(&random, 1)), ("clob", clob(&random)), ("config", config(&random)),
      ("final_settlement", "\(random.chance(4))"), ("owner_addresses", owners),
      ("insurance_fund_balance", .quoted(random.digits(12))),
      ("accounts", RandomGiven.array(accounts)), ("orders", RandomGiven.array(orders)),
      (
        "liquidatable",
        RandomGiven.array(names.filter { _ in random.chance(2) }.map { "\"\($0)\"" })
      ),
    ])
  }

  private static func pair(_ random: inout RandomGiven) -> [(String, String)] {
    let sign = random.chance(2) ? 1 : -1
    let size = random.int(1..<100_000_000)
    let other = random.chance(8) ? random.int(-1_000..<50_000_000) : random.int(size..<200_000_000)
    let delta = random.chance(2) ? size : random.int(0..<size + 2)
    return [
      ("markets", markets(&random, 2)), ("perpetual_id", "0"),
      (
        "liquidated", account(&random, "a/0", [sign * size, random.int(-20..<20) * 1_000_000])
      ),
      (
        "offsetting", account(&random, "b/0", [-sign * other, random.int(-20..<20) * 1_000_000])
      ),
      ("delta_base", "\"\(-sign * delta)\""),
    ]
  }
}

// MARK: - Parts

extension DydxGiven {
  /// Members of an operation that closes a part of a position.
  private static func closing(_ random: inout RandomGiven) -> [(String, String)] {
    let size = random.int(1..<200_000_000) * (random.chance(2) ? 1 : -1)
    let part = random.chance(2) ? size : size / random.int(1..<9)
    let delta = random.chance(15) ? random.int(-300_000_000..<300_000_000) : -part
    return [
      ("markets", markets(&random, 2)), ("perpetual_id", "0"), ("delta_base", "\"\(delta)\""),
      ("account", account(&random, "a/0", [size, random.int(-50..<50) * 1_000_000])),
    ]
  }

  private static func signed(_ random: inout RandomGiven, _ digits: Int) -> String {
    let text = random.digits(digits)
    return .quoted(random.chance(2) && text != "0" ? "-" + text : text)
  }

  /// A usual rate, or any.
  private static func ppm(
    _ random: inout RandomGiven, _ usual: [Int], _ range: Range<Int>
  ) -> String {
    "\"\(random.pick(usual + [random.int(range)]))\""
  }

  private static func tierMembers(_ random: inout RandomGiven) -> [(String, String)] {
    let hasCaps = random.chance(2)
    return [
      ("initial_margin_ppm", ppm(&random, [200_000, 50_000, 100_000], 1..<1_000_001)),
      ("maintenance_fraction_ppm", ppm(&random, [500_000, 600_000], 0..<1_000_001)),
      ("oi_lower_cap", .quoted(hasCaps ? random.digits(12) : "0")),
      ("oi_upper_cap", .quoted(hasCaps ? random.digits(13) : "0")),
    ]
  }

  private static func tier(_ random: inout RandomGiven) -> String { .json(tierMembers(&random)) }

  private static func risk(_ random: inout RandomGiven) -> String {
    let digits = random.chance(2) ? 1 : 18
    return .json([
      ("nc", signed(&random, digits)), ("imr", .quoted(random.digits(digits))),
      ("mmr", .quoted(random.digits(digits))),
    ])
  }

  private static func price(_ random: inout RandomGiven) -> [(String, String)] {
    [
      ("atomic_resolution", "\(random.int(-18..<6))"),
      ("price", .quoted(random.digits(12, zero: false))),
      ("price_exponent", "\(random.int(-12..<4))"),
    ]
  }

  /// A market with a price near 50 000 USD (0) or 3 000 USD (1).
  private static func market(_ random: inout RandomGiven, _ id: Int) -> String {
    let usd = id == 0 ? 5_000_000_000 : 3_000_000_000
    return .json([
      ("perpetual_id", "\(id)"), ("atomic_resolution", id == 0 ? "-8" : "-9"),
      ("price", "\"\(random.chance(2) ? usd : usd + random.int(-90_000_000..<90_000_000))\""),
      ("price_exponent", id == 0 ? "-5" : "-6"), ("liquidity_tier", tier(&random)),
      ("open_interest_base", .quoted(random.digits(10))),
    ])
  }

  private static func markets(_ random: inout RandomGiven, _ count: Int) -> String {
    RandomGiven.array((0..<count).map { market(&random, $0) })
  }

  private static func account(_ random: inout RandomGiven, _ id: String, _ count: Int) -> String {
    let bases = (0..<count).map { _ in random.int(-200..<201) * 1_000_003 }
    return account(&random, id, bases)
  }

  /// An account with positions in the markets 0, 1 …, whose USDC nearly balances them.
  private static func account(
    _ random: inout RandomGiven, _ id: String, _ bases: [Int]
  ) -> String {
    let worth = bases.enumerated().reduce(0) { $0 + $1.element * ($1.offset == 0 ? 500 : 3) }
    let margin = abs(worth) * random.int(-8..<30) / 100
    let open = bases.enumerated().filter { $0.element != 0 }.map { position in
      String.json([("perpetual_id", "\(position.offset)"), ("base", "\"\(position.element)\"")])
    }
    return .json([
      ("id", "\"\(id)\""), ("usdc", "\"\(margin - worth + random.int(-9..<10))\""),
      ("positions", RandomGiven.array(open)),
    ])
  }

  private static func subticks(_ random: inout RandomGiven) -> String {
    "\"\(random.int(9_000_000_000..<11_000_000_000) * 5)\""
  }

  private static func clob(_ random: inout RandomGiven) -> String {
    .json([
      ("step_base_quantums", "\"\(random.pick([1, 5, 10, 1_000_000]))\""),
      ("subticks_per_tick", "\"\(random.pick([1, 5, 100, 1_000_000]))\""),
      ("quantum_conversion_exponent", "-8"),
    ])
  }

  private static func anyClob(_ random: inout RandomGiven) -> String {
    .json([
      ("step_base_quantums", "\"5\""),
      ("subticks_per_tick", .quoted(random.digits(9, zero: false))),
      ("quantum_conversion_exponent", "\(random.int(-12..<5))"),
    ])
  }

  private static func config(_ random: inout RandomGiven) -> String {
    let limits = [12, 15]
    return .json([
      ("max_liquidation_fee_ppm", ppm(&random, [5_000, 15_000], 0..<1_000_001)),
      ("bankruptcy_adjustment_ppm", ppm(&random, [1_000_000], 1_000_000..<9_000_000)),
      ("spread_to_mmr_ppm", ppm(&random, [100_000], 0..<1_000_001)),
      ("min_position_notional_liquidated", .quoted(random.digits(11))),
      ("max_position_portion_ppm", ppm(&random, [1_000_000], 1..<1_000_001)),
      (
        "max_notional_liquidated",
        random.chance(3) ? .quoted(random.digits(random.pick(limits))) : "\"100000000000000\""
      ),
      (
        "max_insurance_lost",
        random.chance(3) ? .quoted(random.digits(random.pick(limits))) : "\"100000000000000\""
      ),
    ])
  }
}

extension String {
  /// The text of an object whose values are JSON text already.
  fileprivate static func json(_ members: [(String, String)]) -> String {
    RandomGiven.json(members)
  }

  /// The text of a JSON string.
  fileprivate static func quoted(_ text: String) -> String { "\"\(text)\"" }
}
