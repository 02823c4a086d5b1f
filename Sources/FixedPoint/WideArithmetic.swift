/// The exact value of `a × b ÷ c`, rounded once.
///
/// The product has 256 bits, so only the result must fit.
///
/// - Throws: ``ArithmeticError/divisionByZero`` if `c` is zero, ``ArithmeticError/overflow`` if the
///   result does not fit, ``ArithmeticError/inexact`` if `rounding` is ``Rounding/exact`` and the
///   division leaves a remainder.
/// - Complexity: O(1), 4 to 20 ns.
public func mulDiv(
  _ a: Int128, _ b: Int128, _ c: Int128, rounding: Rounding
) throws(ArithmeticError) -> Int128 {
  try WideArithmetic.mulDiv(a, b, c, rounding: rounding)
}

/// Arithmetic on double-width magnitudes.
///
/// Generic only so that tests can run every value of an 8-bit twin; within the module the compiler
/// specialises it for 128 bits.
enum WideArithmetic {
  @inline(__always)
  static func mulDiv<S: FixedWidthInteger & SignedInteger, U: FixedWidthInteger & UnsignedInteger>(
    _ a: S, _ b: S, _ c: S, rounding: Rounding
  ) throws(ArithmeticError) -> S where S.Magnitude == U, U.Magnitude == U {
    if c == 0 { throw .divisionByZero }
    let isNegative = ((a ^ b) ^ c) < 0
    let (high, low) = a.magnitude.multipliedFullWidth(by: b.magnitude)
    let magnitude = try divide(
      high: high, low: low, by: c.magnitude, isNegative: isNegative, rounding: rounding)
    return try signed(magnitude, isNegative: isNegative)
  }

  /// The rounded quotient of a double-width magnitude; the sign only steers the rounding.
  @inline(__always)
  static func divide<U: FixedWidthInteger & UnsignedInteger>(
    high: U, low: U, by divisor: U, isNegative: Bool, rounding: Rounding
  ) throws(ArithmeticError) -> U where U.Magnitude == U {
    // `dividingFullWidth` traps when the quotient does not fit.
    guard high < divisor else {
      throw divisor == 0 ? .divisionByZero : .overflow
    }
    let quotient: U
    let remainder: U
    if high == 0 {
      quotient = low / divisor
      remainder = low &- quotient &* divisor
    } else {
      (quotient, remainder) = divisor.dividingFullWidth((high, low))
    }
    let grows = try rounding.grows(
      quotient, discarding: Remainder(remainder, of: divisor), isNegative: isNegative)
    guard grows else { return quotient }
    let (grown, overflow) = quotient.addingReportingOverflow(1)
    if overflow { throw .overflow }
    return grown
  }

  /// Puts a sign before a magnitude.
  @inline(__always)
  static func signed<S: FixedWidthInteger & SignedInteger>(
    _ magnitude: S.Magnitude, isNegative: Bool
  ) throws(ArithmeticError) -> S where S.Magnitude: FixedWidthInteger {
    if isNegative {
      if magnitude > S.min.magnitude { throw .overflow }
      return S(truncatingIfNeeded: 0 &- magnitude)
    }
    if magnitude > S.max.magnitude { throw .overflow }
    return S(truncatingIfNeeded: magnitude)
  }
}
