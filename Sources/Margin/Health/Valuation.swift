package import Engine
package import FixedPoint
package import Ledger

/// What an account has, owes and must have, line by line.
package struct Valuation: Sendable {
  /// One asset.
  package struct AssetLine: Sendable {
    package var asset: Int
    /// What it has, with what it has earned since its last settlement, and what it repaid too much.
    package var amount: Decimal18
    /// What it owes, above zero, likewise.
    package var debt: Decimal18
    /// In the unit; zero where there is none.
    package var price: Decimal18
    /// Whether there is a price.
    package var isPriced: Bool
    /// amount × price, down.
    package var value: Decimal18
    /// debt × price, up.
    package var debtValue: Decimal18
  }

  /// One position.
  package struct MarketLine: Sendable {
    package var market: Int
    package var position: PositionState
    /// In the quote asset.
    package var price: Decimal18
    /// Of the quote asset in the unit.
    package var quotePrice: Decimal18
    /// Whether both have a price; zero stands where one has none.
    package var isPriced: Bool
    /// |size| × price in the unit, up.
    package var notional: Decimal18
    /// Unrealized profit in the unit, down.
    package var profit: Decimal18
    /// Maintenance margin in the unit, up.
    package var maintenance: Decimal18
  }

  package var assets: [AssetLine] = []
  package var markets: [MarketLine] = []
  package var health = Health()

  package init() {}

  /// Whether nothing at all is left.
  package var isClosed: Bool {
    markets.isEmpty && assets.allSatisfy { $0.amount.isZero && $0.debt.isZero }
  }
}

extension VenueState {
  /// Values an account at the venue's reference prices.
  package func valuation(
    of account: Int, names: Names
  ) throws(ArithmeticError) -> Valuation {
    var valuation = Valuation()
    for line in book.balances(of: account) where !line.balance.isZero {
      let pending = try accruals.interest(
        account, line.asset, line.balance, decimals: names.decimals(ofAsset: line.asset))
      try add(
        asset: line.asset, amount: line.balance.asset + pending.asset,
        debt: line.balance.debt + pending.debt, to: &valuation)
    }
    for line in book.positions(of: account) where !line.position.size.isZero {
      try add(position: line.position, in: line.market, account, names, to: &valuation)
    }
    try sum(&valuation.health, valuation)
    return valuation
  }

  /// Values an account as it would stand after a fill, a loan, a withdrawal or a transfer out of it.
  package func valuation(
    of account: Int, names: Names, after fact: Event
  ) throws(ArithmeticError) -> Valuation {
    var balances = book.balances(of: account)
    var positions = book.positions(of: account)
    switch fact.kind {
    case .withdrawal, .borrow, .transfer:
      guard let asset = fact.id(.asset), let amount = fact.decimal(.amount) else { break }
      try Self.change(asset, in: &balances) { balance throws(ArithmeticError) in
        if fact.kind == .borrow {
          balance.debt = try balance.debt + amount
        } else {
          balance.asset = try balance.asset - amount
        }
      }
    case .fill:
      try fill(fact, &balances, &positions, names)
    default: break
    }
    var valuation = Valuation()
    for line in balances {
      let pending = try accruals.interest(
        account, line.asset, book.balance(of: account, asset: line.asset),
        decimals: names.decimals(ofAsset: line.asset))
      try add(
        asset: line.asset, amount: line.balance.asset + pending.asset,
        debt: line.balance.debt + pending.debt, to: &valuation)
    }
    for line in positions where !line.position.size.isZero {
      try add(position: line.position, in: line.market, account, names, to: &valuation)
    }
    try sum(&valuation.health, valuation)
    return valuation
  }

  private func fill(
    _ fact: Event, _ balances: inout [Book.AccountBalance],
    _ positions: inout [Book.AccountPosition], _ names: Names
  ) throws(ArithmeticError) {
    guard let market = fact.id(.market), let size = fact.decimal(.size),
      let price = fact.decimal(.price)
    else { return }
    let terms = names.market(market)
    let change = fact.choiceIndex(.side) == 1 ? try -size : size
    let value = try size.multiplied(by: price, rounding: .halfEven)
    var paid = fact.decimal(.fee) ?? .zero
    if terms.isSpot {
      paid = change.isNegative ? try paid - value : try paid + value
      try Self.change(terms.base, in: &balances) { balance throws(ArithmeticError) in
        balance.asset = try balance.asset + change
      }
    } else {
      var position = book.position(of: fact.id(.account) ?? 0, market: market)
      paid = try paid - position.trade(change, notional: value)
      positions.removeAll { $0.market == market }
      positions.append(.init(market: market, position: position))
    }
    let cost = paid
    try Self.change(terms.quote, in: &balances) { balance throws(ArithmeticError) in
      balance.asset = try balance.asset - cost
    }
  }

  private static func change(
    _ asset: Int, in balances: inout [Book.AccountBalance],
    _ body: (inout Balance) throws(ArithmeticError) -> Void
  ) throws(ArithmeticError) {
    var balance = Balance()
    if let place = balances.firstIndex(where: { $0.asset == asset }) {
      balance = balances.remove(at: place).balance
    }
    try body(&balance)
    balances.append(.init(asset: asset, balance: balance))
  }

  private func add(
    asset: Int, amount: Decimal18, debt: Decimal18, to valuation: inout Valuation
  ) throws(ArithmeticError) {
    let price = price(ofAsset: asset)
    if price == nil { valuation.health.isJudgeable = false }
    let known = price ?? .zero
    // What was repaid beyond a debt is something it has, with the weight of an asset: a requirement below
    // zero would be worth more than it is.
    let amount = debt.isNegative ? try amount - debt : amount
    let debt = max(debt, .zero)
    // An overdrawn balance is worth less the more it is rounded down: away from zero.
    valuation.assets.append(
      .init(
        asset: asset, amount: amount, debt: debt, price: known, isPriced: price != nil,
        value: try rounded(amount.multiplied(by: known, rounding: .down), .down),
        debtValue: try rounded(debt.multiplied(by: known, rounding: .up), .up)))
  }

  private func add(
    position: PositionState, in market: Int, _ account: Int, _ names: Names,
    to valuation: inout Valuation
  ) throws(ArithmeticError) {
    let quote = price(ofAsset: names.market(market).quote)
    let price = price(ofMarket: market)
    if price == nil || quote == nil { valuation.health.isJudgeable = false }
    let (mark, rate) = (price ?? .zero, quote ?? .zero)
    let notional = try position.size.magnitude.multiplied(by: mark, rounding: .up)
    let due = try due(account, market, position.size, names)
    let profit = try position.size.multiplied(by: mark, rounding: .down) - position.signedCost
    valuation.markets.append(
      .init(
        market: market, position: position, price: mark, quotePrice: rate,
        isPriced: price != nil && quote != nil,
        notional: try rounded(notional.multiplied(by: rate, rounding: .up), .up),
        profit: try rounded((profit + due).multiplied(by: rate, rounding: .down), .down),
        maintenance: try rounded(
          terms.maintenance(ofMarket: market, notional: notional)
            .multiplied(by: rate, rounding: .up), .up)))
  }

  private func sum(
    _ health: inout Health, _ valuation: Valuation
  ) throws(ArithmeticError) {
    for line in valuation.assets {
      let terms = terms.assets[line.asset]
      health.equity = try health.equity + line.value - line.debtValue
      health.gross = try health.gross + line.debtValue
      let isOverdrawn = line.amount.isNegative
      let weight = isOverdrawn ? terms.liabilityWeight : terms.weight
      let initial = isOverdrawn ? terms.initialLiabilityWeight : terms.initialWeight
      health.resources = try health.resources + weighted(line.value, weight, .down)
      health.initialResources =
        try health.initialResources + weighted(line.value, initial, .down)
      health.requirement =
        try health.requirement + weighted(line.debtValue, terms.liabilityWeight, .up)
      health.initialRequirement =
        try health.initialRequirement + weighted(line.debtValue, terms.initialLiabilityWeight, .up)
    }
    for line in valuation.markets {
      health.equity = try health.equity + line.profit
      health.gross = try health.gross + line.notional
      health.resources = try health.resources + line.profit
      health.initialResources = try health.initialResources + line.profit
      health.requirement = try health.requirement + line.maintenance
      let initial = try terms.initial(
        ofMarket: line.market,
        notional: line.position.size.magnitude.multiplied(by: line.price, rounding: .up),
        openInterest: openInterest(of: line.market))
      health.initialRequirement =
        try health.initialRequirement
        + rounded(initial.multiplied(by: line.quotePrice, rounding: .up), .up)
    }
  }

  /// A value times a weight, rounded at the rulebook's decimals.
  private func weighted(
    _ value: Decimal18, _ weight: Decimal18, _ rounding: Rounding
  ) throws(ArithmeticError) -> Decimal18 {
    weight == Decimal18(1)
      ? value : try rounded(value.multiplied(by: weight, rounding: rounding), rounding)
  }

  /// A value at the rulebook's decimals.
  func rounded(
    _ value: Decimal18, _ rounding: Rounding
  ) throws(ArithmeticError) -> Decimal18 {
    terms.valueDecimals == 18
      ? value : try value.rounded(toDecimals: terms.valueDecimals, rounding: rounding)
  }
}
