/// The direction in which an inexact result is rounded to a representable one.
///
/// Every multiplication and division of this module names its rounding, so that a reader sees
/// which side of a trade gains. The table rounds to whole numbers:
///
/// | rule           | +2.5 | -2.5 | +3.5 | -3.5 | +2.4 | -2.4 | +2.6 | -2.6 |
/// |----------------|------|------|------|------|------|------|------|------|
/// | `down`         | 2    | -3   | 3    | -4   | 2    | -3   | 2    | -3   |
/// | `up`           | 3    | -2   | 4    | -3   | 3    | -2   | 3    | -2   |
/// | `towardZero`   | 2    | -2   | 3    | -3   | 2    | -2   | 2    | -2   |
/// | `awayFromZero` | 3    | -3   | 4    | -4   | 3    | -3   | 3    | -3   |
/// | `halfEven`     | 2    | -2   | 4    | -4   | 2    | -2   | 3    | -3   |
/// | `halfUp`       | 3    | -3   | 4    | -4   | 2    | -2   | 3    | -3   |
/// | `exact`        | error in every column                         |||||||
public enum Rounding: Sendable, Hashable, CaseIterable {
  /// Toward negative infinity (floor).
  case down
  /// Toward positive infinity (ceiling).
  case up
  /// Toward zero (truncation).
  case towardZero
  /// Away from zero.
  case awayFromZero
  /// To the nearest value; a tie goes to the even neighbour.
  case halfEven
  /// To the nearest value; a tie goes away from zero.
  case halfUp
  /// No rounding: an inexact result is ``ArithmeticError/inexact``.
  case exact
}

/// How large the discarded part of a truncated magnitude is, against one unit in the last place.
enum Remainder {
  case zero
  case belowHalf
  case half
  case aboveHalf

  /// Classifies the remainder of a division.
  ///
  /// - Precondition: `remainder < divisor`.
  @inline(__always)
  init<U: FixedWidthInteger & UnsignedInteger>(_ remainder: U, of divisor: U) {
    // `divisor - remainder` cannot overflow, unlike `2 * remainder`.
    let missing = divisor &- remainder
    if remainder == 0 {
      self = .zero
    } else if remainder < missing {
      self = .belowHalf
    } else {
      self = remainder == missing ? .half : .aboveHalf
    }
  }
}

extension Rounding {
  /// Tells whether a truncated magnitude must grow by one unit.
  ///
  /// - Throws: if something was discarded and the rule is `exact`: ``ArithmeticError/overflow`` if
  ///   the magnitude has no room for a sign bit, else ``ArithmeticError/inexact``.
  @inline(__always)
  func grows<U: FixedWidthInteger & UnsignedInteger>(
    _ truncated: U, discarding remainder: Remainder, isNegative: Bool
  ) throws(ArithmeticError) -> Bool {
    if self == .exact && remainder != .zero && truncated.leadingZeroBitCount == 0 {
      throw .overflow
    }
    return try grows(isOdd: truncated & 1 == 1, discarding: remainder, isNegative: isNegative)
  }

  /// Tells whether a truncated magnitude, odd or even, must grow by one unit.
  ///
  /// - Throws: ``ArithmeticError/inexact`` if something was discarded and the rule is `exact`.
  @inline(__always)
  func grows(
    isOdd: Bool, discarding remainder: Remainder, isNegative: Bool
  ) throws(ArithmeticError) -> Bool {
    if remainder == .zero { return false }
    switch self {
    case .down: return isNegative
    case .up: return !isNegative
    case .towardZero: return false
    case .awayFromZero: return true
    case .halfEven: return remainder == .aboveHalf || (remainder == .half && isOdd)
    case .halfUp: return remainder != .belowHalf
    case .exact: throw .inexact
    }
  }
}
