package import FixedPoint

/// The fixed-point arithmetic of Aave v3: wads (1e18), rays (1e27) and percentages in basis
/// points (1e4).
///
/// Each product and quotient is one exact division, rounded once as the caller says. The rules of
/// the venue round half up where nothing else is said. Amounts are never negative there.
package enum AaveMath {
  /// One, with 18 decimals.
  package static let wad: Int256 = 1_000_000_000_000_000_000
  /// One, with 27 decimals.
  package static let ray: Int256 = 1_000_000_000_000_000_000_000_000_000
  /// 100%, in basis points.
  package static let percentage: Int256 = 10_000
  /// A year of 365 days, in seconds.
  package static let year: Int256 = 31_536_000
  private static let raysInWad: Int256 = 1_000_000_000

  /// `a·b / 1e4`.
  package static func percentMultiply(
    _ a: Int256, _ b: Int256, rounding: Rounding = .halfUp
  ) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(a, b, percentage, rounding: rounding)
  }

  /// `a·1e4 / b`.
  package static func percentDivide(
    _ a: Int256, _ b: Int256, rounding: Rounding = .halfUp
  ) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(a, percentage, b, rounding: rounding)
  }

  /// `a·b / 1e18`, half up.
  package static func wadMultiply(_ a: Int256, _ b: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(a, b, wad, rounding: .halfUp)
  }

  /// `a·1e18 / b`, half up.
  package static func wadDivide(_ a: Int256, _ b: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(a, wad, b, rounding: .halfUp)
  }

  /// `a·b / 1e27`.
  package static func rayMultiply(
    _ a: Int256, _ b: Int256, rounding: Rounding = .halfUp
  ) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(a, b, ray, rounding: rounding)
  }

  /// `a·1e27 / b`.
  package static func rayDivide(
    _ a: Int256, _ b: Int256, rounding: Rounding = .halfUp
  ) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(a, ray, b, rounding: rounding)
  }

  /// A wad with nine more decimals, exactly.
  package static func ray(wad: Int256) throws(ArithmeticError) -> Int256 {
    try wad * raysInWad
  }

  /// A ray with nine decimals less, half up.
  package static func wad(ray: Int256) throws(ArithmeticError) -> Int256 {
    try ray.divided(by: raysInWad, rounding: .halfUp)
  }

  // MARK: - Interest

  /// What one unit of supply grows to: `ray + floor(rate·seconds / year)`.
  ///
  /// The rate is per year, as a ray.
  package static func linearInterest(
    rate: Int256, seconds: Int256
  ) throws(ArithmeticError) -> Int256 {
    try ray + Int256.mulDiv(rate, seconds, year, rounding: .down)
  }

  /// What one unit of debt grows to: `1 + x + x²/2 + x³/6` with `x = floor(rate·seconds / year)`.
  ///
  /// The last two terms are `x·(x/2 + x·(x/6))`: the divisions floor, the products round half up.
  package static func compoundInterest(
    rate: Int256, seconds: Int256
  ) throws(ArithmeticError) -> Int256 {
    if seconds.isZero { return ray }
    let x = try Int256.mulDiv(rate, seconds, year, rounding: .down)
    let third = try rayMultiply(x, x.divided(by: 6, rounding: .down))
    let higher = try rayMultiply(x, x.divided(by: 2, rounding: .down) + third)
    return try ray + x + higher
  }
}
