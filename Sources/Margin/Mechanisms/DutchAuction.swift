package import FixedPoint

/// A running auction whose price falls until somebody takes.
///
/// The value follows the events `auction_start`, `auction_reset` and `liquidation_fill`; questions
/// change nothing.
package struct DutchAuction: Sendable, Hashable {
  /// The id of the auction.
  package let id: String
  /// Whose collateral or position is sold.
  package let account: Int
  /// What is sold.
  package let subject: AuctionSubject
  /// What is left of it.
  package private(set) var lot: Decimal18
  /// What is left to raise, the penalty included; nil when all of the lot is for sale.
  package private(set) var debt: Decimal18?
  /// The price at the last start.
  package private(set) var top: Decimal18
  /// The time of the last start, in Unix milliseconds.
  package private(set) var started: Int64
  /// How often it was started.
  package private(set) var kicks = 1

  /// An auction that starts.
  package init(
    id: String, account: Int, subject: AuctionSubject, lot: Decimal18, debt: Decimal18?,
    top: Decimal18, started: Int64
  ) {
    self.id = id
    self.account = account
    self.subject = subject
    self.lot = lot
    self.debt = debt
    self.top = top
    self.started = started
  }

  /// A purchase.
  package struct Take: Sendable, Hashable {
    /// How much of the lot.
    package var lot: Decimal18
    /// What is paid.
    package var paid: Decimal18
    /// The price of the auction at that time.
    package var price: Decimal18
  }

  /// Why an auction must start again, as the `auction_reset` event says it.
  package enum ResetReason: String, Sendable, Hashable, CaseIterable {
    /// It runs too long.
    case time
    /// Its price fell too far.
    case drop
  }

  /// The terms of a purchase that do not come from the auction.
  package struct Terms: Sendable, Hashable {
    /// What remains to be raised is zero or at least this.
    package var dust: Decimal18
    /// The decimals of the lot and of what is paid.
    package var decimals: TradeDecimals

    /// Terms.
    package init(dust: Decimal18 = .zero, decimals: TradeDecimals = TradeDecimals()) {
      self.dust = dust
      self.decimals = decimals
    }
  }

  /// How it ended; nil while it runs.
  package var outcome: AuctionOutcome? {
    if let debt, !debt.isPositive { return .raised }
    if !lot.isPositive { return debt == nil ? .raised : .sold }
    return nil
  }

  /// The price at a time, rounded down.
  package func price(
    at time: Int64, rules: AuctionRules
  ) throws(ArithmeticError) -> Decimal18 {
    try rules.price(top: top, afterSeconds: Elapsed.seconds(from: started, to: time))
  }

  /// Why it must start again: it runs for more than `resetSeconds`, or its price is below
  /// `top · resetDrop`; nil when it need not.
  package func needsReset(
    at time: Int64, rules: AuctionRules
  ) throws(ArithmeticError) -> ResetReason? {
    if rules.resetSeconds > 0,
      Elapsed.seconds(from: started, to: time) > rules.resetSeconds
    {
      return .time
    }
    if rules.resetDrop.isPositive {
      let price = try Int256.product(self.price(at: time, rules: rules), .one)
      if price < (try Int256.product(top, rules.resetDrop)) { return .drop }
    }
    return nil
  }

  /// What a purchase of at most so much, for at most so much money, gets; nil when there is none.
  ///
  /// The slice costs `ceil(slice·price)`. A slice that would pay more than is left to raise is cut
  /// to `floor(debt / price)`, for all of the debt. A slice that would leave less than `dust` to
  /// raise, and some of the lot, is cut to `floor((debt − dust) / price)`, for `debt − dust`; if
  /// the debt is not above the dust, there is no such part. Nothing is sold at a price of zero, or
  /// when the auction must start again.
  package func take(
    atMost amount: Decimal18, maximumPay: Decimal18, at time: Int64, rules: AuctionRules,
    terms: Terms = Terms()
  ) throws(ArithmeticError) -> Take? {
    if outcome != nil { return nil }
    if try needsReset(at: time, rules: rules) != nil { return nil }
    let price = try self.price(at: time, rules: rules)
    guard price.isPositive, maximumPay.isPositive else { return nil }
    let decimals = terms.decimals
    var slice = min(lot, try amount.rounded(toDecimals: decimals.size, rounding: .down))
    let budget = try maximumPay.rounded(toDecimals: decimals.money, rounding: .down)
    var paid = try slice.times(price, decimals: decimals.money, rounding: .up)
    if paid > budget {
      slice = try budget.over(price, decimals: decimals.size, rounding: .down)
      paid = try slice.times(price, decimals: decimals.money, rounding: .up)
    }
    if let debt {
      if paid > debt {
        paid = debt
        slice = min(slice, try debt.over(price, decimals: decimals.size, rounding: .down))
      } else if paid < debt, slice < lot, try debt - paid < terms.dust {
        if debt <= terms.dust { return nil }
        paid = try (debt - terms.dust).rounded(toDecimals: decimals.money, rounding: .down)
        slice = try paid.over(price, decimals: decimals.size, rounding: .down)
      }
    }
    return slice.isPositive ? Take(lot: slice, paid: paid, price: price) : nil
  }

  // MARK: - What happens to it

  /// Something is bought.
  package mutating func apply(lot: Decimal18, paid: Decimal18) throws(ArithmeticError) {
    self.lot = try self.lot - lot
    if let debt { self.debt = max(.zero, try debt - paid) }
  }

  /// It starts again at a price.
  package mutating func reset(top: Decimal18, at time: Int64) {
    self.top = top
    started = time
    kicks += 1
  }

  /// It starts again at `floor(reference · start)`.
  package mutating func reset(
    at time: Int64, reference: Decimal18, rules: AuctionRules
  ) throws(ArithmeticError) {
    reset(top: try rules.top(reference: reference), at: time)
  }
}
