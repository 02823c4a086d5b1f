package import FixedPoint

extension Dydx {
  /// A fill of a liquidation order by a resting order.
  package struct MakerFill: Sendable, Hashable {
    /// The account of the resting order.
    package var maker: String
    /// The size in base quantums, without a sign.
    package var base: Int256
    /// The price of the resting order.
    package var subticks: Int256

    /// A fill.
    package init(maker: String, base: Int256, subticks: Int256) {
      self.maker = maker
      self.base = base
      self.subticks = subticks
    }
  }

  /// Where liquidation orders trade, and by which rules.
  package struct Venue: Sendable, Hashable {
    /// The perpetual.
    package var market: UInt32
    /// Its order book.
    package var book: OrderBook
    /// The rules.
    package var rules: LiquidationRules
    /// The fee of resting orders, in ppm of the quote; below zero it is a rebate.
    package var makerFee: Int256

    /// A venue.
    package init(
      market: UInt32, book: OrderBook, rules: LiquidationRules, makerFee: Int256 = 0
    ) {
      self.market = market
      self.book = book
      self.rules = rules
      self.makerFee = makerFee
    }
  }
}

extension Dydx.State {
  /// Settles the fills of one liquidation order that the block's proposer matched.
  ///
  /// The liquidated account pays or receives the quote of each fill and the insurance fund delta;
  /// the maker pays its fee, rounded up. Risk checks were made when the orders were matched.
  ///
  /// - Parameters:
  ///   - id: The account that is liquidated.
  ///   - isBuy: Whether it buys.
  ///   - orderBase: The size of the order in base quantums.
  ///   - fills: The fills in their order.
  ///   - venue: Market, book, rules and fee.
  ///   - fund: The balance of the insurance fund in quote quantums; nil if it always suffices.
  /// - Returns: What the block did to the account.
  /// - Throws: ``Dydx/Failure``; the state is then unchanged.
  package mutating func settle(
    liquidationOf id: String, isBuy: Bool, orderBase: Int256, fills: [Dydx.MakerFill],
    in venue: Dydx.Venue, fund: Int256?
  ) throws(Dydx.Failure) -> Dydx.BlockUse {
    var next = self
    var fund = fund
    var use = Dydx.BlockUse(market: venue.market, notional: 0, insuranceLost: 0)
    let oracle = try markets.market(venue.market).oracle
    let position = try account(id).base(in: venue.market)
    let notional = try Dydx.exactly { () throws(ArithmeticError) in
      try oracle.notional(of: orderBase).magnitude
    }
    let isTooLarge = orderBase > 0 && !Dydx.isWithin(orderBase, position)
    if isTooLarge || notional > venue.rules.maximumAccountNotional {
      throw .refused(.invalidOrderSize)
    }
    for fill in fills {
      let trade = Dydx.Fill(isBuy: isBuy, base: fill.base, subticks: fill.subticks)
      let delta = try next.account(id).insuranceFundDelta(
        of: trade, in: venue.market, next.markets, book: venue.book,
        maximumFee: venue.rules.maximumFee)
      try venue.rules.charge(delta, to: &fund, lost: &use.insuranceLost)
      try next.trade(trade, of: id, with: fill.maker, paying: delta, in: venue)
      try Dydx.exactly { () throws(ArithmeticError) in
        try use.notional += oracle.notional(of: fill.base)
      }
    }
    self = next
    return use
  }

  /// Moves base and quote between two accounts, the delta to the insurance fund, and the fee away.
  private mutating func trade(
    _ fill: Dydx.Fill, of id: String, with maker: String, paying delta: Int256,
    in venue: Dydx.Venue
  ) throws(Dydx.Failure) {
    let account = try account(id)
    let moved = try Dydx.exactly { () throws(ArithmeticError) in
      try fill.moved(in: venue.book)
    }
    set(
      try Dydx.exactly { () throws(ArithmeticError) in
        try account.trading(base: moved.base, for: moved.quote - delta, in: venue.market)
      })
    let other = try self.account(maker)
    set(
      try Dydx.exactly { () throws(ArithmeticError) in
        let fee = try Dydx.share(
          moved.quote.magnitude, ppm: venue.makerFee, rounding: .up)
        return try other.trading(
          base: -moved.base, for: -moved.quote - fee, in: venue.market)
      })
  }
}

extension Dydx.LiquidationRules {
  /// Books an insurance fund delta, unless the fund or the account's limit does not allow it.
  ///
  /// - Throws: ``Dydx/Failure``; `fund` and `lost` are then unchanged.
  func charge(
    _ delta: Int256, to fund: inout Int256?, lost: inout Int256
  ) throws(Dydx.Failure) {
    let (newFund, newLost) = try Dydx.exactly { () throws(ArithmeticError) in
      let balance: Int256? = if let fund { try fund + delta } else { nil }
      return (balance, delta.isNegative ? try lost - delta : lost)
    }
    if delta.isNegative {
      if let newFund, newFund.isNegative { throw .refused(.insufficientInsuranceFund) }
      if newLost > maximumInsuranceLost { throw .refused(.exceedsMaximumInsuranceLost) }
    }
    fund = newFund
    lost = newLost
  }
}
