internal import FixedPoint

/// The margin, liquidation and deleveraging arithmetic of dYdX v4 (perpetual futures on a chain).
///
/// Units are the protocol's own integers: a *quote quantum* is 10^-6 USDC, a *base quantum* is
/// 10^`atomicResolution` coin, a *subtick* is the smallest step of a price in the order book, and
/// rates are parts per million (ppm). Amounts held and moved are signed; a short is below zero.
///
/// Rounding follows the chain's code (protocol/x/{clob, subaccounts, perpetuals} and lib/margin of
/// dydxprotocol/v4-chain): notional toward zero, margin requirements up, all else as said beside it.
package enum Dydx {
  /// Parts per million in a whole.
  static let million: Int256 = 1_000_000

  /// The power of ten of a quote quantum: 10^-6 USDC.
  static let quoteResolution = -6

  /// A share of an amount in parts per million.
  static func share(
    _ amount: Int256, ppm: Int256, rounding: Rounding
  ) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(amount, ppm, million, rounding: rounding)
  }

  /// An integer times ten to a power of either sign.
  ///
  /// A power below 10^-76 divides every integer to less than one.
  static func scaled(
    _ value: Int256, byPowerOfTen exponent: Int, rounding: Rounding
  ) throws(ArithmeticError) -> Int256 {
    if value.isZero { return value }
    if exponent >= 0 {
      if exponent > 76 { throw .overflow }
      return try value * Int256.powerOfTen(exponent)
    }
    let power = try Int256.powerOfTen(min(-exponent, 76))
    if exponent >= -76 { return try value.divided(by: power, rounding: rounding) }
    // Only the sign of what is lost matters: a thousandth of the value's sign rounds alike.
    return try Int256(Int128(value.signum)).divided(by: 1_000, rounding: rounding)
  }

  /// Does arithmetic and turns its error into a ``Failure``.
  static func exactly<Result>(
    _ body: () throws(ArithmeticError) -> Result
  ) throws(Failure) -> Result {
    do throws(ArithmeticError) {
      return try body()
    } catch {
      throw .arithmetic(error)
    }
  }
}

extension Dydx {
  /// A fraction times ten to a power of either sign.
  static func scaled(
    _ value: ExactRatio, byPowerOfTen exponent: Int
  ) throws(ArithmeticError) -> ExactRatio {
    let power = ExactRatio(try Int256.powerOfTen(abs(exponent)))
    return exponent >= 0 ? try value * power : try value / power
  }
}
