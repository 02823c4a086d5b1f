internal import Engine
internal import FixedPoint

/// The operations of Euler v2.
package enum EulerOperations: FormulaSystem {
  package static let name = "euler-v2"
  package static let isUnsigned = true

  package static let forms: [String: VectorForm] = [
    "health": VectorForm(
      ["collaterals", "liability_value"], gives: ["collateral_value", "health", "violation"]
    ) { given in
      let adjusted = try EulerV2.adjusted(
        given["collaterals"].list.map { (try $0["value"].integer, try $0["ltv"].integer) })
      let liability = try given["liability_value"].integer
      return .object([
        ("collateral_value", .integer(adjusted)),
        ("health", .integer(try EulerV2.health(adjusted: adjusted, liability: liability))),
        ("violation", .bool(EulerV2.isViolation(adjusted: adjusted, liability: liability))),
      ])
    },
    "max_liquidation": VectorForm(
      [
        "debt", "liability_value", "collateral_balance", "collateral_value",
        "adjusted_collateral_value", "max_discount",
      ], gives: ["discount_factor", "max_repay", "max_yield"]
    ) {
      let account = EulerV2.Account(
        debt: $0[0], liability: $0[1], balance: $0[2], value: $0[3], adjusted: $0[4])
      let result = try EulerV2.liquidation(of: account, maxDiscount: $0[5])
      return [.integer(result.factor), .integer(result.repay), .integer(result.yield)]
    },
    "socializes": VectorForm(
      ["liability_value", "debt_left", "collateral_balances"], optional: ["disabled"],
      gives: ["socialized"]
    ) { given in
      let isSocialized = EulerV2.isSocialized(
        liability: try given["liability_value"].integer, debtLeft: try given["debt_left"].integer,
        collaterals: try given["collateral_balances"].list.map { try $0.integer },
        isDisabled: try given.optional("disabled")?.bool ?? false)
      return .object([("socialized", .bool(isSocialized))])
    },
    "ramped_ltv": VectorForm(
      ["initial_ltv", "target_ltv", "time_left", "duration"], gives: "ltv"
    ) {
      try EulerV2.ramped(initial: $0[0], target: $0[1], left: $0[2], duration: $0[3])
    },
  ]
}
