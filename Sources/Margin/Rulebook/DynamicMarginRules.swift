public import FixedPoint

/// How requirements follow realized volatility: an integer EWMA of squared returns.
public struct DynamicMarginRules: Sendable, Hashable {
  /// The weight of the past, 0 to 1; 0 switches the rule off.
  public var decay = Decimal18.zero
  /// The volatility (root of the mean squared return per price) at which requirements are those of
  /// the tiers.
  public var reference = Decimal18.zero
  /// The least factor.
  public var minimum = Decimal18(1)
  /// The largest factor.
  public var maximum = Decimal18(1)
  /// The largest change of the factor at once.
  public var step = Decimal18(1)

  /// Switched off.
  public init() {}

  /// Whether requirements follow volatility at all.
  public var isOn: Bool { !decay.isZero && !reference.isZero }
}
