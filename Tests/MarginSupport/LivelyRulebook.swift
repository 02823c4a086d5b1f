package import FixedPoint
package import Ledger
internal import LedgerSupport
package import Margin

/// Rulebooks of a venue where something happens: every mechanism and policy in turn, with numbers that fit
/// the random world.
package struct LivelyRulebook {
  private var random: SeededRandom
  private let number: Int

  package init(seed: UInt64) {
    random = SeededRandom(seed &* 77 &+ 5)
    number = Int(seed)
  }

  /// The rulebook; the mechanism goes round with the seed.
  package mutating func make() -> Rulebook {
    var rules = Rulebook()
    rules.name = "lively-\(number)"
    rules.valueDecimals = random.pick([6, 8, 18])
    rules.trigger = pick()
    terms(&rules)
    liquidation(&rules)
    calls(&rules)
    penalty(&rules)
    keepers(&rules)
    losses(&rules)
    prices(&rules)
    return rules
  }

  /// The events that set a rulebook.
  package static func events(_ rulebook: Rulebook) -> [Event] {
    rulebook.parameters().map { parameter in
      World.event(.parameter) {
        $0.set(.scope, text: parameter.scope)
        $0.set(.name, text: parameter.name)
        $0.set(.value, text: parameter.value)
        $0.set(.authority, text: "test")
      }
    }
  }

  // MARK: - Parts

  private mutating func pick<T: CaseIterable & Sendable>() -> T { random.pick(Array(T.allCases)) }

  private mutating func one(of texts: String...) -> Decimal18 { Self.number(random.pick(texts)) }

  package static func number(_ text: String) -> Decimal18 { (try? Decimal18(text)) ?? .zero }

  private mutating func terms(_ rules: inout Rulebook) {
    rules.anyAsset.weight = one(of: "0.8", "0.85", "0.9")
    rules.anyAsset.initialWeight = one(of: "0.7", "0.75", "0.8")
    rules.anyAsset.bonus = one(of: "0", "0.05", "0.1")
    rules.anyAsset.dust = one(of: "0", "10", "100")
    var cash = AssetTerms()
    cash.dust = rules.anyAsset.dust
    cash.liabilityWeight = one(of: "1", "1.1")
    cash.initialLiabilityWeight = cash.liabilityWeight
    rules.assets["USD"] = cash
    var first = MarketTerms.Tier()
    first.initial = Self.number("0.1")
    first.maintenance = one(of: "0.03", "0.05", "0.07")
    var second = first
    second.above = Decimal18(1000)
    second.initial = Self.number("0.2")
    second.maintenance = Self.number("0.1")
    rules.anyMarket.tiers = random.chance(2) ? [first] : [first, second]
    if random.chance(3) {
      rules.anyMarket.openInterestLower = Decimal18(10_000)
      rules.anyMarket.openInterestUpper = Decimal18(100_000)
    }
    if random.chance(3) { rules.anyMarket.fund = "market-fund" }
  }

  private mutating func liquidation(_ rules: inout Rulebook) {
    let mechanisms = LiquidationRules.Mechanism.allCases.filter { $0 != .none }
    rules.liquidation.mechanism = mechanisms[number % mechanisms.count]
    rules.liquidation.priority = pick()
    rules.liquidation.order = pick()
    rules.liquidation.size = pick()
    rules.liquidation.closeFactor = one(of: "0.25", "0.5", "0.9")
    rules.liquidation.target = one(of: "1", "1.05", "1.2")
    rules.liquidation.wholeBelow = one(of: "0", "0.7", "0.95")
    rules.liquidation.dust = one(of: "0", "20", "100")
    if random.chance(4) {
      rules.liquidation.windowSeconds = 40
      rules.liquidation.windowCap = one(of: "100", "1000", "5000")
    }
    rules.liquidation.batchBlocks = random.pick([1, 3])
    rules.liquidation.ammFee = one(of: "0", "0.003")
    rules.liquidation.stabilityPool = "stability"
    rules.auction.curve = pick()
    rules.auction.start = one(of: "1", "1.2")
    rules.auction.duration = random.pick([200, 600])
    rules.auction.cut = one(of: "0.99", "0.98")
    rules.auction.step = random.pick([5, 13])
    rules.auction.resetSeconds = random.pick([0, 100, 200])
    rules.auction.resetDrop = one(of: "0", "0.4")
    rules.auction.bidSeconds = random.pick([13, 40])
    rules.auction.bidStep = one(of: "1.03", "1.05")
  }

  private mutating func calls(_ rules: inout Rulebook) {
    guard random.chance(2) else { return }
    for (coverage, channels) in [("1.3", "mail"), ("1.1", "mail,chain"), ("1", "chain")] {
      var level = CallRules.Level()
      level.coverage = Self.number(coverage)
      level.channels = channels
      rules.calls.levels.append(level)
    }
    rules.calls.graceBlocks = random.pick([0, 1, 4])
    rules.calls.graceSeconds = random.pick([0, 20])
    rules.calls.cure = one(of: "1", "1.05")
  }

  private mutating func penalty(_ rules: inout Rulebook) {
    var first = PenaltyRules.Tier()
    first.rate = one(of: "0", "0.02", "0.05")
    var second = first
    second.above = Decimal18(1000)
    second.rate = Self.number("0.08")
    rules.penalty.tiers = random.chance(2) ? [first] : [first, second]
    rules.penalty.mode = pick()
    rules.penalty.rate = Self.number("0.01")
    rules.penalty.maximum = one(of: "0.1", "0.2")
    rules.penalty.rampSeconds = 100
    rules.penalty.toFund = one(of: "0", "0.5", "1")
  }

  private mutating func keepers(_ rules: inout Rulebook) {
    let isAuction = [.englishAuction, .dutchAuction].contains(rules.liquidation.mechanism)
    guard isAuction || !random.chance(4) else { return }
    for (place, limit) in ["0.5", "2", "0"].enumerated() {
      var keeper = KeeperRules.Keeper()
      keeper.name = "keeper-\(place)"
      keeper.gasLimit = Self.number(limit)
      keeper.profit = one(of: "0", "1", "20")
      keeper.capital = one(of: "0", "2000")
      rules.keepers.list.append(keeper)
    }
    rules.keepers.capacity = random.pick([0, 1, 3])
    rules.keepers.gas = Decimal18(10)
    rules.keepers.gasAsset = "GAS"
    rules.keepers.failedGas = Self.number("0.5")
    rules.keepers.slippage = Self.number("0.01")
    if random.chance(2) {
      rules.keepers.tip = Decimal18(30)
      rules.keepers.chip = Self.number("0.001")
    }
  }

  private mutating func losses(_ rules: inout Rulebook) {
    rules.losses.waterfall = random.pick([
      [.penaltyReserve, .insurance, .deleverage, .socialize], [.deleverage, .insurance],
      [.insurance, .socialize], [.socialize], [],
    ])
    rules.losses.fundCap = one(of: "0", "100")
    rules.losses.rank = pick()
    rules.losses.method = pick()
    rules.losses.recordsShares = random.chance(2)
  }

  private mutating func prices(_ rules: inout Rulebook) {
    if random.chance(2) {
      rules.dynamicMargin.decay = Self.number("0.9")
      rules.dynamicMargin.reference = Self.number("0.02")
      rules.dynamicMargin.maximum = Decimal18(2)
      rules.dynamicMargin.step = Self.number("0.1")
    }
    rules.oracle.staleSeconds = random.pick([0, 0, 40])
    if random.chance(4) {
      rules.oracle.twapSeconds = 60
      rules.oracle.twapDivergence = Self.number("0.1")
    }
    if random.chance(2) {
      var breaker = BreakerRules()
      breaker.watches = "ETH"
      breaker.windowSeconds = 60
      breaker.move = Self.number("0.12")
      breaker.resumeSeconds = 40
      breaker.halts = pick()
      rules.breakers = [breaker]
    }
  }
}
