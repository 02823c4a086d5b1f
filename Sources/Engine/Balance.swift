public import FixedPoint

/// What an account has and owes of one asset.
public struct Balance: Sendable, Hashable {
  /// What it has; below zero when more has left than the record saw arrive.
  public var asset = Decimal18.zero
  /// What it owes, above zero.
  public var debt = Decimal18.zero

  /// Nothing.
  public init() {}

  /// Assets less debts.
  public var net: Decimal18 {
    get throws(ArithmeticError) { try asset - debt }
  }

  /// Whether both sides are zero.
  public var isZero: Bool { asset.isZero && debt.isZero }
}

/// A position in a perpetual market at average cost.
public struct PositionState: Sendable, Hashable {
  /// The size in the base asset: above zero long, below zero short.
  public var size = Decimal18.zero
  /// What the open size cost in the quote asset: Σ |size| × price, at average cost; never below zero.
  public var cost = Decimal18.zero
  /// Profit of the closed part since the beginning, in the quote asset, before fees.
  public var realized = Decimal18.zero

  /// Nothing.
  public init() {}

  /// The average entry price, half-even at 18 decimals; nil when nothing is open.
  public var entryPrice: Decimal18? {
    get throws(ArithmeticError) {
      size.isZero ? nil : try cost.divided(by: try size.magnitude, rounding: .halfEven)
    }
  }

  /// The cost with the sign of the position: what a long has paid, a short has received.
  public var signedCost: Decimal18 {
    get throws(ArithmeticError) { size.isNegative ? try -cost : cost }
  }

  /// Profit of the open part at a price: size × price − signed cost, half-even at 18 decimals.
  public func unrealized(at price: Decimal18) throws(ArithmeticError) -> Decimal18 {
    try size.multiplied(by: price, rounding: .halfEven) - signedCost
  }

  /// Trades `change` (above zero bought) for `notional` of the quote asset and returns the profit of
  /// the part that this closes.
  ///
  /// Average cost: closing part of a position takes the same part of its cost, rounded toward zero;
  /// closing all takes all, so that no residue stays. A trade through zero closes the old position
  /// and opens a new one with what is left of the trade.
  public mutating func trade(
    _ change: Decimal18, notional: Decimal18
  ) throws(ArithmeticError) -> Decimal18 {
    if size.isZero || size.isNegative == change.isNegative || change.isZero {
      size = try size + change
      cost = try cost + notional
      return .zero
    }
    let wasLong = !size.isNegative
    let (open, traded) = (try size.magnitude, try change.magnitude)
    let closed = min(open, traded)
    let closedCost =
      closed == open
      ? cost : try cost.multiplied(by: closed, dividedBy: open, rounding: .towardZero)
    let proceeds =
      closed == traded
      ? notional : try notional.multiplied(by: closed, dividedBy: traded, rounding: .towardZero)
    let flips = traded > open
    size = try size + change
    cost = flips ? try notional - proceeds : try cost - closedCost
    let profit = wasLong ? try proceeds - closedCost : try closedCost - proceeds
    realized = try realized + profit
    return profit
  }
}
