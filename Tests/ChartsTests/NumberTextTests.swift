import Testing

@testable import Charts

@Suite struct NumberTextTests {
  @Test(
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (1.5, "1.5"), (1.25, "1.25"), (1.005, "1"), (0.05, "0.05"),
      (-0.004, "0"), (-0.5, "-0.5"), (-12.349, "-12.35"), (1e12, "1000000000"), (.nan, "0"),
      (-.infinity, "0"), (99.999, "100"), (10.1, "10.1"),
    ] as [(Double, String)])
  func coordinateHasAtMostTwoDecimals(value: Double, text: String) {
    #expect(NumberText.coordinate(value) == text)
  }

  @Test(
    arguments: [
      (0, "0"), (604.69, "604.69"), (0.000_123_4, "0.000123"), (999.999, "1,000"),
      (1_204.113, "1,204"), (98_004, "98,004"), (99_999.6, "100 k"), (604_690, "605 k"),
      (999_499, "999 k"), (999_500, "1.00 M"), (1_240_000, "1.24 M"), (-1_240_000, "−1.24 M"),
      (12_340_000, "12.3 M"), (2.5e9, "2.50 B"), (7.77e12, "7.77 T"), (1.24e18, "1.24 × 10¹⁸"),
      (-3e-7, "−3 × 10⁻⁷"), (.infinity, "–"), (.nan, "–"),
      (.greatestFiniteMagnitude, "1.8 × 10³⁰⁸"),
      (.leastNonzeroMagnitude, "0"),
    ] as [(Double, String)])
  func shortNumberHasThreeDigits(value: Double, text: String) {
    #expect(NumberText.short(value) == text)
  }

  @Test(
    arguments: [
      (1_204_113.000_001, "1,204,113.000001"), (0.25, "0.25"), (-31, "−31"),
      (1e14, "100,000,000,000,000"),
      (5e-7, "5 × 10⁻⁷"), (.nan, "–"),
    ] as [(Double, String)])
  func plainNumberKeepsItsDecimals(value: Double, text: String) {
    #expect(NumberText.plain(value) == text)
  }

  @Test(
    arguments: [
      (0, "0.0 %"), (0.502, "50.2 %"), (1, "100.0 %"), (0.000_2, "<0.1 %"), (.nan, "–"),
    ] as [(Double, String)])
  func percentHasOneDecimal(ratio: Double, text: String) {
    #expect(NumberText.percent(ratio) == text)
  }

  @Test(
    arguments: [
      (0, "0 s"), (0.25, "0.25 s"), (4.56, "4.6 s"), (59, "59 s"), (60, "1 m"), (449, "7 m 29 s"),
      (3_600, "1 h"), (4_380, "1 h 13 m"), (3_605, "1 h"), (90_000, "1 d 1 h"), (-449, "−7 m 29 s"),
      (.nan, "–"),
    ] as [(Double, String)])
  func durationHasTwoUnits(seconds: Double, text: String) {
    #expect(NumberText.duration(seconds) == text)
  }

  @Test(
    arguments: [
      (0, 2, "0.00"), (-0.001, 2, "0.00"), (1_234.5, 0, "1,235"), (-1_234.56, 1, "−1,234.6"),
    ] as [(Double, Int, String)])
  func fixedNumberHasItsDecimals(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test func wholeNumbersReachBothEnds() {
    #expect(NumberText.whole(.min) == "−9,223,372,036,854,775,808")
    #expect(NumberText.whole(1_000) == "1,000")
  }

  @Test func logarithmIsThatOfTheLibrary() {
    var random = SeededRandom(17)
    for _ in 0..<1_000 {
      let exponent = Double.random(in: -300...300, using: &random)
      let value = Powers.ten(Int(exponent)) * (1 + 8 * random.unit())
      let whole = Powers.decade(of: value)
      #expect(Powers.ten(whole) <= value && value < Powers.ten(whole + 1), "\(value)")
      let part = Powers.logarithm(value) - Double(whole)
      #expect(part > -1e-9 && part < 1 + 1e-9, "\(value)")
    }
    #expect(abs(Powers.logarithm(2) - 0.301_029_995_663_981_2) < 1e-15)
  }

  @Test(
    arguments: [
      (0, "1970-01-01 00:00:00"), (1_584_021_731_000, "2020-03-12 14:02:11"),
      (951_782_400_250, "2000-02-29 00:00:00.250"), (-1, "1969-12-31 23:59:59.999"),
    ] as [(Int64, String)])
  func timesAreUTC(milliseconds: Int64, text: String) {
    #expect(TimeText.full(milliseconds) == text)
  }

  @Test func monthsBeginWhereTheirDatesSay() {
    for year in [1899, 1970, 2000, 2023, 2024] as [Int64] {
      for month in 1...12 {
        let civil = Civil(Civil.start(year: year, month: month))
        #expect(civil.year == year && civil.month == month && civil.day == 1)
        #expect(civil.second == 0)
      }
    }
  }

  @Test(arguments: [
    ("1,682.813848025660878178", "1,682.8138"), ("0.000385123456789012", "0.00038512346"),
    ("−9,999.99995", "−10,000"), ("12,345,678.5", "12,345,678"), ("12,345,679.5", "12,345,680"),
    ("123,456,789.25", "123,456,789"), ("0.123456785", "0.12345678"), ("0.999999999", "1"),
    ("179.990074777110679716", "179.99007"), ("1.000000001", "1"),
  ])
  func significantDigitsAreRoundedHalfEven(number: String, short: String) {
    #expect(NumberText.significant(number, 8) == short)
  }

  @Test(arguments: [
    "1,700", "0", "−2.5", "12,345,678", "0.00038512", "1.5 · 2.5", "", "–", "1e9", "1.", ".5",
    "first breach", "1.20000000000", "99,999,999,999,999,999,999.5",
  ])
  func whatHasNoMoreDigitsStaysAsItIs(text: String) {
    #expect(NumberText.significant(text, 8) == nil)
  }
}
