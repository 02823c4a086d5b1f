import Engine
import FixedPoint
import Ledger
import Margin

/// Tells how the largest holder of an asset or a position stands along a ladder of prices.
struct HolderCollector: Collector {
  private struct Holder {
    var feed: Feed
    var account: Int
    var amount: Decimal18
    var total: Decimal18
    var value: Decimal18
    /// Whether a rise hurts: a short position.
    var isShort = false
  }

  private let asked: Asked

  init(_ asked: Asked) { self.asked = asked }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    guard let top = try largest(venue) else {
      return Answer("Nobody has any collateral or position.").without(overclosedIn: venue, asked)
    }
    let (names, unit) = (asked.names, venue.unitName)
    let (who, what) = (names.accounts[top.account], top.feed.name(names))
    let share = try Figures.percent(top.amount, of: top.total)
    var sentence: String
    switch top.feed {
    case .asset: sentence = "\(who) has \(top.amount) \(what), \(share) of all"
    case .market:
      let side = top.isShort ? "short" : "long"
      sentence = "\(who) is \(side) \(top.amount) \(what), \(share) of that side"
    }
    let orders = venue.liquidity.book(top.feed)
    if !orders.isEmpty {
      let taken =
        try top.isShort ? orders.walk(buying: top.amount) : orders.walk(selling: top.amount)
      sentence +=
        "; recorded \(top.isShort ? "asks" : "bids") would take \(taken.size) of it for "
        + "\(taken.value) \(top.feed.marketQuote(names).map { names.assets[$0] } ?? unit)"
    }
    var rows: [[DetailTable.Value]] = []
    if venue.hasRules, let price = venue.price(of: top.feed) {
      rows = try ladder(of: top, from: price, venue)
      sentence += try line(of: top, venue)
    }
    var answer = Answer(
      sentence + ".",
      DetailTable(
        "\(who) along the price of \(what)",
        columns: [
          .init("of_price", unit: "%"), .init("price"), .init("resources", unit: unit),
          .init("requirement", unit: unit), .init("coverage"), .init("liquidatable"),
        ], rows: rows))
    if !venue.hasRules { answer.lacks.append(.parameter) }
    if orders.isEmpty { answer.lacks.append(.depth) }
    return answer.without(overclosedIn: venue, asked)
  }

  // MARK: - Who holds most

  private func largest(_ venue: VenueState) throws(ArithmeticError) -> Holder? {
    var best: Holder?
    func take(_ holder: Holder?) {
      guard let holder, best.map({ holder.value > $0.value }) ?? true else { return }
      best = holder
    }
    if asked.market == nil {
      for asset in 0..<asked.names.assets.count where asked.wants(asset: asset) {
        // The price of the unit cannot fall, so it is followed only where it is asked for.
        if asset == venue.terms.unit, asked.asset == nil { continue }
        take(try largest(asset: asset, venue))
      }
    }
    if asked.asset == nil {
      for market in 0..<asked.names.markets.count where asked.wants(.market(market)) {
        for isShort in [false, true] { take(try largest(market: market, isShort, venue)) }
      }
    }
    return best
  }

  private func isOwn(_ account: Int, _ venue: VenueState) -> Bool {
    venue.book.profiles.className(of: account) == Solvency.ownClass
  }

  private func largest(
    asset: Int, _ venue: VenueState
  ) throws(ArithmeticError) -> Holder? {
    var holder = Holder(
      feed: .asset(asset), account: 0, amount: .zero, total: .zero, value: .zero)
    for (account, balance) in venue.book.holders(of: asset)
    where balance.asset > .zero && !isOwn(account, venue) {
      holder.total = try holder.total + balance.asset
      if balance.asset > holder.amount {
        (holder.account, holder.amount) = (account, balance.asset)
      }
    }
    guard holder.amount > .zero else { return nil }
    // Without any price the one that was asked for is still known.
    holder.value = try venue.value(holder.amount, of: asset) ?? .zero
    return holder
  }

  private func largest(
    market: Int, _ isShort: Bool, _ venue: VenueState
  ) throws(ArithmeticError) -> Holder? {
    var holder = Holder(
      feed: .market(market), account: 0, amount: .zero, total: .zero, value: .zero)
    holder.isShort = isShort
    for (account, position) in venue.book.openPositions(in: market)
    where position.size.isNegative == isShort && !isOwn(account, venue)
      && !venue.book.isOverclosed(account, market)
    {
      let size = try position.size.magnitude
      holder.total = try holder.total + size
      if size > holder.amount { (holder.account, holder.amount) = (account, size) }
    }
    guard holder.amount > .zero else { return nil }
    if let price = venue.known(.market(market)) {
      let notional = try holder.amount.multiplied(by: price, rounding: .halfEven)
      holder.value = try venue.value(notional, of: asked.names.market(market).quote) ?? .zero
    }
    return holder
  }

  // MARK: - How it stands

  private func ladder(
    of top: Holder, from price: Decimal18, _ venue: VenueState
  ) throws(ArithmeticError) -> [[DetailTable.Value]] {
    var rows: [[DetailTable.Value]] = []
    for step in Int64(0)...9 {
      let percent = top.isShort ? 100 + 10 * step : 100 - 10 * step
      let moved = try price.multiplied(
        by: percent, dividedBy: 100, rounding: .halfEven)
      let other = try venue.pricing(top.feed, at: moved, names: asked.names)
      let health = try other.valuation(of: top.account, names: asked.names).health
      let isDue = health.isJudgeable && health.isLiquidatable(venue.rulebook.trigger)
      rows.append([
        .integer(percent), .amount(moved), .amount(health.resources), .amount(health.requirement),
        .amount(try health.coverage), .text(isDue ? "yes" : "no"),
      ])
    }
    return rows
  }

  /// The price at which it may be liquidated, in words.
  private func line(
    of top: Holder, _ venue: VenueState
  ) throws(ArithmeticError) -> String {
    guard try venue.valuation(of: top.account, names: asked.names).health.isJudgeable,
      let moved = MovedPrices([top.feed], in: venue, names: asked.names), moved.main == top.feed
    else { return "; what else it holds has no price, so it cannot be judged" }
    let ladder: AccountLadder
    do throws(VenueError) {
      ladder = try AccountLadder(top.account, in: venue, names: asked.names, moving: moved)
    } catch {
      throw .overflow
    }
    if ladder.isLiquidatable { return "; it may be liquidated now, at \(moved.present)" }
    let line = ladder.lines.first { $0.isFall != top.isShort && $0.liquidation != nil }
    guard let price = line?.liquidation else {
      return "; no \(top.isShort ? "rise" : "fall") of this price alone lets it be liquidated"
    }
    let change = try Figures.share(price - moved.present, of: moved.present)
    return "; it may be liquidated \(top.isShort ? "above" : "below") \(price), \(change) % away "
      + "from \(moved.present)"
  }
}
