package import FixedPoint

extension Dydx {
  /// The oracle price of a perpetual, with what is needed to apply it to base quantums.
  package struct OraclePrice: Sendable, Hashable {
    /// A base quantum is ten to this power of a coin.
    package var atomicResolution: Int32
    /// The price, an integer.
    package var value: Int256
    /// `value` × ten to this power is USD per coin.
    package var exponent: Int32

    /// A price with its exponents.
    package init(atomicResolution: Int32, value: Int256, exponent: Int32) {
      self.atomicResolution = atomicResolution
      self.value = value
      self.exponent = exponent
    }

    /// The power of ten that turns base quantums × price into quote quantums.
    var quoteExponent: Int { Int(exponent) + Int(atomicResolution) - Dydx.quoteResolution }

    /// What base quantums are worth, in quote quantums with their sign, rounded toward zero.
    ///
    /// - Throws: ``ArithmeticError/overflow``.
    package func notional(of base: Int256) throws(ArithmeticError) -> Int256 {
      try Dydx.scaled(base * value, byPowerOfTen: quoteExponent, rounding: .towardZero)
    }

    /// How many base quantums quote quantums are worth.
    ///
    /// Rounded toward zero twice: when scaled by the power of ten, and when divided by the price.
    ///
    /// - Throws: ``ArithmeticError``.
    package func base(ofNotional quote: Int256) throws(ArithmeticError) -> Int256 {
      try Dydx.scaled(quote, byPowerOfTen: -quoteExponent, rounding: .towardZero)
        .divided(by: value, rounding: .towardZero)
    }
  }

  /// A perpetual market.
  package struct Market: Sendable, Hashable {
    /// The perpetual's id.
    package let id: UInt32
    /// Its oracle price.
    package var oracle: OraclePrice
    /// Its liquidity tier.
    package var tier: Tier
    /// All long positions together, in base quantums.
    package var openInterest: Int256

    /// A market.
    package init(id: UInt32, oracle: OraclePrice, tier: Tier, openInterest: Int256) {
      self.id = id
      self.oracle = oracle
      self.tier = tier
      self.openInterest = openInterest
    }

    /// What a position of base quantums needs, in quote quantums.
    ///
    /// - Throws: ``ArithmeticError/overflow``.
    package func margins(of base: Int256) throws(ArithmeticError) -> Margins {
      let notional = try oracle.notional(of: base.magnitude)
      let interest = try oracle.notional(of: openInterest)
      return Margins(
        initial: try tier.initialRequirement(ofNotional: notional, atOpenInterest: interest),
        maintenance: try tier.maintenanceRequirement(ofNotional: notional))
    }
  }

  /// The margin requirements of a position or an account, in quote quantums.
  package struct Margins: Sendable, Hashable {
    /// What opening or enlarging it needs.
    package var initial: Int256
    /// What keeping it needs.
    package var maintenance: Int256
  }

  /// Markets by id.
  package struct Markets: Sendable {
    /// Sorted by id.
    private var markets: [Market] = []

    /// Markets in any order; of two with the same id the last one counts.
    package init(_ markets: [Market]) {
      for market in markets {
        let at = index(of: market.id)
        if at < self.markets.count && self.markets[at].id == market.id {
          self.markets[at] = market
        } else {
          self.markets.insert(market, at: at)
        }
      }
    }

    /// A market.
    ///
    /// - Throws: ``Failure/unknownMarket(_:)``.
    /// - Complexity: O(log *n*).
    package func market(_ id: UInt32) throws(Failure) -> Market {
      let at = index(of: id)
      guard at < markets.count, markets[at].id == id else { throw .unknownMarket(id) }
      return markets[at]
    }

    /// Sets the open interest of a market, in base quantums.
    ///
    /// - Throws: ``Failure/unknownMarket(_:)``.
    package mutating func setOpenInterest(
      _ base: Int256, of id: UInt32
    ) throws(Failure) {
      let at = index(of: id)
      guard at < markets.count, markets[at].id == id else { throw .unknownMarket(id) }
      markets[at].openInterest = base
    }

    /// Where a market is, or belongs.
    private func index(of id: UInt32) -> Int {
      var low = 0
      var high = markets.count
      while low < high {
        let middle = (low + high) / 2
        if markets[middle].id < id { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }
}
