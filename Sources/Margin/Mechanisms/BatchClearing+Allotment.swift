internal import FixedPoint

extension BatchClearing {
  /// Divides a size among orders: the sizes, in the order of the orders, that sum to it exactly.
  ///
  /// Orders that do not count get nothing. Better ones are served whole before others; the group of
  /// equal ones that cannot be served whole shares in proportion to size, rounded down. What that
  /// leaves goes to the first by id, as far as its size allows, then to the next.
  ///
  /// - Precondition: The orders that count are not smaller than the size.
  static func allot(
    _ size: Decimal18, among orders: [Order], decimals: Int, where counts: (Order) -> Bool,
    isBetter: (Order, Order) -> Bool
  ) throws(ArithmeticError) -> [Decimal18] {
    var shares = [Decimal18](repeating: .zero, count: orders.count)
    var left = size
    var places = orders.indices.filter { orders[$0].size.isPositive && counts(orders[$0]) }[...]
    places.sort { first, second in
      if isBetter(orders[first], orders[second]) { return true }
      if isBetter(orders[second], orders[first]) { return false }
      return (orders[first].id, first) < (orders[second].id, second)
    }
    while let first = places.first, left.isPositive {
      let group = places.prefix { !isBetter(orders[first], orders[$0]) }
      places = places.dropFirst(group.count)
      var total = Decimal18.zero
      for place in group { try total += orders[place].size }
      let served = min(left, total)
      try share(served, of: total, among: group, orders, decimals: decimals, into: &shares)
      left = try left - served
    }
    return shares
  }

  /// Divides `served` of a group's `total` in proportion, the rest to the first.
  private static func share(
    _ served: Decimal18, of total: Decimal18, among group: ArraySlice<Int>, _ orders: [Order],
    decimals: Int, into shares: inout [Decimal18]
  ) throws(ArithmeticError) {
    if served == total {
      for place in group { shares[place] = orders[place].size }
      return
    }
    var rest = served
    for place in group {
      let share = try orders[place].size
        .multiplied(by: served, dividedBy: total, rounding: .down)
        .rounded(toDecimals: decimals, rounding: .down)
      shares[place] = share
      rest = try rest - share
    }
    for place in group where rest.isPositive {
      let more = min(rest, try orders[place].size - shares[place])
      try shares[place] += more
      rest = try rest - more
    }
  }
}
