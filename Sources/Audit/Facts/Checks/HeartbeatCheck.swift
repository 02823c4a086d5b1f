internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin

/// Whether sources of prices spoke as often as they promised, and no judgement rested on an old word.
struct HeartbeatCheck: FactCheck {
  static let name = "oracle-heartbeat"
  static let definition =
    "published(n + 1) − published(n) ≤ heartbeat for each feed and source but market, the end of the log "
    + "standing for the word after the last one (else oracle-gap), and at each liquidation fill and auction start, time − last published ≤ heartbeat for the freshest source of its "
    + "feed (else stale-oracle). The heartbeat is the parameter heartbeat_seconds of the feed or the venue; "
    + "without one nothing is judged. Under a rulebook its rules decide what a silence means."

  private struct Source: Hashable, Sendable {
    let feed: Feed
    let name: String
  }

  private static let names = ["heartbeat_seconds", "heartbeat", "oracle.heartbeat_seconds"]
  private var result = FactResult(Self.check())
  private var heard: [Source: (time: Int64, seq: Int64)] = [:]
  private var freshest: [Feed: (time: Int64, seq: Int64)] = [:]
  private var gaps = 0
  private var longest: Int64 = 0

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard let feed = Feed(event) else { return }
    switch event.kind {
    case .priceUpdate: listen(event, feed, state)
    case .liquidationFill, .auctionStart: rest(event, feed, state)
    default: break
    }
  }

  /// The heartbeat of a feed in milliseconds; nil when none is set.
  private static func heartbeat(_ feed: Feed, _ state: borrowing FactState) -> Int64? {
    let item = feed.name(state.names)
    for scope in [feed.scope(state.names), item, "venue"] {
      for name in names {
        if let text = state.parameters.value(scope: scope, name: name), let seconds = Int64(text),
          seconds > 0, seconds < Int64.max / 1000
        {
          return seconds * 1000
        }
      }
    }
    return nil
  }

  private mutating func listen(
    _ event: borrowing Event, _ feed: Feed, _ state: borrowing FactState
  ) {
    let time = event.integer(.published) ?? event.time
    let source = Source(feed: feed, name: event.string(.source) ?? "")
    // What the world pays is no oracle's price.
    if source.name == OracleBoard.market { return }
    defer {
      heard[source] = (max(time, heard[source]?.time ?? time), event.seq)
      if time >= freshest[feed]?.time ?? .min { freshest[feed] = (time, event.seq) }
    }
    guard let last = heard[source], let limit = Self.heartbeat(feed, state) else { return }
    let silence = time - last.time
    longest = max(longest, silence)
    guard silence > limit else { return result.hold() }
    silent(
      source, for: silence, limit, evidence: [last.seq, event.seq],
      at: (event.position.block, event.time), state)
  }

  /// A source was silent for longer than its heartbeat.
  private mutating func silent(
    _ source: Source, for silence: Int64, _ limit: Int64, evidence: [Int64],
    at end: (block: Int64, time: Int64), _ state: borrowing FactState
  ) {
    gaps += 1
    guard !state.hasRulebook else { return result.leave() }
    // A silence that no word ended ends with the log.
    let isOpen = evidence.count == 1
    result.broke(
      Finding(
        .oracleGap, block: end.block, time: end.time, evidence: evidence,
        subject: source.feed.text(state.names), rule: Self.name,
        sentence:
          "\(source.name) said nothing of \(source.feed.name(state.names)) for \(silence / 1000) s"
          + "\(isOpen ? ", until the log ends" : ""), its heartbeat is \(limit / 1000) s"))
  }

  /// The silences that last when the log ends.
  private mutating func listenAtEnd(_ state: borrowing FactState) {
    let end = (block: state.book.block, time: state.book.time)
    for (source, last) in heard.sorted(by: { $0.value.seq < $1.value.seq }) {
      guard let limit = Self.heartbeat(source.feed, state) else { continue }
      let silence = end.time - last.time
      guard silence > limit else { continue }
      longest = max(longest, silence)
      silent(source, for: silence, limit, evidence: [last.seq], at: end, state)
    }
  }

  private mutating func rest(
    _ event: borrowing Event, _ feed: Feed, _ state: borrowing FactState
  ) {
    guard let last = freshest[feed], let limit = Self.heartbeat(feed, state) else { return }
    let age = event.time - last.time
    guard age > limit else { return result.hold() }
    guard !state.hasRulebook else { return result.leave() }
    result.broke(
      Finding(
        .staleOracle, block: event.position.block, time: event.time,
        evidence: [last.seq, event.seq], account: event.id(.account),
        subject: feed.text(state.names), rule: Self.name,
        sentence:
          "the last word on \(feed.name(state.names)) was \(age / 1000) s old, the heartbeat "
          + "is \(limit / 1000) s"))
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    listenAtEnd(state)
    guard result.check.cases > 0 else { return nil }
    result.check.sentence =
      gaps == 0
      ? "no source was silent for longer than its heartbeat (at most \(longest / 1000) s)"
      : "\(gaps) \(gaps == 1 ? "silence was" : "silences were") longer than the heartbeat, the longest "
        + "\(longest / 1000) s"
        + (state.hasRulebook ? "; the rulebook says what follows from them" : "")
    return result
  }
}
