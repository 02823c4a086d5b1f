import Audit
import FixedPoint
import Ledger
import Margin
import MarginSupport
import Testing

/// Ladders computed by hand, and held against a plain loop over all accounts.
@Suite struct PriceLadderTests {
  private static func ladder(
    _ venue: SmallVenue, _ feed: Feed, _ prices: [String]
  ) throws -> PriceLadder {
    let moved = try #require(MovedPrices([feed], in: venue.state, names: venue.names))
    return try PriceLadder(
      venue.state, names: venue.names, moving: moved, prices: try prices.map { try .of($0) })
  }

  /// Price, accounts, exposure, collateral, insolvent, bad debt, bad debt if sold.
  private static let loans: [(String, Int, String, String, Int, String, String)] = [
    ("100", 0, "0", "0", 0, "0", "0"),
    ("93.75", 0, "0", "0", 0, "0", "0"),
    ("90", 1, "150", "180", 0, "0", "0"),
    ("60", 2, "650", "720", 1, "30", "40.909090909090909091"),
    ("40", 2, "650", "480", 2, "170", "213.636363636363636365"),
  ]

  @Test(arguments: loans.indices)
  func loansAreValuedByHand(row: Int) throws {
    let (price, accounts, exposure, collateral, insolvent, bad, sold) = Self.loans[row]
    let venue = try SmallVenue.lending()
    let rung = try Self.ladder(venue, .asset(venue.asset("ETH")), [price]).rungs[0]
    #expect(rung.accounts == accounts)
    #expect(try rung.exposure == .of(exposure))
    #expect(try rung.collateral == .of(collateral))
    #expect(rung.insolvent == insolvent)
    #expect(try rung.badDebt == .of(bad))
    #expect(try rung.badDebtIfSold == .of(sold))
  }

  @Test func aMarketMovesWithTheAssetItIsTheBaseOf() throws {
    let venue = try SmallVenue.perpetual()
    let ladder = try Self.ladder(venue, .asset(venue.asset("ETH")), ["79", "100", "121"])
    #expect(ladder.moved.main == .market(venue.market("ETH-USD")))
    // Long: 200 − 10·21 = −10. Short: the same on the other side.
    #expect(ladder.rungs.map(\.badDebt) == [Decimal18(10), .zero, Decimal18(10)])
    #expect(ladder.rungs.map(\.accounts) == [1, 0, 1])
    #expect(ladder.rungs.map(\.exposure) == [Decimal18(790), .zero, Decimal18(1210)])
  }

  /// Account, whether by a fall, liquidation price, bankruptcy price.
  private static let lines: [(String, Bool, String, String)] = [
    // 200 + 10·(p − 100) ≥ 0.05·10·p from 800 ÷ 9.5 on.
    ("lou", true, "84.210526315789473685", "80"),
    // 200 + 10·(100 − p) ≥ 0.05·10·p up to 1200 ÷ 10.5.
    ("sue", false, "114.285714285714285714", "120"),
  ]

  @Test(arguments: lines.indices)
  func linesOfPositionsAreFoundToTheLastDecimal(row: Int) throws {
    let (name, isFall, liquidation, bankruptcy) = Self.lines[row]
    let venue = try SmallVenue.perpetual()
    let moved = try #require(
      MovedPrices([.market(venue.market("ETH-USD"))], in: venue.state, names: venue.names))
    let ladder = try AccountLadder(
      venue.account(name), in: venue.state, names: venue.names, moving: moved)
    #expect(ladder.lines.map(\.isFall) == [isFall])
    #expect(try ladder.lines[0].liquidation == .of(liquidation))
    #expect(try ladder.lines[0].bankruptcy == .of(bankruptcy))
  }

  @Test func theLineOfALoanComesWithWhatMayBeRepaid() throws {
    let venue = try SmallVenue.lending()
    let moved = try #require(
      MovedPrices([.asset(venue.asset("ETH"))], in: venue.state, names: venue.names))
    let line = try #require(
      try AccountLadder(venue.account("ann"), in: venue.state, names: venue.names, moving: moved)
        .lines.first)
    #expect(try line.liquidation == .of("62.5"))
    #expect(line.bankruptcy == Decimal18(50))
    #expect(
      line.sale?.subject == .debt(asset: venue.asset("USD"), collateral: venue.asset("ETH")))
    #expect(line.sale?.size == Decimal18(250), "the close factor is a half")
    #expect(line.exposure == Decimal18(500))
  }

  @Test(arguments: ["60", "45", "3"])
  func whoIsBeyondItsLineIsToldWhereAMoveBackBringsIt(price: String) throws {
    var venue = try SmallVenue.lending()
    let ether = Feed.asset(venue.asset("ETH"))
    try venue.assume([(ether, .of(price))])
    let moved = try #require(MovedPrices([ether], in: venue.state, names: venue.names))
    let ladder = try AccountLadder(
      venue.account("ann"), in: venue.state, names: venue.names, moving: moved)
    #expect(ladder.isLiquidatable)
    #expect(ladder.lines.map(\.isFall) == [true])
    #expect(try ladder.lines[0].liquidation == .of("62.5"))
    #expect(ladder.lines[0].bankruptcy == Decimal18(50))
    #expect(ladder.lines[0].exposure == Decimal18(500))
    #expect(ladder.lines[0].sale != nil)
  }

  @Test(arguments: [115, 300, 90_000] as [Int64])
  func aShortBeyondItsLineFellByARise(price: Int64) throws {
    var venue = try SmallVenue.perpetual()
    let market = Feed.market(venue.market("ETH-USD"))
    try venue.assume([(market, Decimal18(price))])
    let moved = try #require(MovedPrices([market], in: venue.state, names: venue.names))
    let ladder = try AccountLadder(
      venue.account("sue"), in: venue.state, names: venue.names, moving: moved)
    #expect(ladder.lines.map(\.isFall) == [false])
    #expect(try ladder.lines[0].liquidation == .of("114.285714285714285714"))
    #expect(ladder.lines[0].bankruptcy == Decimal18(120))
  }

  @Test func whomNoPriceSavesHasALineWithoutPrices() throws {
    let venue = try SmallVenue([
      SmallVenue.reference + [
        SmallVenue.rule("asset:ETH", "weight", "0.5"),
        SmallVenue.rule("asset:ETH", "initial_weight", "0.5"),
        SmallVenue.price("asset", "ETH", "100"),
        SmallVenue.money("deposit", "ann", "ETH", "1"),
        SmallVenue.money("borrow", "ann", "ETH", "1"),
        SmallVenue.money("borrow", "ann", "USD", "10"),
      ]
    ])
    let moved = try #require(
      MovedPrices([.asset(venue.asset("ETH"))], in: venue.state, names: venue.names))
    let ladder = try AccountLadder(
      venue.account("ann"), in: venue.state, names: venue.names, moving: moved)
    #expect(ladder.isLiquidatable && ladder.lines.count == 1)
    #expect(ladder.lines[0].liquidation == nil && ladder.lines[0].bankruptcy == nil)
    #expect(ladder.lines[0].exposure == Decimal18(110))
  }

  @Test func anOverdrawnBalanceIsExposure() throws {
    let venue = try SmallVenue([
      SmallVenue.reference + [
        SmallVenue.rule("asset:ETH", "weight", "0.8"),
        SmallVenue.rule("asset:ETH", "initial_weight", "0.8"),
        SmallVenue.price("asset", "ETH", "100"),
        SmallVenue.money("deposit", "ann", "ETH", "1"),
        SmallVenue.money("withdrawal", "ann", "USD", "70"),
      ]
    ])
    let rung = try Self.ladder(venue, .asset(venue.asset("ETH")), ["80"]).rungs[0]
    #expect(rung.accounts == 1 && rung.exposure == Decimal18(70))
  }

  @Test(arguments: 0..<UInt64(16))
  func everyRungIsAPlainLoopOverAllAccounts(seed: UInt64) throws {
    var maker = LivelyRulebook(seed: seed)
    let run = try VenueRun(seed: seed, rulebook: maker.make(), length: 30)
    let (state, names) = (run.enforcer.state, run.names)
    for subject in [Feed.asset(World.eth), .market(World.wbtUSD)] {
      guard let moved = MovedPrices([subject], in: state, names: names) else { continue }
      let prices = try [3, 7, 10, 13].map {
        try moved.present.multiplied(by: $0, dividedBy: 10, rounding: .halfEven)
      }
      let ladder = try PriceLadder(state, names: names, moving: moved, prices: prices)
      for (price, rung) in zip(prices, ladder.rungs) {
        var venue = state
        try venue.assume(try moved.at(price), names: names)
        var (accounts, exposure, bad) = (0, Decimal18.zero, Decimal18.zero)
        for account in 0..<names.accounts.count {
          let valuation = try venue.valuation(of: account, names: names)
          let health = valuation.health
          guard health.isJudgeable, names.accounts[account] != "dust" else { continue }
          if health.equity.isNegative { bad = try bad - health.equity }
          guard health.isLiquidatable(venue.rulebook.trigger) else { continue }
          accounts += 1
          exposure = try exposure + health.gross
          for line in valuation.assets where line.value.isNegative {
            exposure = try exposure - line.value
          }
        }
        #expect(rung.accounts == accounts, "seed \(seed), \(subject) at \(price)")
        #expect(rung.exposure == exposure, "seed \(seed), \(subject) at \(price)")
        #expect(rung.badDebt == bad, "seed \(seed), \(subject) at \(price)")
      }
    }
  }

  @Test(arguments: 0..<UInt64(16))
  func oneUnitBeyondItsLineEveryAccountMayBeLiquidated(seed: UInt64) throws {
    var maker = LivelyRulebook(seed: seed)
    let run = try VenueRun(seed: seed, rulebook: maker.make(), length: 30)
    let (state, names) = (run.enforcer.state, run.names)
    let moved = try #require(MovedPrices([.asset(World.eth)], in: state, names: names))
    func isDue(_ account: Int, _ price: Decimal18) throws -> Bool {
      let venue = try moved.state(state, at: price, names: names)
      return try venue.valuation(of: account, names: names).health
        .isLiquidatable(state.rulebook.trigger)
    }
    let ladder = try PriceLadder(state, names: names, moving: moved, prices: [])
    for account in ladder.exposed {
      let lines = try AccountLadder(account, in: state, names: names, moving: moved)
      for line in lines.lines {
        guard let price = line.liquidation else { continue }
        let beyond = Decimal18(mantissa: price.mantissa + (line.isFall ? -1 : 1))
        #expect(try !isDue(account, price), "seed \(seed), account \(account) at \(price)")
        #expect(try isDue(account, beyond), "seed \(seed), account \(account) at \(beyond)")
      }
    }
  }

  @Test func stepsHoldBothEndsAndThePresent() throws {
    let prices = try PriceLadder.prices(
      from: Decimal18(50), to: Decimal18(150), steps: 3, present: Decimal18(100))
    #expect(
      try prices == [
        .of("50"), .of("83.333333333333333333"), .of("100"),
        .of("116.666666666666666667"), .of("150"),
      ])
  }
}
