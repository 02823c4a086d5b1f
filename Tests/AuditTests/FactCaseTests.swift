import Audit
import FixedPoint
import Ledger
import Testing

/// Cases without a rulebook: from what the facts say, and nothing else.
@Suite struct FactCaseTests {
  @Test func aSaleWithoutARestIsALiquidation() throws {
    var log = HandMadeLog.borrower()
    log.next()
    log.start()
    log.sell(for: "1500")
    let cases = try log.factCases()
    let entry = try #require(cases.first)
    #expect(cases.count == 1)
    #expect(entry.basis == .facts)
    #expect(entry.breach == nil)
    #expect(entry.outcome == .liquidated)
    #expect(entry.cause == nil)
    #expect(entry.ending == "closed: nothing is left")
    #expect(entry.repaid.map(\.amount) == [Decimal18(1500)])
  }

  @Test func aDebtThatIsLeftAloneIsABankruptcy() throws {
    var log = HandMadeLog.borrower()
    log.next()
    log.sell(for: "1400")
    let entry = try #require(try log.factCases().first)
    #expect(entry.outcome == .bankrupt)
    #expect(entry.ending == "nothing is left, and it owes 100 USD")
  }

  @Test func whatIsWrittenOffIsTheShortfall() throws {
    var log = HandMadeLog.borrower()
    log.next()
    log.start()
    log.sell(for: "1400")
    log.writeOff("100")
    let entry = try #require(try log.factCases().first)
    #expect(entry.outcome == .bankrupt)
    #expect(entry.shortfall == Decimal18(100))
    #expect(entry.payers.map(\.name) == ["bad debt"])
  }

  @Test func aTradeInTheBlockOfALiquidationClosesThePosition() throws {
    var log = HandMadeLog.trader()
    log.next()
    log.add(
      #""kind":"liquidation_start","account":"a","scope":"cross","notional":"820","equity":"-3""#)
    log.add(
      #""kind":"fill","account":"a","market":"ETH-USD","side":"sell","size":"10","price":"82""#)
    let entry = try #require(try log.factCases().first)
    #expect(entry.fills == 1)
    #expect(entry.start?.equity == Decimal18(-3))
    // The venue published that it was below zero.
    #expect(entry.outcome == .bankrupt)
    #expect(entry.shortfall == nil)
    #expect(
      entry.ending == "closed: the record sums to 20 USD; what was left is not decidable without "
        + "fees and funding")
  }

  /// What a trader has left depends on charges: where the log has them the record decides, else nothing does.
  @Test(arguments: [(false, "79", false), (true, "79", true), (true, "82", false)])
  func whatATraderLacksIsDecidedByALogWithItsCharges(
    hasCharges: Bool, price: String, isShort: Bool
  ) throws {
    var log = HandMadeLog.trader()
    if hasCharges {
      log.add(#""kind":"fee","account":"a","asset":"USD","amount":"1""#)
      log.add(
        #""kind":"funding_payment","account":"a","market":"ETH-USD","amount":"0""#)
    }
    log.next()
    log.add(
      #""kind":"liquidation_start","account":"a","scope":"cross","notional":"820","equity":"3""#)
    log.add(
      #""kind":"fill","account":"a","market":"ETH-USD","side":"sell","size":"10","#
        + #""price":"\#(price)""#)
    let entry = try #require(try log.factCases().first)
    #expect((entry.shortfall == nil) == !hasCharges)
    #expect(entry.outcome == (isShort ? .bankrupt : .liquidated))
    #expect(entry.missing == (isShort ? Decimal18(11) : .zero))
    #expect(!hasCharges || !entry.ending.contains("-"))
    let sum = try entry.settlement().reduce(Decimal18.zero) { try $0 + $1.value }
    #expect(sum == entry.missing)
  }

  @Test func aLiquidationWithoutASaleStaysOpenAndSaysSo() throws {
    var log = HandMadeLog.borrower()
    log.next()
    log.start()
    log.next()
    log.start()
    let cases = try log.factCases()
    #expect(cases.map(\.outcome) == [.open, .open])
    #expect(cases.map(\.ending) == ["the log holds no sale of it", "the log holds no sale of it"])
  }

  /// A part of the trades of a venue shows sales, and not what they closed.
  @Test func aTradeOfWhatTheLogNeverOpenedMayBeTheSale() throws {
    var log = HandMadeLog.trader()
    log.next()
    log.add(#""kind":"liquidation_start","account":"c","notional":"300","equity":"3""#)
    log.add(
      #""kind":"fill","account":"c","market":"ETH-USD","side":"sell","size":"3","price":"100""#)
    let entry = try #require(try log.factCases().first)
    #expect(entry.outcome == .open)
    #expect(entry.ending.hasPrefix("whether it was sold is not decidable"))
  }

  @Test func salesOfSeveralBlocksAreSeveralCases() throws {
    var log = HandMadeLog.borrower()
    for _ in 0..<3 {
      log.next()
      log.add(
        #""kind":"liquidation_fill","account":"a","mechanism":"fixed_spread","asset":"ETH","#
          + #""size":"1","repaid_asset":"USD","repaid":"180""#)
    }
    let cases = try log.factCases()
    #expect(cases.map(\.fills) == [1, 1, 1])
    #expect(cases.map(\.id) == [1, 2, 3])
    #expect(cases.allSatisfy { $0.outcome == .liquidated })
  }

  @Test func anAuctionHoldsItsCaseOpenOverBlocks() throws {
    var log = HandMadeLog.borrower()
    log.next()
    log.add(#""kind":"auction_start","auction":"x","account":"a","asset":"ETH","size":"10""#)
    log.next()
    log.add(#""kind":"auction_reset","auction":"x""#)
    log.next()
    log.add(
      #""kind":"liquidation_fill","account":"a","mechanism":"dutch_auction","asset":"ETH","#
        + #""size":"10","repaid_asset":"USD","repaid":"1500","auction":"x""#)
    log.add(#""kind":"auction_end","auction":"x","outcome":"raised","size":"0""#)
    let cases = try log.factCases()
    let entry = try #require(cases.first)
    #expect(cases.count == 1)
    #expect(entry.outcome == .liquidated)
    #expect(entry.delay == 20_000)
    #expect(entry.steps.count == 4)
  }

  @Test func lossesThatOthersBearAreTheirs() throws {
    var log = HandMadeLog.borrower()
    log.next()
    log.sell(for: "1400")
    log.writeOff("100")
    log.add(
      #""kind":"socialized_loss","pool":"USD","asset":"USD","amount":"60","method":"index_cut""#)
    let entry = try #require(try log.factCases().first)
    #expect(entry.payers.map(\.name) == ["bad debt", "socialized:index_cut"])
    #expect(entry.payers.map(\.amount) == [Decimal18(40), Decimal18(60)])
    #expect(entry.shortfall == Decimal18(100))
  }
}
