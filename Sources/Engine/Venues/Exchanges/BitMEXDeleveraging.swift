package import FixedPoint

/// The ranking and the filling of deleveraging at BitMEX.
///
/// Everything is exact.
package enum BitMEXDeleveraging {
  /// What the ranking of a position depends on.
  package struct Score: Sendable, Hashable {
    /// The gain as a part of the entry: `(mark − entry) / |entry|`.
    package var gainShare: ExactRatio
    /// The effective leverage: `|mark| / (mark − bankrupt)`.
    package var leverage: ExactRatio
    /// Gain times leverage for a winner, gain over leverage for a loser; the highest is first.
    package var score: ExactRatio

    /// The score of a position from its values at the mark, at entry and at bankruptcy.
    package init(
      markValue: ExactRatio, entryValue: ExactRatio, bankruptValue: ExactRatio
    ) throws(ArithmeticError) {
      let size = entryValue.isNegative ? try -entryValue : entryValue
      let exposure = markValue.isNegative ? try -markValue : markValue
      gainShare = try (markValue - entryValue) / size
      leverage = try exposure / (markValue - bankruptValue)
      score = gainShare > .zero ? try gainShare * leverage : try gainShare / leverage
    }
  }

  /// One account of the ranking.
  package struct Account: Sendable, Hashable {
    /// The account's id.
    package var id: String
    /// Its score.
    package var score: ExactRatio
    /// The size of its position.
    package var quantity: ExactRatio

    /// An account.
    package init(id: String, score: ExactRatio, quantity: ExactRatio) {
      self.id = id
      self.score = score
      self.quantity = quantity
    }
  }

  /// The accounts from the highest score, and how many percent of all size each one completes,
  /// rounded up to a fifth: 20, 40, … 100.
  ///
  /// Equal scores are in the order of the ids' bytes.
  package static func ranking(
    _ accounts: [Account]
  ) throws(ArithmeticError) -> [(id: String, percentile: Int256)] {
    let ordered = accounts.sorted { one, other in
      one.score != other.score
        ? one.score > other.score : one.id.utf8.lexicographicallyPrecedes(other.id.utf8)
    }
    var total = ExactRatio.zero
    for account in ordered { total = try total + account.quantity }
    var sum = ExactRatio.zero
    var ranking: [(id: String, percentile: Int256)] = []
    for account in ordered {
      sum = try sum + account.quantity
      let fifths = try (sum / total * ExactRatio(5)).rounded(.up)
      ranking.append((account.id, try fifths * 20))
    }
    return ranking
  }

  /// A position that is closed against the liquidated one.
  package struct Fill: Sendable, Hashable {
    /// The account's id.
    package var id: String
    /// What is closed of it.
    package var closed: ExactRatio
    /// What is left of it.
    package var left: ExactRatio
    /// At the liquidated side's bankruptcy price.
    package var price: ExactRatio
  }

  /// Closes a quantity against the queue, in its order, at one price.
  package static func fill(
    _ quantity: ExactRatio, at price: ExactRatio, queue: [(id: String, quantity: ExactRatio)]
  ) throws(ArithmeticError) -> (fills: [Fill], unfilled: ExactRatio) {
    var rest = quantity
    var fills: [Fill] = []
    for account in queue where rest > .zero {
      let closed = min(rest, account.quantity)
      rest = try rest - closed
      let left = try account.quantity - closed
      fills.append(Fill(id: account.id, closed: closed, left: left, price: price))
    }
    return (fills, rest)
  }
}
