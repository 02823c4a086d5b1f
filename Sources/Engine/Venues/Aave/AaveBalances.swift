package import FixedPoint

/// A supply of one reserve: what the holder's share of the pool is worth.
///
/// Each rounding favours the pool.
package struct AaveSupply: Sendable, Hashable {
  /// The share, in the token's native units at index 1.
  package var scaled: Int256
  /// The liquidity index, as a ray.
  package var index: Int256

  /// A share at an index.
  package init(scaled: Int256, index: Int256) {
    self.scaled = scaled
    self.index = index
  }

  /// What can be withdrawn: `floor(scaled·index / ray)`.
  package var balance: Int256 {
    get throws(ArithmeticError) { try worth(of: scaled) }
  }

  /// What a share is worth: `floor(share·index / ray)`.
  package func worth(of share: Int256) throws(ArithmeticError) -> Int256 {
    try AaveMath.rayMultiply(share, index, rounding: .down)
  }

  /// The share that pays an amount out: `ceil(amount·ray / index)`.
  package func shareTaken(for amount: Int256) throws(ArithmeticError) -> Int256 {
    try AaveMath.rayDivide(amount, index, rounding: .up)
  }

  /// After a deposit, which adds `floor(amount·ray / index)`.
  package func supplying(_ amount: Int256) throws(ArithmeticError) -> AaveSupply {
    let share = try AaveMath.rayDivide(amount, index, rounding: .down)
    return AaveSupply(scaled: try scaled + share, index: index)
  }

  /// After a withdrawal.
  ///
  /// - Throws: ``ArithmeticError/overflow`` when the amount is more than there is: the venue's
  ///   numbers have no sign.
  package func withdrawing(_ amount: Int256) throws(ArithmeticError) -> AaveSupply {
    let rest = try scaled - shareTaken(for: amount)
    if rest.isNegative { throw .overflow }
    return AaveSupply(scaled: rest, index: index)
  }

  /// Both supplies after a transfer: the receiver gets the share that the sender loses.
  ///
  /// - Throws: ``ArithmeticError/overflow`` when the amount is more than there is.
  package func transferring(
    _ amount: Int256, to receiver: AaveSupply
  ) throws(ArithmeticError) -> (sender: AaveSupply, receiver: AaveSupply) {
    let sender = try withdrawing(amount)
    let share = try scaled - sender.scaled
    return (sender, AaveSupply(scaled: try receiver.scaled + share, index: receiver.index))
  }
}

/// A debt to one reserve.
///
/// Each rounding favours the pool.
package struct AaveDebt: Sendable, Hashable {
  /// The debt at index 1, in the token's native units.
  package var scaled: Int256
  /// The variable borrow index, as a ray.
  package var index: Int256

  /// A scaled debt at an index.
  package init(scaled: Int256, index: Int256) {
    self.scaled = scaled
    self.index = index
  }

  /// What is owed: `ceil(scaled·index / ray)`.
  package var balance: Int256 {
    get throws(ArithmeticError) { try AaveMath.rayMultiply(scaled, index, rounding: .up) }
  }

  /// After a loan, which adds `ceil(amount·ray / index)`.
  package func borrowing(_ amount: Int256) throws(ArithmeticError) -> AaveDebt {
    let share = try AaveMath.rayDivide(amount, index, rounding: .up)
    return AaveDebt(scaled: try scaled + share, index: index)
  }

  /// After a payment, which removes `floor(amount·ray / index)`.
  ///
  /// - Throws: ``ArithmeticError/overflow`` when the amount is more than is owed: the venue's
  ///   numbers have no sign.
  package func repaying(_ amount: Int256) throws(ArithmeticError) -> AaveDebt {
    let rest = try scaled - AaveMath.rayDivide(amount, index, rounding: .down)
    if rest.isNegative { throw .overflow }
    return AaveDebt(scaled: rest, index: index)
  }
}
