/// The small ids of accounts, assets and markets, and what was declared of the latter two.
public struct Names: Sendable {
  /// The accounts, in the order of their first appearance.
  public private(set) var accounts = NameTable()
  /// The assets, in the order of their declarations.
  public private(set) var assets = NameTable()
  /// The markets, in the order of their declarations.
  public private(set) var markets = NameTable()

  private var assetDecimals: [Int] = []
  private var marketTerms: [Market] = []

  /// No names.
  public init() {}

  /// What a `market` event declares.
  public struct Market: Sendable, Hashable {
    /// The asset that is traded.
    public let base: Int
    /// The asset it is priced and settled in.
    public let quote: Int
    /// Whether fills exchange the assets themselves, without a position.
    public let isSpot: Bool

    package init(base: Int, quote: Int, isSpot: Bool) {
      self.base = base
      self.quote = quote
      self.isSpot = isSpot
    }
  }

  /// The most decimals an amount of the asset may have.
  public func decimals(ofAsset id: Int) -> Int { assetDecimals[id] }

  /// What was declared of the market.
  public func market(_ id: Int) -> Market { marketTerms[id] }

  /// The id of an account, which is added if it is new.
  @discardableResult
  package mutating func internAccount(_ text: Span<UInt8>, in range: Range<Int>) -> Int {
    accounts.intern(text, in: range)
  }

  /// The id of an account, which is added if it is new.
  @discardableResult
  package mutating func internAccount(_ name: String) -> Int {
    accounts.intern(name)
  }

  /// Declares an asset and gives its id; nil when the name is taken.
  package mutating func declareAsset(
    _ text: Span<UInt8>, in range: Range<Int>, decimals: Int
  ) -> Int? {
    let count = assets.count
    guard assets.intern(text, in: range) == count else { return nil }
    assetDecimals.append(decimals)
    return count
  }

  /// Declares a market and gives its id; nil when the name is taken.
  package mutating func declareMarket(
    _ text: Span<UInt8>, in range: Range<Int>, _ market: Market
  ) -> Int? {
    let count = markets.count
    guard markets.intern(text, in: range) == count else { return nil }
    marketTerms.append(market)
    return count
  }

  /// A place to come back to.
  package struct Mark: Sendable, Hashable {
    package let accounts: Int
    package let assets: Int
    package let markets: Int
  }

  /// The present place.
  package var mark: Mark {
    Mark(accounts: accounts.count, assets: assets.count, markets: markets.count)
  }

  /// Forgets everything added since `mark`.
  package mutating func restore(_ mark: Mark) {
    accounts.truncate(to: mark.accounts)
    assets.truncate(to: mark.assets)
    markets.truncate(to: mark.markets)
    assetDecimals.removeSubrange(mark.assets...)
    marketTerms.removeSubrange(mark.markets...)
  }

  /// What was added after a place.
  package struct Additions: Sendable {
    /// The place.
    package let start: Mark
    fileprivate let accounts: NameTable.Names
    fileprivate let assets: NameTable.Names
    fileprivate let markets: NameTable.Names
    fileprivate let assetDecimals: ArraySlice<Int>
    fileprivate let marketTerms: ArraySlice<Market>
  }

  /// Everything added since `mark`.
  package func additions(since mark: Mark) -> Additions {
    Additions(
      start: mark,
      accounts: accounts.suffix(from: mark.accounts), assets: assets.suffix(from: mark.assets),
      markets: markets.suffix(from: mark.markets), assetDecimals: assetDecimals[mark.assets...],
      marketTerms: marketTerms[mark.markets...])
  }

  /// Adds what was added elsewhere after the same place.
  ///
  /// - Precondition: `additions.start` is the present place.
  package mutating func add(_ additions: Additions) {
    precondition(additions.start == mark, "these names do not follow the known ones")
    accounts.intern(additions.accounts)
    assets.intern(additions.assets)
    markets.intern(additions.markets)
    assetDecimals += additions.assetDecimals
    marketTerms += additions.marketTerms
  }
}
