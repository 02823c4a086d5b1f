internal import Engine
package import FixedPoint
package import Ledger
package import Margin

/// What stands behind a venue's requirements: collateral at its price and at the rulebook's weights, and the
/// insurance funds, in the unit of account.
package struct CollateralCover: Sendable, Hashable {
  /// What accounts have, at full value.
  package private(set) var collateral = Decimal18.zero
  /// Weighted assets and unrealized profits: what covers requirements.
  package private(set) var resources = Decimal18.zero
  /// Weighted debts and maintenance margins.
  package private(set) var requirement = Decimal18.zero
  /// The equity below zero of all accounts together, as a number above zero.
  package private(set) var shortfall = Decimal18.zero
  /// How many accounts may be liquidated.
  package private(set) var liquidatable = 0
  /// Accounts that cannot be judged, as a price is missing or not valid, or their record is not complete.
  package private(set) var unjudged = 0
  /// What the insurance funds hold.
  package private(set) var insurance = Decimal18.zero

  /// Values every account of a venue; its own accounts (class `reserve`) are left out, and of those in
  /// `undecided` nothing is told.
  ///
  /// - Throws: `VenueError` when a value leaves its range.
  package init(
    _ state: VenueState, names: Names, without undecided: Set<Int> = []
  ) throws(VenueError) {
    for account in PriceLadder.accounts(state, names)
    where state.book.profiles.className(of: account) != Solvency.ownClass {
      let valuation = try state.valued(account, names)
      let health = valuation.health
      guard health.isJudgeable, !undecided.contains(account) else {
        unjudged += 1
        continue
      }
      if health.isLiquidatable(state.rulebook.trigger) { liquidatable += 1 }
      var sum = self
      try state.judging { () throws(ArithmeticError) in
        sum.collateral = try sum.collateral + valuation.collateral
        sum.resources = try sum.resources + health.resources
        sum.requirement = try sum.requirement + health.requirement
        if health.equity.isNegative { sum.shortfall = try sum.shortfall - health.equity }
      }
      self = sum
    }
    insurance = try state.judging { () throws(ArithmeticError) in
      try StressTally.funds(of: state, names: names)
    }
  }

  /// The insurance funds ÷ the equity below zero; nil when there is none.
  package var ofShortfall: ExactRatio? {
    get throws(ArithmeticError) { try Holding.ratio(insurance, shortfall) }
  }

  /// The insurance funds ÷ the requirement; nil when nothing is required.
  package var ofRequirement: ExactRatio? {
    get throws(ArithmeticError) { try Holding.ratio(insurance, requirement) }
  }
}
