extension Int256 {
  /// The quotient, rounded to an integer.
  ///
  /// - Throws: ``ArithmeticError``; ``min`` divided by -1 is ``ArithmeticError/overflow``.
  public func divided(
    by divisor: Int256, rounding: Rounding
  ) throws(ArithmeticError) -> Int256 {
    if divisor.isZero { throw .divisionByZero }
    let divisorMagnitude = divisor.unsigned
    let (quotient, remainder) = unsigned.quotientAndRemainder(dividingBy: divisorMagnitude)
    return try Self.rounded(
      quotient, discarding: Remainder(remainder, of: divisorMagnitude),
      isNegative: isNegative != divisor.isNegative, rounding: rounding)
  }

  /// The remainder of the division that truncates toward zero; it has the sign of the dividend.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero``.
  public func remainder(dividingBy divisor: Int256) throws(ArithmeticError) -> Int256 {
    if divisor.isZero { throw .divisionByZero }
    let remainder = unsigned.quotientAndRemainder(dividingBy: divisor.unsigned).remainder
    return try Int256(remainder, isNegative: isNegative)
  }

  /// The exact value of `a × b ÷ c`, rounded once.
  ///
  /// The product has 512 bits, so only the result must fit.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero`` if `c` is zero, ``ArithmeticError/overflow`` if
  ///   the result does not fit, ``ArithmeticError/inexact`` if `rounding` is ``Rounding/exact`` and
  ///   the division leaves a remainder.
  /// - Complexity: O(1), 50 to 120 ns.
  public static func mulDiv(
    _ a: Int256, _ b: Int256, _ c: Int256, rounding: Rounding
  ) throws(ArithmeticError) -> Int256 {
    if c.isZero { throw .divisionByZero }
    let divisor = c.unsigned
    let (high, low) = a.unsigned.multipliedFullWidth(by: b.unsigned)
    if high >= divisor { throw .overflow }
    let (quotient, remainder) = divisor.dividingFullWidth(high: high, low: low)
    return try rounded(
      quotient, discarding: Remainder(remainder, of: divisor),
      isNegative: (a.isNegative != b.isNegative) != c.isNegative, rounding: rounding)
  }

  /// Rounds a truncated magnitude and puts its sign before it.
  ///
  /// A magnitude that does not even fit is an overflow before it is inexact.
  private static func rounded(
    _ truncated: DoubleWidth<UInt128>, discarding remainder: Remainder, isNegative: Bool,
    rounding: Rounding
  ) throws(ArithmeticError) -> Int256 {
    let value = try Int256(truncated, isNegative: isNegative)
    let grows = try rounding.grows(
      isOdd: value.low & 1 == 1, discarding: remainder, isNegative: isNegative)
    guard grows else { return value }
    return isNegative ? try value - .one : try value + .one
  }
}

extension Remainder {
  /// Classifies the remainder of a division.
  ///
  /// - Precondition: `remainder < divisor`.
  init<Half>(_ remainder: DoubleWidth<Half>, of divisor: DoubleWidth<Half>) {
    let missing = divisor &- remainder
    if remainder.isZero {
      self = .zero
    } else if remainder < missing {
      self = .belowHalf
    } else {
      self = remainder == missing ? .half : .aboveHalf
    }
  }
}
