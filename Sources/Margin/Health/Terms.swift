package import FixedPoint
package import Ledger

/// The terms of assets and markets by id, for the names known so far.
package struct Terms: Sendable {
  /// The decimals that values are rounded to.
  package private(set) var valueDecimals = 18
  /// The asset that values are in; nil when the venue named none.
  package private(set) var unit: Int?
  /// The asset whose price is that of a unit of gas; nil for none.
  package private(set) var gasAsset: Int?
  /// The terms of each asset.
  package private(set) var assets: [AssetTerms] = []
  /// The terms of each market.
  package private(set) var markets: [MarketTerms] = []
  /// The factor that dynamic margin puts on each market's requirements.
  package var factors: [Decimal18] = []

  package init() {}

  /// Takes the terms from a rulebook.
  package mutating func adopt(_ rulebook: Rulebook, unit: String?, names: Names) {
    valueDecimals = rulebook.valueDecimals
    self.unit = unit.flatMap { names.assets.id(of: $0) }
    gasAsset = names.assets.id(of: rulebook.keepers.gasAsset)
    assets = (0..<names.assets.count).map { rulebook.terms(ofAsset: names.assets[$0]) }
    markets = (0..<names.markets.count).map { rulebook.terms(ofMarket: names.markets[$0]) }
    while factors.count < markets.count { factors.append(Decimal18(1)) }
  }

  /// The maintenance margin of a notional: Σ over tiers of rate × the part inside the tier, times the
  /// dynamic factor; up.
  package func maintenance(
    ofMarket market: Int, notional: Decimal18
  ) throws(ArithmeticError) -> Decimal18 {
    try required(market, notional) { $0.maintenance }
  }

  /// The initial margin of a notional, scaled by open interest: the rate grows in a straight line from
  /// that of the tiers at `openInterestLower` to 1 at `openInterestUpper`; up. (dYdX v4.)
  package func initial(
    ofMarket market: Int, notional: Decimal18, openInterest: Decimal18
  ) throws(ArithmeticError) -> Decimal18 {
    let base = try required(market, notional) { $0.initial }
    let terms = markets[market]
    guard terms.openInterestUpper > terms.openInterestLower,
      openInterest > terms.openInterestLower
    else { return base }
    if openInterest >= terms.openInterestUpper { return notional }
    let missing = try notional - base
    guard missing > .zero else { return base }
    let growth = try missing.multiplied(
      by: openInterest - terms.openInterestLower,
      dividedBy: terms.openInterestUpper - terms.openInterestLower, rounding: .up)
    return try base + growth
  }

  private func required(
    _ market: Int, _ notional: Decimal18, _ rate: (MarketTerms.Tier) -> Decimal18
  ) throws(ArithmeticError) -> Decimal18 {
    let tiers = markets[market].tiers
    var sum = Decimal18.zero
    for (place, tier) in tiers.enumerated() where notional > tier.above {
      let end = place + 1 < tiers.count ? min(notional, tiers[place + 1].above) : notional
      sum = try sum + (end - tier.above).multiplied(by: rate(tier), rounding: .up)
    }
    let factor = factors[market]
    return factor == Decimal18(1) ? sum : try sum.multiplied(by: factor, rounding: .up)
  }

  /// The maintenance rate that holds for the last unit of a notional, the dynamic factor included.
  package func marginalMaintenance(
    ofMarket market: Int, notional: Decimal18
  ) throws(ArithmeticError) -> (rate: Decimal18, from: Decimal18, to: Decimal18?) {
    let tiers = markets[market].tiers
    guard let place = tiers.lastIndex(where: { $0.above <= notional }) else {
      return (.zero, .zero, tiers.first?.above)
    }
    let next = place + 1 < tiers.count ? tiers[place + 1].above : nil
    return (
      try tiers[place].maintenance.multiplied(by: factors[market], rounding: .up),
      tiers[place].above, next
    )
  }
}
