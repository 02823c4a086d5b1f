import Audit
import FixedPoint
import Ledger
import Testing

/// Each cause alone, in a log whose figures were computed by hand.
@Suite struct AttributionTests {
  /// What is lost by a log, and to what: in a small log that ends with 100 USD that nobody repays.
  struct Example: Sendable, CustomTestStringConvertible {
    let cause: Attribution.Cause
    /// What the cause takes beside the 5 USD of the gap.
    let amount: String
    var gap = "5"
    var shortfall = "100"
    let write: @Sendable (inout HandMadeLog) -> Void

    var testDescription: String { cause.rawValue }
  }

  static let examples: [Example] = [
    // 375 USD before, -100 at the first price below the line.
    Example(cause: .gap, amount: "475", gap: "475") { log in
      log.next()
      log.price("140")
      log.start()
      log.sell(for: "1400")
      log.writeOff("100")
    },
    // The market falls below the line at 187 and on to 140 before the venue sees it.
    Example(cause: .oracleLatency, amount: "470") { log in
      log.next()
      log.market("187")
      log.next()
      log.market("140")
      log.next()
      log.venue("140")
      log.start()
      log.sell(for: "1400")
      log.writeOff("100")
    },
    Example(cause: .grace, amount: "470") { log in
      log.next()
      log.price("187")
      log.add(
        #""kind":"margin_call","call":"a@2","account":"a","tier":1,"equity":"1870","#
          + #""requirement":"1875","deadline":40000"#)
      log.next()
      log.price("140")
      log.next()
      log.start()
      log.sell(for: "1400")
      log.writeOff("100")
      log.add(#""kind":"margin_call_closed","call":"a@2","outcome":"liquidated""#)
    },
    Example(cause: .keeperDelay, amount: "470") { log in
      log.next()
      log.price("187")
      log.start()
      log.next()
      log.price("140")
      log.next()
      log.sell(for: "1400")
      log.writeOff("100")
    },
    // What the sale got less than the market, for want of others, is due to the same.
    Example(cause: .congestion, amount: "570", shortfall: "200") { log in
      log.next()
      log.price("187")
      log.start()
      log.attempt("gas_above_limit")
      log.next()
      log.price("140")
      log.next()
      log.sell(for: "1300")
      log.writeOff("200")
    },
    Example(cause: .thinIncentive, amount: "570", shortfall: "200") { log in
      log.next()
      log.price("187")
      log.start()
      log.attempt("thin_incentive")
      log.next()
      log.price("140")
      log.next()
      log.sell(for: "1300")
      log.writeOff("200")
    },
    Example(cause: .halt, amount: "470") { log in
      log.next()
      log.price("187")
      log.start()
      log.add(#""kind":"halt","scope":"liquidation","reason":"vote","authority":"council""#)
      log.next()
      log.price("140")
      log.next()
      log.add(#""kind":"resume","scope":"liquidation","reason":"vote","authority":"council""#)
      log.sell(for: "1400")
      log.writeOff("100")
    },
    Example(cause: .slippage, amount: "470") { log in
      log.next()
      log.price("187")
      log.start()
      log.sell(for: "1400")
      log.writeOff("100")
    },
    // 1,870 are paid, 470 of them as the penalty, so that 1,400 of the debt are repaid.
    Example(cause: .incentive, amount: "470") { log in
      log.next()
      log.price("187")
      log.start()
      log.sell(for: "1870", penalty: "470")
      log.writeOff("100")
    },
    // A fixed spread: 10 ETH worth 1,870 repay 1,400; the rest is the bonus, a part of it the venue's fee.
    Example(cause: .incentive, amount: "470") { log in
      log.next()
      log.price("187")
      log.start()
      log.sell(for: "1400", fee: "0.1", by: "fixed_spread")
      log.writeOff("100")
    },
  ]

  /// Of 10 ETH worth 1,870 half an ETH is the venue's fee; 1,400 are paid for the rest.
  @Test(arguments: [
    ("dutch_auction", "93.5", "376.5"), ("fixed_spread", "470", "0"),
  ])
  func whatIsGivenBeyondTheDebtIsNoSlippage(
    mechanism: String, incentive: String, slippage: String
  ) throws {
    var log = HandMadeLog.borrower()
    log.next()
    log.price("187")
    log.start()
    log.sell(for: "1400", fee: "0.5", by: mechanism)
    log.writeOff("100")
    let entry = try #require(try log.cases().first)
    #expect(entry.attribution[.incentive].description == incentive)
    #expect(entry.attribution[.slippage].description == slippage)
    #expect(try entry.attribution.total == entry.shortfall)
    // It is nobody's payment: what was repaid is the account's own, without the bonus.
    #expect(entry.repaid.map(\.amount.description) == ["1400"])
    #expect(entry.payers.map(\.name) == ["bad debt"])
    let fill = try #require(entry.steps.first { $0.kind == .liquidationFill })
    #expect(fill.text.hasSuffix(", k, cost \(incentive) USD in penalty and bonus"), "\(fill.text)")
  }

  @Test(arguments: examples)
  func aCauseThatActsAloneTakesAll(example: Example) throws {
    var log = HandMadeLog.borrower()
    example.write(&log)
    let cases = try log.cases()
    try #require(cases.count == 1)
    let entry = cases[0]
    #expect(entry.outcome == .bankrupt)
    #expect(entry.shortfall?.description == example.shortfall)
    #expect(entry.attribution.cushion == Decimal18(375))
    #expect(entry.attribution[.gap].description == example.gap)
    #expect(entry.attribution[example.cause].description == example.amount)
    for other in Attribution.Cause.allCases where other != .gap && other != example.cause {
      #expect(entry.attribution[other].isZero, "\(other)")
    }
    #expect(entry.cause == example.cause)
    #expect(entry.payers.map(\.amount.description) == [example.shortfall])
    #expect(try entry.attribution.total == entry.shortfall)
  }

  @Test func theBreachShowsThePricesItRestsOn() throws {
    var log = HandMadeLog.borrower()
    Self.examples[1].write(&log)
    let entry = try #require(try log.cases().first)
    #expect(entry.breach?.equity == Decimal18(-100))
    #expect(entry.breach?.requirement == Decimal18(1875))
    #expect(entry.healthy?.equity == Decimal18(375))
    #expect(entry.marketBreach?.moment.block == 2)
    #expect(entry.marketBreach?.equity == Decimal18(370))
    let price = try #require(entry.prices.first)
    #expect(price.venue == Decimal18(140))
    #expect(price.market == Decimal18(140))
    #expect(price.age == 0)
  }

  @Test func aTopUpThatCuresIsNoLoss() throws {
    var log = HandMadeLog.borrower()
    log.next()
    log.price("187")
    log.next()
    log.add(#""kind":"deposit","account":"a","asset":"USD","amount":"100""#)
    let entry = try #require(try log.cases().first)
    #expect(entry.outcome == .cured)
    #expect(entry.shortfall == .zero)
    #expect(entry.cause == nil)
    #expect(entry.attribution[.flows] == Decimal18(-100))
    #expect(entry.attribution[.gap] == Decimal18(5))
    // 375 before, 470 at the end.
    #expect(try entry.attribution.total == Decimal18(-470))
  }

  @Test func aTopUpBesideAFallingPriceIsNotTakenForIt() throws {
    var log = HandMadeLog.borrower()
    log.next()
    log.price("187")
    log.start()
    log.next()
    log.price("140")
    log.add(#""kind":"deposit","account":"a","asset":"USD","amount":"30""#)
    log.next()
    log.sell(for: "1400")
    log.writeOff("100")
    let entry = try #require(try log.cases().first)
    #expect(entry.attribution[.flows] == Decimal18(-30))
    #expect(entry.attribution[.keeperDelay] == Decimal18(470))
    #expect(entry.shortfall == Decimal18(70))
  }

  /// Half is closed against others, the price falls on, and the rest follows.
  @Test func deleveragingInTwoStepsIsPaidByOthersAndTheTimeBetweenIsNot() throws {
    var log = HandMadeLog.trader()
    log.next()
    log.price("82", isMarket: true)
    log.start()
    log.next()
    log.price("75", isMarket: true)
    log.deleverage("4", at: "80")
    log.next()
    log.price("70", isMarket: true)
    log.deleverage("6", at: "80")
    let cases = try log.cases()
    let entry = try #require(cases.first { $0.outcome == .bankrupt })
    // 200 before; 20 at 82; -50 at 75, of which 20 are given; -60 at 70, of which 60 are given.
    #expect(entry.attribution.cushion == Decimal18(200))
    #expect(entry.attribution[.gap] == Decimal18(180))
    #expect(entry.attribution[.keeperDelay] == Decimal18(100))
    #expect(entry.shortfall == Decimal18(80))
    #expect(entry.payers.map(\.name) == ["deleveraging"])
    #expect(entry.payers.map(\.amount) == [Decimal18(80)])
    #expect(entry.cause == .gap)
  }

  @Test func anOpenCaseSaysWhatItLacksSoFar() throws {
    var log = HandMadeLog.borrower()
    log.next()
    log.price("187")
    log.start()
    log.next()
    log.price("140")
    let entry = try #require(try log.cases().first)
    #expect(entry.outcome == .open)
    #expect(entry.shortfall == Decimal18(100))
    #expect(entry.cause == .keeperDelay)
  }

  @Test func whatOneTakesOutBeforeTheBreachIsNoGap() throws {
    var log = HandMadeLog.borrower()
    log.next()
    log.add(#""kind":"withdrawal","account":"a","asset":"ETH","amount":"1""#)
    log.start()
    log.next()
    let entry = try #require(try log.cases().first)
    #expect(entry.attribution.cushion.description == "187.5")
    #expect(entry.attribution[.gap].isZero)
  }

  @Test func sharesSumToAHundredPerCentWhateverTheirParts() throws {
    var attribution = Attribution()
    attribution.cushion = Decimal18(1)
    for cause in [Attribution.Cause.gap, .halt, .slippage] {
      try attribution.add(Decimal18(1), to: cause)
    }
    try attribution.add(Decimal18(mantissa: -1), to: .flows)
    let shares = try attribution.shares()
    #expect(shares.map(\.share).reduce(0, +) == 1000)
    #expect(shares.map(\.cause) == [.gap, .halt, .slippage, .flows])
  }
}
