package import FixedPoint
package import Ledger

/// What order books and automated market makers would take, as far as the log says.
package struct Liquidity: Sendable {
  private var books = FeedTable(initial: DepthBook())
  private var reserves = FeedTable(initial: Reserves?.none)

  package init() {}

  private struct Reserves: Sendable {
    var base: Decimal18
    var quote: Decimal18
  }

  /// The order book of a feed.
  package func book(_ feed: Feed) -> DepthBook { books[feed] }

  /// The market maker of a feed; nil when none is known.
  package func pool(_ feed: Feed, fee: Decimal18) -> ConstantProduct? {
    reserves[feed].map { ConstantProduct(base: $0.base, quote: $0.quote, fee: fee) }
  }

  /// Takes in what the world offers.
  package mutating func apply(_ event: borrowing Event) {
    guard let feed = Feed(event), let size = event.decimal(.size) else { return }
    if event.kind == .liquidity {
      reserves[feed] = Reserves(base: size, quote: event.decimal(.notional) ?? .zero)
    } else if let price = event.decimal(.price) {
      books[feed].set(side: event.choiceIndex(.side) == 0 ? .bid : .ask, price: price, size: size)
    }
  }

  /// Takes what a liquidation sold or bought out of the book or the reserves.
  package mutating func apply(
    fill event: borrowing Event, ammFee: Decimal18
  ) throws(ArithmeticError) {
    guard let feed = Feed(event), let size = event.decimal(.size),
      let mechanism = event.choice(.mechanism)
    else { return }
    // Collateral is sold; a position is sold or bought back.
    let buys = event.choiceIndex(.side) == 0 && event.has(.market)
    switch mechanism {
    case "order_book", "batch":
      if buys {
        _ = try books[feed].take(buying: size)
      } else {
        _ = try books[feed].take(selling: size)
      }
    case "amm":
      guard var pool = pool(feed, fee: ammFee) else { return }
      if buys { _ = try pool.buy(size) } else { _ = try pool.sell(size) }
      reserves[feed] = Reserves(base: pool.base, quote: pool.quote)
    default: break
    }
  }
}
