internal import Engine
internal import FixedPoint

/// The operations of Aave v2.
package enum AaveV2Operations: FormulaSystem {
  package static let name = "aave-v2-scenarios"

  package static let forms: [String: VectorForm] = [
    "health_factor": VectorForm(
      ["collateral", "debt", "liquidation_threshold"], gives: ["unlimited", "health_factor"]
    ) {
      let factor = try AaveV2.healthFactor(collateral: $0[0], debt: $0[1], threshold: $0[2])
      return [.bool(factor == nil), .integer(factor ?? .max)]
    },
    "borrow_allowed": VectorForm(["collateral", "debt", "amount", "ltv"], says: "allowed") {
      try AaveV2.mayBorrow(collateral: $0[0], debt: $0[1], new: $0[2], ltv: $0[3])
    },
    "withdraw_allowed": VectorForm(
      ["collateral", "debt", "liquidation_threshold", "value", "value_threshold"], says: "allowed"
    ) {
      try AaveV2.mayWithdraw(
        collateral: $0[0], debt: $0[1], threshold: $0[2], value: $0[3], valueThreshold: $0[4])
    },
    "max_stable_borrow": VectorForm(["available_liquidity"], gives: "max_stable_borrow") {
      try AaveV2.mostStable(cash: $0[0])
    },
    "compound_interest": VectorForm(["rate", "seconds"], gives: "factor") {
      try AaveV2.compounded(rate: $0[0], seconds: $0[1])
    },
    "stable_debt": VectorForm(["principal", "rate", "seconds"], gives: "balance") {
      try AaveV2.stableDebt(principal: $0[0], rate: $0[1], seconds: $0[2])
    },
    "max_repay": VectorForm(["debt"], gives: "max_repay") { try AaveV2.mostRepaid(debt: $0[0]) },
    "liquidation": VectorForm(
      [
        "debt_to_cover", "collateral_balance", "collateral_price", "collateral_decimals",
        "debt_price", "debt_decimals", "bonus",
      ], gives: ["collateral_seized", "debt_repaid"]
    ) { given in
      let moved = try AaveV2.seizure(
        cover: given["debt_to_cover"].integer, balance: given["collateral_balance"].integer,
        collateral: .init(
          price: given["collateral_price"].integer, decimals: given["collateral_decimals"].int),
        debt: .init(price: given["debt_price"].integer, decimals: given["debt_decimals"].int),
        bonus: given["bonus"].integer)
      return .object([
        ("collateral_seized", .integer(moved.collateral)), ("debt_repaid", .integer(moved.repaid)),
      ])
    },
  ]
}
