import FixedPoint
import Foundation
import LedgerSupport
import Margin
import Testing

/// Accounts with all that bends an excess: weights, debts, tiers, shorts, rounding.
struct SweepPopulation: MarginSource {
  /// What an account holds of one feed.
  ///
  /// Amounts and prices are `Decimal18` mantissas.
  enum Term {
    /// Counts for the account, by a weight in basis points.
    case collateral(amount: Int128, weight: Int128)
    /// Counts against the account, by a liability weight in basis points.
    case debt(amount: Int128, weight: Int128)
    /// A derivative with maintenance by notional tiers; `isMarginal` if each tier's rate holds only
    /// for the part of the notional in it, so that the requirement has no jumps.
    case position(size: Int128, entry: Int128, isMarginal: Bool)
    /// Loses whichever way the price moves from the strike.
    case straddle(size: Int128, strike: Int128)
  }

  struct Account {
    var cash: Int256
    var terms: [(feed: Int, term: Term)]
    /// Whether terms of one feed are given as one exposure.
    var merges: Bool
  }

  /// Basis points of maintenance up to a notional; the last tier has no end.
  static let tiers: [(limit: Int128, rate: Int128)] = [
    (5_000 * one, 100), (50_000 * one, 250), (400_000 * one, 700), (.max, 1_500),
  ]
  static let one: Int128 = 1_000_000_000_000_000_000

  var prices: [Int128]
  var accounts: [Account] = []
  /// Values are rounded to multiples of this, against the account.
  var unit: Int128 = 1
  /// Accounts whose evaluation fails.
  var broken: Set<Int> = []

  var slack: Int128 { unit * 100 }

  // MARK: - The excess

  func evaluate(
    _ account: Int, _ exposures: inout [Exposure]
  ) throws(ArithmeticError) -> Int256 {
    if broken.contains(account) { throw .overflow }
    let account = accounts[account]
    var excess = account.cash
    for (feed, term) in account.terms {
      let price = prices[feed]
      try excess += value(term, price)
      let exposure = try exposure(feed, term, price)
      let known = exposures.firstIndex { $0.feed == feed }
      if account.merges, let known {
        exposures[known] = merged(exposures[known], exposure)
      } else {
        exposures.append(exposure)
      }
    }
    return excess
  }

  func excess(_ account: Int) throws(ArithmeticError) -> Int256 {
    var ignored: [Exposure] = []
    return try evaluate(account, &ignored)
  }

  /// A term's part of the excess.
  private func value(_ term: Term, _ price: Int128) throws(ArithmeticError) -> Int256 {
    switch term {
    case .collateral(let amount, let weight):
      try times(times(amount, price, Self.one), weight, 10_000)
    case .debt(let amount, let weight):
      try times(times(-amount, price, Self.one), weight, 10_000)
    case .straddle(let size, let strike):
      try times(-size, price > strike ? price - strike : strike - price, Self.one)
    case .position(let size, let entry, let isMarginal):
      try times(size, price - entry, Self.one) + maintenance(size, price, isMarginal)
    }
  }

  /// The requirement of a position, negative.
  private func maintenance(
    _ size: Int128, _ price: Int128, _ isMarginal: Bool
  ) throws(ArithmeticError) -> Int256 {
    let notional = try mulDiv(abs(size), price, Self.one, rounding: .up)
    guard isMarginal else {
      return try times(Int256(-notional), Self.tiers[tier(notional)].rate, 10_000)
    }
    var sum = Int256.zero
    var start: Int128 = 0
    for (limit, rate) in Self.tiers where notional > start {
      try sum += times(Int256(start - min(limit, notional)), rate, 10_000)
      start = limit
    }
    return sum
  }

  private func tier(_ notional: Int128) -> Int {
    Self.tiers.firstIndex { notional <= $0.limit } ?? Self.tiers.count - 1
  }

  /// a · b ÷ c, rounded down to whole units.
  private func times(_ a: Int128, _ b: Int128, _ c: Int128) throws(ArithmeticError) -> Int256 {
    try times(Int256(a), b, c)
  }

  private func times(_ a: Int256, _ b: Int128, _ c: Int128) throws(ArithmeticError) -> Int256 {
    let divisor = try Int256(c) * Int256(unit)
    return try (a * Int256(b)).divided(by: divisor, rounding: .down) * Int256(unit)
  }

  // MARK: - The slopes

  private func exposure(
    _ feed: Int, _ term: Term, _ price: Int128
  ) throws(ArithmeticError) -> Exposure {
    switch term {
    case .collateral(let amount, let weight):
      let slope = try mulDiv(amount, weight, 10_000, rounding: .up)
      return Exposure(feed: feed, fall: slope, rise: -slope)
    case .debt(let amount, let weight):
      let slope = try mulDiv(amount, weight, 10_000, rounding: .up)
      return Exposure(feed: feed, fall: 1 - slope, rise: slope)
    case .straddle(let size, _):
      return Exposure(feed: feed, fall: size, rise: size)
    case .position(let size, _, _):
      let notional = try mulDiv(abs(size), price, Self.one, rounding: .up)
      let tier = tier(notional)
      let rate = Self.tiers[tier].rate
      let owed = try mulDiv(abs(size), rate, 10_000, rounding: .up)
      let lower = tier == 0 ? 0 : try edge(Self.tiers[tier - 1].limit, size) + 1
      let upper = tier == Self.tiers.count - 1 ? .max : try edge(Self.tiers[tier].limit, size)
      // The bounds need no more than one unit of the slope's rounding.
      return Exposure(
        feed: feed, fall: size - owed + 1, rise: owed - size, range: min(lower, price)...upper)
    }
  }

  /// The last price at which a position's notional is within a limit.
  private func edge(_ limit: Int128, _ size: Int128) throws(ArithmeticError) -> Int128 {
    (try Int256(limit) * Int256(Self.one)).quotient(abs(size))
  }

  /// Both exposures at once: where slopes of opposite signs meet, the smaller lessens the larger.
  private func merged(_ a: Exposure, _ b: Exposure) -> Exposure {
    Exposure(
      feed: a.feed, fall: a.fall + b.fall, rise: a.rise + b.rise,
      range: a.range.clamped(to: b.range))
  }
}

extension Int256 {
  /// The quotient rounded down, or the largest 128-bit number.
  fileprivate func quotient(_ divisor: Int128) -> Int128 {
    (try? divided(by: Int256(divisor), rounding: .down))?.int128 ?? .max
  }
}

// MARK: - Random accounts

extension SweepPopulation {
  /// What random accounts are made of.
  struct Shape: Sendable, CustomTestStringConvertible {
    var name: String
    var feeds = 6
    var price: ClosedRange<Double> = 1e17...1e22
    var notional: ClosedRange<Double> = 1e20...1e24
    /// The standard deviation of a price step.
    var step = 0.01
    var unit: Int128 = 1
    var terms = 1...5
    /// Only derivatives, one each: isolated margin.
    var isIsolated = false

    var testDescription: String { name }
  }

  init(_ shape: Shape, accounts count: Int, _ random: inout SeededRandom) throws {
    prices = (0..<shape.feeds).map { _ in Int128(random.between(shape.price)) }
    unit = shape.unit
    for _ in 0..<count { accounts.append(try account(shape, &random)) }
  }

  /// A new account with a random distance from zero.
  func account(_ shape: Shape, _ random: inout SeededRandom) throws -> Account {
    let count = shape.isIsolated ? 1 : Int.random(in: shape.terms, using: &random)
    var account = Account(cash: 0, terms: [], merges: !random.chance(4))
    for _ in 0..<count {
      let feed = Int.random(in: 0..<shape.feeds, using: &random)
      account.terms.append((feed, term(shape, feed, &random)))
    }
    return try refilled(account, shape, &random)
  }

  func term(_ shape: Shape, _ feed: Int, _ random: inout SeededRandom) -> Term {
    let price = prices[feed]
    let amount = Int128(random.between(shape.notional) / Double(max(1, price)) * 1e18) + 1
    let sign: Int128 = random.chance(2) ? -1 : 1
    switch shape.isIsolated ? 5 : Int.random(in: 0..<8, using: &random) {
    case 0, 1:
      return .collateral(amount: amount, weight: .random(in: 5_000...10_000, using: &random))
    case 2, 3:
      return .debt(amount: amount, weight: .random(in: 10_000...13_000, using: &random))
    case 4: return .straddle(size: amount, strike: price + price / 50)
    default: return .position(size: sign * amount, entry: price, isMarginal: random.chance(2))
    }
  }

  /// The account with as much cash as brings it to a random distance above zero, or to zero.
  func refilled(
    _ account: Account, _ shape: Shape, _ random: inout SeededRandom
  ) throws -> Account {
    var account = account
    var probe = self
    probe.accounts = [account]
    probe.broken = []
    let gap = random.between(shape.notional) * Double.random(in: 0.0001...0.3, using: &random)
    let target = random.chance(20) ? 0 : Int128(gap)
    try account.cash += Int256(target) - probe.excess(0)
    return account
  }

  /// Moves a price by a random step, at least now and then by the smallest unit or a leap.
  mutating func move(_ feed: Int, _ shape: Shape, _ random: inout SeededRandom) {
    let price = prices[feed]
    var next = Double(price) * (1 + shape.step * random.normal())
    if random.chance(40) { next = Double(price) * (random.chance(2) ? 0.7 : 1.4) }
    let small: Int128 = random.chance(2) ? 1 : -1
    prices[feed] = random.chance(5) ? price + small : Int128(min(max(next, 1), 1e38))
    prices[feed] = max(1, prices[feed])
  }
}

extension SeededRandom {
  /// A number whose logarithm is even between two bounds.
  mutating func between(_ range: ClosedRange<Double>) -> Double {
    let part = Double.random(in: 0...1, using: &self)
    return range.lowerBound * pow(range.upperBound / range.lowerBound, part)
  }

  /// A number with mean 0 and deviation 1.
  mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0...1, using: &self) }
  }
}
