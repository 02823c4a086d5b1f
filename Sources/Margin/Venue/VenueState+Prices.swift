internal import Engine
package import FixedPoint
internal import Ledger

/// Which prices accounts are valued at.
extension VenueState {
  /// The price of an asset in the unit of account; nil when there is none to judge by.
  package func price(ofAsset asset: Int) -> Decimal18? {
    if asset == terms.unit { return Decimal18(1) }
    if basis == .market, let price = marketPrice(of: .asset(asset)) { return price }
    guard let price = book.prices.asset(asset), price.isReference, price.isValid else {
      return nil
    }
    return price.value
  }

  /// The price of a market in its quote asset; nil when there is none to judge by.
  package func price(ofMarket market: Int) -> Decimal18? {
    if basis == .market, let price = marketPrice(of: .market(market)) { return price }
    guard let price = book.prices.market(market), price.isReference, price.isValid else {
      return nil
    }
    return price.value
  }

  /// What the world pays for an asset or market, where a source says so; nil when none does.
  package func marketPrice(of feed: Feed) -> Decimal18? {
    oracle.reading(feed, source: OracleBoard.market)?.price
  }

  /// The price of a unit of gas in the unit of account; nil when gas has none.
  ///
  /// It is what the world asks, whoever says so: no account is judged by it.
  package var gasPrice: Decimal18? { terms.gasAsset.flatMap { book.prices.asset($0)?.value } }
}
