import Conformance
import Engine
import FixedPoint
import Formats
import Testing

@Suite struct AaveTests {
  @Test(.enabled(if: VectorFile.isPresent, "the vectors are not there"))
  func everyVectorPasses() throws {
    try VectorFile.expectAllPass("aave-v3.json")
  }

  @Test(.enabled(if: PythonReference.isPresent, "the model or Python is not there"))
  func randomInputsGiveWhatTheModelGives() throws {
    #expect(Set(Self.makers.keys) == Set(AaveOperations.operations.keys))
    try PythonReference.compare(Self.makers)
  }

  @Test func divisionByZeroIsAnError() {
    #expect(throws: ArithmeticError.divisionByZero) { try AaveMath.rayDivide(1, 0) }
    #expect(throws: ArithmeticError.divisionByZero) {
      try AaveSupply(scaled: 1, index: 0).withdrawing(1)
    }
  }

  @Test func whatDoesNotFitIsAnError() {
    #expect(throws: ArithmeticError.overflow) { try AaveMath.rayDivide(.max, 1) }
    #expect(throws: ArithmeticError.overflow) { try AaveToken(price: 1, decimals: 77) }
    #expect(throws: ArithmeticError.overflow) { try AaveToken(price: 1, decimals: -1) }
  }

  @Test func nobodyPaysMoreThanThereIs() {
    let ray = AaveMath.ray
    #expect(throws: ArithmeticError.overflow) {
      try AaveSupply(scaled: 5, index: ray).withdrawing(6)
    }
    #expect(throws: ArithmeticError.overflow) { try AaveDebt(scaled: 5, index: ray).repaying(6) }
  }

  // MARK: - Random inputs

  private typealias Maker = @Sendable (inout RandomGiven) -> String

  private static let makers: [String: Maker] = {
    var makers: [String: Maker] = [:]
    for name in AaveOperations.operations.keys {
      makers[name] = { random in
        RandomGiven.object(["a": random.digits(30), "b": random.digits(30)])
      }
    }
    return makers.merging(others) { _, other in other }
  }()

  private static let others: [String: Maker] = [
    "aave.mul_div_ceil": { random in
      RandomGiven.object([
        "a": random.digits(38), "b": random.digits(38), "c": random.digits(38),
      ])
    },
    "aave.linear_interest": interest,
    "aave.compound_interest": interest,
    "aave.debt_balance": balance,
    "aave.atoken_balance": balance,
    "aave.borrow_scaled": change,
    "aave.supply_scaled": change,
    "aave.repay_scaled": change,
    "aave.withdraw_scaled": change,
    "aave.transfer_scaled": { random in
      let (scaled, index, amount) = share(&random)
      return RandomGiven.object([
        "from_scaled": scaled, "to_scaled": random.digits(25), "amount": amount, "index": index,
      ])
    },
    "aave.debt_base": { random in
      RandomGiven.object([
        "debt": random.digits(30), "price": random.digits(15),
        "unit": "1" + String(repeating: "0", count: random.int(0..<25)),
      ])
    },
    "aave.constant": { random in
      RandomGiven.object([
        "name": random.pick([
          "default_close_factor_bps", "close_factor_hf_threshold_wad",
          "min_base_max_close_factor_threshold", "min_leftover_base", "unknown",
        ])
      ])
    },
    "aave.close_factor": { random in
      RandomGiven.object([
        "collateral_amount": random.digits(24), "collateral_price": random.digits(13),
        "collateral_decimals": "\(random.int(0..<19))", "debt_amount": random.digits(24),
        "debt_price": random.digits(13), "debt_decimals": "\(random.int(0..<19))",
        "liquidation_threshold": "\(random.int(0..<10_001))",
      ])
    },
    "aave.leave_dust": { random in
      let debt = random.int(1..<20_000_000_000)
      return RandomGiven.json([
        ("collateral", collateral(&random, threshold: false)), ("debt_amount", "\"\(debt)\""),
        ("debt_price", "\"\(random.int(1..<300_000_000))\""), ("debt_decimals", "\"6\""),
        ("debt_to_cover", "\"\(random.int(0..<debt + 1))\""),
      ])
    },
    "aave.liquidation_call": { random in
      let others = (0..<random.int(0..<3)).map { _ in loan(&random) }
      let cover =
        random.chance(3)
        ? "115792089237316195423570985008687907853269984665640564039457584007913129639935"
        : random.digits(11)
      return RandomGiven.json([
        ("collateral", collateral(&random, threshold: true)), ("debt", loan(&random)),
        ("debt_to_cover", "\"\(cover)\""), ("other_debts", RandomGiven.array(others)),
      ])
    },
  ]

  private static let interest: Maker = { random in
    RandomGiven.object(["rate": random.digits(28), "seconds": random.digits(10)])
  }

  private static let balance: Maker = { random in
    RandomGiven.object(["scaled": random.digits(35), "index": random.digits(30)])
  }

  /// An amount that is at most the balance: the model has signs where the venue refuses.
  private static let change: Maker = { random in
    let (scaled, index, amount) = share(&random)
    return RandomGiven.object(["scaled": scaled, "amount": amount, "index": index])
  }

  private static func share(
    _ random: inout RandomGiven
  ) -> (scaled: String, index: String, amount: String) {
    let whole = random.int(1..<10)
    let scaled = random.chance(4) ? random.int(0..<10) : random.int(0..<100_000_000_000_000_000)
    let amount = random.chance(3) ? scaled * whole : random.int(0..<scaled * whole + 1)
    return ("\(scaled)", index(&random, whole: whole), "\(amount)")
  }

  private static func index(_ random: inout RandomGiven, whole: Int) -> String {
    let fraction = random.chance(4) ? "0" : random.digits(27)
    return "\(whole)" + String(repeating: "0", count: 27 - fraction.count) + fraction
  }

  private static func collateral(_ random: inout RandomGiven, threshold: Bool) -> String {
    var members = holding(&random)
    if threshold {
      members.append(("liquidation_threshold", "\"\(random.int(1_000..<9_900))\""))
    }
    members.append(("liquidation_bonus", "\"\(random.int(10_000..<12_000))\""))
    let fee = random.chance(3) ? 0 : random.int(0..<10_001)
    members.append(("protocol_fee", "\"\(fee)\""))
    return RandomGiven.json(members)
  }

  private static func loan(_ random: inout RandomGiven) -> String {
    RandomGiven.json(holding(&random))
  }

  /// Between nothing and some ten thousand dollars, so that each of the limits is crossed.
  private static func holding(_ random: inout RandomGiven) -> [(String, String)] {
    let scaled = random.chance(5) ? random.int(0..<10) : random.int(0..<10_000_000_000)
    let whole = random.int(1..<3)
    return [
      ("scaled", "\"\(scaled)\""), ("index", "\"\(index(&random, whole: whole))\""),
      ("price", "\"\(random.int(1..<300_000_000))\""), ("decimals", "\"\(random.int(5..<8))\""),
    ]
  }
}
