package import FixedPoint

/// The arithmetic of Morpho Blue: one collateral against one loan asset.
///
/// Assets and collateral are in native units, prices of a unit of collateral in loan assets have 36 decimals,
/// factors 18. Shares begin with 10⁶ virtual ones against one virtual asset. Source: morpho-org/morpho-blue
/// 3085651a (SharesMathLib, Morpho._isHealthy, Morpho.liquidate).
package struct MorphoBlue: Sendable, Hashable {
  /// What is lent in all, with interest.
  package var assets: Int256
  /// The shares in it.
  package var shares: Int256

  /// A side of a market.
  package init(assets: Int256, shares: Int256) {
    self.assets = assets
    self.shares = shares
  }

  private static let wad: Int256 = 1_000_000_000_000_000_000
  private static let priceScale: Int256 = 1_000_000_000_000_000_000_000_000_000_000_000_000

  // MARK: - Shares

  /// `shares·(assets + 1) / (all shares + 1e6)`, rounded as the caller says.
  package func assets(
    of part: Int256, rounding: Rounding
  ) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(part, assets + 1, shares + 1_000_000, rounding: rounding)
  }

  /// `assets·(all shares + 1e6) / (all assets + 1)`, rounded as the caller says.
  package func shares(
    of part: Int256, rounding: Rounding
  ) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(part, shares + 1_000_000, assets + 1, rounding: rounding)
  }

  // MARK: - Liquidations

  /// What a liquidator may take for one repaid: `min(1.15, floor(1 / (1 − floor(0.3·(1 − lltv)))))`.
  package static func incentiveFactor(lltv: Int256) throws(ArithmeticError) -> Int256 {
    let cursor = try Int256.mulDiv(300_000_000_000_000_000, wad - lltv, wad, rounding: .down)
    let factor = try Int256.mulDiv(wad, wad, wad - cursor, rounding: .down)
    return min(1_150_000_000_000_000_000, factor)
  }

  /// Whether a debt is covered: `floor(floor(collateral·price)·lltv) ≥ ceil(debt)`.
  package func isHealthy(
    collateral: Int256, debtShares: Int256, price: Int256, lltv: Int256
  ) throws(ArithmeticError) -> Bool {
    let value = try Int256.mulDiv(collateral, price, Self.priceScale, rounding: .down)
    let most = try Int256.mulDiv(value, lltv, Self.wad, rounding: .down)
    return try most >= assets(of: debtShares, rounding: .up)
  }

  /// What a liquidation moves.
  package struct Liquidation: Sendable, Hashable {
    /// The collateral that is taken.
    package let seized: Int256
    /// The shares of debt that are repaid.
    package let repaidShares: Int256
    /// What is paid for them, up.
    package let repaid: Int256
  }

  /// The liquidation that repays so many shares: seizes `floor(floor(assets·LIF)/price)`, assets down.
  package func repaying(
    shares: Int256, price: Int256, lltv: Int256
  ) throws(ArithmeticError) -> Liquidation {
    let factor = try Self.incentiveFactor(lltv: lltv)
    let value = try Int256.mulDiv(
      assets(of: shares, rounding: .down), factor, Self.wad, rounding: .down)
    return Liquidation(
      seized: try Int256.mulDiv(value, Self.priceScale, price, rounding: .down),
      repaidShares: shares, repaid: try assets(of: shares, rounding: .up))
  }

  /// The liquidation that seizes so much collateral: every step that the liquidator pays for is rounded up.
  package func seizing(
    _ seized: Int256, price: Int256, lltv: Int256
  ) throws(ArithmeticError) -> Liquidation {
    let factor = try Self.incentiveFactor(lltv: lltv)
    let value = try Int256.mulDiv(seized, price, Self.priceScale, rounding: .up)
    let repaid = try shares(
      of: Int256.mulDiv(value, Self.wad, factor, rounding: .up), rounding: .up)
    return Liquidation(
      seized: seized, repaidShares: repaid, repaid: try assets(of: repaid, rounding: .up))
  }

  /// The bad debt of what an account without collateral still owes: `min(assets, ceil(shares))`.
  ///
  /// It goes off what is borrowed in all and off what is supplied in all.
  package func badDebt(shares: Int256) throws(ArithmeticError) -> Int256 {
    min(assets, try assets(of: shares, rounding: .up))
  }
}
