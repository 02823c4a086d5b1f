/// Times as words, in UTC; a time is a number of Unix milliseconds.
package enum TimeText {
  /// A date, as `2020-03-12`.
  package static func date(_ milliseconds: Int64) -> String {
    let civil = Civil(milliseconds)
    return "\(civil.year)-\(two(civil.month))-\(two(civil.day))"
  }

  /// Hours and minutes, as `14:02`.
  package static func minute(_ milliseconds: Int64) -> String {
    let civil = Civil(milliseconds)
    return "\(two(civil.second / 3_600)):\(two(civil.second / 60 % 60))"
  }

  /// Hours, minutes and seconds, as `14:02:11`; with `.250` where there are milliseconds.
  package static func second(_ milliseconds: Int64) -> String {
    let civil = Civil(milliseconds)
    let text = minute(milliseconds) + ":" + two(civil.second % 60)
    guard civil.millisecond > 0 else { return text }
    return text + "." + String(String(1_000 + civil.millisecond).dropFirst())
  }

  /// Date and time, as `2020-03-12 14:02:11`.
  package static func full(_ milliseconds: Int64) -> String {
    date(milliseconds) + " " + second(milliseconds)
  }

  /// What stands before a time in a table for how things were until then.
  static let before = "before "

  /// A day in a sentence, which stays in one line: `12 Mar 2020`.
  package static func longDay(_ milliseconds: Int64) -> String {
    let text = "\(day(milliseconds)) \(Civil(milliseconds).year)"
    return text.replacing(" ", with: "\u{A0}")
  }

  /// Day and month, as `12 Mar`.
  static func day(_ milliseconds: Int64) -> String {
    let civil = Civil(milliseconds)
    return "\(civil.day) \(months[civil.month - 1])"
  }

  /// Month and year, as `Mar 2020`.
  static func month(_ milliseconds: Int64) -> String {
    let civil = Civil(milliseconds)
    return "\(months[civil.month - 1]) \(civil.year)"
  }

  /// The range of two times in as few words as say it.
  static func range(_ from: Int64, _ to: Int64) -> String {
    let (first, last) = (date(from), date(to))
    return first == last ? first : "\(first) to \(last)"
  }

  // MARK: - Private

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func two(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
  }
}

/// A date of the Gregorian calendar with the time of the day.
struct Civil {
  let year: Int64
  let month: Int
  let day: Int
  let second: Int
  let millisecond: Int

  init(_ milliseconds: Int64) {
    let inDay = Civil.remainder(milliseconds, 86_400_000)
    second = Int(inDay / 1_000)
    millisecond = Int(inDay % 1_000)
    // Years are counted from March, so that a leap day is the last one; 400 of them are an era.
    let wholeDays = milliseconds / 86_400_000 - (milliseconds % 86_400_000 < 0 ? 1 : 0)
    let days = wholeDays + 719_468
    let dayOfEra = Civil.remainder(days, 146_097)
    let era = (days - dayOfEra) / 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * fromMarch + 2) / 5 + 1)
    month = Int(fromMarch < 10 ? fromMarch + 3 : fromMarch - 9)
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The first moment of a month, which may count from any year's January.
  static func start(year: Int64, month: Int) -> Int64 {
    let (years, rest) = (month - 1).quotientAndRemainder(dividingBy: 12)
    let fromMarch = rest >= 2 ? rest - 2 : rest + 10
    let shifted = year + Int64(years) - (rest < 2 ? 1 : 0)
    let yearOfEra = remainder(shifted, 400)
    let era = (shifted - yearOfEra) / 400
    let dayOfYear = Int64((153 * fromMarch + 2) / 5)
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return (era * 146_097 + dayOfEra - 719_468) * 86_400_000
  }

  /// The remainder of a division that rounds down.
  static func remainder(_ value: Int64, _ divisor: Int64) -> Int64 {
    let rest = value % divisor
    return rest < 0 ? rest + divisor : rest
  }
}
