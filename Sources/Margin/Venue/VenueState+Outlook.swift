internal import Engine
package import FixedPoint
package import Ledger

/// What a liquidation of an account would do next.
package struct NextSale: Sendable, Hashable {
  /// What is closed or repaid.
  package enum Subject: Sendable, Hashable {
    /// Part of a position: the size is in the base asset.
    case position(market: Int)
    /// Part of a debt for collateral: the size is in the debt's asset.
    case debt(asset: Int, collateral: Int)
  }

  /// What is closed or repaid.
  package let subject: Subject
  /// How much of it, by the size rule, the dust rule and the window's cap.
  package let size: Decimal18
  /// Its value in the unit of account, up.
  package let value: Decimal18
}

extension VenueState {
  /// Supposes that the venue settles on these prices now; nothing else changes.
  ///
  /// Accounts are then valued at them. It is for copies of a state that are asked what would be: what
  /// the sources say, and so the venue's next judgement, is as before.
  ///
  /// - Throws: `VenueError` when a price leaves the range of what is computed from it.
  package mutating func assume(
    _ prices: [(feed: Feed, price: Decimal18)], names: Names
  ) throws(VenueError) {
    for (feed, price) in prices {
      var event = Drafts.event(.referencePrice) { event in
        event.set(feed)
        event.set(.price, decimal: price)
        event.set(.status, integer: Int64(PriceStatus.valid.rawValue))
        event.set(.method, text: rulebook.oracle.rule.rawValue)
      }
      event.seq = book.seq
      event.position = Position(block: block, index: 0)
      event.time = time
      try apply(event, names: names)
    }
  }

  /// What the first sale of a liquidation would be at the present prices; nil when there is nothing to
  /// sell, liquidations are halted, or the window's cap is used up.
  ///
  /// The account need not be liquidatable. It is the plan, before anybody is found who takes it.
  package func nextSale(
    of account: Int, names: Names
  ) throws(ArithmeticError) -> NextSale? {
    let liquidator = try Liquidator(state: self, names: names, account: account)
    if let closing = try liquidator.nextClosing() {
      let notional = try closing.size.multiplied(by: closing.line.price, rounding: .up)
      return NextSale(
        subject: .position(market: closing.line.market), size: closing.size,
        value: try rounded(
          notional.multiplied(by: closing.line.quotePrice, rounding: .up), .up))
    }
    guard let exchange = try liquidator.nextExchange() else { return nil }
    return NextSale(
      subject: .debt(asset: exchange.debt.asset, collateral: exchange.collateral.asset),
      size: exchange.repay,
      value: try rounded(exchange.repay.multiplied(by: exchange.debt.price, rounding: .up), .up))
  }

  /// What would be missing if everything of an account were sold at the present prices, and liquidators
  /// were paid their bonus out of it: max(0, debts − Σ collateral ÷ (1 + bonus) − profits).
  ///
  /// At a fixed spread a bonus is paid whatever is left; the penalties of other mechanisms never take
  /// more than what is left, so nothing more is missing for them than the equity is below zero. What an
  /// account has and owes of the same asset is set off first.
  package func shortfallIfSold(
    _ account: Int, _ valuation: Valuation, names: Names
  ) throws(ArithmeticError) -> Decimal18 {
    let liquidator = try Liquidator(state: self, names: names, account: account)
    var left = Decimal18.zero
    for line in valuation.markets { left = try left + line.profit }
    for line in valuation.assets {
      var value = try line.value - line.debtValue
      if value > .zero, rulebook.liquidation.mechanism == .fixedSpread {
        let bonus = try liquidator.bonus(on: line.asset, valuation.health.gross)
        value = try rounded(value.divided(by: Decimal18.one + bonus, rounding: .down), .down)
      }
      left = try left + value
    }
    return left.isNegative ? try -left : .zero
  }
}
