internal import Engine
internal import FixedPoint

/// The operations of Perpetual v2 (Curie).
package enum PerpCurieOperations: FormulaSystem {
  package static let name = "perp-curie"

  package static let forms: [String: VectorForm] = [
    "requirement": VectorForm(["total_position_value"], gives: "requirement") {
      try PerpCurie.requirement(positions: $0[0])
    },
    "is_liquidatable": VectorForm(
      ["account_value", "total_position_value"], says: "liquidatable"
    ) { try PerpCurie.isLiquidatable(value: $0[0], positions: $0[1]) },
    "liquidation_ratio": VectorForm(
      ["position_value", "total_position_value", "account_value"], gives: "ratio"
    ) { try PerpCurie.liquidationRatio(position: $0[0], positions: $0[1], value: $0[2]) },
    "penalty": VectorForm(
      ["closed_notional", "account_value"],
      gives: ["penalty", "liquidator_fee", "insurance_fund_fee"]
    ) {
      let penalty = try PerpCurie.penalty(notional: $0[0], value: $0[1])
      return [.integer(penalty.whole), .integer(penalty.liquidator), .integer(penalty.fund)]
    },
    "max_repay": VectorForm(
      ["debt", "initial_requirement", "dust"], gives: "max_repay"
    ) { try PerpCurie.mostRepaid(debt: $0[0], initial: $0[1], dust: $0[2]) },
    "collateral_for_repay": VectorForm(
      ["repay", "price"], gives: ["collateral", "insurance_fund_fee"]
    ) {
      [
        .integer(try PerpCurie.collateral(repay: $0[0], price: $0[1])),
        .integer(try PerpCurie.fundFee(repay: $0[0])),
      ]
    },
    "collateral_liquidatable": VectorForm(
      ["account_value", "total_position_value", "debt", "collateral_value", "max_debt"],
      says: "liquidatable"
    ) {
      try PerpCurie.isCollateralDue(
        value: $0[0], positions: $0[1], debt: $0[2], collateral: $0[3], limit: $0[4])
    },
    "insurance_surplus": VectorForm(
      ["capacity", "threshold", "free_collateral"], gives: "surplus"
    ) { try PerpCurie.surplus(capacity: $0[0], threshold: $0[1], free: $0[2]) },
    "settle_bad_debt": VectorForm(
      ["debt", "has_positions", "has_collateral", "decimals"], gives: ["settled", "fund_change"]
    ) { given in
      let change = try PerpCurie.settledBadDebt(
        debt: given["debt"].integer, hasPositions: given["has_positions"].bool,
        hasCollateral: given["has_collateral"].bool, decimals: given["decimals"].int)
      return .object([
        ("settled", .bool(change != nil)), ("fund_change", .integer(change ?? .zero)),
      ])
    },
  ]
}
