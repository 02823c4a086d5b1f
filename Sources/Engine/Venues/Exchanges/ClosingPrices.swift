package import FixedPoint

/// Prices at which exchanges close positions, and who gains from them.
///
/// Everything is exact.
package enum ClosingPrices {
  /// The bankruptcy price of an inverse contract at Bybit: `EP·lev / (lev ± 1)`.
  ///
  /// The published example rounds a long position's price up to the tick; a short one's is rounded
  /// down, by symmetry.
  package static func inverseBankruptcy(
    side: PositionSide, entry: ExactRatio, leverage: ExactRatio, tick: ExactRatio
  ) throws(ArithmeticError) -> (raw: ExactRatio, rounded: ExactRatio) {
    let raw = try entry * leverage / (leverage + side.sign)
    let ticks = try (raw / tick).rounded(side == .long ? .up : .down)
    return (raw, try ExactRatio(ticks) * tick)
  }

  /// What the insurance fund gets for each unit that is closed: `side·(fill − bankruptcy)`.
  package static func fundDelta(
    side: PositionSide, fill: ExactRatio, bankruptcy: ExactRatio
  ) throws(ArithmeticError) -> ExactRatio {
    try side.sign * (fill - bankruptcy)
  }

  /// What an execution was worth later, split at the mark of its own time.
  package struct Markout: Sendable, Hashable {
    /// `quantity·(later − price)`.
    package var total: ExactRatio
    /// `quantity·(mark − price)`.
    package var slippage: ExactRatio?
    /// `quantity·(later − mark)`.
    package var drift: ExactRatio?

    /// The markout of a signed quantity; without a mark at execution it is not split.
    package init(
      quantity: ExactRatio, price: ExactRatio, mark: ExactRatio?, later: ExactRatio
    ) throws(ArithmeticError) {
      total = try quantity * (later - price)
      if let mark {
        slippage = try quantity * (mark - price)
        drift = try quantity * (later - mark)
      }
    }
  }

  /// The median of prices, halfway between the middle two when there are two, or nil of none.
  package static func median(_ prices: [ExactRatio]) throws(ArithmeticError) -> ExactRatio? {
    if prices.isEmpty { return nil }
    let ordered = prices.sorted()
    let middle = ordered.count / 2
    if ordered.count % 2 == 1 { return ordered[middle] }
    return try (ordered[middle - 1] + ordered[middle]) / ExactRatio(2)
  }
}
