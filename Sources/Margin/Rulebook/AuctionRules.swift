public import FixedPoint

/// The terms of auctions.
public struct AuctionRules: Sendable, Hashable {
  /// How the price of a Dutch auction falls.
  public enum Curve: String, Sendable, Hashable, CaseIterable {
    /// To zero in `duration`.
    case linear
    /// By the factor `cut` each second.
    case exponential
    /// By the factor `cut` each `step` seconds.
    case stairStep = "stair_step"
  }

  /// How the price falls.
  public var curve = Curve.linear
  /// The starting price as a multiple of the reference price.
  public var start = Decimal18(1)
  /// How long a linear curve takes to zero, and an English auction at most, in seconds.
  public var duration: Int64 = 3600
  /// The factor of a curve.
  public var cut = Decimal18(1)
  /// The length of a stair.
  public var step: Int64 = 1
  /// After so many seconds an auction must start again; 0 means never.
  public var resetSeconds: Int64 = 0
  /// Below this share of the starting price an auction must start again; 0 means never.
  public var resetDrop = Decimal18.zero
  /// How long the last bid of an English auction must stand, in seconds.
  public var bidSeconds: Int64 = 600
  /// By which factor a bid must beat the last one.
  public var bidStep = Decimal18(1)

  /// An auction from the reference price to zero in an hour.
  public init() {}
}
