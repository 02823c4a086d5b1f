package import FixedPoint

/// How an account stands: the one health equation of all venues.
///
/// All values are in the venue's unit, rounded against the account at the rulebook's decimals: what it has
/// down, what it owes or must have up. Coverage = resources ÷ requirement is the margin ratio of a
/// perpetual venue, the health factor of a lending market, and the collateralisation ratio of a vault over
/// its least ratio; 1 is the maintenance line.
package struct Health: Sendable, Hashable {
  /// Assets − debts + unrealized profit, at full value.
  package var equity = Decimal18.zero
  /// A: weighted assets + unrealized profit (below zero: loss).
  package var resources = Decimal18.zero
  /// R: weighted debts + maintenance margins.
  package var requirement = Decimal18.zero
  /// A with initial weights.
  package var initialResources = Decimal18.zero
  /// R with initial weights and margins.
  package var initialRequirement = Decimal18.zero
  /// The gross value: debts and notionals.
  package var gross = Decimal18.zero
  /// Whether every price that it rests on is there and valid.
  package var isJudgeable = true

  package init() {}

  /// Whether resources are below so many times the requirement, compared exactly.
  package func isBelow(_ coverage: Decimal18) -> Bool {
    Self.isLess(resources, coverage, requirement)
  }

  /// Whether the account may be liquidated.
  package func isLiquidatable(_ trigger: Rulebook.Trigger) -> Bool {
    switch trigger {
    case .below: isBelow(Decimal18(1))
    case .atOrBelow: requirement > .zero && resources <= requirement
    }
  }

  /// Whether new risk may be taken.
  package var allowsRisk: Bool { initialResources >= initialRequirement }

  /// Resources ÷ requirement, down; nil when nothing is required.
  package var coverage: Decimal18? {
    get throws(ArithmeticError) {
      requirement.isZero ? nil : try resources.divided(by: requirement, rounding: .down)
    }
  }

  /// Whether this coverage is lower than another; of equals the larger requirement is the riskier.
  package func isWorse(than other: Health) -> Bool {
    let left = Int256Sum(product: resources.mantissa, other.requirement.mantissa)
    let right = Int256Sum(product: other.resources.mantissa, requirement.mantissa)
    return left == right ? requirement > other.requirement : left < right
  }

  /// resources < coverage × requirement, in 256 bits.
  private static func isLess(
    _ resources: Decimal18, _ coverage: Decimal18, _ requirement: Decimal18
  ) -> Bool {
    Int256Sum(product: resources.mantissa, Decimal18(1).mantissa)
      < Int256Sum(product: coverage.mantissa, requirement.mantissa)
  }
}
