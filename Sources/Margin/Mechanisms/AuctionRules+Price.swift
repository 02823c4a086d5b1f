package import FixedPoint

extension AuctionRules {
  /// The price at which an auction starts: `floor(reference · start)`.
  package func top(reference: Decimal18) throws(ArithmeticError) -> Decimal18 {
    try reference.multiplied(by: start, rounding: .down)
  }

  /// The price after so many seconds, rounded down: never above `top`, and never rising.
  ///
  /// - linear: `top·(duration − t) / duration`, 0 from `duration` on
  /// - exponential: `top·cut^t`
  /// - stair step: `top·cut^floor(t / step)`
  package func price(
    top: Decimal18, afterSeconds elapsed: Int64
  ) throws(ArithmeticError) -> Decimal18 {
    let time = max(0, elapsed)
    switch curve {
    case .linear:
      if time >= duration { return .zero }
      return try top.multiplied(by: duration - time, dividedBy: duration, rounding: .down)
    case .exponential:
      return try top.multiplied(by: Self.power(cut, time), rounding: .down)
    case .stairStep:
      return try top.multiplied(by: Self.power(cut, time / max(1, step)), rounding: .down)
    }
  }

  /// A factor to a whole power, rounded down to 27 decimals at each step; it counts as at most 1.
  ///
  /// It never rises with the exponent, whatever is rounded. Let `C(j)` be the factor squared `j`
  /// times, and `Q(j) = C(0)·…·C(j − 1)`, the power before `C(j)`. From `C(j) ≤ Q(j)` follows
  /// `C(j + 1) = ⌊C(j)·C(j)⌋ ≤ ⌊Q(j)·C(j)⌋ = Q(j + 1)`, and larger squares, which come last, are
  /// multiplied to both of two neighbours.
  static func power(_ base: Decimal18, _ exponent: Int64) throws(ArithmeticError) -> Ratio27 {
    if exponent <= 0 || base >= .one { return .one }
    if !base.isPositive { return .zero }
    var factor = try Ratio27(base)
    var result = Ratio27.one
    var rest = exponent
    while rest > 0 && !result.isZero {
      if rest & 1 == 1 { result = try result.multiplied(by: factor, rounding: .down) }
      rest >>= 1
      if rest > 0 { factor = try factor.multiplied(by: factor, rounding: .down) }
    }
    return result
  }
}
