package import FixedPoint

extension Dydx.Account {
  /// The quote that the account receives for closing a part of a position at its bankruptcy price.
  ///
  /// At that price the account's collateral shrinks in proportion to its maintenance requirement,
  /// so that closing everything leaves exactly nothing:
  /// `−(N(p+d) − N(p)) − floor(NC · |M(p+d) − M(p)| / ΣM)` with N the notional and M the
  /// maintenance requirement of the position.
  ///
  /// - Parameters:
  ///   - delta: The change of the position in base quantums, toward zero.
  ///   - market: The perpetual.
  ///   - markets: The markets of all positions of the account.
  /// - Returns: Quote quantums; below zero when the account pays.
  /// - Throws: ``Dydx/Failure``.
  package func bankruptcyQuote(
    changing delta: Int256, in market: UInt32, _ markets: Dydx.Markets
  ) throws(Dydx.Failure) -> Int256 {
    let base = base(in: market)
    try Self.requireClosing(delta, of: base)
    let risk = try risk(in: markets)
    let perpetual = try markets.market(market)
    return try Dydx.exactly { () throws(ArithmeticError) in
      let rest = try base + delta
      let notional = try perpetual.oracle.notional(of: rest) - perpetual.oracle.notional(of: base)
      let maintenance =
        try perpetual.margins(of: rest).maintenance - perpetual.margins(of: base).maintenance
      let collateral = try Int256.mulDiv(
        risk.collateral, maintenance.magnitude, risk.maintenance, rounding: .down)
      return try -notional - collateral
    }
  }

  /// The price at which a liquidation order is placed, in quote quantums per base quantum.
  ///
  /// `(N(p) − clamp(BA · (1 − NC/ΣM), 0, 1) · SMMR · M(p)) / p`, without rounding: the oracle price
  /// for an account just below its maintenance margin, further away the worse it is.
  ///
  /// - Throws: ``Dydx/Failure``.
  package func fillablePrice(
    changing delta: Int256, in market: UInt32, _ markets: Dydx.Markets,
    rules: Dydx.LiquidationRules
  ) throws(Dydx.Failure) -> ExactRatio {
    let base = base(in: market)
    try Self.requireClosing(delta, of: base)
    let risk = try risk(in: markets)
    let perpetual = try markets.market(market)
    return try Dydx.exactly { () throws(ArithmeticError) in
      let one = ExactRatio(1)
      let health = try ExactRatio(risk.collateral, risk.maintenance)
      let adjustment = try ExactRatio(rules.bankruptcyAdjustment, Dydx.million)
      let badness = try min(max((one - health) * adjustment, ExactRatio(0)), one)
      let maintenance = ExactRatio(try perpetual.margins(of: base).maintenance)
      let spread = try maintenance * ExactRatio(rules.spreadToMaintenance, Dydx.million)
      let notional = ExactRatio(try perpetual.oracle.notional(of: base))
      return try (notional - badness * spread) / ExactRatio(base)
    }
  }

  /// What the insurance fund gets (below zero: pays) for a fill of a liquidation order.
  ///
  /// It is the fill's quote less the bankruptcy quote. A gain is capped at
  /// `floor(|quote| × maximum fee)`; a loss is not.
  ///
  /// - Throws: ``Dydx/Failure``.
  package func insuranceFundDelta(
    of fill: Dydx.Fill, in market: UInt32, _ markets: Dydx.Markets, book: Dydx.OrderBook,
    maximumFee: Int256
  ) throws(Dydx.Failure) -> Int256 {
    if fill.base.isZero { throw .refused(.invalidQuantumsForInsuranceFundDelta) }
    let moved = try Dydx.exactly { () throws(ArithmeticError) in try fill.moved(in: book) }
    let bankruptcy = try bankruptcyQuote(changing: moved.base, in: market, markets)
    return try Dydx.exactly { () throws(ArithmeticError) in
      let delta = try moved.quote - bankruptcy
      if delta <= 0 { return delta }
      let fee = try Dydx.share(moved.quote.magnitude, ppm: maximumFee, rounding: .down)
      return min(fee, delta)
    }
  }

  /// Requires that a change brings a position toward zero and not beyond.
  private static func requireClosing(_ delta: Int256, of base: Int256) throws(Dydx.Failure) {
    guard base.signum * delta.signum == -1, Dydx.isWithin(delta, base) else {
      throw .refused(.invalidPositionSizeDelta)
    }
  }
}

extension Dydx {
  /// A trade from the side of the account that is liquidated.
  package struct Fill: Sendable, Hashable {
    /// Whether the account buys (a short back).
    package var isBuy: Bool
    /// The size in base quantums, without a sign.
    package var base: Int256
    /// The price of the resting order.
    package var subticks: Int256

    /// A fill.
    package init(isBuy: Bool, base: Int256, subticks: Int256) {
      self.isBuy = isBuy
      self.base = base
      self.subticks = subticks
    }

    /// What the account's position and its USDC change by.
    func moved(
      in book: OrderBook
    ) throws(ArithmeticError) -> (base: Int256, quote: Int256) {
      let quote = try book.quote(base: base, subticks: subticks)
      return isBuy ? (base, try -quote) : (try -base, quote)
    }
  }

  /// Whether the insurance fund can take or pay a delta, both in quote quantums.
  ///
  /// - Throws: ``ArithmeticError/overflow``.
  package static func insuranceFundCanPay(
    _ delta: Int256, balance: Int256
  ) throws(ArithmeticError) -> Bool {
    if !delta.isNegative { return true }
    return try !(balance + delta).isNegative
  }

  /// Whether the magnitude of `a` is at most that of `b`.
  static func isWithin(_ a: Int256, _ b: Int256) -> Bool {
    // Compared below zero, where the magnitude of every integer fits.
    negative(a) >= negative(b)
  }

  /// The value with a minus sign, which always fits.
  private static func negative(_ value: Int256) -> Int256 {
    value.isNegative ? value : ((try? -value) ?? value)
  }
}
