@testable import Console
import Foundation
import Testing

@Suite struct ISOTimeTests {
  @Test(
    arguments: [
      ("1970-01-01", 0), ("1970-01-01T00:00:00Z", 0), ("1970-01-02", 86_400_000),
      ("2020-03-12", 1_583_971_200_000), ("2020-03-12T14:02:11Z", 1_584_021_731_000),
      ("2020-03-12 14:02:11", 1_584_021_731_000), ("2020-03-12T14:02", 1_584_021_720_000),
      ("2020-03-12T14:02:11.5Z", 1_584_021_731_500), ("2020-03-12T14:02:11.042", 1_584_021_731_042),
      ("2020-03-12T14:02:11.042000Z", 1_584_021_731_042),
      ("2020-03-12T14:02:11+00:00", 1_584_021_731_000),
      ("2020-03-12T16:02:11+02:00", 1_584_021_731_000),
      ("2020-03-12T08:32:11-0530", 1_584_021_731_000), ("2020-03-12t14:02:11z", 1_584_021_731_000),
      ("2020-02-29", 1_582_934_400_000), ("2000-02-29", 951_782_400_000),
      ("1969-12-31T23:59:59.999Z", -1), ("0000-01-01", -62_167_219_200_000),
      ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
      ("@0", 0), ("@1584021731", 1_584_021_731_000), ("@1584021731.5", 1_584_021_731_500),
      ("@-1.5", -1_500), ("@-0.001", -1), ("@9223372036854775.807", Int64.max),
      ("@-9223372036854775.808", Int64.min),
    ] as [(String, Int64)])
  func timesAreRead(text: String, milliseconds: Int64) throws {
    #expect(try ISOTime.parse(text) == milliseconds)
  }

  @Test(arguments: [
    ("", "it is empty"), ("yesterday", "the year must have 4 digits"),
    ("2020", "expected YYYY-MM-DD"), ("2020-3-12", "the month must have 2 digits"),
    ("2020-13-01", "month 13 is not between 1 and 12"),
    ("2020-00-01", "month 0 is not between 1 and 12"),
    ("2020-01-32", "day 32 is not between 1 and 31"),
    ("2020-02-30", "month 2 of year 2020 has only 29 days"),
    ("2019-02-29", "month 2 of year 2019 has only 28 days"),
    ("1900-02-29", "month 2 of year 1900 has only 28 days"),
    ("2020-04-31", "month 4 of year 2020 has only 30 days"),
    ("2020-03-12X", "a 'T' or a space must follow the date"),
    ("2020-03-12T", "the hour must have 2 digits"),
    ("2020-03-12T24:00:00Z", "hour 24 is not between 0 and 23"),
    ("2020-03-12T14:60:00Z", "minute 60 is not between 0 and 59"),
    ("2020-03-12T23:59:60Z", "second 60 is not between 0 and 59"),
    ("2020-03-12T14", "expected HH:MM:SS after the date"),
    ("2020-03-12T14:02:11.", "1 to 9 digits must follow the point"),
    ("2020-03-12T14:02:11.0425", "it is finer than a millisecond"),
    ("2020-03-12T14:02:11ZZ", "something follows the time"),
    ("2020-03-12T14:02:11+2", "the hour of the offset must have 2 digits"),
    (
      "2020-03-12T14:02:11 UTC",
      "after the time only a fraction, 'Z' or an offset such as +02:00 may follow"
    ),
    ("@", "digits must follow the '@'"), ("@1x", "something follows the seconds"),
    ("@+1", "digits must follow the '@'"), ("@9223372036854775.808", "it is too far away"),
    ("@99999999999999999999", "it is too far away"), ("-001-01-01", "the year must have 4 digits"),
  ])
  func mistakesAreExplained(text: String, reason: String) {
    let message =
      "'\(text)' is not a time: \(reason);"
      + " write 2020-03-12, 2020-03-12T14:02:11Z or @1584021731"
    #expect(throws: ISOTimeError(message: message)) { try ISOTime.parse(text) }
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (1_584_021_731_000, "2020-03-12T14:02:11Z"),
      (1_584_021_731_042, "2020-03-12T14:02:11.042Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (-62_167_219_200_000, "0000-01-01T00:00:00Z"), (-62_167_219_200_001, "@-62167219200.001"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (253_402_300_800_000, "@253402300800"),
      (Int64.min, "@-9223372036854775.808"), (Int64.max, "@9223372036854775.807"),
    ] as [(Int64, String)])
  func timesAreWritten(milliseconds: Int64, text: String) {
    #expect(ISOTime.format(milliseconds) == text)
  }

  @Test func everyDayOfTheCalendarFollowsTheOneBefore() {
    // Counts through 400 years and a little more by the rules of the calendar.
    var expected = CivilDate(year: 1599, month: 12, day: 31)
    for number in expected.daysSinceEpoch..<(expected.daysSinceEpoch + 150_000) {
      let date = CivilDate(daysSinceEpoch: number)
      guard date == expected, date.daysSinceEpoch == number else {
        Issue.record("day \(number): \(date), expected \(expected)")
        return
      }
      let isLast = date.day == CivilDate.days(inMonth: date.month, of: date.year)
      let month = isLast ? date.month % 12 + 1 : date.month
      expected = CivilDate(
        year: date.year + (isLast && date.month == 12 ? 1 : 0), month: month,
        day: isLast ? 1 : date.day + 1)
    }
  }

  @Test func writtenTimesAreReadBack() throws {
    let seed: UInt64 = 20_200_312
    var random = SeededRandom(seed)
    for _ in 0..<20_000 {
      let milliseconds = Int64.random(in: -70_000_000_000_000...300_000_000_000_000, using: &random)
      let text = ISOTime.format(milliseconds)
      #expect(try ISOTime.parse(text) == milliseconds, "seed \(seed): \(text)")
    }
  }

  @Test func writtenTimesAgreeWithTheSystemCalendar() {
    let seed: UInt64 = 20_200_312
    var random = SeededRandom(seed)
    for _ in 0..<2_000 {
      // After 1582 the system's calendar is Gregorian too.
      let seconds = Int64.random(in: -12_000_000_000...200_000_000_000, using: &random)
      let date = Date(timeIntervalSince1970: TimeInterval(seconds))
      #expect(ISOTime.format(seconds * 1_000) == date.formatted(.iso8601), "seed \(seed)")
    }
  }
}
