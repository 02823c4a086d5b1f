package import FixedPoint

/// What a sweep asks about an account: its exact excess, and how prices can lower it.
///
/// The source holds the accounts, the rules and the prices. It must see every new price before the
/// sweep is told of it.
package protocol MarginSource {
  /// The divisor of slopes: an excess falls by at most slope × price move ÷ `slopeScale`.
  ///
  /// 10^18, the default, fits slopes that are `Decimal18` mantissas of asset units, with prices and
  /// values in `Decimal18` mantissas too.
  var slopeScale: Int128 { get }

  /// How far a computed excess may lie from the exact one, because its terms are rounded.
  ///
  /// In units of the excess, not negative: at least the largest number of roundings that an
  /// account's excess goes through, each weighed by what its rule multiplies it with.
  var slack: Int128 { get }

  /// Computes the excess of an account at the present prices.
  ///
  /// A rule that liquidates at zero already gives the excess minus one unit.
  ///
  /// - Parameters:
  ///   - account: The number of the account.
  ///   - exposures: An empty list, to be filled with one entry for each feed that the excess
  ///     depends on. Keeping the order of feeds from call to call saves work.
  /// - Returns: The excess; below zero is a breach.
  /// - Throws: ``ArithmeticError`` if the excess has no exact value; the sweep then keeps the
  ///   account due.
  func evaluate(
    _ account: Int, _ exposures: inout [Exposure]
  ) throws(ArithmeticError) -> Int256
}

extension MarginSource {
  package var slopeScale: Int128 { 1_000_000_000_000_000_000 }
}

/// How the price of one feed can lower the excess of an account.
///
/// The bounds must hold for all prices of *all* the account's feeds inside their ranges: a term
/// that multiplies two prices states its largest slope there. A feed may appear more than once;
/// merging its terms into one exposure gives wider triggers.
package struct Exposure: Sendable, Hashable {
  /// The dense number of the price feed.
  package var feed: Int
  /// How much the excess falls at most per unit of price fall; zero or less if it cannot fall.
  package var fall: Int128
  /// How much the excess falls at most per unit of price rise; zero or less if it cannot fall.
  package var rise: Int128
  /// The prices between which the slopes hold, the present price among them.
  package var range: ClosedRange<Int128>
  /// How much the excess may fall beyond the slopes at any move at all, because what moves with the feed is
  /// rounded coarsely; in units of the excess.
  package var step: Int128
  /// What the feed is expected to move by where a price is expected to move by all of itself; nil for a price.
  ///
  /// It decides which part of the excess is kept for the feed, and no result.
  package var scale: Int128?

  /// An exposure; without a range its slopes hold at every price.
  package init(
    feed: Int, fall: Int128, rise: Int128, range: ClosedRange<Int128> = .min ... .max,
    step: Int128 = 0, scale: Int128? = nil
  ) {
    self.step = step
    self.scale = scale
    self.feed = feed
    self.fall = fall
    self.rise = rise
    self.range = range
  }
}
