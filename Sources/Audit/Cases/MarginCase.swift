package import FixedPoint
package import Ledger

/// One account's way from its breach to its end: who was called, what was tried, what was sold, who paid.
package struct MarginCase: Sendable {
  /// How a case ends.
  package enum Outcome: String, Sendable, CaseIterable {
    /// It has not ended.
    case open
    /// The account came back above the line by itself or by a price.
    case cured
    /// It came back, or was closed, by a liquidation that left nothing unpaid.
    case liquidated
    /// Something was left that it could not pay.
    case bankrupt
  }

  /// A place and time.
  package struct Moment: Sendable, Hashable {
    package var block: Int64
    package var time: Int64
    /// The last event before it.
    package var seq: Int64
  }

  /// One point of the account's standing.
  package struct Point: Sendable, Hashable {
    package var time: Int64
    /// Equity at market prices.
    package var equity: Decimal18
    /// What the venue requires, at its own prices.
    package var requirement: Decimal18
  }

  /// Something that happened.
  package struct Step: Sendable {
    package var moment: Moment
    package var kind: Kind
    /// What it said, in words with figures.
    package var text: String
  }

  /// Who paid part of what the account could not.
  package struct Payer: Sendable, Hashable {
    /// `insurance:NAME`, `penalty reserve`, `socialized` or `bad debt`.
    package var name: String
    package var asset: Int
    package var amount: Decimal18
  }

  /// Its number, from 1 in the order of breaches.
  package var id = 0
  /// Whose.
  package var account: Int
  /// When it fell below the line by the venue's own prices, or was called or liquidated.
  package var opened: Moment
  /// When it fell below the line by market prices; nil when that was not before.
  package var marketBreach: Moment?
  /// When the last rung of the ladder was reached; nil when it was not called.
  package var called: Moment?
  /// When grace ended by the call; nil when there was none.
  package var deadline: Int64?
  /// When something of it was first sold.
  package var firstFill: Moment?
  /// When it ended; nil while it is open.
  package var closed: Moment?
  package var outcome = Outcome.open
  /// Everything that happened, in order.
  package var steps: [Step] = []
  /// How many attempts failed or were not made, by reason.
  package var attempts: [String: Int] = [:]
  /// How many fills there were, and what they repaid or closed in the unit of account.
  package var fills = 0
  package var filled = Decimal18.zero
  package var payers: [Payer] = []
  /// What it could not pay, in the unit of account at market prices; zero unless it is bankrupt.
  package var shortfall = Decimal18.zero
  package var attribution = Attribution()
  package var path: [Point] = []

  package init(account: Int, opened: Moment) {
    self.account = account
    self.opened = opened
  }

  /// Milliseconds from the breach to the first fill; nil when nothing was sold.
  package var delay: Int64? { firstFill.map { $0.time - opened.time } }
}

/// Where an account's equity went between its breach and its end.
///
/// With E its equity at market prices, each part is the change of E between two recorded moments, so that
/// shortfall = Σ parts − cushion, exactly. `plimsoll help attribution` says the same.
package struct Attribution: Sendable, Hashable {
  /// What took the equity.
  package enum Cause: String, Sendable, CaseIterable {
    /// From the last moment above the line to the first below it, at market prices: nobody could act.
    case gap
    /// Until the venue's own price saw it.
    case oracleLatency = "oracle_latency"
    /// While the account was called and had time left.
    case grace
    /// While keepers could act and did not.
    case keeperDelay = "keeper_delay"
    /// While attempts failed on the price of gas or full blocks, and what fills got less for it.
    case congestion
    /// While acting did not pay, or keepers had no capital, and what fills got less for it.
    case thinIncentive = "thin_incentive"
    /// While liquidation was halted, or keepers were out.
    case halt
    /// What fills got less than the market price, where nobody was kept from bidding.
    case slippage
    /// Penalties, bonuses and fees.
    case incentive
    /// Deposits, withdrawals and trades of the account itself; below zero when it put something in.
    case flows
  }

  /// Equity at market prices just before the breach.
  package var cushion = Decimal18.zero
  /// What each cause took; below zero what it gave.
  package private(set) var parts: [Cause: Decimal18] = [:]

  package init() {}

  /// What a cause took.
  package subscript(cause: Cause) -> Decimal18 { parts[cause] ?? .zero }

  package mutating func add(_ amount: Decimal18, to cause: Cause) throws(ArithmeticError) {
    parts[cause] = try self[cause] + amount
  }

  /// Σ parts − cushion: minus the equity at the end.
  package var total: Decimal18 {
    get throws(ArithmeticError) {
      var sum = try -cushion
      for cause in Cause.allCases { sum = try sum + self[cause] }
      return sum
    }
  }

  /// The cause that took most; nil when none took anything.
  package var largest: Cause? {
    let causes = Cause.allCases.filter { $0 != .flows && self[$0] > .zero }
    return causes.max { self[$0] < self[$1] }
  }
}
