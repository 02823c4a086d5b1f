package import FixedPoint

/// The arithmetic of Compound III: one base asset, many collaterals.
///
/// Prices have 8 decimals, indices 15, factors 18; `scale` is ten to the decimals of an asset. Source:
/// compound-finance/comet d5a30b0a (CometCore, Comet.isLiquidatable, absorbInternal, quoteCollateral).
package enum Comet {
  private static let indexScale: Int256 = 1_000_000_000_000_000
  private static let wad: Int256 = 1_000_000_000_000_000_000

  /// A collateral of an account.
  package struct Collateral: Sendable, Hashable {
    /// In native units.
    package var balance: Int256
    /// Of one whole unit, 8 decimals.
    package var price: Int256
    /// Native units in one whole unit.
    package var scale: Int256
    /// The share of its value that counts, or that is credited, 18 decimals.
    package var factor: Int256

    /// A collateral.
    package init(balance: Int256, price: Int256, scale: Int256, factor: Int256) {
      self.balance = balance
      self.price = price
      self.scale = scale
      self.factor = factor
    }

    /// `floor(floor(balance·price/scale)·factor)`, 8 decimals.
    package var value: Int256 {
      get throws(ArithmeticError) {
        let whole = try Int256.mulDiv(balance, price, scale, rounding: .down)
        return try Int256.mulDiv(whole, factor, wad, rounding: .down)
      }
    }
  }

  // MARK: - Principal and present value

  /// What a principal has grown to, toward zero: a supply floors, and so does what is owed.
  package static func present(
    principal: Int256, supplyIndex: Int256, borrowIndex: Int256
  ) throws(ArithmeticError) -> Int256 {
    let index = principal.isNegative ? borrowIndex : supplyIndex
    return try Int256.mulDiv(principal, index, indexScale, rounding: .towardZero)
  }

  /// The principal of a present value: a supply floors, a debt is rounded up in size.
  package static func principal(
    present: Int256, supplyIndex: Int256, borrowIndex: Int256
  ) throws(ArithmeticError) -> Int256 {
    let index = present.isNegative ? borrowIndex : supplyIndex
    return try Int256.mulDiv(present, indexScale, index, rounding: .down)
  }

  // MARK: - Absorption

  /// Whether base value and collateral together are below zero; nobody with a supply is liquidatable.
  package static func isLiquidatable(
    base: Int256, basePrice: Int256, baseScale: Int256, collaterals: [Collateral]
  ) throws(ArithmeticError) -> Bool {
    if !base.isNegative { return false }
    var liquidity = try Int256.mulDiv(base, basePrice, baseScale, rounding: .towardZero)
    for collateral in collaterals {
      if !liquidity.isNegative { return false }
      liquidity = try liquidity + collateral.value
    }
    return liquidity.isNegative
  }

  /// The base balance after all collateral was taken: `max(old + floor(Σ value·scale/price), 0)`.
  package static func absorbed(
    base: Int256, basePrice: Int256, baseScale: Int256, collaterals: [Collateral]
  ) throws(ArithmeticError) -> (credited: Int256, balance: Int256) {
    var value = Int256.zero
    for collateral in collaterals { value = try value + collateral.value }
    let credit = try Int256.mulDiv(value, baseScale, basePrice, rounding: .down)
    return (value, max(.zero, try base + credit))
  }

  // MARK: - The sale of what was taken

  /// How much collateral an amount of the base asset buys:
  /// `floor(floor(basePrice·amount·scale/discounted)/baseScale)`, the price less the discount, which is the
  /// store front's share of the liquidation penalty.
  package static func quote(
    amount: Int256, basePrice: Int256, baseScale: Int256, price: Int256, scale: Int256,
    storeFrontFactor: Int256, liquidationFactor: Int256
  ) throws(ArithmeticError) -> Int256 {
    let discount = try Int256.mulDiv(
      storeFrontFactor, wad - liquidationFactor, wad, rounding: .down)
    let discounted = try Int256.mulDiv(price, wad - discount, wad, rounding: .down)
    return try Int256.mulDiv(basePrice * amount, scale, discounted, rounding: .down)
      .divided(by: baseScale, rounding: .down)
  }

  /// Whether collateral is for sale: only while reserves are below their target.
  package static func isForSale(reserves: Int256, target: Int256) -> Bool { reserves < target }
}
