package import FixedPoint
package import Ledger

/// Where an account is in the life of a margin call: ``transitions`` says how it gets there.
package enum MarginState: String, Sendable, Hashable, CaseIterable {
  case healthy, notice, called, grace, liquidatable, liquidating, bankrupt, closed

  /// A way from each of some states to each of some others.
  package struct Transition: Sendable, Hashable {
    /// The states before.
    package let from: [MarginState]
    /// The states after.
    package let to: [MarginState]
    /// When it is taken.
    package let when: String

    fileprivate init(_ from: [MarginState], _ to: [MarginState], _ when: String) {
      self.from = from
      self.to = to
      self.when = when
    }
  }

  /// Every way there is; the table in `docs/RULES.md` is made of it.
  package static let transitions: [Transition] = [
    .init([.healthy], [.notice], "coverage falls below a rung above the last: `margin_call`"),
    .init([.notice], [.notice], "it falls below the next rung: `margin_call` with the same id"),
    .init([.notice], [.healthy], "it is not below the first rung any more: `margin_call_closed`"),
    .init(
      [.healthy, .notice], [.called],
      "it falls below the last rung, the maintenance line: `margin_call`"),
    .init([.called], [.grace], "the next block"),
    .init(
      [.called, .grace], [.healthy],
      "coverage is at `calls.cure` by a top-up, a reduction or the price: `margin_call_closed`"),
    .init(
      [.called, .grace], [.liquidatable], "grace is over and coverage is below the line"),
    .init(
      [.healthy, .notice], [.liquidatable],
      "coverage is below the line, and the venue has no ladder or gives no grace"),
    .init(
      [.liquidatable], [.called, .grace], "coverage is above the line, but below `calls.cure`"),
    .init([.liquidatable], [.healthy], "there is no call, and coverage is above the line"),
    .init(
      [.liquidatable], [.liquidating, .bankrupt],
      "its turn comes: `liquidation_start`; `bankrupt` where equity is below zero"),
    .init([.liquidating], [.bankrupt], "equity falls below zero"),
    .init([.bankrupt], [.liquidating], "equity is not below zero any more"),
    .init(
      [.liquidating, .bankrupt], [.closed],
      "nothing is required any more: all is repaid, or the waterfall paid or wrote off the rest"),
    .init(
      [.liquidating, .bankrupt], [.healthy, .called, .grace],
      "coverage is above the line; an open call waits for `calls.cure`"),
    .init(
      [.closed], [.healthy, .called, .grace],
      "its liquidation ends; `margin_call_closed` follows where there is a call"),
    .init(
      [.healthy, .called, .grace], [.liquidating, .bankrupt],
      "it was above the line in the midst of a block, and is below it before the block is judged"),
  ]

  /// The transitions as a table in Markdown.
  package static var markdown: String {
    var text = "| from | to | when |\n|---|---|---|\n"
    for way in transitions {
      let ends = [way.from, way.to].map { states in
        states.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      }
      text += "| \(ends[0]) | \(ends[1]) | \(way.when) |\n"
    }
    return text
  }
}

/// The open margin calls and liquidations of all accounts, as their events said.
package struct MarginCalls: Sendable {
  /// An open call.
  package struct Call: Sendable, Hashable {
    /// Its id.
    package var id: String
    /// The rung it has reached, from 1, of the ladder at that time.
    package var tier: Int64
    /// Whether that was the last one: the call itself, and no warning.
    ///
    /// It stays what it is when the ladder changes.
    package var isLast = false
    /// The coverage at which it ends by the rules in force when the rung was reached.
    package var end = Decimal18.zero
    /// The block in which the last rung was reached; nil before.
    package var calledBlock: Int64?
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

  /// Takes in what was said of calls, and what called accounts did, under the rules in force.
  package mutating func apply(_ event: borrowing Event, rules: CallRules) {
    switch event.kind {
    case .marginCall:
      guard let account = event.id(.account), let id = event.string(.call) else { return }
      var call = open[account] ?? Call(id: id, tier: 0)
      call.id = id
      call.tier = event.integer(.tier) ?? 0
      call.isLast = call.tier >= Int64(rules.levels.count)
      call.end = call.isLast ? rules.cure : rules.levels.first?.coverage ?? rules.cure
      call.deadline = event.integer(.deadline)
      if call.deadline != nil, call.calledBlock == nil { call.calledBlock = event.position.block }
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
