package import FixedPoint

/// What an account pays for being liquidated.
package struct Penalty: Sendable, Hashable {
  /// The share of what is liquidated.
  package var rate: Decimal18
  /// The penalty, rounded up.
  package var amount: Decimal18
  /// The part of it that goes to the insurance fund, rounded down.
  package var toFund: Decimal18
}

extension PenaltyRules {
  /// What a rate depends on.
  package struct Circumstances: Sendable, Hashable {
    /// The value of what is liquidated at once.
    package var value: Decimal18
    /// The account's coverage before it.
    package var coverage: Decimal18
    /// Milliseconds since the account's breach.
    package var sinceBreach: Int64

    /// Circumstances.
    package init(value: Decimal18, coverage: Decimal18, sinceBreach: Int64) {
      self.value = value
      self.coverage = coverage
      self.sinceBreach = sinceBreach
    }
  }

  /// The rate, never below zero nor above `maximum`.
  ///
  /// - tiered: that of the last tier that begins at the value or below it; without one, 0
  /// - ramp: `rate + (maximum − rate)·t / rampSeconds`, rounded up; `maximum` from its end on
  /// - one minus health: `1 − coverage`
  package func rate(in circumstances: Circumstances) throws(ArithmeticError) -> Decimal18 {
    let rate: Decimal18
    switch mode {
    case .tiered: rate = tierRate(of: circumstances.value)
    case .ramp: rate = try rampRate(after: circumstances.sinceBreach)
    case .oneMinusHealth: rate = try Decimal18.one - circumstances.coverage
    }
    return max(.zero, min(rate, maximum))
  }

  /// The penalty on a base: `ceil(base·rate)`, and the fund's `floor(amount·toFund)`.
  package func penalty(
    on base: Decimal18, in circumstances: Circumstances, decimals: Int = Decimal18.scale
  ) throws(ArithmeticError) -> Penalty {
    let rate = try rate(in: circumstances)
    let amount = try base.times(rate, decimals: decimals, rounding: .up)
    let share = try amount.times(toFund, decimals: decimals, rounding: .down)
    return Penalty(rate: rate, amount: amount, toFund: share)
  }

  private func tierRate(of value: Decimal18) -> Decimal18 {
    tiers.last { $0.above <= value }?.rate ?? .zero
  }

  private func rampRate(after milliseconds: Int64) throws(ArithmeticError) -> Decimal18 {
    let (length, overflow) = rampSeconds.multipliedReportingOverflow(by: 1000)
    if overflow { throw .overflow }
    if milliseconds >= length { return maximum }
    let passed = max(0, milliseconds)
    return try rate + (maximum - rate).multiplied(by: passed, dividedBy: length, rounding: .up)
  }
}
