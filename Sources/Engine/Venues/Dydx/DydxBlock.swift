package import FixedPoint

extension Dydx {
  /// An order that rests in the book.
  package struct RestingOrder: Sendable, Hashable {
    /// The account.
    package let account: String
    /// Whether it buys.
    package let isBuy: Bool
    /// What is left of it in base quantums.
    package internal(set) var base: Int256
    /// Its price.
    package let subticks: Int256

    /// An order.
    package init(account: String, isBuy: Bool, base: Int256, subticks: Int256) {
      self.account = account
      self.isBuy = isBuy
      self.base = base
      self.subticks = subticks
    }
  }

  /// The liquidations and deleveragings of one block in one market.
  package struct Block: Sendable {
    /// Markets and accounts.
    package private(set) var state: State
    /// The resting orders, the older before the younger.
    package private(set) var orders: [RestingOrder]
    /// The balance of the insurance fund, in quote quantums.
    package private(set) var fund: Int256
    private let venue: Venue
    private let inFinalSettlement: Bool

    /// A block before its liquidations.
    package init(
      state: State, orders: [RestingOrder], fund: Int256, venue: Venue, inFinalSettlement: Bool
    ) {
      self.state = state
      self.orders = orders
      self.fund = fund
      self.venue = venue
      self.inFinalSettlement = inFinalSettlement
    }

    /// Liquidates accounts against the book, then deleverages those that found no order.
    ///
    /// A partly filled account is not deleveraged in the same block. In final settlement everybody
    /// with a position is deleveraged, at the oracle price unless the account is bankrupt.
    ///
    /// - Parameter candidates: The accounts that may be liquidatable; they are checked again.
    /// - Throws: ``Failure``; the block is then half done and of no use.
    package mutating func liquidate(_ candidates: [String]) throws(Failure) {
      var unfilled: [String] = []
      for id in try queue(candidates) {
        guard let order = try liquidationOrder(of: id) else { continue }
        if try match(order).isZero { unfilled.append(id) }
      }
      if inFinalSettlement {
        unfilled += state.accounts.filter { !$0.base(in: venue.market).isZero }.map(\.id)
      }
      for id in unfilled { try deleverage(id) }
    }

    /// The accounts to liquidate, the first in the protocol's order first.
    private func queue(_ candidates: [String]) throws(Failure) -> [String] {
      var queued: [LiquidationOrder] = []
      for id in candidates {
        if let order = try liquidationOrder(of: id) { queued.append(order) }
      }
      let market = try state.markets.market(venue.market)
      if queued.isEmpty { return [] }
      let sorted = try Dydx.exactly { () throws(ArithmeticError) in
        try LiquidationOrder.queue(queued, in: market, book: venue.book)
      }
      return sorted.map { queued[$0].account.id }
    }

    /// The liquidation order for an account; nil if it is not liquidatable.
    private func liquidationOrder(of id: String) throws(Failure) -> LiquidationOrder? {
      let account = try state.account(id)
      guard try account.risk(in: state.markets).isLiquidatable else { return nil }
      return try account.liquidationOrder(
        in: venue.market, state.markets, rules: venue.rules, book: venue.book)
    }

    /// Matches an order with the other side of the book; returns how much was filled.
    ///
    /// It ends at the first resting order that is too expensive, is the account's own, or that the
    /// insurance fund, the account's limit or a risk check forbids.
    private mutating func match(_ order: LiquidationOrder) throws(Failure) -> Int256 {
      let isBuy = order.account.base(in: venue.market).isNegative
      var left = order.base
      var lost: Int256 = 0
      for index in restingOrders(against: order, isBuy: isBuy) where orders[index].base > 0 {
        let resting = orders[index]
        let isTooFar =
          isBuy ? resting.subticks > order.subticks : resting.subticks < order.subticks
        if left.isZero || isTooFar || resting.account == order.account.id { break }
        let fill = Fill(isBuy: isBuy, base: min(left, resting.base), subticks: resting.subticks)
        do throws(Failure) {
          try execute(fill, of: order.account.id, with: resting.account, lost: &lost)
        } catch {
          guard case .refused = error else { throw error }
          break
        }
        try Dydx.exactly { () throws(ArithmeticError) in
          try left -= fill.base
          try orders[index].base -= fill.base
        }
      }
      let rest = left
      return try Dydx.exactly { () throws(ArithmeticError) in try order.base - rest }
    }

    /// The other side of the book, the best price first, and the older order of two alike.
    private func restingOrders(against order: LiquidationOrder, isBuy: Bool) -> [Int] {
      orders.indices.filter { orders[$0].isBuy != isBuy }.sorted { a, b in
        if orders[a].subticks == orders[b].subticks { return a < b }
        return isBuy == (orders[a].subticks < orders[b].subticks)
      }
    }

    /// Makes one trade if all rules allow it; otherwise nothing changes.
    private mutating func execute(
      _ fill: Fill, of id: String, with maker: String, lost: inout Int256
    ) throws(Failure) {
      let account = try state.account(id)
      let other = try state.account(maker)
      let delta = try account.insuranceFundDelta(
        of: fill, in: venue.market, state.markets, book: venue.book,
        maximumFee: venue.rules.maximumFee)
      var newFund: Int256? = fund
      var newLost = lost
      try venue.rules.charge(delta, to: &newFund, lost: &newLost)
      let after = try Dydx.exactly { () throws(ArithmeticError) in
        let moved = try fill.moved(in: venue.book)
        return (
          liquidated: try account.trading(
            base: moved.base, for: moved.quote - delta, in: venue.market),
          maker: try other.trading(base: -moved.base, for: -moved.quote, in: venue.market)
        )
      }
      guard try account.allowsChange(to: after.liquidated, state.markets),
        try other.allowsChange(to: after.maker, state.markets)
      else { throw .refused(.failedToUpdateSubaccounts) }
      state.set(after.liquidated)
      state.set(after.maker)
      fund = newFund ?? fund
      lost = newLost
    }

    /// Closes an account's position against others if its collateral or the market's end asks so.
    private mutating func deleverage(_ id: String) throws(Failure) {
      let account = try state.account(id)
      let base = account.base(in: venue.market)
      let risk = try account.risk(in: state.markets)
      guard !base.isZero,
        let price = Dydx.deleveragingPrice(risk, inFinalSettlement: inFinalSettlement)
      else { return }
      let delta = try Dydx.exactly { () throws(ArithmeticError) in try -base }
      _ = try state.deleverage(id, changing: delta, in: venue.market, at: price)
    }
  }
}
