package import FixedPoint

/// The arithmetic of Synthetix v3 perpetuals.
///
/// Everything has 18 decimals; products and quotients are truncated toward zero. Source:
/// Synthetixio/synthetix-v3 23585f73 (PerpsMarketConfiguration, PerpsMarket, AsyncOrder, GlobalPerpsMarket).
package enum SynthetixV3 {
  private static let one: Int256 = 1_000_000_000_000_000_000
  private static let day: Int256 = 86_400

  private static func product(_ a: Int256, _ b: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(a, b, one, rounding: .towardZero)
  }

  private static func quotient(_ a: Int256, _ b: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(a, one, b, rounding: .towardZero)
  }

  // MARK: - Margins

  /// The margin terms of a market.
  package struct Terms: Sendable, Hashable {
    /// The size that a skew is measured by.
    package var skewScale: Int256
    /// The initial ratio of a position as large as the skew scale.
    package var initialRatio: Int256
    /// The least initial ratio.
    package var leastRatio: Int256
    /// Maintenance as a share of initial.
    package var maintenanceScalar: Int256
    /// What is added for each position.
    package var leastMargin: Int256

    /// Terms.
    package init(
      skewScale: Int256, initialRatio: Int256, leastRatio: Int256, maintenanceScalar: Int256,
      leastMargin: Int256
    ) {
      self.skewScale = skewScale
      self.initialRatio = initialRatio
      self.leastRatio = leastRatio
      self.maintenanceScalar = maintenanceScalar
      self.leastMargin = leastMargin
    }

    /// `|size|/skewScale·ratio + least`, and that times the scalar.
    package func ratios(
      size: Int256
    ) throws(ArithmeticError) -> (initial: Int256, maintenance: Int256) {
      let impact = try quotient(size.magnitude, skewScale)
      let initial = try product(impact, initialRatio) + leastRatio
      return (initial, try product(initial, maintenanceScalar))
    }

    /// `notional·ratio + least margin`, initial and maintenance.
    package func margins(
      size: Int256, price: Int256
    ) throws(ArithmeticError) -> (initial: Int256, maintenance: Int256) {
      let ratios = try ratios(size: size)
      let notional = try product(size.magnitude, price)
      return (
        try product(notional, ratios.initial) + leastMargin,
        try product(notional, ratios.maintenance) + leastMargin
      )
    }
  }

  // MARK: - Fills and rewards

  /// The price of a fill: the mean of the prices before and after it, `price·(1 + skew/scale)`.
  package static func fillPrice(
    skew: Int256, skewScale: Int256, size: Int256, price: Int256
  ) throws(ArithmeticError) -> Int256 {
    let before = try price + product(price, quotient(skew, skewScale))
    let after = try price + product(price, quotient(skew + size, skewScale))
    return try (before + after).divided(by: 2, rounding: .towardZero)
  }

  /// The bounds of what a keeper is paid.
  package struct RewardRules: Sendable, Hashable {
    /// The least profit.
    package var least: Int256
    /// The profit as a share of cost.
    package var profitRatio: Int256
    /// The most.
    package var most: Int256
    /// The most as a share of what was seized.
    package var seizedRatio: Int256

    /// Bounds.
    package init(least: Int256, profitRatio: Int256, most: Int256, seizedRatio: Int256) {
      self.least = least
      self.profitRatio = profitRatio
      self.most = most
      self.seizedRatio = seizedRatio
    }

    /// `min(max(cost + least, cost·(1 + profit), flag + cost), cap)`; the cap is `most`, and
    /// `min(seized·ratio, most)` where collateral was seized.
    package func reward(
      cost: Int256, flag: Int256, seized: Int256
    ) throws(ArithmeticError) -> Int256 {
      let wished = try max(max(cost + least, product(cost, one + profitRatio)), flag + cost)
      let cap = seized.isZero ? most : min(try product(seized, seizedRatio), most)
      return min(wished, cap)
    }
  }

  /// The reward of whoever flags an account: `Σ notional·ratio`.
  package static func flagReward(
    _ positions: [(notional: Int256, ratio: Int256)]
  ) throws(ArithmeticError) -> Int256 {
    var sum = Int256.zero
    for position in positions { sum = try sum + product(position.notional, position.ratio) }
    return sum
  }

  /// How much may be liquidated within a window: `(maker + taker)·skewScale·multiplier·seconds`.
  package static func windowCapacity(
    makerFee: Int256, takerFee: Int256, skewScale: Int256, multiplier: Int256, seconds: Int256
  ) throws(ArithmeticError) -> Int256 {
    try product(product(makerFee + takerFee, skewScale), multiplier) * seconds
  }

  // MARK: - Funding and debt

  /// How fast the funding rate moves in a day: `clamp(skew/scale, ±1)·most`.
  package static func fundingVelocity(
    skew: Int256, skewScale: Int256, most: Int256
  ) throws(ArithmeticError) -> Int256 {
    if skewScale.isZero { return .zero }
    let share = try quotient(skew, skewScale)
    return try product(max(-one, min(one, share)), most)
  }

  /// The funding rate after so many seconds: `rate + velocity·days`.
  package static func fundingRate(
    last: Int256, velocity: Int256, seconds: Int256
  ) throws(ArithmeticError) -> Int256 {
    try last + product(velocity, days(seconds))
  }

  /// What a unit has gathered: `−mean(last, now)·days·price`.
  package static func unrecordedFunding(
    last: Int256, now: Int256, seconds: Int256, price: Int256
  ) throws(ArithmeticError) -> Int256 {
    let mean = try (-(last + now)).divided(by: 2, rounding: .towardZero)
    return try product(product(mean, days(seconds)), price)
  }

  private static func days(_ seconds: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(seconds, one, day, rounding: .towardZero)
  }

  /// What those who back the market owe: `max(0, collateral + skew·price + funding − correction)`.
  package static func marketDebt(
    collateral: Int256, skew: Int256, price: Int256, funding: Int256, correction: Int256
  ) throws(ArithmeticError) -> Int256 {
    max(.zero, try collateral + product(skew, price) + funding - correction)
  }
}
