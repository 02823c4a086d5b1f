@testable import Console
import Synchronization
import Testing

@Suite struct ProgressLineTests {
  /// A clock that tests move by hand.
  private final class HandClock: Sendable {
    private let nanoseconds = Mutex<Int64>(0)
    var clock: MonotonicClock { MonotonicClock { self.nanoseconds.withLock { $0 } } }
    func advance(milliseconds: Int64) {
      nanoseconds.withLock { $0 += milliseconds * 1_000_000 }
    }
  }

  private static let terminal = Presentation(isTerminal: true, width: 100)

  /// The lines drawn, one after the other.
  private static func drawn(_ output: Output) -> [String] {
    output.text.split(separator: "\r\u{1B}[K", omittingEmptySubsequences: false).dropFirst()
      .map(String.init)
  }

  @Test func lineShowsBarCountRateAndTimeLeft() {
    let hand = HandClock()
    let output = Output(memory: Self.terminal)
    var progress = ProgressLine(
      "reading", unit: "events", total: 40_000, output: output, clock: hand.clock
    ) { _ in nil }
    hand.advance(milliseconds: 1_000)
    progress.update(10_000)
    hand.advance(milliseconds: 1_000)
    progress.complete(40_000)
    #expect(
      Self.drawn(output) == [
        "reading ▕████████                        ▏  25 %  10,000 events   10.0 k/s   3.00 s left",
        "reading ▕████████████████████████████████▏ 100 %  40,000 events   20.0 k/s   2.00 s\n",
      ])
  }

  @Test func lineIsDrawnTenTimesASecondAtMost() {
    let hand = HandClock()
    let output = Output(memory: Self.terminal)
    var progress = ProgressLine("x", unit: "rows", output: output, clock: hand.clock) { _ in nil }
    for count in 0..<1_000 {
      hand.advance(milliseconds: 1)
      progress.update(Int64(count))
    }
    #expect(Self.drawn(output).count == 10)
    progress.clear()
    #expect(Self.drawn(output).last == "")
  }

  @Test func unknownTotalHasNoBar() {
    let hand = HandClock()
    let output = Output(memory: Self.terminal)
    var progress = ProgressLine("x", unit: "rows", output: output, clock: hand.clock) { _ in nil }
    hand.advance(milliseconds: 500)
    progress.update(7)
    #expect(Self.drawn(output) == ["x   7 rows   14/s"])
  }

  @Test func narrowTerminalIsNeverOverrun() {
    for width in 5..<120 {
      let hand = HandClock()
      let output = Output(memory: Presentation(isTerminal: true, width: width))
      var progress = ProgressLine(
        "reading three files", unit: "events", total: 1_000_000, output: output, clock: hand.clock
      ) { _ in nil }
      hand.advance(milliseconds: 100)
      progress.update(999_999)
      for line in Self.drawn(output) { #expect(DisplayWidth.of(line) < width) }
    }
  }

  @Test func nothingIsShownElsewhere() {
    for (presentation, term) in [(Presentation.plain, "xterm"), (Self.terminal, "dumb")] {
      let hand = HandClock()
      let output = Output(memory: presentation)
      var progress = ProgressLine("x", unit: "rows", output: output, clock: hand.clock) { name in
        name == "TERM" ? term : nil
      }
      hand.advance(milliseconds: 5_000)
      progress.update(1)
      progress.complete()
      progress.clear()
      #expect(output.text == "")
    }
  }

  @Test func hugeAndOddCountsDoNotTrap() {
    let hand = HandClock()
    let output = Output(memory: Self.terminal)
    let cases: [(Int64, Int64)] = [(.max, 1), (.max, .max), (0, 0), (5, 0), (-1, 10), (.min, .min)]
    for (count, total) in cases {
      var progress = ProgressLine(
        "x", unit: "rows", total: total, output: output, clock: hand.clock
      ) { _ in nil }
      hand.advance(milliseconds: 200)
      progress.update(count)
      progress.complete()
    }
    #expect(!output.text.isEmpty)
  }

  @Test(
    arguments: [
      (0, 1, "0"), (999, 1_000, "999"), (1_000, 1_000, "1.0 k"), (1_149_999, 1_000, "1.1 M"),
      (36_313, 30, "1.2 M"), (2_500_000_000, 1_000, "2.5 G"),
    ] as [(Int64, Int64, String)])
  func ratesAreShort(count: Int64, milliseconds: Int64, expected: String) {
    #expect(ProgressLine.scaled(count, perMilliseconds: milliseconds) == expected)
  }

  @Test(
    arguments: [
      (30, "0.03 s"), (9_999, "9.99 s"), (10_000, "10 s"), (61_000, "1 m 1 s"),
      (7_500_000, "2 h 5 m"),
    ] as [(Int64, String)])
  func durationsAreShort(milliseconds: Int64, expected: String) {
    #expect(ProgressLine.duration(milliseconds) == expected)
  }
}
