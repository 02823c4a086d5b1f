import FixedPoint
import Ledger
import LedgerSupport
import Testing

@testable import Margin

/// Requirements that follow volatility.
@Suite struct DynamicMarginTests {
  private static let eth = 0

  private static func rules(
    decay: String = "0.75", reference: String = "0.02", minimum: String = "1",
    maximum: String = "4", step: String = "10"
  ) throws -> DynamicMarginRules {
    var rules = DynamicMarginRules()
    rules.decay = try oracleDecimal(decay)
    rules.reference = try oracleDecimal(reference)
    rules.minimum = try oracleDecimal(minimum)
    rules.maximum = try oracleDecimal(maximum)
    rules.step = try oracleDecimal(step)
    return rules
  }

  @Test func theMeanOfSquaresIsTheOneByHand() throws {
    let rules = try Self.rules()
    var volatility = Volatility()
    #expect(volatility.variance == nil && volatility.deviation == nil)
    // Begins with 0.02² = 0.0004; r = 0.1: 0.75 · 0.0004 + 0.25 · 0.01 = 0.0028.
    try volatility.record(from: Decimal18(100), to: Decimal18(110), rules: rules)
    #expect(volatility.variance?.description == "0.0028")
    #expect(volatility.deviation?.description == "0.052915026221291811")
    // r = −1/11 = −0.090909090909090909 toward zero; its square at 27 decimals is
    // 0.008264462809917355355371900, a quarter of which is 0.002066115702479338838842975.
    try volatility.record(from: Decimal18(110), to: Decimal18(100), rules: rules)
    #expect(volatility.variance?.description == "0.004166115702479338838842975")
    // Nothing is known of a step from zero; one to zero is a return of −1.
    try volatility.record(from: .zero, to: Decimal18(100), rules: rules)
    #expect(volatility.variance?.description == "0.004166115702479338838842975")
    try volatility.record(from: Decimal18(100), to: .zero, rules: rules)
    #expect(volatility.variance?.description == "0.253124586776859504129132231")
  }

  @Test func returnsBeyondAllMeasureCountAsTheLargest() throws {
    let rules = try Self.rules(decay: "0.5", reference: "0.0000000001")
    var volatility = Volatility()
    try volatility.record(from: .ulp, to: .max, rules: rules)
    let once = volatility
    volatility = Volatility()
    try volatility.record(from: .one, to: Decimal18(100_001), rules: rules)
    #expect(volatility == once)
    for _ in 0..<200 { try volatility.record(from: .ulp, to: .max, rules: rules) }
    let deviation = try #require(volatility.deviation)
    #expect(deviation <= Volatility.largestReturn && deviation > Decimal18(99_999))
    #expect(Volatility.factor(deviation, last: .one, rules: rules) == rules.maximum)
  }

  @Test func rootsAreTheLargestWhoseSquareFits() {
    for square in 0...3_000 as ClosedRange<UInt128> {
      let root = Volatility.root((0, square))
      #expect(root * root <= square && (root + 1) * (root + 1) > square)
    }
    var random = SeededRandom(5)
    for _ in 0..<500 {
      let root =
        UInt128.random(in: 1...(.max), using: &random)
        >> UInt128.random(in: 0...127, using: &random)
      guard root > 0 else { continue }
      let square = root.multipliedFullWidth(by: root)
      #expect(Volatility.root((square.high, square.low)) == root)
      let below = square.low == 0 ? (square.high - 1, .max) : (square.high, square.low - 1)
      #expect(Volatility.root(below) == root - 1)
    }
    #expect(Volatility.root((.max, .max)) == .max)
  }

  @Test(arguments: [
    // σ ÷ 0.02, rounded up, within 1 and 4, at most a step from the last.
    ("0.03", "1", "10", "1.5"), ("0.01", "1", "10", "1"), ("0.09", "1", "10", "4"),
    ("0.020000000000000001", "1", "10", "1.00000000000000005"),
    ("0.06", "1", "0.25", "1.25"), ("0.02", "3", "0.25", "2.75"), ("0.06", "3", "0.25", "3"),
    ("0.06", "2.9", "0.25", "3"), ("0.06", "1", "0", "1"), ("0.02", "3", "5", "1"),
    // From outside the bounds it comes back by steps.
    ("0.06", "7", "1", "6"), ("0.06", "0.2", "0.5", "0.7"),
    ("170141183460469231731", "1", "170141183460469231731", "4"),
  ])
  func factors(deviation: String, last: String, step: String, expected: String) throws {
    let rules = try Self.rules(step: step)
    let factor = Volatility.factor(
      try oracleDecimal(deviation), last: try oracleDecimal(last), rules: rules)
    #expect(factor.description == expected)
  }

  @Test func aFactorThatDoesNotComeOutEvenIsRoundedAgainstTheAccount() throws {
    let rules = try Self.rules(reference: "0.03")
    let factor = Volatility.factor(try oracleDecimal("0.04"), last: .one, rules: rules)
    #expect(factor.description == "1.333333333333333334")
  }

  @Test func onlyWhatIsRecordedIsInForce() throws {
    var tape = try OracleTape()
    var margin = DynamicMargin()
    let rules = try Self.rules(step: "1")
    func changes(_ margin: DynamicMargin) -> [String] {
      margin.changes(rules: rules).map { "\(tape.names.markets[$0.market]) \($0.factor)" }
    }
    func take(_ event: Event) throws { try margin.apply(event, names: tape.names, rules: rules) }
    tape.move(to: 1_000)
    try take(try tape.settles(.market(Self.eth), "100"))
    #expect(changes(margin) == [] && margin.deviation(Self.eth) == nil)
    // A price that accounts are not judged by moves nothing.
    try take(try tape.settles(.market(Self.eth), "500", .divergent))
    #expect(changes(margin) == [])
    try take(try tape.settles(.market(Self.eth), "110"))
    // 0.0529 ÷ 0.02 is 2.65; a step leads to 2, however often it is asked for.
    #expect(changes(margin) == ["ETH-USD 2"])
    #expect(changes(margin) == ["ETH-USD 2"])
    #expect(margin.factor(Self.eth, rules: rules) == .one)
    try take(try tape.sets("market:ETH-USD", "dynamic.factor", "2"))
    #expect(changes(margin) == [])
    #expect(margin.factor(Self.eth, rules: rules) == Decimal18(2))
    // Only another price makes another step: 0.75 · 0.0028 = 0.0021, σ 0.0458, 2.29.
    try take(try tape.settles(.market(Self.eth), "110"))
    #expect(changes(margin) == ["ETH-USD 2.29128784747792"])
    // Assets have no factors; decided values count; nonsense does not.
    try take(try tape.settles(.asset(1), "10"))
    try take(try tape.settles(.asset(1), "11"))
    try take(try tape.sets("market:ETH-USD", "dynamic.factor", "1.5"))
    for (scope, name, value) in [
      ("market:ETH-USD", "dynamic.factor", "-1"), ("market:ETH-USD", "dynamic.factor", "many"),
      ("market:ETH-USD", "dynamic.step", "3"), ("market:NONE", "dynamic.factor", "3"),
      ("asset:ETH", "dynamic.factor", "3"),
    ] { try take(try tape.sets(scope, name, value)) }
    #expect(margin.factor(Self.eth, rules: rules).description == "1.5")
    #expect(changes(margin) == [])
    // Switched off, nothing is due and nothing is in force.
    #expect(margin.changes(rules: DynamicMarginRules()).isEmpty)
    #expect(margin.factor(Self.eth, rules: DynamicMarginRules()) == .one)
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func theStreamGivesWhatTheWholeListGives(seed: UInt64) throws {
    var random = SeededRandom(seed)
    var tape = try OracleTape()
    var margin = DynamicMargin()
    let rules = try Self.rules(
      decay: random.pick(["0.5", "0.94", "0.333333333333333333"]),
      reference: random.pick(["0.03", "0.07"]), minimum: "0.5",
      step: random.pick(["0.1", "1", "100"]))
    let exact = ExactRatio.init as (Int256) -> ExactRatio
    let (one18, one27) = (exact(try .powerOfTen(18)), exact(try .powerOfTen(27)))
    let decay = try exact(Int256(rules.decay.mantissa)) / one18
    let reference = try exact(Int256(rules.reference.mantissa)) / one18
    var prices: [Decimal18] = []
    var factor = Decimal18.one
    for _ in 0..<60 {
      let price = Decimal18(Int64.random(in: 80...120, using: &random))
      tape.move(to: tape.time + 1_000)
      try margin.apply(
        try tape.settles(.market(Self.eth), price.description), names: tape.names, rules: rules)
      prices.append(price)
      guard prices.count > 1 else { continue }
      // From the first price on, with exact fractions and the three roundings.
      var variance = try reference * reference
      for (p0, p) in zip(prices, prices.dropFirst()) {
        let step = try exact(Int256(p.mantissa)) / exact(Int256(p0.mantissa)) - .one
        let r = try exact((step * one18).rounded(.towardZero)) / one18
        let square = try exact((r * r * one27).rounded(.down)) / one27
        let mean = try decay * variance + (.one - decay) * square
        variance = try exact((mean * one27).rounded(.down)) / one27
      }
      let deviation = try #require(margin.deviation(Self.eth))
      let sigma = try exact(Int256(deviation.mantissa)) / one18
      let above = try sigma + .one / one18
      #expect(try sigma * sigma <= variance && above * above > variance, "seed \(seed)")
      let wanted = try #require(try (sigma / reference * one18).rounded(.up).int128)
      var target = min(max(Decimal18(mantissa: wanted), rules.minimum), rules.maximum)
      target = try min(max(target, factor - rules.step), factor + rules.step)
      let changes = margin.changes(rules: rules)
      #expect(changes.map(\.factor) == (target == factor ? [] : [target]), "seed \(seed)")
      if let change = changes.first, random.chance(2) {
        try margin.apply(
          try tape.sets(
            "market:ETH-USD", DynamicMargin.parameter, change.factor.description),
          names: tape.names, rules: rules)
        factor = target
      }
      #expect(margin.factor(Self.eth, rules: rules) == factor)
    }
  }
}
