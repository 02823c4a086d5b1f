package import FixedPoint

/// How the price of a Dutch auction falls with time.
package enum MakerCurve: Sendable, Hashable {
  /// To zero in so many seconds: `top·(tau − t) / tau`.
  case linear(tau: Int)
  /// By a factor, a ray, each second: `top·cut^t`.
  case exponential(cut: Int256)
  /// By a factor, a ray, each step of so many seconds: `top·cut^floor(t / step)`.
  case stairStep(cut: Int256, step: Int)

  /// The price after so many seconds; both prices are rays.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero`` for a step of no length.
  package func price(top: Int256, elapsed: Int) throws(ArithmeticError) -> Int256 {
    switch self {
    case .linear(let tau):
      if elapsed >= tau { return .zero }
      let (left, overflow) = tau.subtractingReportingOverflow(elapsed)
      if overflow { throw .overflow }
      let share = try Int256.mulDiv(
        Int256(Int128(left)), MakerMath.ray, Int256(Int128(tau)), rounding: .down)
      return try MakerMath.rayMultiply(top, share)
    case .exponential(let cut):
      return try MakerMath.rayMultiply(top, MakerMath.power(cut, elapsed))
    case .stairStep(let cut, let step):
      if step == 0 { throw .divisionByZero }
      if step < 0 { throw .overflow }
      return try MakerMath.rayMultiply(top, MakerMath.power(cut, elapsed / step))
    }
  }

  /// Whether the steps of a stair, each computed from the top, stay near a price that is cut
  /// step by step, so that the errors of the powers do not grow.
  ///
  /// Each second's price is compared with the price of the second before, cut where a step ends.
  package static func stairStaysNear(
    top: Int256, cut: Int256, step: Int, seconds: Int, tolerance: Int256
  ) throws(ArithmeticError) -> Bool {
    let curve = MakerCurve.stairStep(cut: cut, step: step)
    var last = top
    var isNear = try curve.price(top: top, elapsed: 0) == top
    for second in stride(from: 1, to: seconds, by: 1) {
      let price = try curve.price(top: top, elapsed: second)
      let expected = second % step == 0 ? try MakerMath.rayMultiply(last, cut) : last
      if try (price - expected).magnitude > tolerance { isNear = false }
      last = price
    }
    return isNear
  }
}
