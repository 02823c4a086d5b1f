internal import Engine
internal import FixedPoint

/// The operations of GMX v2.
package enum GMXOperations: FormulaSystem {
  package static let name = "gmx"

  package static let forms: [String: VectorForm] = [
    "is_liquidatable": VectorForm(
      [
        "size_usd", "collateral_amount", "collateral_price_min", "pnl_usd", "price_impact_usd",
        "fees_usd", "max_impact_factor", "min_collateral_usd", "min_collateral_factor",
      ], gives: ["liquidatable", "remaining_collateral_usd"]
    ) {
      let position = GMXV2.Position(
        size: $0[0], collateral: $0[1], price: $0[2], profit: $0[3], impact: $0[4], fees: $0[5])
      let result = try position.liquidation(
        mostImpact: $0[6], leastCollateral: $0[7], leastFactor: $0[8])
      return [.bool(result.isDue), .integer(result.remaining)]
    },
    "capped_pnl": VectorForm(
      ["pnl_usd", "pool_pnl_usd", "pool_usd", "max_pnl_factor"], gives: "capped_pnl_usd"
    ) {
      try GMXV2.cappedProfit(profit: $0[0], poolProfit: $0[1], pool: $0[2], factor: $0[3])
    },
    "pay_loss": VectorForm(
      ["loss_usd", "price", "collateral_amount"], gives: ["paid_amount", "insolvent"]
    ) {
      let paid = try GMXV2.payment(of: $0[0], price: $0[1], collateral: $0[2])
      return [.integer(paid.paid), .bool(paid.isInsolvent)]
    },
    "pnl_factor": VectorForm(["pnl_usd", "pool_usd"], gives: "pnl_factor") {
      try GMXV2.profitFactor(profit: $0[0], pool: $0[1])
    },
    "adl_enabled": VectorForm(["pnl_factor", "max_pnl_factor"], says: "enabled") {
      GMXV2.isDeleveraged(factor: $0[0], limit: $0[1])
    },
    "adl_valid": VectorForm(
      ["pnl_factor_before", "pnl_factor_after", "min_pnl_factor"], says: "valid"
    ) { GMXV2.isRightClose(before: $0[0], after: $0[1], least: $0[2]) },
  ]
}
