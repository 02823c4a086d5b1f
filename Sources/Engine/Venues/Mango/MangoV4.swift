package import FixedPoint

/// The arithmetic of Mango v4: binary fixed point with 48 bits behind the point.
///
/// Numbers are given as their raw 128-bit integers, times 2⁴⁸; amounts in native units. Source:
/// blockworks-foundation/mango-v4 1303a4a1 (health, token_liq_with_token, bankruptcy).
package enum MangoV4 {
  /// One.
  package static let one: Int256 = 281_474_976_710_656

  /// `floor(a·b)`.
  package static func product(_ a: Int256, _ b: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(a, b, one, rounding: .down)
  }

  /// `a/b`, truncated.
  package static func quotient(_ a: Int256, _ b: Int256) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(a, one, b, rounding: .towardZero)
  }

  // MARK: - Weights

  /// An asset weight beyond `start` of deposits: `weight·(start/deposits)`.
  package static func scaledAsset(
    weight: Int256, deposits: Int256, start: Int256
  ) throws(ArithmeticError) -> Int256 {
    deposits <= start ? weight : try product(weight, quotient(start, deposits))
  }

  /// A liability weight beyond `start` of borrows: `weight·(borrows/start)`.
  package static func scaledLiability(
    weight: Int256, borrows: Int256, start: Int256
  ) throws(ArithmeticError) -> Int256 {
    borrows <= start ? weight : try product(weight, quotient(borrows, start))
  }

  /// What a token adds to health: `balance·price·weight`, by the liability weight below zero.
  package static func contribution(
    balance: Int256, price: Int256, assetWeight: Int256, liabilityWeight: Int256
  ) throws(ArithmeticError) -> Int256 {
    let weight = balance.isNegative ? liabilityWeight : assetWeight
    return try product(product(balance, weight), price)
  }

  // MARK: - Token for token

  /// A liability and the asset that goes for it.
  package struct Exchange: Sendable, Hashable {
    /// Health, below zero.
    package var health: Int256
    /// The price of a unit of liability, and its weight.
    package var liabilityPrice: Int256
    package var liabilityWeight: Int256
    /// The price of a unit of asset, and its weight.
    package var assetPrice: Int256
    package var assetWeight: Int256
    /// What is paid for one of liability, in assets of the same value: one and all fees.
    package var multiplier: Int256

    /// An exchange.
    package init(
      health: Int256, liabilityPrice: Int256, liabilityWeight: Int256, assetPrice: Int256,
      assetWeight: Int256, multiplier: Int256
    ) {
      self.health = health
      self.liabilityPrice = liabilityPrice
      self.liabilityWeight = liabilityWeight
      self.assetPrice = assetPrice
      self.assetWeight = assetWeight
      self.multiplier = multiplier
    }

    /// The liability that brings health to zero: `−health/(p·lw − p·T·aw)`; nil where none does.
    package var needed: Int256? {
      get throws(ArithmeticError) {
        let relief = try product(liabilityPrice, liabilityWeight)
        let cost = try product(product(liabilityPrice, multiplier), assetWeight)
        if relief <= cost { return nil }
        return try quotient(-health, relief - cost)
      }
    }

    /// What is moved: the least of what is needed, owed, allowed, and what the assets pay for.
    package func moved(
      assets: Int256, liability: Int256, most: Int256
    ) throws(ArithmeticError) -> (liability: Int256, asset: Int256) {
      let price = try product(liabilityPrice, multiplier)
      let affordable = try quotient(product(assets, assetPrice), price)
      var amount = min(min(affordable, liability), most)
      if let needed = try needed { amount = min(amount, needed) }
      return (amount, try quotient(product(amount, price), assetPrice))
    }
  }

  // MARK: - Bankruptcy

  /// What the insurance vault pays, in whole units of its asset: `min(ceil(liability·price·(1 + fee)/its
  /// price), vault)`.
  package static func insurance(
    liability: Int256, price: Int256, fee: Int256, insurancePrice: Int256, vault: Int256
  ) throws(ArithmeticError) -> Int256 {
    let due = try quotient(product(product(liability, price), one + fee), insurancePrice)
    return min(try due.divided(by: one, rounding: .up), vault)
  }

  /// The deposit index after a loss that all depositors bear: `index·((deposits − loss)/deposits)`.
  package static func cutIndex(
    index: Int256, deposits: Int256, loss: Int256
  ) throws(ArithmeticError) -> Int256 {
    try product(index, quotient(deposits - loss, deposits))
  }

  /// The funding per contract that spreads a loss: `loss/open interest`.
  package static func fundingShift(
    loss: Int256, openInterest: Int256
  ) throws(ArithmeticError) -> Int256 {
    try quotient(loss, openInterest)
  }
}
