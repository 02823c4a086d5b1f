internal import FixedPoint

/// Floating point for deciding when to look at an account, never for a result.
///
/// All values here are products and sums of non-negative numbers, so their relative errors stay
/// below (number of terms) × 2^-52. A budget is lowered by 2^-30 before anything is compared with
/// it, which outweighs the error of four million terms.
enum SafeFloat {
  /// The part of a budget that is trusted.
  static let trust = 1 - 0x1p-30

  /// A magnitude, within a relative error of 2^-52.
  static func value(_ magnitude: UInt128) -> Double {
    // The standard library's conversion is generic and ten times slower.
    let high = UInt64(truncatingIfNeeded: magnitude >> 64)
    let low = UInt64(truncatingIfNeeded: magnitude)
    return Double(high) * 0x1p64 + Double(low)
  }

  /// The value of a number above zero, else zero.
  static func positive(_ number: Int128) -> Double {
    number > 0 ? value(number.magnitude) : 0
  }

  /// The value of an excess that is not negative, within a relative error of 2^-50.
  static func positive(_ number: Int256) throws(ArithmeticError) -> Double {
    if let narrow = number.int128 { return positive(narrow) }
    let unit = Int256(Int128(1) << 64)
    let upper = try number.divided(by: unit, rounding: .down)
    if let narrow = upper.int128 { return positive(narrow) * 0x1p64 }
    let top = try upper.divided(by: unit, rounding: .down)
    return positive(top.int128 ?? .max) * 0x1p128
  }

  /// How far apart two prices are; zero if `high` is below `low`.
  static func distance(from low: Int128, to high: Int128) -> Double {
    // The difference of two signed numbers always fits without a sign.
    high > low ? value(UInt128(bitPattern: high &- low)) : 0
  }

  /// The whole part of a distance, at most `Int128.max`; zero if it is not a number.
  static func whole(_ distance: Double) -> Int128 {
    guard distance >= 1 else { return 0 }
    if distance < 0x1p63 { return Int128(Int64(distance)) }
    guard distance < 0x1p127 else { return .max }
    let high = UInt64(distance * 0x1p-64)
    let low = UInt64(distance - Double(high) * 0x1p64)
    return Int128(high) << 64 | Int128(low)
  }
}
