package import FixedPoint

/// The fixed-point arithmetic of Maker: wads (1e18), rays (1e27) and rads (1e45).
///
/// Everything floors, but the powers, which round half up at each step.
package enum MakerMath {
  /// One, with 18 decimals.
  package static let wad: Int256 = 1_000_000_000_000_000_000
  /// One, with 27 decimals.
  package static let ray: Int256 = 1_000_000_000_000_000_000_000_000_000

  /// `floor(a·b / 1e27)`.
  package static func rayMultiply(_ a: Int256, _ b: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(a, b, ray, rounding: .down)
  }

  /// `floor(a·b / 1e18)`.
  package static func wadMultiply(_ a: Int256, _ b: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(a, b, wad, rounding: .down)
  }

  /// A ray to a whole power, by squaring; each product rounds half up.
  ///
  /// - Throws: ``ArithmeticError/overflow`` also for a negative exponent.
  package static func power(_ base: Int256, _ exponent: Int) throws(ArithmeticError) -> Int256 {
    if exponent < 0 { throw .overflow }
    var factor = base
    var result = exponent % 2 == 0 ? ray : base
    var rest = exponent / 2
    while rest > 0 {
      factor = try Int256.mulDiv(factor, factor, ray, rounding: .halfUp)
      if rest % 2 == 1 { result = try Int256.mulDiv(result, factor, ray, rounding: .halfUp) }
      rest /= 2
    }
    return result
  }
}
