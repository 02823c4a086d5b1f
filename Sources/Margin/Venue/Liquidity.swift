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

  /// What a liquidation does to an automated market maker's reserves beside its size.
  struct PoolTerms {
    /// The pool's share of what comes in.
    var fee: Decimal18
    /// The decimals of what is paid.
    var decimals: Int
    /// What it pays for collateral; nil for what its curve gives, rounded as an account gets it.
    var paid: Decimal18?
  }

  /// Takes what a liquidation sold or bought out of the book or the reserves.
  mutating func apply(
    fill event: borrowing Event, _ terms: PoolTerms
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
      guard var pool = pool(feed, fee: terms.fee) else { return }
      if buys {
        _ = try pool.buy(size, moneyDecimals: terms.decimals)
      } else {
        _ = try pool.sell(size, atMost: terms.paid ?? .max, moneyDecimals: terms.decimals)
      }
      reserves[feed] = Reserves(base: pool.base, quote: pool.quote)
    default: break
    }
  }
}

extension VenueState {
  /// The decimals of the unit of account; the most there are where it is no asset.
  func unitDecimals(_ names: Names) -> Int {
    terms.unit.map { names.decimals(ofAsset: $0) } ?? Decimal18.scale
  }

  /// What a liquidation fill means for an automated market maker: what an account gets leaves the reserves, no
  /// more.
  ///
  /// - Throws: `ArithmeticError` when what is paid has no place in the unit of account.
  func poolTerms(
    of fill: borrowing Event, _ names: Names
  ) throws(ArithmeticError) -> Liquidity.PoolTerms {
    let fee = rulebook.liquidation.ammFee
    if let market = fill.id(.market) {
      return .init(fee: fee, decimals: names.decimals(ofAsset: names.market(market).quote))
    }
    let decimals = unitDecimals(names)
    guard let asset = fill.id(.repaidAsset), let repaid = fill.decimal(.repaid),
      let price = price(ofAsset: asset)
    else { return .init(fee: fee, decimals: decimals) }
    return .init(
      fee: fee, decimals: decimals,
      paid: try repaid.multiplied(by: price, rounding: .up)
        .rounded(toDecimals: decimals, rounding: .up))
  }
}
