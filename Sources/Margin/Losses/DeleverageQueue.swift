package import FixedPoint

/// The positions that are closed against a bankrupt one, in the order of their rank.
///
/// First those with a profit, by rank; then, if the rule allows it, the others, by rank. Equal
/// ranks go by the smaller account id, so that the order is total.
package struct DeleverageQueue: Sendable {
  /// A position in the queue.
  package struct Place: Sendable, Hashable {
    /// Whose.
    package let account: Int
    /// How much of it there is, without sign.
    package let size: Decimal18
    /// Whether it has a profit at the mark.
    package let isWinner: Bool
    /// The value it is ranked by; nil when the rule has none.
    package let rank: ExactRatio?
    /// The price that it was ranked at.
    package let mark: Decimal18
    /// What its account has at the mark, in the quote asset.
    package let equity: Decimal18
  }

  /// A part of a position that is closed.
  package struct Match: Sendable, Hashable {
    /// Whose.
    package let counterparty: Int
    /// How much, above zero.
    package let size: Decimal18
    /// The value it was ranked by, down at 18 decimals; nil when the rule has none.
    package let rank: Decimal18?
    /// What it gives up against the mark, in the quote asset, down; below zero when it gains.
    package let given: Decimal18
  }

  /// The places from the first.
  package let places: [Place]
  /// Whether the bankrupt position is long, and those in the queue short.
  package let closesLong: Bool

  /// The queue against a position.
  ///
  /// Positions on the same side, the bankrupt account's own, and accounts without equity are no
  /// counterparties.
  package init(
    against size: Decimal18, of bankrupt: Int, candidates: [DeleverageCandidate],
    rule: LossRules.Rank, allowsLosers: Bool
  ) throws(ArithmeticError) {
    closesLong = !size.isNegative
    var places: [Place] = []
    for candidate in candidates
    where candidate.account != bankrupt && candidate.size.signum == -size.signum {
      let isWinner = try candidate.gain > .zero
      guard try candidate.isSound, isWinner || allowsLosers else { continue }
      places.append(
        Place(
          account: candidate.account, size: try candidate.size.magnitude, isWinner: isWinner,
          rank: try candidate.rank(by: rule), mark: candidate.mark, equity: candidate.equity))
    }
    self.places = places.sorted(by: Self.precedes)
  }

  private static func precedes(_ one: Place, _ other: Place) -> Bool {
    if one.isWinner != other.isWinner { return one.isWinner }
    if let first = one.rank, let second = other.rank, first != second { return first > second }
    return one.account < other.account
  }

  /// All that can be closed, without sign.
  package var capacity: Decimal18 {
    get throws(ArithmeticError) {
      var sum = Decimal18.zero
      for place in places { sum = try sum + place.size }
      return sum
    }
  }

  /// Closes a size at one price, the bankruptcy price of the liquidated side, in the queue's order.
  ///
  /// Whoever would have less than nothing afterwards is passed over. `rest` is what no counterparty was found
  /// for.
  package func close(
    _ size: Decimal18, at price: Decimal18
  ) throws(ArithmeticError) -> (matches: [Match], rest: Decimal18) {
    var rest = try size.magnitude
    var matches: [Match] = []
    for place in places where rest > .zero {
      let closed = min(rest, place.size)
      let worse = closesLong ? try price - place.mark : try place.mark - price
      guard try closed.multiplied(by: worse, rounding: .up) <= place.equity else { continue }
      rest = try rest - closed
      matches.append(
        Match(
          counterparty: place.account, size: closed, rank: place.rank.map(Self.printed),
          given: try closed.multiplied(by: worse, rounding: .down)))
    }
    return (matches, rest)
  }

  /// A rank at 18 decimals, down; one beyond the range stays at its end.
  private static func printed(_ rank: ExactRatio) -> Decimal18 {
    let ends = rank.isNegative ? Decimal18.min : Decimal18.max
    guard
      let mantissa = try? Int256.mulDiv(
        rank.numerator, Int256(Decimal18.one.mantissa), rank.denominator, rounding: .down),
      let narrow = mantissa.int128
    else { return ends }
    return Decimal18(mantissa: narrow)
  }
}
