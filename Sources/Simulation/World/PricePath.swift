internal import FixedPoint

/// What the world pays for something, block by block.
struct PricePath: Sendable {
  /// A price from a time on.
  struct Point: Sendable, Hashable {
    /// In Unix milliseconds.
    var time: Int64
    var price: Decimal18
  }

  /// A random walk.
  struct Walk: Sendable, Hashable {
    var start = Decimal18.one
    /// The largest move in a block, as a share of the price.
    var step = Decimal18.zero
    /// The move in every block, as a share.
    var drift = Decimal18.zero
    /// One block in so many jumps; 0 for none.
    var jumpEvery: Int64 = 0
    /// By which share, up or down.
    var jumpSize = Decimal18.zero
    /// The least price.
    var floor = Decimal18.ulp
  }

  enum Shape: Sendable {
    /// By time, at least one.
    case points([Point])
    case walk(Walk)
  }

  var shape: Shape
  /// What prices are multiplied with.
  var scale = Decimal18.one
  /// The asset whose price they are multiplied with besides.
  var factor: Int?
  /// The decimals of prices, down.
  var decimals = 8

  /// The price at each of the times, which do not fall.
  func prices(
    at times: [Int64], random: SplitMix64
  ) throws(ArithmeticError) -> [Decimal18] {
    var prices: [Decimal18] = []
    prices.reserveCapacity(times.count)
    switch shape {
    case .points(let points):
      var place = 0
      for time in times {
        while place + 1 < points.count, points[place + 1].time <= time { place += 1 }
        let price = try points[place].price.multiplied(by: scale, rounding: .down)
        prices.append(price)
      }
    case .walk(let walk):
      var random = random
      var price = walk.start
      for place in times.indices {
        if place > 0 { price = try walk.next(after: price, &random) }
        prices.append(try price.multiplied(by: scale, rounding: .down))
      }
    }
    return prices
  }
}

extension PricePath.Walk {
  func next(
    after price: Decimal18, _ random: inout SplitMix64
  ) throws(ArithmeticError) -> Decimal18 {
    var move = try drift + step.multiplied(by: random.swing(), rounding: .down)
    if jumpEvery > 0, random.below(UInt64(jumpEvery)) == 0 {
      move = random.below(2) == 0 ? try move + jumpSize : try move - jumpSize
    }
    return max(try price.multiplied(by: Decimal18.one + move, rounding: .down), floor)
  }
}
