package import FixedPoint

/// The time-weighted average of a price that stays in force until the next one.
///
/// Exact: Σ price × milliseconds in 256 bits, divided once and rounded down. Each point knows the
/// sum before it, so that a window costs two searches whatever it holds.
package struct TimeWeighted: Sendable {
  private struct Point: Sendable {
    let time: Int64
    var price: Decimal18
    /// Σ price × milliseconds from the first point ever to this one.
    let before: Int256Sum
  }

  private var points: [Point] = []
  private var head = 0

  /// No prices.
  package init() {}

  /// How many points are kept.
  package var count: Int { points.count - head }

  /// Takes a price that is in force from `time` on; windows of up to `window` milliseconds that end
  /// later can still be asked for.
  ///
  /// A time before the last one counts as the last one; of two prices at one time the later holds.
  package mutating func record(
    _ price: Decimal18, at time: Int64, window: Int64
  ) throws(ArithmeticError) {
    guard let last = points.last else {
      points.append(Point(time: time, price: price, before: Int256Sum()))
      return
    }
    if time <= last.time {
      points[points.count - 1].price = price
      return
    }
    var sum = last.before
    try sum.add(product: last.price.mantissa, Int128(time - last.time))
    points.append(Point(time: time, price: price, before: sum))
    // The point in force when the window begins is needed still.
    while head + 1 < points.count, points[head + 1].time <= time - window { head += 1 }
    if head > 32, head * 2 > points.count {
      points.removeFirst(head)
      head = 0
    }
  }

  /// The average over the `window` milliseconds before `time`, rounded down.
  ///
  /// Of a window that begins before the first price, the covered part counts; where nothing is
  /// covered the result is nil. So a price recorded at `time` does not change what is asked then.
  ///
  /// - Complexity: O(log of the points kept).
  package func average(at time: Int64, window: Int64) throws(ArithmeticError) -> Decimal18? {
    guard head < points.count else { return nil }
    let start = max(time - window, points[head].time)
    let length = time - start
    guard length > 0 else { return nil }
    var sum = try integral(to: time)
    try sum.subtract(try integral(to: start))
    return Decimal18(mantissa: try sum.quotient(by: Int128(length), rounding: .down))
  }

  private func integral(to time: Int64) throws(ArithmeticError) -> Int256Sum {
    let point = points[place(at: time)]
    var sum = point.before
    try sum.add(product: point.price.mantissa, Int128(time - point.time))
    return sum
  }

  /// The last place whose time is not after `time`.
  ///
  /// - Precondition: the first kept point is not after `time`.
  private func place(at time: Int64) -> Int {
    var low = head
    var high = points.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if points[middle].time <= time { low = middle } else { high = middle }
    }
    return low
  }
}
