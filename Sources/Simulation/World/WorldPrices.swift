internal import FixedPoint
internal import Margin

/// What the world pays for each feed in each block.
struct WorldPrices: Sendable {
  /// By feed, in the order of the scenario; then by block.
  let prices: [[Decimal18]]
  /// What sources go by, likewise; nil for the market price.
  private(set) var told: [[[Decimal18]?]] = []
  private let unit: Int?
  private let feeds: [Feed]

  init(_ scenario: Scenario) throws(ArithmeticError) {
    feeds = scenario.feeds.map(\.feed)
    unit = scenario.assets.firstIndex { $0.name == scenario.unit }
    let times = (0..<scenario.blocks).map { scenario.time(of: $0) }
    var rows: [[Decimal18]] = []
    for plan in scenario.feeds {
      let name =
        switch plan.feed {
        case .asset(let id): "price:asset:\(scenario.assets[id].name)"
        case .market(let id): "price:market:\(scenario.markets[id].name)"
        }
      rows.append(
        try plan.path.prices(
          at: times, random: SplitMix64(seed: scenario.seed, purpose: name)))
    }
    // Factors are prices of the paths themselves: a factor of a factor is not followed.
    let plain = rows
    for (row, plan) in scenario.feeds.enumerated() {
      let factor = plan.path.factor.flatMap { asset in
        scenario.feeds.firstIndex { $0.feed == .asset(asset) }
      }
      for place in rows[row].indices {
        var price = plain[row][place]
        if let factor { price = try price.multiplied(by: plain[factor][place], rounding: .down) }
        if plan.isGas { price = try scenario.congested(price, at: place) }
        rows[row][place] = try price.rounded(
          toDecimals: plan.path.decimals, rounding: .down)
      }
    }
    prices = rows
    for (row, plan) in scenario.feeds.enumerated() {
      told.append(
        try plan.sources.map { source throws(ArithmeticError) in
          try source.path?.prices(
            at: times,
            random: SplitMix64(seed: scenario.seed, purpose: "source:\(row):\(source.name)")
          )
          .map { price throws(ArithmeticError) in
            try price.rounded(toDecimals: plan.path.decimals, rounding: .down)
          }
        })
    }
  }

  /// What a source goes by in a block.
  func price(of voice: SourceVoice, at place: Int) -> Decimal18 {
    told[voice.feed][voice.source]?[place] ?? prices[voice.feed][place]
  }

  /// The price of a feed in a block; of the unit of account 1, and nil where the scenario has none.
  func price(of feed: Feed, at place: Int) -> Decimal18? {
    if let row = feeds.firstIndex(of: feed) { return prices[row][place] }
    if case .asset(let asset) = feed, asset == unit { return .one }
    return nil
  }
}

extension Scenario {
  /// The price of gas with the congestion of a block.
  fileprivate func congested(
    _ price: Decimal18, at place: Int
  ) throws(ArithmeticError) -> Decimal18 {
    var price = price
    for fault in faults {
      if case .congestion(let blocks, let gas, _) = fault, blocks.contains(place) {
        price = try price.multiplied(by: gas, rounding: .up)
      }
    }
    return price
  }
}
