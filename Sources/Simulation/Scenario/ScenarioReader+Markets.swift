internal import FixedPoint
internal import Margin

extension ScenarioReader {
  /// Order books, market makers, random trades and indices.
  mutating func readMarkets(_ object: ScenarioObject) {
    for member in object["depth"]?.table("\"depth\"") ?? [] where member.name != "about" {
      if let feed = pricedFeed(member) { readDepth(member.node, feed) }
    }
    for member in object["liquidity"]?.table("\"liquidity\"") ?? [] where member.name != "about" {
      if let feed = pricedFeed(member) { readPool(member.node, feed) }
    }
    for member in object["trading"]?.table("\"trading\"") ?? [] where member.name != "about" {
      if let market = market(member) { readTrading(member, market) }
    }
    guard let indices = object["indices"]?.object("\"indices\"", keys: ["funding", "interest"])
    else { return }
    for member in indices["funding"]?.table("\"funding\"") ?? [] where member.name != "about" {
      if let market = market(member) { readFunding(member, market) }
    }
    for member in indices["interest"]?.table("\"interest\"") ?? [] where member.name != "about" {
      if let asset = asset(member) { readInterest(member.node, asset) }
    }
  }

  /// A feed that has a price.
  private func pricedFeed(_ member: ScenarioMember) -> Feed? {
    guard let feed = feed(member) else { return nil }
    if scenario.feeds.contains(where: { $0.feed == feed }) { return feed }
    member.key.fail("\"\(member.name)\" needs a price in \"prices\"")
    return nil
  }

  private mutating func readDepth(_ node: ScenarioNode, _ feed: Feed) {
    let object = node.object(
      "an order book", keys: ["levels", "spread", "step", "size", "every", "decimals", "thin"])
    var plan = Scenario.DepthPlan(feed: feed)
    plan.levels = object.integer("levels", 10, in: 1...1000)
    plan.spread = object.decimal("spread", .zero)
    plan.step = object.decimal("step", .zero)
    plan.size = object.required("size")?.decimal("\"size\"", .positive) ?? .one
    plan.every = object.integer("every", 1, in: 1...1_000_000)
    plan.decimals = Int(object.integer("decimals", 8, in: 0...18))
    for element in object["thin"]?.list("\"thin\"") ?? [] {
      let terms = element.object("a thin time", keys: ["from", "to", "factor"])
      let factor = terms.required("factor")?.decimal("\"factor\"") ?? .one
      plan.thin.append((window(terms, isRequired: true), factor))
    }
    scenario.depths.append(plan)
  }

  private mutating func readPool(_ node: ScenarioNode, _ feed: Feed) {
    let object = node.object("a market maker", keys: ["size", "notional", "every"])
    guard let size = object.required("size")?.decimal("\"size\"", .positive),
      let notional = object.required("notional")?.decimal("\"notional\"", .positive)
    else { return }
    scenario.pools.append(
      .init(
        feed: feed, size: size, notional: notional,
        every: object.integer("every", 1, in: 0...1_000_000)))
  }

  private mutating func readTrading(_ member: ScenarioMember, _ market: Int) {
    let object = member.node.object(
      "the trading of a market", keys: ["per_block", "size", "from", "to"])
    guard let size = object.required("size").flatMap({ distribution($0, "\"size\"") }) else {
      return
    }
    if !scenario.feeds.contains(where: { $0.feed == .market(market) }) {
      member.key.fail("\"\(member.name)\" needs a price in \"prices\"")
    }
    scenario.trading.append(
      .init(
        market: market, perBlock: object.integer("per_block", 1, in: 1...10_000), size: size,
        blocks: window(object)))
  }

  private mutating func readFunding(_ member: ScenarioMember, _ market: Int) {
    let object = member.node.object("funding", keys: ["rate", "every", "from", "to"])
    guard let rate = object.required("rate")?.decimal("\"rate\"", .any) else { return }
    if !scenario.feeds.contains(where: { $0.feed == .market(market) }) {
      member.key.fail("\"\(member.name)\" needs a price in \"prices\"")
    }
    scenario.indices.append(
      .init(
        kind: .funding, item: market, rate: rate,
        every: object.integer("every", 1, in: 1...1_000_000), blocks: window(object)))
  }

  private mutating func readInterest(_ node: ScenarioNode, _ asset: Int) {
    let object = node.object("interest", keys: ["supply", "borrow", "every", "from", "to"])
    for (key, kind) in [("supply", Scenario.IndexPlan.Kind.supply), ("borrow", .borrow)] {
      guard let rate = object[key]?.decimal("\"\(key)\"") else { continue }
      scenario.indices.append(
        .init(
          kind: kind, item: asset, rate: rate,
          every: object.integer("every", 1, in: 1...1_000_000), blocks: window(object)))
    }
  }
}
