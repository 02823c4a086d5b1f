internal import FixedPoint
package import Ledger

/// Where an account is in the life of a margin call.
///
/// | from         | to           | when                                                              |
/// |--------------|--------------|-------------------------------------------------------------------|
/// | healthy      | notice       | coverage falls below a rung of the ladder above the maintenance line |
/// | notice       | notice       | it falls below the next rung                                      |
/// | notice       | called       | it falls below the last rung, the maintenance line                |
/// | called       | grace        | at once: the grace period runs                                    |
/// | grace        | liquidatable | the grace period is over and the account is not cured             |
/// | healthy      | liquidatable | the venue has no ladder and coverage falls below 1                |
/// | liquidatable | liquidating  | the first step of its liquidation                                 |
/// | liquidating  | healthy      | coverage is at the cure level again                               |
/// | liquidating  | bankrupt     | nothing is left to sell and something is still owed               |
/// | bankrupt     | closed       | the waterfall has paid or written off the rest                    |
/// | any call     | healthy      | coverage reaches the cure level: top-up, reduction, or price      |
package enum MarginState: String, Sendable, Hashable, CaseIterable {
  case healthy, notice, called, grace, liquidatable, liquidating, bankrupt, closed
}

/// The open margin calls and liquidations of all accounts, as their events said.
package struct MarginCalls: Sendable {
  /// An open call.
  package struct Call: Sendable, Hashable {
    /// Its id.
    package var id: String
    /// The rung it has reached, from 1.
    package var tier: Int64
    /// When grace ends, in Unix milliseconds; nil before the last rung.
    package var deadline: Int64?
    /// The block that grace ends with; nil before the last rung.
    package var deadlineBlock: Int64?
    /// What the account had done since: for the outcome.
    package var wasToppedUp = false
    package var wasReduced = false
    package var wasLiquidated = false
  }

  /// The open call of each account.
  package private(set) var open: [Int: Call] = [:]
  /// Accounts in liquidation, with the time of its start.
  package private(set) var liquidating: [Int: Int64] = [:]
  private var accounts: [String: Int] = [:]

  package init() {}

  /// Takes in what was said of calls, and what called accounts did.
  package mutating func apply(_ event: borrowing Event) {
    switch event.kind {
    case .marginCall:
      guard let account = event.id(.account), let id = event.string(.call) else { return }
      var call = open[account] ?? Call(id: id, tier: 0)
      call.id = id
      call.tier = event.integer(.tier) ?? 0
      call.deadline = event.integer(.deadline)
      call.deadlineBlock = event.integer(.deadlineBlock)
      open[account] = call
      accounts[id] = account
    case .marginCallClosed:
      guard let id = event.string(.call), let account = accounts.removeValue(forKey: id) else {
        return
      }
      open[account] = nil
    case .liquidationStart:
      if let account = event.id(.account) { liquidating[account] = event.time }
    case .deposit, .repay:
      if let account = event.id(.account) { open[account]?.wasToppedUp = true }
    case .transfer:
      if let account = event.id(.to) { open[account]?.wasToppedUp = true }
    case .fill:
      if let account = event.id(.account) { open[account]?.wasReduced = true }
    case .liquidationFill:
      if let account = event.id(.account) { open[account]?.wasLiquidated = true }
    default: break
    }
  }

  /// The liquidation of an account is over.
  package mutating func endLiquidation(of account: Int) {
    liquidating[account] = nil
  }
}
