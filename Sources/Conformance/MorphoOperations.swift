internal import Engine
internal import FixedPoint

/// The operations of Morpho Blue.
package enum MorphoOperations: FormulaSystem {
  package static let name = "morpho-blue"
  package static let isUnsigned = true

  package static let forms: [String: VectorForm] = [
    "to_assets_down": convert("shares", "assets") { try $0.assets(of: $1, rounding: .down) },
    "to_assets_up": convert("shares", "assets") { try $0.assets(of: $1, rounding: .up) },
    "to_shares_down": convert("assets", "shares") { try $0.shares(of: $1, rounding: .down) },
    "to_shares_up": convert("assets", "shares") { try $0.shares(of: $1, rounding: .up) },
    "incentive_factor": VectorForm(["lltv"], gives: "incentive_factor") {
      try MorphoBlue.incentiveFactor(lltv: $0[0])
    },
    "is_healthy": VectorForm(
      ["collateral", "borrow_shares", "total_assets", "total_shares", "price", "lltv"],
      says: "healthy"
    ) {
      try MorphoBlue(assets: $0[2], shares: $0[3])
        .isHealthy(collateral: $0[0], debtShares: $0[1], price: $0[4], lltv: $0[5])
    },
    "liquidate_shares": VectorForm(
      ["repaid_shares", "total_assets", "total_shares", "price", "lltv"],
      gives: ["seized_assets", "repaid_assets"]
    ) {
      let liquidation = try MorphoBlue(assets: $0[1], shares: $0[2])
        .repaying(shares: $0[0], price: $0[3], lltv: $0[4])
      return [.integer(liquidation.seized), .integer(liquidation.repaid)]
    },
    "liquidate_seized": VectorForm(
      ["seized_assets", "total_assets", "total_shares", "price", "lltv"],
      gives: ["repaid_shares", "repaid_assets"]
    ) {
      let liquidation = try MorphoBlue(assets: $0[1], shares: $0[2])
        .seizing($0[0], price: $0[3], lltv: $0[4])
      return [.integer(liquidation.repaidShares), .integer(liquidation.repaid)]
    },
    "bad_debt": VectorForm(
      ["borrow_shares", "total_borrow_assets", "total_borrow_shares", "total_supply_assets"],
      gives: ["bad_debt_assets", "total_borrow_assets", "total_supply_assets"]
    ) {
      let bad = try MorphoBlue(assets: $0[1], shares: $0[2]).badDebt(shares: $0[0])
      return [.integer(bad), .integer(try $0[1] - bad), .integer(try $0[3] - bad)]
    },
  ]

  private static func convert(
    _ from: String, _ to: String,
    _ function: @escaping @Sendable (MorphoBlue, Int256) throws -> Int256
  ) -> VectorForm {
    VectorForm([from, "total_assets", "total_shares"], gives: to) {
      try function(MorphoBlue(assets: $0[1], shares: $0[2]), $0[0])
    }
  }
}
