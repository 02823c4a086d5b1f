@testable import Audit
import Engine
import FixedPoint
import Ledger
import Margin
import MarginSupport
import Testing

/// Stress tests, by hand and against the same fall of prices in a venue that runs on.
@Suite struct StressTests {
  private static func run(
    _ venue: SmallVenue, _ shocks: [(feed: Feed, price: Decimal18)], depth: Bool = false
  ) throws -> (outcome: StressOutcome, state: VenueState) {
    var settings = StressTest.Settings()
    settings.usesDepth = depth
    var test = StressTest(venue.state, names: venue.names, shocks: shocks, settings: settings)
    let outcome = try test.run()
    return (outcome, test.state)
  }

  @Test func withoutAShockNothingHappens() throws {
    let venue = try SmallVenue.lending()
    let outcome = try Self.run(venue, []).outcome
    #expect(outcome.accounts == 0 && outcome.rounds == 1 && outcome.isQuiet)
    #expect(outcome.notional.isZero && outcome.insuranceLeft == Decimal18(40))
  }

  @Test func aBankruptLoanEndsAsBadDebt() throws {
    let venue = try SmallVenue.lending()
    // At 60: ann is sold in part; ben has 120 for 150, of which a bonus of 10 % takes its share.
    let outcome = try Self.run(venue, [(.asset(venue.asset("ETH")), Decimal18(60))]).outcome
    #expect(outcome.accounts == 2)
    #expect(outcome.isQuiet)
    // No fund stands in the waterfall of this rulebook, so all of it is written off.
    #expect(try outcome.badDebt == .of("40.90909090909090909"))
    #expect(outcome.insuranceUsed.isZero)
    #expect(
      try Decimal18(40) + outcome.penalties
        == outcome.insuranceUsed + outcome.insuranceLeft + outcome.reserveUsed
        + outcome.reserveLeft)
    #expect(outcome.unresolved.isZero)
  }

  @Test func whatOthersBearIsNotLeftOver() throws {
    let venue = try SmallVenue.lending([
      SmallVenue.rule("venue", "losses.waterfall.count", "1"),
      SmallVenue.rule("venue", "losses.waterfall.0", "socialize"),
      SmallVenue.rule("venue", "losses.method", "index_cut"),
    ])
    let outcome = try Self.run(venue, [(.asset(venue.asset("ETH")), Decimal18(60))]).outcome
    #expect(try outcome.socialized == .of("40.90909090909090909"))
    #expect(try outcome.badDebt.isZero && outcome.loss.isZero)
    #expect(outcome.accounts == 2)
  }

  @Test func aDebtTakenOverWithItsCollateralCostsWhatThatIsNotWorth() throws {
    let venue = try SmallVenue.lending([
      SmallVenue.rule("venue", "liquidation.mechanism", "stability_pool"),
      SmallVenue.rule("venue", "liquidation.stability_pool", "pool"),
      SmallVenue.rule("venue", "liquidation.size", "whole"),
      SmallVenue.rule("venue", "losses.waterfall.count", "1"),
      SmallVenue.rule("venue", "losses.waterfall.0", "socialize"),
      SmallVenue.rule("venue", "losses.method", "redistribution"),
      SmallVenue.money("deposit", "dan", "ETH", "100"),
      SmallVenue.money("borrow", "dan", "USD", "100"),
    ])
    // At 60 ben's 150 come with 120, ann's 500 and her part of it with more than they are.
    let outcome = try Self.run(venue, [(.asset(venue.asset("ETH")), Decimal18(60))]).outcome
    #expect(outcome.accounts == 2 && outcome.notional.isZero)
    #expect(outcome.socialized == Decimal18(30))
    #expect(try outcome.badDebt.isZero && outcome.loss.isZero)
  }

  @Test func aPerpetualEndsAsTheSameFallInAVenueThatRunsOn() throws {
    let venue = try SmallVenue.perpetual()
    let market = Feed.market(venue.market("ETH-USD"))
    let (outcome, after) = try Self.run(venue, [(market, Decimal18(70))])
    // The same venue, told the price and given bids for everything at it.
    var enforcer = Enforcer(from: venue.state, names: venue.names)
    func fact(_ kind: Kind, _ fill: (inout Event) -> Void) -> Event {
      World.event(kind) {
        $0.set(.market, integer: Int64(venue.market("ETH-USD")))
        $0.set(.price, decimal: Decimal18(70))
        fill(&$0)
      }
    }
    let facts = [
      fact(.priceUpdate) { $0.set(.source, text: "oracle") },
      fact(.depth) {
        $0.set(.side, choice: "bid")
        $0.set(.size, decimal: Decimal18(100))
      },
    ]
    var written = Decimal18.zero
    for block in 0..<3 as Range<Int64> {
      try enforcer.run(
        block: venue.state.block + 1 + block, time: venue.state.time + 12_000 * (1 + block),
        facts: block == 0 ? facts : []
      ) { (event, _) throws(VenueError) in
        guard event.kind == .badDebt, let amount = event.decimal(.amount) else { return }
        written = Decimal18(mantissa: written.mantissa + amount.mantissa)
      }
    }
    // Long 10 from 100 with 200: 300 lost.
    #expect(outcome.badDebt == Decimal18(100))
    #expect(outcome.badDebt == written)
    for account in 0..<venue.names.accounts.count {
      #expect(
        after.book.balances(of: account).map(\.balance)
          == enforcer.state.book.balances(of: account).map(\.balance))
    }
  }

  @Test func thePenaltyReservePaysFirstWhereTheWaterfallSaysSo() throws {
    let venue = try SmallVenue.reserve()
    let market = Feed.market(venue.market("ETH-USD"))
    // Long 10 from 100 with 200: 50 lost, less than the reserve has.
    let enough = try Self.run(venue, [(market, Decimal18(75))]).outcome
    #expect(enough.reserveUsed == Decimal18(50) && enough.reserveLeft == Decimal18(10))
    #expect(enough.insuranceUsed.isZero && enough.insuranceLeft == Decimal18(30))
    #expect(enough.badDebt.isZero && enough.penalties.isZero && enough.isQuiet)
    // 100 lost: the reserve is exhausted, then the fund, and the rest is written off.
    let (outcome, after) = try Self.run(venue, [(market, Decimal18(70))])
    #expect(outcome.reserveUsed == Decimal18(60) && outcome.reserveLeft.isZero)
    #expect(outcome.insuranceUsed == Decimal18(30) && outcome.insuranceLeft.isZero)
    #expect(outcome.badDebt == Decimal18(10) && outcome.unresolved.isZero && outcome.isQuiet)
    #expect(outcome.rounds < 5)
    try after.book.checkInvariants(names: venue.names)
  }

  @Test func recordedDepthMovesWithTheShockAndSlips() throws {
    let bids = [("99", "3"), ("90", "4"), ("50", "100")].map { price, size in
      #""kind":"depth","market":"ETH-USD","side":"bid","price":"\#(price)","size":"\#(size)""#
    }
    let venue = try SmallVenue(SmallVenue.perpetualLog + [bids])
    let market = Feed.market(venue.market("ETH-USD"))
    let outcome = try Self.run(venue, [(market, Decimal18(80))], depth: true).outcome
    // Bids stand at 79.2, 72 and 40: 3, 4 and 3 of the 10 are sold at them.
    #expect(outcome.notional == (try .of("645.6")))
    #expect(outcome.concession == (try .of("154.4")))
    #expect(outcome.prices[market] == Decimal18(40))
    #expect(outcome.badDebt == (try .of("154.4")))
    #expect(outcome.isQuiet)
  }

  @Test(arguments: 0..<UInt64(12))
  func nothingIsLostOrMadeByATest(seed: UInt64) throws {
    var maker = LivelyRulebook(seed: seed)
    let rulebook = maker.make()
    let run = try VenueRun(seed: seed, rulebook: rulebook, length: 20)
    let (state, names) = (run.enforcer.state, run.names)
    for percent in [40, 75, 130] as [Int64] {
      for usesDepth in [false, true] {
        var settings = StressTest.Settings()
        settings.usesDepth = usesDepth
        settings.limit = 60
        guard let moved = MovedPrices([.asset(World.eth)], in: state, names: names) else {
          continue
        }
        let price = try moved.present.multiplied(by: percent, dividedBy: 100, rounding: .halfEven)
        var test = StressTest(
          state, names: names, shocks: try moved.at(price), settings: settings)
        let outcome = try test.run()
        try test.checkConservation()
        #expect(!outcome.badDebt.isNegative && !outcome.insuranceLeft.isNegative, "seed \(seed)")
        #expect(outcome.rounds <= 60)
      }
    }
  }

  @Test func theBoundIsSaid() throws {
    let venue = try SmallVenue.lending()
    var settings = StressTest.Settings()
    settings.limit = 1
    var test = StressTest(
      venue.state, names: venue.names, shocks: [(.asset(venue.asset("ETH")), Decimal18(60))],
      settings: settings)
    #expect(try !test.run().isQuiet)
  }
}

extension StressTest {
  /// Whether every posting still sums to zero.
  func checkConservation() throws {
    try state.book.checkInvariants(names: enforcer.names)
  }
}
