/// Reads one moment from text; see ``ISOTime/parse(_:)``.
struct ISOTimeParser {
  private let text: String
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    self.text = text
    self.bytes = Array(text.utf8)
  }

  mutating func parse() throws(ISOTimeError) -> Int64 {
    guard !bytes.isEmpty else { throw error("it is empty") }
    if take("@") { return try parseSeconds() }
    let day = try parseDate()
    guard position < bytes.count else { return day * 86_400_000 }
    guard take("T") || take("t") || take(" ") else {
      throw error("a 'T' or a space must follow the date")
    }
    let time = try parseTime()
    let offset = try parseOffset()
    guard position == bytes.count else { throw error("something follows the time") }
    return day * 86_400_000 + time - offset
  }

  // MARK: - Parts

  private mutating func parseDate() throws(ISOTimeError) -> Int64 {
    let year = try number(4, "year")
    guard take("-") else { throw error("expected YYYY-MM-DD") }
    let month = try number(2, "month", in: 1...12)
    guard take("-") else { throw error("expected YYYY-MM-DD") }
    let day = try number(2, "day", in: 1...31)
    let last = CivilDate.days(inMonth: month, of: year)
    guard day <= last else {
      throw error("month \(month) of year \(year) has only \(last) days")
    }
    return CivilDate(year: year, month: month, day: day).daysSinceEpoch
  }

  private mutating func parseTime() throws(ISOTimeError) -> Int64 {
    let hour = try number(2, "hour", in: 0...23)
    guard take(":") else { throw error("expected HH:MM:SS after the date") }
    let minute = try number(2, "minute", in: 0...59)
    let minutes = hour * 60 + minute
    guard take(":") else { return minutes * 60_000 }
    let second = try number(2, "second", in: 0...59)
    return (minutes * 60 + second) * 1_000 + (take(".") ? try fraction() : 0)
  }

  /// Milliseconds east of UTC.
  private mutating func parseOffset() throws(ISOTimeError) -> Int64 {
    if position == bytes.count || take("Z") || take("z") { return 0 }
    let isEast = take("+")
    guard isEast || take("-") else {
      throw error("after the time only a fraction, 'Z' or an offset such as +02:00 may follow")
    }
    let hours = try number(2, "hour of the offset", in: 0...23)
    _ = take(":")
    let minutes = try number(2, "minute of the offset", in: 0...59)
    let offset = (hours * 60 + minutes) * 60_000
    return isEast ? offset : -offset
  }

  private mutating func parseSeconds() throws(ISOTimeError) -> Int64 {
    let isNegative = take("-")
    var milliseconds: Int64 = 0
    let start = position
    while let digit = digit() {
      // Counted below zero, because the lowest number has no positive twin.
      let (tens, over) = milliseconds.multipliedReportingOverflow(by: 10)
      let (sum, overSum) = tens.subtractingReportingOverflow(digit * 1_000)
      guard !over, !overSum else { throw error("it is too far away") }
      milliseconds = sum
    }
    guard position > start else { throw error("digits must follow the '@'") }
    let part = take(".") ? try fraction() : 0
    guard position == bytes.count else { throw error("something follows the seconds") }
    let (total, over) = milliseconds.subtractingReportingOverflow(part)
    guard !over, isNegative || total != .min else { throw error("it is too far away") }
    return isNegative ? total : -total
  }

  /// Milliseconds from one to nine digits after a point; finer than a millisecond must be zero.
  private mutating func fraction() throws(ISOTimeError) -> Int64 {
    var milliseconds: Int64 = 0
    var count = 0
    while let digit = digit() {
      guard count < 3 || digit == 0 else {
        throw error("it is finer than a millisecond")
      }
      if count < 3 { milliseconds = milliseconds * 10 + digit }
      count += 1
    }
    guard (1...9).contains(count) else { throw error("1 to 9 digits must follow the point") }
    for _ in min(count, 3)..<3 { milliseconds *= 10 }
    return milliseconds
  }

  // MARK: - Letters

  private mutating func number(
    _ width: Int, _ name: String, in range: ClosedRange<Int64> = 0...9_999
  ) throws(ISOTimeError) -> Int64 {
    var value: Int64 = 0
    for _ in 0..<width {
      guard let digit = digit() else { throw error("the \(name) must have \(width) digits") }
      value = value * 10 + digit
    }
    guard range.contains(value) else {
      throw error("\(name) \(value) is not between \(range.lowerBound) and \(range.upperBound)")
    }
    return value
  }

  private mutating func digit() -> Int64? {
    guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { return nil }
    defer { position += 1 }
    return Int64(bytes[position] - 0x30)
  }

  private mutating func take(_ letter: Unicode.Scalar) -> Bool {
    guard position < bytes.count, UInt32(bytes[position]) == letter.value else { return false }
    position += 1
    return true
  }

  private func error(_ reason: String) -> ISOTimeError {
    ISOTimeError(
      message: "'\(TerminalText.escape(text))' is not a time: \(reason);"
        + " write 2020-03-12, 2020-03-12T14:02:11Z or @1584021731")
  }
}
