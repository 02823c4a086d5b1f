import Engine
import FixedPoint
import Ledger
import Margin

/// Counts what moved while a feed was not sound.
struct UnsoundFeedCollector: Collector {
  private struct Window {
    var feed: Feed
    var status: String
    var who: String
    var from: Int64
    var fromBlock: Int64
    var price: Decimal18
    var to: Int64?
  }

  private struct Flow: Hashable, Comparable {
    var asset: Int
    var account: Int
    var kind: String

    static func < (a: Flow, b: Flow) -> Bool {
      (a.asset, a.kind, a.account) < (b.asset, b.kind, b.account)
    }
  }

  /// What an account took away while it had an asset whose price was unsound.
  private struct Taken: Hashable, Comparable {
    var asset: Int
    var account: Int
    var backing: [Int]

    static func < (a: Taken, b: Taken) -> Bool {
      (a.asset, a.account) == (b.asset, b.account)
        ? a.backing.lexicographicallyPrecedes(b.backing)
        : (a.asset, a.account) < (b.asset, b.account)
    }
  }

  private let asked: Asked
  private var windows: [Window] = []
  private var open: [Feed: [String: Int]] = [:]
  private var flows = KeyedSums<Flow>()
  private var values = KeyedSums<Flow>()
  private var takings = KeyedSums<Taken>()
  private var takingValues = KeyedSums<Taken>()
  /// How many of the windows stood when the range began; they are the first.
  private var beganBefore = 0

  init(_ asked: Asked) { self.asked = asked }

  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) {
    (flows, values) = (KeyedSums(), KeyedSums())
    (takings, takingValues) = (KeyedSums(), KeyedSums())
    windows.removeAll { $0.to != nil }
    beganBefore = windows.count
    open = [:]
    for (place, window) in windows.enumerated() {
      open[window.feed, default: [:]][window.who] = place
    }
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    switch event.kind {
    case .priceUpdate:
      note(event, event.string(.source) ?? "", event.choice(.status) ?? "live", sound: "live")
    case .referencePrice: note(event, "the venue", event.choice(.status) ?? "", sound: "valid")
    case .deposit, .borrow, .withdrawal, .repay: try flow(event, venue)
    default: break
    }
  }

  private mutating func note(_ event: Event, _ who: String, _ status: String, sound: String) {
    guard let feed = Feed(event), asked.wants(feed), let price = event.decimal(.price) else {
      return
    }
    if let place = open[feed]?[who] {
      if windows[place].status == status { return }
      windows[place].to = event.time
      open[feed]?[who] = nil
    }
    guard status != sound else { return }
    open[feed, default: [:]][who] = windows.count
    windows.append(
      Window(
        feed: feed, status: status, who: who, from: event.time,
        fromBlock: event.position.block, price: price))
  }

  private mutating func flow(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard let asset = event.id(.asset), let account = event.id(.account),
      let amount = event.decimal(.amount), asked.wants(account: account)
    else { return }
    if open[.asset(asset)]?.isEmpty ?? true {
      guard event.kind == .borrow || event.kind == .withdrawal else { return }
      return try takeOut(asset, amount, account, venue)
    }
    let flow = Flow(asset: asset, account: account, kind: event.kind.name)
    try flows.add(amount, to: flow)
    // The price may be the wrong one that the question is about; the market's is better.
    let price = venue.marketPrice(of: .asset(asset)) ?? venue.known(.asset(asset))
    if let price {
      try values.add(amount.multiplied(by: price, rounding: .halfEven), to: flow)
    }
  }

  /// Notes what an account takes away while it has an asset whose price is unsound.
  private mutating func takeOut(
    _ asset: Int, _ amount: Decimal18, _ account: Int, _ venue: VenueState
  ) throws(ArithmeticError) {
    let unsound = open.filter { !$0.value.isEmpty }.keys.sorted()
    let backing = unsound.compactMap { feed -> Int? in
      guard case .asset(let held) = feed,
        venue.book.balance(of: account, asset: held).asset > .zero
      else { return nil }
      return held
    }
    guard !backing.isEmpty else { return }
    let taken = Taken(asset: asset, account: account, backing: backing)
    try takings.add(amount, to: taken)
    if let price = venue.marketPrice(of: .asset(asset)) ?? venue.known(.asset(asset)) {
      try takingValues.add(amount.multiplied(by: price, rounding: .halfEven), to: taken)
    }
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let names = asked.names
    let windowTable = DetailTable(
      "Unsound prices",
      columns: [
        .init("feed"), .init("says"), .init("status"), .init("price"), .init("block"),
        .init("from"), .init("to"), .init("length", unit: "s"),
      ],
      rows: windows.map {
        [
          .text($0.feed.name(names)), .text($0.who), .text($0.status), .amount($0.price),
          .integer($0.fromBlock), .time($0.from), $0.to.map { .time($0) } ?? .none,
          .integer((($0.to ?? venue.time) - $0.from) / 1000),
        ]
      })
    guard !windows.isEmpty else {
      return Answer("Every price is sound: none at its floor or paused.", windowTable)
    }
    var totals: [String: [Int: Decimal18]] = [:]
    for (flow, amount) in flows.byKey {
      totals[flow.kind, default: [:]][flow.asset] =
        try (totals[flow.kind]?[flow.asset] ?? .zero) + amount
    }
    let parts = totals.keys.sorted().map { "\($0) \(Figures.amounts(totals[$0] ?? [:], names))" }
    var taken: [Int: Decimal18] = [:]
    for (key, amount) in takings.byKey {
      taken[key.asset] = try (taken[key.asset] ?? .zero) + amount
    }
    return Answer(
      "\(Figures.count(windows.count, "time")) with an unsound price"
        + Asked.before(beganBefore, of: windows.count) + "; meanwhile "
        + (parts.isEmpty ? "nothing of these assets moved" : Figures.words(parts))
        + (taken.isEmpty
          ? "." : "; accounts that had them took away \(Figures.amounts(taken, names)) of others."),
      DetailTable(
        "Flows while unsound",
        columns: [
          .init("asset"), .init("kind"), .init("account"), .init("amount"),
          .init("value", unit: venue.unitName),
        ],
        rows: flows.byKey.map {
          [
            .text(names.assets[$0.key.asset]), .text($0.key.kind), .account($0.key.account),
            .amount($0.amount), .amount(values.all[$0.key]),
          ]
        }), takenTable(venue), windowTable)
  }

  private func takenTable(_ venue: VenueState) -> DetailTable {
    DetailTable(
      "Borrowed or withdrawn by who had an unsound asset",
      columns: [
        .init("asset"), .init("account"), .init("had"), .init("amount"),
        .init("value", unit: venue.unitName),
      ],
      rows: takings.byKey.map { entry in
        [
          .text(asked.names.assets[entry.key.asset]), .account(entry.key.account),
          .text(Figures.words(entry.key.backing.map { asked.names.assets[$0] })),
          .amount(entry.amount), .amount(takingValues.all[entry.key]),
        ]
      })
  }
}

/// Lists the prices of a feed and what the collateral was worth at each.
struct PricePathCollector: Collector {
  private struct Step {
    var seq: Int64
    var block: Int64
    var time: Int64
    var source: String
    var price: Decimal18
    var held: Decimal18
  }

  private let asked: Asked
  private var steps: [Feed: [Step]] = [:]
  private var extremes: [Feed: (low: Decimal18, high: Decimal18)] = [:]
  private var held: [Feed: Decimal18] = [:]
  private var before: [(feed: Feed, amount: Decimal18)] = []
  /// The steps of the present block, which is valued when it is over.
  private var spoken: [(feed: Feed, place: Int)] = []

  /// How many steps of each feed are the sources' last before the range.
  private var standing: [Feed: Int] = [:]

  init(_ asked: Asked) { self.asked = asked }

  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) {
    for (feed, path) in steps {
      var last: [String: Int] = [:]
      for (place, step) in path.enumerated() { last[step.source] = place }
      let own = last.values.sorted().map { path[$0] }
      steps[feed] = own
      standing[feed] = own.count
      let prices = own.map(\.price)
      if let low = prices.min(), let high = prices.max() { extremes[feed] = (low, high) }
    }
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    before = Self.holdings(of: event, venue, asked)
  }

  /// What the accounts of an event have of what it may move.
  private static func holdings(
    of event: Event, _ venue: VenueState, _ asked: Asked
  ) -> [(feed: Feed, amount: Decimal18)] {
    var holdings: [(feed: Feed, amount: Decimal18)] = []
    for account in VenueState.accounts(of: event) where asked.wants(account: account) {
      for line in venue.book.balances(of: account) {
        holdings.append((.asset(line.asset), line.balance.asset))
      }
      for line in venue.book.positions(of: account) {
        holdings.append((.market(line.market), max(line.position.size, .zero)))
      }
    }
    return holdings
  }

  mutating func took(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    for (feed, amount) in before { held[feed] = try (held[feed] ?? .zero) - amount }
    for (feed, amount) in Self.holdings(of: event, venue, asked) {
      held[feed] = try (held[feed] ?? .zero) + amount
    }
    guard event.kind == .priceUpdate, let feed = Feed(event), asked.wants(feed),
      let price = event.decimal(.price)
    else { return }
    spoken.append((feed, steps[feed]?.count ?? 0))
    steps[feed, default: []].append(
      Step(
        seq: event.seq, block: event.position.block, time: event.time,
        source: event.string(.source) ?? "", price: price, held: held[feed] ?? .zero))
    let old = extremes[feed] ?? (price, price)
    extremes[feed] = (min(old.low, price), max(old.high, price))
  }

  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) {
    for (feed, place) in spoken { steps[feed]?[place].held = held[feed] ?? .zero }
    spoken.removeAll(keepingCapacity: true)
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    guard let feed = try furthest(), let path = steps[feed], let last = path.last,
      let (low, high) = extremes[feed]
    else { return Answer("No price was recorded in that time.") }
    let old = standing[feed] ?? 0
    let begin = max(0, old - 1)
    let spoken = path.dropFirst(old)
    let names = asked.names
    let quote: String =
      switch feed {
      case .asset: venue.unitName
      case .market(let id): names.assets[names.market(id).quote]
      }
    let sources = Set(spoken.map(\.source)).sorted()
    let worth = try path.map { (step) throws(ArithmeticError) in
      try step.held.multiplied(by: step.price, rounding: .halfEven)
    }
    // Below zero somebody gave what the record never saw him get.
    let isKnown = asked.has(.deposit, .openingBalance) && path.allSatisfy { !$0.held.isNegative }
    var answer = Answer(
      "\(feed.name(names)) went from \(path[begin].price)\(old > 0 ? ", before the range," : "") to "
        + "\(last.price) \(quote) in \(Figures.count(spoken.count, "update")) of \(Figures.count(sources.count, "source")), "
        + "lowest \(low), highest \(high); "
        + (isKnown
          ? "the collateral went from \(worth[begin]) to \(worth.last ?? .zero) \(quote)."
          : "how much of it was collateral is not recorded."),
      DetailTable(
        "Prices of \(feed.name(names))",
        columns: [
          .init("seq"), .init("block"), .init("time"), .init("source"), .init("price", unit: quote),
          .init("collateral"), .init("value", unit: quote),
        ],
        rows: zip(path, worth).map { step, value in
          [
            .integer(step.seq), .integer(step.block), .time(step.time), .text(step.source),
            .amount(step.price), isKnown ? .amount(step.held) : .none,
            isKnown ? .amount(value) : .none,
          ]
        }))
    if !isKnown { answer.lacks = [.deposit, .openingBalance] }
    return answer
  }

  /// The feed asked for, or the one that moved furthest; of what somebody ever held, where anything was.
  private func furthest() throws(ArithmeticError) -> Feed? {
    var best: (feed: Feed, isHeld: Bool, move: ExactRatio)?
    let spoken = extremes.keys.filter { steps[$0]?.count ?? 0 > standing[$0] ?? 0 }
    for feed in spoken.sorted() {
      guard let (low, high) = extremes[feed], low > .zero else { continue }
      let move = try ExactRatio(Int256(high.mantissa), Int256(low.mantissa))
      let isHeld = steps[feed]?.contains { !$0.held.isZero } ?? false
      if best.map({ isHeld == $0.isHeld ? move > $0.move : isHeld }) ?? true {
        best = (feed, isHeld, move)
      }
    }
    return best?.feed ?? spoken.min()
  }
}
