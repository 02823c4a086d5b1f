internal import Engine
package import FixedPoint
package import Ledger

/// Finds the accounts that fell below the first rung of the ladder, without looking at all of them.
package struct Watch: Sendable {
  /// How much work was done.
  package var counters: SweepCounters { sweep.counters }

  private var sweep = MarginSweep(feeds: 0)
  private var prices: [Decimal18?] = []
  /// Where the indices stood, by coordinate.
  private var indices: [Int: Ratio27] = [:]
  private var indexCounts = (funding: 0, items: 0)
  private var lossCounts = (deposits: 0, contracts: 0, leaps: 0)

  package init() {}

  /// The accounts in breach of the first rung, among those that a price, an index or an event may have moved.
  ///
  /// `touched` are accounts that events changed; `all` says that something changed for everybody, as the
  /// rules; `except` are judged anyway.
  package mutating func look(
    at state: borrowing VenueState, names: Names, touched: [Int], all: Bool, except: Set<Int>
  ) throws(ArithmeticError) -> [Int] {
    let source = StateSource(state: copy state, names: names)
    var looksAtAll = all
    for id in 0..<max(names.assets.count, names.markets.count) {
      for coordinate in [Coordinate.asset(id), .market(id)] {
        let price = source.price(coordinate)
        let feed = coordinate.feed
        while prices.count <= feed { prices.append(nil) }
        guard price != prices[feed] else { continue }
        // A price that is there again, or not any more, changes who can be judged at all.
        if (price == nil) != (prices[feed] == nil) { looksAtAll = true }
        prices[feed] = price
        if let price { sweep.setPrice(feed, price.mantissa) }
      }
    }
    if follow(state.accruals) { looksAtAll = true }
    if followLosses(state.accruals, state.rulebook.losses) { looksAtAll = true }
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

  /// Tells the sweep where indices stand; returns whether everybody must be looked at, because there is a new
  /// one, or one of interest fell.
  private mutating func follow(_ accruals: Accruals) -> Bool {
    let counts = (funding: accruals.fundingCount, items: accruals.itemCount)
    var looksAtAll = counts != indexCounts
    indexCounts = counts
    for market in 0..<counts.funding {
      tell(.funding(market), accruals.funding(of: market))
    }
    for item in 0..<counts.items {
      let values = [
        (Coordinate.borrowing(item).feed, accruals.borrowing(item)),
        (Coordinate.supplying(item).feed, accruals.supplying(item)),
      ]
      for (feed, value) in values {
        let last = indices.updateValue(value, forKey: feed)
        if last == value { continue }
        if let last, value < last { looksAtAll = true }
        sweep.setPrice(feed, value.mantissa)
      }
    }
    return looksAtAll
  }

  /// Tells the sweep how far spread losses went; returns whether everybody must be looked at, because one went
  /// too far to be counted, or is the first of something that the rules spread no losses over.
  private mutating func followLosses(_ accruals: Accruals, _ rules: LossRules) -> Bool {
    let counts = accruals.lossCounts
    defer { lossCounts = counts }
    for asset in 0..<counts.deposits { tell(.cutting(asset), accruals.cutting(asset)) }
    for market in 0..<counts.contracts { tell(.charging(market), accruals.charging(market)) }
    let isByContract = rules.method == .fundingShift
    return counts.leaps != lossCounts.leaps
      || (counts.deposits != lossCounts.deposits && (!rules.spreadsByIndex || isByContract))
      || (counts.contracts != lossCounts.contracts && (!rules.spreadsByIndex || !isByContract))
  }

  private mutating func tell(_ coordinate: Coordinate, _ value: Ratio27) {
    guard indices.updateValue(value, forKey: coordinate.feed) != value else { return }
    sweep.setPrice(coordinate.feed, value.mantissa)
  }

  /// An account is judged in every block from now on, and not watched.
  mutating func release(_ account: Int) { sweep.remove(account) }

  /// An account is watched again.
  mutating func resume(_ account: Int) { sweep.touch(account) }
}
