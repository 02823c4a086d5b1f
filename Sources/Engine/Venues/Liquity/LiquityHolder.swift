/// An account of a Liquity system: a position in its ordered tables.
package struct LiquityAccount: Sendable, Hashable, Comparable {
  /// The position.
  package let index: Int

  /// The account at a position; the first three belong to the system.
  package init(_ index: Int) {
    precondition(index >= 0, "the position of an account must not be negative")
    self.index = index
  }

  /// Holds the gas compensation of open troves.
  package static let gasPool = LiquityAccount(0)
  /// Holds the deposits of the stability pool.
  package static let stabilityPool = LiquityAccount(1)
  /// Receives the borrowing fees.
  package static let staking = LiquityAccount(2)
  /// How many accounts belong to the system.
  package static let reservedCount = 3

  /// Compares by position.
  package static func < (left: LiquityAccount, right: LiquityAccount) -> Bool {
    left.index < right.index
  }
}

/// What an account holds outside troves and deposits.
package struct LiquityHolder: Sendable, Hashable {
  /// LUSD.
  package internal(set) var lusd: LiquityAmount = 0
  /// Ether received less ether sent; an account that funded a trove is below zero.
  package internal(set) var ether: LiquityAmount = 0
  /// Collateral to claim after a liquidation or redemption.
  package internal(set) var surplus: LiquityAmount = 0
}

/// Collateral and debt that belong together: those of open troves, or those redistributed and not yet taken.
package struct LiquityPool: Sendable, Hashable {
  /// Ether.
  package internal(set) var ether: LiquityAmount = 0
  /// LUSD.
  package internal(set) var debt: LiquityAmount = 0
}
