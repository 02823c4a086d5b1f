internal import FixedPoint

/// A time in which a source should have published and did not.
package struct PriceGap: Sendable, Hashable {
  /// What it should have published for.
  package enum Cause: Sendable, Hashable {
    /// Longer silence than its heartbeat.
    case heartbeat
    /// The market was further from its price than its deviation threshold.
    case deviation
  }

  /// What it should have published for.
  package let cause: Cause
  /// From when, in Unix milliseconds: its last word, or the market's move.
  package let from: Int64
  /// Until when: its next word, the market's return, or the time that was asked about.
  package let to: Int64

  /// How long, in milliseconds.
  package var length: Int64 { to - from }
}

/// What one source said of one feed, and when it was silent.
struct SourceRecord: Sendable {
  /// The id of the source.
  let source: Int
  /// What it said last.
  private(set) var last: PriceReading
  /// The latest time it published anything.
  private(set) var heard: Int64
  /// The longest time between two of its words.
  private(set) var longest: (from: Int64, to: Int64)?
  /// Its gaps, in the order they ended.
  private(set) var gaps: [PriceGap] = []
  /// Since when the market is further from its price than its threshold.
  private(set) var strayed: Int64?

  init(source: Int, first reading: PriceReading) {
    self.source = source
    last = reading
    heard = reading.published
  }

  /// Takes the source's next word.
  mutating func take(_ reading: PriceReading, rules: OracleRules) {
    let limit = OracleTime.milliseconds(rules.heartbeatSeconds)
    let silence = reading.published - heard
    if limit > 0 { add(.heartbeat, from: heard, to: reading.published, longerThan: limit) }
    if silence > 0, silence > longest.map({ $0.to - $0.from }) ?? 0 {
      longest = (heard, reading.published)
    }
    heard = max(heard, reading.published)
    endStraying(at: reading.published)
    last = reading
  }

  /// Compares with what the market pays, as of `time`.
  mutating func compare(with market: Decimal18, at time: Int64, rules: OracleRules) {
    let isAway =
      !rules.deviation.isZero
      && PriceMove.isBeyond(rules.deviation, from: last.price, to: market)
    if !isAway {
      endStraying(at: time)
    } else if strayed == nil {
      strayed = time
    }
  }

  /// The gaps, with those that are still open at `time`.
  func gaps(at time: Int64, rules: OracleRules) -> [PriceGap] {
    var copy = self
    let limit = OracleTime.milliseconds(rules.heartbeatSeconds)
    if limit > 0 { copy.add(.heartbeat, from: heard, to: time, longerThan: limit) }
    copy.endStraying(at: time)
    return copy.gaps
  }

  private mutating func endStraying(at time: Int64) {
    guard let start = strayed else { return }
    strayed = nil
    add(.deviation, from: start, to: time, longerThan: 0)
  }

  private mutating func add(
    _ cause: PriceGap.Cause, from: Int64, to: Int64, longerThan limit: Int64
  ) {
    if to - from > limit { gaps.append(PriceGap(cause: cause, from: from, to: to)) }
  }
}
