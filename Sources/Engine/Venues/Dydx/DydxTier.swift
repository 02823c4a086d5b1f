package import FixedPoint

extension Dydx {
  /// A liquidity tier: how much margin the positions of a market need.
  package struct Tier: Sendable, Hashable {
    /// The initial margin fraction, in ppm.
    package var initialMargin: Int256
    /// Maintenance margin as a share of the initial margin, in ppm.
    package var maintenanceFraction: Int256
    /// The open interest from which the initial margin grows, in quote quantums.
    package var lowerCap: Int256
    /// The open interest at which the initial margin is 100%, in quote quantums; zero: it never
    /// grows.
    package var upperCap: Int256

    /// A tier with its four parameters.
    package init(
      initialMargin: Int256, maintenanceFraction: Int256, lowerCap: Int256 = 0,
      upperCap: Int256 = 0
    ) {
      self.initialMargin = initialMargin
      self.maintenanceFraction = maintenanceFraction
      self.lowerCap = lowerCap
      self.upperCap = upperCap
    }

    /// The maintenance margin fraction: initial margin × maintenance fraction, in ppm, rounded
    /// down.
    ///
    /// - Throws: ``ArithmeticError/overflow``.
    package func maintenanceMargin() throws(ArithmeticError) -> Int256 {
      try Dydx.share(initialMargin, ppm: maintenanceFraction, rounding: .down)
    }

    /// The largest 8-hour funding rate of either sign, in ppm.
    ///
    /// clamp factor × (initial − maintenance margin fraction), rounded down.
    ///
    /// - Throws: ``ArithmeticError/overflow``.
    package func fundingClamp(factor: Int256) throws(ArithmeticError) -> Int256 {
      try Dydx.share(factor, ppm: initialMargin - maintenanceMargin(), rounding: .down)
    }

    /// The initial margin fraction at an open interest in quote quantums, in ppm.
    ///
    /// From the lower to the upper cap it grows in a straight line from the tier's own fraction to
    /// 100%: `floor((10^6 − imf) · (oi − lower) / (upper − lower)) + imf`.
    ///
    /// - Throws: ``ArithmeticError/overflow``.
    package func initialMargin(atOpenInterest quote: Int256) throws(ArithmeticError) -> Int256 {
      if upperCap.isZero || quote <= lowerCap { return initialMargin }
      if quote >= upperCap { return Dydx.million }
      let growth = try Int256.mulDiv(
        Dydx.million - initialMargin, quote - lowerCap, upperCap - lowerCap, rounding: .down)
      return try growth + initialMargin
    }

    /// The initial margin requirement of a notional, in quote quantums, rounded up.
    ///
    /// - Parameters:
    ///   - notional: The size of the position in quote quantums, without a sign.
    ///   - openInterest: The market's open interest in quote quantums.
    /// - Returns: Quote quantums.
    /// - Throws: ``ArithmeticError/overflow``.
    package func initialRequirement(
      ofNotional notional: Int256, atOpenInterest openInterest: Int256
    ) throws(ArithmeticError) -> Int256 {
      try Dydx.share(
        notional, ppm: initialMargin(atOpenInterest: openInterest), rounding: .up)
    }

    /// The maintenance margin requirement of a notional, in quote quantums.
    ///
    /// It is a share of the initial requirement *without* open interest, each rounded up: a growing
    /// market never makes an account liquidatable.
    ///
    /// - Throws: ``ArithmeticError/overflow``.
    package func maintenanceRequirement(
      ofNotional notional: Int256
    ) throws(ArithmeticError) -> Int256 {
      let base = try Dydx.share(notional, ppm: initialMargin, rounding: .up)
      return try Dydx.share(base, ppm: maintenanceFraction, rounding: .up)
    }
  }
}
