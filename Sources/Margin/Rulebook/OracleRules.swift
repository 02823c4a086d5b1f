public import FixedPoint

/// Which price is believed.
public struct OracleRules: Sendable, Hashable {
  /// How one price is made of several.
  public enum Rule: String, Sendable, Hashable, CaseIterable {
    /// The last one.
    case last
    /// The median of the sources that are valid; of an even number the lower one.
    case median
  }

  /// The sources that count; none means all but `market`.
  public var sources: [String] = []
  /// How one price is made of them.
  public var rule = Rule.last
  /// How many sources must be valid.
  public var quorum: Int64 = 1
  /// A price is stale when it was published longer ago, in seconds; 0 means never.
  public var staleSeconds: Int64 = 0
  /// A source should publish at least this often, in seconds; 0 means that nothing is expected.
  public var heartbeatSeconds: Int64 = 0
  /// And whenever its price moved by this share; 0 means that nothing is expected.
  public var deviation = Decimal18.zero
  /// A price is uncertain when half its band is more than this share of it; 0 means never.
  public var confidence = Decimal18.zero
  /// The window of the time-weighted average, in seconds; 0 means that there is none.
  public var twapSeconds: Int64 = 0
  /// A price is divergent when it is further than this share from the average.
  public var twapDivergence = Decimal18.zero
  /// Whether a source that says it is at its floor or cap is believed.
  public var acceptsBounds = false

  /// The last price of any source.
  public init() {}
}
