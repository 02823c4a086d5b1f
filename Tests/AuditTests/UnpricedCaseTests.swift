import Audit
import FixedPoint
import Ledger
import Testing

/// What is held before its first price is not worth nothing: its worth is not known.
@Suite struct UnpricedCaseTests {
  @Test func theCausesCountFromTheFirstMomentWithAllPrices() throws {
    var log = HandMadeLog.unpriced()
    log.next()
    log.price("140")
    log.start()
    log.next()
    log.sell(for: "1300")
    log.writeOff("200")
    let entry = try #require(try log.cases().first)
    // 1400 and a debt of 1500 at once, when the price comes.
    #expect(entry.breach?.equity == Decimal18(-100))
    #expect(entry.healthy == nil && entry.marketBreach == nil)
    #expect(entry.startOfCauses == "equity when first seen")
    #expect(entry.attribution.cushion == Decimal18(-100))
    #expect(entry.attribution[.gap].isZero && entry.attribution[.oracleLatency].isZero)
    #expect(entry.shortfall == Decimal18(200))
    #expect(try entry.attribution.total == entry.shortfall)
    #expect(entry.path.first?.equity == Decimal18(-100))
  }

  @Test func whatIsSoldWithoutAPriceHasNoCauses() throws {
    var log = HandMadeLog.unpriced()
    log.next()
    log.start()
    log.sell(for: "1400")
    log.writeOff("100")
    let entry = try #require(try log.cases().first)
    #expect(entry.isUnvalued && !entry.isAttributed)
    #expect(entry.outcome == .bankrupt)
    #expect(entry.shortfall == nil && entry.cause == nil)
    #expect(entry.attribution == Attribution())
    #expect(entry.payers.map(\.amount) == [Decimal18(100)])
    // Of the moment at which the collateral was there nothing is said.
    #expect(entry.steps.map { $0.standing?.equity.description } == [nil, "-100", "0"])
  }

  /// A price that comes while the case is open begins the count; what stood before is in no cause.
  @Test func aCaseThatBeginsBeforeItsPricesCountsFromThem() throws {
    var log = HandMadeLog.unpriced()
    log.next()
    log.start()
    log.next()
    log.price("160")
    log.next()
    log.price("140")
    let entry = try #require(try log.cases().first)
    #expect(entry.outcome == .open)
    #expect(entry.attribution.cushion == Decimal18(100))
    #expect(entry.attribution[.keeperDelay] == Decimal18(200))
    #expect(entry.shortfall == Decimal18(100))
  }

  /// A price that the rules make of the sources stands after the last event, not before the first.
  @Test func aBreachByAPriceOfASourceStandsInItsPlace() throws {
    var log = HandMadeLog.unpriced()
    log.next()
    log.add(#""kind":"price_update","asset":"ETH","source":"feed","price":"140""#)
    let entry = try #require(try log.cases().first)
    #expect(entry.opened.seq == Int64(log.lines.count))
    #expect(entry.opened.block == 2)
  }

  /// An account of which others closed the position at a price that left it something lost nothing of theirs.
  @Test(arguments: [true, false])
  func whoIsDeleveragedWithSomethingLeftWasLiquidated(byRules: Bool) throws {
    var log = HandMadeLog.trader()
    log.add(#""kind":"fee","account":"a","asset":"USD","amount":"0""#)
    log.add(#""kind":"funding_payment","account":"a","market":"ETH-USD","amount":"0""#)
    log.next()
    log.price("82", isMarket: true)
    log.next()
    log.deleverage("10", at: "82")
    let entry = try #require(
      try (byRules ? log.cases() : log.factCases()).first { !$0.steps.isEmpty })
    #expect(entry.outcome == .liquidated)
    #expect(entry.payers.isEmpty)
    #expect(entry.shortfall == .zero)
    #expect(entry.ending == "closed: by the log 20 USD is left")
  }
}
