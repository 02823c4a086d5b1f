/// How what is liquidated was sold, as the `liquidation_fill` event says it.
///
/// The engine's own words; logs of others may have more.
package enum FillMechanism: String, Sendable, Hashable, CaseIterable {
  case orderBook = "order_book"
  case fixedSpread = "fixed_spread"
  case dutchAuction = "dutch_auction"
  case englishAuction = "english_auction"
  case amm
  case batch
  /// The backstop account takes over a position.
  case backstop
  case stabilityPool = "stability_pool"
}
