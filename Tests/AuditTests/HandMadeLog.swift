import Audit
import FixedPoint
import Ledger
import LedgerSupport

/// A small log written by hand: an account with 10 ETH and a debt of 1,500 USD that must be covered one and
/// a quarter times, or a trader of contracts; a block every ten seconds.
struct HandMadeLog {
  private(set) var lines: [String] = []
  private var index = 0
  private var block: Int64 = 0

  /// The declarations, the rules, and the account `a` at 187.5 USD: just at its line, with 375 USD of its own.
  static func borrower() -> HandMadeLog {
    var log = unpriced()
    log.price("187.5")
    return log
  }

  /// The same before the first price.
  static func unpriced() -> HandMadeLog {
    var log = HandMadeLog()
    log.declare()
    log.rule("asset:ETH", "weight", "1")
    log.rule("asset:USD", "weight", "1")
    log.rule("asset:USD", "liability_weight", "1.25")
    log.rule("asset:USD", "initial_liability_weight", "1.25")
    log.add(#""kind":"deposit","account":"a","asset":"ETH","amount":"10""#)
    log.add(#""kind":"borrow","account":"a","asset":"USD","amount":"1500""#)
    return log
  }

  /// The declarations, the rules, and the trader `a` with 200 USD, long 10 contracts at 100 against `b`.
  static func trader() -> HandMadeLog {
    var log = HandMadeLog()
    log.declare()
    for (name, value) in [
      ("tiers.count", "1"), ("tiers.0.above", "0"), ("tiers.0.initial", "0.1"),
      ("tiers.0.maintenance", "0.05"),
    ] {
      log.rule("market:ETH-USD", name, value)
    }
    log.add(#""kind":"deposit","account":"a","asset":"USD","amount":"200""#)
    log.add(#""kind":"deposit","account":"b","asset":"USD","amount":"5000""#)
    let trade = #","market":"ETH-USD","side":"#
    log.add(#""kind":"fill","account":"a""# + trade + #""buy","size":"10","price":"100""#)
    log.add(#""kind":"fill","account":"b""# + trade + #""sell","size":"10","price":"100""#)
    log.price("100", isMarket: true)
    return log
  }

  private mutating func declare() {
    next()
    add(#""kind":"venue","name":"hand","unit":"USD""#)
    add(#""kind":"asset","asset":"USD","decimals":6"#)
    add(#""kind":"asset","asset":"ETH","decimals":18"#)
    add(#""kind":"market","market":"ETH-USD","base":"ETH","quote":"USD""#)
  }

  mutating func rule(_ scope: String, _ name: String, _ value: String) {
    add(#""kind":"parameter","scope":"\#(scope)","name":"\#(name)","value":"\#(value)""#)
  }

  /// The next block begins.
  mutating func next() {
    block += 1
    index = 0
  }

  mutating func add(_ fields: String) {
    lines.append(
      #"{"v":1,"block":\#(block),"index":\#(index),"time":\#(block * 10_000),\#(fields)}"#)
    index += 1
  }

  /// Both the market and the venue see a price.
  mutating func price(_ price: String, isMarket: Bool = false) {
    market(price, isMarket: isMarket)
    venue(price, isMarket: isMarket)
  }

  /// The market pays a price.
  mutating func market(_ price: String, isMarket: Bool = false) {
    let feed = isMarket ? #""market":"ETH-USD""# : #""asset":"ETH""#
    add(#""kind":"price_update",\#(feed),"source":"market","price":"\#(price)""#)
  }

  /// The venue settles on a price.
  mutating func venue(_ price: String, isMarket: Bool = false) {
    let feed = isMarket ? #""market":"ETH-USD""# : #""asset":"ETH""#
    add(#""kind":"price_update",\#(feed),"source":"oracle","price":"\#(price)""#)
    add(
      #""kind":"reference_price",\#(feed),"price":"\#(price)","status":"valid","method":"last""#)
  }

  mutating func start() { add(#""kind":"liquidation_start","account":"a""#) }

  mutating func attempt(_ reason: String) {
    add(
      #""kind":"liquidation_attempt","account":"a","liquidator":"k","outcome":"failed","#
        + #""reason":"\#(reason)","fee":"2""#)
  }

  /// All collateral is sold for so much, of which so much is the penalty; the fee is in collateral.
  mutating func sell(
    for repaid: String, penalty: String? = nil, fee: String? = nil,
    by mechanism: String = "dutch_auction"
  ) {
    let more =
      (penalty.map { #","penalty":"\#($0)""# } ?? "") + (fee.map { #","fee":"\#($0)""# } ?? "")
    add(
      #""kind":"liquidation_fill","account":"a","liquidator":"k","mechanism":"\#(mechanism)","#
        + #""asset":"ETH","size":"10","repaid_asset":"USD","repaid":"\#(repaid)"\#(more)"#)
  }

  mutating func writeOff(_ amount: String) {
    add(#""kind":"bad_debt","account":"a","asset":"USD","amount":"\#(amount)""#)
  }

  mutating func deleverage(_ size: String, at price: String) {
    add(
      #""kind":"deleverage","account":"a","counterparty":"b","market":"ETH-USD","side":"sell","#
        + #""size":"\#(size)","price":"\#(price)""#)
  }

  // MARK: - Reading

  var events: (events: [Event], names: Names) {
    get throws {
      var reader = LogReader()
      let events = try lines.map { try reader.read($0) }
      return (events, reader.names)
    }
  }

  /// The cases by the log's own rules.
  func cases() throws -> [MarginCase] {
    let (events, names) = try events
    return try CaseTests.cases(events, names)
  }

  /// The cases by the facts alone.
  func factCases() throws -> [MarginCase] {
    let (events, names) = try events
    var builder = FactCaseBuilder(names: names)
    for event in events { try builder.take(event) }
    try builder.finish()
    return builder.cases
  }
}
