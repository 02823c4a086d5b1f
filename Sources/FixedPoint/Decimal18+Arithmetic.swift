extension Decimal18 {
  /// The exact sum.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  @inlinable
  public static func + (
    left: Decimal18, right: Decimal18
  ) throws(ArithmeticError) -> Decimal18 {
    let (sum, overflow) = left.mantissa.addingReportingOverflow(right.mantissa)
    if overflow { throw .overflow }
    return Decimal18(mantissa: sum)
  }

  /// The exact difference.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  @inlinable
  public static func - (
    left: Decimal18, right: Decimal18
  ) throws(ArithmeticError) -> Decimal18 {
    let (difference, overflow) = left.mantissa.subtractingReportingOverflow(right.mantissa)
    if overflow { throw .overflow }
    return Decimal18(mantissa: difference)
  }

  /// The exact negation.
  ///
  /// - Throws: ``ArithmeticError/overflow`` for ``min``.
  @inlinable
  public static prefix func - (value: Decimal18) throws(ArithmeticError) -> Decimal18 {
    try zero - value
  }

  /// Adds in place; the left side is unchanged if the sum does not fit.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  @inlinable
  public static func += (left: inout Decimal18, right: Decimal18) throws(ArithmeticError) {
    left = try left + right
  }

  /// Subtracts in place; the left side is unchanged if the difference does not fit.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  @inlinable
  public static func -= (left: inout Decimal18, right: Decimal18) throws(ArithmeticError) {
    left = try left - right
  }

  /// The product, rounded to 18 decimals.
  ///
  /// - Throws: ``ArithmeticError``.
  public func multiplied(
    by other: Decimal18, rounding: Rounding
  ) throws(ArithmeticError) -> Decimal18 {
    Decimal18(
      mantissa: try FixedPointCore.multiply18(mantissa, other.mantissa, rounding: rounding))
  }

  /// The product with a ratio, rounded to 18 decimals.
  ///
  /// - Throws: ``ArithmeticError``.
  public func multiplied(
    by ratio: Ratio27, rounding: Rounding
  ) throws(ArithmeticError) -> Decimal18 {
    Decimal18(
      mantissa: try mulDiv(mantissa, ratio.mantissa, Ratio27.one.mantissa, rounding: rounding))
  }

  /// The exact product with an integer.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  public func multiplied(by integer: Int64) throws(ArithmeticError) -> Decimal18 {
    let (product, overflow) = mantissa.multipliedReportingOverflow(by: Int128(integer))
    if overflow { throw .overflow }
    return Decimal18(mantissa: product)
  }

  /// The quotient, rounded to 18 decimals.
  ///
  /// - Throws: ``ArithmeticError``.
  public func divided(
    by other: Decimal18, rounding: Rounding
  ) throws(ArithmeticError) -> Decimal18 {
    Decimal18(
      mantissa: try mulDiv(mantissa, Self.one.mantissa, other.mantissa, rounding: rounding))
  }

  /// The quotient by a ratio, rounded to 18 decimals.
  ///
  /// - Throws: ``ArithmeticError``.
  public func divided(
    by ratio: Ratio27, rounding: Rounding
  ) throws(ArithmeticError) -> Decimal18 {
    Decimal18(
      mantissa: try mulDiv(mantissa, Ratio27.one.mantissa, ratio.mantissa, rounding: rounding))
  }

  /// `self × factor ÷ divisor`, rounded once to 18 decimals.
  ///
  /// - Throws: ``ArithmeticError``.
  public func multiplied(
    by factor: Decimal18, dividedBy divisor: Decimal18, rounding: Rounding
  ) throws(ArithmeticError) -> Decimal18 {
    Decimal18(
      mantissa: try mulDiv(mantissa, factor.mantissa, divisor.mantissa, rounding: rounding))
  }

  /// `self × numerator ÷ denominator`, rounded once: basis points are
  /// `multiplied(by: bps, dividedBy: 10_000, rounding: .up)`.
  ///
  /// - Throws: ``ArithmeticError``.
  public func multiplied(
    by numerator: Int64, dividedBy denominator: Int64, rounding: Rounding
  ) throws(ArithmeticError) -> Decimal18 {
    Decimal18(
      mantissa: try mulDiv(
        mantissa, Int128(numerator), Int128(denominator), rounding: rounding))
  }

  /// The nearest number with at most `count` fractional digits.
  ///
  /// - Precondition: `count` is not negative.
  /// - Throws: ``ArithmeticError/overflow``, ``ArithmeticError/inexact``.
  public func rounded(
    toDecimals count: Int, rounding: Rounding
  ) throws(ArithmeticError) -> Decimal18 {
    Decimal18(
      mantissa: try FixedPointCore.round(
        mantissa, scale: Self.scale, decimals: count, rounding: rounding))
  }

  /// The nearest multiple of `unit`, such as a tick or a lot.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero`` if `unit` is zero, ``ArithmeticError/overflow``,
  ///   ``ArithmeticError/inexact``.
  public func rounded(
    toMultipleOf unit: Decimal18, rounding: Rounding
  ) throws(ArithmeticError) -> Decimal18 {
    Decimal18(
      mantissa: try FixedPointCore.round(
        mantissa, toMultipleOf: unit.mantissa, rounding: rounding))
  }
}
