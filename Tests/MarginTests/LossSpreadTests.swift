import FixedPoint
import LedgerSupport
import Margin
import Testing

@Suite struct LossSpreadTests {
  typealias Holder = LossSpread.Holder

  private static func holders(_ bases: [String]) throws -> [Holder] {
    try bases.enumerated().map { Holder(account: $0.offset, base: try Decimal18($0.element)) }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var loss: String
    var bases: [String]
    var decimals: Int
    var shares: [String]
    var dust: String

    var testDescription: String { "\(loss) over \(bases)" }
  }

  static let cases: [Case] = [
    Case(loss: "0", bases: ["1"], decimals: 2, shares: ["0"], dust: "0"),
    Case(loss: "0", bases: [], decimals: 2, shares: [], dust: "0"),
    Case(loss: "10", bases: ["50", "30", "20"], decimals: 2, shares: ["5", "3", "2"], dust: "0"),
    Case(
      loss: "1", bases: ["1", "1", "1"], decimals: 2, shares: ["0.33", "0.33", "0.33"],
      dust: "0.01"),
    Case(
      loss: "0.01", bases: ["1", "1", "1"], decimals: 2, shares: ["0", "0", "0"], dust: "0.01"),
    Case(loss: "6", bases: ["1", "0", "5"], decimals: 0, shares: ["1", "0", "5"], dust: "0"),
  ]

  @Test(arguments: cases)
  func sharesAreProRataAndDustIsNamed(_ test: Case) throws {
    let allocation = try LossSpread.shares(
      of: try Decimal18(test.loss), among: try Self.holders(test.bases).reversed(),
      method: .explicit, decimals: test.decimals, dustAccount: "dust-usd")
    let expected = try test.shares.enumerated().map {
      LossSpread.Share(account: $0.offset, amount: try Decimal18($0.element))
    }
    #expect(allocation.shares == expected.filter { !$0.amount.isZero })
    #expect(allocation.dust == (try Decimal18(test.dust)))
    #expect(allocation.dustAccount == "dust-usd")
  }

  @Test(arguments: LossRules.Method.allCases)
  func whatCannotBeSpreadIsAnError(_ method: LossRules.Method) throws {
    let holders = try Self.holders(["2", "3"])
    let isCapped = method != .fundingShift && method != .redistribution
    #expect(
      try LossSpread.capacity(of: holders, method: method) == (isCapped ? Decimal18(5) : .max))
    #expect(try LossSpread.capacity(of: [], method: method) == .zero)
    func spread(_ loss: Decimal18, _ holders: [Holder]) throws(LossError) {
      _ = try LossSpread.shares(
        of: loss, among: holders, method: method, decimals: 18, dustAccount: "dust")
    }
    #expect(throws: LossError.notEnough(loss: .one, available: .zero)) { try spread(.one, []) }
    #expect(throws: LossError.negativeLoss(Decimal18(-1))) { try spread(Decimal18(-1), holders) }
    #expect(throws: LossError.negativeBase(account: 1, base: Decimal18(-2))) {
      try spread(.one, [Holder(account: 1, base: Decimal18(-2))])
    }
    if isCapped {
      #expect(throws: LossError.notEnough(loss: Decimal18(6), available: Decimal18(5))) {
        try spread(Decimal18(6), holders)
      }
    } else {
      try spread(Decimal18(6), holders)
    }
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func sharesAndDustSumToTheLossAndNoShareExceedsItsBase(_ seed: UInt64) throws {
    var random = SeededRandom(seed)
    let decimals = random.pick([0, 2, 6, 8, 18])
    let method = random.pick(LossRules.Method.allCases)
    let holders = try LossFixture.holders(decimals, &random)
    let total = try LossSpread.total(of: holders)
    let loss = try LossFixture.amount(upTo: total, decimals, &random)
    let allocation = try LossSpread.shares(
      of: loss, among: holders, method: method, decimals: decimals, dustAccount: "dust")
    var sum = allocation.dust
    for share in allocation.shares {
      sum = try sum + share.amount
      let base = try #require(holders.first { $0.account == share.account }).base
      #expect(share.amount.decimals <= decimals, "seed \(seed)")
      #expect(share.amount <= base || !method.takesFromBases, "seed \(seed)")
      // Within one unit of the exact part, from below.
      let exact = try LossFixture.exact(loss) * LossFixture.exact(base) / LossFixture.exact(total)
      let missing = try exact - LossFixture.exact(share.amount)
      #expect(missing >= .zero, "seed \(seed)")
      #expect(missing < LossFixture.exact(LossFixture.unit(decimals)), "seed \(seed)")
    }
    #expect(sum == loss, "seed \(seed)")
    let bound = try LossFixture.unit(decimals).multiplied(by: Int64(holders.count))
    #expect(allocation.dust >= .zero && allocation.dust < bound, "seed \(seed)")
  }
}

/// What the tests of losses share.
enum LossFixture {
  static func unit(_ decimals: Int) -> Decimal18 {
    Decimal18(mantissa: (decimals..<18).reduce(1) { unit, _ in unit * 10 })
  }

  /// A random amount from 0 to a limit, with those decimals; often an end.
  static func amount(
    upTo limit: Decimal18, _ decimals: Int, _ random: inout SeededRandom
  ) throws -> Decimal18 {
    if random.chance(12) { return limit }
    if random.chance(12) { return .zero }
    let mantissa = Int128.random(in: 0...limit.mantissa, using: &random)
    return try Decimal18(mantissa: mantissa).rounded(toDecimals: decimals, rounding: .down)
  }

  /// One to twenty holders, from dust to millions.
  static func holders(
    _ decimals: Int, _ random: inout SeededRandom
  ) throws -> [LossSpread.Holder] {
    try (0..<Int.random(in: 1...20, using: &random)).map { account in
      let limit = Decimal18(random.pick([2, 100, 5_000_000]))
      let base = try amount(upTo: limit, decimals, &random)
      return LossSpread.Holder(account: account, base: max(base, unit(decimals)))
    }
  }

  static func exact(_ value: Decimal18) -> ExactRatio {
    ExactRatio(decimal: value.description) ?? .zero
  }
}
