package import FixedPoint

/// What a pool's shares are worth: assets ÷ shares, one to one while it has none.
///
/// A loss cuts the assets and leaves the shares (Euler, Morpho); where shares are claims on a fixed
/// amount of cash the same quotient is the exchange rate that withdrawals burn by (Derive). Every
/// conversion favours the pool: it never owes more than it has.
package struct SharePrice: Sendable, Hashable {
  /// What the pool has.
  package private(set) var assets: Decimal18
  /// What was issued for it.
  package private(set) var shares: Decimal18

  /// A pool.
  package init(assets: Decimal18 = .zero, shares: Decimal18 = .zero) {
    self.assets = assets
    self.shares = shares
  }

  /// Assets per share, at 27 decimals, down; 1 without shares.
  package var rate: Ratio27 {
    get throws(ArithmeticError) {
      shares.isZero ? .one : try Ratio27(assets, dividedBy: shares, rounding: .down)
    }
  }

  /// What shares are worth, down to the asset's decimals.
  package func value(of shares: Decimal18, decimals: Int) throws(ArithmeticError) -> Decimal18 {
    let exact =
      self.shares.isZero
      ? shares
      : try shares.multiplied(by: assets, dividedBy: self.shares, rounding: .down)
    return try exact.rounded(toDecimals: decimals, rounding: .down)
  }

  /// How many shares are burned for a payout, up.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero`` if the pool lost everything.
  package func burned(for payout: Decimal18) throws(ArithmeticError) -> Decimal18 {
    if shares.isZero { return payout }
    return try payout.multiplied(by: shares, dividedBy: assets, rounding: .up)
  }

  /// Takes an amount in and gives the shares for it, down.
  ///
  /// - Throws: ``ArithmeticError/divisionByZero`` if the pool lost everything.
  package mutating func deposit(_ amount: Decimal18) throws(ArithmeticError) -> Decimal18 {
    let issued =
      shares.isZero
      ? amount : try amount.multiplied(by: shares, dividedBy: assets, rounding: .down)
    let (sum, count) = (try assets + amount, try shares + issued)
    (assets, shares) = (sum, count)
    return issued
  }

  /// Pays an amount out and takes the shares for it, up.
  package mutating func withdraw(_ amount: Decimal18) throws(ArithmeticError) -> Decimal18 {
    let burned = try burned(for: amount)
    let (rest, count) = (try assets - amount, try shares - burned)
    guard !rest.isNegative, !count.isNegative else { throw .overflow }
    (assets, shares) = (rest, count)
    return burned
  }

  /// Takes a loss off the assets: every share is worth less.
  package mutating func cut(_ loss: Decimal18) throws(LossError) {
    guard !loss.isNegative else { throw .negativeLoss(loss) }
    guard loss <= assets else { throw .notEnough(loss: loss, available: assets) }
    assets = try LossError.wrap { () throws(ArithmeticError) in try assets - loss }
  }

  /// Adds what was made good later.
  package mutating func restore(_ amount: Decimal18) throws(ArithmeticError) {
    assets = try assets + amount
  }
}
