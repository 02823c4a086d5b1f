package import FixedPoint

/// A position that may be closed against a liquidated one, and what its rank depends on.
package struct DeleverageCandidate: Sendable, Hashable {
  /// The account.
  package var account: Int
  /// The size of its position in the market: above zero long, below zero short.
  package var size: Decimal18
  /// The price at which it was entered.
  package var entry: Decimal18
  /// The price that positions are valued at.
  package var mark: Decimal18
  /// What the account has less what it owes, without unrealized profit; like all amounts here in the quote
  /// asset.
  package var wallet: Decimal18
  /// What it has less what it owes, with unrealized profit.
  package var equity: Decimal18
  /// What it must have.
  package var maintenance: Decimal18
  /// The price of this market at which its equity is zero; nil when there is none above zero.
  package var bankruptcy: Decimal18?

  /// A candidate.
  package init(
    account: Int, size: Decimal18, entry: Decimal18, mark: Decimal18, wallet: Decimal18,
    equity: Decimal18, maintenance: Decimal18, bankruptcy: Decimal18? = nil
  ) {
    self.account = account
    self.size = size
    self.entry = entry
    self.mark = mark
    self.wallet = wallet
    self.equity = equity
    self.maintenance = maintenance
    self.bankruptcy = bankruptcy
  }

  /// What the mark has moved in its favour since entry.
  var gain: Decimal18 {
    get throws(ArithmeticError) { size.isNegative ? try entry - mark : try mark - entry }
  }

  /// Size × mark without sign, at 18 decimals, up.
  var notional: Decimal18 {
    get throws(ArithmeticError) { try size.magnitude.multiplied(by: mark, rounding: .up) }
  }
}

// MARK: - Rank

extension DeleverageCandidate {
  /// The exact value by which a rule ranks it, the highest first; nil for a rule without values.
  ///
  /// Every value is a product of two decimals over a product of two, so that it always fits into
  /// 256 bits. The account must have equity, and the prices must be above zero.
  package func rank(by rule: LossRules.Rank) throws(ArithmeticError) -> ExactRatio? {
    switch rule {
    case .none: nil
    case .profitLeverage: try Self.quotient(gain, notional, over: entry, equity)
    case .bitmex: try bitmexRank
    case .binance:
      try Self.quotient(
        max(.zero, equity - wallet), maintenance, over: max(.one, wallet), equity)
    case .hyperliquid:
      // The quotient that grows with the profit: a short position's is the inverse.
      size.isNegative
        ? try Self.quotient(entry, notional, over: mark, equity)
        : try Self.quotient(mark, notional, over: entry, equity)
    }
  }

  /// Gain share × leverage of a winner, gain share ÷ leverage of a loser.
  ///
  /// The leverage is `mark / |mark − bankruptcy|`; that is notional ÷ equity where the account goes
  /// bankrupt at no price above zero.
  private var bitmexRank: ExactRatio {
    get throws(ArithmeticError) {
      let (gain, exposure, cushion) = (try gain, try exposure, try cushion)
      return gain > .zero
        ? try Self.quotient(gain, exposure, over: entry, cushion)
        : try Self.quotient(gain, cushion, over: entry, exposure)
    }
  }

  private var exposure: Decimal18 {
    get throws(ArithmeticError) { bankruptcy == nil ? try notional : mark }
  }

  private var cushion: Decimal18 {
    get throws(ArithmeticError) {
      guard let bankruptcy else { return equity }
      return size.isNegative ? try bankruptcy - mark : try mark - bankruptcy
    }
  }

  /// Whether it can be a counterparty at all: an account without equity, or beyond its bankruptcy
  /// price, is itself to be liquidated.
  var isSound: Bool {
    get throws(ArithmeticError) {
      let cushion = try cushion
      return !size.isZero && entry > .zero && mark > .zero && equity > .zero && cushion > .zero
    }
  }

  private static func quotient(
    _ a: Decimal18, _ b: Decimal18, over c: Decimal18, _ d: Decimal18
  ) throws(ArithmeticError) -> ExactRatio {
    try ExactRatio(
      Int256(a.mantissa) * Int256(b.mantissa), Int256(c.mantissa) * Int256(d.mantissa))
  }
}
