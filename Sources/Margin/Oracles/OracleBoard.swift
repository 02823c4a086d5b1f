package import FixedPoint
package import Ledger

/// Which price of each feed the venue believes, from what the sources said.
///
/// It learns from `price_update` and `reference_price` events alone. At the end of the exogenous
/// part of a block ``changes(at:rules:)`` tells which reference prices the venue has to record.
package struct OracleBoard: Sendable {
  /// The sources by name, in the order of their first appearance.
  package private(set) var sources = NameTable()

  private var feeds = FeedTable(initial: FeedRecord())
  private var arrivals: Int64 = 0

  /// A board on which nothing was said.
  package init() {}

  /// The source that tells what the world pays; it never counts for a price.
  package static let market = "market"

  /// Takes an event; those of other kinds change nothing.
  package mutating func apply(
    _ event: borrowing Event, rules: OracleRules
  ) throws(ArithmeticError) {
    guard let feed = Feed(event) else { return }
    switch event.kind {
    case .priceUpdate:
      guard let name = event.string(.source), let reading = PriceReading(event, order: arrivals)
      else { return }
      arrivals += 1
      let source = sources.intern(name)
      feeds[feed].take(
        reading, from: source, market: sources.id(of: Self.market), rules: rules)
    case .referencePrice:
      guard let price = event.decimal(.price),
        let status = event.choiceIndex(.status).flatMap(PriceStatus.init)
      else { return }
      try feeds[feed].settle(price, status, at: event.time, rules: rules)
    default: break
    }
  }

  /// What the rules make of a feed's readings at that time; nil when nothing was said that counts.
  package func judge(
    _ feed: Feed, at time: Int64, rules: OracleRules
  ) throws(ArithmeticError) -> Judgement? {
    try feeds[feed].judge(at: time, rules: rules, counts: counts(rules))
  }

  /// The feeds whose price or status is not the one last recorded, in order.
  ///
  /// - Complexity: O(feeds × sources), whatever happened: prices grow stale by time alone.
  package func changes(
    at time: Int64, rules: OracleRules
  ) throws(ArithmeticError) -> [(feed: Feed, judgement: Judgement)] {
    let counts = counts(rules)
    var changes: [(feed: Feed, judgement: Judgement)] = []
    for key in feeds.keys {
      let feed = Feed(key: key)
      guard let judgement = try feeds[feed].judge(at: time, rules: rules, counts: counts) else {
        continue
      }
      let last = feeds[feed].reference
      if last?.price != judgement.price || last?.status != judgement.status {
        changes.append((feed, judgement))
      }
    }
    return changes
  }

  /// For each source whether its word counts.
  private func counts(_ rules: OracleRules) -> [Bool] {
    var counts = [Bool](repeating: rules.sources.isEmpty, count: sources.count)
    for name in rules.sources {
      if let source = sources.id(of: name) { counts[source] = true }
    }
    if let market = sources.id(of: Self.market) { counts[market] = false }
    return counts
  }
}

// MARK: - For auditors

extension OracleBoard {
  /// What a source last said of a feed; nil when it never spoke of it.
  package func reading(_ feed: Feed, source: String) -> PriceReading? {
    record(feed, source)?.last
  }

  /// The times until `time` in which a source should have published a feed's price and did not.
  ///
  /// Those behind it were found by the rules in force when they ended, those still open by `rules`.
  package func gaps(
    _ feed: Feed, source: String, at time: Int64, rules: OracleRules
  ) -> [PriceGap] {
    record(feed, source)?.gaps(at: time, rules: rules) ?? []
  }

  /// The longest time between two words of a source on a feed; nil before the second one.
  package func longestSilence(_ feed: Feed, source: String) -> (from: Int64, to: Int64)? {
    record(feed, source)?.longest
  }

  /// The time-weighted average of a feed's recorded prices over the window of the rules.
  package func average(
    _ feed: Feed, at time: Int64, rules: OracleRules
  ) throws(ArithmeticError) -> Decimal18? {
    try feeds[feed].average.average(
      at: time, window: OracleTime.milliseconds(rules.twapSeconds))
  }

  /// Whether some source tells what the world pays.
  package var hasMarket: Bool { sources.id(of: Self.market) != nil }

  /// When a price of a feed was published, by the last of the venue's sources that says it; nil when none does.
  package func published(_ feed: Feed, at price: Decimal18) -> Int64? {
    let market = sources.id(of: Self.market)
    return feeds[feed].sources.filter { $0.source != market && $0.last.price == price }
      .map(\.last.published).max()
  }

  private func record(_ feed: Feed, _ source: String) -> SourceRecord? {
    sources.id(of: source).flatMap { feeds[feed].record(of: $0) }
  }
}
