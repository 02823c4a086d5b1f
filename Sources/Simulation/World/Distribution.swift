internal import FixedPoint

/// How numbers are drawn.
enum Distribution: Sendable, Hashable {
  /// Always the same.
  case constant(Decimal18)
  /// Each in the range is as likely.
  case uniform(Decimal18, Decimal18)
  /// Each order of magnitude in the range is as likely.
  case logUniform(LogUniform)

  /// Draws a number and rounds it down.
  func draw(
    _ random: inout SplitMix64, decimals: Int = Decimal18.scale
  ) throws(ArithmeticError) -> Decimal18 {
    let number: Decimal18
    switch self {
    case .constant(let value): number = value
    case .uniform(let low, let high):
      number = try low + (high - low).multiplied(by: random.share(), rounding: .down)
    case .logUniform(let range): number = try range.draw(&random)
    }
    return try number.rounded(toDecimals: decimals, rounding: .down)
  }
}

/// Numbers from `low` to `high` whose logarithms are uniform.
struct LogUniform: Sendable, Hashable {
  private let low: Decimal18
  private let high: Decimal18
  /// (high ÷ low)^(1/2), ^(1/4), …: a draw multiplies those whose bits are set.
  private let roots: [Decimal18]

  /// - Precondition: 0 < low ≤ high.
  init(_ low: Decimal18, _ high: Decimal18) throws(ArithmeticError) {
    self.low = low
    self.high = high
    var roots: [Decimal18] = []
    var root = try high.divided(by: low, rounding: .down)
    for _ in 0..<30 {
      root = SquareRoot.of(root)
      roots.append(root)
    }
    self.roots = roots
  }

  func draw(_ random: inout SplitMix64) throws(ArithmeticError) -> Decimal18 {
    let bits = random.next()
    var number = low
    for (place, root) in roots.enumerated() where bits >> UInt64(place) & 1 == 1 {
      number = try number.multiplied(by: root, rounding: .down)
    }
    return min(max(number, low), high)
  }
}
