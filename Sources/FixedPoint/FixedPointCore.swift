/// What the fixed-point types share: functions of a mantissa and a scale.
enum FixedPointCore {
  /// The product of two mantissas with 18 decimals.
  static func multiply18(
    _ a: Int128, _ b: Int128, rounding: Rounding
  ) throws(ArithmeticError) -> Int128 {
    try WideArithmetic.mulDiv(a, b, 1_000_000_000_000_000_000, rounding: rounding)
  }

  /// Rounds a mantissa of `scale` decimals to fewer decimals.
  static func round(
    _ mantissa: Int128, scale: Int, decimals: Int, rounding: Rounding
  ) throws(ArithmeticError) -> Int128 {
    precondition(decimals >= 0, "the number of decimals must not be negative")
    if decimals >= scale { return mantissa }
    let unit = Int128(truncatingIfNeeded: PowersOfTen.power128(scale - decimals))
    return try round(mantissa, toMultipleOf: unit, rounding: rounding)
  }

  /// Rounds to a multiple of `unit`, whose sign does not matter.
  static func round(
    _ mantissa: Int128, toMultipleOf unit: Int128, rounding: Rounding
  ) throws(ArithmeticError) -> Int128 {
    let isNegative = mantissa < 0
    let quotient = try WideArithmetic.divide(
      high: 0, low: mantissa.magnitude, by: unit.magnitude,
      isNegative: isNegative, rounding: rounding)
    let (magnitude, overflow) = quotient.multipliedReportingOverflow(by: unit.magnitude)
    if overflow { throw .overflow }
    return try WideArithmetic.signed(magnitude, isNegative: isNegative)
  }

  /// The number of fractional digits in use.
  static func decimals(_ mantissa: Int128, scale: Int) -> Int {
    var rest = mantissa.magnitude
    let low = min(scale, PowersOfTen.chunkDigits)
    var part = PowersOfTen.split(&rest, at: low)
    if part != 0 { return scale - PowersOfTen.dropTrailingZeros(&part) }
    part = PowersOfTen.split(&rest, at: scale - low)
    if part != 0 { return scale - low - PowersOfTen.dropTrailingZeros(&part) }
    return 0
  }
}
