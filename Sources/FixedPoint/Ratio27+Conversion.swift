extension Ratio27 {
  /// The ratio equal to a decimal: every decimal that is in range fits exactly.
  ///
  /// - Throws: ``ArithmeticError/overflow`` beyond ±1.7 × 10^11.
  public init(_ decimal: Decimal18) throws(ArithmeticError) {
    let (product, overflow) = decimal.mantissa.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { throw .overflow }
    mantissa = product
  }

  /// The quotient of two decimals, rounded once to 27 decimals.
  ///
  /// - Throws: ``ArithmeticError``.
  public init(
    _ dividend: Decimal18, dividedBy divisor: Decimal18, rounding: Rounding
  ) throws(ArithmeticError) {
    mantissa = try mulDiv(
      dividend.mantissa, Self.one.mantissa, divisor.mantissa, rounding: rounding)
  }
}

extension Decimal18 {
  /// The ratio, rounded to 18 decimals.
  ///
  /// - Throws: ``ArithmeticError/inexact`` if `rounding` is ``Rounding/exact`` and the ratio has
  ///   more than 18 decimals.
  public init(_ ratio: Ratio27, rounding: Rounding) throws(ArithmeticError) {
    mantissa = try mulDiv(ratio.mantissa, 1, 1_000_000_000, rounding: rounding)
  }
}
