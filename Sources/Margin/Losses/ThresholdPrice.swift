package import FixedPoint

/// The price of one market at which an account passes a line, while everything else stays as it is.
package struct ThresholdPrice: Sendable, Hashable {
  /// The exact price, above zero.
  package let exact: ExactRatio
  /// Whether the position is long: the line is passed below the price, else above it.
  package let isLong: Bool

  /// A price; nil unless it is above zero.
  init?(_ exact: ExactRatio, isLong: Bool) {
    guard exact > .zero else { return nil }
    self.exact = exact
    self.isLong = isLong
  }

  /// The price in multiples of a tick, rounded against the account: up for a long position and down
  /// for a short one; nil when nothing above zero is left.
  ///
  /// A price beyond the range of decimals stays at the last tick within.
  package func rounded(tick: Decimal18 = .ulp) throws(ArithmeticError) -> Decimal18? {
    guard tick > .zero else { throw .divisionByZero }
    let unit = try ExactRatio(Int256(tick.mantissa), Int256(Decimal18.one.mantissa))
    let ticks = try Int256.mulDiv(
      exact.numerator, unit.denominator,
      exact.denominator * unit.numerator, rounding: isLong ? .up : .down)
    let last = Decimal18.max.mantissa / tick.mantissa
    let count = min(ticks.int128 ?? last, last)
    return count > 0 ? Decimal18(mantissa: count * tick.mantissa) : nil
  }
}

/// The price of one market at which an account's equity is zero.
package enum BankruptcyPrice {
  /// The price at which `rest + size × price = 0`; nil when no positive price does.
  ///
  /// `rest` is the equity without the position's value: balances less debts, the profits of other
  /// positions, less the signed cost of this one.
  package static func of(
    rest: Decimal18, size: Decimal18
  ) throws(ArithmeticError) -> ThresholdPrice? {
    guard !size.isZero else { return nil }
    let ratio = try ExactRatio(Int256(rest.mantissa), Int256(size.mantissa))
    return ThresholdPrice(try -ratio, isLong: !size.isNegative)
  }
}
