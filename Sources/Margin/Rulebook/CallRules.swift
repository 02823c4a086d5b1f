public import FixedPoint

/// The ladder of margin calls.
public struct CallRules: Sendable, Hashable {
  /// One rung.
  public struct Level: Sendable, Hashable {
    /// The coverage (1 is the maintenance line) below which it is reached.
    public var coverage = Decimal18(1)
    /// How the notice is sent, comma between; empty for no notice.
    public var channels = ""

    /// The last rung.
    public init() {}
  }

  /// The rungs, the highest coverage first.
  ///
  /// The last, at 1, is the margin call itself; none at all means that the venue never calls, and
  /// liquidates at once.
  public var levels: [Level] = []
  /// How many whole blocks an account has from the last rung until it may be liquidated.
  public var graceBlocks: Int64 = 0
  /// How many seconds it has; with both, both must have passed.
  public var graceSeconds: Int64 = 0
  /// The coverage at which an open call is cured.
  public var cure = Decimal18(1)

  /// No calls.
  public init() {}
}
