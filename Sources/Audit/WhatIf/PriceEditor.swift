internal import FixedPoint
internal import Ledger
internal import Margin

/// What the sources say of prices in the alternative history.
///
/// A word goes first through the choice of a source, then given prices take its place, then bounds, then
/// the delay. The source `market` is the world's, and the price of gas too: neither is touched unless given
/// prices name it.
struct PriceEditor: Sendable {
  private let changes: WhatIfChanges
  private let sources: [Feed: [String]]
  private let gasAsset: Int?
  /// Given prices of later blocks, those by block and those by time, and the next of each.
  private let given: [[WhatIfChanges.Price]]
  private var next = [0, 0]
  /// Given prices that are due, of what is not declared yet.
  private var held: [WhatIfChanges.Price] = []
  /// What given prices replace: a feed and source, or all sources of the feed but `market`.
  private var replaced: Set<Voice> = []
  /// Words under way, in the order they arrive.
  private var delayed: [Word] = []
  private var nextDelayed = 0

  private struct Voice: Hashable, Sendable {
    let feed: Feed
    let source: String?
  }

  private struct Word: Sendable {
    let block: Int64
    let time: Int64
    let event: Event
  }

  init(_ changes: WhatIfChanges, sources: [Feed: [String]], gasAsset: Int?) {
    self.changes = changes
    self.sources = sources
    self.gasAsset = gasAsset
    given = [changes.prices.byBlock, changes.prices.byTime]
    for price in changes.prices { replaced.insert(Voice(feed: price.feed, source: price.source)) }
  }

  /// Whether something is still to be said.
  var hasWaiting: Bool {
    nextDelayed < delayed.count || !held.isEmpty || next[0] < given[0].count
      || next[1] < given[1].count
  }

  /// How many words are still under way.
  var late: Int { delayed.count - nextDelayed }

  /// What becomes known in a block beside what the record says.
  mutating func due(
    block: Int64, time: Int64, _ effects: inout WhatIfEffects, isDeclared: (Feed) -> Bool
  ) -> [Event] {
    var events: [Event] = []
    while nextDelayed < delayed.count, isDue(delayed[nextDelayed], block, time) {
      events.append(delayed[nextDelayed].event)
      nextDelayed += 1
    }
    var prices = held
    held = []
    for queue in given.indices {
      while next[queue] < given[queue].count, isDue(given[queue][next[queue]], block, time) {
        prices.append(given[queue][next[queue]])
        next[queue] += 1
      }
    }
    for price in prices {
      guard isDeclared(price.feed) else {
        held.append(price)
        continue
      }
      for event in said(price) {
        effects.pricesAdded += 1
        events += sent(bounded(event, &effects), block, time, &effects)
      }
    }
    return events
  }

  private func isDue(_ word: Word, _ block: Int64, _ time: Int64) -> Bool {
    switch changes.delay {
    case .blocks: word.block <= block
    default: word.time <= time
    }
  }

  private func isDue(_ price: WhatIfChanges.Price, _ block: Int64, _ time: Int64) -> Bool {
    switch price.moment {
    case .block(let number): number <= block
    case .time(let moment): moment <= time
    }
  }

  /// A given price in the mouth of its source, or of all that it replaces.
  private func said(_ price: WhatIfChanges.Price) -> [Event] {
    var names = price.source.map { [$0] } ?? oracles(of: price.feed)
    if names.isEmpty { names = ["prices"] }
    return names.map { name in
      var event = Event(.priceUpdate)
      event.set(price.feed)
      event.set(.source, text: name)
      event.set(.price, decimal: price.value)
      if case .time(let moment) = price.moment { event.set(.published, integer: moment) }
      return event
    }
  }

  private func oracles(of feed: Feed) -> [String] {
    (sources[feed] ?? []).filter { $0 != OracleBoard.market }
  }

  // MARK: - What the record says

  /// What the alternative hears now of a recorded word.
  mutating func edited(
    _ event: Event, block: Int64, time: Int64, _ effects: inout WhatIfEffects
  ) -> [Event] {
    guard let feed = Feed(event), let source = event.string(.source) else { return [event] }
    let isMarket = source == OracleBoard.market
    if replaced.contains(Voice(feed: feed, source: source))
      || !isMarket && replaced.contains(Voice(feed: feed, source: nil))
    {
      effects.pricesDropped += 1
      return []
    }
    if feed == gasAsset.map({ .asset($0) }) { return [event] }
    if isMarket {
      guard changes.source == source, let echo = echo(of: event, feed) else { return [event] }
      effects.pricesAdded += 1
      return [event] + sent(bounded(echo, &effects), block, time, &effects)
    }
    if let chosen = changes.source, chosen != source, sources[feed]?.contains(chosen) == true {
      effects.pricesDropped += 1
      return []
    }
    return sent(bounded(event, &effects), block, time, &effects)
  }

  /// What the market says in the mouth of a source: accounts are never judged by the market itself.
  private func echo(of event: Event, _ feed: Feed) -> Event? {
    guard let name = oracles(of: feed).first, let price = event.decimal(.price) else { return nil }
    var word = Event(.priceUpdate)
    word.set(feed)
    word.set(.source, text: name)
    word.set(.price, decimal: price)
    return word
  }

  private func bounded(_ event: Event, _ effects: inout WhatIfEffects) -> Event {
    guard !changes.bounds.isEmpty, let feed = Feed(event), let said = event.decimal(.price),
      event.string(.source) != OracleBoard.market
    else { return event }
    var price = said
    for bound in changes.bounds where bound.feed == feed {
      price = bound.isFloor ? max(price, bound.price) : min(price, bound.price)
    }
    guard price != said else { return event }
    effects.pricesBounded += 1
    var event = event
    event.set(.price, decimal: price)
    return event
  }

  /// A word that is said now; none when it is under way from now on.
  private mutating func sent(
    _ event: Event, _ block: Int64, _ time: Int64, _ effects: inout WhatIfEffects
  ) -> [Event] {
    guard let delay = changes.delay, event.string(.source) != OracleBoard.market else {
      return [event]
    }
    var event = event
    if !event.has(.published) { event.set(.published, integer: time) }
    effects.pricesDelayed += 1
    switch delay {
    case .blocks(let count): delayed.append(Word(block: block + count, time: time, event: event))
    case .time(let span): delayed.append(Word(block: block, time: time + span, event: event))
    }
    return []
  }
}

extension Event {
  /// Says which asset or market it is about.
  mutating func set(_ feed: Feed) {
    switch feed {
    case .asset(let id): set(.asset, integer: Int64(id))
    case .market(let id): set(.market, integer: Int64(id))
    }
  }
}

extension [WhatIfChanges.Price] {
  fileprivate var byBlock: [WhatIfChanges.Price] { ordered { $0.block } }

  fileprivate var byTime: [WhatIfChanges.Price] { ordered { $0.time } }

  /// Those with such a moment, in its order; equal ones stay as they are.
  private func ordered(_ key: (WhatIfChanges.Moment) -> Int64?) -> [WhatIfChanges.Price] {
    var places: [(key: Int64, place: Int)] = []
    for (place, price) in enumerated() {
      if let key = key(price.moment) { places.append((key, place)) }
    }
    return places.sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map { self[$0.place] }
  }
}

extension WhatIfChanges.Moment {
  fileprivate var block: Int64? { if case .block(let number) = self { number } else { nil } }

  fileprivate var time: Int64? { if case .time(let moment) = self { moment } else { nil } }
}
