internal import Engine
internal import FixedPoint
internal import Ledger

/// Positions: sold into an order book or a market maker, one at a time, or in a batch.
extension Liquidator {
  /// A position to be closed, and how much of it.
  struct Closing: Sendable {
    var line: Valuation.MarketLine
    /// In the base asset, above zero.
    var size: Decimal18
    /// Whether closing sells.
    var isSale: Bool
    /// The price at which the account's equity is zero; nil when no price does that.
    var bankruptcy: Decimal18?
    /// The decimals of sizes and of money.
    var decimals: TradeDecimals
  }

  /// One executed part.
  struct Part: Sendable {
    var size: Decimal18
    var price: Decimal18
  }

  /// Closes part of the next position in the way that `execute` tells.
  func marketSale(
    by mechanism: FillMechanism,
    _ execute: (Liquidator) -> (Closing) throws(ArithmeticError) -> [Part]
  ) throws(ArithmeticError) -> [Event] {
    guard let closing = try nextClosing() else { return [] }
    return try events(of: closing, execute(self)(closing), by: mechanism)
  }

  /// The next position to close, by the order and size rules.
  func nextClosing() throws(ArithmeticError) -> Closing? {
    guard let line = try firstPosition(), line.price > .zero, line.quotePrice > .zero else {
      return nil
    }
    let relief =
      line.notional.isZero
      ? Decimal18.zero : try line.maintenance.divided(by: line.notional, rounding: .down)
    let penalty = try state.rulebook.penalty.rate(in: circumstances(line.notional))
    guard let value = try amount(whole: line.notional, relief: relief, cost: penalty) else {
      return nil
    }
    let terms = names.market(line.market)
    let decimals = TradeDecimals(
      size: names.decimals(ofAsset: terms.base), money: names.decimals(ofAsset: terms.quote))
    let whole = try line.position.size.magnitude
    let size =
      value >= line.notional
      ? whole
      : min(
        whole,
        try value.divided(by: line.quotePrice, rounding: .up)
          .divided(by: line.price, rounding: .up)
          .rounded(toDecimals: decimals.size, rounding: .up))
    return Closing(
      line: line, size: size, isSale: !line.position.size.isNegative,
      bankruptcy: try bankruptcy(of: line), decimals: decimals)
  }

  /// The price of that market alone at which the account's equity is zero, rounded so that at it the
  /// account is never below zero.
  func bankruptcy(of line: Valuation.MarketLine) throws(ArithmeticError) -> Decimal18? {
    let size = line.position.size
    // Equity without this market's price: everything else, and what the position cost.
    let others = try (health.equity - line.profit).divided(
      by: line.quotePrice, rounding: .down)
    let due = try state.due(account, line.market, size, names)
    return try BankruptcyPrice.of(
      rest: try others + due - line.position.signedCost, size: size)?.rounded()
  }

  // MARK: - Backstop

  /// Far below the line, the backstop takes the next position over as a whole at the mark price, without a
  /// penalty; it takes nothing while it is itself below the line.
  func backstop() throws(ArithmeticError) -> [Event] {
    guard rules.backstopBelow > .zero, health.isBelow(rules.backstopBelow),
      let vault = names.accounts.id(of: rules.backstop), vault != account,
      let line = try firstPosition(), line.price > .zero
    else { return [] }
    let standing = try state.valuation(of: vault, names: names).health
    guard standing.isJudgeable, !standing.isLiquidatable(state.rulebook.trigger) else { return [] }
    let size = line.position.size
    return [
      Drafts.takenOver(
        account, by: vault, line.market, isSale: !size.isNegative, size: try size.magnitude,
        price: line.price)
    ]
  }

  // MARK: - Execution

  /// Walks the recorded depth: down to the bankruptcy price freely, beyond it as far as penalty reserve
  /// and insurance pay the difference, and without limit where no deleveraging stands behind.
  func orderBook(_ closing: Closing) throws(ArithmeticError) -> [Part] {
    let book = state.liquidity.book(.market(closing.line.market))
    let taken =
      closing.isSale
      ? try book.walk(selling: closing.size) : try book.walk(buying: closing.size)
    var cover = try coverBeforeDeleveraging(closing)
    var parts: [Part] = []
    for level in taken.parts {
      var size = level.size
      if let bankruptcy = closing.bankruptcy, let left = cover {
        let worse =
          closing.isSale ? try bankruptcy - level.price : try level.price - bankruptcy
        if worse > .zero {
          let payable = try left.divided(by: worse, rounding: .down)
            .rounded(toDecimals: closing.decimals.size, rounding: .down)
          size = min(size, payable)
          cover = try left - size.multiplied(by: worse, rounding: .up)
        }
      }
      if size > .zero { parts.append(Part(size: size, price: level.price)) }
      if size < level.size { break }
    }
    return parts
  }

  /// How much loss beyond the bankruptcy price may be taken before deleveraging, in the quote asset; nil
  /// for any.
  private func coverBeforeDeleveraging(
    _ closing: Closing
  ) throws(ArithmeticError) -> Decimal18? {
    guard let payments = try paymentsBeforeDeleveraging(.max, in: closing.line.market) else {
      return nil
    }
    var cover = Decimal18.zero
    for payment in payments { cover = try cover + payment.amount }
    return cover
  }

  /// Trades with the market maker.
  func pool(_ closing: Closing) throws(ArithmeticError) -> [Part] {
    guard
      let pool = state.liquidity.pool(.market(closing.line.market), fee: rules.ammFee),
      pool.isLiquid
    else { return [] }
    let size = closing.size
    if closing.isSale {
      let value = try pool.proceeds(selling: size, moneyDecimals: closing.decimals.money)
      return value.isZero
        ? [] : [Part(size: size, price: try value.divided(by: size, rounding: .down))]
    }
    guard let value = try pool.cost(buying: size, moneyDecimals: closing.decimals.money) else {
      return []
    }
    return [Part(size: size, price: try value.divided(by: size, rounding: .up))]
  }

  // MARK: - Events

  /// The fills, the penalty with the last of them, and the fund's share of it.
  private func events(
    of closing: Closing, _ parts: [Part], by mechanism: FillMechanism
  ) throws(ArithmeticError) -> [Event] {
    guard !parts.isEmpty else { return [] }
    let penalty = try penalty(of: closing, parts)
    var events: [Event] = []
    for (place, part) in parts.enumerated() {
      events.append(
        Drafts.closed(
          account, closing.line.market, isSale: closing.isSale, size: part.size,
          price: part.price, mechanism: mechanism,
          penalty: place == parts.count - 1 ? penalty : .zero))
    }
    let quote = names.market(closing.line.market).quote
    return try events
      + contribution(penalty, asset: quote, fund: funds(closing.line.market)[0])
      + drawsBeforeDeleveraging(closing, parts)
  }

  /// What was lost beyond the bankruptcy price is paid at once where more is left to close: whoever is
  /// deleveraged for the rest pays nothing of it.
  private func drawsBeforeDeleveraging(
    _ closing: Closing, _ parts: [Part]
  ) throws(ArithmeticError) -> [Event] {
    guard let bankruptcy = closing.bankruptcy else { return [] }
    let market = closing.line.market
    var (closed, loss) = (Decimal18.zero, Decimal18.zero)
    for part in parts {
      closed = try closed + part.size
      let worse = closing.isSale ? try bankruptcy - part.price : try part.price - bankruptcy
      loss = try loss + part.size.multiplied(by: worse, rounding: .down)
    }
    loss = try loss.rounded(toDecimals: closing.decimals.money, rounding: .down)
    let whole = try closing.line.position.size.magnitude
    guard loss > .zero, closed < whole || valuation.markets.count > 1,
      let payments = try paymentsBeforeDeleveraging(loss, in: market)
    else { return [] }
    let quote = names.market(market).quote
    var events: [Event] = []
    for payment in payments {
      events += try draws(payment, quote, market, isDebt: false)
    }
    return events
  }

  /// The penalty on what was closed, in the quote asset: never more than the account has left.
  func penalty(of closing: Closing, _ parts: [Part]) throws(ArithmeticError) -> Decimal18 {
    var value = Decimal18.zero
    var result = Decimal18.zero
    for part in parts {
      let paid = try part.size.multiplied(by: part.price, rounding: .halfEven)
      let fair = try part.size.multiplied(by: closing.line.price, rounding: .halfEven)
      value = try value + paid
      result = closing.isSale ? try result + paid - fair : try result + fair - paid
    }
    let left =
      try health.equity
      + result.multiplied(by: closing.line.quotePrice, rounding: .down)
    guard left > .zero else { return .zero }
    let base = try value.multiplied(by: closing.line.quotePrice, rounding: .up)
    let due = try state.rulebook.penalty.penalty(
      on: value, in: circumstances(base), decimals: closing.decimals.money)
    return min(
      due.amount,
      try left.divided(by: closing.line.quotePrice, rounding: .down)
        .rounded(toDecimals: closing.decimals.money, rounding: .down))
  }

  // MARK: - Batches

  /// The account's part of this block's batch; nothing once it was sold.
  ///
  /// Whoever was liquidated before may have taken part of the position: never more is closed than is
  /// left of it.
  func batch() throws(ArithmeticError) -> [Event] {
    guard let lot,
      let line = valuation.markets.first(where: { $0.market == lot.closing.line.market }),
      line.position.size.isNegative != lot.closing.isSale
    else { return [] }
    var part = lot.part
    part.size = min(part.size, try line.position.size.magnitude)
    return part.size.isPositive ? try events(of: lot.closing, [part], by: .batch) : []
  }
}
