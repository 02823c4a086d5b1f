public import FixedPoint
internal import Ledger

/// The latest price of each asset (in the venue's unit) and each market (in its quote asset).
///
/// Where the venue says which price it judges by, that is the price, and what sources say is not.
public struct PriceBoard: Sendable {
  /// A price and when it became known.
  public struct Price: Sendable, Hashable {
    /// For one whole unit.
    public let value: Decimal18
    /// The number of its event.
    public let seq: Int64
    /// The block it became known in.
    public let block: Int64
    /// Whether it is the price the venue settled on.
    public let isReference: Bool
    /// Whether accounts may be judged by it; a source's own price always may.
    public let isValid: Bool
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
    let isReference = event.kind == .referencePrice
    let price = Price(
      value: value, seq: event.seq, block: event.position.block, isReference: isReference,
      isValid: !isReference || event.choiceIndex(.status) == 0)
    if let asset = event.id(.asset) {
      Self.store(price, at: asset, in: &assets)
    } else if let market = event.id(.market) {
      Self.store(price, at: market, in: &markets)
    }
  }

  private static func store(_ price: Price, at id: Int, in prices: inout [Price?]) {
    while prices.count <= id { prices.append(nil) }
    if let last = prices[id], last.isReference, !price.isReference { return }
    prices[id] = price
  }
}
