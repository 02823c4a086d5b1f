internal import Engine
package import FixedPoint
package import Ledger

/// How far an account is from liquidation, market by market.
package struct Standing: Sendable {
  /// A position with the prices at which it ends.
  package struct Exposure: Sendable {
    /// The position, valued.
    package var line: Valuation.MarketLine
    /// What dynamic margin multiplies the market's requirements by; 1 where there is none.
    package var factor: Decimal18
    /// The price of this market alone at which the account may be liquidated; nil when none does.
    package var liquidationPrice: Decimal18?
    /// The price of this market alone at which the account's equity is zero; nil when none does.
    package var bankruptcyPrice: Decimal18?
  }

  /// The account.
  package var account: Int
  /// What it has and owes, and its health.
  package var valuation: Valuation
  /// Where it is in the life of a margin call.
  package var state: MarginState
  /// Its positions.
  package var exposures: [Exposure]
}

extension VenueState {
  /// Settles on reference prices where the log recorded none, as the oracle rules give them.
  ///
  /// Of the feeds in `spoken` the price is recorded again where it is the same: it is of this block.
  ///
  /// - Throws: `VenueError` when a price cannot be computed.
  package mutating func settleOnPrices(
    names: Names, again spoken: [Feed] = []
  ) throws(VenueError) {
    do throws(ArithmeticError) {
      var prices = try oracle.changes(at: time, rules: rulebook.oracle)
      for feed in spoken where !prices.contains(where: { $0.feed == feed }) {
        if let judgement = try oracle.judge(feed, at: time, rules: rulebook.oracle) {
          prices.append((feed, judgement))
        }
      }
      for (feed, judgement) in prices {
        var event = Drafts.referencePrice(feed, judgement)
        // It stands after what the log holds, and is no event of it.
        event.seq = book.seq
        event.position = Position(block: block, index: 0)
        event.time = time
        do throws(VenueError) {
          try apply(event, names: names)
        } catch {
          throw .overflow
        }
      }
    } catch {
      throw VenueError(
        seq: 0, position: Position(block: block, index: 0), reason: "no reference price: \(error)")
    }
  }

  /// How an account stands at the reference prices.
  ///
  /// The liquidation price solves A = R for the price of one market, the others fixed, tier by tier; the
  /// bankruptcy price solves E = 0. Both are rounded against the account: up for a long, down for a short.
  package func standing(
    of account: Int, names: Names
  ) throws(ArithmeticError) -> Standing {
    let valuation = try valuation(of: account, names: names)
    var exposures: [Standing.Exposure] = []
    for line in valuation.markets {
      exposures.append(try exposure(line, valuation, account, names))
    }
    return Standing(
      account: account, valuation: valuation, state: marginState(of: account, valuation.health),
      exposures: exposures)
  }

  private func exposure(
    _ line: Valuation.MarketLine, _ valuation: Valuation, _ account: Int, _ names: Names
  ) throws(ArithmeticError) -> Standing.Exposure {
    var exposure = Standing.Exposure(
      line: line, factor: terms.factors[line.market], liquidationPrice: nil, bankruptcyPrice: nil)
    guard line.quotePrice > .zero else { return exposure }
    let size = line.position.size
    // Everything of the account that does not move with this market, in its quote asset.
    let cost = try due(account, line.market, size, names) - line.position.signedCost
    let equity = try (valuation.health.equity - line.profit)
      .divided(by: line.quotePrice, rounding: .down)
    let excess = try
      (valuation.health.resources - line.profit
      - (valuation.health.requirement - line.maintenance))
      .divided(by: line.quotePrice, rounding: .down)
    exposure.bankruptcyPrice = try BankruptcyPrice.of(rest: equity + cost, size: size)?.rounded()
    exposure.liquidationPrice = try LiquidationPrice.of(
      rest: excess + cost, size: size, tiers: terms.markets[line.market].tiers,
      factor: terms.factors[line.market])?.rounded()
    return exposure
  }
}
