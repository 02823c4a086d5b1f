public import FixedPoint

/// What stops trading or liquidation when a price moves too far.
public struct BreakerRules: Sendable, Hashable {
  /// What is watched and halted.
  public enum Halts: String, Sendable, Hashable, CaseIterable {
    case trading, liquidation, all
  }

  /// The asset or market whose reference price is watched.
  public var watches = ""
  /// The window, in seconds.
  public var windowSeconds: Int64 = 0
  /// The move from the highest or lowest price of the window, as a share of that price, that trips it.
  public var move = Decimal18(1)
  /// What stops.
  public var halts = Halts.liquidation
  /// After how many seconds without another trip it goes on; 0 means only by decision.
  public var resumeSeconds: Int64 = 0

  /// A breaker that never trips.
  public init() {}
}
