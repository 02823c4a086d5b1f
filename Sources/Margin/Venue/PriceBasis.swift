/// Which prices accounts are valued at.
package enum PriceBasis: Sendable, Hashable {
  /// The venue's own.
  case reference
  /// What the world pays, where the source `market` says so.
  case market
}
