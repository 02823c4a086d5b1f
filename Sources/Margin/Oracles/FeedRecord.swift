internal import FixedPoint

/// All that is known of one feed's price.
struct FeedRecord: Sendable {
  /// The price that the venue last settled on.
  struct Reference: Sendable {
    let price: Decimal18
    let status: PriceStatus
  }

  /// The sources that spoke of it, in the order they began to.
  private(set) var sources: [SourceRecord] = []
  /// What the venue last recorded.
  private(set) var reference: Reference?
  /// The last recorded price that accounts could be judged by.
  private(set) var lastValid: Decimal18?
  /// The recorded prices over time.
  private(set) var average = TimeWeighted()

  /// What a source said; nil when it never spoke of the feed.
  func record(of source: Int) -> SourceRecord? {
    sources.first { $0.source == source }
  }

  /// Takes a reading; `market` is the id of the source that tells what the world pays.
  mutating func take(
    _ reading: PriceReading, from source: Int, market: Int?, rules: OracleRules
  ) {
    let place = sources.firstIndex { $0.source == source } ?? sources.count
    if place < sources.count {
      sources[place].take(reading, rules: rules)
    } else {
      sources.append(SourceRecord(source: source, first: reading))
    }
    guard let market else { return }
    if source == market {
      for other in sources.indices where other != place {
        sources[other].compare(with: reading.price, at: reading.published, rules: rules)
      }
    } else if let paid = record(of: market)?.last {
      sources[place].compare(
        with: paid.price, at: max(reading.published, paid.published), rules: rules)
    }
  }

  /// Takes what the venue settled on.
  mutating func settle(
    _ price: Decimal18, _ status: PriceStatus, at time: Int64, rules: OracleRules
  ) throws(ArithmeticError) {
    reference = Reference(price: price, status: status)
    if status == .valid { lastValid = price }
    // A divergent price enters too: the average must be able to follow a move that lasts.
    guard status == .valid || status == .divergent else { return }
    try average.record(price, at: time, window: OracleTime.milliseconds(rules.twapSeconds))
  }
}

// MARK: - Judging

extension FeedRecord {
  /// What the rules make of the readings; nil when there is nothing to say.
  ///
  /// `counts` says of each source whether its word counts.
  func judge(
    at time: Int64, rules: OracleRules, counts: [Bool]
  ) throws(ArithmeticError) -> Judgement? {
    var valid: [PriceReading] = []
    var latest: PriceReading?
    var flaw = PriceStatus.noQuorum
    for record in sources where counts[record.source] {
      let reading = record.last
      if latest.map({ $0.order < reading.order }) ?? true { latest = reading }
      let status = reading.status(at: time, rules: rules)
      if status == .valid { valid.append(reading) } else { flaw = flaw.orMore(status) }
    }
    guard let found = Self.choose(from: valid, rules: rules) else {
      guard let price = lastValid ?? latest?.price ?? reference?.price,
        latest != nil || reference != nil
      else { return nil }
      return Judgement(
        price: price, status: flaw, method: rules.rule, sources: [],
        age: latest?.age(at: time), average: nil)
    }
    let mean = try held(against: time, rules: rules)
    let isAway =
      mean.map { PriceMove.isBeyond(rules.twapDivergence, from: $0, to: found.price) } ?? false
    return Judgement(
      price: found.price, status: isAway ? .divergent : .valid, method: rules.rule,
      sources: found.used.map(\.seq).sorted(),
      age: found.used.map { $0.age(at: time) }.max(), average: mean)
  }

  /// The price made of the valid readings, and those it rests on; nil when they are too few.
  private static func choose(
    from valid: [PriceReading], rules: OracleRules
  ) -> (price: Decimal18, used: [PriceReading])? {
    guard !valid.isEmpty, valid.count >= rules.quorum else { return nil }
    switch rules.rule {
    case .last:
      guard let last = valid.max(by: { $0.order < $1.order }) else { return nil }
      return (last.price, [last])
    case .median:
      let prices = valid.map(\.price).sorted()
      return (prices[(prices.count - 1) / 2], valid)
    }
  }

  /// The average that prices are held against; nil when the rules want none or nothing is known.
  private func held(
    against time: Int64, rules: OracleRules
  ) throws(ArithmeticError) -> Decimal18? {
    guard rules.twapSeconds > 0, !rules.twapDivergence.isZero else { return nil }
    return try average.average(at: time, window: OracleTime.milliseconds(rules.twapSeconds))
  }
}
