package import FixedPoint

/// Why an action on a Liquity system did not happen; the system is then unchanged.
package enum LiquityError: Error, Hashable, Sendable {
  /// A rule of the venue forbids it.
  case refused(LiquityRefusal)
  /// A number left the range of 256 bits, or a divisor is zero.
  case arithmetic(ArithmeticError)
  /// The question needs at least one open trove.
  case noTroves
}

extension LiquityError: CustomStringConvertible {
  /// A sentence for people.
  package var description: String {
    switch self {
    case .refused(let refusal): refusal.rawValue
    case .arithmetic(let error): error.description
    case .noTroves: "The system has no open trove; open one first."
    }
  }
}

/// The rules of Liquity that refuse an action.
package enum LiquityRefusal: String, Error, Hashable, Sendable {
  /// More would be taken than there is.
  case underflow = "More would be taken from a balance than it holds."
  /// Amounts are unsigned.
  case negativeAmount = "An amount is below zero."
  /// The largest fee that the borrower accepts must be between the floor and 100%.
  case maximumFeeOutOfRange = "The accepted fee must be between 0.5% and 100%."
  /// The fee is above what the borrower accepts.
  case feeTooHigh = "The borrowing fee is above the accepted maximum."
  /// The account has an open trove.
  case troveIsActive = "The account already has an open trove."
  /// The account has no open trove.
  case troveIsNotActive = "The account has no open trove."
  /// The net debt is below the minimum.
  case belowMinimumDebt = "The net debt must be at least 1800 LUSD."
  /// The trove would be below 110%.
  case belowMinimumRatio = "The trove's collateral ratio must be at least 110%."
  /// The trove would be below 150% in recovery mode.
  case belowCriticalRatio = "In recovery mode the trove's collateral ratio must be at least 150%."
  /// The system would be below 150%.
  case totalBelowCriticalRatio = "The system's collateral ratio must stay at least 150%."
  /// The trove would be worse than before, in recovery mode.
  case ratioDecreases = "In recovery mode an increase of debt must not lower the ratio."
  /// Debt must change.
  case zeroDebtChange = "An increase of debt must be above zero."
  /// Collateral is added and withdrawn at once.
  case bothCollateralDirections = "Collateral cannot be added and withdrawn at once."
  /// Nothing would change.
  case nothingToAdjust = "Neither the collateral nor the debt changes."
  /// Recovery mode forbids it.
  case inRecoveryMode = "Recovery mode forbids this action."
  /// The account holds too little.
  case balanceTooLow = "The account holds too little LUSD."
  /// One trove must stay.
  case lastTrove = "The only trove of the system cannot be closed."
  /// There is no collateral to claim.
  case noSurplus = "The account has no surplus collateral to claim."
  /// The amount is zero.
  case zeroAmount = "The amount must be above zero."
  /// The account has no deposit.
  case noDeposit = "The account has no deposit in the stability pool."
  /// The account has no gain.
  case noGain = "The account has no collateral gain."
  /// Deposits stay while a trove waits to be liquidated.
  case liquidationsPending = "Deposits cannot leave while a trove is below 110%."
  /// One LUSD stays in the pool.
  case poolMinimum = "At least 1 LUSD must stay in the stability pool."
  /// The offset is larger than the pool allows.
  case offsetTooLarge = "The debt to offset must be below the deposits of the pool."
  /// The list of troves is empty.
  case noTrovesNamed = "The list of troves must not be empty."
  /// No trove can be liquidated.
  case nothingToLiquidate = "No trove can be liquidated."
  /// Redemptions need a total ratio of 110%.
  case totalBelowMinimumRatio = "Redemptions need a system ratio of at least 110%."
  /// Nothing could be redeemed.
  case nothingToRedeem = "No trove could be redeemed."
  /// The fee takes all collateral.
  case redemptionFeeTooHigh = "The redemption fee takes all of the collateral."
}

/// Refuses unless a condition holds.
func liquityRequire(_ condition: Bool, _ refusal: LiquityRefusal) throws(LiquityError) {
  if !condition { throw .refused(refusal) }
}
