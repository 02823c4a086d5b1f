package import FixedPoint
package import Ledger

/// What keepers did: within this block, and why they last stayed away from each account.
package struct KeeperUse: Sendable {
  /// How many attempts got into this block.
  package private(set) var attempts: Int64 = 0
  /// What each keeper's account paid in this block, in the unit of account.
  package private(set) var paid: [Int: Decimal18] = [:]
  /// Why each keeper last failed or skipped, by liquidated account.
  private var reasons: [Int: [Int: String]] = [:]

  package init() {}

  /// A new block begins.
  package mutating func beginBlock() {
    attempts = 0
    paid.removeAll(keepingCapacity: true)
  }

  /// Why a keeper last left an account alone; nil when it never did, or acted since.
  package func reason(of keeper: Int, for account: Int) -> String? {
    reasons[account]?[keeper]
  }

  /// Takes in an attempt.
  package mutating func apply(_ event: borrowing Event) {
    guard let account = event.id(.account), let keeper = event.id(.liquidator) else { return }
    reasons[account, default: [:]][keeper] = event.string(.reason) ?? ""
  }

  /// A keeper's purchase, worth so much in the unit of account, got into the block.
  package mutating func record(
    keeper: Int, account: Int, paid amount: Decimal18
  ) throws(ArithmeticError) {
    attempts += 1
    paid[keeper] = try (paid[keeper] ?? .zero) + amount
    reasons[account] = nil
  }
}
