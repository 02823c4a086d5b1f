package import FixedPoint

/// Many sales and purchases at one price, at which the most is traded.
///
/// Candidates are the limits of both sides that are above zero: an order without a limit takes any
/// price and sets none. Of those that trade the same size, the one with the least left over wins,
/// then the lowest. Better limits go first; where a limit can only be served in part, its orders
/// share in proportion to their sizes. Sizes bought and sold are equal to the last unit.
package struct BatchClearing: Sendable, Hashable {
  /// An order.
  package struct Order: Sendable, Hashable {
    /// Whose: an account, or whatever number the caller knows it by.
    package var id: Int
    /// How much.
    package var size: Decimal18
    /// The least price of a sale, the highest of a purchase; a sale at 0 takes any price.
    package var limit: Decimal18

    /// An order.
    package init(id: Int, size: Decimal18, limit: Decimal18) {
      self.id = id
      self.size = size
      self.limit = limit
    }
  }

  /// What an order gets.
  package struct Fill: Sendable, Hashable {
    /// Whose.
    package var id: Int
    /// How much.
    package var size: Decimal18
    /// What a seller gets, rounded down, or a buyer pays, rounded up.
    package var value: Decimal18
  }

  /// The price; nil when nothing is traded.
  package let price: Decimal18?
  /// How much is traded.
  package let size: Decimal18
  /// What is sold, in the order of the supply; orders that get nothing are left out.
  package let sold: [Fill]
  /// What is bought, in the order of the demand.
  package let bought: [Fill]
  /// What buyers pay and sellers do not get, from rounding: never below zero.
  package let dust: Decimal18

  /// Clears a batch.
  ///
  /// - Complexity: O(n log n) in the number of orders.
  package init(
    supply: [Order], demand: [Order], decimals: TradeDecimals = TradeDecimals()
  ) throws(ArithmeticError) {
    guard let (price, size) = try Self.clearing(supply, demand) else {
      self.price = nil
      self.size = .zero
      sold = []
      bought = []
      dust = .zero
      return
    }
    self.price = price
    self.size = size
    let sales = try Self.allot(size, among: supply, decimals: decimals.size) {
      $0.limit <= price
    } isBetter: {
      $0.limit < $1.limit
    }
    let purchases = try Self.allot(size, among: demand, decimals: decimals.size) {
      $0.limit >= price
    } isBetter: {
      $0.limit > $1.limit
    }
    sold = try Self.fills(sales, of: supply, at: price, decimals: decimals, rounding: .down)
    bought = try Self.fills(purchases, of: demand, at: price, decimals: decimals, rounding: .up)
    dust = try Self.total(bought) - Self.total(sold)
  }

  /// The price that trades most, and how much it trades.
  private static func clearing(
    _ supply: [Order], _ demand: [Order]
  ) throws(ArithmeticError) -> (price: Decimal18, size: Decimal18)? {
    let sales = supply.filter(\.size.isPositive).sorted { $0.limit < $1.limit }
    let purchases = demand.filter(\.size.isPositive).sorted { $0.limit < $1.limit }
    var offered = Decimal18.zero
    var wanted = Decimal18.zero
    for order in purchases { try wanted += order.size }
    var (nextSale, nextPurchase) = (0, 0)
    var best: (price: Decimal18, size: Decimal18, rest: Decimal18)?
    for price in candidates(sales, purchases) {
      while nextSale < sales.count, sales[nextSale].limit <= price {
        try offered += sales[nextSale].size
        nextSale += 1
      }
      while nextPurchase < purchases.count, purchases[nextPurchase].limit < price {
        try wanted -= purchases[nextPurchase].size
        nextPurchase += 1
      }
      let size = min(offered, wanted)
      let rest = try max(offered, wanted) - size
      if let best, best.size > size || (best.size == size && best.rest <= rest) { continue }
      if size.isPositive { best = (price, size, rest) }
    }
    return best.map { ($0.price, $0.size) }
  }

  /// The limits of both sides, ascending.
  private static func candidates(_ sales: [Order], _ purchases: [Order]) -> [Decimal18] {
    (sales + purchases).map(\.limit).filter(\.isPositive).sorted()
  }

  private static func fills(
    _ sizes: [Decimal18], of orders: [Order], at price: Decimal18, decimals: TradeDecimals,
    rounding: Rounding
  ) throws(ArithmeticError) -> [Fill] {
    var fills: [Fill] = []
    for (order, size) in zip(orders, sizes) where size.isPositive {
      let value = try size.times(price, decimals: decimals.money, rounding: rounding)
      fills.append(Fill(id: order.id, size: size, value: value))
    }
    return fills
  }

  private static func total(_ fills: [Fill]) throws(ArithmeticError) -> Decimal18 {
    var total = Decimal18.zero
    for fill in fills { try total += fill.value }
    return total
  }
}
