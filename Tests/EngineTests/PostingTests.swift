@testable import Engine
import FixedPoint
import Ledger
import LedgerSupport
import Testing

/// Double entry, digests, failures, and the table that balances live in.
@Suite struct PostingTests {
  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func theLegsOfEveryEventSumToZero(seed: UInt64) throws {
    var log = RandomLog(seed: 100 + seed)
    var reader = LogReader()
    var postings = Postings()
    var pools = NameTable()
    var posting = Set<Kind>()
    for _ in 0..<600 {
      let event = try reader.read(log.line())
      try postings.fill(from: event, names: reader.names, pools: &pools)
      var sums: [Posting.Item: Decimal18] = [:]
      for leg in postings.legs { sums[leg.item] = try (sums[leg.item] ?? .zero) + leg.amount }
      #expect(sums.values.allSatisfy { $0.isZero }, "seed \(seed), \(event.kind.name)")
      if !postings.legs.isEmpty { posting.insert(event.kind) }
    }
    let declared = Set(Kind.allCases.filter { !$0.spec.effect.isEmpty })
    #expect(posting.isSubset(of: declared), "seed \(seed)")
    #expect(posting == declared, "seed \(seed)")
  }

  @Test func theDigestDoesNotDependOnIds() throws {
    var log = RandomLog(seed: 77, accounts: 6)
    let lines = log.lines(500)
    var reader = LogReader()
    var book = Book()
    var middle: (book: Book, names: Names)?
    var other = LogReader()
    for account in log.accounts.reversed() { other.decoder.names.internAccount(account) }
    var otherBook = Book()
    for (number, line) in lines.enumerated() {
      try book.apply(try reader.read(line), names: reader.names)
      try otherBook.apply(try other.read(line), names: other.names)
      if number == 250 { middle = (book, reader.names) }
    }
    let digest = book.digest(names: reader.names)
    #expect(otherBook.digest(names: other.names) == digest)
    #expect(book.canonicalState(names: reader.names).count > 1_000)
    // Going on from the middle gives the same.
    var (resumed, names) = try #require(middle)
    #expect(resumed.digest(names: names) != digest)
    var resumedReader = LogReader(names: names)
    for line in lines[251...] {
      try resumed.apply(try resumedReader.read(line), names: resumedReader.names)
    }
    names = resumedReader.names
    #expect(resumed.digest(names: names) == digest)
    #expect(Book().digest(names: Names()) == Book().digest(names: names))
  }

  @Test func noTwoStatesHaveOneText() throws {
    // A fund whose text imitates another line of the canonical state.
    let lines = [
      #"{"v":1,"block":1,"index":0,"time":0,"kind":"insurance","fund":"a\t1\npool\tb","asset":"USD","#
        + #""amount":"1","cause":"other"}"#
    ]
    var reader = LogReader()
    _ = try reader.read(
      #"{"v":1,"block":0,"index":0,"time":0,"kind":"asset","asset":"USD","decimals":6}"#)
    var book = Book()
    for line in lines { try book.apply(try reader.read(line), names: reader.names) }
    let text = String(decoding: book.canonicalState(names: reader.names), as: UTF8.self)
    #expect(
      text == """
        plimsoll-state v1
        pool\tinsurance:a\\t1\\npool\\tb\tUSD\t1
        pool\tworld\tUSD\t-1

        """)
  }

  @Test(
    arguments: [
      (#""deposit","account":"a","asset":"USD","amount":"170141183460469231731""#, 2),
      (
        #""fill","account":"a","market":"P","side":"buy","size":"9999999999","price":"17000000000""#,
        2
      ),
      (
        #""opening_position","account":"a","market":"P","size":"-170141183460469231731","price":"1""#,
        2
      ),
      (
        #""interest","account":"a","asset":"USD","amount":"-170141183460469231731.687303715884105728""#,
        1
      ),
      (#""transfer","from":"a","to":"b","asset":"USD","amount":"170141183460469231731""#, 2),
      (#""balance_assertion","account":"z","asset":"USD","amount":"170141183460469231731""#, 1),
    ])
  func whatLeavesTheRangeIsAnErrorOfThatEvent(_ content: String, _ failing: Int) throws {
    var reader = LogReader()
    var book = Book()
    let opening = #"{"v":1,"block":4,"index":0,"time":0,"kind":"#
    for line in [
      #""asset","asset":"USD","decimals":18}"#,
      #""market","market":"P","base":"USD","quote":"USD"}"#,
      #""withdrawal","account":"z","asset":"USD","amount":"1"}"#,
    ] {
      try book.apply(try reader.read(opening + line), names: reader.names)
    }
    for _ in 1..<failing {
      try book.apply(try reader.read(opening + content + "}"), names: reader.names)
    }
    let event = try reader.read(opening + content + "}")
    let error = #expect(throws: BookError.self) {
      try book.apply(event, names: reader.names)
    }
    #expect(error?.seq == Int64(3 + failing))
    #expect(error?.kind == event.kind)
    #expect(
      error?.description.hasPrefix("event \(3 + failing) (block 4, index 0, \(event.kind.name)) ")
        == true)
  }

  @Test func whatIsSaidOfAccountsPricesAndTheVenueIsKept() throws {
    var reader = LogReader()
    var book = Book()
    let opening = #"{"v":1,"block":7,"index":0,"time":9,"kind":"#
    for line in [
      #""asset","asset":"USD","decimals":6}"#,
      #""market","market":"P","base":"USD","quote":"USD"}"#,
      #""venue","name":"Old"}"#, #""venue","name":"New","unit":"USD"}"#,
      #""account","account":"ann","owner":"bob","class":"user","pool":"core"}"#,
      #""account","account":"ann","class":"reserve"}"#,
      #""price_update","asset":"USD","source":"o","price":"1"}"#,
      #""price_update","market":"P","source":"o","price":"2"}"#,
      #""price_update","market":"P","source":"o","price":"3"}"#,
    ] {
      try book.apply(try reader.read(opening + line), names: reader.names)
    }
    #expect(book.venue?.name == "New" && book.venue?.unit == "USD")
    let ann = try #require(reader.names.accounts.id(of: "ann"))
    #expect(book.profiles.owner(of: ann) == reader.names.accounts.id(of: "bob"))
    #expect(book.profiles.className(of: ann) == "reserve")
    #expect(book.profiles.pool(of: ann) == 0 && book.profiles.poolNames[0] == "core")
    #expect(book.profiles.isDescribed(ann) && book.knows(ann) && !book.knows(ann + 1))
    #expect(book.prices.asset(0)?.value == .one)
    #expect(book.prices.market(0)?.value.description == "3")
    #expect(book.prices.market(0)?.seq == 9 && book.prices.market(0)?.block == 7)
    #expect(book.prices.market(1) == nil)
    #expect(book.total(ofPool: "nowhere", asset: 0) == nil)
    #expect((book.seq, book.block, book.time) == (9, 7, 9))
  }

  @Test func theVenuesOwnPriceStandsBeforeThoseOfItsSources() throws {
    var reader = LogReader()
    var book = Book()
    let opening = #"{"v":1,"block":7,"index":0,"time":9,"kind":"#
    func apply(_ line: String) throws {
      try book.apply(try reader.read(opening + line), names: reader.names)
    }
    try apply(#""asset","asset":"USD","decimals":6}"#)
    try apply(#""price_update","asset":"USD","source":"o","price":"1"}"#)
    #expect(book.prices.asset(0)?.isReference == false && book.prices.asset(0)?.isValid == true)
    try apply(
      #""reference_price","asset":"USD","price":"2","status":"valid","method":"median"}"#)
    #expect(book.prices.asset(0)?.isReference == true && book.prices.asset(0)?.isValid == true)
    try apply(#""price_update","asset":"USD","source":"o","price":"3"}"#)
    #expect(book.prices.asset(0)?.value.description == "2")
    try apply(
      #""reference_price","asset":"USD","price":"4","status":"stale","method":"median"}"#)
    #expect(book.prices.asset(0)?.value.description == "4")
    #expect(book.prices.asset(0)?.isValid == false)
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func aPairTableIsADictionary(seed: UInt64) {
    var random = SeededRandom(seed)
    var table = PairTable(initial: 0)
    var known: [PairTable<Int>.Key: Int] = [:]
    for step in 1...3_000 {
      let first = Int.random(in: 0..<60, using: &random)
      let second = Int.random(in: 0..<40, using: &random)
      let key = PairTable<Int>.Key(first: Int32(first), second: Int32(second))
      #expect(table.find(first, second) == known[key], "seed \(seed)")
      if random.chance(2) {
        table.values[table.place(first, second)] = step
        known[key] = step
      }
    }
    #expect(table.keys.count == known.count)
    for first in 0..<61 {
      let own = Set(table.places(of: first).map { table.keys[$0].second })
      #expect(own == Set(known.keys.filter { $0.first == first }.map(\.second)), "seed \(seed)")
    }
  }
}
