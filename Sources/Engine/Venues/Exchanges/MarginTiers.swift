package import FixedPoint

/// Maintenance rates that rise with the notional, with a deduction that keeps the requirement
/// continuous where a tier begins.
///
/// `deduction_n = deduction_{n−1} + bound_n·(rate_n − rate_{n−1})`, the first is 0;
/// `requirement = notional·rate − deduction`. Everything is exact.
package struct MarginTiers: Sendable, Hashable {
  /// One tier.
  package struct Tier: Sendable, Hashable {
    /// The notional from which it counts.
    package var lowerBound: ExactRatio
    /// Its rate.
    package var rate: ExactRatio
    /// What is taken off the requirement.
    package var deduction: ExactRatio
  }

  /// The tiers in the order given.
  package let tiers: [Tier]

  /// Tiers from their bounds and rates.
  package init(
    _ steps: [(lowerBound: ExactRatio, rate: ExactRatio)]
  ) throws(ArithmeticError) {
    var tiers: [Tier] = []
    for step in steps {
      let deduction: ExactRatio =
        if let last = tiers.last {
          try Self.deduction(
            after: last.deduction, bound: step.lowerBound, rate: step.rate, previous: last.rate)
        } else {
          .zero
        }
      tiers.append(Tier(lowerBound: step.lowerBound, rate: step.rate, deduction: deduction))
    }
    self.tiers = tiers
  }

  /// One step of the deductions.
  package static func deduction(
    after deduction: ExactRatio, bound: ExactRatio, rate: ExactRatio, previous: ExactRatio
  ) throws(ArithmeticError) -> ExactRatio {
    try deduction + bound * (rate - previous)
  }

  /// The requirement of a notional, or nil below the first tier.
  package func requirement(notional: ExactRatio) throws(ArithmeticError) -> ExactRatio? {
    guard let tier = tiers.last(where: { $0.lowerBound <= notional }) else { return nil }
    return try Self.requirement(notional: notional, rate: tier.rate, deduction: tier.deduction)
  }

  /// The requirement within one tier: `notional·rate − deduction`.
  package static func requirement(
    notional: ExactRatio, rate: ExactRatio, deduction: ExactRatio
  ) throws(ArithmeticError) -> ExactRatio {
    try notional * rate - deduction
  }
}
