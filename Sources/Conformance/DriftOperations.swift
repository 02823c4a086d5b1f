internal import Engine
internal import FixedPoint

/// The operations of Drift v2.
package enum DriftOperations: FormulaSystem {
  package static let name = "drift"

  package static let forms = sizes.merging(losses) { first, _ in first }

  private static let sizes: [String: VectorForm] = [
    "size_premium": VectorForm(["size", "imf_factor", "weight"], gives: "weight") {
      try DriftV2.sizePremium(size: $0[0], imf: $0[1], weight: $0[2])
    },
    "size_discount": VectorForm(["size", "imf_factor", "weight"], gives: "weight") {
      try DriftV2.sizeDiscount(size: $0[0], imf: $0[1], weight: $0[2])
    },
    "margin_shortage": VectorForm(
      ["requirement", "value", "collateral", "pnl", "buffer"], gives: "margin_shortage"
    ) {
      try DriftV2.shortage(
        requirement: $0[0], value: $0[1], collateral: $0[2], profit: $0[3], buffer: $0[4])
    },
    "base_to_cover": VectorForm(
      [
        "margin_shortage", "oracle_price", "quote_price", "margin_ratio", "liquidator_fee",
        "if_fee", "step",
      ], gives: ["unlimited", "base"]
    ) {
      let base = try DriftV2.baseToCover(
        shortage: $0[0], oracle: $0[1], quote: $0[2], marginRatio: $0[3], liquidatorFee: $0[4],
        fundFee: $0[5], step: $0[6])
      return [.bool(base == nil), .integer(base ?? .max)]
    },
    "share_to_take": VectorForm(
      [
        "margin_shortage", "margin_freed", "slots_elapsed", "duration", "initial_pct", "isolated",
      ], gives: ["pct"]
    ) { given in
      let share = try DriftV2.shareToTake(
        shortage: given["margin_shortage"].integer, freed: given["margin_freed"].integer,
        slots: given["slots_elapsed"].integer, duration: given["duration"].integer,
        initial: given["initial_pct"].integer, isIsolated: given["isolated"].bool)
      return .object([("pct", .integer(share))])
    },
    "liquidator_fee": VectorForm(
      ["base_fee", "slots_elapsed", "margin_ratio"], gives: "liquidator_fee"
    ) { try DriftV2.liquidatorFee(base: $0[0], slots: $0[1], marginRatio: $0[2]) },
    "if_fee": VectorForm(
      ["margin_ratio", "liquidator_fee", "margin_shortage", "base", "oracle_price", "max_if_fee"],
      gives: "if_fee"
    ) {
      try DriftV2.fundFee(
        marginRatio: $0[0], liquidatorFee: $0[1], shortage: $0[2], base: $0[3], price: $0[4],
        most: $0[5])
    },
  ]

  private static let losses: [String: VectorForm] = [
    "perp_bankruptcy_payment": VectorForm(
      ["loss", "vault", "quote_max_insurance", "quote_settled_insurance"], gives: "if_payment"
    ) {
      try DriftV2.perpetualPayment(loss: $0[0], vault: $0[1], most: $0[2], settled: $0[3])
    },
    "funding_rate_delta": VectorForm(["loss", "base_long", "base_short"], gives: "delta") {
      try DriftV2.fundingShift(loss: $0[0], long: $0[1], short: $0[2])
    },
    "spot_bankruptcy_payment": VectorForm(["borrow", "vault"], gives: "if_payment") {
      try DriftV2.spotPayment(borrow: $0[0], vault: $0[1])
    },
    "deposit_index_delta": VectorForm(
      ["cumulative_deposit_interest", "loss", "total_deposits"], gives: "delta"
    ) { try DriftV2.indexCut(index: $0[0], rest: $0[1], deposits: $0[2]) },
    "if_shares_lost": VectorForm(
      ["shares", "requested_value", "total_shares", "vault"], gives: "shares_lost"
    ) { try DriftV2.lostShares(shares: $0[0], value: $0[1], total: $0[2], vault: $0[3]) },
    "auction_price": VectorForm(
      ["start_price", "end_price", "slots_elapsed", "duration", "tick_size", "side"],
      gives: ["price"]
    ) { given in
      let side = try given["side"].text
      guard side == "buy" || side == "sell" else {
        throw VectorError("the side \"\(side)\" is neither buy nor sell")
      }
      let price = try DriftV2.auctionPrice(
        start: given["start_price"].integer, end: given["end_price"].integer,
        slots: given["slots_elapsed"].integer, duration: given["duration"].integer,
        tick: given["tick_size"].integer, isBuy: side == "buy")
      return .object([("price", .integer(price))])
    },
  ]
}
