internal import Engine
internal import FixedPoint
internal import Ledger

/// What a batch sells and buys at one price per market and side, for all accounts that are due.
struct BatchPlan: Sendable {
  struct Lot: Sendable {
    var closing: Liquidator.Closing
    var part: Liquidator.Part
  }

  /// Each account's part: one position at a time.
  private var lots: [Int: Lot] = [:]

  /// No batch.
  init() {}

  /// Clears the next position of every due account against the recorded depth, in the blocks in which
  /// batches are cleared.
  ///
  /// Sales are cleared at the price that trades most; purchases at the price of the last ask they need.
  init(
    state: VenueState, names: Names, due: [Int]
  ) throws(ArithmeticError) {
    let rules = state.rulebook.liquidation
    guard rules.mechanism == .batch, rules.batchBlocks > 0, state.block % rules.batchBlocks == 0
    else { return }
    var closings: [Int: Liquidator.Closing] = [:]
    for account in due {
      let liquidator = try Liquidator(state: state, names: names, account: account)
      closings[account] = try liquidator.nextClosing()
    }
    for market in 0..<names.markets.count {
      let feed = Feed.market(market)
      for isSale in [true, false] {
        let orders = due.filter {
          closings[$0]?.line.market == market && closings[$0]?.isSale == isSale
        }
        guard !orders.isEmpty else { continue }
        try clear(orders, closings, state.liquidity.book(feed), isSale: isSale)
      }
    }
  }

  /// An account's part, once: the plan has none for it afterwards.
  mutating func takeLot(of account: Int) -> Lot? {
    lots.removeValue(forKey: account)
  }

  private mutating func clear(
    _ accounts: [Int], _ closings: [Int: Liquidator.Closing], _ book: DepthBook, isSale: Bool
  ) throws(ArithmeticError) {
    let own = accounts.compactMap { account in
      closings[account].map { BatchClearing.Order(id: account, size: $0.size, limit: .zero) }
    }
    let decimals = closings[accounts[0]]?.decimals ?? TradeDecimals()
    var price: Decimal18?
    var fills: [BatchClearing.Fill] = []
    if isSale {
      let bids = book.levels(.bid).enumerated().map {
        BatchClearing.Order(id: $0.offset, size: $0.element.size, limit: $0.element.price)
      }
      let clearing = try BatchClearing(supply: own, demand: bids, decimals: decimals)
      price = clearing.price
      fills = clearing.sold
    } else {
      var total = Decimal18.zero
      for order in own { total = try total + order.size }
      let taken = try book.walk(buying: total)
      price = taken.worst
      // The book stands as one seller at the price of the last ask; buyers share what there is.
      if let worst = price {
        let buyers = own.map { BatchClearing.Order(id: $0.id, size: $0.size, limit: worst) }
        let asks = [BatchClearing.Order(id: -1, size: taken.size, limit: .zero)]
        fills = try BatchClearing(supply: asks, demand: buyers, decimals: decimals).bought
      }
    }
    guard let price else { return }
    for fill in fills where fill.size > .zero {
      guard let closing = closings[fill.id] else { continue }
      lots[fill.id] = Lot(closing: closing, part: .init(size: fill.size, price: price))
    }
  }
}
