public import FixedPoint

/// How an asset counts for and against an account.
public struct AssetTerms: Sendable, Hashable {
  /// The share of its value that covers requirements (liquidation threshold).
  public var weight = Decimal18(1)
  /// The share of its value that covers new risk (loan to value).
  public var initialWeight = Decimal18(1)
  /// The multiple of a debt's value that is required (collateralisation ratio of a vault).
  public var liabilityWeight = Decimal18(1)
  /// The multiple of a debt's value that is required for new risk.
  public var initialLiabilityWeight = Decimal18(1)
  /// What a liquidator gets on top of what he pays, as a share of it (liquidation bonus).
  public var bonus = Decimal18.zero
  /// Debts below this amount may not be left behind by a liquidation.
  public var dust = Decimal18.zero

  /// An asset that counts at its value.
  public init() {}
}
