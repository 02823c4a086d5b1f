internal import Engine
internal import FixedPoint
internal import Formats

/// The operations of Aave v3.
package enum AaveOperations: VectorSystem {
  package static let isUnsigned = true

  /// The operations by name.
  package static let operations = arithmetic.merging(accounts) { first, _ in first }

  /// The largest number of the venue: a wish to repay that is never reached.
  private static let unlimited =
    "115792089237316195423570985008687907853269984665640564039457584007913129639935"

  // MARK: - Arithmetic

  private static let arithmetic: [String: Conformance.Operation] = [
    "aave.percent_mul": pair { a, b in try AaveMath.percentMultiply(a, b) },
    "aave.percent_mul_ceil": pair { a, b in try AaveMath.percentMultiply(a, b, rounding: .up) },
    "aave.percent_mul_floor": pair { a, b in try AaveMath.percentMultiply(a, b, rounding: .down) },
    "aave.percent_div": pair { a, b in try AaveMath.percentDivide(a, b) },
    "aave.percent_div_ceil": pair { a, b in try AaveMath.percentDivide(a, b, rounding: .up) },
    "aave.percent_div_floor": pair { a, b in try AaveMath.percentDivide(a, b, rounding: .down) },
    "aave.wad_mul": pair { a, b in try AaveMath.wadMultiply(a, b) },
    "aave.wad_div": pair { a, b in try AaveMath.wadDivide(a, b) },
    "aave.ray_mul": pair { a, b in try AaveMath.rayMultiply(a, b) },
    "aave.ray_mul_ceil": pair { a, b in try AaveMath.rayMultiply(a, b, rounding: .up) },
    "aave.ray_mul_floor": pair { a, b in try AaveMath.rayMultiply(a, b, rounding: .down) },
    "aave.ray_div": pair { a, b in try AaveMath.rayDivide(a, b) },
    "aave.ray_div_ceil": pair { a, b in try AaveMath.rayDivide(a, b, rounding: .up) },
    "aave.ray_div_floor": pair { a, b in try AaveMath.rayDivide(a, b, rounding: .down) },
    "aave.wad_to_ray": { given in
      .object([("result", .integer(try AaveMath.ray(wad: given["a"].integer)))])
    },
    "aave.ray_to_wad": { given in
      .object([("result", .integer(try AaveMath.wad(ray: given["a"].integer)))])
    },
    "aave.mul_div_ceil": { given in
      let result = try Int256.mulDiv(
        given["a"].integer, given["b"].integer, given["c"].integer, rounding: .up)
      return .object([("result", .integer(result))])
    },
    "aave.linear_interest": { given in
      let factor = try AaveMath.linearInterest(
        rate: given["rate"].integer, seconds: given["seconds"].integer)
      return .object([("factor", .integer(factor))])
    },
    "aave.compound_interest": { given in
      let factor = try AaveMath.compoundInterest(
        rate: given["rate"].integer, seconds: given["seconds"].integer)
      return .object([("factor", .integer(factor))])
    },
  ]

  private static func pair(
    _ function: @escaping @Sendable (Int256, Int256) throws -> Int256
  ) -> Conformance.Operation {
    { given in
      .object([("result", .integer(try function(given["a"].integer, given["b"].integer)))])
    }
  }

  // MARK: - Balances and liquidations

  private static let accounts: [String: Conformance.Operation] = [
    "aave.debt_balance": { given in .object([("balance", .integer(try debt(given).balance))]) },
    "aave.atoken_balance": { given in .object([("balance", .integer(try supply(given).balance))]) },
    "aave.borrow_scaled": { given in
      let before = AaveDebt(scaled: .zero, index: try given["index"].integer)
      return try value(before.borrowing(given["amount"].integer))
    },
    "aave.supply_scaled": { given in
      let before = AaveSupply(scaled: .zero, index: try given["index"].integer)
      return try value(before.supplying(given["amount"].integer))
    },
    "aave.repay_scaled": { given in
      try value(debt(given).repaying(given["amount"].integer))
    },
    "aave.withdraw_scaled": { given in
      try value(supply(given).withdrawing(given["amount"].integer))
    },
    "aave.transfer_scaled": transfer,
    "aave.debt_base": { given in
      // The unit is given as a number of native units, not as decimals.
      let base = try Int256.mulDiv(
        given["debt"].integer, given["price"].integer, given["unit"].integer, rounding: .up)
      return .object([("debt_base", .integer(base))])
    },
    "aave.liquidation_call": liquidationCall,
    "aave.close_factor": closeFactor,
    "aave.leave_dust": leaveDust,
    "aave.constant": constant,
  ]

  @Sendable private static func transfer(_ given: Given) throws -> VectorValue {
    let index = try given["index"].integer
    let after = try AaveSupply(scaled: given["from_scaled"].integer, index: index)
      .transferring(
        given["amount"].integer,
        to: AaveSupply(scaled: given["to_scaled"].integer, index: index))
    return .object([
      ("from_scaled", .integer(after.sender.scaled)),
      ("to_scaled", .integer(after.receiver.scaled)),
      ("from_balance", .integer(try after.sender.balance)),
      ("to_balance", .integer(try after.receiver.balance)),
    ])
  }

  @Sendable private static func liquidationCall(_ given: Given) throws -> VectorValue {
    let cover = try given["debt_to_cover"]
    let result = try AaveLiquidation.call(
      collateral: collateral(given["collateral"]), loan: loan(given["debt"]),
      cover: cover.value.isString(unlimited) ? nil : cover.integer,
      others: try given["other_debts"].list.map(loan))
    switch result {
    case .failure(let refusal): return .error(refusal.rawValue)
    case .success(let liquidation):
      return .object([
        ("debt_before", .integer(liquidation.debtBefore)),
        ("collateral_scaled_after", .integer(liquidation.collateralScaledAfter)),
        ("collateral_flag_cleared", .bool(liquidation.isCollateralCleared)),
        ("debt_after", .integer(liquidation.debtAfter)),
        ("deficit", .integer(liquidation.deficit)),
        ("deficit_created", .bool(liquidation.deficit > .zero)),
        ("collateral_to_liquidator", .integer(liquidation.seizure.collateral)),
        ("protocol_fee", .integer(liquidation.seizure.fee)),
        ("debt_repaid", .integer(liquidation.seizure.repaid)),
        ("other_debts_after", .list(liquidation.otherDebtsAfter.map { .integer($0) })),
        (
          "other_deficits_created",
          .list(liquidation.otherDebtsAfter.map { _ in .bool(liquidation.isBankrupt) })
        ),
      ])
    }
  }

  @Sendable private static func closeFactor(_ given: Given) throws -> VectorValue {
    let asset = try AaveToken(
      price: given["collateral_price"].integer, decimals: given["collateral_decimals"].int)
    let token = try AaveToken(
      price: given["debt_price"].integer, decimals: given["debt_decimals"].int)
    let debt = try given["debt_amount"].integer
    let value = try asset.collateralValue(given["collateral_amount"].integer)
    let owed = try token.debtValue(debt)
    let factor = try AaveHealth.factor(
      collateral: [(value: value, threshold: given["liquidation_threshold"].integer)], debt: owed)
    let most = try AaveHealth.mostRepayable(
      debt: debt, token: token, debtValue: owed, collateralValue: value, allDebts: owed,
      factor: factor)
    return .object([
      ("close_factor_bps", .integer(try AaveMath.percentDivide(most, debt))),
      ("health_factor", factor.map { .integer($0) } ?? .text(unlimited)),
    ])
  }

  @Sendable private static func leaveDust(_ given: Given) throws -> VectorValue {
    let source = try collateral(given["collateral"])
    let token = try AaveToken(
      price: given["debt_price"].integer, decimals: given["debt_decimals"].int)
    let balance = try source.supply.balance
    let seizure = try AaveSeizure(
      covering: given["debt_to_cover"].integer, of: token, from: source, balance: balance)
    let leaves = try seizure.leavesDust(
      debt: given["debt_amount"].integer, token: token, collateral: source, balance: balance)
    return leaves
      ? .error(AaveRefusal.mustNotLeaveDust.rawValue) : .object([("ok", .bool(true))])
  }

  @Sendable private static func constant(_ given: Given) throws -> VectorValue {
    let value =
      switch try given["name"].text {
      case "default_close_factor_bps": AaveHealth.closeFactor
      case "close_factor_hf_threshold_wad": AaveHealth.closeFactorThreshold
      case "min_base_max_close_factor_threshold": AaveHealth.fullCloseValue
      case "min_leftover_base": AaveHealth.leftoverValue
      case let name: throw VectorError("no constant has the name \"\(name)\"")
      }
    return .object([("value", .integer(value))])
  }

  // MARK: - Reading and writing

  private static func supply(_ given: Given) throws -> AaveSupply {
    AaveSupply(scaled: try given["scaled"].integer, index: try given["index"].integer)
  }

  private static func debt(_ given: Given) throws -> AaveDebt {
    AaveDebt(scaled: try given["scaled"].integer, index: try given["index"].integer)
  }

  private static func token(_ given: Given) throws -> AaveToken {
    try AaveToken(price: given["price"].integer, decimals: given["decimals"].int)
  }

  private static func loan(_ given: Given) throws -> AaveLoan {
    AaveLoan(debt: try debt(given), token: try token(given))
  }

  /// A collateral; where only the seizure counts, it has no threshold.
  private static func collateral(_ given: Given) throws -> AaveCollateral {
    AaveCollateral(
      supply: try supply(given), token: try token(given),
      liquidationThreshold: try given.optional("liquidation_threshold")?.integer ?? .zero,
      liquidationBonus: try given["liquidation_bonus"].integer,
      protocolFee: try given["protocol_fee"].integer)
  }

  private static func value(_ supply: AaveSupply) throws -> VectorValue {
    .object([("scaled", .integer(supply.scaled)), ("balance", .integer(try supply.balance))])
  }

  private static func value(_ debt: AaveDebt) throws -> VectorValue {
    .object([("scaled", .integer(debt.scaled)), ("balance", .integer(try debt.balance))])
  }
}
