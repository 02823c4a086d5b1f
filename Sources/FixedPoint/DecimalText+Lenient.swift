extension DecimalText {
  /// Parses the decimal text of other programs at `from..<to`, and moves its decimal point.
  ///
  /// Accepted: a sign of either kind, leading and trailing zeros, ".5", "5.", exponents ("1.5e-7"), any
  /// number of digits. Not accepted: blanks, grouping, a decimal comma, NaN, Infinity.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - from: Where the number starts.
  ///   - to: Where the number ends.
  ///   - shift: The power of ten to multiply with: -6 for an integer that counts millionths.
  ///   - scale: The number of fractional digits of the result.
  ///   - rounding: What to do with digits beyond the scale; they are an error if it is
  ///     ``Rounding/exact``.
  /// - Returns: The mantissa: the value times 10^scale.
  /// - Precondition: `from..<to` lies within `bytes`, and `scale` is in `0...36`.
  /// - Throws: ``DecimalParseError`` that says what is wrong and where.
  /// - Complexity: O(*n*) in the length of the text, whatever the exponent.
  public static func parseLenient(
    _ bytes: Span<UInt8>, from: Int, to: Int, shift: Int = 0, scale: Int,
    rounding: Rounding = .exact
  ) throws(DecimalParseError) -> Int128 {
    precondition(0 <= from && from <= to && to <= bytes.count, "the range is outside the bytes")
    precondition((0...36).contains(scale), "the scale must be in 0...36")
    let layout = try NumberLayout(bytes, from: from, to: to)
    guard layout.digitCount > 0 else { return 0 }
    // The mantissa is the significant digits times 10^zeros.
    let limit = NumberLayout.exponentLimit
    let zeros = layout.exponent + max(-limit, min(limit, shift)) + scale
    var magnitude = layout.truncatedMagnitude(in: bytes, zeros: zeros)
    if zeros < 0, let truncated = magnitude {
      let remainder = layout.remainder(in: bytes, after: layout.digitCount + zeros)
      do {
        let grows = try rounding.grows(
          truncated, discarding: remainder, isNegative: layout.isNegative)
        // The largest magnitude is out of range already: it need not grow.
        if grows && truncated < .max { magnitude = truncated + 1 }
      } catch {
        throw DecimalParseError(
          error == .overflow ? .outOfRange : .tooManyDecimals(found: scale - zeros, limit: scale),
          at: error == .overflow ? from : layout.lastDigit, in: bytes, from: from, to: to)
      }
    }
    guard let magnitude, let value = signed(magnitude, isNegative: layout.isNegative) else {
      throw DecimalParseError(.outOfRange, at: from, in: bytes, from: from, to: to)
    }
    return value
  }
}

/// Where the parts of a decimal number in the style of other programs lie.
private struct NumberLayout {
  /// Exponents beyond it are cut: no text is long enough to bring them back.
  ///
  /// Ten times as much still fits an integer, and so does the sum of a few such numbers.
  static let exponentLimit = 1 << 56

  private(set) var isNegative = false
  /// The power of ten of the last significant digit.
  private(set) var exponent = 0
  /// The number of digits from the first to the last one that are not zero; 0 for zero.
  private(set) var digitCount = 0
  /// The offset of the first digit that is not zero.
  private(set) var firstDigit = 0
  /// The offset of the last digit that is not zero.
  private(set) var lastDigit = 0

  init(_ bytes: Span<UInt8>, from: Int, to: Int) throws(DecimalParseError) {
    func failure(_ problem: DecimalParseError.Problem, _ index: Int) -> DecimalParseError {
      DecimalParseError(problem, at: index, in: bytes, from: from, to: to)
    }
    if from == to { throw failure(.empty, from) }
    var index = from
    if bytes[from] == UInt8(ascii: "-") || bytes[from] == UInt8(ascii: "+") {
      isNegative = bytes[from] == UInt8(ascii: "-")
      index += 1
    }
    let start = index
    if DecimalText.isWord(bytes, from: start, to: to) { throw failure(.notANumber, start) }
    var point: Int?
    var seen = 0
    var hasSignificant = false
    while index < to {
      let byte = bytes[index]
      let digit = byte &- UInt8(ascii: "0")
      if digit <= 9 {
        seen += 1
        if digit != 0 {
          if !hasSignificant { firstDigit = index }
          hasSignificant = true
          lastDigit = index
        }
      } else if byte == UInt8(ascii: ".") && point == nil {
        point = index
      } else {
        break
      }
      index += 1
    }
    let digitsEnd = index
    if index < to && (bytes[index] | 0x20 != UInt8(ascii: "e") || seen == 0) {
      throw failure(.badCharacter(bytes[index]), index)
    }
    if seen == 0 { throw failure(.missingDigit, index) }
    if index < to {
      exponent = try Self.exponent(bytes, from: index + 1, to: to, failure: failure)
    }
    guard hasSignificant else { return }
    let pointOffset = point ?? digitsEnd
    digitCount = lastDigit - firstDigit + 1
    if firstDigit < pointOffset && pointOffset < lastDigit { digitCount -= 1 }
    exponent += lastDigit < pointOffset ? pointOffset - 1 - lastDigit : pointOffset - lastDigit
  }

  private static func exponent(
    _ bytes: Span<UInt8>, from: Int, to: Int,
    failure: (DecimalParseError.Problem, Int) -> DecimalParseError
  ) throws(DecimalParseError) -> Int {
    var index = from
    var isNegative = false
    if index < to && (bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+")) {
      isNegative = bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    if index == to { throw failure(.exponentWithoutDigits, index) }
    var value = 0
    while index < to {
      let digit = bytes[index] &- UInt8(ascii: "0")
      if digit > 9 { throw failure(.badCharacter(bytes[index]), index) }
      value = min(value * 10 + Int(digit), exponentLimit)
      index += 1
    }
    return isNegative ? -value : value
  }

  /// The significant digits times 10^zeros, cut to an integer; nil if it has more than 128 bits.
  func truncatedMagnitude(in bytes: Span<UInt8>, zeros: Int) -> UInt128? {
    var accumulator = DigitAccumulator()
    if zeros >= 0 {
      forEachDigit(in: bytes, limit: digitCount) { accumulator.append($0) }
      return accumulator.value(timesPowerOfTen: zeros)
    }
    let kept = digitCount + zeros
    // No number of 40 digits fits.
    if kept >= 40 { return nil }
    forEachDigit(in: bytes, limit: kept) { accumulator.append($0) }
    return accumulator.value(timesPowerOfTen: 0)
  }

  /// Visits the first `limit` significant digits.
  func forEachDigit(in bytes: Span<UInt8>, limit: Int, _ body: (UInt8) -> Void) {
    var left = limit
    var index = firstDigit
    while left > 0 {
      if bytes[index] != UInt8(ascii: ".") {
        body(bytes[index] &- UInt8(ascii: "0"))
        left -= 1
      }
      index += 1
    }
  }

  /// What the significant digits behind the first `count` are worth; `count` may be negative.
  func remainder(in bytes: Span<UInt8>, after count: Int) -> Remainder {
    if count < 0 { return .belowHalf }
    var next: UInt8 = 0
    forEachDigit(in: bytes, limit: count + 1) { next = $0 }
    if next != 5 { return next < 5 ? .belowHalf : .aboveHalf }
    // The last significant digit is not zero.
    return count + 1 == digitCount ? .half : .aboveHalf
  }
}
