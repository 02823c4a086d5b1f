package import FixedPoint

/// The stages of an exchange's margin calls, each reached when the margin level falls to a bound.
package struct MarginLadder: Sendable, Hashable {
  /// One stage.
  package struct Step: Sendable, Hashable {
    /// The stage's name.
    package var stage: String
    /// The margin level at which it is reached.
    package var bound: ExactRatio
    /// Whether the level must be below the bound.
    package var isStrict: Bool

    /// A stage.
    package init(stage: String, bound: ExactRatio, isStrict: Bool) {
      self.stage = stage
      self.bound = bound
      self.isStrict = isStrict
    }
  }

  /// The stages, from the mildest.
  package var steps: [Step]

  /// A ladder.
  package init(_ steps: [Step]) {
    self.steps = steps
  }

  /// The last stage that a level reaches, or nil.
  package func stage(at level: ExactRatio) -> Step? {
    steps.last { level < $0.bound || (level == $0.bound && !$0.isStrict) }
  }
}

/// The margin of a spot position at Kraken.
///
/// Everything is exact.
package struct KrakenMargin: Sendable, Hashable {
  /// The trade balance and the unrealized gain.
  package var equity: ExactRatio
  /// `size·entry / leverage`.
  package var used: ExactRatio
  /// `equity / used`.
  package var level: ExactRatio

  /// The margin of a position whose size is signed.
  package init(
    tradeBalance: ExactRatio, size: ExactRatio, entry: ExactRatio, price: ExactRatio,
    leverage: ExactRatio
  ) throws(ArithmeticError) {
    equity = try tradeBalance + size * (price - entry)
    used = try size * entry / leverage
    level = try equity / used
  }
}
