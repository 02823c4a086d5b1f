import Engine
import FixedPoint
import Ledger
import Margin

/// What accounts and pools gained and lost over a range, in the unit of account: double entry by value.
///
/// Both legs of a movement are valued at the one price of its moment, so what was put in and what was done
/// each sum to zero over everybody. What prices did to a holding is the rest of its change in value.
struct ValueLedger: Sendable {
  /// Whose value it is.
  enum Holder: Hashable, Sendable {
    case account(Int)
    case pool(Pool)
  }

  /// What somebody holds of one asset, or in one market: contracts, and what was paid and received for them.
  private struct Key: Hashable {
    var holder: Holder
    var feed: Feed
  }

  /// An amount of an asset, or contracts of a market with what they were exchanged for.
  private struct Amount {
    var contracts = Decimal18.zero
    var money = Decimal18.zero
  }

  /// Why an amount came to somebody.
  fileprivate enum Cause { case before, putIn, event }

  private struct Line {
    var held = Amount()
    var value = Value()
  }

  /// The parts of a change of value.
  struct Value: Sendable {
    var before = Decimal18.zero
    /// What came from outside or another account for nothing in return, less what went out so.
    var putIn = Decimal18.zero
    /// What everything else that was done brought.
    var byEvents = Decimal18.zero
    var after = Decimal18.zero

    /// What prices did to what was held.
    var byPrices: Decimal18 {
      get throws(ArithmeticError) { try after - before - putIn - byEvents }
    }
  }

  /// One leg, and why it came.
  private typealias Entry = (key: Key, amount: Amount, cause: Cause)

  private let asked: Asked
  private var lines: [Key: Line] = [:]
  private var isOpen = false
  /// What was held and put in before the first price of its feed.
  private var waiting: [Feed: [Entry]] = [:]
  /// The exchanges of this block of which a part has no price so far.
  private var unpriced: [[Entry]] = []
  /// The feeds that had no price when something was exchanged for them.
  private var missing: Set<Feed> = []
  /// Who took part in such an exchange: what prices did to what they hold cannot be told from it.
  private(set) var unvalued: (events: Int, holders: Set<Holder>) = (0, [])

  init(_ asked: Asked) { self.asked = asked }
}

// MARK: - Reading

extension ValueLedger {
  /// The range begins: what everybody holds before its first event.
  mutating func open(_ venue: VenueState) throws(ArithmeticError) {
    guard !isOpen else { return }
    isOpen = true
    let book = venue.book
    for account in 0..<asked.names.accounts.count {
      let holder = Holder.account(account)
      for line in book.balances(of: account) {
        let amount = Amount(money: try line.balance.net)
        try begin(amount, Key(holder: holder, feed: .asset(line.asset)), venue)
      }
      for line in book.positions(of: account) {
        let position = line.position
        let amount = Amount(contracts: position.size, money: try -position.signedCost)
        try begin(amount, Key(holder: holder, feed: .market(line.market)), venue)
      }
    }
    for leg in book.poolLines { try begin(Self.amount(leg), key(leg), venue) }
  }

  private mutating func begin(
    _ amount: Amount, _ key: Key, _ venue: VenueState
  ) throws(ArithmeticError) {
    guard wants(key.feed), !amount.contracts.isZero || !amount.money.isZero else { return }
    try hold((key, amount, .before))
    try put((key, amount, .before), venue)
  }

  /// An event was applied: values its legs.
  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    if !waiting.isEmpty, event.kind == .priceUpdate || event.kind == .referencePrice {
      try settle(venue)
    }
    let entries = try entries(event, venue.book.lastPostings)
    for entry in entries { try hold(entry) }
    guard entries.contains(where: { $0.cause == .event }) else {
      for entry in entries { try put(entry, venue) }
      return
    }
    // Half of an exchange would be a gain that nobody had.
    guard try withoutPrice(entries, venue).isEmpty else { return unpriced.append(entries) }
    for entry in entries { try put(entry, venue) }
  }

  /// The legs of an event that are asked about.
  private func entries(
    _ event: Event, _ legs: [Posting]
  ) throws(ArithmeticError) -> [Entry] {
    let cause = Self.cause(of: event)
    let taker = event.kind == .liquidationFill ? event.id(.liquidator) : nil
    var entries: [Entry] = []
    for leg in legs where !leg.amount.isZero {
      var (key, amount) = (key(leg), Self.amount(leg))
      guard wants(key.feed) else { continue }
      guard let taker, key.holder == .pool(.world) else {
        entries.append((key, amount, cause))
        continue
      }
      // Who takes from a liquidation pays and is paid outside: it is the taker's gain, and taken out at once.
      entries.append((key, amount, .putIn))
      key.holder = .account(taker)
      entries.append((key, amount, .event))
      amount = Amount(contracts: try -amount.contracts, money: try -amount.money)
      entries.append((key, amount, .putIn))
    }
    return entries
  }

  private static func cause(of event: Event) -> Cause {
    switch event.kind {
    case .deposit, .withdrawal, .borrow, .repay, .transfer, .openingBalance, .openingPosition:
      .putIn
    case .insurance:
      event.choice(.cause) == "contribution" || event.choice(.cause) == "withdrawal"
        ? .putIn : .event
    default: .event
    }
  }

  private static func amount(_ leg: Posting) -> Amount {
    if case .contract = leg.item {
      Amount(contracts: leg.amount)
    } else {
      Amount(money: leg.amount)
    }
  }

  private func key(_ leg: Posting) -> Key {
    let holder: Holder
    var market: Int?
    switch leg.holder {
    case .asset(let account), .debt(let account): holder = .account(account)
    case .position(let account, let id): (holder, market) = (.account(account), id)
    case .pool(let pool):
      holder = .pool(pool)
      if case .clearing(let id) = pool, !asked.names.market(id).isSpot { market = id }
    }
    switch leg.item {
    case .contract(let id): return Key(holder: holder, feed: .market(id))
    case .asset(let id): return Key(holder: holder, feed: market.map { .market($0) } ?? .asset(id))
    }
  }

  private func wants(_ feed: Feed) -> Bool {
    switch feed {
    case .asset(let id): asked.wants(asset: id)
    case .market(let id): asked.wants(asset: asked.names.market(id).quote)
    }
  }

  private mutating func hold(_ entry: Entry) throws(ArithmeticError) {
    let held = lines[entry.key, default: Line()].held
    lines[entry.key, default: Line()].held = Amount(
      contracts: try held.contracts + entry.amount.contracts,
      money: try held.money + entry.amount.money)
  }

  private mutating func put(_ entry: Entry, _ venue: VenueState) throws(ArithmeticError) {
    guard let value = try value(entry.amount, of: entry.key.feed, venue) else {
      return waiting[entry.key.feed, default: []].append(entry)
    }
    try lines[entry.key, default: Line()].value.add(value, entry.cause)
  }

  /// What an amount is worth at the present prices, half-even at 18 decimals; nil without a price.
  private func value(
    _ amount: Amount, of feed: Feed, _ venue: VenueState
  ) throws(ArithmeticError) -> Decimal18? {
    switch feed {
    case .asset(let asset): return try venue.value(amount.money, of: asset)
    case .market(let market):
      guard let mark = venue.known(feed) else { return nil }
      let contracts = try amount.contracts.multiplied(by: mark, rounding: .halfEven)
      return try venue.value(try contracts + amount.money, of: asked.names.market(market).quote)
    }
  }

  /// Values what waits for the first price of its feed.
  private mutating func settle(_ venue: VenueState) throws(ArithmeticError) {
    for feed in waiting.keys.sorted() where try value(Amount(), of: feed, venue) != nil {
      for entry in waiting.removeValue(forKey: feed) ?? [] { try put(entry, venue) }
    }
  }

  /// A block is over: what was exchanged in it is valued at its prices, or not at all.
  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) {
    try settle(venue)
    for entries in unpriced {
      let without = try withoutPrice(entries, venue)
      guard !without.isEmpty else {
        for entry in entries { try put(entry, venue) }
        continue
      }
      missing.formUnion(without)
      unvalued.events += 1
      unvalued.holders.formUnion(entries.map(\.key.holder))
    }
    unpriced.removeAll(keepingCapacity: true)
  }

  private func withoutPrice(
    _ entries: [Entry], _ venue: VenueState
  ) throws(ArithmeticError) -> Set<Feed> {
    var feeds: Set<Feed> = []
    for entry in entries where try value(Amount(), of: entry.key.feed, venue) == nil {
      feeds.insert(entry.key.feed)
    }
    return feeds
  }
}

extension ValueLedger.Value {
  fileprivate mutating func add(
    _ amount: Decimal18, _ cause: ValueLedger.Cause
  ) throws(ArithmeticError) {
    switch cause {
    case .before: before = try before + amount
    case .putIn: putIn = try putIn + amount
    case .event: byEvents = try byEvents + amount
    }
  }

  fileprivate mutating func add(_ other: Self) throws(ArithmeticError) {
    before = try before + other.before
    putIn = try putIn + other.putIn
    byEvents = try byEvents + other.byEvents
    after = try after + other.after
  }
}

// MARK: - The result

extension ValueLedger {
  /// The assets and markets that had no price when something of them moved.
  var undecidable: Set<Feed> { missing.union(waiting.keys) }

  /// The value of everybody, without what never had a price.
  func values(_ venue: VenueState) throws(ArithmeticError) -> [Holder: Value] {
    var values: [Holder: Value] = [:]
    for (key, line) in lines {
      guard let after = try value(line.held, of: key.feed, venue) else { continue }
      var value = line.value
      value.after = after
      try values[key.holder, default: Value()].add(value)
    }
    return values
  }
}
