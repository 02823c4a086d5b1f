/// An exact decimal number with 27 fractional digits, for indices and rates.
///
/// The range is about ±1.7 × 10^11. Addition and subtraction are exact or throw; multiplication and
/// division name their rounding and round once, after a 256-bit intermediate result:
///
///     let debt = try principal.multiplied(by: index, rounding: .up)
public struct Ratio27: Sendable, Hashable {
  /// The value times 10^27.
  public var mantissa: Int128

  /// The number with the given value times 10^27.
  @inlinable
  public init(mantissa: Int128) {
    self.mantissa = mantissa
  }

  /// The number equal to `integer`.
  ///
  /// - Throws: ``ArithmeticError/overflow`` beyond ±170,141,183,460.
  @inlinable
  public init(_ integer: Int64) throws(ArithmeticError) {
    let (product, overflow) = Int128(integer).multipliedReportingOverflow(by: Self.one.mantissa)
    if overflow { throw .overflow }
    mantissa = product
  }

  /// The number of fractional digits the type can hold.
  public static let scale = 27
  /// Zero.
  @inlinable public static var zero: Ratio27 { Ratio27(mantissa: 0) }
  /// One.
  @inlinable public static var one: Ratio27 {
    Ratio27(mantissa: 1_000_000_000_000_000_000_000_000_000)
  }
  /// The smallest positive number, 10^-27.
  @inlinable public static var ulp: Ratio27 { Ratio27(mantissa: 1) }
  /// The largest number, about 1.7 × 10^11.
  @inlinable public static var max: Ratio27 { Ratio27(mantissa: .max) }
  /// The smallest number, about -1.7 × 10^11; its negation does not fit.
  @inlinable public static var min: Ratio27 { Ratio27(mantissa: .min) }

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
  @inlinable public var magnitude: Ratio27 {
    get throws(ArithmeticError) { isNegative ? try -self : self }
  }

  /// The number of fractional digits in use, in `0...27`: 1 for 12.5, 0 for 12.
  public var decimals: Int {
    FixedPointCore.decimals(mantissa, scale: Self.scale)
  }
}

extension Ratio27: Comparable {
  /// Compares by value.
  @inlinable
  public static func < (left: Ratio27, right: Ratio27) -> Bool {
    left.mantissa < right.mantissa
  }
}
