package import FixedPoint

/// The deposits of a pool that pays debts and takes collateral for them: each payment changes one
/// product and one sum, however many depositors there are.
///
/// A deposit is worth `amount · P / P0` and has gained `amount · (S − S0) / P0`, both rounded down,
/// where `P0` and `S0` are product and sum when it was made. A payment of `debt` out of `total` for
/// a gain `G` does `S += P·G / total` and then `P = P·(total − debt) / total`, both rounded down.
/// The product has 46 to 55 digits: below 10^45 it grows by 10^9 and the scale by one, so that
/// errors stay under one unit over millions of payments, and none need be carried. A payment of
/// everything begins an epoch, in which older deposits are worth nothing.
package struct PoolShares: Sendable, Hashable {
  /// A deposit, with product and sums when it was made.
  package struct Deposit: Sendable, Hashable {
    /// How much it was; zero is no deposit.
    package fileprivate(set) var amount = Decimal18.zero
    fileprivate var product = PoolShares.initialProduct
    fileprivate var scale = 0
    fileprivate var epoch = 0
    /// In the order of the pool's gains; those that came later began at zero.
    fileprivate var sums: [Int256] = []

    /// No deposit.
    package init() {}
  }

  /// What the pool took of one collateral.
  package struct Gain: Sendable, Hashable {
    /// The collateral's asset.
    package let asset: Int
    /// Its decimals.
    package let decimals: Int
    /// What was taken and not yet claimed.
    package fileprivate(set) var held = Decimal18.zero
    /// By epoch, then by scale.
    fileprivate var sums: [[Int256]] = []

    fileprivate func sum(epoch: Int, scale: Int) -> Int256 {
      guard sums.indices.contains(epoch), sums[epoch].indices.contains(scale) else { return .zero }
      return sums[epoch][scale]
    }

    fileprivate mutating func add(
      _ growth: Int256, epoch: Int, scale: Int
    ) throws(ArithmeticError) {
      while sums.count <= epoch { sums.append([]) }
      while sums[epoch].count <= scale { sums[epoch].append(.zero) }
      sums[epoch][scale] = try sums[epoch][scale] + growth
    }
  }

  /// What a depositor gets or leaves of one asset.
  package struct Amount: Sendable, Hashable {
    /// The asset.
    package var asset: Int
    /// How much.
    package var amount: Decimal18

    /// An amount.
    package init(asset: Int, amount: Decimal18) {
      self.asset = asset
      self.amount = amount
    }
  }

  /// What all deposits are worth, with what rounding keeps from their owners.
  package private(set) var total = Decimal18.zero
  /// The gains, in the order of their first appearance.
  package private(set) var gains: [Gain] = []
  /// The decimals of deposits.
  package let decimals: Int

  private var product = PoolShares.initialProduct
  private var scale = 0
  private var epoch = 0

  /// A pool without deposits.
  package init(decimals: Int = Decimal18.scale) {
    self.decimals = decimals
  }

  // MARK: - Payments

  /// Pays a debt and takes collateral for it.
  ///
  /// - Throws: ``ArithmeticError/overflow`` if the pool has less; nothing is changed then.
  /// - Complexity: O(1) in the number of depositors.
  package mutating func absorb(
    _ debt: Decimal18, taking collateral: Amount, decimals: Int = Decimal18.scale
  ) throws(ArithmeticError) {
    guard debt.isPositive else { return }
    if debt > total { throw .overflow }
    var changed = self
    try changed.gain(collateral, decimals: decimals)
    try changed.shrink(by: debt)
    self = changed
  }

  private mutating func gain(_ collateral: Amount, decimals: Int) throws(ArithmeticError) {
    let place = place(of: collateral.asset, decimals: decimals)
    let growth = try Int256.mulDiv(
      product, Int256(collateral.amount.mantissa), Int256(total.mantissa), rounding: .down)
    try gains[place].add(growth, epoch: epoch, scale: scale)
    try gains[place].held += collateral.amount
  }

  private mutating func place(of asset: Int, decimals: Int) -> Int {
    if let place = gains.firstIndex(where: { $0.asset == asset }) { return place }
    gains.append(Gain(asset: asset, decimals: decimals))
    return gains.count - 1
  }

  private mutating func shrink(by debt: Decimal18) throws(ArithmeticError) {
    let left = try total - debt
    if left.isZero {
      epoch += 1
      scale = 0
      product = Self.initialProduct
      total = .zero
      return
    }
    // The scale factor goes in before the division, so that no digits are lost.
    var numerator = Int256(left.mantissa)
    var shrunk = try Int256.mulDiv(product, numerator, Int256(total.mantissa), rounding: .down)
    while shrunk < Self.leastProduct {
      numerator = try numerator * Self.scaleFactor
      shrunk = try Int256.mulDiv(product, numerator, Int256(total.mantissa), rounding: .down)
      scale += 1
    }
    product = shrunk
    total = left
  }

  // MARK: - Deposits

  /// What is left of a deposit, rounded down.
  package func value(of deposit: Deposit) throws(ArithmeticError) -> Decimal18 {
    guard deposit.epoch == epoch, deposit.amount.isPositive else { return .zero }
    let value = try Int256.mulDiv(
      Int256(deposit.amount.mantissa), product, deposit.product, rounding: .down)
    return try Self.scaled(value, down: scale - deposit.scale)
      .decimal(toDecimals: decimals, rounding: .down)
  }

  /// What a deposit has gained and not claimed, rounded down, in the order of the gains.
  package func gains(of deposit: Deposit) throws(ArithmeticError) -> [Amount] {
    var amounts: [Amount] = []
    for (place, gain) in gains.enumerated() {
      var growth = gain.sum(epoch: deposit.epoch, scale: deposit.scale)
      if place < deposit.sums.count { try growth -= deposit.sums[place] }
      for step in 1...Self.mostScales {
        let sum = gain.sum(epoch: deposit.epoch, scale: deposit.scale + step)
        try growth += Self.scaled(sum, down: step)
      }
      let amount = try Int256.mulDiv(
        Int256(deposit.amount.mantissa), growth, deposit.product, rounding: .down
      ).decimal(toDecimals: gain.decimals, rounding: .down)
      amounts.append(Amount(asset: gain.asset, amount: amount))
    }
    return amounts
  }

  /// Pays a depositor its gains and changes its deposit by so much; below zero it takes some back.
  ///
  /// What rounding keeps from the depositor, less than a unit each time, stays in the pool.
  ///
  /// - Throws: ``ArithmeticError/overflow`` if it takes back more than it has; nothing is changed
  ///   then.
  package mutating func settle(
    _ deposit: inout Deposit, adding change: Decimal18 = .zero
  ) throws(ArithmeticError) -> [Amount] {
    let amount = try value(of: deposit) + change
    if amount.isNegative { throw .overflow }
    let claimed = try gains(of: deposit)
    let grown = try total + change
    for (place, gain) in claimed.enumerated() { try gains[place].held -= gain.amount }
    total = grown
    deposit = snapshot(of: amount)
    return claimed
  }

  private func snapshot(of amount: Decimal18) -> Deposit {
    var deposit = Deposit()
    deposit.amount = amount
    deposit.product = product
    deposit.scale = scale
    deposit.epoch = epoch
    deposit.sums = gains.map { $0.sum(epoch: epoch, scale: scale) }
    return deposit
  }

  // MARK: - Dust

  /// What the pool has and none of its depositors can claim, from rounding.
  ///
  /// Of the deposits it is less than a unit for each of them and for each settlement; so it is of
  /// each gain, and what those lost units have gained comes on top.
  package func dust(
    besides deposits: [Deposit]
  ) throws(ArithmeticError) -> (deposits: Decimal18, gains: [Amount]) {
    var left = total
    var rest = gains.map { Amount(asset: $0.asset, amount: $0.held) }
    for deposit in deposits {
      try left -= value(of: deposit)
      for (place, gain) in try gains(of: deposit).enumerated() {
        try rest[place].amount -= gain.amount
      }
    }
    return (left, rest)
  }

  // MARK: - Numbers

  fileprivate static let initialProduct = power(54)
  private static let leastProduct = power(45)
  private static let scaleFactor = power(9)
  /// A gain this many scales on is less than a unit for every deposit.
  private static let mostScales = 8

  /// Ten to the power of an exponent that fits.
  private static func power(_ exponent: Int) -> Int256 {
    (try? Int256.powerOfTen(exponent)) ?? .zero
  }

  private static func scaled(_ value: Int256, down steps: Int) throws(ArithmeticError) -> Int256 {
    if steps == 0 || value.isZero { return value }
    if steps > mostScales { return .zero }
    return try value.divided(by: Int256.powerOfTen(9 * steps), rounding: .down)
  }
}
