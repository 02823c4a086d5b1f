package import FixedPoint

extension EnglishAuction {
  /// What somebody who could bid reckons with.
  package struct Bidder: Sendable, Hashable {
    /// Who: the number that goes into the bid.
    package var id: Int
    /// What winning costs beside the price: gas, and the profit it must make.
    package var costs: Decimal18
    /// The most it can pay; nil for any amount.
    package var funds: Decimal18?

    /// A bidder.
    package init(id: Int, costs: Decimal18, funds: Decimal18? = nil) {
      self.id = id
      self.costs = costs
      self.funds = funds
    }
  }

  /// The next bid that somebody makes; nil when the one that stands wins.
  ///
  /// Each bidder values the lot at `floor(lot·price) − costs`, at most its funds; `price` is the
  /// reference price less the slippage that bidders reckon with, in the asset of the debt. The
  /// bidder of the highest valuation, ties by the order of the list, offers what just beats the
  /// second: `bidStep` times that valuation, and at least one unit more, but never more than its
  /// own. A bidder who is alone offers the least there is: one unit. Once an offer reaches the debt,
  /// the same is done with the smallest lot that is worth the debt to each.
  ///
  /// Each call is one bid; after a few there is none that beats the last.
  package func nextBid(
    among bidders: [Bidder], price: Decimal18, rules: AuctionRules,
    decimals: TradeDecimals = TradeDecimals()
  ) throws(ArithmeticError) -> Bid? {
    if let best, isCovered {
      return try nextBidForLess(best, among: bidders, price: price, rules, decimals)
    }
    return try nextBidForMore(among: bidders, price: price, rules, decimals)
  }

  // MARK: - More money

  private func nextBidForMore(
    among bidders: [Bidder], price: Decimal18, _ rules: AuctionRules, _ decimals: TradeDecimals
  ) throws(ArithmeticError) -> Bid? {
    var least = decimals.moneyUnit
    if let best { least = try Self.above(best.pay, rules, decimals) }
    if let debt { least = min(least, debt) }
    var values: [Decimal18] = []
    for bidder in bidders {
      values.append(try value(to: bidder, price: price, decimals))
    }
    let challenger = Self.first(bidders.indices, besides: best?.bidder, of: bidders) {
      values[$0] >= least && values[$0].isPositive
    } isBetter: {
      values[$0] > values[$1]
    }
    guard let challenger else { return nil }
    var pay = least
    for (place, bidder) in bidders.enumerated() where bidder.id != bidders[challenger].id {
      guard values[place].isPositive else { continue }
      pay = max(pay, try Self.above(values[place], rules, decimals))
    }
    pay = min(pay, values[challenger])
    if let debt { pay = min(pay, debt) }
    return Bid(bidder: bidders[challenger].id, pay: pay, lot: lot)
  }

  /// What the whole lot is worth to a bidder.
  private func value(
    to bidder: Bidder, price: Decimal18, _ decimals: TradeDecimals
  ) throws(ArithmeticError) -> Decimal18 {
    let value = try lot.multiplied(by: price, rounding: .down) - bidder.costs
    return try min(value, bidder.funds ?? value)
      .rounded(toDecimals: decimals.money, rounding: .down)
  }

  /// The least offer that beats another: by the step, and at least one unit more.
  private static func above(
    _ pay: Decimal18, _ rules: AuctionRules, _ decimals: TradeDecimals
  ) throws(ArithmeticError) -> Decimal18 {
    let stepped = try pay.times(rules.bidStep, decimals: decimals.money, rounding: .up)
    return max(stepped, try pay + decimals.moneyUnit)
  }

  // MARK: - Less of the lot

  private func nextBidForLess(
    _ best: Bid, among bidders: [Bidder], price: Decimal18, _ rules: AuctionRules,
    _ decimals: TradeDecimals
  ) throws(ArithmeticError) -> Bid? {
    guard price.isPositive else { return nil }
    let most = try Self.below(best.lot, rules, decimals)
    // Nil for those who cannot pay the debt.
    var needs: [Decimal18?] = []
    for bidder in bidders {
      if let funds = bidder.funds, funds < best.pay {
        needs.append(nil)
      } else {
        // A bidder whose costs are below zero would even pay for a lot of nothing.
        let need = try (best.pay + bidder.costs).over(
          price, decimals: decimals.size, rounding: .up)
        needs.append(max(need, decimals.sizeUnit))
      }
    }
    let challenger = Self.first(bidders.indices, besides: best.bidder, of: bidders) {
      needs[$0].map { $0 <= most } ?? false
    } isBetter: { place, other in
      guard let need = needs[place], let otherNeed = needs[other] else { return false }
      return need < otherNeed
    }
    guard let challenger, let need = needs[challenger] else { return nil }
    var lot = most
    for (place, bidder) in bidders.enumerated() where bidder.id != bidders[challenger].id {
      guard let rival = needs[place] else { continue }
      lot = min(lot, try Self.below(rival, rules, decimals))
    }
    return Bid(bidder: bidders[challenger].id, pay: best.pay, lot: max(lot, need))
  }

  /// The largest lot that beats another: by the step, and at least one unit less.
  private static func below(
    _ lot: Decimal18, _ rules: AuctionRules, _ decimals: TradeDecimals
  ) throws(ArithmeticError) -> Decimal18 {
    let stepped = try lot.over(rules.bidStep, decimals: decimals.size, rounding: .down)
    return min(stepped, try lot - decimals.sizeUnit)
  }

  /// The best of the places that count, the first of equal ones; who stands never counts.
  private static func first(
    _ places: Range<Int>, besides standing: Int?, of bidders: [Bidder],
    where counts: (Int) -> Bool, isBetter: (Int, Int) -> Bool
  ) -> Int? {
    var best: Int?
    for place in places where bidders[place].id != standing && counts(place) {
      if let known = best, !isBetter(place, known) { continue }
      best = place
    }
    return best
  }
}
