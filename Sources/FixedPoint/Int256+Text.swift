extension Int256: LosslessStringConvertible {
  /// The number written in decimal digits, with an optional `-` before them.
  ///
  /// Leading zeros are allowed. Nil for any other text, and for a number that does not fit.
  public init?(_ text: String) {
    let bytes = text.utf8.span
    let isNegative = bytes.count > 0 && bytes[0] == UInt8(ascii: "-")
    let start = isNegative ? 1 : 0
    if start == bytes.count { return nil }
    var digits = WideDigitAccumulator()
    for index in start..<bytes.count {
      guard digits.append(ascii: bytes[index]) else { return nil }
    }
    guard let magnitude = digits.value, let value = try? Int256(magnitude, isNegative: isNegative)
    else { return nil }
    self = value
  }

  /// The decimal digits, with a `-` before a negative number.
  public var description: String {
    let sign: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
    return String(decoding: sign + unsigned.digits, as: UTF8.self)
  }
}

extension DoubleWidth<UInt128> {
  /// The decimal digits in ASCII, without leading zeros; one zero for zero.
  var digits: [UInt8] {
    let unit = DoubleWidth(PowersOfTen.power128(PowersOfTen.maximum128))
    var rest = self
    // From the end to the front: 38 digits at a time, taken as two machine words.
    var reversed: [UInt8] = []
    reversed.reserveCapacity(80)
    while !rest.isZero {
      let (quotient, chunk) = rest.quotientAndRemainder(dividingBy: unit)
      var upper = chunk.low
      let lower = PowersOfTen.split(&upper, at: PowersOfTen.maximum64)
      Self.append(lower, to: &reversed)
      Self.append(UInt64(truncatingIfNeeded: upper), to: &reversed)
      rest = quotient
    }
    while reversed.last == UInt8(ascii: "0") { reversed.removeLast() }
    if reversed.isEmpty { reversed.append(UInt8(ascii: "0")) }
    return reversed.reversed()
  }

  /// Appends 19 digits, the lowest first.
  private static func append(_ value: UInt64, to reversed: inout [UInt8]) {
    var rest = value
    for _ in 0..<PowersOfTen.maximum64 {
      let quotient = rest / 10
      reversed.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest &- quotient &* 10))
      rest = quotient
    }
  }
}
