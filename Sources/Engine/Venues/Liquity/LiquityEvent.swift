/// What an action reports, in the order in which it happened.
package enum LiquityEvent: Sendable, Hashable {
  /// A trove was opened; its place in the list of owners.
  case troveCreated(borrower: LiquityAccount, position: Int)
  /// A trove changed; the contract's number of the reason.
  case troveUpdated(
    borrower: LiquityAccount, debt: LiquityAmount, collateral: LiquityAmount,
    stake: LiquityAmount, operation: Int)
  /// A borrower paid a fee.
  case borrowingFeePaid(borrower: LiquityAccount, fee: LiquityAmount)
  /// A deposit in the stability pool changed.
  case depositChanged(depositor: LiquityAccount, deposit: LiquityAmount)
  /// A depositor took the gained ether; the LUSD lost since the deposit was made.
  case gainWithdrawn(depositor: LiquityAccount, ether: LiquityAmount, loss: LiquityAmount)
  /// A trove was liquidated; the contract's number of the mode.
  case troveLiquidated(
    borrower: LiquityAccount, debt: LiquityAmount, collateral: LiquityAmount, operation: Int)
  /// A redistribution changed the totals per stake.
  case redistributed(etherPerStake: LiquityAmount, debtPerStake: LiquityAmount)
  /// The sums of one liquidation call.
  case liquidated(
    debt: LiquityAmount, collateral: LiquityAmount, gasCollateral: LiquityAmount,
    gasDebt: LiquityAmount)
  /// LUSD was exchanged for collateral.
  case redeemed(
    attempted: LiquityAmount, redeemed: LiquityAmount, ether: LiquityAmount, fee: LiquityAmount)
}
