public import FixedPoint
internal import Ledger

/// The latest price of each asset (in the venue's unit) and each market (in its quote asset).
public struct PriceBoard: Sendable {
  /// A price and when it became known.
  public struct Price: Sendable, Hashable {
    /// For one whole unit.
    public let value: Decimal18
    /// The number of its event.
    public let seq: Int64
    /// The block it became known in.
    public let block: Int64
  }

  private var assets: [Price?] = []
  private var markets: [Price?] = []

  init() {}

  /// The latest price of an asset; nil when none was recorded.
  public func asset(_ id: Int) -> Price? { id < assets.count ? assets[id] : nil }

  /// The latest price of a market; nil when none was recorded.
  public func market(_ id: Int) -> Price? { id < markets.count ? markets[id] : nil }

  mutating func update(from event: borrowing Event) {
    guard let value = event.decimal(.price) else { return }
    let price = Price(value: value, seq: event.seq, block: event.position.block)
    if let asset = event.id(.asset) {
      Self.store(price, at: asset, in: &assets)
    } else if let market = event.id(.market) {
      Self.store(price, at: market, in: &markets)
    }
  }

  private static func store(_ price: Price, at id: Int, in prices: inout [Price?]) {
    while prices.count <= id { prices.append(nil) }
    prices[id] = price
  }
}
