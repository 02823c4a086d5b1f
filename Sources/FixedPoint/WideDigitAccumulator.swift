/// Collects decimal digits into a 256-bit magnitude, and remembers an overflow.
struct WideDigitAccumulator {
  private var total: DoubleWidth<UInt128>? = DoubleWidth(0)
  /// The latest digits, which still fit a machine word.
  private var chunk: UInt64 = 0
  private var chunkDigits = 0

  /// Adds a digit behind the others; false if the byte is no digit.
  mutating func append(ascii byte: UInt8) -> Bool {
    let digit = byte &- UInt8(ascii: "0")
    if digit > 9 { return false }
    chunk = chunk &* 10 &+ UInt64(digit)
    chunkDigits += 1
    if chunkDigits == PowersOfTen.maximum64 { flush() }
    return true
  }

  /// The number collected; nil if it has more than 256 bits.
  var value: DoubleWidth<UInt128>? {
    var copy = self
    copy.flush()
    return copy.total
  }

  private mutating func flush() {
    let power = DoubleWidth(PowersOfTen.power128(chunkDigits))
    if let shifted = total?.multipliedIfFits(by: power) {
      let (sum, overflow) = shifted.addingReportingOverflow(
        DoubleWidth(UInt128(truncatingIfNeeded: chunk)))
      total = overflow ? nil : sum
    } else {
      total = nil
    }
    chunk = 0
    chunkDigits = 0
  }
}
