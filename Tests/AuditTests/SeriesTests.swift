import Audit
import Engine
import FixedPoint
import Ledger
import LedgerSupport
import Margin
import Testing

/// Series of a venue against its book, and against logs written by hand.
@Suite struct SeriesTests {
  private static let kinds: [Kind] = [
    .insurance, .insurance, .badDebt, .socializedLoss, .recovery, .priceUpdate, .deleverage, .halt,
    .resume, .liquidationFill, .deposit,
  ]

  private static func read(_ lines: [String]) throws -> (events: [Event], names: Names) {
    var reader = LogReader()
    var events: [Event] = []
    for line in lines { events.append(try reader.read(line)) }
    return (events, reader.names)
  }

  private static func series(
    _ events: [Event], _ names: Names, from first: Int64 = 1
  ) throws -> VenueSeries {
    var collector = SeriesCollector(names: names, from: first)
    for event in events { try collector.take(event) }
    return collector.finish()
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func seriesEndAtTheFiguresOfTheBook(seed: UInt64) throws {
    var log = RandomLog(seed: seed, accounts: 5, kinds: Self.kinds)
    let (events, names) = try Self.read(log.lines(300))
    var book = Book()
    for event in events { try book.apply(event, names: names) }
    for first in [1, 100, 250] as [Int64] {
      let series = try Self.series(events, names, from: first)
      for line in series.funds {
        #expect(line.last == book.insurance(line.name, asset: line.asset), "seed \(seed)")
      }
      for line in series.badDebt {
        let pool = try -book.poolBalance(.badDebt, asset: line.asset)
        #expect(line.last == pool, "seed \(seed)")
      }
      for line in series.funds + series.badDebt + series.socialized {
        let times = line.points.map(\.time)
        #expect(times == times.sorted(), "seed \(seed)")
        #expect(times.first == series.span?.from.time, "seed \(seed)")
        #expect(times.last == series.span?.to.time, "seed \(seed)")
      }
    }
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func aWindowContinuesWhatIsBeforeIt(seed: UInt64) throws {
    var log = RandomLog(seed: seed, accounts: 5, kinds: Self.kinds)
    let (events, names) = try Self.read(log.lines(200))
    let whole = try Self.series(events, names)
    let late = try Self.series(events, names, from: 101)
    #expect(late.fills.map(\.seq) == whole.fills.map(\.seq).filter { $0 > 100 }, "seed \(seed)")
    for (a, b) in zip(whole.funds, late.funds) {
      #expect((a.name, a.asset, a.last) == (b.name, b.asset, b.last), "seed \(seed)")
    }
    #expect(late.events == 100)
  }

  private static let head = [
    #"{"v":1,"block":1,"index":0,"time":0,"kind":"venue","name":"V","unit":"USD"}"#,
    #"{"v":1,"block":1,"index":1,"time":0,"kind":"asset","asset":"USD","decimals":6}"#,
    #"{"v":1,"block":1,"index":2,"time":0,"kind":"asset","asset":"ETH","decimals":18}"#,
    #"{"v":1,"block":1,"index":3,"time":0,"kind":"market","market":"ETH-USD","base":"ETH","quote":"USD"}"#,
  ]

  private static func log(_ bodies: [String], from first: Int64 = 1) throws -> VenueSeries {
    let lines = bodies.enumerated().map { place, body in
      "{\"v\":1,\"block\":\(place + 2),\"index\":0,\"time\":\((place + 1) * 1_000),\"kind\":\(body)}"
    }
    let (events, names) = try read(head + lines)
    return try series(events, names, from: first)
  }

  /// What funds and losses did in the first block of a window is in the window.
  @Test(arguments: [5, 6] as [Int64])
  func whatStoodBeforeTheWindowIsItsBeginning(first: Int64) throws {
    let series = try Self.log(
      [
        #""insurance","fund":"f","asset":"USD","amount":"100","cause":"contribution""#,
        #""insurance","fund":"f","asset":"USD","amount":"-60","cause":"liquidation","account":"a""#,
        #""bad_debt","account":"a","asset":"USD","amount":"7""#,
        #""price_update","asset":"ETH","source":"oracle","price":"2""#,
        #""price_update","asset":"ETH","source":"oracle","price":"3""#,
        #""note","text":"end""#,
      ], from: first)
    #expect(series.funds[0].opening == (first == 5 ? .zero : Decimal18(100)))
    let values = series.funds[0].points.suffix(3).map(\.value)
    #expect(values == [100, 40, 40].map { Decimal18($0) })
    #expect(series.badDebt[0].points.first?.value == .zero)
    #expect(series.payments.map(\.payer) == [.insurance("f"), .badDebt])
    #expect(series.payments.map(\.amount) == [Decimal18(60), Decimal18(7)])
    for line in series.funds + series.badDebt {
      #expect(line.points.map(\.isBefore) == line.points.indices.map { $0 == 0 })
    }
  }

  /// What a source said late it had said in time: silences go by publication, and the market promises nothing.
  @Test func aLateWordIsNoSilence() throws {
    let series = try Self.log([
      #""parameter","scope":"venue","name":"oracle.heartbeat_seconds","value":"2","authority":"a""#,
      #""price_update","asset":"ETH","source":"oracle","price":"2""#,
      #""note","text":"nothing""#, #""note","text":"nothing""#,
      #""price_update","asset":"ETH","source":"oracle","price":"3","published":4000"#,
      #""price_update","asset":"ETH","source":"oracle","price":"3","published":6000"#,
    ])
    #expect(series.prices[0].spoken == [2_000, 4_000, 6_000])
    #expect(series.prices[0].points.map(\.time) == [2_000, 5_000, 6_000])
    #expect(OracleSilence.find(in: series.prices[0], heartbeat: 2_000, until: 6_000).isEmpty)
  }

  /// A price that nobody repeats within the window still stands in it.
  @Test func aPriceFromBeforeTheWindowStands() throws {
    let series = try Self.log(
      [
        #""price_update","asset":"ETH","source":"oracle","price":"2""#,
        #""note","text":"begin""#, #""note","text":"end""#,
      ], from: 6)
    #expect(series.prices.map { $0.points.map(\.value) } == [[Decimal18(2)]])
    #expect(series.prices[0].points.map(\.isBefore) == [true])
    #expect(series.prices[0].points.map(\.time) == [2_000])
  }

  /// The first block of the whole log may be one that loses something.
  @Test func aLossInTheFirstBlockIsALoss() throws {
    let (events, names) = try Self.read(
      Self.head + [
        #"{"v":1,"block":1,"index":4,"time":0,"kind":"bad_debt","account":"a","asset":"USD","amount":"7"}"#
      ])
    let series = try Self.series(events, names)
    #expect(series.payments.map(\.amount) == [Decimal18(7)])
    #expect(series.badDebt[0].points.map(\.value) == [.zero, Decimal18(7)])
  }

  /// The price of a fill is what it brought, whatever price the venue recorded beside it.
  @Test func theRecordedPriceOfCollateralIsNotWhatItBrought() throws {
    let series = try Self.log([
      #""price_update","asset":"ETH","source":"oracle","price":"1700""#,
      #""liquidation_fill","account":"a","mechanism":"fixed_spread","asset":"ETH","size":"10","price":"1700","repaid_asset":"USD","repaid":"16000""#,
      #""liquidation_fill","account":"a","mechanism":"other","asset":"ETH","size":"1","price":"1500""#,
      #""liquidation_fill","account":"a","mechanism":"order_book","market":"ETH-USD","side":"sell","size":"1","price":"1400""#,
    ])
    #expect(series.fills.map(\.price) == [1_600, 1_500, 1_400].map { Decimal18($0) })
  }

  @Test func aFillIsValuedAtTheVenuesPriceAndItsPenaltyIsPaidByTheLiquidated() throws {
    let series = try Self.log([
      #""price_update","asset":"ETH","source":"oracle","price":"200""#,
      #""liquidation_fill","account":"a","mechanism":"english_auction","asset":"ETH","size":"2","price":"150","repaid_asset":"USD","repaid":"300","penalty":"13""#,
      #""liquidation_fill","account":"a","mechanism":"english_auction","asset":"ETH","size":"3","repaid_asset":"USD","repaid":"1.5""#,
    ])
    #expect(series.fills.map(\.price) == [Decimal18(150), Decimal18(mantissa: .init(5e17))])
    #expect(series.fills.map(\.notional) == [Decimal18(400), Decimal18(600)])
    #expect(series.auctions.nearZero == 1)
    #expect(series.payments.map(\.payer) == [.penalty])
    #expect(series.payments.map(\.amount) == [Decimal18(13)])
    #expect(series.payments.map(\.value) == [Decimal18(13)])
  }

  @Test func whatIsMadeGoodIsNoLongerOwed() throws {
    let series = try Self.log([
      #""bad_debt","account":"a","asset":"USD","amount":"100""#,
      #""socialized_loss","pool":"all","asset":"USD","amount":"30","method":"explicit""#,
      #""insurance","fund":"f","asset":"USD","amount":"-20","cause":"bad_debt""#,
      #""recovery","asset":"USD","amount":"10","source":"treasury""#,
    ])
    #expect(
      series.payments.map(\.payer) == [
        .insurance("f"), .socialized("all"), .badDebt, .recovery("treasury"),
      ])
    #expect(series.payments.map(\.amount) == [20, 30, 40, 10].map { Decimal18($0) })
    #expect(series.writtenOff.map(\.amount) == [Decimal18(100)])
    let points = series.badDebt[0].points.map(\.value)
    #expect(points == [0, 100, 70, 50, 40].map { Decimal18($0) })
  }

  @Test func aWiderResumeLiftsANarrowerHalt() throws {
    let series = try Self.log([
      #""halt","scope":"liquidation:ETH-USD","reason":"r""#,
      #""halt","scope":"trading","reason":"s","authority":"board""#,
      #""resume","scope":"all:ETH-USD","reason":"calm""#,
      #""note","text":"end""#,
    ])
    #expect(series.halts.map(\.to) == [3_000, nil])
    #expect(series.halts.map(\.authority) == [nil, "board"])
  }

  @Test func aRegularSourceIsSilentWhenItPausesForLong() throws {
    var times = (0..<20).map { Int64($0) * 1_000 }
    times += [40_000, 41_000]
    let line = VenueSeries.PriceLine(feed: .asset(0), source: "o", spoken: times)
    let found = OracleSilence.find(in: line, heartbeat: nil, until: 41_500)
    #expect(found.map(\.from) == [19_000] && found.map(\.to) == [40_000])
    #expect(found.map(\.allowed) == [3_000])
    // By its heartbeat the end of the window is a pause as well.
    #expect(OracleSilence.find(in: line, heartbeat: 400, until: 41_500).count == 22)
    // A source that only speaks when something happens is never silent.
    let rare: [Int64] = [0, 5, 900, 901, 902, 50_000, 50_001, 90_000, 90_002, 200_000, 900_000]
    let irregular = VenueSeries.PriceLine(feed: .asset(0), source: "o", spoken: rare)
    #expect(OracleSilence.find(in: irregular, heartbeat: nil, until: 2_000_000).isEmpty)
  }
}
