/// The times of an axis that carry a label: whole minutes, hours, days, months or years.
enum TimeTicks {
  /// The times within a range, at most about so many, with their labels.
  static func between(_ low: Int64, _ high: Int64, about count: Int) -> [(Int64, String)] {
    let (span, isHuge) = high.subtractingReportingOverflow(low)
    guard !isHuge, span >= 0, span < 1 << 50 else { return [(low, TimeText.date(low))] }
    guard span > 0 else { return [(low, TimeText.second(low))] }
    for step in steps where span / step <= count {
      return even(low, high, step: step)
    }
    for months in [1, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 2_400, 6_000, 12_000]
    where span / (Int64(months) * 2_592_000_000) <= count {
      return monthly(low, high, step: months)
    }
    return [(low, TimeText.date(low))]
  }

  // MARK: - Private

  private static let steps: [Int64] = [
    1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
    1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000,
    604_800_000, 1_209_600_000,
  ]

  private static func even(_ low: Int64, _ high: Int64, step: Int64) -> [(Int64, String)] {
    var ticks: [(Int64, String)] = []
    var time = low
    let rest = Civil.remainder(low, step)
    if rest > 0 { time += step - rest }
    while time <= high {
      ticks.append((time, label(time, step: step)))
      time += step
    }
    return ticks
  }

  private static func label(_ time: Int64, step: Int64) -> String {
    if step >= 86_400_000 { return TimeText.day(time) }
    // Midnight says which day begins.
    if step >= 60_000, Civil.remainder(time, 86_400_000) == 0 { return TimeText.day(time) }
    return step >= 60_000 ? TimeText.minute(time) : TimeText.second(time)
  }

  private static func monthly(_ low: Int64, _ high: Int64, step: Int) -> [(Int64, String)] {
    var ticks: [(Int64, String)] = []
    let first = Civil(low)
    let months = first.year * 12 + Int64(first.month - 1)
    var month = months - Civil.remainder(months, Int64(step))
    while ticks.count < 100 {
      let year = (month - Civil.remainder(month, 12)) / 12
      let time = Civil.start(year: year, month: Int(Civil.remainder(month, 12)) + 1)
      if time > high { break }
      if time >= low {
        ticks.append((time, step % 12 == 0 ? String(year) : TimeText.month(time)))
      }
      month += Int64(step)
    }
    return ticks
  }
}
