extension Ratio27 {
  /// The exact sum.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  @inlinable
  public static func + (
    left: Ratio27, right: Ratio27
  ) throws(ArithmeticError) -> Ratio27 {
    let (sum, overflow) = left.mantissa.addingReportingOverflow(right.mantissa)
    if overflow { throw .overflow }
    return Ratio27(mantissa: sum)
  }

  /// The exact difference.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  @inlinable
  public static func - (
    left: Ratio27, right: Ratio27
  ) throws(ArithmeticError) -> Ratio27 {
    let (difference, overflow) = left.mantissa.subtractingReportingOverflow(right.mantissa)
    if overflow { throw .overflow }
    return Ratio27(mantissa: difference)
  }

  /// The exact negation.
  ///
  /// - Throws: ``ArithmeticError/overflow`` for ``min``.
  @inlinable
  public static prefix func - (value: Ratio27) throws(ArithmeticError) -> Ratio27 {
    try zero - value
  }

  /// Adds in place; the left side is unchanged if the sum does not fit.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  @inlinable
  public static func += (left: inout Ratio27, right: Ratio27) throws(ArithmeticError) {
    left = try left + right
  }

  /// Subtracts in place; the left side is unchanged if the difference does not fit.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  @inlinable
  public static func -= (left: inout Ratio27, right: Ratio27) throws(ArithmeticError) {
    left = try left - right
  }

  /// The product, rounded to 27 decimals.
  ///
  /// - Throws: ``ArithmeticError``.
  public func multiplied(
    by other: Ratio27, rounding: Rounding
  ) throws(ArithmeticError) -> Ratio27 {
    Ratio27(
      mantissa: try mulDiv(mantissa, other.mantissa, Self.one.mantissa, rounding: rounding))
  }

  /// The exact product with an integer.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  public func multiplied(by integer: Int64) throws(ArithmeticError) -> Ratio27 {
    let (product, overflow) = mantissa.multipliedReportingOverflow(by: Int128(integer))
    if overflow { throw .overflow }
    return Ratio27(mantissa: product)
  }

  /// The quotient, rounded to 27 decimals.
  ///
  /// - Throws: ``ArithmeticError``.
  public func divided(
    by other: Ratio27, rounding: Rounding
  ) throws(ArithmeticError) -> Ratio27 {
    Ratio27(
      mantissa: try mulDiv(mantissa, Self.one.mantissa, other.mantissa, rounding: rounding))
  }

  /// `self × factor ÷ divisor`, rounded once to 27 decimals.
  ///
  /// - Throws: ``ArithmeticError``.
  public func multiplied(
    by factor: Ratio27, dividedBy divisor: Ratio27, rounding: Rounding
  ) throws(ArithmeticError) -> Ratio27 {
    Ratio27(
      mantissa: try mulDiv(mantissa, factor.mantissa, divisor.mantissa, rounding: rounding))
  }

  /// The nearest number with at most `count` fractional digits.
  ///
  /// - Precondition: `count` is not negative.
  /// - Throws: ``ArithmeticError/overflow``, ``ArithmeticError/inexact``.
  public func rounded(
    toDecimals count: Int, rounding: Rounding
  ) throws(ArithmeticError) -> Ratio27 {
    Ratio27(
      mantissa: try FixedPointCore.round(
        mantissa, scale: Self.scale, decimals: count, rounding: rounding))
  }
}
