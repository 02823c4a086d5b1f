package import FixedPoint

/// The price of one market at which an account's resources equal its requirement.
///
/// With the notional N = |size| × price the excess `rest ± N − M(N)` is piecewise linear, M being
/// the sum over tiers of rate × the part of N inside the tier. Each segment is solved exactly:
/// `N·(1 − rate) = −(rest + deduction)` for a long position, `N·(1 + rate) = rest + deduction` for
/// a short one, the deduction being that of the exchanges' tables.
package enum LiquidationPrice {
  /// The least price of a long position, or the highest of a short one, at which the account still
  /// covers its requirement; nil when no positive price is that.
  ///
  /// `rest` is resources − requirement without this position: neither its value nor its
  /// maintenance, but less its signed cost. `factor` multiplies every rate, up at 18 decimals.
  package static func of(
    rest: Decimal18, size: Decimal18, tiers: [MarketTerms.Tier], factor: Decimal18 = .one
  ) throws(ArithmeticError) -> ThresholdPrice? {
    guard !size.isZero else { return nil }
    let isLong = !size.isNegative
    for segment in try segments(tiers, factor) {
      let excess = try segment.excessAtEnd(rest: rest, isLong: isLong)
      // A long position begins to be covered in the segment at whose end it is; a short one ceases
      // to be in the segment at whose end it is not.
      if let excess, isLong ? excess.isNegative : !excess.isNegative { continue }
      return try segment.price(rest: rest, size: size)
    }
    return nil
  }

  private static func segments(
    _ tiers: [MarketTerms.Tier], _ factor: Decimal18
  ) throws(ArithmeticError) -> [Segment] {
    var segments = [Segment(rate: .zero, deduction: .zero, end: tiers.first?.above)]
    for (place, tier) in tiers.enumerated() {
      let last = segments[segments.count - 1]
      let rate = try tier.maintenance.multiplied(by: factor, rounding: .up)
      let jump = Int256((try rate - last.rate).mantissa)
      segments.append(
        Segment(
          rate: rate, deduction: try last.deduction + Int256(tier.above.mantissa) * jump,
          end: place + 1 < tiers.count ? tiers[place + 1].above : nil))
    }
    return segments
  }
}

/// One tier: `M(N) = rate·N − deduction`.
private struct Segment {
  let rate: Decimal18
  /// × 10^36.
  let deduction: Int256
  /// The notional at which the next one begins; nil for the last.
  let end: Decimal18?

  /// `rest + deduction`, × 10^36.
  private func constant(_ rest: Decimal18) throws(ArithmeticError) -> Int256 {
    try Int256(rest.mantissa) * Int256(Decimal18.one.mantissa) + deduction
  }

  /// ±1 − rate, × 10^18: what one more unit of notional adds to the excess.
  private func slope(isLong: Bool) throws(ArithmeticError) -> Int256 {
    Int256((try (isLong ? Decimal18.one : -.one) - rate).mantissa)
  }

  /// The excess where the segment ends, × 10^36; nil for the last.
  func excessAtEnd(rest: Decimal18, isLong: Bool) throws(ArithmeticError) -> Int256? {
    guard let end else { return nil }
    return try constant(rest) + slope(isLong: isLong) * Int256(end.mantissa)
  }

  /// The price at which the excess of this segment's line is zero.
  func price(rest: Decimal18, size: Decimal18) throws(ArithmeticError) -> ThresholdPrice? {
    let isLong = !size.isNegative
    let slope = try slope(isLong: isLong)
    // A long position whose requirement grows as fast as its value never comes to be covered.
    if isLong, slope.signum <= 0 { return nil }
    let divisor = try slope * Int256((try size.magnitude).mantissa)
    let ratio = try ExactRatio(constant(rest), divisor)
    return ThresholdPrice(try -ratio, isLong: isLong)
  }
}
