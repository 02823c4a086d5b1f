import FixedPoint
import LedgerSupport
import Margin
import Testing

@Suite struct LossWaterfallTests {
  private typealias Payer = Waterfall.Payer

  /// Penalty reserve 10, market fund 20, shared fund 30, deleveraging 40, socializable 50.
  private static func resources(fundLeft: Int64? = nil) -> Waterfall.Resources {
    var resources = Waterfall.Resources()
    resources.penaltyReserve = Decimal18(10)
    resources.marketFund = Decimal18(20)
    resources.sharedFund = Decimal18(30)
    resources.fundLeft = fundLeft.map { Decimal18($0) }
    resources.deleverage = Decimal18(40)
    resources.socialize = Decimal18(50)
    return resources
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var shortfall: Int64
    var steps: [LossRules.Step]
    var fundLeft: Int64?
    var expected: [(Waterfall.Payer, Int64)]

    var testDescription: String { "\(shortfall) over \(steps.map(\.rawValue))" }
  }

  private static let full: [LossRules.Step] = [
    .penaltyReserve, .insurance, .deleverage, .socialize, .badDebt,
  ]

  static let cases: [Case] = [
    Case(shortfall: 0, steps: full, expected: []),
    Case(shortfall: -5, steps: full, expected: []),
    Case(shortfall: 7, steps: full, expected: [(.penaltyReserve, 7)]),
    Case(shortfall: 10, steps: full, expected: [(.penaltyReserve, 10)]),
    Case(shortfall: 30, steps: full, expected: [(.penaltyReserve, 10), (.marketFund, 20)]),
    Case(
      shortfall: 55, steps: full,
      expected: [(.penaltyReserve, 10), (.marketFund, 20), (.sharedFund, 25)]),
    Case(
      shortfall: 151, steps: full,
      expected: [
        (.penaltyReserve, 10), (.marketFund, 20), (.sharedFund, 30), (.deleverage, 40),
        (.socialize, 50), (.badDebt, 1),
      ]),
    // The cap of an account holds for both funds together.
    Case(
      shortfall: 100, steps: full, fundLeft: 25,
      expected: [
        (.penaltyReserve, 10), (.marketFund, 20), (.sharedFund, 5), (.deleverage, 40),
        (.socialize, 25),
      ]),
    Case(
      shortfall: 60, steps: full, fundLeft: 0,
      expected: [(.penaltyReserve, 10), (.deleverage, 40), (.socialize, 10)]),
    // The rulebook's order is what counts.
    Case(
      shortfall: 60, steps: [.socialize, .deleverage, .insurance],
      expected: [(.socialize, 50), (.deleverage, 10)]),
    // Bad debt takes the whole rest wherever it stands; no step at all is bad debt.
    Case(
      shortfall: 60, steps: [.insurance, .badDebt, .socialize],
      expected: [(.marketFund, 20), (.sharedFund, 30), (.badDebt, 10)]),
    Case(shortfall: 60, steps: [], expected: [(.badDebt, 60)]),
    // A step that is named twice finds only what it left.
    Case(
      shortfall: 70, steps: [.insurance, .penaltyReserve, .insurance],
      expected: [(.marketFund, 20), (.sharedFund, 30), (.penaltyReserve, 10), (.badDebt, 10)]),
  ]

  @Test(arguments: cases)
  func paysInTheOrderOfTheRulebook(_ test: Case) throws {
    let plan = try Waterfall.plan(
      Decimal18(test.shortfall), steps: test.steps,
      resources: Self.resources(fundLeft: test.fundLeft))
    #expect(plan == test.expected.map { Waterfall.Payment($0.0, Decimal18($0.1)) })
  }

  @Test func resourcesAreRoundedDownToTheAssetAndDebtsOfAFundAreNothing() throws {
    var resources = Waterfall.Resources()
    resources.marketFund = Decimal18(-3)
    resources.deleverage = try Decimal18("1.239")
    let plan = try Waterfall.plan(
      Decimal18(2), steps: [.insurance, .deleverage], resources: resources, decimals: 2)
    #expect(
      plan == [
        Waterfall.Payment(.deleverage, try Decimal18("1.23")),
        Waterfall.Payment(.badDebt, try Decimal18("0.77")),
      ])
  }

  @Test func theCapOfAnAccountCountsWhatWasPaid() throws {
    #expect(try Waterfall.fundLeft(cap: .zero, paid: Decimal18(9)) == nil)
    #expect(try Waterfall.fundLeft(cap: Decimal18(10), paid: Decimal18(9)) == Decimal18(1))
    #expect(try Waterfall.fundLeft(cap: Decimal18(10), paid: Decimal18(11)) == .zero)
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func equalsPayingUnitByUnit(_ seed: UInt64) throws {
    var random = SeededRandom(seed)
    let steps = (0..<Int.random(in: 0...7, using: &random)).map { _ in
      random.pick(LossRules.Step.allCases)
    }
    let shortfall = Int64.random(in: 0...60, using: &random)
    let held = (0..<5).map { _ in Int64.random(in: -5...20, using: &random) }
    let left = random.chance(2) ? nil : Int64.random(in: 0...20, using: &random)
    var resources = Waterfall.Resources()
    resources.penaltyReserve = Decimal18(held[0])
    resources.marketFund = Decimal18(held[1])
    resources.sharedFund = Decimal18(held[2])
    resources.deleverage = Decimal18(held[3])
    resources.socialize = Decimal18(held[4])
    resources.fundLeft = left.map { Decimal18($0) }

    let plan = try Waterfall.plan(Decimal18(shortfall), steps: steps, resources: resources)
    #expect(plan == Self.unitByUnit(shortfall, steps, held, left), "seed \(seed)")
    var sum = Decimal18.zero
    for payment in plan { sum = try sum + payment.amount }
    #expect(sum == Decimal18(shortfall), "seed \(seed)")
  }

  /// Each unit is paid by the first payer, in the order of the steps, that has one left.
  private static func unitByUnit(
    _ shortfall: Int64, _ steps: [LossRules.Step], _ held: [Int64], _ left: Int64?
  ) -> [Waterfall.Payment] {
    var held = held
    var left = left
    var order: [(payer: Payer, resource: Int?)] = []
    for step in steps {
      switch step {
      case .penaltyReserve: order.append((.penaltyReserve, 0))
      case .insurance: order += [(.marketFund, 1), (.sharedFund, 2)]
      case .deleverage: order.append((.deleverage, 3))
      case .socialize: order.append((.socialize, 4))
      case .badDebt: order.append((.badDebt, nil))
      }
    }
    order.append((.badDebt, nil))
    var paid: [(Payer, Int64)] = []
    for _ in 0..<shortfall {
      for (payer, resource) in order {
        let isFund = payer == .marketFund || payer == .sharedFund
        if let resource, held[resource] <= 0 || (isFund && left == 0) { continue }
        if let resource { held[resource] -= 1 }
        if isFund { left = left.map { $0 - 1 } }
        if let last = paid.last, last.0 == payer {
          paid[paid.count - 1].1 += 1
        } else {
          paid.append((payer, 1))
        }
        break
      }
    }
    return paid.map { Waterfall.Payment($0.0, Decimal18($0.1)) }
  }
}
