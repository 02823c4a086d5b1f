import Engine
import FixedPoint
import Ledger
import Margin
import Testing

@testable import Audit
@testable import Simulation

/// A stress test of a scenario's end is the venue run on, block by block, under the same prices.
@Suite struct StressScenarioTests {
  /// The state that reading a scenario's log gives, and its names.
  private static func end(
    of scenario: Scenario, through last: Int64 = .max
  ) throws -> (state: VenueState, names: Names) {
    var run = try Simulation(scenario)
    var state = VenueState()
    var events: [Event] = []
    while !run.isFinished {
      try run.runBlock { event, _ in if event.position.block <= last { events.append(copy event) } }
    }
    for event in events { try state.apply(event, names: run.names) }
    try state.endBlock(names: run.names)
    return (state, run.names)
  }

  private static func shocks(
    _ percent: Int64, _ state: VenueState, _ names: Names
  ) throws -> [(feed: Feed, price: Decimal18)] {
    let ether = names.assets.id(of: "ETH") ?? names.assets.id(of: "WETH")
    let feed = Feed.asset(try #require(ether))
    let moved = try #require(MovedPrices([feed], in: state, names: names))
    return try moved.at(
      moved.present.multiplied(by: percent, dividedBy: 100, rounding: .halfEven))
  }

  private static let asked: [(String, Int64)] = [
    ("amm", 60), ("batch", 60), ("batch", 75), ("cure", 60), ("dutch-linear", 80),
    ("dutch-stair", 70), ("english", 80), ("fixed-spread", 60), ("ladder", 50),
    ("penalty-ramp", 60), ("priority-oldest", 50), ("stability-pool", 60), ("window-cap", 60),
    ("window-cap", 54), ("waterfall", 70), ("breakers", 60),
  ]

  @Test(arguments: asked)
  func aTestIsTheVenueRunOn(name: String, percent: Int64) throws {
    let (state, names) = try Self.end(of: try ScenarioRun.shipped(name))
    let shocks = try Self.shocks(percent, state, names)
    var settings = StressTest.Settings()
    settings.limit = 2000
    var test = StressTest(state, names: names, shocks: shocks, settings: settings)
    let outcome = try test.run()
    var enforcer = Enforcer(from: state, names: names)
    var prices = StressPrices(state, names: names, shocks: shocks, usesDepth: false)
    for block in 1...500 as ClosedRange<Int64> {
      let facts = try prices.facts(of: enforcer.state, isFirst: block == 1)
      try enforcer.run(
        block: state.block + block, time: state.time + block * settings.blockTime, facts: facts
      ) { (_, _) throws(VenueError) in }
    }
    if outcome.isQuiet { #expect(outcome.rounds < 500) }
    for account in 0..<names.accounts.count {
      #expect(
        test.state.book.balances(of: account).map(\.balance)
          == enforcer.state.book.balances(of: account).map(\.balance), "\(names.accounts[account])")
      #expect(
        test.state.book.positions(of: account).map(\.position)
          == enforcer.state.book.positions(of: account).map(\.position),
        "\(names.accounts[account])")
    }
  }

  @Test func aCapThatIsUsedUpIsWaitedFor() throws {
    let (state, names) = try Self.end(of: try ScenarioRun.shipped("window-cap"))
    let shocks = try Self.shocks(60, state, names)
    var test = StressTest(state, names: names, shocks: shocks)
    let outcome = try test.run()
    #expect(outcome.accounts == 3 && outcome.isQuiet)
    #expect(outcome.notional == (try Decimal18("48438.000001")))
    #expect(outcome.badDebt == (try Decimal18("14691.999999")))
  }

  @Test func aBatchIsWaitedFor() throws {
    let (state, names) = try Self.end(of: try ScenarioRun.shipped("batch"))
    let shocks = try Self.shocks(60, state, names)
    var test = StressTest(state, names: names, shocks: shocks)
    let outcome = try test.run()
    #expect(outcome.insuranceUsed == (try Decimal18("3497.020268")))
    #expect(outcome.unresolved.isZero && outcome.isQuiet)
  }

  /// Account a is liquidated, then healthy again; a second fall calls it anew, with all its grace.
  @Test func whoIsHealthyAgainIsCalledBeforeItIsSold() throws {
    let scenario = try ScenarioRun.scenario(
      """
      {"scenario": "again", "venue": {"name": "G", "unit": "USD"}, "assets": {"USD": 6, "ETH": 9},
       "rulebook": {"rulebook": "again",
        "assets": {"*": {"weight": "0.8", "initial_weight": "0.7", "bonus": "0.05"},
                   "USD": {"weight": "1", "initial_weight": "1"}},
        "calls": {"levels": [{"coverage": "1", "channels": "web"}], "grace_blocks": 5},
        "liquidation": {"mechanism": "fixed_spread", "size": "close_factor", "close_factor": "0.5"},
        "losses": {"waterfall": ["insurance", "bad_debt"]}},
       "start": "2024-05-01T00:00:00Z", "block_seconds": 12, "blocks": 40,
       "prices": {"ETH": {"steps": [[0, "2000"], [5, "1500"], [20, "2000"]]}},
       "population": {"accounts": {
        "l": {"deposits": {"USD": "100000"}},
        "a": {"deposits": {"ETH": "10"}, "borrows": {"USD": "13000"}},
        "b": {"deposits": {"ETH": "10"}, "borrows": {"USD": "12000"}}}}}
      """)
    let (state, names) = try Self.end(of: scenario)
    #expect(state.calls.liquidating.isEmpty)
    let shocks = try Self.shocks(60, state, names)
    for rounds in 1...2 {
      var settings = StressTest.Settings()
      settings.limit = rounds
      var test = StressTest(state, names: names, shocks: shocks, settings: settings)
      let outcome = try test.run()
      // Both are called in the first round, and sold when their grace is over: in the next that anything is due in.
      #expect(outcome.accounts == 0 || rounds > 1)
      #expect(test.state.calls.open.count == 2)
    }
    var test = StressTest(state, names: names, shocks: shocks)
    let outcome = try test.run()
    #expect(outcome.accounts == 2 && outcome.isQuiet)
    #expect(outcome.notional == (try Decimal18("17657.142858")))
  }
}
