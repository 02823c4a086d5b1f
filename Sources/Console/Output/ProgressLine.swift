/// A line on a terminal that tells how far a long operation is.
///
/// Nothing at all is written unless the output is a terminal that can erase a line. Errors of
/// writing are ignored: progress is a courtesy.
package struct ProgressLine: ~Copyable {
  private let label: String
  private let unit: String
  private let total: Int64?
  private let output: Output
  private let clock: MonotonicClock
  private let isShown: Bool
  private let start: Int64
  private var lastShown: Int64
  private var count: Int64 = 0

  /// Nanoseconds between two looks of the line: ten a second.
  private static let interval: Int64 = 100_000_000

  /// Starts the clock; the line appears with the first update worth showing.
  ///
  /// - Parameters:
  ///   - label: What is going on.
  ///   - unit: What is counted, in the plural.
  ///   - total: The count at the end, if it is known.
  ///   - output: The error stream.
  ///   - clock: The clock; the system's unless given.
  ///   - environment: Looks up an environment variable; the real ones unless given.
  package init(
    _ label: String, unit: String, total: Int64? = nil, output: Output,
    clock: MonotonicClock = .system, environment: (String) -> String? = Terminal.variable
  ) {
    self.label = TerminalText.escape(label)
    self.unit = unit
    self.total = total
    self.output = output
    self.clock = clock
    self.isShown = output.presentation.isTerminal && environment("TERM") != "dumb"
    self.start = isShown ? clock.now() : 0
    self.lastShown = start
  }

  /// Tells the count so far; redraws at most ten times a second.
  package mutating func update(_ count: Int64) {
    self.count = count
    guard isShown else { return }
    let now = clock.now()
    guard now - lastShown >= Self.interval else { return }
    lastShown = now
    draw(line(at: now, isDone: false))
  }

  /// Leaves the last line standing, with the count and rate of the whole.
  package mutating func complete(_ count: Int64? = nil) {
    self.count = count ?? self.count
    if isShown { draw(line(at: clock.now(), isDone: true) + "\n") }
  }

  /// Takes the line away.
  package mutating func clear() {
    if isShown { draw("") }
  }

  // MARK: - The line

  private func draw(_ line: String) {
    try? output.write("\r\u{1B}[K" + line)
  }

  private func line(at now: Int64, isDone: Bool) -> String {
    let elapsed = max(1, (now - start) / 1_000_000)
    let rate = Self.scaled(count, perMilliseconds: elapsed)
    var parts = ["\(NumberText.grouped("\(count)")) \(unit)", "\(rate)/s"]
    if isDone {
      parts.append(Self.duration(elapsed))
    } else if let total, count > 0, total > count {
      parts.append("\(Self.duration(remaining(total, elapsed))) left")
    }
    let room = (output.presentation.width ?? 80) - 1
    let tail = parts.joined(separator: "   ")
    let free = room - DisplayWidth.of(label) - DisplayWidth.of(tail) - 3
    guard let percent = percent(isDone), free >= 20 else {
      return TerminalText.shortenEnd("\(label)   \(tail)", to: room)
    }
    return "\(label) \(bar(percent, width: min(32, free - 10)))  \(tail)"
  }

  private func percent(_ isDone: Bool) -> Int? {
    guard let total else { return nil }
    guard total > 0, !isDone else { return isDone ? 100 : 0 }
    return Int(min(100, max(0, count).multipliedClamping(by: 100) / total))
  }

  private func remaining(_ total: Int64, _ elapsed: Int64) -> Int64 {
    elapsed.multipliedClamping(by: total - count) / count
  }

  private func bar(_ percent: Int, width: Int) -> String {
    let filled = percent * width / 100
    let number = TextWrapper.spaces(percent < 10 ? 2 : percent < 100 ? 1 : 0) + "\(percent)"
    let full = String(repeating: "█", count: filled)
    return "▕\(full)\(TextWrapper.spaces(width - filled))▏ \(number) %"
  }

  /// A count per second with one decimal and a letter: `1.1 M`.
  static func scaled(_ count: Int64, perMilliseconds elapsed: Int64) -> String {
    let perSecond = max(0, count).multipliedClamping(by: 1_000) / elapsed
    let units: [(Int64, String)] = [(1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")]
    for (size, letter) in units where perSecond >= size {
      return "\(perSecond / size).\(perSecond % size / (size / 10)) \(letter)"
    }
    return "\(perSecond)"
  }

  /// Milliseconds for people: `0.03 s`, `12 s`, `3 m 20 s`, `2 h 5 m`.
  static func duration(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1_000
    if seconds < 10 {
      let hundredths = milliseconds % 1_000 / 10
      return "\(seconds).\(hundredths < 10 ? "0" : "")\(hundredths) s"
    }
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3_600 { return "\(seconds / 60) m \(seconds % 60) s" }
    return "\(seconds / 3_600) h \(seconds % 3_600 / 60) m"
  }
}

extension Int64 {
  /// The product cut to 64 bits at the upper end, so that a huge count shows a huge number.
  fileprivate func multipliedClamping(by other: Int64) -> Int64 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
