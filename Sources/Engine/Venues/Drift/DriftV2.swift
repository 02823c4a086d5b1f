package import FixedPoint

/// The arithmetic of Drift v2.
///
/// Quote amounts and prices have 6 decimals, base amounts 9, margin ratios and weights 4, fees 6, the interest
/// index 10, funding 9. Source: drift-labs/protocol-v2 0ae3e3b1 (programs/drift: margin math, liquidation math,
/// bankruptcy, auction).
package enum DriftV2 {
  private static let million: Int256 = 1_000_000
  private static let billion: Int256 = 1_000_000_000
  private static let marginOne: Int256 = 10_000

  // MARK: - Weights

  /// A liability weight that grows with size:
  /// `max(w, (w − floor(w/5)) + floor(isqrt(10·size + 1)·imf / 1e7))`.
  package static func sizePremium(
    size: Int256, imf: Int256, weight: Int256
  ) throws(ArithmeticError) -> Int256 {
    if imf.isZero { return weight }
    let root = try root(size * 10 + 1)
    let base = try weight - weight.divided(by: 5, rounding: .down)
    return max(weight, try base + Int256.mulDiv(root, imf, 10_000_000, rounding: .down))
  }

  /// An asset weight that falls with size: `min(w, floor(1.1e10 / (1e6 + floor(isqrt(10·size + 1)·imf/1e5))))`.
  package static func sizeDiscount(
    size: Int256, imf: Int256, weight: Int256
  ) throws(ArithmeticError) -> Int256 {
    if imf.isZero { return weight }
    let divisor =
      try million + Int256.mulDiv(root(size * 10 + 1), imf, 100_000, rounding: .down)
    return min(
      weight, try Int256.mulDiv(1_100_000, marginOne, divisor, rounding: .down))
  }

  /// The whole square root of a number that is not negative.
  package static func root(_ number: Int256) throws(ArithmeticError) -> Int256 {
    if number <= .zero { return .zero }
    var root = number
    var next = try (number + 1).divided(by: 2, rounding: .down)
    while next < root {
      root = next
      next = try (root + number.divided(by: root, rounding: .down))
        .divided(by: 2, rounding: .down)
    }
    return root
  }

  // MARK: - Size of a liquidation

  /// What is missing with a buffer: `requirement + buffer·value − (collateral + buffer·negative pnl)`.
  package static func shortage(
    requirement: Int256, value: Int256, collateral: Int256, profit: Int256, buffer: Int256
  ) throws(ArithmeticError) -> Int256 {
    let more = try Int256.mulDiv(value, buffer, marginOne, rounding: .down)
    let less = try Int256.mulDiv(min(.zero, profit), buffer, marginOne, rounding: .towardZero)
    return try requirement + more - collateral - less
  }

  /// The base amount that makes a shortage good, up to a whole number of steps; nil where no amount does.
  package static func baseToCover(
    shortage: Int256, oracle: Int256, quote: Int256, marginRatio: Int256, liquidatorFee: Int256,
    fundFee: Int256, step: Int256
  ) throws(ArithmeticError) -> Int256? {
    let gain = try marginRatio * 100 - liquidatorFee
    if gain <= .zero { return nil }
    let price = try Int256.mulDiv(oracle, quote, million, rounding: .down)
    let divisor =
      try Int256.mulDiv(price, gain, million, rounding: .down)
      - Int256.mulDiv(oracle, fundFee, million, rounding: .down)
    if divisor <= .zero { return nil }
    let base = try Int256.mulDiv(shortage, billion, divisor, rounding: .down)
    return try base.divided(by: step, rounding: .up) * step
  }

  /// The share of a shortage that may be taken now, of 1e4: all of less than 50 or of an isolated position, else
  /// `min(1, slots/duration + initial)` of all that was missing at first, less what was freed.
  package static func shareToTake(
    shortage: Int256, freed: Int256, slots: Int256, duration: Int256, initial: Int256,
    isIsolated: Bool
  ) throws(ArithmeticError) -> Int256 {
    if isIsolated || shortage < 50_000_000 { return marginOne }
    let ramp = try Int256.mulDiv(slots, marginOne, duration, rounding: .down) + initial
    let most = try Int256.mulDiv(
      shortage + freed, min(ramp, marginOne), marginOne, rounding: .down)
    let now = max(.zero, try most - freed)
    return min(marginOne, try Int256.mulDiv(now, marginOne, shortage, rounding: .down))
  }

  // MARK: - Fees

  /// The liquidator's fee: the base fee until 1,500 slots after the last activity, then a millionth more per
  /// slot, at most three times the base fee and the margin ratio.
  package static func liquidatorFee(
    base: Int256, slots: Int256, marginRatio: Int256
  ) throws(ArithmeticError) -> Int256 {
    let late = max(.zero, try slots - 1_500)
    return min(try base + late, min(try base * 3, try marginRatio * 100))
  }

  /// The fund's fee: `min(most, max(0, margin ratio − liquidator fee − shortage/notional)·19/20)`.
  package static func fundFee(
    marginRatio: Int256, liquidatorFee: Int256, shortage: Int256, base: Int256, price: Int256,
    most: Int256
  ) throws(ArithmeticError) -> Int256 {
    let missing = try Int256.mulDiv(
      shortage, 1_000_000_000_000_000, base, rounding: .down
    ).divided(by: price, rounding: .down)
    let left = max(.zero, try marginRatio * 100 - liquidatorFee - missing)
    return min(most, try Int256.mulDiv(left, 19, 20, rounding: .down))
  }

  // MARK: - Bankruptcy

  /// What the fund pays for a loss in a perpetual market: all but one unit of the vault, within the market's
  /// limit.
  package static func perpetualPayment(
    loss: Int256, vault: Int256, most: Int256, settled: Int256
  ) throws(ArithmeticError) -> Int256 {
    max(.zero, min(loss, min(try vault - 1, try most - settled)))
  }

  /// By how much cumulative funding moves for a loss that nobody pays: `ceil(loss·1e9/(|long| + |short|))·1e3`.
  package static func fundingShift(
    loss: Int256, long: Int256, short: Int256
  ) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(loss, billion, long.magnitude + short.magnitude, rounding: .up) * 1_000
  }

  /// What the fund pays for a borrow: all but one unit of the vault.
  package static func spotPayment(
    borrow: Int256, vault: Int256
  ) throws(ArithmeticError) -> Int256 {
    max(.zero, min(borrow, try vault - 1))
  }

  /// By how much the deposit index falls: `ceil(index·rest/deposits)`.
  package static func indexCut(
    index: Int256, rest: Int256, deposits: Int256
  ) throws(ArithmeticError) -> Int256 {
    try Int256.mulDiv(index, rest, deposits, rounding: .up)
  }

  /// The fund's shares that a cancelled withdrawal loses, where its shares are worth more than was asked for:
  /// `n − floor(value·(total − n)/(vault − value))`.
  package static func lostShares(
    shares: Int256, value: Int256, total: Int256, vault: Int256
  ) throws(ArithmeticError) -> Int256 {
    let worth = try Int256.mulDiv(shares, vault, total, rounding: .down)
    if worth <= value { return .zero }
    return try shares
      - Int256.mulDiv(value, total - shares, vault - value, rounding: .down)
  }

  // MARK: - Order auctions

  /// The price of an order's auction: linear from start to end over its slots, then the end; in whole ticks, down
  /// for buys and up for sells.
  package static func auctionPrice(
    start: Int256, end: Int256, slots: Int256, duration: Int256, tick: Int256, isBuy: Bool
  ) throws(ArithmeticError) -> Int256 {
    var price = end
    if slots < duration {
      price = try start + Int256.mulDiv(end - start, slots, duration, rounding: .towardZero)
    }
    return try price.divided(by: tick, rounding: isBuy ? .down : .up) * tick
  }
}
