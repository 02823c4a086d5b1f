/// What an auction sells.
package enum AuctionSubject: Sendable, Hashable {
  /// Collateral: the id of its asset.
  case asset(Int)
  /// A position: the id of its market.
  case market(Int)
}

/// How an auction ended, as the `auction_end` event says it.
package enum AuctionOutcome: String, Sendable, Hashable, CaseIterable {
  /// The debt is covered; what is left of the lot goes back.
  case raised
  /// Everything is sold and the debt is not covered.
  case sold
  /// Nobody bid.
  case unsold
}
