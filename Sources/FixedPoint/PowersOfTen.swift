/// Exact powers of ten.
enum PowersOfTen {
  /// The largest exponent whose power fits 64 unsigned bits.
  static let maximum64 = 19
  /// The largest exponent whose power fits 128 bits, signed or not.
  static let maximum128 = 38

  private static let table: InlineArray<20, UInt64> = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
    1_000_000_000_000,
    10_000_000_000_000,
    100_000_000_000_000,
    1_000_000_000_000_000,
    10_000_000_000_000_000,
    100_000_000_000_000_000,
    1_000_000_000_000_000_000,
    10_000_000_000_000_000_000,
  ]

  /// Ten to the power of `exponent`, which is in `0...19`.
  @inline(__always)
  static func power64(_ exponent: Int) -> UInt64 {
    table[exponent]
  }

  /// Ten to the power of `exponent`, which is in `0...38`.
  @inline(__always)
  static func power128(_ exponent: Int) -> UInt128 {
    if exponent <= maximum64 { return UInt128(truncatingIfNeeded: table[exponent]) }
    return UInt128(truncatingIfNeeded: table[maximum64])
      &* UInt128(truncatingIfNeeded: table[exponent - maximum64])
  }

  /// The number of digits that are split off a wide number at a time.
  static let chunkDigits = 18

  /// Divides `value` in place by ten to the power of `digits`, in `0...19`; returns the remainder.
  @inline(__always)
  static func split(_ value: inout UInt128, at digits: Int) -> UInt64 {
    let divisor = table[digits]
    let high = UInt64(truncatingIfNeeded: value >> 64)
    let low = UInt64(truncatingIfNeeded: value)
    if high == 0 {
      let quotient = low / divisor
      value = UInt128(truncatingIfNeeded: quotient)
      return low &- quotient &* divisor
    }
    let (upper, carried) = high.quotientAndRemainder(dividingBy: divisor)
    let (lower, remainder) = divisor.dividingFullWidth((carried, low))
    value = UInt128(truncatingIfNeeded: upper) << 64 | UInt128(truncatingIfNeeded: lower)
    return remainder
  }

  /// Divides by ten while that is exact; returns how often.
  ///
  /// - Precondition: `value` is not zero.
  @inline(__always)
  static func dropTrailingZeros(_ value: inout UInt64) -> Int {
    if value % 10 != 0 { return 0 }
    var count = 0
    while value % 100_000_000 == 0 {
      value /= 100_000_000
      count += 8
    }
    if value % 10_000 == 0 {
      value /= 10_000
      count += 4
    }
    if value % 100 == 0 {
      value /= 100
      count += 2
    }
    if value % 10 == 0 {
      value /= 10
      count += 1
    }
    return count
  }
}
