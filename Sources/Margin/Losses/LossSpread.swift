package import FixedPoint

/// A socialized loss, split among its holders to the last unit.
///
/// What a base is depends on the method: a deposit, the size of a position, a stake, a profit. The
/// lazy form of the same methods is ``LossIndex``.
package enum LossSpread {
  /// One who bears a part.
  package struct Holder: Sendable, Hashable {
    /// Who.
    package var account: Int
    /// What its part is proportional to, without sign.
    package var base: Decimal18

    /// A holder.
    package init(account: Int, base: Decimal18) {
      self.account = account
      self.base = base
    }
  }

  /// What one holder bears.
  package struct Share: Sendable, Hashable {
    /// Who.
    package let account: Int
    /// How much.
    package let amount: Decimal18

    /// A share.
    package init(account: Int, amount: Decimal18) {
      self.account = account
      self.amount = amount
    }
  }

  /// A loss and who bears it: the shares and the dust sum to the loss.
  package struct Allocation: Sendable, Hashable {
    /// The shares above zero, by account.
    package let shares: [Share]
    /// What rounding leaves over, less than one unit for each holder.
    package let dust: Decimal18
    /// The account that bears the dust.
    package let dustAccount: String
  }

  /// The most that can be spread: the bases where they are amounts of the asset, else any amount as
  /// long as there is a base at all.
  package static func capacity(
    of holders: [Holder], method: LossRules.Method
  ) throws(LossError) -> Decimal18 {
    try capacity(of: total(of: holders), method: method)
  }

  /// The most that can be spread over holders whose bases have that sum.
  package static func capacity(of total: Decimal18, method: LossRules.Method) -> Decimal18 {
    method.takesFromBases || total.isZero ? total : .max
  }

  /// The sum of the bases.
  package static func total(of holders: [Holder]) throws(LossError) -> Decimal18 {
    var sum = Decimal18.zero
    for holder in holders {
      guard !holder.base.isNegative else {
        throw .negativeBase(account: holder.account, base: holder.base)
      }
      sum = try LossError.wrap { () throws(ArithmeticError) in try sum + holder.base }
    }
    return sum
  }

  /// The shares pro rata to the bases, each rounded down to the asset's decimals; the rest is dust.
  ///
  /// - Throws: ``LossError/notEnough(loss:available:)`` if the loss is more than the capacity.
  package static func shares(
    of loss: Decimal18, among holders: [Holder], method: LossRules.Method, decimals: Int,
    dustAccount: String
  ) throws(LossError) -> Allocation {
    guard !loss.isNegative else { throw .negativeLoss(loss) }
    let available = try capacity(of: holders, method: method)
    guard loss <= available else { throw .notEnough(loss: loss, available: available) }
    let total = try total(of: holders)
    var rest = loss
    var shares: [Share] = []
    for holder in holders.sorted(by: { $0.account < $1.account }) where !total.isZero {
      let amount = try LossError.wrap { () throws(ArithmeticError) in
        try loss.multiplied(by: holder.base, dividedBy: total, rounding: .down)
          .rounded(toDecimals: decimals, rounding: .down)
      }
      guard amount > .zero else { continue }
      rest = try LossError.wrap { () throws(ArithmeticError) in try rest - amount }
      shares.append(Share(account: holder.account, amount: amount))
    }
    return Allocation(shares: shares, dust: rest, dustAccount: dustAccount)
  }
}

extension LossRules.Method {
  /// Whether a base is an amount of the asset that the loss is in, so that no share can exceed it.
  package var takesFromBases: Bool {
    switch self {
    case .indexCut, .exchangeRate, .supplyCut, .profitCap, .explicit: true
    case .fundingShift, .redistribution: false
    }
  }
}

extension LossError {
  /// The result of arithmetic, whose errors become this type's.
  static func wrap<T>(_ body: () throws(ArithmeticError) -> T) throws(LossError) -> T {
    do throws(ArithmeticError) { return try body() } catch { throw .arithmetic(error) }
  }
}
