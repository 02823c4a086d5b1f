package import FixedPoint

/// In how many decimals a trade counts what is sold and what is paid for it.
package struct TradeDecimals: Sendable, Hashable {
  /// The decimals of what is sold.
  package var size: Int
  /// The decimals of what is paid.
  package var money: Int

  /// The decimals of a trade; without any, all that the type holds.
  package init(size: Int = Decimal18.scale, money: Int = Decimal18.scale) {
    self.size = size
    self.money = money
  }

  /// The smallest amount of money.
  package var moneyUnit: Decimal18 { Self.unit(money) }

  /// The smallest size.
  package var sizeUnit: Decimal18 { Self.unit(size) }

  /// The smallest amount with so many decimals.
  private static func unit(_ decimals: Int) -> Decimal18 {
    var mantissa: Int128 = 1
    for _ in 0..<max(0, Decimal18.scale - decimals) { mantissa *= 10 }
    return Decimal18(mantissa: mantissa)
  }
}

// Rounding twice in the same direction, first to 18 decimals and then to fewer, is rounding once:
// the coarse grid is part of the fine one.

extension Decimal18 {
  /// The product, rounded to so many decimals.
  func times(
    _ other: Decimal18, decimals: Int, rounding: Rounding
  ) throws(ArithmeticError) -> Decimal18 {
    try multiplied(by: other, rounding: rounding)
      .rounded(toDecimals: decimals, rounding: rounding)
  }

  /// The quotient, rounded to so many decimals.
  func over(
    _ other: Decimal18, decimals: Int, rounding: Rounding
  ) throws(ArithmeticError) -> Decimal18 {
    try divided(by: other, rounding: rounding).rounded(toDecimals: decimals, rounding: rounding)
  }
}

extension Int256 {
  /// The product of two decimals, with 36 decimals: exact, and never too large.
  static func product(_ a: Decimal18, _ b: Decimal18) throws(ArithmeticError) -> Int256 {
    try Int256(a.mantissa) * Int256(b.mantissa)
  }

  /// The decimal with this mantissa, rounded to so many decimals.
  func decimal(
    toDecimals decimals: Int, rounding: Rounding
  ) throws(ArithmeticError) -> Decimal18 {
    guard let mantissa = int128 else { throw .overflow }
    return try Decimal18(mantissa: mantissa).rounded(toDecimals: decimals, rounding: rounding)
  }
}
