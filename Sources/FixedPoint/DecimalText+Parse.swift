extension DecimalText {
  /// Parses canonical text at `from..<to` into a mantissa of `scale` fractional digits.
  ///
  /// - Precondition: `from..<to` lies within `bytes`, and `scale` is in `0...36`.
  /// - Throws: ``DecimalParseError`` that says what is wrong and where.
  /// - Complexity: O(*n*) in the length of the text.
  public static func parseCanonical(
    _ bytes: Span<UInt8>, from: Int, to: Int, scale: Int
  ) throws(DecimalParseError) -> Int128 {
    precondition(0 <= from && from <= to && to <= bytes.count, "the range is outside the bytes")
    precondition((0...36).contains(scale), "the scale must be in 0...36")
    var index = from
    let isNegative = index < to && bytes[index] == UInt8(ascii: "-")
    if isNegative { index += 1 }
    let start = index
    // These two are right only for at most 19 digits each, which is nearly always.
    var integer: UInt64 = 0
    var fraction: UInt64 = 0
    while index < to {
      let digit = bytes[index] &- UInt8(ascii: "0")
      if digit > 9 { break }
      integer = integer &* 10 &+ UInt64(digit)
      index += 1
    }
    let integerDigits = index - start
    var fractionDigits = 0
    if index < to && bytes[index] == UInt8(ascii: ".") {
      index += 1
      let point = index
      while index < to {
        let digit = bytes[index] &- UInt8(ascii: "0")
        if digit > 9 { break }
        fraction = fraction &* 10 &+ UInt64(digit)
        index += 1
      }
      fractionDigits = index - point
      if fractionDigits == 0 || bytes[index - 1] == UInt8(ascii: "0") {
        throw diagnose(bytes, from: from, to: to, scale: scale)
      }
    }
    guard index == to, integerDigits > 0, fractionDigits <= scale,
      integerDigits == 1 || bytes[start] != UInt8(ascii: "0")
    else {
      throw diagnose(bytes, from: from, to: to, scale: scale)
    }
    let magnitude: UInt128?
    if integerDigits <= PowersOfTen.maximum64 && fractionDigits <= PowersOfTen.maximum64 {
      magnitude = combine(
        integer: integer, fraction: fraction, fractionDigits: fractionDigits, scale: scale)
    } else {
      magnitude = longMagnitude(bytes, from: start, to: to, zeros: scale - fractionDigits)
    }
    guard let magnitude, let value = signed(magnitude, isNegative: isNegative),
      value != 0 || !isNegative
    else {
      throw diagnose(bytes, from: from, to: to, scale: scale)
    }
    return value
  }

  /// The mantissa of two short parts, or nil if it has more than 128 bits.
  @inline(__always)
  private static func combine(
    integer: UInt64, fraction: UInt64, fractionDigits: Int, scale: Int
  ) -> UInt128? {
    guard let upper = scaled(integer, byPowerOfTen: scale),
      let lower = scaled(fraction, byPowerOfTen: scale - fractionDigits)
    else { return nil }
    let (sum, overflow) = upper.addingReportingOverflow(lower)
    return overflow ? nil : sum
  }

  /// `value × 10^exponent`, or nil if it has more than 128 bits.
  @inline(__always)
  private static func scaled(_ value: UInt64, byPowerOfTen exponent: Int) -> UInt128? {
    if exponent <= PowersOfTen.maximum64 {
      let (high, low) = value.multipliedFullWidth(by: PowersOfTen.power64(exponent))
      return UInt128(truncatingIfNeeded: high) << 64 | UInt128(truncatingIfNeeded: low)
    }
    let (product, overflow) = UInt128(truncatingIfNeeded: value)
      .multipliedReportingOverflow(by: PowersOfTen.power128(exponent))
    return overflow ? nil : product
  }

  /// The signed value of a magnitude, or nil if it is out of range.
  @inline(__always)
  static func signed(_ magnitude: UInt128, isNegative: Bool) -> Int128? {
    if magnitude > Int128.max.magnitude {
      return isNegative && magnitude == Int128.min.magnitude ? Int128.min : nil
    }
    let value = Int128(truncatingIfNeeded: magnitude)
    return isNegative ? 0 &- value : value
  }

  /// The value of many digits (a point among them is passed over) and some zeros after them.
  private static func longMagnitude(
    _ bytes: Span<UInt8>, from: Int, to: Int, zeros: Int
  ) -> UInt128? {
    var accumulator = DigitAccumulator()
    for index in from..<to where bytes[index] != UInt8(ascii: ".") {
      accumulator.append(bytes[index] &- UInt8(ascii: "0"))
    }
    return accumulator.value(timesPowerOfTen: zeros)
  }

  /// Finds out what is wrong with text that is not canonical.
  ///
  /// It scans the text once more, so that the fast path needs no bookkeeping.
  @inline(never)
  private static func diagnose(
    _ bytes: Span<UInt8>, from: Int, to: Int, scale: Int
  ) -> DecimalParseError {
    let (problem, index) = problem(bytes, from: from, to: to, scale: scale)
    return DecimalParseError(problem, at: index, in: bytes, from: from, to: to)
  }

  private static func problem(
    _ bytes: Span<UInt8>, from: Int, to: Int, scale: Int
  ) -> (DecimalParseError.Problem, Int) {
    if from == to { return (.empty, from) }
    if bytes[from] == UInt8(ascii: "+") { return (.plusSign, from) }
    let start = bytes[from] == UInt8(ascii: "-") ? from + 1 : from
    if isWord(bytes, from: start, to: to) { return (.notANumber, start) }
    var point: Int?
    for index in start..<to {
      let byte = bytes[index]
      if byte == UInt8(ascii: ".") && point == nil {
        point = index
      } else if byte | 0x20 == UInt8(ascii: "e") && index > start {
        return (.exponent, index)
      } else if !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        return (.badCharacter(byte), index)
      }
    }
    let integerEnd = point ?? to
    if integerEnd == start { return (.missingDigit, start) }
    if bytes[start] == UInt8(ascii: "0") && integerEnd - start > 1 { return (.leadingZero, start) }
    if let point {
      if point + 1 == to { return (.missingDigit, to) }
      if bytes[to - 1] == UInt8(ascii: "0") { return (.trailingZero, to - 1) }
      let found = to - point - 1
      if found > scale { return (.tooManyDecimals(found: found, limit: scale), point + 1 + scale) }
    } else if start > from && bytes[start] == UInt8(ascii: "0") {
      return (.negativeZero, from)
    }
    return (.outOfRange, from)
  }

  /// Whether the text begins like NaN, Inf or Infinity, in any case.
  static func isWord(_ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
    if to - from < 3 { return false }
    let first = bytes[from] | 0x20
    let second = bytes[from + 1] | 0x20
    let third = bytes[from + 2] | 0x20
    return (first, second, third) == (UInt8(ascii: "n"), UInt8(ascii: "a"), UInt8(ascii: "n"))
      || (first, second, third) == (UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "f"))
  }
}
