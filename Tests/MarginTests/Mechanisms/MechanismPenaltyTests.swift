import FixedPoint
import Margin
import Testing

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

@Suite struct MechanismPenaltyTests {
  private static func rules(_ mode: PenaltyRules.Mode) throws -> PenaltyRules {
    var rules = PenaltyRules()
    rules.mode = mode
    for (above, rate) in [("0", "0.01"), ("1000", "0.02"), ("50000", "0.2")] {
      var tier = PenaltyRules.Tier()
      tier.above = try d(above)
      tier.rate = try d(rate)
      rules.tiers.append(tier)
    }
    rules.rate = try d("0.02")
    rules.maximum = try d("0.1")
    rules.rampSeconds = 300
    return rules
  }

  @Test(
    arguments: [
      (.tiered, "0", "0.5", 0, "0.01"), (.tiered, "999.99", "0.5", 0, "0.01"),
      (.tiered, "1000", "0.5", 0, "0.02"), (.tiered, "49999", "2", 999_999, "0.02"),
      // 20 % is above the maximum.
      (.tiered, "50000", "0.5", 0, "0.1"),
      (.ramp, "5", "0.5", 0, "0.02"), (.ramp, "5", "0.5", 150_000, "0.06"),
      // 0.08 · 1 / 300,000, up.
      (.ramp, "5", "0.5", 1, "0.020000266666666667"),
      (.ramp, "5", "0.5", 300_000, "0.1"), (.ramp, "5", "0.5", 900_000, "0.1"),
      (.ramp, "5", "0.5", -7, "0.02"),
      (.oneMinusHealth, "5", "0.97", 0, "0.03"), (.oneMinusHealth, "5", "0.5", 0, "0.1"),
      (.oneMinusHealth, "5", "1.2", 0, "0"), (.oneMinusHealth, "5", "-3", 0, "0.1"),
    ] as [(PenaltyRules.Mode, String, String, Int64, String)])
  func theRateFollowsItsMode(
    mode: PenaltyRules.Mode, value: String, coverage: String, since: Int64, rate: String
  ) throws {
    let rules = try Self.rules(mode)
    let circumstances = PenaltyRules.Circumstances(
      value: try d(value), coverage: try d(coverage), sinceBreach: since)
    #expect(try rules.rate(in: circumstances) == d(rate))
  }

  @Test func noTierIsNoPenaltyAndNoRampIsTheMaximum() throws {
    var rules = try Self.rules(.tiered)
    rules.tiers = []
    let now = PenaltyRules.Circumstances(value: try d("5"), coverage: .zero, sinceBreach: 0)
    #expect(try rules.rate(in: now) == .zero)
    rules = try Self.rules(.ramp)
    rules.rampSeconds = 0
    #expect(try rules.rate(in: now) == d("0.1"))
    rules.rampSeconds = .max
    #expect(throws: ArithmeticError.overflow) { try rules.rate(in: now) }
  }

  @Test func theAmountIsRoundedUpAndTheFundsShareDown() throws {
    var rules = try Self.rules(.tiered)
    rules.toFund = try d("0.5")
    let circumstances = PenaltyRules.Circumstances(
      value: try d("100"), coverage: .zero, sinceBreach: 0)
    let penalty = try rules.penalty(on: d("123.45"), in: circumstances, decimals: 2)
    #expect(penalty.rate == (try d("0.01")))
    #expect(penalty.amount == (try d("1.24")))
    #expect(penalty.toFund == (try d("0.62")))
    let odd = try rules.penalty(on: d("124.5"), in: circumstances, decimals: 2)
    #expect(odd.amount == (try d("1.25")))
    #expect(odd.toFund == (try d("0.62")))
  }

  /// More time since the breach never makes a ramp cheaper.
  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func aRampNeverFalls(seed: UInt64) throws {
    var random = MechanismRandom(seed: seed)
    var rules = try Self.rules(.ramp)
    rules.rate = min(random.share(), random.share())
    rules.maximum = max(rules.rate, random.share())
    rules.rampSeconds = random.whole(1...5000)
    var last = rules.rate
    var time: Int64 = 0
    while last < rules.maximum {
      time += random.whole(1...500_000)
      let rate = try rules.rate(
        in: .init(value: .one, coverage: .one, sinceBreach: time))
      #expect(rate >= last && rate <= rules.maximum, "seed \(seed)")
      last = rate
    }
    #expect(time < rules.rampSeconds * 1000 + 500_000, "seed \(seed)")
  }
}
