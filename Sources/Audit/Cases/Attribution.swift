package import FixedPoint

/// Where an account's equity went between its breach and its end.
///
/// With E its equity at market prices, each part is the change of E between two recorded moments, and what
/// others paid is no part. So shortfall = Σ parts − cushion, exactly. `plimsoll help attribution` says the
/// same.
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
    /// While liquidation or the venue itself was halted, or keepers were out.
    case halt
    /// What it bore of the losses of other accounts.
    case sharedLoss = "shared_loss"
    /// What fills got less than the market price, where nobody was kept from bidding.
    case slippage
    /// Penalties, bonuses and fees.
    case incentive
    /// Deposits, withdrawals, trades and charges of the account itself; below zero when it put something in.
    case flows

    /// The words for it.
    package var title: String {
      switch self {
      case .gap: "price gap"
      case .oracleLatency: "oracle latency"
      case .grace: "call and grace"
      case .keeperDelay: "keeper delay"
      case .congestion: "congestion"
      case .thinIncentive: "thin incentive"
      case .halt: "halt"
      case .sharedLoss: "losses of others"
      case .slippage: "slippage"
      case .incentive: "penalty and bonus"
      case .flows: "own deposits and trades"
      }
    }

    /// The words for it in a list of results.
    package var word: String { rawValue.replacing("_", with: "-") }
  }

  /// Equity at market prices just before the breach.
  package var cushion = Decimal18.zero
  /// What each cause took; below zero what it gave.
  package private(set) var parts: [Cause: Decimal18] = [:]

  package init() {}

  /// What a cause took.
  package subscript(cause: Cause) -> Decimal18 { parts[cause] ?? .zero }

  package mutating func add(_ amount: Decimal18, to cause: Cause) throws(ArithmeticError) {
    guard !amount.isZero else { return }
    parts[cause] = try self[cause] + amount
  }

  /// Σ parts: everything that was lost since the account was last above the line.
  package var lost: Decimal18 {
    get throws(ArithmeticError) {
      var sum = Decimal18.zero
      for cause in Cause.allCases { sum = try sum + self[cause] }
      return sum
    }
  }

  /// Σ parts − cushion: the shortfall; below zero what is left.
  package var total: Decimal18 {
    get throws(ArithmeticError) { try lost - cushion }
  }

  /// The cause that took most; nil when none took anything.
  package var largest: Cause? {
    let causes = Cause.allCases.filter { $0 != .flows && self[$0] > .zero }
    // Of equals the one that acted first.
    return causes.max { self[$0] == self[$1] ? $0.place > $1.place : self[$0] < self[$1] }
  }
}

extension Attribution.Cause {
  fileprivate var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
