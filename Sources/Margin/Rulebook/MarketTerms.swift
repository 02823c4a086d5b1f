public import FixedPoint

/// What a position in a market requires.
public struct MarketTerms: Sendable, Hashable {
  /// One tier of requirements: it holds for the part of the notional from `above` on.
  public struct Tier: Sendable, Hashable {
    /// The notional, in the quote asset, from which it holds.
    public var above = Decimal18.zero
    /// Initial margin, as a share of the notional.
    public var initial = Decimal18.zero
    /// Maintenance margin, as a share of the notional.
    public var maintenance = Decimal18.zero

    /// A tier that requires nothing.
    public init() {}
  }

  /// The tiers, by `above`; the first begins at 0.
  ///
  /// The requirement is the sum over tiers of rate × the part of the notional inside the tier: it
  /// has no jumps. That equals `notional × rate − deduction` of the exchanges.
  public var tiers: [Tier] = []
  /// Open interest, in the quote asset, up to which the initial margin is that of the tiers; 0
  /// means that it never grows.
  public var openInterestLower = Decimal18.zero
  /// Open interest at which the initial margin has grown to 1.
  public var openInterestUpper = Decimal18.zero
  /// The insurance fund of the market; empty for the shared one.
  public var fund = ""

  /// A market that requires nothing.
  public init() {}
}
