package import FixedPoint

/// Collateral at a fixed bonus for the payment of a debt.
///
/// `size = floor(repaid·priceDebt·(1 + bonus) / priceCollateral)`. When the account has less, all
/// of it is taken, and `repaid = ceil(size·priceCollateral / (priceDebt·(1 + bonus)))`. The venue's
/// fee is `ceil((size − floor(size / (1 + bonus)))·feeShare)`, out of the size.
package struct FixedSpread: Sendable, Hashable {
  /// What leaves the account's collateral.
  package let size: Decimal18
  /// The part of it that the venue keeps.
  package let fee: Decimal18
  /// What the liquidator pays of the debt.
  package let repaid: Decimal18

  /// What the liquidator gets.
  package var received: Decimal18 {
    get throws(ArithmeticError) { try size - fee }
  }

  /// What it is computed from.
  package struct Terms: Sendable, Hashable {
    /// The price of the debt's asset.
    package var debtPrice: Decimal18
    /// The price of the collateral.
    package var collateralPrice: Decimal18
    /// What the liquidator gets on top, as a share of what it pays.
    package var bonus: Decimal18
    /// The venue's share of the bonus.
    package var feeShare: Decimal18
    /// The decimals of the collateral and of the debt.
    package var decimals: TradeDecimals

    /// Terms.
    package init(
      debtPrice: Decimal18, collateralPrice: Decimal18, bonus: Decimal18,
      feeShare: Decimal18 = .zero, decimals: TradeDecimals = TradeDecimals()
    ) {
      self.debtPrice = debtPrice
      self.collateralPrice = collateralPrice
      self.bonus = bonus
      self.feeShare = feeShare
      self.decimals = decimals
    }
  }

  /// The exchange for a payment of so much, out of a balance; nil when a price is zero, or when
  /// nothing would be taken.
  package init?(
    repaying amount: Decimal18, balance: Decimal18, terms: Terms
  ) throws(ArithmeticError) {
    guard terms.debtPrice.isPositive, terms.collateralPrice.isPositive, amount.isPositive,
      balance.isPositive
    else { return nil }
    let raised = Int256(try (Decimal18.one + terms.bonus).mantissa)
    let collateralUnit = try Int256.product(terms.collateralPrice, .one)
    var taken = try Int256.mulDiv(
      Int256.product(amount, terms.debtPrice), raised, collateralUnit, rounding: .down)
    var paid = amount
    if taken > Int256(balance.mantissa) {
      taken = Int256(balance.mantissa)
      paid = try Int256.mulDiv(
        taken, collateralUnit, try Int256(terms.debtPrice.mantissa) * raised, rounding: .up
      ).decimal(toDecimals: terms.decimals.money, rounding: .up)
      // The payment that was wished for is on the grid of its decimals; if it is not, it is enough.
      paid = min(paid, amount)
    }
    let size = try taken.decimal(toDecimals: terms.decimals.size, rounding: .down)
    guard size.isPositive else { return nil }
    self.size = size
    repaid = paid
    fee = try Self.fee(on: size, terms: terms)
  }

  private static func fee(
    on size: Decimal18, terms: Terms
  ) throws(ArithmeticError) -> Decimal18 {
    if terms.feeShare.isZero { return .zero }
    let plain = try size.over(
      Decimal18.one + terms.bonus, decimals: terms.decimals.size, rounding: .down)
    return try (size - plain).times(
      terms.feeShare, decimals: terms.decimals.size, rounding: .up)
  }
}
