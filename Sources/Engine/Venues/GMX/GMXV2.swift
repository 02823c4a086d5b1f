package import FixedPoint

/// The arithmetic of GMX v2: one position, one collateral.
///
/// Dollars have 30 decimals, factors too; a price is dollars with 30 decimals less those of the token, so that
/// amount · price is dollars. Source: gmx-io/gmx-synthetics a5c0c883 (PositionUtils, MarketUtils,
/// DecreasePositionCollateralUtils).
package enum GMXV2 {
  private static let one: Int256 = 1_000_000_000_000_000_000_000_000_000_000

  /// A position at the moment when it is judged, in dollars.
  package struct Position: Sendable, Hashable {
    /// Its size.
    package var size: Int256
    /// The collateral in tokens.
    package var collateral: Int256
    /// The lower price of the collateral.
    package var price: Int256
    /// Profit or loss.
    package var profit: Int256
    /// What closing would move the price by, in the position's favour or not.
    package var impact: Int256
    /// Fees of closing.
    package var fees: Int256

    /// A position.
    package init(
      size: Int256, collateral: Int256, price: Int256, profit: Int256, impact: Int256, fees: Int256
    ) {
      self.size = size
      self.collateral = collateral
      self.price = price
      self.profit = profit
      self.impact = impact
      self.fees = fees
    }

    /// `collateral·price + profit + max(min(0, impact), −floor(size·most)) − fees`.
    package func remaining(mostImpact: Int256) throws(ArithmeticError) -> Int256 {
      let bound = try -Int256.mulDiv(size, mostImpact, one, rounding: .down)
      return try collateral * price + profit + max(min(.zero, impact), bound) - fees
    }

    /// Whether it may be liquidated, and why: less than the least collateral, nothing, or less than
    /// `floor(size·factor)`.
    package func liquidation(
      mostImpact: Int256, leastCollateral: Int256, leastFactor: Int256
    ) throws(ArithmeticError) -> (isDue: Bool, remaining: Int256) {
      let remaining = try remaining(mostImpact: mostImpact)
      let needed = try Int256.mulDiv(size, leastFactor, one, rounding: .down)
      return (remaining < leastCollateral || remaining <= .zero || remaining < needed, remaining)
    }
  }

  // MARK: - Profits and losses

  /// A profit where the pool's is capped: `profit·cap/pool profit`, with the cap `floor(pool·factor)`.
  package static func cappedProfit(
    profit: Int256, poolProfit: Int256, pool: Int256, factor: Int256
  ) throws(ArithmeticError) -> Int256 {
    let cap = try Int256.mulDiv(pool, factor, one, rounding: .down)
    guard profit > .zero, poolProfit > cap, poolProfit > .zero else { return profit }
    return try Int256.mulDiv(profit, cap, poolProfit, rounding: .down)
  }

  /// The tokens that pay a loss, `ceil(loss/price)`; where there are fewer, all of them, and the close is
  /// insolvent.
  package static func payment(
    of loss: Int256, price: Int256, collateral: Int256
  ) throws(ArithmeticError) -> (paid: Int256, isInsolvent: Bool) {
    let cost = try loss.divided(by: price, rounding: .up)
    return (min(cost, collateral), cost > collateral)
  }

  // MARK: - Deleveraging

  /// The profit of one side as a share of the pool, truncated; zero for an empty pool.
  package static func profitFactor(
    profit: Int256, pool: Int256
  ) throws(ArithmeticError) -> Int256 {
    pool.isZero ? .zero : try Int256.mulDiv(profit, one, pool, rounding: .towardZero)
  }

  /// Whether a position of that side may be closed by force: the factor is above its limit.
  package static func isDeleveraged(factor: Int256, limit: Int256) -> Bool { factor > limit }

  /// Whether such a close was right: the factor fell, and not below where it must stop.
  package static func isRightClose(before: Int256, after: Int256, least: Int256) -> Bool {
    after < before && after >= least
  }
}
