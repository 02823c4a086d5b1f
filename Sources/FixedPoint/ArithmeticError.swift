/// The reasons for which exact arithmetic has no answer.
public enum ArithmeticError: Error, Hashable, Sendable {
  /// The result lies outside the range of the type.
  case overflow
  /// The divisor is zero.
  case divisionByZero
  /// The result needs rounding, and the rule is ``Rounding/exact``.
  case inexact
}

extension ArithmeticError: CustomStringConvertible {
  /// A sentence for people.
  public var description: String {
    switch self {
    case .overflow: "The result is too large for the number type."
    case .divisionByZero: "The divisor is zero."
    case .inexact: "The result is not exact, and no rounding is allowed here."
    }
  }
}
