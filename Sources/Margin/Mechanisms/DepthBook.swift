package import FixedPoint

/// What rests in the order book of one market or asset: sizes by price and side.
///
/// It is what the `depth` events say; a walk asks what a trade would get, a take trades.
package struct DepthBook: Sendable, Hashable {
  /// Who waits.
  package enum Side: String, Sendable, Hashable, CaseIterable {
    /// Buyers.
    case bid
    /// Sellers.
    case ask
  }

  /// A size at a price.
  package struct Level: Sendable, Hashable {
    /// The price.
    package var price: Decimal18
    /// The size.
    package var size: Decimal18

    /// A level.
    package init(price: Decimal18, size: Decimal18) {
      self.price = price
      self.size = size
    }
  }

  /// What a trade takes from a book.
  package struct Taken: Sendable, Hashable {
    /// The parts, the best price first.
    package fileprivate(set) var parts: [Level] = []
    /// How much is traded; less than was asked for when the book or the limit gives no more.
    package fileprivate(set) var size = Decimal18.zero
    /// What a sale brings, rounded down once; what a purchase costs, rounded up once.
    package fileprivate(set) var value = Decimal18.zero
    /// Value by size, rounded like the value; nil when nothing is traded.
    package fileprivate(set) var average: Decimal18?

    /// The worst price paid; nil when nothing is traded.
    package var worst: Decimal18? { parts.last?.price }
  }

  // Both sides keep their best level last, so that taking it moves nothing.
  private var bids: [Level] = []
  private var asks: [Level] = []

  /// An empty book.
  package init() {}

  /// Whether nothing rests on either side.
  package var isEmpty: Bool { bids.isEmpty && asks.isEmpty }

  /// The levels of a side, the best first.
  package func levels(_ side: Side) -> [Level] {
    side == .bid ? bids.reversed() : asks.reversed()
  }

  /// The best level of a side.
  package func best(_ side: Side) -> Level? { side == .bid ? bids.last : asks.last }

  /// Sets the size at a price; a size that is not above zero removes the level.
  package mutating func set(side: Side, price: Decimal18, size: Decimal18) {
    if side == .bid {
      Self.set(Level(price: price, size: size), in: &bids) { $0 < $1 }
    } else {
      Self.set(Level(price: price, size: size), in: &asks) { $0 > $1 }
    }
  }

  /// What a sale would take from the bids, down to a limit.
  package func walk(
    selling size: Decimal18, limit: Decimal18? = nil, moneyDecimals: Int = Decimal18.scale
  ) throws(ArithmeticError) -> Taken {
    try Self.walk(bids, size, moneyDecimals, rounding: .down) { price in
      limit.map { price >= $0 } ?? true
    }
  }

  /// What a purchase would take from the asks, up to a limit.
  package func walk(
    buying size: Decimal18, limit: Decimal18? = nil, moneyDecimals: Int = Decimal18.scale
  ) throws(ArithmeticError) -> Taken {
    try Self.walk(asks, size, moneyDecimals, rounding: .up) { price in
      limit.map { price <= $0 } ?? true
    }
  }

  /// Sells into the bids, down to a limit.
  package mutating func take(
    selling size: Decimal18, limit: Decimal18? = nil, moneyDecimals: Int = Decimal18.scale
  ) throws(ArithmeticError) -> Taken {
    let taken = try walk(selling: size, limit: limit, moneyDecimals: moneyDecimals)
    try Self.remove(taken, from: &bids)
    return taken
  }

  /// Buys from the asks, up to a limit.
  package mutating func take(
    buying size: Decimal18, limit: Decimal18? = nil, moneyDecimals: Int = Decimal18.scale
  ) throws(ArithmeticError) -> Taken {
    let taken = try walk(buying: size, limit: limit, moneyDecimals: moneyDecimals)
    try Self.remove(taken, from: &asks)
    return taken
  }

  // MARK: - Levels

  /// Sets a level in a side sorted by `isBefore`.
  private static func set(
    _ level: Level, in levels: inout [Level], isBefore: (Decimal18, Decimal18) -> Bool
  ) {
    var (low, high) = (0, levels.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(levels[middle].price, level.price) { low = middle + 1 } else { high = middle }
    }
    let isKnown = low < levels.count && levels[low].price == level.price
    switch (isKnown, level.size.isPositive) {
    case (true, true): levels[low] = level
    case (true, false): levels.remove(at: low)
    case (false, true): levels.insert(level, at: low)
    case (false, false): break
    }
  }

  private static func walk(
    _ levels: [Level], _ size: Decimal18, _ moneyDecimals: Int, rounding: Rounding,
    accepts: (Decimal18) -> Bool
  ) throws(ArithmeticError) -> Taken {
    var taken = Taken()
    var value = Int256Sum()
    for level in levels.reversed() {
      let wanted = try size - taken.size
      if !wanted.isPositive || !accepts(level.price) { break }
      let part = Level(price: level.price, size: min(wanted, level.size))
      taken.parts.append(part)
      try taken.size += part.size
      try value.add(product: part.size, part.price)
    }
    if taken.size.isZero { return taken }
    taken.value = try Decimal18(value, rounding: rounding)
      .rounded(toDecimals: moneyDecimals, rounding: rounding)
    taken.average = try taken.value.divided(by: taken.size, rounding: rounding)
    return taken
  }

  /// Removes what a walk took: its parts are the last levels.
  private static func remove(
    _ taken: Taken, from levels: inout [Level]
  ) throws(ArithmeticError) {
    for part in taken.parts {
      let last = levels.count - 1
      let rest = try levels[last].size - part.size
      if rest.isZero { levels.removeLast() } else { levels[last].size = rest }
    }
  }
}
