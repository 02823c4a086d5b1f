/// The loan of one account.
package struct LiquityTrove: Sendable, Hashable {
  /// The life of a trove, with the numbers of the contract.
  package enum Status: Int128, Sendable {
    case nonExistent = 0
    case active = 1
    case closedByOwner = 2
    case closedByLiquidation = 3
    case closedByRedemption = 4
  }

  /// LUSD owed, with the gas compensation, without pending redistributions.
  package internal(set) var debt: LiquityAmount = 0
  /// Ether, without pending redistributions.
  package internal(set) var collateral: LiquityAmount = 0
  /// The share in redistributions.
  package internal(set) var stake: LiquityAmount = 0
  /// Whether it is open, or how it was closed.
  package internal(set) var status = Status.nonExistent
  /// Redistributed ether per stake when the trove last took its share.
  package internal(set) var etherSnapshot: LiquityAmount = 0
  /// Redistributed debt per stake when the trove last took its share.
  package internal(set) var debtSnapshot: LiquityAmount = 0

  /// Whether the trove is open.
  package var isActive: Bool { status == .active }

  /// Empties the trove; the stake was removed before.
  mutating func close(as status: Status) {
    self = LiquityTrove(stake: stake, status: status)
  }
}
