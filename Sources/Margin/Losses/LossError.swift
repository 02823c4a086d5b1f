package import FixedPoint

/// Why a loss cannot be spread.
package enum LossError: Error, Sendable, Hashable {
  /// A number is too large, or a divisor is zero.
  case arithmetic(ArithmeticError)
  /// The loss is below zero.
  case negativeLoss(Decimal18)
  /// A holder's base is below zero.
  case negativeBase(account: Int, base: Decimal18)
  /// There is less to take than the loss.
  case notEnough(loss: Decimal18, available: Decimal18)
}

extension LossError {
  /// What it is where only arithmetic errors are told: a loss beyond what there is does not fit.
  package var arithmetic: ArithmeticError {
    if case .arithmetic(let error) = self { error } else { .overflow }
  }
}

extension LossError: CustomStringConvertible {
  /// A sentence for people.
  package var description: String {
    switch self {
    case .arithmetic(let error): error.description
    case .negativeLoss(let loss): "A loss of \(loss) cannot be spread: it is below zero."
    case .negativeBase(let account, let base):
      "A loss cannot be spread over account \(account), whose base is \(base)."
    case .notEnough(let loss, let available):
      "A loss of \(loss) cannot be spread over \(available): write off the rest."
    }
  }
}
