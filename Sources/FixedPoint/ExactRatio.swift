/// An exact fraction of 256-bit integers, in lowest terms with a denominator above zero.
///
/// It carries a value through a formula without any rounding; the last step names the rounding:
///
///     let fraction = try ExactRatio(reward, total)
///     let share = try (fraction * ExactRatio(stake)).rounded(.down)
public struct ExactRatio: Sendable, Hashable {
  /// The number above the line, with the sign.
  public let numerator: Int256
  /// The number below the line, above zero; 1 for integers.
  public let denominator: Int256

  /// The integer as a ratio.
  public init(_ integer: Int256) {
    numerator = integer
    denominator = .one
  }

  /// The quotient of two integers, in lowest terms.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero``, or ``ArithmeticError/overflow`` if a sign cannot
  ///   move away from ``Int256/min``.
  public init(_ numerator: Int256, _ denominator: Int256) throws(ArithmeticError) {
    if denominator.isZero { throw .divisionByZero }
    let (above, below) = Self.reduced(numerator.unsigned, denominator.unsigned)
    try self.init(
      above, below, isNegative: numerator.isNegative != denominator.isNegative)
  }

  /// A ratio of magnitudes that are in lowest terms already.
  init(
    _ above: Magnitude, _ below: Magnitude, isNegative: Bool
  ) throws(ArithmeticError) {
    numerator = try Int256(above, isNegative: isNegative)
    denominator = try Int256(below, isNegative: false)
  }

  /// Zero.
  public static let zero = ExactRatio(.zero)
  /// One.
  public static let one = ExactRatio(.one)

  /// Whether the ratio is below zero.
  public var isNegative: Bool { numerator.isNegative }
  /// Whether the ratio is zero.
  public var isZero: Bool { numerator.isZero }
  /// The sign: -1, 0 or 1.
  public var signum: Int { numerator.signum }
}

extension ExactRatio: Comparable {
  /// Compares by value, exactly and for every pair.
  public static func < (left: ExactRatio, right: ExactRatio) -> Bool {
    if left.signum != right.signum { return left.signum < right.signum }
    let first = left.numerator.unsigned.multipliedFullWidth(by: right.denominator.unsigned)
    let second = right.numerator.unsigned.multipliedFullWidth(by: left.denominator.unsigned)
    return left.isNegative ? second < first : first < second
  }
}

// MARK: - Rounding

extension ExactRatio {
  /// The nearest integer by a rule.
  ///
  /// - Throws: ``ArithmeticError/inexact`` if `rounding` is ``Rounding/exact`` and the ratio is no
  ///   integer.
  public func rounded(_ rounding: Rounding) throws(ArithmeticError) -> Int256 {
    try numerator.divided(by: denominator, rounding: rounding)
  }

  /// The nearest decimal with at most `count` fractional digits by a rule.
  ///
  /// - Throws: ``ArithmeticError/overflow`` if `count` is not in `0...76` or the digits leave 256
  ///   bits, ``ArithmeticError/inexact`` if `rounding` is ``Rounding/exact`` and digits are lost.
  public func rounded(
    toDecimals count: Int, rounding: Rounding
  ) throws(ArithmeticError) -> ExactRatio {
    let unit = try Int256.powerOfTen(count)
    return try ExactRatio(
      try Int256.mulDiv(numerator, unit, denominator, rounding: rounding), unit)
  }
}
