/// A signed 256-bit integer, for the native units of venues: 1e18 × 1e27 × an amount leaves 128 bits.
///
/// Every operation is checked: it gives the exact result or throws ``ArithmeticError``, and never
/// traps or wraps. Divisions name their rounding.
///
///     let ray = try Int256.powerOfTen(27)
///     let debt = try Int256.mulDiv(scaledDebt, index, ray, rounding: .halfUp)
public struct Int256: Sendable, Hashable {
  /// The upper half of the two's complement, with the sign.
  var high: Int128
  /// The lower half.
  var low: UInt128

  init(high: Int128, low: UInt128) {
    self.high = high
    self.low = low
  }

  /// The same value.
  public init(_ value: Int128) {
    self.init(high: value < 0 ? -1 : 0, low: UInt128(truncatingIfNeeded: value))
  }

  /// Zero.
  public static let zero = Int256(high: 0, low: 0)
  /// One.
  public static let one = Int256(high: 0, low: 1)
  /// The largest number, 2^255 - 1, about 5.8 × 10^76.
  public static let max = Int256(high: .max, low: .max)
  /// The smallest number, -2^255; its negation does not fit.
  public static let min = Int256(high: .min, low: 0)

  /// Whether the number is below zero.
  public var isNegative: Bool { high < 0 }
  /// Whether the number is zero.
  public var isZero: Bool { high == 0 && low == 0 }
  /// The sign: -1, 0 or 1.
  public var signum: Int { isNegative ? -1 : (isZero ? 0 : 1) }

  /// The absolute value.
  ///
  /// - Throws: ``ArithmeticError/overflow`` for ``min``.
  public var magnitude: Int256 {
    get throws(ArithmeticError) { isNegative ? try -self : self }
  }

  /// The same value in 128 bits; nil if it does not fit.
  public var int128: Int128? {
    let narrow = Int128(truncatingIfNeeded: low)
    return high == (narrow < 0 ? -1 : 0) ? narrow : nil
  }
}

extension Int256: Comparable {
  /// Compares by value.
  public static func < (left: Int256, right: Int256) -> Bool {
    left.high == right.high ? left.low < right.low : left.high < right.high
  }
}

extension Int256: ExpressibleByIntegerLiteral {
  /// The value of a literal; one beyond 128 bits does not compile.
  public init(integerLiteral value: Int128) {
    self.init(value)
  }
}

// MARK: - Sign and magnitude

extension Int256 {
  /// The absolute value, which always fits without a sign.
  var unsigned: DoubleWidth<UInt128> {
    let bits = DoubleWidth(high: UInt128(bitPattern: high), low: low)
    return isNegative ? DoubleWidth(0) &- bits : bits
  }

  /// Puts a sign before a magnitude.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  init(_ magnitude: DoubleWidth<UInt128>, isNegative: Bool) throws(ArithmeticError) {
    let bits = isNegative ? DoubleWidth(0) &- magnitude : magnitude
    self.init(high: Int128(bitPattern: bits.high), low: bits.low)
    // A magnitude that is too large shows the wrong sign; only zero has no sign to show.
    if magnitude.high.leadingZeroBitCount == 0 {
      guard isNegative && self == .min else { throw .overflow }
    }
  }
}
