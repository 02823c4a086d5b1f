package import FixedPoint

/// The published formulas of Binance futures in one-way mode, cross margin.
///
/// Everything is exact.
package enum BinanceFutures {
  /// The position whose liquidation price is asked for.
  package struct Position: Sendable, Hashable {
    /// Its side.
    package var side: PositionSide
    /// Its size, without sign.
    package var size: ExactRatio
    /// Its entry price.
    package var entry: ExactRatio
    /// The maintenance rate of its tier.
    package var rate: ExactRatio
    /// The deduction of its tier.
    package var deduction: ExactRatio

    /// A position.
    package init(
      side: PositionSide, size: ExactRatio, entry: ExactRatio, rate: ExactRatio,
      deduction: ExactRatio
    ) {
      self.side = side
      self.size = size
      self.entry = entry
      self.rate = rate
      self.deduction = deduction
    }
  }

  /// Another position of the same wallet.
  package struct Other: Sendable, Hashable {
    /// Its size, as the example signs it.
    package var size: ExactRatio
    /// The mark price.
    package var mark: ExactRatio
    /// Its entry price.
    package var entry: ExactRatio
    /// The maintenance rate of its tier.
    package var rate: ExactRatio
    /// The deduction of its tier.
    package var deduction: ExactRatio

    /// A position.
    package init(
      size: ExactRatio, mark: ExactRatio, entry: ExactRatio, rate: ExactRatio,
      deduction: ExactRatio
    ) {
      self.size = size
      self.mark = mark
      self.entry = entry
      self.rate = rate
      self.deduction = deduction
    }
  }

  /// The mark price at which the wallet no longer covers its maintenance:
  /// `(WB − TMM + UPNL + cum − side·size·EP) / (size·MMR − side·size)`.
  ///
  /// TMM and UPNL are the maintenance and the unrealized gains of the other positions.
  package static func liquidationPrice(
    of position: Position, wallet: ExactRatio, others: [Other]
  ) throws(ArithmeticError) -> ExactRatio {
    var equity = wallet
    for other in others {
      let maintenance = try MarginTiers.requirement(
        notional: other.size * other.mark, rate: other.rate, deduction: other.deduction)
      equity = try equity - maintenance + other.size * (other.mark - other.entry)
    }
    let signed = try position.side.sign * position.size
    let top = try equity + position.deduction - signed * position.entry
    return try top / (position.size * position.rate - signed)
  }

  /// Where an account stands in the queue of deleveraging.
  package struct Score: Sendable, Hashable {
    /// `max(0, gain) / max(1, wallet)`.
    package var gainShare: ExactRatio
    /// `maintenance / (wallet + gain)`, 0 without equity.
    package var marginRatio: ExactRatio
    /// Their product; the highest is first.
    package var leveragedGain: ExactRatio

    /// A score with a margin ratio that is known.
    package init(
      gain: ExactRatio, wallet: ExactRatio, marginRatio: ExactRatio
    ) throws(ArithmeticError) {
      gainShare = try max(.zero, gain) / max(.one, wallet)
      self.marginRatio = marginRatio
      leveragedGain = try gainShare * marginRatio
    }

    /// A score from the account's maintenance requirement.
    package init(
      gain: ExactRatio, wallet: ExactRatio, maintenance: ExactRatio
    ) throws(ArithmeticError) {
      let equity = try wallet + gain
      let ratio = equity <= .zero ? .zero : try maintenance / equity
      try self.init(gain: gain, wallet: wallet, marginRatio: ratio)
    }
  }
}
