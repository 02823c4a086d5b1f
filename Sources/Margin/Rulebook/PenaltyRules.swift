public import FixedPoint

/// What a liquidated account pays beyond its debt, as a share of what is repaid or closed.
///
/// At a fixed spread that is the buyer's bonus; with tiers it is the asset's own, and the rate is the
/// venue's share of it.
public struct PenaltyRules: Sendable, Hashable {
  /// How the rate is found.
  public enum Mode: String, Sendable, Hashable, CaseIterable {
    /// By the tiers.
    case tiered
    /// From `rate` to `maximum`, linear in the time since the breach.
    case ramp
    /// 1 − coverage, at most `maximum`.
    case oneMinusHealth = "one_minus_health"
  }

  /// One tier: the rate from a value on.
  public struct Tier: Sendable, Hashable {
    /// The value of what is liquidated at once from which it holds.
    public var above = Decimal18.zero
    /// The share.
    public var rate = Decimal18.zero

    /// Nothing.
    public init() {}
  }

  /// How the rate is found.
  public var mode = Mode.tiered
  /// The rates by size.
  public var tiers: [Tier] = []
  /// Where a ramp begins.
  public var rate = Decimal18.zero
  /// Where a ramp ends, and the most a penalty may be.
  public var maximum = Decimal18(1)
  /// How long a ramp is.
  public var rampSeconds: Int64 = 0
  /// The share of each penalty that goes to the insurance fund.
  public var toFund = Decimal18.zero

  /// No penalty.
  public init() {}
}
