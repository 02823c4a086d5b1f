internal import FixedPoint
internal import Margin

/// Makes the accounts of generators.
enum Population {
  /// All accounts of a scenario's generators, in their order.
  static func accounts(
    of scenario: Scenario, _ prices: WorldPrices
  ) throws(ArithmeticError) -> [Scenario.AccountPlan] {
    var accounts: [Scenario.AccountPlan] = []
    for generator in scenario.generators {
      var random = SplitMix64(seed: scenario.seed, purpose: "population:\(generator.prefix)")
      var made: [Scenario.AccountPlan] = []
      while made.count < generator.count {
        switch generator.kind {
        case .vaults: made.append(try vault(generator, scenario, prices, &random))
        case .lending: made.append(try borrower(generator, scenario, prices, &random))
        case .perpetual: made += try pair(generator, scenario, prices, &random)
        }
      }
      for (place, account) in made.enumerated() {
        var account = account
        account.name = "\(generator.prefix)\(place + 1)"
        account.isOpening = generator.isOpening
        accounts.append(account)
      }
    }
    return accounts
  }

  /// One collateral against one debt: collateral value = debt value × ratio.
  private static func vault(
    _ generator: Scenario.Generator, _ scenario: Scenario, _ prices: WorldPrices,
    _ random: inout SplitMix64
  ) throws(ArithmeticError) -> Scenario.AccountPlan {
    let collateral = pick(generator.collaterals, &random)
    let debt = pick(generator.debts, &random)
    let debtPrice = price(.asset(debt), prices)
    let price = generator.price ?? price(.asset(collateral), prices)
    let owed = try generator.size.draw(&random)
      .divided(by: debtPrice, rounding: .down)
      .rounded(toDecimals: scenario.assets[debt].decimals, rounding: .down)
    let ratio = try generator.ratio.draw(&random)
    let value = try owed.multiplied(by: debtPrice, rounding: .up)
      .multiplied(by: ratio, rounding: .up)
    var account = Scenario.AccountPlan()
    account.deposits = [
      (
        collateral,
        try value.divided(by: price, rounding: .up)
          .rounded(toDecimals: scenario.assets[collateral].decimals, rounding: .up)
      )
    ]
    if owed > .zero { account.borrows = [(debt, owed)] }
    return account
  }

  /// One or two collaterals against one debt: debt value = what could be borrowed × a share.
  private static func borrower(
    _ generator: Scenario.Generator, _ scenario: Scenario, _ prices: WorldPrices,
    _ random: inout SplitMix64
  ) throws(ArithmeticError) -> Scenario.AccountPlan {
    var account = Scenario.AccountPlan()
    let first = pick(generator.collaterals, &random)
    let second = pick(generator.collaterals, &random)
    let value = try generator.size.draw(&random)
    let share = random.share()
    var capacity = Decimal18.zero
    for (asset, part) in [(first, share), (second, try Decimal18.one - share)] {
      let price = price(.asset(asset), prices)
      let amount = try value.multiplied(by: part, rounding: .down)
        .divided(by: price, rounding: .down)
        .rounded(toDecimals: scenario.assets[asset].decimals, rounding: .down)
      guard amount > .zero else { continue }
      account.deposits.append((asset, amount))
      let terms = scenario.rulebook.terms(ofAsset: scenario.assets[asset].name)
      capacity =
        try capacity
        + amount.multiplied(by: price, rounding: .down)
        .multiplied(by: terms.initialWeight, rounding: .down)
    }
    let debt = pick(generator.debts.filter { $0 != first && $0 != second }, &random)
    let terms = scenario.rulebook.terms(ofAsset: scenario.assets[debt].name)
    let use = try generator.ratio.draw(&random)
    let owed = try capacity.multiplied(by: use, rounding: .down)
      .divided(by: terms.initialLiabilityWeight, rounding: .down)
      .divided(by: price(.asset(debt), prices), rounding: .down)
      .rounded(toDecimals: scenario.assets[debt].decimals, rounding: .down)
    if owed > .zero { account.borrows = [(debt, owed)] }
    return account
  }

  /// A long and a short position of one size, each with its own leverage.
  private static func pair(
    _ generator: Scenario.Generator, _ scenario: Scenario, _ prices: WorldPrices,
    _ random: inout SplitMix64
  ) throws(ArithmeticError) -> [Scenario.AccountPlan] {
    let market = scenario.markets[generator.market]
    let price = generator.price ?? price(.market(generator.market), prices)
    let asset = pick(generator.collaterals, &random)
    let size = try generator.size.draw(
      &random, decimals: scenario.assets[market.base].decimals)
    var pair: [Scenario.AccountPlan] = []
    for signed in [size, try -size] {
      var account = Scenario.AccountPlan()
      let margin = try size.multiplied(by: price, rounding: .up)
        .multiplied(by: Self.price(.asset(market.quote), prices), rounding: .up)
        .divided(by: generator.ratio.draw(&random), rounding: .up)
        .divided(by: Self.price(.asset(asset), prices), rounding: .up)
        .rounded(toDecimals: scenario.assets[asset].decimals, rounding: .up)
      account.deposits = [(asset, margin)]
      if !signed.isZero {
        account.positions = [.init(market: generator.market, size: signed, price: price)]
      }
      pair.append(account)
    }
    return pair
  }

  /// One of several; the reader has seen to it that there is one.
  private static func pick(_ assets: [Int], _ random: inout SplitMix64) -> Int {
    assets.isEmpty ? 0 : assets[Int(random.below(UInt64(assets.count)))]
  }

  /// The price in the first block; what has none counts as 1, which the reader has refused.
  private static func price(_ feed: Feed, _ prices: WorldPrices) -> Decimal18 {
    prices.price(of: feed, at: 0) ?? .one
  }
}
