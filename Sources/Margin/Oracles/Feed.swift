package import Ledger

/// What has a price: an asset, in the venue's unit, or a market, in its quote asset.
package enum Feed: Sendable, Hashable {
  /// The asset with that id.
  case asset(Int)
  /// The market with that id.
  case market(Int)

  /// The feed an event is about; nil when it names neither an asset nor a market.
  package init?(_ event: borrowing Event) {
    if let asset = event.id(.asset) {
      self = .asset(asset)
    } else if let market = event.id(.market) {
      self = .market(market)
    } else {
      return nil
    }
  }

  /// The feed with that key.
  package init(key: Int) {
    self = key & 1 == 0 ? .asset(key >> 1) : .market(key >> 1)
  }

  /// Its place in tables: twice the id, and 1 more for a market.
  package var key: Int {
    switch self {
    case .asset(let id): id << 1
    case .market(let id): id << 1 | 1
    }
  }
}

extension Feed: Comparable {
  /// Compares by key: by id, and the asset before the market.
  package static func < (a: Feed, b: Feed) -> Bool { a.key < b.key }
}

// MARK: - Texts

extension Feed {
  /// The feed that a text names; nil when nothing declared is meant.
  ///
  /// `asset:ETH` and `market:ETH-USD` say which; a bare name is a market's, or else an asset's.
  package init?(_ text: some StringProtocol, names: borrowing Names) {
    if text.hasPrefix(Self.assetPrefix),
      let id = names.assets.id(of: String(text.dropFirst(Self.assetPrefix.count)))
    {
      self = .asset(id)
    } else if text.hasPrefix(Self.marketPrefix),
      let id = names.markets.id(of: String(text.dropFirst(Self.marketPrefix.count)))
    {
      self = .market(id)
    } else if let id = names.markets.id(of: String(text)) {
      self = .market(id)
    } else if let id = names.assets.id(of: String(text)) {
      self = .asset(id)
    } else {
      return nil
    }
  }

  /// The text that says what it is, as scopes of parameters do: `market:ETH-USD`.
  package func scope(_ names: borrowing Names) -> String {
    switch self {
    case .asset: Self.assetPrefix + name(names)
    case .market: Self.marketPrefix + name(names)
    }
  }

  /// The shortest text that means it: its name, or its scope where the name means another feed.
  package func text(_ names: borrowing Names) -> String {
    let name = name(names)
    return Feed(name, names: names) == self ? name : scope(names)
  }

  /// Its name.
  package func name(_ names: borrowing Names) -> String {
    switch self {
    case .asset(let id): names.assets[id]
    case .market(let id): names.markets[id]
    }
  }

  private static let assetPrefix = "asset:"
  private static let marketPrefix = "market:"
}

// MARK: - Tables

/// A value for each feed, found by its key.
struct FeedTable<Value: Sendable>: Sendable {
  private var values: [Value] = []
  private let initial: Value

  /// A table in which every feed has that value.
  init(initial: Value) { self.initial = initial }

  /// The keys that may have another value than the initial one, in the order of feeds.
  var keys: Range<Int> { 0..<values.count }

  subscript(feed: Feed) -> Value {
    get { feed.key < values.count ? values[feed.key] : initial }
    _modify {
      while values.count <= feed.key { values.append(initial) }
      yield &values[feed.key]
    }
  }
}
