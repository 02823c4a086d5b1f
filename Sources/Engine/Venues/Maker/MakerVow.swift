package import FixedPoint

/// The system's own balance: its surplus and its bad debt, rads.
package struct MakerVow: Sendable, Hashable {
  /// The stablecoins that it holds.
  package var dai: Int256
  /// All bad debt.
  package var sin: Int256
  /// The bad debt that still waits.
  package var queued: Int256
  /// The bad debt that is up for auction.
  package var auctioned: Int256

  /// A balance.
  package init(dai: Int256, sin: Int256, queued: Int256, auctioned: Int256) {
    self.dai = dai
    self.sin = sin
    self.queued = queued
    self.auctioned = auctioned
  }

  /// The bad debt that neither waits nor is up for auction.
  package var free: Int256 {
    get throws(ArithmeticError) { try sin - queued - auctioned }
  }

  /// Whether debt of the lot size `sump` may be auctioned: enough of it is free, and no surplus
  /// is there to pay it.
  package func canFlop(sump: Int256) throws(ArithmeticError) -> Bool {
    guard dai.isZero else { return false }
    return try sump <= free
  }

  /// Whether surplus of the lot size `bump` may be auctioned: `dai ≥ sin + bump + hump`, and no
  /// bad debt is free.
  package func canFlap(bump: Int256, hump: Int256) throws(ArithmeticError) -> Bool {
    guard try dai >= sin + bump + hump else { return false }
    return try free.isZero
  }

  /// Whether bad debt that waited so many seconds may be used.
  package static func canFlog(wait: Int256, elapsed: Int256) -> Bool {
    elapsed >= wait
  }

  /// What a winning bid pays of the debt on auction, and what is left of that.
  package static func kiss(
    bid: Int256, ash: Int256
  ) throws(ArithmeticError) -> (kissed: Int256, ash: Int256) {
    let kissed = min(bid, ash)
    return (kissed, try ash - kissed)
  }
}

/// The rules for bids of the older, ascending and descending auctions.
///
/// A bid must beat the one before it by the factor `beg`, a wad.
package enum MakerBids {
  /// Whether a bid in stablecoins for a fixed lot of collateral counts.
  ///
  /// At most what is to be raised; a bid of exactly that need not beat the factor.
  package static func isFlipTend(
    bid: Int256, previous: Int256, tab: Int256, beg: Int256
  ) throws(ArithmeticError) -> Bool {
    guard bid <= tab, bid > previous else { return false }
    if bid == tab { return true }
    return try beats(bid, previous, beg)
  }

  /// Whether an offer to take less collateral for the full tab counts.
  package static func isFlipDent(
    lot: Int256, previous: Int256, beg: Int256
  ) throws(ArithmeticError) -> Bool {
    guard lot < previous else { return false }
    return try beg * lot <= previous * MakerMath.wad
  }

  /// Whether a bid for surplus counts.
  package static func isFlapTend(
    bid: Int256, previous: Int256, beg: Int256
  ) throws(ArithmeticError) -> Bool {
    guard bid > previous else { return false }
    return try beats(bid, previous, beg)
  }

  /// The lot of a debt auction that starts again without bids: `floor(pad·lot / 1e18)`.
  package static func flopTick(lot: Int256, pad: Int256) throws(ArithmeticError) -> Int256 {
    try MakerMath.wadMultiply(pad, lot)
  }

  private static func beats(
    _ bid: Int256, _ previous: Int256, _ beg: Int256
  ) throws(ArithmeticError) -> Bool {
    try bid * MakerMath.wad >= beg * previous
  }
}
