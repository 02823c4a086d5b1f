package import FixedPoint

extension Dydx {
  /// A rule of the protocol that forbids an act, by the protocol's own name.
  package enum Refusal: String, Error, Sendable {
    /// The change of a position would open, enlarge or overshoot it.
    case invalidPositionSizeDelta = "ErrInvalidPerpetualPositionSizeDelta"
    /// One of the two accounts would be left worse than the rules allow.
    case failedToUpdateSubaccounts = "ErrFailedToUpdateSubaccounts"
    /// A fill of nothing has no insurance fund delta.
    case invalidQuantumsForInsuranceFundDelta =
      "ErrInvalidQuantumsForInsuranceFundDeltaCalculation"
    /// The account was liquidated in this market in this block already.
    case subaccountHasLiquidatedPerpetual = "ErrSubaccountHasLiquidatedPerpetual"
    /// The notional liquidated in this block is above its limit.
    case exceedsMaximumNotional = "ErrLiquidationExceedsSubaccountMaxNotionalLiquidated"
    /// The insurance fund lost more on the account in this block than its limit.
    case exceedsMaximumInsuranceLost = "ErrLiquidationExceedsSubaccountMaxInsuranceLost"
    /// A liquidation order above the position or above the limit of the block.
    case invalidOrderSize = "ErrInvalidLiquidationOrderTotalSize"
    /// The insurance fund cannot pay the loss of a fill.
    case insufficientInsuranceFund = "ErrInsuranceFundHasInsufficientFunds"
  }

  /// Why an act of the protocol has no result.
  package enum Failure: Error, Sendable, Hashable {
    /// A rule forbids it.
    case refused(Refusal)
    /// A number left its range, or a divisor is zero.
    case arithmetic(ArithmeticError)
    /// A position, or the act, names a market that was not given.
    case unknownMarket(UInt32)
    /// The act names an account that was not given.
    case unknownAccount(String)
  }
}

extension Dydx.Failure: CustomStringConvertible {
  /// A sentence for people.
  package var description: String {
    switch self {
    case .refused(let refusal): "The protocol refuses: \(refusal.rawValue)."
    case .arithmetic(let error): error.description
    case .unknownMarket(let id): "There is no market \(id): give its price and tier."
    case .unknownAccount(let id): "There is no account \"\(id)\": give its balance."
    }
  }
}
