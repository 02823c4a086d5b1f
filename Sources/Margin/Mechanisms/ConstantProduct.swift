package import FixedPoint

/// An automated market maker whose reserves' product never falls: `base · quote`.
///
/// The fee is a share of what comes in, and stays in the reserves. Everything is computed exactly
/// and rounded once, for the pool: what leaves it down, what comes in up.
package struct ConstantProduct: Sendable, Hashable {
  /// The reserve of what is traded.
  package private(set) var base: Decimal18
  /// The reserve of what it is traded for.
  package private(set) var quote: Decimal18
  /// The share of what comes in that buys nothing.
  package let fee: Decimal18

  /// A pool with those reserves.
  package init(base: Decimal18, quote: Decimal18, fee: Decimal18 = .zero) {
    self.base = base
    self.quote = quote
    self.fee = fee
  }

  /// Whether it can trade at all.
  package var isLiquid: Bool { base.isPositive && quote.isPositive && fee < .one }

  /// The price of an endless small trade before the fee: `quote / base`, rounded down; nil without
  /// reserves.
  package func spot() throws(ArithmeticError) -> Decimal18? {
    isLiquid ? try quote.divided(by: base, rounding: .down) : nil
  }

  /// What a sale of base brings: `floor(quote·x / (base + x))` with `x = size·(1 − fee)`; nothing
  /// without reserves.
  package func proceeds(
    selling size: Decimal18, moneyDecimals: Int = Decimal18.scale
  ) throws(ArithmeticError) -> Decimal18 {
    guard isLiquid, size.isPositive else { return .zero }
    let working = try Int256.product(size, Decimal18.one - fee)
    let reserve = try Int256.product(base, .one)
    return try Int256.mulDiv(
      Int256(quote.mantissa), working, try reserve + working, rounding: .down
    ).decimal(toDecimals: moneyDecimals, rounding: .down)
  }

  /// What a purchase of base costs: `ceil(quote·size / ((base − size)·(1 − fee)))`; nil when the
  /// reserve has no more than that.
  package func cost(
    buying size: Decimal18, moneyDecimals: Int = Decimal18.scale
  ) throws(ArithmeticError) -> Decimal18? {
    guard isLiquid, size < base else { return nil }
    if !size.isPositive { return .zero }
    return try input(
      for: size, from: base, against: quote, decimals: moneyDecimals)
  }

  /// How much base must be sold to get at least so much quote:
  /// `ceil(base·amount / ((quote − amount)·(1 − fee)))`; nil when the reserve has no more.
  package func size(
    raising amount: Decimal18, sizeDecimals: Int = Decimal18.scale
  ) throws(ArithmeticError) -> Decimal18? {
    guard isLiquid, amount < quote else { return nil }
    if !amount.isPositive { return .zero }
    return try input(
      for: amount, from: quote, against: base, decimals: sizeDecimals)
  }

  /// What must come in for something to leave.
  private func input(
    for output: Decimal18, from reserve: Decimal18, against other: Decimal18, decimals: Int
  ) throws(ArithmeticError) -> Decimal18 {
    let left = try Int256.product(reserve - output, Decimal18.one - fee)
    return try Int256.mulDiv(
      Int256.product(other, .one), Int256(output.mantissa), left, rounding: .up
    ).decimal(toDecimals: decimals, rounding: .up)
  }

  // MARK: - Slippage

  /// By which share a sale gets less than the spot price, the fee included; rounded up.
  package func slippage(selling size: Decimal18) throws(ArithmeticError) -> Decimal18 {
    guard isLiquid, size.isPositive else { return .zero }
    let got = try Int256.product(proceeds(selling: size), base)
    let kept = try Int256.mulDiv(
      got, Int256(Decimal18.one.mantissa), Int256.product(size, quote), rounding: .down)
    return try Decimal18.one - kept.decimal(toDecimals: Decimal18.scale, rounding: .down)
  }

  /// By which share a purchase pays more than the spot price, the fee included; rounded up; nil
  /// when the reserve has no more than that.
  package func slippage(buying size: Decimal18) throws(ArithmeticError) -> Decimal18? {
    guard let cost = try cost(buying: size) else { return nil }
    if !size.isPositive { return .zero }
    let paid = try Int256.mulDiv(
      Int256.product(cost, base), Int256(Decimal18.one.mantissa), Int256.product(size, quote),
      rounding: .up)
    return try paid.decimal(toDecimals: Decimal18.scale, rounding: .up) - .one
  }

  // MARK: - Trades

  /// Sells base to the pool and returns what it pays: at most so much, where the seller takes no more.
  package mutating func sell(
    _ size: Decimal18, atMost most: Decimal18 = .max, moneyDecimals: Int = Decimal18.scale
  ) throws(ArithmeticError) -> Decimal18 {
    let proceeds = min(most, try proceeds(selling: size, moneyDecimals: moneyDecimals))
    if !proceeds.isPositive { return .zero }
    let grown = try base + size
    quote = try quote - proceeds
    base = grown
    return proceeds
  }

  /// Buys base from the pool and returns what it asks; nil, and nothing happens, when it has no
  /// more than that.
  package mutating func buy(
    _ size: Decimal18, moneyDecimals: Int = Decimal18.scale
  ) throws(ArithmeticError) -> Decimal18? {
    guard let cost = try cost(buying: size, moneyDecimals: moneyDecimals) else { return nil }
    if !size.isPositive { return .zero }
    let grown = try quote + cost
    base = try base - size
    quote = grown
    return cost
  }
}
