internal import FixedPoint
internal import Margin

/// Finds the last price at which something still holds, exact to the last of 18 decimals.
///
/// What is asked must hold between the present price and one point, and not beyond it. The excess says
/// where to look; it decides nothing.
struct LineSearch {
  /// Whether it holds at a price, and by how much.
  struct Answer {
    var holds: Bool
    var excess: Decimal18
  }

  private let ask: (Decimal18) throws(VenueError) -> Answer

  init(_ ask: @escaping (Decimal18) throws(VenueError) -> Answer) {
    self.ask = ask
  }

  /// The last price from `good`, where it holds, towards `end`; nil when it holds at `end` too.
  func last(from good: Decimal18, towards end: Decimal18) throws(VenueError) -> Decimal18? {
    let (first, other) = (try ask(good), try ask(end))
    guard first.holds, !other.holds else { return nil }
    var low = (price: good.mantissa, excess: first.excess.mantissa)
    var high = (price: end.mantissa, excess: other.excess.mantissa)
    let direction: Int128 = end > good ? 1 : -1
    func isOpen() -> Bool { (high.price - low.price) * direction > 1 }
    func look(_ price: Int128) throws(VenueError) -> Bool {
      let answer = try ask(Decimal18(mantissa: price))
      if answer.holds {
        low = (price, answer.excess.mantissa)
      } else {
        high = (price, answer.excess.mantissa)
      }
      return answer.holds
    }
    var reach: Int128 = 1
    while isOpen() {
      let before = (high.price - low.price) * direction
      // Where the straight line between both ends passes zero, and then a little beyond.
      let guess = within(low, high, Self.crossing(low, high), direction)
      let holds = try look(guess)
      if isOpen() {
        let beyond = guess + (holds ? direction : -direction) * reach
        _ = try look(within(low, high, beyond, direction))
        reach = min(reach * 256, 1 << 100)
      }
      if isOpen(), (high.price - low.price) * direction > before / 4 {
        _ = try look(low.price + (high.price - low.price) / 2)
      }
    }
    return Decimal18(mantissa: low.price)
  }

  private typealias End = (price: Int128, excess: Int128)

  private static func crossing(_ low: End, _ high: End) -> Int128 {
    let width = high.price - low.price
    let fall = low.excess - high.excess
    guard low.excess > 0, fall > 0,
      let part = try? mulDiv(width, low.excess, fall, rounding: .towardZero)
    else { return low.price + width / 2 }
    return low.price + part
  }

  /// A price strictly between both ends.
  private func within(
    _ low: End, _ high: End, _ price: Int128, _ direction: Int128
  ) -> Int128 {
    let (first, last) = (low.price + direction, high.price - direction)
    return direction > 0 ? min(max(price, first), last) : max(min(price, first), last)
  }
}
