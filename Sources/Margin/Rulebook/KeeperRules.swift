public import FixedPoint

/// Who liquidates, and what for.
public struct KeeperRules: Sendable, Hashable {
  /// One keeper.
  public struct Keeper: Sendable, Hashable {
    /// The account it acts under.
    public var name = ""
    /// The highest price of gas it pays, in the asset of gas; 0 means any.
    public var gasLimit = Decimal18.zero
    /// What it must earn, in the unit of account, after gas and slippage.
    public var profit = Decimal18.zero
    /// The most it can pay within a block, in the unit of account; 0 means any amount.
    public var capital = Decimal18.zero

    /// A keeper that acts whenever it does not lose.
    public init() {}
  }

  /// The keepers, in the order they act; none means that the venue acts itself, at no cost.
  public var list: [Keeper] = []
  /// How many attempts fit into a block; 0 means any number.
  public var capacity: Int64 = 0
  /// Units of gas an attempt takes.
  public var gas = Decimal18.zero
  /// The asset whose price is that of one unit of gas, in the unit of account; empty for none.
  public var gasAsset = ""
  /// The share of a failed attempt's gas that is lost.
  public var failedGas = Decimal18.zero
  /// What a keeper is paid for starting a liquidation, in the unit of account.
  public var tip = Decimal18.zero
  /// And as a share of what must be raised.
  public var chip = Decimal18.zero
  /// The share of its market value that a keeper reckons to lose when it sells what it took.
  public var slippage = Decimal18.zero

  /// No keepers: the venue acts itself.
  public init() {}
}
