internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin

/// Knows which of the followed accounts may stand otherwise than when they were last looked at.
///
/// An account stands as its holdings, their prices, the indices and the rules say. So only those are looked
/// at that an event named or that hold something whose price moved; everybody, where an index or a rule did.
/// Accounts are named by their place among those that are followed.
struct MovedAccounts: Sendable {
  /// The feeds that the value of each account depends on, by their keys.
  private var held: [[Int]]
  private var isTouched: [Bool]
  private var touched: [Int] = []
  private var looksAtAll = true
  /// The prices at the last look by the key of their feed: the venue's and the market's.
  private var prices: [Prices] = []
  private var factors: [Decimal18] = []
  /// Whether nothing is left out, to check what is left out else.
  private let isNaive: Bool

  private struct Prices: Equatable {
    var venue: Decimal18?
    var market: Decimal18?
  }

  init(count: Int, isNaive: Bool) {
    held = Array(repeating: [], count: count)
    isTouched = Array(repeating: false, count: count)
    self.isNaive = isNaive
  }

  /// An event was applied.
  mutating func take(_ event: borrowing Event) {
    if event.kind.movesAll { looksAtAll = true }
  }

  /// An event named the account at this place; the venue is as after it.
  mutating func touch(_ place: Int, _ account: Int, _ venue: borrowing VenueState, _ names: Names) {
    held[place] = Self.feeds(of: account, venue.book, names)
    guard !isTouched[place] else { return }
    isTouched[place] = true
    touched.append(place)
  }

  /// The places to look at now, in order.
  mutating func look(at venue: borrowing VenueState, _ names: Names) -> [Int] {
    let moved = movedFeeds(venue, names)
    if factors != venue.terms.factors {
      factors = venue.terms.factors
      looksAtAll = true
    }
    defer {
      looksAtAll = isNaive
      for place in touched { isTouched[place] = false }
      touched.removeAll(keepingCapacity: true)
    }
    if looksAtAll { return Array(held.indices) }
    guard moved.contains(true) else { return touched.sorted() }
    return held.indices.filter { place in
      isTouched[place] || held[place].contains { moved[$0] }
    }
  }

  /// By the key of each feed whether its price moved.
  private mutating func movedFeeds(_ venue: borrowing VenueState, _ names: Names) -> [Bool] {
    let count = 2 * max(names.assets.count, names.markets.count)
    while prices.count < count { prices.append(Prices()) }
    var moved = [Bool](repeating: false, count: count)
    for key in 0..<count {
      let feed = Feed(key: key)
      let price: Decimal18? =
        switch feed {
        case .asset(let asset): venue.price(ofAsset: asset)
        case .market(let market): venue.price(ofMarket: market)
        }
      let now = Prices(venue: price, market: venue.marketPrice(of: feed))
      guard now != prices[key] else { continue }
      prices[key] = now
      moved[key] = true
    }
    return moved
  }

  private static func feeds(of account: Int, _ book: borrowing Book, _ names: Names) -> [Int] {
    var feeds: [Int] = []
    for line in book.balances(of: account) { feeds.append(Feed.asset(line.asset).key) }
    for line in book.positions(of: account) {
      feeds.append(Feed.market(line.market).key)
      feeds.append(Feed.asset(names.market(line.market).quote).key)
    }
    return feeds
  }
}

extension Kind {
  /// Whether it may change how accounts stand that it does not name, by more than a price.
  fileprivate var movesAll: Bool {
    switch self {
    case .venue, .asset, .market, .parameter, .fundingIndex, .interestIndex, .socializedLoss,
      .settlementOverride:
      true
    default: false
    }
  }
}
