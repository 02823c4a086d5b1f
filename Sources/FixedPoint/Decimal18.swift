/// An exact decimal number with 18 fractional digits, for amounts and prices.
///
/// The range is about ±1.7 × 10^20. Addition and subtraction are exact or throw; multiplication and
/// division name their rounding and round once, after a 256-bit intermediate result:
///
///     let equity = try cash + (try size.multiplied(by: price, rounding: .down)) - fees
public struct Decimal18: Sendable, Hashable {
  /// The value times 10^18.
  public var mantissa: Int128

  /// The number with the given value times 10^18.
  @inlinable
  public init(mantissa: Int128) {
    self.mantissa = mantissa
  }

  /// The number equal to `integer`; every 64-bit integer fits.
  @inlinable
  public init(_ integer: Int64) {
    mantissa = Int128(integer) &* 1_000_000_000_000_000_000
  }

  /// The number of fractional digits the type can hold.
  public static let scale = 18
  /// Zero.
  @inlinable public static var zero: Decimal18 { Decimal18(mantissa: 0) }
  /// One.
  @inlinable public static var one: Decimal18 { Decimal18(1) }
  /// The smallest positive number, 10^-18.
  @inlinable public static var ulp: Decimal18 { Decimal18(mantissa: 1) }
  /// The largest number, about 1.7 × 10^20.
  @inlinable public static var max: Decimal18 { Decimal18(mantissa: .max) }
  /// The smallest number, about -1.7 × 10^20; its negation does not fit.
  @inlinable public static var min: Decimal18 { Decimal18(mantissa: .min) }

  /// Whether the number is below zero.
  @inlinable public var isNegative: Bool { mantissa < 0 }
  /// Whether the number is above zero.
  @inlinable public var isPositive: Bool { mantissa > 0 }
  /// Whether the number is zero.
  @inlinable public var isZero: Bool { mantissa == 0 }
  /// The sign: -1, 0 or 1.
  @inlinable public var signum: Int { mantissa < 0 ? -1 : (mantissa == 0 ? 0 : 1) }

  /// The absolute value.
  ///
  /// - Throws: ``ArithmeticError/overflow`` for ``min``.
  @inlinable public var magnitude: Decimal18 {
    get throws(ArithmeticError) { isNegative ? try -self : self }
  }

  /// The number of fractional digits in use, in `0...18`: 1 for 12.5, 0 for 12.
  public var decimals: Int {
    FixedPointCore.decimals(mantissa, scale: Self.scale)
  }
}

extension Decimal18: Comparable {
  /// Compares by value.
  @inlinable
  public static func < (left: Decimal18, right: Decimal18) -> Bool {
    left.mantissa < right.mantissa
  }
}
