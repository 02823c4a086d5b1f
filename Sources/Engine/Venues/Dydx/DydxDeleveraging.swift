package import FixedPoint

extension Dydx {
  /// Which price an account is deleveraged at.
  package enum DeleveragingPrice: Sendable, Hashable {
    /// The price that leaves the account nothing: for accounts with negative collateral.
    case bankruptcy
    /// The oracle price: for the other accounts of a market in final settlement.
    case oracle
  }

  /// The price at which an account may be deleveraged now, or nil if it may not.
  package static func deleveragingPrice(
    _ risk: Risk, inFinalSettlement: Bool
  ) -> DeleveragingPrice? {
    if risk.collateral.isNegative { return .bankruptcy }
    return inFinalSettlement ? .oracle : nil
  }

  /// A part of a deleveraging.
  package struct Offset: Sendable, Hashable {
    /// The account on the other side.
    package let account: String
    /// The size in base quantums, without a sign.
    package let base: Int256
  }
}

extension Dydx.Account {
  /// The quote that the account receives for a change of a position when it is deleveraged.
  ///
  /// - Throws: ``Dydx/Failure``.
  package func deleveragingQuote(
    changing delta: Int256, in market: UInt32, _ markets: Dydx.Markets,
    at price: Dydx.DeleveragingPrice
  ) throws(Dydx.Failure) -> Int256 {
    switch price {
    case .bankruptcy: return try bankruptcyQuote(changing: delta, in: market, markets)
    case .oracle:
      let oracle = try markets.market(market).oracle
      return try Dydx.exactly { () throws(ArithmeticError) in try -oracle.notional(of: delta) }
    }
  }

  /// The account and one with an opposite position after both shrink against each other.
  ///
  /// - Parameters:
  ///   - other: The account on the other side.
  ///   - delta: The change of this account's position, in base quantums.
  ///   - market: The perpetual.
  ///   - markets: The markets of both accounts' positions.
  ///   - price: The price.
  /// - Returns: Both accounts after the exchange.
  /// - Throws: ``Dydx/Failure``; refused if a position would open or overshoot, or an account be
  ///   left worse than the rules allow.
  package func deleveraged(
    against other: Dydx.Account, changing delta: Int256, in market: UInt32,
    _ markets: Dydx.Markets, at price: Dydx.DeleveragingPrice
  ) throws(Dydx.Failure) -> (liquidated: Dydx.Account, other: Dydx.Account) {
    let quote = try deleveragingQuote(changing: delta, in: market, markets, at: price)
    return try exchanged(with: other, base: delta, for: quote, in: market, markets)
  }

  /// Both accounts after the exchange of base for quote, each toward a smaller position.
  func exchanged(
    with other: Dydx.Account, base delta: Int256, for quote: Int256, in market: UInt32,
    _ markets: Dydx.Markets
  ) throws(Dydx.Failure) -> (liquidated: Dydx.Account, other: Dydx.Account) {
    let mine = base(in: market)
    let theirs = other.base(in: market)
    guard mine.signum * delta.signum == -1, Dydx.isWithin(delta, mine),
      theirs.signum * delta.signum == 1, Dydx.isWithin(delta, theirs)
    else { throw .refused(.invalidPositionSizeDelta) }
    let after = try Dydx.exactly { () throws(ArithmeticError) in
      (
        liquidated: try trading(base: delta, for: quote, in: market),
        other: try other.trading(base: -delta, for: -quote, in: market)
      )
    }
    guard try allowsChange(to: after.liquidated, markets),
      try other.allowsChange(to: after.other, markets)
    else { throw .refused(.failedToUpdateSubaccounts) }
    return after
  }

  /// Whether the rules allow the account to become `after`.
  func allowsChange(
    to after: Dydx.Account, _ markets: Dydx.Markets
  ) throws(Dydx.Failure) -> Bool {
    let new = try after.risk(in: markets)
    if new.isInitiallyCollateralized { return true }
    let old = try risk(in: markets)
    return try Dydx.exactly { () throws(ArithmeticError) in try old.allowsChange(to: new) }
  }
}

extension Dydx.State {
  /// Closes a part of an account's position against the opposite positions of others.
  ///
  /// The others are visited in the order of the state, which the protocol draws by lot. Whoever the
  /// risk check forbids to trade is skipped. Open interest shrinks by what is closed.
  ///
  /// - Parameters:
  ///   - id: The account to deleverage.
  ///   - delta: The change of its position, in base quantums.
  ///   - market: The perpetual.
  ///   - price: The price.
  /// - Returns: What was closed against whom, and what is left of the change.
  /// - Throws: ``Dydx/Failure``; the state is then unchanged.
  package mutating func deleverage(
    _ id: String, changing delta: Int256, in market: UInt32, at price: Dydx.DeleveragingPrice
  ) throws(Dydx.Failure) -> (offsets: [Dydx.Offset], remaining: Int256) {
    var next = self
    var remaining = delta
    var offsets: [Dydx.Offset] = []
    for other in accounts where !remaining.isZero && other.id != id {
      let theirs = other.base(in: market)
      guard theirs.signum == remaining.signum else { continue }
      let base = Dydx.isWithin(remaining, theirs) ? remaining : theirs
      let account = try next.account(id)
      let quote = try account.deleveragingQuote(
        changing: base, in: market, next.markets, at: price)
      let after: (liquidated: Dydx.Account, other: Dydx.Account)
      do throws(Dydx.Failure) {
        after = try account.exchanged(
          with: other, base: base, for: quote, in: market, next.markets)
      } catch {
        guard case .refused = error else { throw error }
        continue
      }
      next.set(after.liquidated)
      next.set(after.other)
      let interest = try next.markets.market(market).openInterest
      let closed = try Dydx.exactly { () throws(ArithmeticError) in
        remaining = try remaining - base
        return (base: try base.magnitude, interest: try interest - base.magnitude)
      }
      offsets.append(Dydx.Offset(account: other.id, base: closed.base))
      try next.markets.setOpenInterest(closed.interest, of: market)
    }
    self = next
    return (offsets, remaining)
  }
}
