package import Margin

/// A stretch of time in which a source that publishes regularly said nothing.
package struct OracleSilence: Sendable, Hashable {
  package let feed: Feed
  /// The source; nil for the price that the venue settled on.
  package let source: String?
  /// From its last word to its next, or to the end of the window.
  package let from: Int64
  package let to: Int64
  /// The longest pause that would be none, in milliseconds.
  package let allowed: Int64

  /// The silences of a price line, by the times of publication: a word that came late is no silence.
  ///
  /// With a heartbeat a silence is longer than that. Without one, only a source that is regular can be silent:
  /// ten updates or more, nine of ten pauses at most twice the median; its silence is longer than three medians.
  package static func find(
    in line: VenueSeries.PriceLine, heartbeat: Int64?, until end: Int64
  ) -> [OracleSilence] {
    let times = line.spoken
    guard let last = times.last, let allowed = heartbeat ?? usual(times) else { return [] }
    return zip(times, times.dropFirst() + [max(last, end)]).filter { $1 - $0 > allowed }.map {
      OracleSilence(feed: line.feed, source: line.source, from: $0, to: $1, allowed: allowed)
    }
  }

  private static func usual(_ times: [Int64]) -> Int64? {
    guard times.count >= 10 else { return nil }
    let pauses = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
    let median = pauses[pauses.count / 2]
    guard median > 0, pauses[pauses.count * 9 / 10] <= 2 * median else { return nil }
    return 3 * median
  }
}
