package import FixedPoint

/// Who pays a shortfall, in the order of the rulebook's steps.
///
/// A plan is arithmetic alone: it says how much each payer gives, and its payments sum exactly to
/// the shortfall. A payer that is not needed is not touched.
package enum Waterfall {
  /// Who pays.
  package enum Payer: String, Sendable, Hashable, CaseIterable {
    /// The penalties that were earned and not yet used.
    case penaltyReserve = "penalty_reserve"
    /// The insurance fund of the market.
    case marketFund = "market_fund"
    /// The insurance fund of all markets.
    case sharedFund = "shared_fund"
    /// Accounts on the other side, whose positions are closed at the bankruptcy price.
    case deleverage
    /// Accounts that the rest is spread over.
    case socialize
    /// Nobody: it is written off.
    case badDebt = "bad_debt"
  }

  /// What one payer gives.
  package struct Payment: Sendable, Hashable {
    /// Who.
    package let payer: Payer
    /// How much, above zero.
    package let amount: Decimal18

    /// A payment.
    package init(_ payer: Payer, _ amount: Decimal18) {
      self.payer = payer
      self.amount = amount
    }
  }

  /// What there is to pay with; an amount below zero counts as nothing.
  package struct Resources: Sendable, Hashable {
    /// The penalties that were earned and not yet used.
    package var penaltyReserve = Decimal18.zero
    /// What the fund of the market holds.
    package var marketFund = Decimal18.zero
    /// What the shared fund holds.
    package var sharedFund = Decimal18.zero
    /// The most that both funds together may still pay for this account; nil for any amount.
    package var fundLeft: Decimal18?
    /// The most that deleveraging can give.
    package var deleverage = Decimal18.zero
    /// The most that can be spread over others.
    package var socialize = Decimal18.zero

    /// Nothing.
    package init() {}
  }

  /// What the funds may still pay for an account by `LossRules.fundCap`, which is nil for any
  /// amount.
  package static func fundLeft(
    cap: Decimal18, paid: Decimal18
  ) throws(ArithmeticError) -> Decimal18? {
    cap.isZero ? nil : max(.zero, try cap - paid)
  }

  /// The payments for a shortfall, in the order of the steps.
  ///
  /// Each is at most its resource, rounded down to the asset's decimals. What is left after the
  /// last step is bad debt.
  package static func plan(
    _ shortfall: Decimal18, steps: [LossRules.Step], resources: Resources,
    decimals: Int = Decimal18.scale
  ) throws(ArithmeticError) -> [Payment] {
    var plan = Plan(rest: shortfall, resources: resources, decimals: decimals)
    for step in steps where plan.rest > .zero {
      switch step {
      case .penaltyReserve: try plan.draw(.penaltyReserve, \.penaltyReserve)
      case .insurance:
        try plan.drawFund(.marketFund, \.marketFund)
        try plan.drawFund(.sharedFund, \.sharedFund)
      case .deleverage: try plan.draw(.deleverage, \.deleverage)
      case .socialize: try plan.draw(.socialize, \.socialize)
      case .badDebt: try plan.pay(.badDebt, plan.rest)
      }
    }
    try plan.pay(.badDebt, plan.rest)
    return plan.payments
  }
}

/// A plan that is being made.
private struct Plan {
  var rest: Decimal18
  var resources: Waterfall.Resources
  let decimals: Int
  var payments: [Waterfall.Payment] = []

  mutating func pay(
    _ payer: Waterfall.Payer, _ amount: Decimal18
  ) throws(ArithmeticError) {
    guard amount > .zero else { return }
    rest = try rest - amount
    payments.append(.init(payer, amount))
  }

  /// Draws from a resource, so that a step that is named twice finds only what the first one left.
  @discardableResult
  mutating func draw(
    _ payer: Waterfall.Payer,
    _ resource: WritableKeyPath<Waterfall.Resources, Decimal18>, atMost cap: Decimal18? = nil
  ) throws(ArithmeticError) -> Decimal18 {
    let held = try min(resources[keyPath: resource], cap ?? .max)
      .rounded(toDecimals: decimals, rounding: .down)
    let amount = min(rest, held)
    guard amount > .zero else { return .zero }
    resources[keyPath: resource] = try resources[keyPath: resource] - amount
    try pay(payer, amount)
    return amount
  }

  mutating func drawFund(
    _ payer: Waterfall.Payer, _ resource: WritableKeyPath<Waterfall.Resources, Decimal18>
  ) throws(ArithmeticError) {
    let amount = try draw(payer, resource, atMost: resources.fundLeft)
    if let left = resources.fundLeft { resources.fundLeft = try left - amount }
  }
}
