extension Int256 {
  /// The exact sum.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  public static func + (left: Int256, right: Int256) throws(ArithmeticError) -> Int256 {
    let (lower, carry) = left.low.addingReportingOverflow(right.low)
    let upper = left.high &+ right.high &+ (carry ? 1 : 0)
    // Overflow: both terms have the sign that the result has not. The carry cannot hide it.
    if (left.high ^ upper) & (right.high ^ upper) < 0 { throw .overflow }
    return Int256(high: upper, low: lower)
  }

  /// The exact difference.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  public static func - (left: Int256, right: Int256) throws(ArithmeticError) -> Int256 {
    let (lower, borrow) = left.low.subtractingReportingOverflow(right.low)
    let upper = left.high &- right.high &- (borrow ? 1 : 0)
    if (left.high ^ right.high) & (left.high ^ upper) < 0 { throw .overflow }
    return Int256(high: upper, low: lower)
  }

  /// The exact product.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  public static func * (left: Int256, right: Int256) throws(ArithmeticError) -> Int256 {
    guard let magnitude = left.unsigned.multipliedIfFits(by: right.unsigned) else {
      throw .overflow
    }
    return try Int256(magnitude, isNegative: left.isNegative != right.isNegative)
  }

  /// The exact negation.
  ///
  /// - Throws: ``ArithmeticError/overflow`` for ``min``.
  public static prefix func - (value: Int256) throws(ArithmeticError) -> Int256 {
    try zero - value
  }

  /// Adds in place; the left side is unchanged if the sum does not fit.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  public static func += (left: inout Int256, right: Int256) throws(ArithmeticError) {
    left = try left + right
  }

  /// Subtracts in place; the left side is unchanged if the difference does not fit.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  public static func -= (left: inout Int256, right: Int256) throws(ArithmeticError) {
    left = try left - right
  }

  /// Ten to the power of `exponent`.
  ///
  /// - Throws: ``ArithmeticError/overflow`` if `exponent` is not in `0...76`.
  public static func powerOfTen(_ exponent: Int) throws(ArithmeticError) -> Int256 {
    guard (0...largestPowerOfTen).contains(exponent) else { throw .overflow }
    let lower = Swift.min(exponent, PowersOfTen.maximum128)
    let (high, low) = PowersOfTen.power128(lower)
      .multipliedFullWidth(by: PowersOfTen.power128(exponent - lower))
    return Int256(high: Int128(bitPattern: high), low: low)
  }

  /// The largest exponent whose power of ten fits.
  static let largestPowerOfTen = 76
}
