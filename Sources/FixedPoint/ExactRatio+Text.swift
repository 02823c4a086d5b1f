extension ExactRatio {
  /// The exact value of a decimal number as other programs write it: `-12.50`, `.5`, `5.`, `+1e-9`.
  ///
  /// Nil for any other text, words such as `NaN` among them, and for a number whose significant
  /// digits leave 256 bits or which needs more than 76 fractional digits.
  public init?(decimal text: String) {
    let bytes = text.utf8.span
    var index = 0
    var isNegative = false
    if index < bytes.count, let sign = Self.sign(bytes[index]) {
      isNegative = sign
      index += 1
    }
    var digits = SignificantDigits()
    while index < bytes.count, digits.append(bytes[index]) { index += 1 }
    guard digits.hasDigits else { return nil }
    var exponent = 0
    if index < bytes.count {
      guard bytes[index] | 0x20 == UInt8(ascii: "e"),
        let parsed = Self.exponent(bytes, from: index + 1)
      else { return nil }
      exponent = parsed
    }
    guard let value = digits.value(exponent: exponent, isNegative: isNegative) else { return nil }
    self = value
  }

  /// Whether a sign is a minus; nil for any other byte.
  private static func sign(_ byte: UInt8) -> Bool? {
    switch byte {
    case UInt8(ascii: "-"): true
    case UInt8(ascii: "+"): false
    default: nil
    }
  }

  /// The exponent that fills the rest of the text; beyond a million it stays at a million.
  private static func exponent(_ bytes: Span<UInt8>, from: Int) -> Int? {
    var index = from
    var isNegative = false
    if index < bytes.count, let sign = sign(bytes[index]) {
      isNegative = sign
      index += 1
    }
    if index == bytes.count { return nil }
    var value = 0
    while index < bytes.count {
      let digit = bytes[index] &- UInt8(ascii: "0")
      if digit > 9 { return nil }
      value = min(value * 10 + Int(digit), 1_000_000)
      index += 1
    }
    return isNegative ? -value : value
  }
}

extension ExactRatio: CustomStringConvertible {
  /// The decimal number, if 76 fractional digits can hold it in 256 bits, else `numerator/denominator`.
  public var description: String {
    if denominator == .one { return numerator.description }
    guard let decimals = decimals, let unit = try? Int256.powerOfTen(decimals),
      let scaled = try? Int256.mulDiv(numerator, unit, denominator, rounding: .exact)
    else { return "\(numerator)/\(denominator)" }
    var digits = scaled.unsigned.digits
    let zeros = max(0, decimals + 1 - digits.count)
    digits.insert(contentsOf: [UInt8](repeating: UInt8(ascii: "0"), count: zeros), at: 0)
    digits.insert(UInt8(ascii: "."), at: digits.count - decimals)
    if isNegative { digits.insert(UInt8(ascii: "-"), at: 0) }
    return String(decoding: digits, as: UTF8.self)
  }

  /// The number of fractional digits of the exact decimal; nil if there is no end to them.
  private var decimals: Int? {
    let twos = denominator.unsigned.trailingZeroBitCount
    var rest = denominator.unsigned.shiftedRight(by: twos)
    var fives = 0
    while true {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: DoubleWidth(5))
      if !remainder.isZero { break }
      rest = quotient
      fives += 1
    }
    return rest == DoubleWidth(1) ? max(twos, fives) : nil
  }
}

/// The digits of a decimal number, without the zeros that end it, and the place of its point.
private struct SignificantDigits {
  private(set) var hasDigits = false
  private var accumulator = WideDigitAccumulator()
  /// Zeros that are significant only if another digit follows.
  private var pendingZeros = 0
  private var isZero = true
  private var hasPoint = false
  private var fractionDigits = 0

  /// Adds a digit or the point; false for any other byte, and for a second point.
  mutating func append(_ byte: UInt8) -> Bool {
    if byte == UInt8(ascii: ".") {
      if hasPoint { return false }
      hasPoint = true
      return true
    }
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return false }
    hasDigits = true
    if hasPoint { fractionDigits += 1 }
    if byte == UInt8(ascii: "0") {
      if !isZero { pendingZeros += 1 }
      return true
    }
    isZero = false
    for _ in 0..<pendingZeros { _ = accumulator.append(ascii: UInt8(ascii: "0")) }
    pendingZeros = 0
    return accumulator.append(ascii: byte)
  }

  /// The number, times ten to the power of `exponent`; nil if it does not fit.
  func value(exponent: Int, isNegative: Bool) -> ExactRatio? {
    if isZero { return .zero }
    let power = exponent - fractionDigits + pendingZeros
    guard let magnitude = accumulator.value,
      let digits = try? Int256(magnitude, isNegative: isNegative),
      let unit = try? Int256.powerOfTen(abs(power))
    else { return nil }
    if power < 0 { return try? ExactRatio(digits, unit) }
    return (try? digits * unit).map { ExactRatio($0) }
  }
}
