internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin

/// The prices of a stress test and what the world offers at them: the facts of each round.
struct StressPrices {
  /// The price of every feed that has one.
  private(set) var present: [Feed: Decimal18] = [:]

  private let names: Names
  private let usesDepth: Bool
  private let before: [Feed: Decimal18]
  /// The order books that sales of seized collateral have to find buyers in.
  private var books: [Feed: DepthBook] = [:]
  private var hasMoved = false

  /// The one source that counts during a test.
  static let source = "stress"

  init(
    _ state: VenueState, names: Names, shocks: [(feed: Feed, price: Decimal18)], usesDepth: Bool
  ) {
    self.names = names
    self.usesDepth = usesDepth
    var known: [Feed: Decimal18] = [:]
    for key in 0..<2 * max(names.assets.count, names.markets.count) {
      let feed = Feed(key: key)
      if let price = Self.price(feed, state, names) { known[feed] = price }
    }
    before = known
    for (feed, price) in shocks { known[feed] = price }
    present = known
  }

  private static func price(_ feed: Feed, _ state: VenueState, _ names: Names) -> Decimal18? {
    switch feed {
    case .asset(let id):
      id < names.assets.count && id != state.terms.unit ? state.price(of: feed) : nil
    case .market(let id): id < names.markets.count ? state.price(of: feed) : nil
    }
  }

  /// Whether a price has moved since this was last asked.
  mutating func takeMove() -> Bool {
    defer { hasMoved = false }
    return hasMoved
  }

  // MARK: - Facts

  /// What the world says at the beginning of a round.
  mutating func facts(
    of state: VenueState, isFirst: Bool
  ) throws(ArithmeticError) -> [Event] {
    var facts = isFirst ? Self.rules : []
    for feed in present.keys.sorted() {
      guard let price = present[feed] else { continue }
      facts.append(Self.quote(feed, price, Self.source))
      if state.marketPrice(of: feed) != nil {
        facts.append(Self.quote(feed, price, OracleBoard.market))
      }
    }
    if !usesDepth {
      facts += try endless(state)
    } else if isFirst {
      facts += try moved(state)
    }
    return facts
  }

  /// The rules by which the test's own source is believed at once.
  private static var rules: [Event] {
    [
      ("sources.count", "1"), ("sources.0", source), ("quorum", "1"), ("stale_seconds", "0"),
      ("confidence", "0"), ("twap_seconds", "0"), ("twap_divergence", "0"),
    ].map { name, value in
      event(.parameter) {
        $0.set(.scope, text: "venue")
        $0.set(.name, text: "oracle.\(name)")
        $0.set(.value, text: value)
        $0.set(.authority, text: source)
      }
    }
  }

  /// Order books that take every open position at the round's price.
  private func endless(_ state: VenueState) throws(ArithmeticError) -> [Event] {
    var facts: [Event] = []
    for market in 0..<names.markets.count {
      guard let price = present[.market(market)], price > .zero else { continue }
      var size = Decimal18.zero
      for open in state.book.openPositions(in: market) {
        size = try size + open.position.size.magnitude
      }
      facts += Self.levels(of: .market(market), state.liquidity.book(.market(market))) { level in
        Decimal18.zero
      }
      for side in DepthBook.Side.allCases where size > .zero {
        facts.append(Self.depth(.market(market), side, price, size))
      }
    }
    return facts
  }

  /// The recorded books and reserves, moved with the prices they stood around.
  private mutating func moved(_ state: VenueState) throws(ArithmeticError) -> [Event] {
    var facts: [Event] = []
    for feed in present.keys.sorted() {
      guard let old = before[feed], let new = present[feed], old > .zero else { continue }
      let book = state.liquidity.book(feed)
      var fresh = DepthBook()
      for side in DepthBook.Side.allCases {
        for level in book.levels(side) {
          let price = try level.price.multiplied(by: new, dividedBy: old, rounding: .halfEven)
          fresh.set(side: side, price: price, size: level.size)
        }
      }
      books[feed] = fresh
      guard old != new else { continue }
      facts += Self.levels(of: feed, book) { _ in .zero }
      facts += Self.levels(of: feed, fresh) { $0 }
      guard let pool = state.liquidity.pool(feed, fee: .zero) else { continue }
      let quote = try pool.quote.multiplied(by: new, dividedBy: old, rounding: .halfEven)
      facts.append(
        Self.event(.liquidity) {
          Self.set(feed, in: &$0)
          $0.set(.size, decimal: pool.base)
          $0.set(.notional, decimal: quote)
        })
    }
    return facts
  }

  // MARK: - Slippage

  /// Lowers prices by what was sold, and raises them by what was bought.
  ///
  /// A position closed in a book or pool leaves its last price behind; collateral that somebody took is sold
  /// into the recorded bids of its asset, or else of the first market that has any.
  mutating func follow(_ events: [Event], _ state: VenueState) throws(ArithmeticError) {
    var last: [Feed: Decimal18] = [:]
    for event in events where event.kind == .liquidationFill {
      guard let size = event.decimal(.size), let price = event.decimal(.price) else { continue }
      if let market = event.id(.market) {
        guard event.choice(.mechanism) != "backstop" else { continue }
        let feed = Feed.market(market)
        let isSale = event.choiceIndex(.side) != 0
        if event.choice(.mechanism) == "amm" {
          last[feed] = try state.liquidity.pool(feed, fee: .zero)?.spot()
        } else {
          last[feed] = price
          _ =
            isSale
            ? try books[feed, default: DepthBook()].take(selling: size)
            : try books[feed, default: DepthBook()].take(buying: size)
        }
      } else if let asset = event.id(.asset) {
        let feed = Feed.asset(asset)
        if event.choice(.mechanism) == "amm" {
          last[feed] = try state.liquidity.pool(feed, fee: .zero)?.spot()
        } else if let place = outlet(asset) {
          let worst = try books[place, default: DepthBook()].take(selling: size).worst
          if let worst, worst < last[place] ?? present[place] ?? .zero { last[place] = worst }
        }
      }
    }
    for feed in last.keys.sorted() {
      guard let now = present[feed], now > .zero, let price = try bounded(last[feed], feed),
        price != now
      else { continue }
      for linked in linked(feed) {
        guard let own = present[linked] else { continue }
        let moved =
          linked == feed
          ? price : try own.multiplied(by: price, dividedBy: now, rounding: .halfEven)
        present[linked] = try bounded(moved, linked) ?? moved
      }
      hasMoved = true
    }
  }

  /// A price that is followed: whoever drains a pool or a book may drive it beyond all bounds.
  private func bounded(
    _ price: Decimal18?, _ feed: Feed
  ) throws(ArithmeticError) -> Decimal18? {
    guard let price, let start = before[feed] else { return nil }
    let lowest = try start.multiplied(by: 1, dividedBy: Self.farthest, rounding: .up)
    return try max(lowest, min(price, start.multiplied(by: Self.farthest)))
  }

  /// How many times the price before the test a price may come to, or what part of it.
  private static let farthest: Int64 = 1000

  /// Where collateral is sold: the asset's own book, or that of a market it is the base of.
  private func outlet(_ asset: Int) -> Feed? {
    linked(.asset(asset)).first { books[$0]?.best(.bid) != nil }
  }

  /// The asset of a feed and the markets it is the base of.
  private func linked(_ feed: Feed) -> [Feed] {
    let asset =
      switch feed {
      case .asset(let id): id
      case .market(let id): names.market(id).base
      }
    return [.asset(asset)]
      + (0..<names.markets.count).filter { names.market($0).base == asset }.map { .market($0) }
  }

  // MARK: - Events

  private static func levels(
    of feed: Feed, _ book: DepthBook, size: (Decimal18) -> Decimal18
  ) -> [Event] {
    DepthBook.Side.allCases.flatMap { side in
      book.levels(side).map { depth(feed, side, $0.price, size($0.size)) }
    }
  }

  private static func quote(_ feed: Feed, _ price: Decimal18, _ source: String) -> Event {
    event(.priceUpdate) {
      set(feed, in: &$0)
      $0.set(.source, text: source)
      $0.set(.price, decimal: price)
    }
  }

  private static func depth(
    _ feed: Feed, _ side: DepthBook.Side, _ price: Decimal18, _ size: Decimal18
  ) -> Event {
    event(.depth) {
      set(feed, in: &$0)
      $0.set(.side, choice: side.rawValue)
      $0.set(.price, decimal: price)
      $0.set(.size, decimal: size)
    }
  }

  private static func set(_ feed: Feed, in event: inout Event) {
    switch feed {
    case .asset(let id): event.set(.asset, integer: Int64(id))
    case .market(let id): event.set(.market, integer: Int64(id))
    }
  }

  private static func event(_ kind: Kind, _ fill: (inout Event) -> Void) -> Event {
    var event = Event(kind)
    fill(&event)
    return event
  }
}
