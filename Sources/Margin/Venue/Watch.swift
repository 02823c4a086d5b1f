internal import Engine
package import FixedPoint
package import Ledger

/// Finds the accounts that fell below the first rung of the ladder, without looking at all of them.
package struct Watch: Sendable {
  /// How much work was done.
  package var counters: SweepCounters { sweep.counters }

  private var sweep = MarginSweep(feeds: 0)
  private var prices: [Decimal18?] = []
  private var known = 0

  package init() {}

  /// The accounts in breach of the first rung, among those that a price or an event may have moved.
  ///
  /// `touched` are accounts that events changed; `all` says that something changed for everybody: the
  /// rules, or an index; `except` are judged anyway.
  package mutating func look(
    at state: borrowing VenueState, names: Names, touched: [Int], all: Bool, except: Set<Int>
  ) throws(ArithmeticError) -> [Int] {
    let source = StateSource(state: copy state, names: names)
    var looksAtAll = all
    for feed in 0..<2 * max(names.assets.count, names.markets.count) {
      let price = source.price(feed)
      while prices.count <= feed { prices.append(nil) }
      guard price != prices[feed] else { continue }
      // A price that is there again, or not any more, changes who can be judged at all.
      if (price == nil) != (prices[feed] == nil) { looksAtAll = true }
      prices[feed] = price
      if let price { sweep.setPrice(feed, price.mantissa) }
    }
    if looksAtAll {
      for account in 0..<names.accounts.count where !except.contains(account) {
        sweep.touch(account)
      }
    } else {
      for account in touched where !except.contains(account) { sweep.touch(account) }
    }
    var candidates: [Int] = []
    try sweep.settle(source, into: &candidates)
    return candidates
  }

  /// An account is judged in every block from now on, and not watched.
  mutating func release(_ account: Int) { sweep.remove(account) }

  /// An account is watched again.
  mutating func resume(_ account: Int) { sweep.touch(account) }
}

/// The excess of accounts over the first rung of the ladder, for the sweep.
private struct StateSource: MarginSource {
  let state: VenueState
  let names: Names

  var slack: Int128 {
    // Each line of an account is rounded a few times at the rulebook's decimals, and multiplied by the
    // rung and by weights that are small numbers.
    var unit: Int128 = 10_000
    for _ in state.terms.valueDecimals..<18 { unit *= 10 }
    return unit
  }

  private var level: Decimal18 { state.rulebook.calls.levels.first?.coverage ?? Decimal18(1) }

  func price(_ feed: Int) -> Decimal18? {
    if feed % 2 == 0 { return feed / 2 < names.assets.count ? state.price(ofAsset: feed / 2) : nil }
    return feed / 2 < names.markets.count ? state.price(ofMarket: feed / 2) : nil
  }

  func evaluate(
    _ account: Int, _ exposures: inout [Exposure]
  ) throws(ArithmeticError) -> Int256 {
    let valuation = try state.valuation(of: account, names: names)
    let health = valuation.health
    for line in valuation.assets where line.asset != state.terms.unit {
      try expose(line, &exposures)
    }
    for line in valuation.markets { try expose(line, &exposures) }
    // Who cannot be judged is looked at again when a price comes back.
    guard health.isJudgeable else { return .zero }
    let strict: Int128 = state.rulebook.trigger == .below ? 0 : 1
    let needed = try health.requirement.multiplied(by: level, rounding: .up)
    return try Int256((health.resources - needed).mantissa - strict)
  }

  private func expose(
    _ line: Valuation.AssetLine, _ exposures: inout [Exposure]
  ) throws(ArithmeticError) {
    let terms = state.terms.assets[line.asset]
    let weight = line.amount.isNegative ? terms.liabilityWeight : terms.weight
    let has = try line.amount.multiplied(by: weight, rounding: .down).mantissa
    let owes = try line.debt.multiplied(by: terms.liabilityWeight, rounding: .up)
      .multiplied(by: level, rounding: .up).mantissa
    let slope = has - owes
    exposures.append(
      Exposure(
        feed: 2 * line.asset, fall: slope > 0 ? slope + 1 : 0, rise: slope < 0 ? 1 - slope : 0))
  }

  private func expose(
    _ line: Valuation.MarketLine, _ exposures: inout [Exposure]
  ) throws(ArithmeticError) {
    let size = try line.position.size.magnitude
    let notional = try size.multiplied(by: line.price, rounding: .up)
    let tier = try state.terms.marginalMaintenance(ofMarket: line.market, notional: notional)
    let margin = try size.multiplied(by: tier.rate, rounding: .up)
      .multiplied(by: level, rounding: .up).mantissa
    // A long loses with the price what its margin does not give back; a short loses both.
    let isLong = !line.position.size.isNegative
    let fall = isLong ? max(size.mantissa - margin, 0) : 0
    let rise = isLong ? max(margin - size.mantissa, 0) : size.mantissa + margin
    var low = try tier.from.divided(by: size, rounding: .up).mantissa
    var high = try tier.to?.divided(by: size, rounding: .down).mantissa ?? .max
    guard line.quotePrice != Decimal18(1) else {
      low = min(low, line.price.mantissa)
      high = max(high, line.price.mantissa)
      exposures.append(
        Exposure(feed: 2 * line.market + 1, fall: fall + 1, rise: rise + 1, range: low...high))
      return
    }
    try exposeBoth(line, slope: max(fall, rise), &exposures)
  }

  /// A market quoted in an asset with a price of its own: the excess moves with the product of both, so
  /// slopes hold for a tenth around the present prices only.
  private func exposeBoth(
    _ line: Valuation.MarketLine, slope: Int128, _ exposures: inout [Exposure]
  ) throws(ArithmeticError) {
    let price = line.price.mantissa
    let quote = line.quotePrice.mantissa
    let one = Decimal18(1).mantissa
    let marketSlope = try mulDiv(slope, quote + quote / 10 + 1, one, rounding: .up)
    exposures.append(
      Exposure(
        feed: 2 * line.market + 1, fall: marketSlope, rise: marketSlope,
        range: price - price / 10...price + price / 10))
    let value = try line.position.unrealized(at: line.price).magnitude.mantissa
    let margin = try line.position.size.magnitude.multiplied(by: line.price, rounding: .up).mantissa
    let move = try mulDiv(slope, price / 10 + 1, one, rounding: .up)
    exposures.append(
      Exposure(
        feed: 2 * marketQuote(line.market), fall: value + margin + move,
        rise: value + margin + move,
        range: quote - quote / 10...quote + quote / 10))
  }

  private func marketQuote(_ market: Int) -> Int { names.market(market).quote }
}
