import FixedPoint
import Ledger
import LedgerSupport
import Testing

@testable import Margin

/// A board that keeps everything ever said and works out each answer from the whole list.
private struct SlowOracle {
  struct Said {
    let feed: Feed
    let source: String
    let price: Decimal18
    let published: Int64
    let confidence: Decimal18?
    let claim: String
    let seq: Int64
  }

  struct Settled {
    let feed: Feed
    let price: Decimal18
    let status: PriceStatus
    let time: Int64
  }

  var said: [Said] = []
  var settled: [Settled] = []

  static func ratio(_ value: Decimal18) throws -> ExactRatio {
    try ExactRatio(Int256(value.mantissa), Int256(1_000_000_000_000_000_000))
  }

  /// Price, status, numbers of the events used.
  func judge(_ feed: Feed, _ time: Int64, _ rules: OracleRules) throws -> String? {
    let counted = said.filter {
      $0.feed == feed && $0.source != "market"
        && (rules.sources.isEmpty || rules.sources.contains($0.source))
    }
    let last = Set(counted.map(\.source)).compactMap { source in
      counted.last { $0.source == source }
    }.sorted { $0.seq < $1.seq }
    let statuses = try last.map { try flaw($0, time, rules) }
    let valid = zip(last, statuses).filter { $0.1 == .valid }.map(\.0)
    let history = settled.filter { $0.feed == feed }
    if valid.count < max(1, Int(rules.quorum)) {
      let order: [PriceStatus] = [.paused, .floor, .cap, .stale, .uncertain]
      let status = order.first { statuses.contains($0) } ?? .noQuorum
      guard !last.isEmpty || !history.isEmpty else { return nil }
      let price =
        history.last { $0.status == .valid }?.price ?? last.last?.price ?? history.last?.price
      return "\(try #require(price)) \(status) []"
    }
    let used = rules.rule == .last ? [try #require(valid.last)] : valid
    let price = used.map(\.price).sorted()[(used.count - 1) / 2]
    var status = PriceStatus.valid
    if rules.twapSeconds > 0, !rules.twapDivergence.isZero,
      let mean = try average(history, time, rules.twapSeconds * 1_000)
    {
      let away = try Self.ratio(price) - Self.ratio(mean)
      let distance = away < .zero ? try -away : away
      if distance > (try Self.ratio(rules.twapDivergence) * Self.ratio(mean)) {
        status = .divergent
      }
    }
    return "\(price) \(status) \(used.map(\.seq))"
  }

  private func flaw(_ said: Said, _ time: Int64, _ rules: OracleRules) throws -> PriceStatus {
    if said.claim == "paused" { return .paused }
    if said.claim == "floor", !rules.acceptsBounds { return .floor }
    if said.claim == "cap", !rules.acceptsBounds { return .cap }
    if said.claim == "stale" { return .stale }
    if rules.staleSeconds > 0, time - said.published > rules.staleSeconds * 1_000 { return .stale }
    if !rules.confidence.isZero, let confidence = said.confidence,
      try Self.ratio(confidence) > Self.ratio(said.price) * Self.ratio(rules.confidence)
    {
      return .uncertain
    }
    return .valid
  }

  /// The mean over the pieces of the window, each with the price in force.
  func average(_ history: [Settled], _ time: Int64, _ window: Int64) throws -> Decimal18? {
    let points = history.filter { $0.status == .valid || $0.status == .divergent }
    var sum = ExactRatio.zero
    var length: Int64 = 0
    for (number, point) in points.enumerated() {
      let end = number + 1 < points.count ? min(points[number + 1].time, time) : time
      let piece = end - max(point.time, time - window)
      guard piece > 0 else { continue }
      sum = try sum + ExactRatio(Int256(point.price.mantissa)) * ExactRatio(Int256(Int128(piece)))
      length += piece
    }
    if length == 0 { return nil }
    let mean = try (sum / ExactRatio(Int256(Int128(length)))).rounded(.down)
    return Decimal18(mantissa: try #require(mean.int128))
  }
}

/// The board against the slow one, on random streams of words, parameters and records.
@Suite struct OracleModelTests {
  private static let sources = ["a", "b", "c", "market"]
  private static let feeds = [Feed.asset(1), .market(0), .market(1)]

  private static func rules(_ random: inout SeededRandom) -> OracleRules {
    var rules = OracleRules()
    rules.rule = random.pick([.last, .median])
    rules.sources = random.pick([[], [], ["a", "b"], ["c", "market", "x"]])
    rules.quorum = random.pick([0, 1, 1, 2, 3])
    rules.staleSeconds = random.pick([0, 5, 20])
    rules.confidence = Decimal18(mantissa: random.pick([0, 10_000_000_000_000_000]))
    rules.twapSeconds = random.pick([0, 7, 30])
    rules.twapDivergence = Decimal18(mantissa: random.pick([0, 50_000_000_000_000_000]))
    rules.acceptsBounds = random.chance(2)
    return rules
  }

  private static func price(_ random: inout SeededRandom) -> String {
    let whole = Int.random(in: 90...112, using: &random)
    return random.chance(3) ? "\(whole)" : "\(whole).\(random.pick([5, 25, 125, 0x1_0001]))"
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func theBoardAnswersAsTheWholeListDoes(seed: UInt64) throws {
    var random = SeededRandom(seed)
    var tape = try OracleTape()
    var board = OracleBoard()
    var slow = SlowOracle()
    var rules = Self.rules(&random)
    let records = !random.chance(4)
    var seen = Set<PriceStatus>()
    for step in 1...100 {
      tape.move(
        to: tape.time + (random.chance(4) ? 0 : Int64.random(in: 1...4_000, using: &random)))
      // A window that grows cannot bring back what was dropped: only other rules change.
      if random.chance(20) {
        let window = rules.twapSeconds
        rules = Self.rules(&random)
        rules.twapSeconds = window
      }
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let (feed, source) = (random.pick(Self.feeds), random.pick(Self.sources))
        let event = try tape.says(
          source, feed, Self.price(&random),
          published: random.chance(2)
            ? max(0, tape.time - Int64.random(in: -500...9_000, using: &random)) : nil,
          confidence: random.chance(3) ? random.pick(["0.9", "1", "1.1"]) : nil,
          status: random.chance(5) ? random.pick(["live", "floor", "cap", "paused", "stale"]) : nil)
        try board.apply(event, rules: rules)
        slow.said.append(
          SlowOracle.Said(
            feed: feed, source: source, price: try #require(event.decimal(.price)),
            published: event.integer(.published) ?? tape.time,
            confidence: event.decimal(.confidence), claim: event.choice(.status) ?? "live",
            seq: event.seq))
      }
      let note: Comment = "seed \(seed), step \(step)"
      for feed in Self.feeds {
        let judgement = try board.judge(feed, at: tape.time, rules: rules)
        let text = judgement.map { "\($0.price) \($0.status) \($0.sources)" }
        #expect(text == (try slow.judge(feed, tape.time, rules)), note)
        let window = rules.twapSeconds * 1_000
        #expect(
          try board.average(feed, at: tape.time, rules: rules)
            == slow.average(slow.settled.filter { $0.feed == feed }, tape.time, window), note)
        if let judgement { seen.insert(judgement.status) }
      }
      if records {
        let changes = try board.changes(at: tape.time, rules: rules)
        let expected = try Self.feeds.sorted().compactMap { feed -> Feed? in
          guard let text = try slow.judge(feed, tape.time, rules) else { return nil }
          guard let last = slow.settled.last(where: { $0.feed == feed }) else { return feed }
          return text.hasPrefix("\(last.price) \(last.status) ") ? nil : feed
        }
        #expect(changes.map(\.feed) == expected, note)
        for (feed, judgement) in changes {
          try board.apply(
            try tape.settles(feed, judgement.price.description, judgement.status), rules: rules)
          slow.settled.append(
            SlowOracle.Settled(
              feed: feed, price: judgement.price, status: judgement.status, time: tape.time))
        }
        // What is recorded is not asked for again.
        #expect(try board.changes(at: tape.time, rules: rules).isEmpty, note)
      }
    }
    #expect(seen.count >= 2, "seed \(seed)")
  }
}
