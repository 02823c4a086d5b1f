package import FixedPoint

extension Dydx {
  /// Funding: a perpetual's index grows with time, and positions settle its growth.
  package enum Funding {
    /// The seconds that a funding rate is quoted for: eight hours.
    private static let period: Int256 = 28_800

    /// What the funding index grows by.
    ///
    /// The notional of `seconds × rate` base quantums, rounded toward zero, divided by eight hours,
    /// rounded toward zero. The index counts ppm of quote quantums per base quantum.
    ///
    /// - Parameters:
    ///   - rate: The rate of eight hours in ppm.
    ///   - seconds: The time since the last growth.
    ///   - oracle: The price.
    /// - Returns: The growth, in ppm of quote quantums per base quantum.
    /// - Throws: ``ArithmeticError/overflow``.
    package static func indexDelta(
      rate: Int256, seconds: Int256, oracle: OraclePrice
    ) throws(ArithmeticError) -> Int256 {
      try oracle.notional(of: seconds * rate).divided(by: period, rounding: .towardZero)
    }

    /// What a position receives when it settles, in ppm of quote quantums; longs pay a growth.
    ///
    /// - Throws: ``ArithmeticError/overflow``.
    package static func settlement(
      base: Int256, index: Int256, settledIndex: Int256
    ) throws(ArithmeticError) -> Int256 {
      try -(index - settledIndex) * base
    }
  }
}
