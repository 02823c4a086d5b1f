import Testing

@testable import Charts

@Suite struct TicksTests {
  @Test(
    arguments: [
      (0, 10, 5, ["0", "2", "4", "6", "8", "10"]),
      (0, 1, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (88, 201, 5, ["100", "150", "200"]),
      (0, 2.4e6, 5, ["0", "0.5 M", "1.0 M", "1.5 M", "2.0 M"]),
      (-3, 3, 3, ["−2", "0", "2"]), (64_000, 64_300, 3, ["64,000", "64,100", "64,200", "64,300"]),
      (0, 3e9, 3, ["0", "1 B", "2 B", "3 B"]),
      (123_456_789, 123_456_791, 2, ["123,456,789", "123,456,790", "123,456,791"]),
      (0, 4e-9, 2, ["0", "2 × 10⁻⁹", "4 × 10⁻⁹"]), (5, 5, 4, ["5"]),
    ] as [(Double, Double, Int, [String])])
  func linearTicksAreOneTwoFive(low: Double, high: Double, count: Int, labels: [String]) {
    #expect(Ticks.linear(from: low, to: high, about: count).labels == labels)
  }

  @Test(
    arguments: [
      (1, 1_000, 4, ["1", "10", "100", "1,000"]), (88, 201, 5, ["100", "150", "200"]),
      (1, 20, 8, ["1", "2", "5", "10", "20"]), (110, 140, 3, ["110", "120", "130", "140"]),
      (470, 17_500, 5, ["500", "1,000", "2,000", "5,000", "10,000"]),
      (470, 17_500, 3, ["500", "1,000", "5,000", "10,000"]),
      (470, 5_700, 3, ["500", "1,000", "5,000"]),
      (0, 5, 3, []),
    ] as [(Double, Double, Int, [String])])
  func logarithmicTicksAreDecades(low: Double, high: Double, count: Int, labels: [String]) {
    #expect(Ticks.logarithmic(from: low, to: high, about: count).labels == labels)
  }

  @Test func aLogarithmicAxisCanAlwaysBeRead() {
    var random = SeededRandom(7)
    for _ in 0..<2_000 {
      let low = Powers.ten(Int.random(in: -9...9, using: &random)) * (1 + 9 * random.unit())
      let high = low * (1.5 + random.unit() * Powers.ten(Int.random(in: 0...6, using: &random)))
      for count in 2...6 {
        let ticks = Ticks.logarithmic(from: low, to: high, about: count)
        #expect((3...12).contains(ticks.values.count), "\(low) \(high) \(count)")
        #expect(ticks.values.allSatisfy { $0 >= low * 0.999 && $0 <= high * 1.001 })
      }
    }
  }

  @Test func ticksLieWithinTheirRangeAndDiffer() {
    var random = SeededRandom(99)
    for _ in 0..<2_000 {
      let size = Powers.ten(Int.random(in: -90...90, using: &random))
      let low = (random.unit() - 0.5) * size
      let high = low + random.unit() * size * Powers.ten(Int.random(in: -6...3, using: &random))
      let ticks = Ticks.several(from: low, to: high, about: 5)
      let slack = abs(high - low) * 1e-6
      #expect(ticks.values.allSatisfy { $0 >= low - slack && $0 <= high + slack }, "\(low) \(high)")
      #expect(ticks.values.count <= 40, "\(low) \(high)")
      #expect(zip(ticks.values, ticks.values.dropFirst()).allSatisfy(<), "\(low) \(high)")
    }
  }

  @Test func roundedRangeHoldsTheGivenOne() {
    for (low, high) in [(0.0, 2.4e6), (-3.2, 11), (0, 837), (1e-9, 7e-9), (-1e100, 1e100)] {
      let (first, last) = Ticks.rounded(low, high, about: 5)
      #expect(first <= low && last >= high, "\(low) \(high)")
    }
  }

  @Test(
    arguments: [
      (0, 60_000, 4, ["00:00:00", "00:00:15", "00:00:30", "00:00:45", "00:01:00"]),
      (0, 3_600_000 * 8, 4, ["1 Jan", "02:00", "04:00", "06:00", "08:00"]),
      (0, 86_400_000 * 4, 4, ["1 Jan", "2 Jan", "3 Jan", "4 Jan", "5 Jan"]),
      (0, 86_400_000 * 90, 4, ["Jan 1970", "Feb 1970", "Mar 1970", "Apr 1970"]),
      (0, 86_400_000 * 365 * 10, 5, ["1970", "1972", "1974", "1976", "1978"]),
      (7, 7, 5, ["00:00:00.007"]),
    ] as [(Int64, Int64, Int, [String])])
  func timesAreWholeUnits(low: Int64, high: Int64, count: Int, labels: [String]) {
    #expect(TimeTicks.between(low, high, about: count).map(\.1) == labels)
  }

  @Test func timesOfAnyRangeAreFew() {
    for span in [1, 10, 1_000, 86_400_000, 1 << 40, 1 << 49, 1 << 55, .max] as [Int64] {
      #expect(TimeTicks.between(0, span, about: 6).count <= 9, "\(span)")
    }
    #expect(TimeTicks.between(.min, .max, about: 6).count == 1)
    #expect(TimeTicks.between(.min, .min, about: 6).count == 1)
  }
}
