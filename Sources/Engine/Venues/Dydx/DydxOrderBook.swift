package import FixedPoint

extension Dydx {
  /// How the order book of a market counts prices and sizes.
  package struct OrderBook: Sendable, Hashable {
    /// The smallest step of sizes, in base quantums.
    package var step: Int256
    /// The smallest step of prices, in subticks.
    package var tick: Int256
    /// Base quantums × subticks × ten to this power is quote quantums.
    package var conversionExponent: Int32

    /// The parameters of an order book.
    package init(step: Int256, tick: Int256, conversionExponent: Int32) {
      self.step = step
      self.tick = tick
      self.conversionExponent = conversionExponent
    }

    /// The largest price that the protocol's 64 bits hold.
    private static let largestSubticks = Int256(Int128(UInt64.max))

    /// What a fill costs, in quote quantums, rounded down.
    ///
    /// - Throws: ``ArithmeticError/overflow``.
    package func quote(base: Int256, subticks: Int256) throws(ArithmeticError) -> Int256 {
      try Dydx.scaled(base * subticks, byPowerOfTen: Int(conversionExponent), rounding: .down)
    }

    /// A price in quote quantums per base quantum as a price of the book, in subticks.
    ///
    /// Whoever sells a long asks no less: the price is rounded up to whole subticks, then up to a
    /// tick; for whoever buys a short back it is rounded down twice. The result lies between one
    /// tick and the largest tick of 64 bits.
    ///
    /// - Throws: ``ArithmeticError``.
    package func subticks(
      of price: ExactRatio, closingLong: Bool
    ) throws(ArithmeticError) -> Int256 {
      let rounding: Rounding = closingLong ? .up : .down
      let exact = try Dydx.scaled(price, byPowerOfTen: -Int(conversionExponent))
      let ticks = try exact.rounded(rounding).divided(by: tick, rounding: rounding)
      let most = try Self.largestSubticks.divided(by: tick, rounding: .down)
      // No price is below one tick, even where a tick is more than 64 bits hold.
      let clamped = max(min(ticks, most), 1)
      return try clamped * tick
    }

    /// The oracle price as a price of the book, exactly.
    ///
    /// - Throws: ``ArithmeticError/overflow``.
    package func subticks(of oracle: OraclePrice) throws(ArithmeticError) -> ExactRatio {
      try Dydx.scaled(
        ExactRatio(oracle.value), byPowerOfTen: oracle.quoteExponent - Int(conversionExponent))
    }
  }
}
