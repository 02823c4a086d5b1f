internal import FixedPoint
internal import Ledger
internal import Margin

extension Simulation {
  // MARK: - Order books

  /// Order books set anew around the market price: only what differs is told.
  mutating func tellDepths() throws(ArithmeticError) {
    for plan in scenario.depths where place % Int(plan.every) == 0 {
      guard let price = prices.price(of: plan.feed, at: place) else { continue }
      let book = enforcer.state.liquidity.book(plan.feed)
      for side in [DepthBook.Side.bid, .ask] {
        let levels = try plan.levels(side, around: price, at: place)
        let old = book.levels(side)
        for level in old where !levels.contains(where: { $0.price == level.price }) {
          tellDepth(plan.feed, side, level.price, .zero)
        }
        for level in levels where !old.contains(level) {
          tellDepth(plan.feed, side, level.price, level.size)
        }
      }
    }
  }

  private mutating func tellDepth(
    _ feed: Feed, _ side: DepthBook.Side, _ price: Decimal18, _ size: Decimal18
  ) {
    add(.depth) { event in
      event.setFeed(feed)
      event.set(.side, choice: side.rawValue)
      event.set(.price, decimal: price)
      event.set(.size, decimal: size)
    }
  }

  // MARK: - Market makers

  /// Market makers at first, and brought back to the market price: the product of the reserves stays,
  /// their quotient becomes the price.
  mutating func tellPools() throws(ArithmeticError) {
    for plan in scenario.pools {
      var size = plan.size
      var notional = plan.notional
      if place > 0, let pool = enforcer.state.liquidity.pool(plan.feed, fee: .zero) {
        guard plan.every > 0, place % Int(plan.every) == 0,
          let price = prices.price(of: plan.feed, at: place), price > .zero
        else { continue }
        let product = try pool.base.multiplied(by: pool.quote, dividedBy: price, rounding: .down)
        size = SquareRoot.of(product)
        notional = try size.multiplied(by: price, rounding: .down)
        if size == pool.base, notional == pool.quote { continue }
      }
      add(.liquidity) { event in
        event.setFeed(plan.feed)
        event.set(.size, decimal: size)
        event.set(.notional, decimal: notional)
      }
    }
  }

  // MARK: - Indices

  /// Cumulative indices that grow.
  mutating func tellIndices() throws(ArithmeticError) {
    for (number, plan) in scenario.indices.enumerated()
    where place > 0 && place % Int(plan.every) == 0 && plan.blocks.contains(place) {
      let before = indexValues[number].mantissa
      let one = Decimal18.one.mantissa
      let value: Int128
      switch plan.kind {
      case .funding:
        let price = prices.price(of: .market(plan.item), at: place) ?? .zero
        // 18 and 18 decimals make 36; an index has 27.
        let owed = try mulDiv(price.mantissa, plan.rate.mantissa, 1_000_000_000, rounding: .down)
        value = try (Ratio27(mantissa: before) + Ratio27(mantissa: owed)).mantissa
      case .supply, .borrow:
        let growth = try Decimal18.one + plan.rate
        value = try mulDiv(
          before, growth.mantissa, one, rounding: plan.kind == .supply ? .down : .up)
      }
      indexValues[number] = Ratio27(mantissa: value)
      tellIndex(plan, Ratio27(mantissa: value))
    }
  }

  private mutating func tellIndex(_ plan: Scenario.IndexPlan, _ value: Ratio27) {
    switch plan.kind {
    case .funding:
      add(.fundingIndex) { event in
        event.set(.market, integer: Int64(plan.item))
        event.set(.value, ratio: value)
      }
    case .supply, .borrow:
      add(.interestIndex) { event in
        event.set(.asset, integer: Int64(plan.item))
        event.set(.side, choice: plan.kind == .supply ? "supply" : "borrow")
        event.set(.value, ratio: value)
      }
    }
  }

  // MARK: - Trades

  /// Random trades: a buyer and a seller of one size at the market price, neither of whom the rules would
  /// refuse.
  mutating func tellTrades() throws(ArithmeticError) {
    for plan in scenario.trading where place > 0 && plan.blocks.contains(place) {
      let traders = traders[plan.market] ?? []
      guard traders.count > 1, let price = prices.price(of: .market(plan.market), at: place) else {
        continue
      }
      let market = scenario.markets[plan.market]
      var random = SplitMix64(seed: scenario.seed, purpose: "trades:\(market.name):\(place)")
      var used: Set<Int> = []
      for number in 0..<Int(plan.perBlock) {
        let buyer = Int(random.below(UInt64(traders.count)))
        let other = Int(random.below(UInt64(traders.count - 1)))
        let seller = other < buyer ? other : other + 1
        let size = try plan.size.draw(&random, decimals: scenario.assets[market.base].decimals)
        guard size > .zero, used.isDisjoint(with: [buyer, seller]) else { continue }
        let trade = "trade-\(self.number)-\(plan.market)-\(number)"
        let fills = [(traders[buyer], "buy"), (traders[seller], "sell")].compactMap {
          fill(of: $0.0, plan.market, $0.1, size, price, trade)
        }
        guard fills.count == 2, try isAllowed(fills[0]), try isAllowed(fills[1]) else { continue }
        used.formUnion([buyer, seller])
        facts += fills
      }
    }
  }

  /// A fill of an account that is known; nil when nobody has heard of it.
  func fill(
    of account: String, _ market: Int, _ side: String, _ size: Decimal18, _ price: Decimal18,
    _ trade: String
  ) -> Event? {
    guard let id = enforcer.names.accounts.id(of: account) else { return nil }
    var event = Event(.fill)
    event.set(.account, integer: Int64(id))
    event.set(.market, integer: Int64(market))
    event.set(.side, choice: side)
    event.set(.size, decimal: size)
    event.set(.price, decimal: price)
    event.set(.trade, text: trade)
    return event
  }

  /// Whether the rules would take a fact as the venue stands.
  func isAllowed(_ fact: Event) throws(ArithmeticError) -> Bool {
    try enforcer.state.refusal(of: fact, names: enforcer.names) == nil
  }
}

extension Scenario.DepthPlan {
  /// The levels of one side around a price.
  func levels(
    _ side: DepthBook.Side, around price: Decimal18, at place: Int
  ) throws(ArithmeticError) -> [DepthBook.Level] {
    var size = size
    for time in thin where time.blocks.contains(place) {
      size = try size.multiplied(by: time.factor, rounding: .down)
    }
    guard size > .zero else { return [] }
    var levels: [DepthBook.Level] = []
    for number in 0..<self.levels {
      let away = try spread + step.multiplied(by: number)
      let share = try side == .bid ? Decimal18.one - away : Decimal18.one + away
      let level = try price.multiplied(by: share, rounding: side == .bid ? .down : .up)
        .rounded(toDecimals: decimals, rounding: side == .bid ? .down : .up)
      guard level > .zero else { break }
      // Prices that fall together are one level.
      if levels.last?.price == level { continue }
      levels.append(.init(price: level, size: size))
    }
    return levels
  }
}
