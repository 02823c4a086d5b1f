import Engine
import FixedPoint
import Ledger
import Margin
import Testing

@testable import Simulation

/// Random numbers, distributions, price paths and populations.
@Suite struct WorldTests {
  @Test func splitMixGivesThePublishedNumbers() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in random.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func purposesHaveNumbersOfTheirOwn() {
    var first = SplitMix64(seed: 7, purpose: "a")
    var second = SplitMix64(seed: 7, purpose: "b")
    #expect(first.next() != second.next())
  }

  @Test(arguments: [UInt128(0), 1, 2, 3, 4, 8, 9, 15, 16, 17, 1 << 64, (1 << 64) - 1, .max])
  func squareRootsAreFloors(_ number: UInt128) {
    let root = SquareRoot.floor(number)
    let (square, isOver) = root.multipliedReportingOverflow(by: root)
    #expect(!isOver && square <= number)
    let (next, nextIsOver) = (root + 1).multipliedReportingOverflow(by: root + 1)
    #expect(nextIsOver || next > number)
  }

  @Test func drawsStayWithinTheirBounds() throws {
    var random = SplitMix64(seed: 5)
    let uniform = Distribution.uniform(try Decimal18("1.5"), try Decimal18("4"))
    let wide = Distribution.logUniform(try LogUniform(Decimal18(100), Decimal18(1_000_000)))
    var decades = [0, 0, 0, 0]
    for _ in 0..<4000 {
      let number = try uniform.draw(&random, decimals: 2)
      #expect(try number >= (Decimal18("1.5")) && number < Decimal18(4) && number.decimals <= 2)
      let size = try wide.draw(&random)
      #expect(size >= Decimal18(100) && size <= Decimal18(1_000_000))
      let bounds: [Int64] = [1000, 10_000, 100_000]
      decades[bounds.count { size >= Decimal18($0) }] += 1
    }
    // Each order of magnitude is as likely: a thousand each, seed 5.
    for count in decades { #expect((900...1100).contains(count), "\(decades)") }
  }

  @Test func aWalkMovesByNoMoreThanItsStepAndStaysAboveItsFloor() throws {
    var walk = PricePath.Walk(start: Decimal18(100))
    walk.step = try Decimal18("0.02")
    walk.drift = try Decimal18("-0.01")
    walk.floor = Decimal18(60)
    let path = PricePath(shape: .walk(walk), decimals: 18)
    let prices = try path.prices(at: Array(0..<500), random: SplitMix64(seed: 9))
    #expect(prices[0] == Decimal18(100))
    #expect(prices.min() == Decimal18(60))
    for (before, after) in zip(prices, prices.dropFirst()) where after != Decimal18(60) {
      let move = try (after - before).divided(by: before, rounding: .halfEven)
      #expect(try move >= (Decimal18("-0.03000001")) && move <= (Decimal18("0.01000001")))
    }
    #expect(try prices == (path.prices(at: Array(0..<500), random: SplitMix64(seed: 9))))
  }

  @Test func jumpsAreRareAndOfTheirSize() throws {
    var walk = PricePath.Walk(start: Decimal18(100))
    walk.jumpEvery = 10
    walk.jumpSize = try Decimal18("0.1")
    let prices = try PricePath(shape: .walk(walk), decimals: 18)
      .prices(at: Array(0..<1000), random: SplitMix64(seed: 3))
    let jumps = zip(prices, prices.dropFirst()).filter { $0 != $1 }
    #expect((60...140).contains(jumps.count), "seed 3: \(jumps.count)")
  }

  // MARK: - Populations

  static func population(_ generator: String, blocks: Int = 3) throws -> Simulation {
    var run = try Simulation(
      ScenarioRun.scenario(
        """
        { "scenario": "t", "seed": 4, "venue": { "name": "v", "unit": "USD" },
          "assets": { "USD": 6, "DAI": 18, "ETH": 9, "BTC": 8 },
          "markets": { "ETH-USD": { "base": "ETH", "quote": "USD" } },
          "rulebook": "lending", "set": { "asset:ETH.initial_weight": "0.7", "asset:ETH.weight": "0.75",
            "asset:BTC.initial_weight": "0.6", "asset:BTC.weight": "0.65" },
          "start": "2024-01-01", "blocks": \(blocks),
          "prices": { "ETH": { "steps": [[0, "2000"]] }, "BTC": { "steps": [[0, "50000"]] },
            "DAI": { "steps": [[0, "1.01"]] }, "ETH-USD": { "steps": [[0, "2000.5"]] } },
          "population": { "generators": [\(generator)] } }
        """))
    try run.run { _, _ in }
    return run
  }

  @Test func perpetualPopulationsAreBalanced() throws {
    let run = try Self.population(
      """
      { "kind": "perpetual", "count": 200, "prefix": "p", "collateral": "USD", "market": "ETH-USD",
        "size": { "log_uniform": ["0.1", "50"] }, "leverage": { "uniform": ["2", "10"] } }
      """)
    let positions = run.state.book.openPositions(in: 0)
    #expect(positions.count == 200)
    var sum = Decimal18.zero
    for (account, position) in positions {
      sum = try sum + position.size
      // Equity is between a tenth and a half of the notional, but for rounding to the cent.
      let notional = try position.size.magnitude.multiplied(by: Decimal18("2000.5"), rounding: .up)
      let margin = run.state.book.balance(of: account, asset: 0).asset
      #expect(try margin >= (notional.multiplied(by: 1, dividedBy: 10, rounding: .down)))
      let half = try notional.multiplied(by: 1, dividedBy: 2, rounding: .up)
      #expect(try margin <= half + Decimal18("0.00001"))
    }
    #expect(sum == .zero)
  }

  @Test func vaultsHaveTheirRatiosAndSizes() throws {
    let run = try Self.population(
      """
      { "kind": "vaults", "count": 100, "prefix": "v", "collateral": "ETH", "debt": "DAI",
        "size": { "uniform": ["1000", "5000"] }, "ratio": { "uniform": ["1.5", "4"] }, "price": "1950" }
      """)
    for account in 0..<100 {
      let debt = try run.state.book.balance(of: account, asset: 1).debt
        .multiplied(by: Decimal18("1.01"), rounding: .up)
      let value = try run.state.book.balance(of: account, asset: 2).asset
        .multiplied(by: Decimal18(1950), rounding: .down)
      #expect(try debt >= (Decimal18("999.99")) && debt <= (Decimal18("5000.01")))
      let ratio = try value.divided(by: debt, rounding: .halfEven)
      #expect(try ratio >= (Decimal18("1.4999")) && ratio <= (Decimal18("4.0001")))
    }
  }

  @Test func borrowersKeepToWhatTheyMayBorrow() throws {
    let run = try Self.population(
      """
      { "kind": "lending", "count": 100, "prefix": "l", "collateral": ["ETH", "BTC"], "debt": ["USD", "DAI"],
        "size": { "log_uniform": ["100", "100000"] }, "use": { "uniform": ["0.5", "0.99"] } }
      """)
    var withTwo = 0
    for account in 0..<100 {
      let health = try run.state.valuation(of: account, names: run.names).health
      #expect(health.allowsRisk)
      #expect(health.initialRequirement > .zero)
      let owned = run.state.book.balances(of: account).filter { $0.balance.asset > .zero }
      if owned.count == 2 { withTwo += 1 }
    }
    #expect(withTwo > 20)
  }

  @Test func anOpeningPopulationStandsBeforeTheRecord() throws {
    let run = try Self.population(
      """
      { "kind": "perpetual", "count": 4, "prefix": "p", "collateral": "USD", "market": "ETH-USD",
        "size": "1", "leverage": "5", "opening": true }
      """)
    #expect(run.summary.count(of: .openingBalance) == 4)
    #expect(run.summary.count(of: .openingPosition) == 4)
    #expect(run.summary.count(of: .deposit) == 0)
  }
}
