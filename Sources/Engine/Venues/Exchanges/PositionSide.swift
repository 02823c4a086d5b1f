package import FixedPoint

/// The side of a position.
package enum PositionSide: String, Sendable, Hashable {
  /// Gains when the price rises.
  case long
  /// Gains when the price falls.
  case short

  /// 1 for a long position, −1 for a short one.
  package var sign: ExactRatio {
    self == .long ? .one : ExactRatio(-1)
  }
}
