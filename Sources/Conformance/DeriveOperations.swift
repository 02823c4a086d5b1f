internal import Engine
internal import FixedPoint

/// The operations of Derive v2.
package enum DeriveOperations: FormulaSystem {
  package static let name = "derive-v2"

  package static let forms: [String: VectorForm] = [
    "buffer_margin": VectorForm(
      ["maintenance_margin", "mark_to_market", "buffer"], gives: "buffer_margin"
    ) { try DeriveV2.bufferMargin(maintenance: $0[0], markToMarket: $0[1], buffer: $0[2]) },
    "discount": VectorForm(
      ["start_discount", "cutoff", "fast_length", "slow_length", "elapsed"], gives: "discount"
    ) {
      try DeriveV2.Curve(start: $0[0], cutoff: $0[1], fast: $0[2], slow: $0[3]).discount(at: $0[4])
    },
    "max_proportion": VectorForm(
      ["buffer_margin", "mark_to_market", "reserved_cash", "discount", "cutoff"],
      gives: "proportion"
    ) {
      try DeriveV2.largestShare(
        bufferMargin: $0[0], markToMarket: $0[1], reserved: $0[2], discount: $0[3], cutoff: $0[4])
    },
    "bid_price": VectorForm(
      ["mark_to_market", "reserved_cash", "discount"], gives: "bid_price"
    ) { try DeriveV2.bidPrice(markToMarket: $0[0], reserved: $0[1], discount: $0[2]) },
    "bid": VectorForm(
      ["cash_balance", "reserved_cash", "bid_price", "proportion"],
      gives: ["cash", "cash_balance", "reserved_cash"]
    ) {
      let cash = try DeriveV2.cash(price: $0[2], share: $0[3])
      let balance = try DeriveV2.balance(
        before: $0[0], reserved: $0[1], share: $0[3], cash: cash)
      return [.integer(cash), .integer(balance), .integer(try $0[1] + cash)]
    },
    "auction_over": VectorForm(
      ["buffer_margin", "mark_to_market", "reserved_cash"], says: "over"
    ) { DeriveV2.isOver(bufferMargin: $0[0], markToMarket: $0[1], reserved: $0[2]) },
    "insolvent_price": VectorForm(
      ["mark_to_market", "maintenance_margin", "elapsed", "length"], gives: "bid_price"
    ) {
      try DeriveV2.insolventPrice(
        markToMarket: $0[0], maintenance: $0[1], elapsed: $0[2], length: $0[3])
    },
    "exchange_rate": VectorForm(
      ["stable_balance", "total_supply", "accrued_fees", "total_borrow", "settled_cash"],
      gives: "exchange_rate"
    ) {
      try DeriveV2.exchangeRate(
        stable: $0[0], supply: $0[1], fees: $0[2], borrow: $0[3], settled: $0[4])
    },
    "withdrawal_burn": VectorForm(["amount", "exchange_rate"], gives: "burnt") {
      try DeriveV2.burnt(amount: $0[0], rate: $0[1])
    },
    "withdraw_locked": VectorForm(
      ["total_insolvent_margin", "fund_balance"], says: "locked"
    ) { DeriveV2.isLocked(insolvent: $0[0], fund: $0[1]) },
  ]
}
