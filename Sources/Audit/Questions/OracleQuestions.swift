import Engine
import FixedPoint
import Ledger
import Margin

extension Question {
  static let oracles: [Question] = [
    Question(
      3,
      "Which price did each liquidation use, what did the market pay, and how old was the price?",
      incident: "Maker, March 2020", needs: [[.liquidationFill], [.priceUpdate]],
      options: [.account, .asset, .market],
      definition: "The price used is the venue's price in force before the fill; the market's is "
        + "that of the source `market`. The age is the fill's time less the oldest time of "
        + "publication of the readings that the price was made of. The deviation is used ÷ market "
        + "− 1.",
      commands: ["log --kind liquidation_fill", "log --kind price_update"],
      tables: ["v_liquidation_fill", "v_price_update", "v_reference_price"]
    ) { UsedPriceCollector($0) },
    Question(
      4, "Where are the gaps in the oracle's updates?",
      incident: "Maker, March 2020", needs: [[.priceUpdate]], options: [.asset, .market],
      definition: "A gap is a time in which a source should have published and did not: longer "
        + "than `oracle.heartbeat_seconds`, or while the market was further away than "
        + "`oracle.deviation`. Without these rules nothing is expected, and only the longest "
        + "silences are told. Times are those of publication. A gap or silence that reaches into "
        + "the range counts from its beginning.",
      commands: ["audit --only oracle-gap", "log --kind price_update"], tables: ["v_price_update"]
    ) { GapCollector($0) },
    Question(
      12, "Which source set the price, and what did the others show?",
      incident: "Compound, November 2020", needs: [[.priceUpdate]],
      options: [.asset, .market],
      definition: "The price is what the oracle's rule (last or median of the quorum) makes of "
        + "the sources' last readings. The spread is the highest reading ÷ the lowest − 1, of all "
        + "sources that have spoken, at the event where it is largest; the deviation of a source "
        + "is its reading ÷ the price in force − 1.",
      commands: ["log --kind price_update", "log --kind reference_price"],
      tables: ["v_price_update", "v_reference_price"]
    ) { SourceCollector($0) },
    Question(
      20,
      "What was deposited, borrowed and withdrawn while a feed stood at its floor or was paused?",
      incident: "Venus, May 2022", needs: [[.priceUpdate, .referencePrice]],
      options: [.account, .asset],
      definition: "A feed is unsound from the event in which a source says floor, cap, paused or "
        + "stale of itself, or the venue settles on a price that is not valid, until the next one "
        + "that says otherwise. Flows of that asset in that time count, in its own units; beside them what "
        + "accounts borrowed or withdrew of other assets while they had some of it, whatever else "
        + "they had.",
      commands: ["log --kind reference_price"],
      tables: ["v_price_update", "v_reference_price", "v_deposit", "v_borrow", "v_withdrawal"]
    ) { UnsoundFeedCollector($0) },
    Question(
      28,
      "How did the price move, source by source, and what was the collateral worth at each step?",
      incident: "Mango, October 2022", needs: [[.priceUpdate]],
      options: [.account, .asset, .market], subjects: [.asset, .market],
      definition: "The collateral is what the account, or all accounts together, have of the "
        + "asset at the end of the price's block (for a market: the size of long positions), times "
        + "that price. Without --asset or --market the feed is the one whose price moved furthest, "
        + "highest ÷ lowest, of those that anybody held. The first rows of a range are what each "
        + "source had said last before it.",
      commands: ["log --kind price_update"], tables: ["v_price_update"]
    ) { PricePathCollector($0) },
  ]
}

/// Holds the price of each liquidation against the market's.
struct UsedPriceCollector: Collector {
  private let asked: Asked
  private var rows: [[DetailTable.Value]] = []
  private var ages: [Int64] = []
  private var worst: (deviation: Decimal18, seq: Int64)?
  private var withMarket = 0
  private var unpriced = 0

  init(_ asked: Asked) { self.asked = asked }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard let lot = try LiquidatedLot(event, venue, asked.names), asked.wants(lot.feed),
      asked.wants(account: lot.account)
    else { return }
    guard let used = lot.reference else {
      unpriced += 1
      return
    }
    let judgement = try venue.oracle.judge(
      lot.feed, at: lot.time, rules: venue.rulebook.oracle)
    var deviation: Decimal18?
    if let market = lot.market, !market.isZero {
      let share = try Figures.share(used - market, of: market)
      deviation = share
      withMarket += 1
      if try worst.map({ (worst) throws(ArithmeticError) in
        try share.magnitude > worst.deviation.magnitude
      }) ?? true {
        worst = (share, lot.seq)
      }
    }
    if let age = judgement?.age { ages.append(age) }
    rows.append([
      .integer(lot.seq), .integer(lot.block), .time(lot.time), .account(lot.account),
      .text(lot.subject(asked.names)), .amount(used), .amount(lot.market), .amount(deviation),
      .amount(judgement?.age.map { Decimal18(mantissa: Int128($0) * 1_000_000_000_000_000) }),
      .amount(lot.price),
    ])
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let table = DetailTable(
      "Prices of liquidations",
      columns: [
        .init("seq"), .init("block"), .init("time"), .init("account"), .init("of"), .init("used"),
        .init("market"), .init("deviation", unit: "%"), .init("age", unit: "s"),
        .init("fill_price"),
      ], rows: rows)
    guard !rows.isEmpty else {
      return unpriced > 0
        ? .undecidable([.priceUpdate], "no liquidated asset or market has a price")
        : Answer("There was no liquidation fill.", table)
    }
    var parts = ["\(Figures.count(rows.count, "liquidation fill")) used a recorded price"]
    if unpriced > 0 { parts.append("\(unpriced) had none") }
    if let oldest = ages.max() {
      parts.append(
        oldest > 0
          ? "the oldest price was \(Figures.duration(oldest)) old"
          : "each price was of the fill's own moment")
    }
    if let worst {
      parts.append(
        worst.deviation.isZero
          ? "none was away from the market's"
          : "the furthest from the market's was \(worst.deviation) % away, in event \(worst.seq)")
    } else {
      parts.append("no source says what the market paid")
    }
    return Answer(parts.joined(separator: "; ") + ".", table)
  }
}

/// Finds the silences of sources.
struct GapCollector: Collector {
  private struct Voice: Hashable, Comparable {
    var feed: Feed
    var source: String

    static func < (a: Voice, b: Voice) -> Bool { (a.feed, a.source) < (b.feed, b.source) }
  }

  private let asked: Asked
  private struct Record {
    var updates = 0
    var last: Int64
    /// The longest silence that ended in the range.
    var longest: (from: Int64, to: Int64)?
    /// How many of its gaps were over when the range began.
    var past = 0
  }

  private var voices: [Voice: Record] = [:]
  init(_ asked: Asked) { self.asked = asked }

  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) {
    for voice in voices.keys {
      // At the beginning of time none is open.
      voices[voice]?.past =
        venue.oracle.gaps(voice.feed, source: voice.source, at: 0, rules: venue.rulebook.oracle)
        .count
      voices[voice]?.updates = 0
      voices[voice]?.longest = nil
    }
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard event.kind == .priceUpdate, let feed = Feed(event), asked.wants(feed),
      let source = event.string(.source)
    else { return }
    let voice = Voice(feed: feed, source: source)
    let published = event.integer(.published) ?? event.time
    var record = voices[voice] ?? Record(last: published)
    if published - record.last > record.longest.map({ $0.to - $0.from }) ?? 0 {
      record.longest = (record.last, published)
    }
    record.updates += 1
    record.last = max(record.last, published)
    voices[voice] = record
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let rules = venue.rulebook.oracle
    let expects = rules.heartbeatSeconds > 0 || !rules.deviation.isZero
    var gaps: [[DetailTable.Value]] = []
    var longest: (voice: Voice, length: Int64, isOpen: Bool)?
    var silences: [[DetailTable.Value]] = []
    for voice in voices.keys.sorted() {
      let name = voice.feed.name(asked.names)
      let record = voices[voice] ?? Record(last: venue.time)
      let own = venue.oracle.gaps(
        voice.feed, source: voice.source, at: venue.time, rules: rules
      ).dropFirst(record.past)
      // What the world pays is no oracle's price: nobody promised it.
      let isOracle = voice.source != OracleBoard.market
      for gap in own where expects && isOracle {
        gaps.append([
          .text(name), .text(voice.source),
          .text(gap.cause == .heartbeat ? "heartbeat" : "deviation"), .time(gap.from),
          .time(gap.to), .integer(gap.length / 1000),
        ])
      }
      let last = record.last
      var (from, to) = record.longest ?? (last, last)
      // The log may end within the longest one.
      let isOpen = venue.time - last > to - from
      if isOpen { (from, to) = (last, venue.time) }
      if isOracle, longest.map({ to - from > $0.length }) ?? true {
        longest = (voice, to - from, isOpen)
      }
      silences.append([
        .text(name), .text(voice.source), .count(record.updates), .time(from), .time(to),
        .integer((to - from) / 1000), .text(isOpen ? "yes" : "no"),
        expects && isOracle ? .count(own.count) : .none,
      ])
    }
    let gapTable = DetailTable(
      "Gaps",
      columns: [
        .init("feed"), .init("source"), .init("expected_by"), .init("from"), .init("to"),
        .init("length", unit: "s"),
      ], rows: gaps)
    let silenceTable = DetailTable(
      "Longest silences",
      columns: [
        .init("feed"), .init("source"), .init("updates"), .init("from"), .init("to"),
        .init("length", unit: "s"), .init("until_the_end"), .init("gaps"),
      ], rows: silences)
    var sentence =
      expects
      ? "\(Figures.count(gaps.count, "gap")) by the rules in force"
      : "No rule says how often a source must publish, so no silence is a gap"
    if let longest, longest.length > 0 {
      sentence +=
        "; the longest silence was \(Figures.duration(longest.length)), of "
        + "\(longest.voice.source) on \(longest.voice.feed.name(asked.names))"
        + (longest.isOpen ? ", until \(asked.ending)" : "")
    }
    return expects
      ? Answer(sentence + ".", gapTable, silenceTable) : Answer(sentence + ".", silenceTable)
  }
}

/// Finds the moment at which sources differed most, and tells what each said then.
struct SourceCollector: Collector {
  private struct Reading {
    var price: Decimal18
    var published: Int64
    var seq: Int64
  }

  private struct Moment {
    var feed: Feed
    var seq: Int64
    var block: Int64
    var time: Int64
    var readings: [String: Reading]
    var spread: ExactRatio
    var price: Decimal18?
    var setBy: [Int64]
    var method: String
  }

  private let asked: Asked
  private var readings: [Feed: [String: Reading]] = [:]
  private var widest: Moment?
  private var isInRange = false

  init(_ asked: Asked) { self.asked = asked }

  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) { isInRange = true }

  mutating func took(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard event.kind == .priceUpdate, let feed = Feed(event), asked.wants(feed),
      let source = event.string(.source), let price = event.decimal(.price)
    else { return }
    readings[feed, default: [:]][source] = Reading(
      price: price, published: event.integer(.published) ?? event.time, seq: event.seq)
  }

  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) {
    guard isInRange else { return }
    for feed in readings.keys.sorted() {
      let own = readings[feed] ?? [:]
      let prices = own.values.map(\.price)
      guard own.count > 1, let low = prices.min(), let high = prices.max(), low > .zero else {
        continue
      }
      let spread = try ExactRatio(Int256(high.mantissa), Int256(low.mantissa))
      guard widest.map({ spread > $0.spread }) ?? true else { continue }
      let judgement = try venue.oracle.judge(feed, at: venue.time, rules: venue.rulebook.oracle)
      widest = Moment(
        feed: feed, seq: venue.book.seq, block: venue.block, time: venue.time, readings: own,
        spread: spread, price: venue.known(feed), setBy: judgement?.sources ?? [],
        method: venue.rulebook.oracle.rule.rawValue)
    }
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    guard let widest, let price = widest.price else {
      let feeds = readings.keys.sorted().map { $0.name(asked.names) }
      return Answer(
        feeds.isEmpty
          ? "No source spoke of it."
          : "One source only sets each price (\(Figures.count(feeds.count, "feed"))); "
            + "no other is recorded to hold it against.",
        DetailTable("Readings", columns: [], rows: []))
    }
    let sources = widest.readings.keys.sorted()
    let setters = sources.filter { widest.setBy.contains(widest.readings[$0]?.seq ?? 0) }
    let prices = widest.readings.values.map(\.price)
    let (low, high) = (prices.min() ?? .zero, prices.max() ?? .zero)
    return Answer(
      low == high
        ? "At the end of no block did two sources of a price differ; the table shows "
          + "\(widest.feed.name(asked.names)) in block \(widest.block)."
        : "The sources of \(widest.feed.name(asked.names)) differed most in block \(widest.block), by "
          + "\(try Figures.percent(high - low, of: low)) (\(low) to \(high)); the price in force "
          + "was \(price), set by \(setters.isEmpty ? "none of them" : Figures.words(setters)) "
          + "(rule \(widest.method)).",
      DetailTable(
        "Readings in block \(widest.block)",
        columns: [
          .init("source"), .init("price"), .init("deviation", unit: "%"), .init("published"),
          .init("seq"), .init("counts"),
        ],
        rows: try sources.map { (source) throws(ArithmeticError) in
          let reading = widest.readings[source] ?? Reading(price: .zero, published: 0, seq: 0)
          return [
            .text(source), .amount(reading.price),
            .amount(try Figures.share(reading.price - price, of: price)),
            .time(reading.published), .integer(reading.seq),
            .text(setters.contains(source) ? "yes" : "no"),
          ]
        }))
  }
}
