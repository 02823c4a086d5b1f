internal import Engine
internal import FixedPoint

/// The operations of Mango v4, on raw numbers with 48 binary places.
package enum MangoOperations: FormulaSystem {
  package static let name = "mango-v4"

  package static let forms: [String: VectorForm] = [
    "mul": VectorForm(["a", "b"], gives: "result") { try MangoV4.product($0[0], $0[1]) },
    "div": VectorForm(["a", "b"], gives: "result") { try MangoV4.quotient($0[0], $0[1]) },
    "scaled_asset_weight": VectorForm(["weight", "deposits", "start"], gives: "weight") {
      try MangoV4.scaledAsset(weight: $0[0], deposits: $0[1], start: $0[2])
    },
    "scaled_liab_weight": VectorForm(["weight", "borrows", "start"], gives: "weight") {
      try MangoV4.scaledLiability(weight: $0[0], borrows: $0[1], start: $0[2])
    },
    "health_contribution": VectorForm(
      ["balance", "price", "asset_weight", "liab_weight"], gives: "health"
    ) {
      try MangoV4.contribution(
        balance: $0[0], price: $0[1], assetWeight: $0[2], liabilityWeight: $0[3])
    },
    "liq_token_with_token": VectorForm(
      [
        "health", "liab_price", "liab_weight", "asset_price", "asset_weight", "fee_multiplier",
        "assets", "liab", "max_liab_transfer",
      ], gives: ["liab_transfer", "asset_transfer"]
    ) {
      let exchange = MangoV4.Exchange(
        health: $0[0], liabilityPrice: $0[1], liabilityWeight: $0[2], assetPrice: $0[3],
        assetWeight: $0[4], multiplier: $0[5])
      let moved = try exchange.moved(assets: $0[6], liability: $0[7], most: $0[8])
      return [.integer(moved.liability), .integer(moved.asset)]
    },
    "insurance_transfer": VectorForm(
      ["liab", "liab_price", "fee", "insurance_price", "vault"], gives: "insurance_transfer"
    ) {
      try MangoV4.insurance(
        liability: $0[0], price: $0[1], fee: $0[2], insurancePrice: $0[3], vault: $0[4])
    },
    "socialized_deposit_index": VectorForm(
      ["deposit_index", "deposits", "loss"], gives: "deposit_index"
    ) { try MangoV4.cutIndex(index: $0[0], deposits: $0[1], loss: $0[2]) },
    "socialized_funding": VectorForm(["loss", "open_interest"], gives: "funding_delta") {
      try MangoV4.fundingShift(loss: $0[0], openInterest: $0[1])
    },
  ]
}
