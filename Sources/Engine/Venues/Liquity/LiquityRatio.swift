/// A collateral ratio with 18 decimals; without debt it has no limit.
package enum LiquityRatio: Sendable, Hashable, Comparable {
  /// A ratio.
  case finite(LiquityAmount)
  /// There is no debt: above every ratio. The contracts answer 2^256 − 1.
  case unlimited

  /// `collateral · price / debt`, rounded down.
  package init(
    collateral: LiquityAmount, debt: LiquityAmount, price: LiquityAmount
  ) throws(LiquityError) {
    if debt == 0 {
      self = .unlimited
    } else {
      self = .finite(try collateral.scaled(by: price, over: debt))
    }
  }

  /// The ratio at a price of 100, which orders troves without a price: `collateral · 1e20 / debt`.
  package init(nominal collateral: LiquityAmount, debt: LiquityAmount) throws(LiquityError) {
    try self.init(collateral: collateral, debt: debt, price: 100_000_000_000_000_000_000)
  }
}
