/// Collects decimal digits into a 128-bit magnitude, and remembers an overflow.
struct DigitAccumulator {
  private var total: UInt128 = 0
  private var overflowed = false
  /// The latest digits, which still fit a machine word.
  private var chunk: UInt64 = 0
  private var chunkDigits = 0

  /// Adds a digit behind the others.
  mutating func append(_ digit: UInt8) {
    chunk = chunk &* 10 &+ UInt64(digit)
    chunkDigits += 1
    if chunkDigits == PowersOfTen.maximum64 { flush() }
  }

  /// The number collected, times a power of ten; nil if it has more than 128 bits.
  mutating func value(timesPowerOfTen exponent: Int) -> UInt128? {
    flush()
    if overflowed { return nil }
    if total == 0 { return 0 }
    if exponent > PowersOfTen.maximum128 { return nil }
    let (product, overflow) = total.multipliedReportingOverflow(
      by: PowersOfTen.power128(exponent))
    return overflow ? nil : product
  }

  private mutating func flush() {
    let (shifted, overflow) = total.multipliedReportingOverflow(
      by: PowersOfTen.power128(chunkDigits))
    let (sum, carry) = shifted.addingReportingOverflow(UInt128(truncatingIfNeeded: chunk))
    total = sum
    overflowed = overflowed || overflow || carry
    chunk = 0
    chunkDigits = 0
  }
}
