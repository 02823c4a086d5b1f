/// What an account can do, and what the world does to the system.
package enum LiquityAction: Sendable, Hashable {
  /// Opens a trove with the ether sent along.
  case openTrove(maximumFee: LiquityAmount, borrowing: LiquityAmount)
  /// Changes collateral and debt; ether sent along is added as collateral.
  case adjustTrove(LiquityAdjustment)
  /// Pays all debt and takes all collateral.
  case closeTrove
  /// Takes the surplus collateral of a closed trove.
  case claimCollateral
  /// Adds LUSD to the stability pool, and takes the gained ether.
  case deposit(LiquityAmount)
  /// Takes LUSD from the stability pool, at most all, and the gained ether.
  case withdraw(LiquityAmount)
  /// Moves the gained ether to the own trove.
  case moveGainToTrove
  /// Liquidates the trove of an account.
  case liquidate(LiquityAccount)
  /// Liquidates the named troves in order; others are passed over.
  case liquidateBatch([LiquityAccount])
  /// Liquidates at most so many troves, from the lowest ratio up.
  case liquidateLowest(Int)
  /// Exchanges LUSD for the collateral of the troves with the lowest ratios.
  case redeem(LiquityAmount)
  /// The price of ether changes.
  case setPrice(LiquityAmount)
  /// LUSD changes hands.
  case transfer(to: LiquityAccount, LiquityAmount)
  /// Seconds pass.
  case wait(seconds: LiquityAmount)
  /// The base rate is set, for studies.
  case setBaseRate(LiquityAmount)
  /// LUSD appears without a trove, for studies.
  case mint(to: LiquityAccount, LiquityAmount)

  /// Whether every amount is zero or more.
  var hasOnlyUnsignedAmounts: Bool {
    switch self {
    case .openTrove(let fee, let amount): fee >= 0 && amount >= 0
    case .adjustTrove(let change):
      change.maximumFee >= 0 && change.withdrawal >= 0 && change.debtChange >= 0
    case .deposit(let amount), .withdraw(let amount), .redeem(let amount), .setPrice(let amount),
      .transfer(_, let amount), .wait(let amount), .setBaseRate(let amount), .mint(_, let amount):
      amount >= 0
    case .closeTrove, .claimCollateral, .moveGainToTrove, .liquidate, .liquidateBatch,
      .liquidateLowest:
      true
    }
  }
}

/// A change of a trove.
package struct LiquityAdjustment: Sendable, Hashable {
  /// The largest borrowing fee that the borrower accepts; only for an increase of debt.
  package var maximumFee: LiquityAmount
  /// Ether to take out.
  package var withdrawal: LiquityAmount
  /// LUSD to borrow or to repay.
  package var debtChange: LiquityAmount
  /// Whether the debt grows.
  package var increasesDebt: Bool

  /// A change; all members default to none.
  package init(
    maximumFee: LiquityAmount = 0, withdrawal: LiquityAmount = 0, debtChange: LiquityAmount = 0,
    increasesDebt: Bool = false
  ) {
    self.maximumFee = maximumFee
    self.withdrawal = withdrawal
    self.debtChange = debtChange
    self.increasesDebt = increasesDebt
  }
}
