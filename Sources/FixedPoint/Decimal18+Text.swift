extension Decimal18: CustomStringConvertible {
  /// The number in canonical text.
  ///
  /// - Throws: ``DecimalParseError``.
  public init(_ text: String) throws(DecimalParseError) {
    let bytes = text.utf8.span
    self = try Self.parseCanonical(bytes, from: 0, to: bytes.count)
  }

  /// Parses canonical text at `from..<to`.
  ///
  /// - Precondition: `from..<to` lies within `bytes`.
  /// - Throws: ``DecimalParseError``.
  public static func parseCanonical(
    _ bytes: Span<UInt8>, from: Int, to: Int
  ) throws(DecimalParseError) -> Decimal18 {
    Decimal18(mantissa: try DecimalText.parseCanonical(bytes, from: from, to: to, scale: scale))
  }

  /// Parses the text of other programs at `from..<to`, and moves its decimal point.
  ///
  /// ``DecimalText/parseLenient(_:from:to:shift:scale:rounding:)`` says what is accepted.
  ///
  /// - Precondition: `from..<to` lies within `bytes`.
  /// - Throws: ``DecimalParseError``.
  public static func parseLenient(
    _ bytes: Span<UInt8>, from: Int, to: Int, shift: Int = 0, rounding: Rounding = .exact
  ) throws(DecimalParseError) -> Decimal18 {
    Decimal18(
      mantissa: try DecimalText.parseLenient(
        bytes, from: from, to: to, shift: shift, scale: scale, rounding: rounding))
  }

  /// Appends the canonical text.
  public func append(to output: inout [UInt8]) {
    DecimalText.append(mantissa, scale: Self.scale, to: &output)
  }

  /// Writes the canonical text at `offset` and returns its length.
  ///
  /// - Precondition: the buffer has room; ``DecimalText/maximumLength`` is enough.
  public func write(to output: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    DecimalText.write(mantissa, scale: Self.scale, to: &output, at: offset)
  }

  /// The canonical text.
  public var description: String {
    DecimalText.string(mantissa, scale: Self.scale)
  }
}
