/// A day of the Gregorian calendar, also before it was in use.
struct CivilDate: Equatable {
  let year: Int64
  let month: Int64
  let day: Int64

  /// Days in 400 years, after which the calendar repeats.
  private static let daysPerCycle: Int64 = 146_097
  /// Days from 1 March of year 0 to 1 January 1970.
  private static let epoch: Int64 = 719_468

  init(year: Int64, month: Int64, day: Int64) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day a number of days after 1 January 1970.
  ///
  /// Years are counted from March, so that the leap day is the last of a year.
  init(daysSinceEpoch: Int64) {
    let (cycle, dayOfCycle) = (daysSinceEpoch + Self.epoch)
      .flooredDivision(by: Self.daysPerCycle)
    // Take away the leap days before this day; each year then has 365.
    let leapDays = dayOfCycle / 1_460 - dayOfCycle / 36_524 + dayOfCycle / 146_096
    let yearOfCycle = (dayOfCycle - leapDays) / 365
    let dayOfYear = dayOfCycle - (yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100)
    // From March on, months are 30.6 days long with the right rounding.
    let monthFromMarch = (dayOfYear * 5 + 2) / 153
    day = dayOfYear - (monthFromMarch * 153 + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
  }

  /// The days since 1 January 1970.
  var daysSinceEpoch: Int64 {
    let (cycle, yearOfCycle) = (month <= 2 ? year - 1 : year).flooredDivision(by: 400)
    let monthFromMarch = month <= 2 ? month + 9 : month - 3
    let dayOfYear = (monthFromMarch * 153 + 2) / 5 + day - 1
    let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
    return cycle * Self.daysPerCycle + dayOfCycle - Self.epoch
  }

  /// The days of a month.
  static func days(inMonth month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func isLeap(_ year: Int64) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }
}
