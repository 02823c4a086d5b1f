package import FixedPoint

/// How much a price moves: an exponentially weighted mean of its squared returns, in integers.
///
/// `v ← ⌊decay · v + (1 − decay) · r²⌋` at 27 decimals, from the squared reference on: as long as
/// little is known, requirements are nearly those of the tiers.
package struct Volatility: Sendable, Hashable {
  /// The mean of squared returns; nil before the first return.
  package private(set) var variance: Ratio27?

  /// Nothing is known.
  package init() {}

  /// The largest return that counts: a price 100,000 times as high.
  package static let largestReturn = Decimal18(100_000)

  /// Takes the step from one price to the next; one from zero has no return and is passed over.
  package mutating func record(
    from base: Decimal18, to price: Decimal18, rules: DynamicMarginRules
  ) throws(ArithmeticError) {
    guard !base.isZero else { return }
    let square = try Self.square(Self.change(from: base, to: price))
    let prior = try Self.square(min(rules.reference, Self.largestReturn))
    let decay = max(.zero, min(rules.decay, .one))
    var sum = Int256Sum(product: decay.mantissa, (variance ?? prior).mantissa)
    try sum.add(product: (try .one - decay).mantissa, square.mantissa)
    variance = Ratio27(mantissa: try sum.quotient(byPowerOfTen: 18, rounding: .down))
  }

  /// The root of the mean, rounded down; nil before the first return.
  package var deviation: Decimal18? {
    variance.map { variance in
      // 27 decimals and 9 more are 36, whose root has 18. A square is not below zero.
      let square = variance.mantissa.magnitude.multipliedFullWidth(by: 1_000_000_000)
      return Decimal18(mantissa: Int128(truncatingIfNeeded: Self.root(square)))
    }
  }

  /// The return, toward zero at 18 decimals.
  private static func change(from base: Decimal18, to price: Decimal18) -> Decimal18 {
    do {
      return min(
        largestReturn, try (try price - base).divided(by: base, rounding: .towardZero))
    } catch {
      return largestReturn
    }
  }

  private static func square(_ value: Decimal18) throws(ArithmeticError) -> Ratio27 {
    Ratio27(
      mantissa: try mulDiv(value.mantissa, value.mantissa, 1_000_000_000, rounding: .down))
  }

  /// The integer square root, rounded down: bit by bit, from the highest that can be set.
  static func root(_ square: (high: UInt128, low: UInt128)) -> UInt128 {
    let bits =
      square.high == 0
      ? 128 - square.low.leadingZeroBitCount : 256 - square.high.leadingZeroBitCount
    var root: UInt128 = 0
    for bit in stride(from: (bits + 1) / 2 - 1, through: 0, by: -1) {
      let candidate = root | 1 << UInt128(bit)
      let product = candidate.multipliedFullWidth(by: candidate)
      if (product.high, product.low) <= (square.high, square.low) { root = candidate }
    }
    return root
  }
}

extension Volatility {
  /// The factor on requirements: σ ÷ reference, rounded up, within the bounds, and at most a step
  /// from the last one.
  package static func factor(
    _ deviation: Decimal18, last: Decimal18, rules: DynamicMarginRules
  ) -> Decimal18 {
    let wanted = saturated { () throws(ArithmeticError) in
      try deviation.divided(by: rules.reference, rounding: .up)
    }
    let target = max(rules.minimum, min(rules.maximum, wanted))
    let highest = saturated { () throws(ArithmeticError) in try last + rules.step }
    let lowest = max(.zero, Decimal18(mantissa: last.mantissa &- rules.step.mantissa))
    return max(lowest, min(highest, target))
  }

  private static func saturated(
    _ value: () throws(ArithmeticError) -> Decimal18
  ) -> Decimal18 {
    do { return try value() } catch { return .max }
  }
}
