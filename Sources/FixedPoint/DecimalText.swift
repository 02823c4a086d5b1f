/// Decimal text of a mantissa with a given number of fractional digits.
///
/// Canonical form: no exponent, no plus sign, no leading zeros, no trailing zeros after the point, no
/// bare point, "0" and never "-0". Each number has exactly one such text.
public enum DecimalText {
  /// The length in bytes of the longest canonical text.
  public static let maximumLength = 41

  /// Appends the canonical text of `mantissa × 10^-scale`.
  ///
  /// - Precondition: `scale` is in `0...36`.
  public static func append(_ mantissa: Int128, scale: Int, to output: inout [UInt8]) {
    DigitBuffer(mantissa, scale: scale).append(to: &output)
  }

  /// Writes the canonical text of `mantissa × 10^-scale` at `offset` and returns its length.
  ///
  /// - Precondition: `scale` is in `0...36` and the buffer has room: ``maximumLength`` is enough.
  public static func write(
    _ mantissa: Int128, scale: Int, to output: inout MutableSpan<UInt8>, at offset: Int
  ) -> Int {
    let digits = DigitBuffer(mantissa, scale: scale)
    digits.write(to: &output, at: offset)
    return digits.count
  }

  /// The canonical text of `mantissa × 10^-scale`.
  ///
  /// - Precondition: `scale` is in `0...36`.
  public static func string(_ mantissa: Int128, scale: Int) -> String {
    DigitBuffer(mantissa, scale: scale).string
  }
}

/// Appends the decimal digits of an integer.
public func appendDecimal(_ value: Int64, to output: inout [UInt8]) {
  DigitBuffer(value.magnitude, isNegative: value < 0).append(to: &output)
}

/// Appends the decimal digits of an unsigned integer.
public func appendDecimal(_ value: UInt64, to output: inout [UInt8]) {
  DigitBuffer(value, isNegative: false).append(to: &output)
}

/// Appends the decimal digits of a 128-bit integer.
public func appendDecimal(_ value: Int128, to output: inout [UInt8]) {
  DigitBuffer(value, scale: 0).append(to: &output)
}
