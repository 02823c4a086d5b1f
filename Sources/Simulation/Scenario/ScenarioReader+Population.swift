internal import FixedPoint
internal import Formats
internal import Ledger
internal import Margin

extension ScenarioReader {
  /// Who is there, what the funds hold, and what called accounts do.
  mutating func readPopulation(_ object: ScenarioObject) {
    if let population = object["population"]?.object(
      "\"population\"", keys: ["accounts", "generators"])
    {
      for member in population["accounts"]?.table("\"accounts\"") ?? []
      where member.name != "about" {
        readAccount(member)
      }
      for node in population["generators"]?.list("\"generators\"") ?? [] { readGenerator(node) }
    }
    for node in object["insurance"]?.list("\"insurance\"") ?? [] { readContribution(node) }
    if let pool = object["stability_pool"] { readStabilityPool(pool) }
    if let node = object["behaviour"] { readBehaviour(node) }
  }

  // MARK: - Accounts

  private mutating func readAccount(_ member: ScenarioMember) {
    let object = member.node.object(
      "an account",
      keys: ["owner", "class", "pool", "at", "opening", "deposits", "borrows", "positions"])
    var plan = Scenario.AccountPlan(name: member.name)
    if member.name.isEmpty || member.name.utf8.count > Limits.nameBytes {
      member.key.fail("the name of an account must have 1 to \(Limits.nameBytes) bytes")
    }
    plan.owner = object["owner"]?.text("\"owner\"")
    plan.className = object["class"]?.text("\"class\"")
    plan.pool = object["pool"]?.text("\"pool\"")
    plan.place = object["at"].flatMap { place($0, "\"at\"") } ?? 0
    plan.isOpening = object["opening"]?.flag("\"opening\"") ?? false
    plan.deposits = amounts(object["deposits"], "\"deposits\"")
    plan.borrows = amounts(object["borrows"], "\"borrows\"")
    for member in object["positions"]?.table("\"positions\"") ?? [] where member.name != "about" {
      if let position = position(member) { plan.positions.append(position) }
    }
    scenario.accounts.append(plan)
  }

  private func amounts(
    _ node: ScenarioNode?, _ what: String
  ) -> [(asset: Int, amount: Decimal18)] {
    var amounts: [(asset: Int, amount: Decimal18)] = []
    for member in node?.table(what) ?? [] where member.name != "about" {
      guard let asset = asset(member),
        let amount = member.node.amount(
          "the amount of \(member.name)", of: scenario.assets[asset], .positive)
      else { continue }
      amounts.append((asset, amount))
    }
    return amounts
  }

  /// `"ETH-USD": "-2"` at the market price, or an object with size and price.
  private func position(_ member: ScenarioMember) -> Scenario.OpenPosition? {
    guard let market = market(member) else { return nil }
    let base = scenario.assets[scenario.markets[market].base]
    let isPriced = scenario.feeds.contains { $0.feed == .market(market) }
    if member.node.value.kind != .object {
      if !isPriced { member.key.fail("\"\(member.name)\" needs a price in \"prices\"") }
      return member.node.amount("a size", of: base, .any).map {
        Scenario.OpenPosition(market: market, size: $0)
      }
    }
    let object = member.node.object("a position", keys: ["size", "price"])
    guard let size = object.required("size")?.amount("\"size\"", of: base, .any) else { return nil }
    let price = object["price"]?.decimal("\"price\"", .positive)
    if price == nil, !isPriced { object.node.fail("a position needs the key \"price\"") }
    return Scenario.OpenPosition(market: market, size: size, price: price)
  }

  // MARK: - Generators

  private mutating func readGenerator(_ node: ScenarioNode) {
    let object = node.object(
      "a generator",
      keys: [
        "kind", "count", "prefix", "opening", "collateral", "debt", "market", "size", "ratio",
        "leverage", "use", "price",
      ])
    let kinds: [(String, Scenario.Generator.Kind)] = [
      ("vaults", .vaults), ("perpetual", .perpetual), ("lending", .lending),
    ]
    guard let kind = object.required("kind")?.choice("\"kind\"", kinds) else { return }
    var generator = Scenario.Generator(kind: kind)
    generator.count = object.required("count")?.integer("\"count\"", in: 1...1_000_000) ?? 1
    generator.prefix = object.required("prefix")?.text("\"prefix\"") ?? ""
    generator.isOpening = object["opening"]?.flag("\"opening\"") ?? false
    generator.collaterals = assets(object.required("collateral"), "\"collateral\"")
    if let node = object.required("size"), let size = distribution(node, "\"size\"") {
      generator.size = size
    }
    let ratio = [Scenario.Generator.Kind.vaults: "ratio", .perpetual: "leverage", .lending: "use"]
    let key = ratio[kind] ?? "ratio"
    if let node = object.required(key), let draws = distribution(node, "\"\(key)\"") {
      generator.ratio = draws
    }
    generator.price = object["price"]?.decimal("\"price\"", .positive)
    if kind == .perpetual {
      guard let node = object.required("market"), let name = node.text("\"market\""),
        let market = market(ScenarioMember(name: name, key: node, node: node))
      else { return }
      generator.market = market
      if generator.count % 2 != 0 {
        object.node.fail("a perpetual population is made of pairs: \"count\" must be even")
      }
      checkPrice(.market(market), node, generator.price)
    } else {
      generator.debts = assets(object.required("debt"), "\"debt\"")
    }
    for key in ["collateral", "debt"] {
      guard let node = object[key] else { continue }
      for asset in key == "debt" ? generator.debts : generator.collaterals {
        checkPrice(.asset(asset), node, nil)
      }
    }
    guard notes.problems.isEmpty else { return }
    if scenario.generators.contains(where: { $0.prefix == generator.prefix }) {
      object.node.fail("another generator has the prefix \"\(generator.prefix)\" already")
    }
    scenario.generators.append(generator)
  }

  /// Notes that something has no price by which a population could be measured.
  private func checkPrice(_ feed: Feed, _ node: ScenarioNode, _ price: Decimal18?) {
    guard price == nil, !scenario.feeds.contains(where: { $0.feed == feed }) else { return }
    switch feed {
    case .asset(let asset) where scenario.assets[asset].name == scenario.unit: return
    case .asset(let asset):
      node.fail("\"\(scenario.assets[asset].name)\" needs a price in \"prices\"")
    case .market(let market):
      node.fail("\"\(scenario.markets[market].name)\" needs a price in \"prices\"")
    }
  }

  /// One asset, or several of them.
  private func assets(_ node: ScenarioNode?, _ what: String) -> [Int] {
    guard let node else { return [] }
    let nodes = node.value.kind == .array ? node.list(what) : [node]
    return nodes.compactMap { asset($0, what) }
  }

  // MARK: - Funds

  private mutating func readContribution(_ node: ScenarioNode) {
    let object = node.object("a contribution", keys: ["fund", "asset", "amount"])
    guard let fund = object.required("fund")?.text("\"fund\""),
      let name = object.required("asset"), let asset = asset(name, "\"asset\""),
      let amount = object.required("amount")?.amount(
        "\"amount\"", of: scenario.assets[asset], .positive)
    else { return }
    scenario.contributions.append(.init(fund: fund, asset: asset, amount: amount))
  }

  /// What the account behind the rulebook's stability pool begins with.
  private mutating func readStabilityPool(_ node: ScenarioNode) {
    let name = scenario.rulebook.liquidation.stabilityPool
    if name.isEmpty, notes.problems.isEmpty {
      node.fail("the rulebook has no account behind a stability pool")
    }
    scenario.accounts.append(
      .init(name: name, deposits: amounts(node, "\"stability_pool\"")))
  }

  private mutating func readBehaviour(_ node: ScenarioNode) {
    let object = node.object("\"behaviour\"", keys: ["top_up", "reduce", "after_blocks"])
    var behaviour = Scenario.Behaviour()
    behaviour.after = object.integer("after_blocks", 1, in: 0...1_000_000)
    if let topUp = object["top_up"]?.object("\"top_up\"", keys: ["share", "percent", "asset"]) {
      behaviour.topUp = topUp.decimal("share", .one)
      behaviour.topUpPercent = topUp.integer("percent", 100, in: 0...100)
      behaviour.asset = topUp["asset"].flatMap { asset($0, "\"asset\"") }
    }
    if let reduce = object["reduce"]?.object("\"reduce\"", keys: ["share", "percent", "against"]) {
      behaviour.reduce = reduce.decimal("share", .one)
      behaviour.reducePercent = reduce.integer("percent", 100, in: 0...100)
      behaviour.against = reduce["against"]?.text("\"against\"") ?? behaviour.against
      if behaviour.reduce > .one { reduce.node.fail("no more than all can be reduced") }
    }
    scenario.behaviour = behaviour
  }
}
