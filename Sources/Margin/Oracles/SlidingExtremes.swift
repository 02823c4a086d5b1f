package import FixedPoint

/// The highest and the lowest price in force within a window that ends at the latest price.
///
/// A price is in force from its time on until that of the next one, which is then in force instead. So the
/// one that was in force when the window began belongs to it, and one replaced at that very time does not.
/// Two queues hold the prices that may still become an extreme: O(1) amortised per price.
package struct SlidingExtremes: Sendable {
  private struct Entry: Sendable {
    let price: Decimal18
    /// Until when it is in force.
    var end: Int64
  }

  private struct Queue: Sendable {
    private var entries: [Entry] = []
    private var head = 0

    var front: Decimal18? { head < entries.count ? entries[head].price : nil }

    mutating func push(
      _ price: Decimal18, at time: Int64, start: Int64,
      dominates: (Decimal18, Decimal18) -> Bool
    ) {
      if entries.count > head { entries[entries.count - 1].end = time }
      while entries.count > head, dominates(price, entries[entries.count - 1].price) {
        entries.removeLast()
      }
      entries.append(Entry(price: price, end: .max))
      while entries[head].end <= start { head += 1 }
      if head > 32, head * 2 > entries.count {
        entries.removeFirst(head)
        head = 0
      }
    }
  }

  private var highs = Queue()
  private var lows = Queue()
  private var latest = Int64.min

  /// No prices.
  package init() {}

  /// The highest price in force within the window; nil without prices.
  package var highest: Decimal18? { highs.front }
  /// The lowest price in force within the window; nil without prices.
  package var lowest: Decimal18? { lows.front }

  /// Takes a price that is in force from `time` on; the window is the `window` milliseconds before.
  package mutating func record(_ price: Decimal18, at time: Int64, window: Int64) {
    latest = max(latest, time)
    let start = latest - window
    highs.push(price, at: latest, start: start) { $0 >= $1 }
    lows.push(price, at: latest, start: start) { $0 <= $1 }
  }
}
