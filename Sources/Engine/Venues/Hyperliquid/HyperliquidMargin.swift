package import FixedPoint

/// The published margin rules of Hyperliquid.
///
/// Everything is exact.
package enum HyperliquidMargin {
  /// The maintenance rate: half of the initial margin at the highest leverage.
  package static func maintenanceRate(
    maxLeverage: ExactRatio
  ) throws(ArithmeticError) -> ExactRatio {
    try ExactRatio.one / (maxLeverage + maxLeverage)
  }

  /// The tiers of an asset from the highest leverage of each.
  package static func tiers(
    _ steps: [(lowerBound: ExactRatio, maxLeverage: ExactRatio)]
  ) throws(ArithmeticError) -> MarginTiers {
    var rates: [(lowerBound: ExactRatio, rate: ExactRatio)] = []
    for step in steps {
      rates.append((step.lowerBound, try maintenanceRate(maxLeverage: step.maxLeverage)))
    }
    return try MarginTiers(rates)
  }

  /// The price at which a position is liquidated:
  /// `entry − side·(margin − value·l) / size / (1 − l·side)`, with `l` the maintenance rate.
  ///
  /// `collateral` is the margin of the position; nil is its value over its leverage.
  package static func liquidationPrice(
    side: PositionSide, size: ExactRatio, entry: ExactRatio, leverage: ExactRatio,
    maxLeverage: ExactRatio, collateral: ExactRatio?
  ) throws(ArithmeticError) -> ExactRatio {
    let rate = try maintenanceRate(maxLeverage: maxLeverage)
    let value = try size * entry
    let margin: ExactRatio = if let collateral { collateral } else { try value / leverage }
    let available = try margin - value * rate
    return try entry - side.sign * available / size / (.one - rate * side.sign)
  }
}
