import FixedPoint
import Ledger
import LedgerSupport
import MarginSupport
import Testing

@testable import Margin

/// The same treatment for every account, whatever its name and size.
@Suite struct FairnessTests {
  @Test(arguments: 0..<UInt64(10))
  func namesAndSizesDoNotChangeTheTimingOfCalls(seed: UInt64) throws {
    let small = try calls(seed, scale: 1, prefix: "a")
    let large = try calls(seed, scale: 100_000, prefix: "zz")
    #expect(small.isEmpty == false)
    #expect(small == large, "seed \(seed)")
  }

  /// Who was called, and when: accounts by their numbers.
  private func calls(_ seed: UInt64, scale: Int64, prefix: String) throws -> [[Int64]] {
    var rules = Rulebook()
    for coverage in ["1.5", "1.2", "1"] {
      var level = CallRules.Level()
      level.coverage = LivelyRulebook.number(coverage)
      rules.calls.levels.append(level)
    }
    rules.calls.graceBlocks = 3
    rules.anyAsset.weight = LivelyRulebook.number("0.8")
    rules.anyAsset.initialWeight = LivelyRulebook.number("0.8")
    rules.assets["USD"] = AssetTerms()
    var enforcer = Enforcer()
    var world = World(seed: seed, traders: 2, borrowers: 0)
    var random = SeededRandom(seed)
    var timing: [[Int64]] = []
    var price: Int64 = 200_000
    for number in 0..<40 as Range<Int64> {
      var facts: [Event] = []
      if number == 0 {
        facts = world.opening(LivelyRulebook.events(rules))
        for account in 0..<10 as Range<Int64> {
          let id = world.names.internAccount("\(prefix)-\(account)")
          facts.append(Self.money(.deposit, id, World.eth, scale))
          facts.append(Self.money(.borrow, id, World.usd, (800 + 50 * account) * scale))
        }
      } else {
        price = price * Int64.random(in: 9_600...10_300, using: &random) / 10_000
        facts = [Self.price(price)]
      }
      enforcer.names = world.names
      try enforcer.run(block: number, time: number * 1000, facts: facts) {
        (event, names) throws(VenueError) in
        guard event.kind == .marginCall || event.kind == .marginCallClosed else { return }
        let account = event.id(.account).map { names.accounts[$0] } ?? event.string(.call) ?? ""
        let digits = account.split(separator: "-").last.flatMap { Int64($0) } ?? -1
        timing.append([number, digits, event.integer(.tier) ?? 0])
      }
      world.names = enforcer.names
    }
    return timing
  }

  private static func money(_ kind: Kind, _ account: Int, _ asset: Int, _ amount: Int64) -> Event {
    World.event(kind) {
      $0.set(.account, integer: Int64(account))
      $0.set(.asset, integer: Int64(asset))
      $0.set(.amount, decimal: Decimal18(amount))
    }
  }

  private static func price(_ cents: Int64) -> Event {
    World.event(.priceUpdate) {
      $0.set(.asset, integer: Int64(World.eth))
      $0.set(.source, text: "oracle")
      $0.set(.price, decimal: World.cents(cents))
    }
  }
}
