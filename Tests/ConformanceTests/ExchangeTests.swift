import Conformance
import Engine
import FixedPoint
import Testing

@Suite struct ExchangeTests {
  @Test(
    .enabled(if: VectorFile.isPresent, "the vectors are not there"),
    arguments: ["cex-docs.json", "hyperliquid-docs.json"])
  func everyVectorPasses(_ name: String) throws {
    try VectorFile.expectAllPass(name)
  }

  @Test(.enabled(if: PythonReference.isPresent, "the model or Python is not there"))
  func randomInputsGiveWhatTheModelGives() throws {
    #expect(Set(Self.makers.keys) == Set(ExchangeOperations.operations.keys))
    try PythonReference.compare(Self.makers)
  }

  @Test func divisionByZeroIsAnError() {
    #expect(throws: ArithmeticError.divisionByZero) {
      try HyperliquidMargin.maintenanceRate(maxLeverage: .zero)
    }
    // A short position at leverage 1 never goes bankrupt.
    #expect(throws: ArithmeticError.divisionByZero) {
      try ClosingPrices.inverseBankruptcy(
        side: .short, entry: .one, leverage: .one, tick: .one)
    }
  }

  @Test func whatDoesNotFitIsAnError() {
    let huge = ExactRatio(.max)
    #expect(throws: ArithmeticError.overflow) {
      try MarginTiers.requirement(notional: huge, rate: huge, deduction: .zero)
    }
  }

  // MARK: - Random inputs

  private typealias Maker = @Sendable (inout RandomGiven) -> String

  private static let makers = margins.merging(closing) { one, _ in one }

  private static func amount(_ random: inout RandomGiven) -> String {
    random.decimal(6, places: 4)
  }

  private static func signed(_ random: inout RandomGiven) -> String {
    random.decimal(5, places: 3, zero: true, negative: true)
  }

  private static func rate(_ random: inout RandomGiven) -> String {
    "0." + random.digits(4)
  }

  private static let margins: [String: Maker] = [
    "hl_liq_price": { random in
      RandomGiven.json([
        ("side", "\"\(side(&random))\""), ("size", "\"\(amount(&random))\""),
        ("entry", "\"\(amount(&random))\""), ("leverage", "\"\(random.int(0..<60))\""),
        ("max_leverage", "\"\(random.int(0..<60))\""),
        ("collateral", random.chance(2) ? "null" : "\"\(amount(&random))\""),
      ])
    },
    "hl_maintenance_rate": { random in
      RandomGiven.object(["max_leverage": random.decimal(3, places: 2, zero: true)])
    },
    "hl_margin_tiers": { random in
      let tiers = tiers(&random) { random in
        ("lower_bound", "max_leverage", "\(random.int(1..<60))")
      }
      let notional = random.chance(4) ? "" : ",\"notional\":\"\(signed(&random))\""
      return "{\"tiers\":\(tiers)\(notional)}"
    },
    "binance_liq_price": { random in
      let others = (0..<random.int(0..<3)).map { _ in
        RandomGiven.object([
          "size": signed(&random), "mark": amount(&random), "entry": amount(&random),
          "mmr": rate(&random), "cum": amount(&random),
        ])
      }
      return RandomGiven.json([
        ("side", "\"\(side(&random))\""), ("wallet_balance", "\"\(signed(&random))\""),
        ("size", "\"\(amount(&random))\""), ("entry", "\"\(amount(&random))\""),
        ("mmr", "\"\(rate(&random))\""), ("cum", amount(&random)),
        ("others", RandomGiven.array(others)),
      ])
    },
    "binance_maintenance": { random in
      RandomGiven.object([
        "notional": amount(&random), "mmr": rate(&random), "cum": amount(&random),
      ])
    },
    "tier_cum_table": { random in
      let tiers = tiers(&random) { random in ("floor", "mmr", rate(&random)) }
      return "{\"tiers\":\(tiers)}"
    },
    "tier_cum_step": { random in
      RandomGiven.object([
        "prev_cum": signed(&random), "floor": amount(&random), "mmr": rate(&random),
        "prev_mmr": rate(&random),
      ])
    },
    "required_equity": { random in
      RandomGiven.object(["position_value": signed(&random), "maintenance_rate": rate(&random)])
    },
    "mark_median": { random in
      let prices = (0..<random.int(0..<7)).map { _ in "\"\(signed(&random))\"" }
      return "{\"inputs\":\(RandomGiven.array(prices))}"
    },
    "margin_level": { random in
      RandomGiven.object([
        "trade_balance": signed(&random), "size": signed(&random), "entry": amount(&random),
        "price": amount(&random), "leverage": "\(random.int(0..<10))",
      ])
    },
    "margin_call_stage": { random in
      let ladder = (0..<random.int(0..<5)).map { place in
        "{\"stage\":\"s\(place)\",\"bound\":\"\(random.int(0..<4))\","
          + "\"strict\":\(random.chance(2))}"
      }
      let level = random.pick([
        "\"equity\":\"\(random.int(-2..<9))\",\"used_margin\":\"\(random.int(0..<4))\"",
        "\"net_equity\":\"\(random.int(-2..<9))\",\"maintenance\":\"\(random.int(0..<4))\"",
        "\"level\":\"\(random.int(0..<4))\"",
      ])
      return "{\(level),\"ladder\":\(RandomGiven.array(ladder))}"
    },
  ]

  private static let closing: [String: Maker] = [
    "bitmex_adl_rank": { random in
      let accounts = (0..<random.int(0..<9)).map { place in
        RandomGiven.object([
          "id": "\(random.pick(["a", "B", "10"]))\(place)", "score": "\(random.int(-3..<4))",
          "qty": "\(random.int(0..<9))",
        ])
      }
      return "{\"accounts\":\(RandomGiven.array(accounts))}"
    },
    "bitmex_adl_fill": { random in
      let queue = (0..<random.int(0..<6)).map { place in
        RandomGiven.object(["id": "\(place)", "qty": random.decimal(2, places: 2, zero: true)])
      }
      return RandomGiven.json([
        ("qty", "\"\(random.decimal(3, places: 2, zero: true))\""),
        ("bankruptcy_price", amount(&random)), ("queue", RandomGiven.array(queue)),
      ])
    },
    "bitmex_adl_score": { random in
      RandomGiven.object([
        "mark_value": signed(&random), "avg_entry_value": signed(&random),
        "bankrupt_value": signed(&random),
      ])
    },
    "binance_adl_score": { random in
      let ratio = random.chance(2) ? ",\"margin_ratio\":\"\(rate(&random))\"" : ""
      return "{\"upnl\":\"\(signed(&random))\",\"wallet_balance\":\"\(signed(&random))\","
        + "\"maintenance\":\"\(amount(&random))\"\(ratio)}"
    },
    "bybit_inverse_bankruptcy": { random in
      RandomGiven.object([
        "side": side(&random), "entry": amount(&random), "leverage": "\(random.int(0..<100))",
        "tick": random.pick(["0.5", "0.01", "1", "0.0025", "0"]),
      ])
    },
    "fund_delta_per_unit": { random in
      RandomGiven.object([
        "side": side(&random), "fill_price": amount(&random), "bankruptcy_price": amount(&random),
      ])
    },
    "adl_markout": { random in
      RandomGiven.json([
        ("qty", "\"\(signed(&random))\""), ("exec_price", amount(&random)),
        ("mark_at_exec", random.chance(2) ? "null" : "\"\(amount(&random))\""),
        ("mark_later", "\"\(amount(&random))\""),
      ])
    },
  ]

  private static func side(_ random: inout RandomGiven) -> String {
    random.pick(["long", "short"])
  }

  private static func tiers(
    _ random: inout RandomGiven,
    _ step: (inout RandomGiven) -> (bound: String, name: String, value: String)
  ) -> String {
    var bound = 0
    var tiers: [String] = []
    for _ in 0..<random.int(0..<6) {
      let (key, name, value) = step(&random)
      tiers.append("{\"\(key)\":\"\(bound)\",\"\(name)\":\"\(value)\"}")
      bound += random.int(1..<50_000)
    }
    return RandomGiven.array(tiers)
  }
}
