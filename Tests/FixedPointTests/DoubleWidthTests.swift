import Testing

@testable import FixedPoint

/// The magnitudes are generic so that a 16-bit twin can meet every branch of long division.
@Suite struct DoubleWidthTests {
  private typealias Twin = DoubleWidth<UInt8>

  private static let edges: [UInt8] = [0, 1, 127, 128, 254, 255]

  private func twin(_ value: UInt16) -> Twin {
    Twin(high: UInt8(value >> 8), low: UInt8(truncatingIfNeeded: value))
  }

  private func integer(_ value: Twin) -> UInt32 {
    UInt32(value.high) << 8 | UInt32(value.low)
  }

  /// A description of a wrong product, quotient or divisor, if there is one.
  private func mismatch(_ a: UInt16, _ b: UInt16, _ divisor: UInt16) -> String? {
    let product = UInt32(a) * UInt32(b)
    let (high, low) = twin(a).multipliedFullWidth(by: twin(b))
    if integer(high) << 16 | integer(low) != product { return "\(a) * \(b)" }
    if twin(a).multipliedIfFits(by: twin(b)).map(integer) != (product >> 16 == 0 ? product : nil) {
      return "\(a) * \(b), if it fits"
    }
    if divisor == 0 { return nil }
    let short = twin(a).quotientAndRemainder(dividingBy: twin(divisor))
    if integer(short.quotient) != a / divisor || integer(short.remainder) != a % divisor {
      return "\(a) / \(divisor)"
    }
    // Any dividend of twice the width whose quotient fits.
    let dividend = UInt32(a % divisor) << 16 | UInt32(b)
    let long = twin(divisor).dividingFullWidth(high: twin(a % divisor), low: twin(b))
    if integer(long.quotient) != dividend / UInt32(divisor)
      || integer(long.remainder) != dividend % UInt32(divisor)
    {
      return "\(dividend) / \(divisor)"
    }
    return nil
  }

  @Test func productsAndQuotientsOfEdgesAreRight() {
    var failures: [String] = []
    let values = Self.edges.flatMap { high in
      Self.edges.map { UInt16(high) << 8 | UInt16($0) }
    }
    for a in values {
      for b in values {
        for divisor in values {
          if let failure = mismatch(a, b, divisor) { failures.append(failure) }
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(5))")
  }

  @Test(arguments: seeds)
  func productsAndQuotientsOfRandomNumbersAreRight(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var failures: [String] = []
    for _ in 0..<40_000 {
      let bits = random.next()
      let (a, b) = (UInt16(truncatingIfNeeded: bits), UInt16(truncatingIfNeeded: bits >> 16))
      let divisor = UInt16(truncatingIfNeeded: bits >> 32) >> (bits >> 60)
      if let failure = mismatch(a, b, divisor) { failures.append(failure) }
    }
    #expect(failures.isEmpty, "seed \(seed): \(failures.prefix(5))")
  }

  @Test(arguments: seeds)
  func greatestCommonDivisorsAreThoseOfEuclid(seed: UInt64) {
    func euclid(_ a: UInt16, _ b: UInt16) -> UInt16 {
      var (a, b) = (a, b)
      while b != 0 { (a, b) = (b, a % b) }
      return a
    }
    var random = SplitMix64(seed: seed)
    var failures: [String] = []
    for _ in 0..<15_000 {
      let bits = random.next()
      // Shifts to both sides: short numbers, and numbers with many factors of two.
      let a = UInt16(truncatingIfNeeded: bits) >> (bits >> 60)
      let b = UInt16(truncatingIfNeeded: bits >> 16) << ((bits >> 56) & 15)
      for (first, second) in [(a, b), (b, a), (a & 0xFF00, b)] {
        let found = Twin.greatestCommonDivisor(twin(first), twin(second))
        if integer(found) != euclid(first, second) { failures.append("\(first), \(second)") }
      }
    }
    #expect(failures.isEmpty, "seed \(seed): \(failures.prefix(5))")
  }

  @Test func shiftsMatchPlainIntegers() {
    for value: UInt16 in [0, 1, 0x8000, 0xA5C3, 0xFFFF, 0x00FF, 0xFF00] {
      for count in 0..<8 {
        #expect(integer(twin(value).shiftedLeft(by: count)) == UInt32(value << count))
      }
      for count in 0...17 {
        #expect(integer(twin(value).shiftedRight(by: count)) == UInt32(value >> count))
      }
      #expect(twin(value).trailingZeroBitCount == value.trailingZeroBitCount)
    }
  }
}
