package import FixedPoint

/// A running auction that the highest bid wins, in two phases.
///
/// Until the debt is covered, bids offer more money for the whole lot. Once one offers all of the
/// debt, bids ask for less of the lot for it; what nobody asks for goes back to the account. The
/// value follows the events `auction_start` and `auction_bid`; questions change nothing.
package struct EnglishAuction: Sendable, Hashable {
  /// The id of the auction.
  package let id: String
  /// Whose collateral or position is sold.
  package let account: Int
  /// What is sold.
  package let subject: AuctionSubject
  /// How much is for sale.
  package let lot: Decimal18
  /// What must be raised, the penalty included; nil when the highest bid wins, however high.
  package let debt: Decimal18?
  /// The time of the last start, in Unix milliseconds.
  package private(set) var started: Int64
  /// How often it was started.
  package private(set) var kicks = 1
  /// The bid that stands; nil before the first.
  package private(set) var best: Bid?
  /// The time of the bid that stands, in Unix milliseconds.
  package private(set) var bidTime: Int64?

  /// An auction that starts.
  package init(
    id: String, account: Int, subject: AuctionSubject, lot: Decimal18, debt: Decimal18?,
    started: Int64
  ) {
    self.id = id
    self.account = account
    self.subject = subject
    self.lot = lot
    self.debt = debt
    self.started = started
  }

  /// A bid.
  package struct Bid: Sendable, Hashable {
    /// Who bids: an account, or whatever number the caller knows bidders by.
    package var bidder: Int
    /// What is offered.
    package var pay: Decimal18
    /// For how much of what is for sale.
    package var lot: Decimal18

    /// A bid.
    package init(bidder: Int, pay: Decimal18, lot: Decimal18) {
      self.bidder = bidder
      self.pay = pay
      self.lot = lot
    }
  }

  /// Why a bid does not count.
  package enum Refusal: String, Sendable, Hashable, CaseIterable {
    /// The auction is over.
    case over
    /// It offers nothing, or not more than the last.
    case notHigher = "not_higher"
    /// It offers more than must be raised.
    case aboveDebt = "above_debt"
    /// It asks for a part of the lot, or more than it, before the debt is covered.
    case wrongLot = "wrong_lot"
    /// The debt is covered, and it does not offer that.
    case notDebt = "not_debt"
    /// The debt is covered, and it asks for nothing, or not for less than the last.
    case notLess = "not_less"
    /// It beats the last by less than the step.
    case smallStep = "small_step"
  }

  /// Whether the bid that stands covers the debt.
  package var isCovered: Bool {
    guard let debt, let best else { return false }
    return best.pay >= debt
  }

  // MARK: - Bids

  /// Why a bid at a time does not count; nil when it does.
  ///
  /// Before the debt is covered: for the whole lot, at least `bidStep` times the last offer or all
  /// of the debt. After it: all of the debt, for at most the last lot divided by `bidStep`.
  package func refusal(
    of bid: Bid, at time: Int64, rules: AuctionRules
  ) throws(ArithmeticError) -> Refusal? {
    if isOver(at: time, rules: rules) { return .over }
    if let best, isCovered {
      if bid.pay != best.pay { return .notDebt }
      if bid.lot >= best.lot || !bid.lot.isPositive { return .notLess }
      let isStep =
        try Int256.product(bid.lot, rules.bidStep) <= Int256.product(best.lot, .one)
      return isStep ? nil : .smallStep
    }
    if bid.lot != lot { return .wrongLot }
    if bid.pay <= best?.pay ?? .zero { return .notHigher }
    if let debt {
      if bid.pay > debt { return .aboveDebt }
      if bid.pay == debt { return nil }
    }
    guard let best else { return nil }
    let isStep = try Int256.product(bid.pay, .one) >= Int256.product(best.pay, rules.bidStep)
    return isStep ? nil : .smallStep
  }

  /// A bid stands from now on.
  package mutating func apply(_ bid: Bid, at time: Int64) {
    best = bid
    bidTime = time
  }

  // MARK: - The end

  /// When it is over, in Unix milliseconds: `bidSeconds` after the bid that stands, or `duration` after the
  /// start; nil when that is beyond all times.
  package func end(rules: AuctionRules) -> Int64? {
    [Self.end(of: bidTime, rules.bidSeconds), Self.end(of: started, rules.duration)]
      .compactMap { $0 }.min()
  }

  /// Whether it is over.
  package func isOver(at time: Int64, rules: AuctionRules) -> Bool {
    end(rules: rules).map { time >= $0 } ?? false
  }

  /// How it ended; nil while it runs.
  ///
  /// A covered debt is `raised`, any other bid `sold`, none `unsold`.
  package func outcome(at time: Int64, rules: AuctionRules) -> AuctionOutcome? {
    guard isOver(at: time, rules: rules) else { return nil }
    if best == nil { return .unsold }
    return isCovered ? .raised : .sold
  }

  /// How much of the lot goes back to the account, as the bids stand: what none asks for.
  package var returned: Decimal18 {
    get throws(ArithmeticError) { try lot - (best?.lot ?? .zero) }
  }

  /// It starts again, with no bid.
  package mutating func restart(at time: Int64) {
    started = time
    best = nil
    bidTime = nil
    kicks += 1
  }

  private static func end(of start: Int64?, _ seconds: Int64) -> Int64? {
    guard let start else { return nil }
    let (span, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    if overflow { return nil }
    let (end, isFar) = start.addingReportingOverflow(span)
    return isFar ? nil : end
  }
}
