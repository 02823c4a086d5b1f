package import LedgerSupport
package import Margin

internal import FixedPoint

/// Makes random rulebooks that a venue can be run by, over all policies.
package struct RandomRulebook {
  package var random: SeededRandom
  /// The assets that may have own terms, and whose prices may be watched.
  package let assets: [String]
  /// The markets, likewise.
  package let markets: [String]

  package init(
    seed: UInt64, assets: [String] = ["USD", "ETH", "BTC", "Ω.coin"],
    markets: [String] = ["ETH-USD", "BTC-USD", "a:b"]
  ) {
    random = SeededRandom(seed)
    self.assets = assets
    self.markets = markets
  }

  /// The next rulebook.
  package mutating func next() -> Rulebook {
    var rulebook = Rulebook()
    rulebook.name = random.pick(["", "random", "two words", "q\"uote\\"])
    rulebook.valueDecimals = Int.random(in: 0...18, using: &random)
    rulebook.trigger = choice()
    rulebook.anyAsset = assetTerms()
    for name in assets where random.chance(2) {
      rulebook.assets[name] = random.chance(4) ? rulebook.anyAsset : assetTerms()
    }
    rulebook.anyMarket = marketTerms()
    for name in markets where random.chance(2) {
      rulebook.markets[name] = random.chance(4) ? rulebook.anyMarket : marketTerms()
    }
    rulebook.calls = calls()
    rulebook.liquidation = liquidation()
    rulebook.auction = auction(rulebook.liquidation.mechanism)
    rulebook.penalty = penalty()
    rulebook.keepers = keepers(rulebook.liquidation.mechanism)
    rulebook.losses = losses()
    rulebook.oracle = oracle()
    rulebook.dynamicMargin = dynamicMargin()
    rulebook.breakers = (0..<size(3)).map { _ in breaker() }
    return rulebook
  }

  // MARK: - Numbers

  private mutating func choice<Value: CaseIterable & Sendable>() -> Value {
    random.pick(Array(Value.allCases))
  }

  /// 0 to `limit`, small ones more often.
  private mutating func size(_ limit: Int) -> Int {
    Int.random(in: 0...Int.random(in: 0...limit, using: &random), using: &random)
  }

  private mutating func integer(_ range: ClosedRange<Int64>) -> Int64 {
    Int64.random(in: range, using: &random)
  }

  /// A number of a range, with few or with 18 decimals.
  private mutating func number(_ lower: Int64, _ upper: Int64) -> Decimal18 {
    let unit: Int128 = random.pick([1, 1_000_000_000_000, 10_000_000_000_000_000])
    let scale: Int128 = 1_000_000_000_000_000_000
    let mantissa = Int128.random(
      in: Int128(lower) * scale / unit...Int128(upper) * scale / unit, using: &random)
    return Decimal18(mantissa: mantissa * unit)
  }

  /// Above 0, below 1.
  private mutating func properShare() -> Decimal18 {
    Decimal18(mantissa: Int128.random(in: 1..<Decimal18.one.mantissa, using: &random))
  }

  /// Numbers that rise or stay.
  private mutating func rising(_ count: Int, to limit: Int64) -> [Decimal18] {
    (0..<count).map { _ in number(0, limit) }.sorted()
  }

  /// Numbers that rise, from 0.
  private mutating func steps(_ count: Int) -> [Decimal18] {
    (0..<count).map { Decimal18(Int64($0) * 1000 + ($0 == 0 ? 0 : integer(0...999))) }
  }

  // MARK: - Terms

  private mutating func assetTerms() -> AssetTerms {
    var terms = AssetTerms()
    let weights = rising(2, to: 1)
    (terms.initialWeight, terms.weight) = (weights[0], weights[1])
    if random.chance(2) {
      let liabilities = [number(1, 3), number(1, 3)].sorted()
      (terms.liabilityWeight, terms.initialLiabilityWeight) = (liabilities[0], liabilities[1])
    }
    terms.bonus = random.chance(2) ? number(0, 1) : .zero
    terms.dust = random.chance(2) ? number(0, 1000) : .zero
    return terms
  }

  private mutating func marketTerms() -> MarketTerms {
    var terms = MarketTerms()
    let count = size(4)
    let bounds = steps(count)
    let maintenance = rising(count, to: 1)
    var initial = rising(count, to: 1)
    for place in 0..<count {
      initial[place] = max(initial[place], maintenance[place])
      var tier = MarketTerms.Tier()
      (tier.above, tier.initial, tier.maintenance) =
        (bounds[place], initial[place], maintenance[place])
      terms.tiers.append(tier)
    }
    if random.chance(2) {
      terms.openInterestLower = Decimal18(integer(1...1_000_000))
      terms.openInterestUpper = Decimal18(integer(1_000_001...9_000_000))
    }
    terms.fund = random.pick(["", "fund-a", "fund b"])
    return terms
  }

  // MARK: - Policies

  private mutating func calls() -> CallRules {
    var calls = CallRules()
    for place in (0..<size(3)).reversed() {
      var level = CallRules.Level()
      level.coverage = place == 0 ? .one : Decimal18(Int64(place) * 2)
      level.channels = random.pick(["", "web", "web,mail"])
      calls.levels.append(level)
    }
    if !calls.levels.isEmpty {
      calls.graceBlocks = integer(0...20)
      calls.graceSeconds = integer(0...3600)
    }
    calls.cure = number(1, 2)
    return calls
  }

  private mutating func liquidation() -> LiquidationRules {
    var rules = LiquidationRules()
    rules.mechanism = choice()
    rules.priority = choice()
    rules.order = choice()
    rules.size = choice()
    rules.closeFactor = random.chance(4) ? .one : properShare()
    rules.wholeBelow = number(0, 1)
    rules.target = number(1, 2)
    rules.dust = number(0, 1000)
    if random.chance(2) {
      rules.windowSeconds = integer(1...3600)
      rules.windowCap = Decimal18(integer(1...1_000_000))
    }
    rules.batchBlocks = integer(1...10)
    rules.ammFee = random.chance(2) ? .zero : properShare()
    rules.stabilityPool =
      rules.mechanism == .stabilityPool ? "pool" : random.pick(["", "pool", "other pool"])
    if rules.mechanism == .orderBook, random.chance(2) {
      rules.backstop = "vault"
      rules.backstopBelow = properShare()
    }
    return rules
  }

  private mutating func auction(_ mechanism: LiquidationRules.Mechanism) -> AuctionRules {
    var rules = AuctionRules()
    rules.curve = choice()
    rules.start = Decimal18(mantissa: integer(1...2_000_000).asShare)
    rules.duration = integer(1...21_600)
    rules.cut = mechanism == .dutchAuction || random.chance(2) ? properShare() : .one
    rules.step = integer(1...120)
    rules.resetSeconds = integer(0...9000)
    rules.resetDrop = random.chance(3) ? .zero : properShare()
    rules.bidSeconds = integer(1...rules.duration)
    rules.bidStep = Decimal18(mantissa: Decimal18.one.mantissa + integer(1...100_000).asShare)
    return rules
  }

  private mutating func penalty() -> PenaltyRules {
    var rules = PenaltyRules()
    rules.mode = choice()
    rules.maximum = properShare()
    let count = size(3)
    let bounds = steps(count)
    for place in 0..<count {
      var tier = PenaltyRules.Tier()
      tier.above = bounds[place]
      tier.rate = min(number(0, 1), rules.maximum)
      rules.tiers.append(tier)
    }
    rules.rate = min(number(0, 1), rules.maximum)
    rules.rampSeconds = integer((rules.mode == .ramp ? 1 : 0)...3600)
    rules.toFund = number(0, 1)
    return rules
  }

  private mutating func keepers(_ mechanism: LiquidationRules.Mechanism) -> KeeperRules {
    var rules = KeeperRules()
    let isNeeded = mechanism == .dutchAuction || mechanism == .englishAuction
    for place in 0..<(size(3) + (isNeeded ? 1 : 0)) {
      var keeper = KeeperRules.Keeper()
      keeper.name = "keeper-\(place)"
      keeper.gasLimit = random.chance(2) ? .zero : number(0, 1)
      keeper.profit = number(0, 100)
      keeper.capital = random.chance(2) ? .zero : number(0, 1_000_000)
      rules.list.append(keeper)
    }
    rules.capacity = integer(0...50)
    if random.chance(2) {
      rules.gas = Decimal18(integer(0...500_000))
      rules.gasAsset = "GAS"
    }
    rules.failedGas = number(0, 1)
    rules.tip = number(0, 300)
    rules.chip = number(0, 1)
    rules.slippage = random.chance(2) ? .zero : properShare()
    return rules
  }

  private mutating func losses() -> LossRules {
    var rules = LossRules()
    var steps = LossRules.Step.allCases.filter { $0 != .badDebt && random.chance(2) }
    steps.shuffle(using: &random)
    rules.waterfall = steps + (random.chance(2) ? [.badDebt] : [])
    rules.fund = random.pick(["insurance", "HLP"])
    rules.fundCap = random.chance(2) ? .zero : number(0, 1_000_000)
    rules.rank = choice()
    rules.method = choice()
    rules.dustAccount = random.pick(["dust", "vow"])
    rules.recordsShares = random.chance(2)
    return rules
  }

  private mutating func oracle() -> OracleRules {
    var rules = OracleRules()
    rules.sources = ["chainlink", "pyth", "exchange.1"].filter { _ in random.chance(2) }
    rules.rule = choice()
    rules.quorum = integer(1...Int64(rules.sources.isEmpty ? 3 : rules.sources.count))
    rules.staleSeconds = integer(0...600)
    rules.heartbeatSeconds = integer(0...3600)
    rules.deviation = number(0, 1)
    rules.confidence = number(0, 1)
    if random.chance(2) {
      rules.twapSeconds = integer(1...600)
      rules.twapDivergence = properShare()
    }
    rules.acceptsBounds = random.chance(2)
    return rules
  }

  private mutating func dynamicMargin() -> DynamicMarginRules {
    var rules = DynamicMarginRules()
    if random.chance(2) {
      rules.decay = properShare()
      rules.reference = properShare()
    }
    rules.minimum = properShare()
    rules.maximum = number(1, 4)
    rules.step = properShare()
    return rules
  }

  private mutating func breaker() -> BreakerRules {
    var rules = BreakerRules()
    rules.watches = random.pick(assets + markets)
    rules.windowSeconds = integer(1...3600)
    rules.move = properShare()
    rules.halts = choice()
    rules.resumeSeconds = integer(0...3600)
    return rules
  }
}

extension Int64 {
  /// So many millionths, as the mantissa of a decimal.
  fileprivate var asShare: Int128 { Int128(self) * 1_000_000_000_000 }
}
