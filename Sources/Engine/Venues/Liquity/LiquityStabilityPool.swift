/// The pool of LUSD that pays the debt of liquidated troves and takes their collateral.
///
/// One product and one sum stand for all deposits: a deposit is worth `initial · P / P0`, and has
/// gained `initial · (S − S0) / P0`. When P gets below 1e9 it grows by 1e9 and the scale by one.
package struct LiquityStabilityPool: Sendable, Hashable {
  /// A deposit, with product, sum and scale when it was made.
  package struct Deposit: Sendable, Hashable {
    /// LUSD when it was made; zero is no deposit.
    package internal(set) var initial: LiquityAmount = 0
    /// The product then.
    package internal(set) var product: LiquityAmount = 0
    /// The sum of its scale then.
    package internal(set) var sum: LiquityAmount = 0
    /// The scale then.
    package internal(set) var scale = 0
  }

  /// The product P.
  package private(set) var product = LiquityRules.one
  /// How often the product was scaled up.
  package private(set) var scale = 0
  /// The sum S of each scale.
  package private(set) var sums: [LiquityAmount] = [0]
  /// The LUSD of all deposits.
  package internal(set) var deposits: LiquityAmount = 0
  /// The ether gained and not yet taken.
  package internal(set) var ether: LiquityAmount = 0
  /// What the last division of gains left over; the next adds it.
  package private(set) var gainRemainder: LiquityAmount = 0
  /// What the last division of losses charged too much; the next subtracts it.
  package private(set) var lossExcess: LiquityAmount = 0

  /// The sum of a scale; zero for a scale that nothing was added to.
  package func sum(atScale scale: Int) -> LiquityAmount {
    sums.indices.contains(scale) ? sums[scale] : 0
  }

  /// A deposit of so much, made now.
  package func makeDeposit(of amount: LiquityAmount) -> Deposit {
    guard amount != 0 else { return Deposit() }
    return Deposit(
      initial: amount, product: product, sum: sum(atScale: scale), scale: scale)
  }

  /// The ether that a deposit has gained: `initial · (S − S0 + S next / 1e9) / P0 / 1e18`; each
  /// division rounds down.
  package func gain(of deposit: Deposit) throws(LiquityError) -> LiquityAmount {
    guard deposit.initial != 0 else { return 0 }
    let sameScale = try sum(atScale: deposit.scale) - deposit.sum
    let nextScale = try sum(atScale: deposit.scale + 1) / LiquityRules.scaleFactor
    let gain = try deposit.initial.scaled(by: sameScale + nextScale, over: deposit.product)
    return try gain / LiquityRules.one
  }

  /// What is left of a deposit: `initial · P / P0`.
  ///
  /// One scale on it is divided by 1e9; each division rounds down. Zero two scales on, or when less than a billionth is left.
  package func compounded(_ deposit: Deposit) throws(LiquityError) -> LiquityAmount {
    guard deposit.initial != 0, scale - deposit.scale <= 1 else { return 0 }
    var left = try deposit.initial.scaled(by: product, over: deposit.product)
    if scale > deposit.scale { left = try left / LiquityRules.scaleFactor }
    return left < (try deposit.initial / LiquityRules.scaleFactor) ? 0 : left
  }

  /// The most debt that the pool can pay: all but 1 LUSD, or nothing while the excess of the last
  /// loss covers it.
  package func largestOffset() throws(LiquityError) -> LiquityAmount {
    let room = try deposits - min(LiquityRules.minimumPool, deposits)
    return try room * LiquityRules.one <= lossExcess ? 0 : room
  }

  /// Pays a debt and takes collateral: sum and product change, and with them all deposits.
  ///
  /// The loss per LUSD is rounded up and the gain down, so the pool never owes more than it has;
  /// what rounding took comes back with the next offset.
  ///
  /// - Throws: ``LiquityRefusal/offsetTooLarge``, ``LiquityRefusal/poolMinimum``.
  mutating func offset(
    debt: LiquityAmount, collateral: LiquityAmount
  ) throws(LiquityError) {
    try liquityRequire(debt < deposits, .offsetTooLarge)
    let one = LiquityRules.one
    let gainNumerator = try collateral * one + gainRemainder
    let gain = try gainNumerator / deposits
    gainRemainder = try gainNumerator - gain * deposits
    let lossNumerator = max(0, try debt * one - lossExcess)
    let loss = try lossNumerator / deposits + 1
    lossExcess = try loss * deposits - lossNumerator

    try sums[scale] += gain * product
    try shrinkProduct(by: one - loss)

    let left = try deposits - debt
    try liquityRequire(left >= LiquityRules.minimumPool, .poolMinimum)
    deposits = left
    try ether += collateral
  }

  /// Multiplies the product by a factor with 18 decimals, on a higher scale if little is left:
  /// the scale factor goes in before the division, so that no digits are lost.
  private mutating func shrinkProduct(by factor: LiquityAmount) throws(LiquityError) {
    let one = LiquityRules.one
    let step = LiquityRules.scaleFactor
    let shrunk = try product * factor
    var new = try shrunk / one
    if new < step {
      new = try shrunk.scaled(by: step, over: one)
      scale += 1
      if new < step {
        new = try shrunk.scaled(by: step * step, over: one)
        scale += 1
      }
      while sums.count <= scale { sums.append(0) }
    }
    try liquityRequire(new > 0, .offsetTooLarge)
    product = new
  }
}
