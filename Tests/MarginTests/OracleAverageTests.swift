import FixedPoint
import LedgerSupport
import Testing

@testable import Margin

/// The time-weighted average against hand-made cases, and millisecond by millisecond.
@Suite struct OracleAverageTests {
  /// 100 from 1,000 ms, 200 from 3,000, 50 from 4,000.
  @Test(
    arguments: [
      (999, 5_000, nil), (1_000, 5_000, nil), (1_001, 5_000, "100"), (3_000, 5_000, "100"),
      // 2 s of 100 and half a second of 200.
      (3_500, 5_000, "120"), (4_000, 1_000, "200"), (4_000, 2_000, "150"), (5_000, 1_000, "50"),
      // 400,000 in 3 s.
      (4_000, 5_000, "133.333333333333333333"), (4_000, 0, nil), (3_999, 1, "200"),
      // Half a second of 200 and 1 s of 50.
      (5_000, 1_500, "100"), (1_000_000_004_000, 1_000_000_000_000, "50"),
    ] as [(Int64, Int64, String?)])
  func averages(time: Int64, window: Int64, expected: String?) throws {
    var average = TimeWeighted()
    #expect(try average.average(at: time, window: window) == nil)
    for (start, price) in [(1_000, 100), (3_000, 999), (3_000, 200), (4_000, 50)]
      as [(Int64, Int64)]
    {
      try average.record(Decimal18(price), at: start, window: 10_000)
    }
    #expect(try average.average(at: time, window: window)?.description == expected)
  }

  @Test func theLargestPricesForTheLongestTimesStayExact() throws {
    var average = TimeWeighted()
    try average.record(.max, at: 0, window: 1 << 60)
    try average.record(.ulp, at: 9_007_199_254_740_990, window: 1 << 60)
    #expect(try average.average(at: 9_007_199_254_740_990, window: 1 << 60) == .max)
    // One millisecond of the least price takes away (max − 1) / 2^53, of 19 digits; rounded down.
    let expected =
      try ExactRatio(Int256(Int128.max)) * ExactRatio(Int256(9_007_199_254_740_990))
      + ExactRatio(Int256(1))
    let mean = try (expected / ExactRatio(Int256(9_007_199_254_740_991))).rounded(.down)
    #expect(
      try average.average(at: 9_007_199_254_740_991, window: 1 << 60)?.mantissa == mean.int128)
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func everyMillisecondCountsOnce(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let window = Int64.random(in: 1...60, using: &random)
    var average = TimeWeighted()
    var prices: [Int128] = []
    var latest: Int128 = 0
    var time: Int64 = 0
    for _ in 0..<300 {
      // A price holds for each millisecond until the next.
      let pause = random.chance(4) ? 0 : Int64.random(in: 1...20, using: &random)
      prices += [Int128](repeating: latest, count: time == 0 ? 0 : Int(pause))
      time = time == 0 ? 1 : time + pause
      latest = Int128.random(in: 0...1_000_000, using: &random)
      try average.record(Decimal18(mantissa: latest), at: time, window: window)
      for asked in 0...window {
        let part = prices.suffix(Int(asked))
        let expected = part.isEmpty ? nil : part.reduce(0, +) / Int128(part.count)
        #expect(
          try average.average(at: time, window: asked)?.mantissa == expected,
          "seed \(seed), time \(time), window \(asked)")
      }
      // One point before the window, one for each millisecond in it, and dead ones not yet freed.
      #expect(average.count <= Int(window) + 1, "seed \(seed)")
    }
  }
}
