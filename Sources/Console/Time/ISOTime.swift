/// Moments as Unix milliseconds and as ISO 8601 text in UTC.
package enum ISOTime {
  private static let millisecondsPerDay: Int64 = 86_400_000
  /// The years that ISO 8601 writes with four digits, in days.
  private static let fourDigitYears =
    CivilDate(year: 0, month: 1, day: 1)
    .daysSinceEpoch..<CivilDate(year: 10_000, month: 1, day: 1).daysSinceEpoch

  /// The moment as `2020-03-12T14:02:11Z`, with milliseconds only where there are some.
  ///
  /// A moment outside the years 0 to 9999 is written as `@seconds`, which ``parse(_:)`` reads too.
  package static func format(_ milliseconds: Int64) -> String {
    var bytes: [UInt8] = []
    append(milliseconds, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the text of ``format(_:)``.
  package static func append(_ milliseconds: Int64, to bytes: inout [UInt8]) {
    let (days, rest) = milliseconds.flooredDivision(by: millisecondsPerDay)
    guard fourDigitYears.contains(days) else {
      return appendSeconds(milliseconds, to: &bytes)
    }
    let date = CivilDate(daysSinceEpoch: days)
    let time = UInt64(rest)
    func append(_ number: UInt64, _ width: Int, then end: Unicode.Scalar) {
      DecimalDigits.append(number, width: width, to: &bytes)
      bytes.append(UInt8(ascii: end))
    }
    append(UInt64(date.year), 4, then: "-")
    append(UInt64(date.month), 2, then: "-")
    append(UInt64(date.day), 2, then: "T")
    append(time / 3_600_000, 2, then: ":")
    append(time / 60_000 % 60, 2, then: ":")
    append(time / 1_000 % 60, 2, then: time % 1_000 == 0 ? "Z" : ".")
    if time % 1_000 != 0 { append(time % 1_000, 3, then: "Z") }
  }

  /// The moment that a text names, in Unix milliseconds.
  ///
  /// Read are `2020-03-12`, `2020-03-12T14:02`, `2020-03-12T14:02:11`, each also with a space for
  /// the `T`, with a fraction, and with `Z` or an offset such as `+02:00` (none means UTC), and
  /// `@seconds` since 1970 with a fraction.
  ///
  /// - Throws: ``ISOTimeError`` that says which part is wrong.
  package static func parse(_ text: String) throws(ISOTimeError) -> Int64 {
    var parser = ISOTimeParser(text)
    return try parser.parse()
  }

  private static func appendSeconds(_ milliseconds: Int64, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "@"))
    if milliseconds < 0 { bytes.append(UInt8(ascii: "-")) }
    DecimalDigits.append(milliseconds.magnitude / 1_000, width: 1, to: &bytes)
    guard milliseconds % 1_000 != 0 else { return }
    bytes.append(UInt8(ascii: "."))
    DecimalDigits.append(milliseconds.magnitude % 1_000, width: 3, to: &bytes)
  }
}

extension Int64 {
  /// The quotient rounded down and what is left, which is never negative.
  func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
