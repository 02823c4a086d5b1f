import FixedPoint
import Foundation
import Import
import Ledger
import Testing

/// What an import does with files, rows that cannot be mapped, and declarations.
@Suite struct MappingRunTests {
  private static let deposits = """
    [{ "kind": "deposit", "account": "{who}", "asset": "{what}", "amount": "{n}" }]
    """

  // MARK: - Rejects

  @Test func everyRowThatCannotBeMappedIsListed() throws {
    let map = try smallMap(events: Self.deposits)
    let files = try TemporaryFiles()
    let path = try files.write(
      "rows.csv",
      """
      t,who,what,n
      1,a,USD,5
      2,b,USD,1.005
      x,c,USD,1
      3,,USD,1
      4,d,USD,-1
      5,e,BTC,1
      6,f,USD
      7,"g
      h",USD,1
      8,i,USD,NaN
      9,j,USD,2.50

      """)
    let outcome = try run(map, [path], keepGoing: true)
    let rejects = outcome.lines.rejects
    #expect(rejects.map(\.line) == [3, 4, 5, 6, 7, 8, 9, 11])
    #expect(rejects.map(\.column) == ["n", "t", "who", "n", "what", nil, "who", "n"])
    let reasons = [
      "1.005 has 3 decimals, its asset has 2", "'x' at position 1", "\"account\" of the deposit",
      "must not be negative", "declares no asset \"BTC\"", "the row has 3 fields, the header has 4",
      "must not hold control characters", "\"NaN\" is not a decimal: a word",
    ]
    for (reject, reason) in zip(rejects, reasons) {
      #expect(reject.reason.contains(reason), "\(reject)")
      #expect(reject.file == path)
    }
    #expect(rejects[4].text == "BTC")
    #expect(rejects[5].text == "6,f,USD")
    #expect(
      rejects.map { String(decoding: $0.row, as: UTF8.self) } == [
        "2,b,USD,1.005", "x,c,USD,1", "3,,USD,1", "4,d,USD,-1", "5,e,BTC,1", "6,f,USD",
        "7,\"g\nh\",USD,1", "8,i,USD,NaN",
      ])
    #expect(outcome.count("deposit") == 2)
    let count = try #require(outcome.lines.sources.first)
    #expect(count.rows == 10 && count.events == 2 && count.rejected == 8 && count.skipped == 0)
  }

  @Test func withoutKeepGoingOneRejectMeansNoLines() throws {
    let map = try smallMap(events: Self.deposits)
    let files = try TemporaryFiles()
    let path = try files.write("rows.csv", "t,who,what,n\n1,a,USD,5\n2,b,USD,?\n3,b,USD,!\n")
    let outcome = try run(map, [path])
    #expect(outcome.lines.count == 0)
    #expect(outcome.lines.bytes.isEmpty)
    #expect(outcome.lines.rejects.map(\.line) == [3, 4])
  }

  @Test func aRowThatNothingAppliesToIsRejectedUnlessTheMapSkipsIt() throws {
    let events = #"[{ "when": { "{k}": "a" }, "kind": "note", "text": "{k}" }]"#
    let files = try TemporaryFiles()
    let path = try files.write("rows.csv", "t,k\n1,a\n2,b\n")
    let strict = try run(smallMap(events: events), [path], keepGoing: true)
    #expect(strict.lines.rejects.map(\.reason) == ["no event of the source \"rows\" applies"])
    let lenient = try run(
      smallMap(events: events, extra: "\"unmatched\": \"skip\","), [path])
    #expect(lenient.lines.rejects.isEmpty)
    #expect(lenient.count("note") == 1)
  }

  @Test func aRowGivesAllItsEventsOrNone() throws {
    let events = #"""
      [{ "kind": "deposit", "account": "{who}", "asset": "USD", "amount": "{n}" },
       { "kind": "deposit", "account": "{who}", "asset": "ETH", "amount": "{m}" }]
      """#
    let files = try TemporaryFiles()
    let path = try files.write("rows.csv", "t,who,n,m\n1,a,1,x\n2,b,1,2\n")
    let outcome = try run(smallMap(events: events), [path], keepGoing: true)
    #expect(outcome.events.filter { $0.kind == "deposit" }.map(\.account) == ["b", "b"])
    // The rejected row needs no declarations either.
    #expect(outcome.events.first?.block == 2)
  }

  @Test func placesThatContradictEachOtherAreRejected() throws {
    let json = """
      { "name": "small", "sources": [
        { "name": "rows", "files": ["rows*"], "format": "csv", "time": { "seconds": "{t}" },
          "block": "{b}", "events": [{ "kind": "note", "text": "{t}" }] } ] }
      """
    let map = try ImportMap(json: Array(json.utf8), name: "small.json")
    let files = try TemporaryFiles()
    let path = try files.write("rows.csv", "t,b\n10,1\n11,1\n5,2\n12,3\n")
    let outcome = try run(map, [path], keepGoing: true)
    #expect(outcome.events.compactMap { $0.fields["text"] } == ["10", "12"])
    #expect(outcome.lines.rejects.map(\.line) == [3, 4])
    // These rows prove wrong only beside others, and are kept all the same.
    let rows = outcome.lines.rejects.map { String(decoding: $0.row, as: UTF8.self) }
    #expect(rows == ["11,1", "5,2"])
    let count = try #require(outcome.lines.sources.first)
    #expect(count.rows == 4 && count.events == 2 && count.rejected == 2)
  }

  // MARK: - Files

  @Test func filesAreRecognisedByNameOrColumnsInAnyOrder() throws {
    let files = try TemporaryFiles()
    let trades = try files.write("a.csv", Samples.hyperliquidTrades)
    let liquidations = try files.write("b.csv", Samples.hyperliquidLiquidations)
    let ledger = try files.write("c.csv", Samples.hyperliquidLedger)
    let map = try TestFiles.map("hyperliquid-2023")
    let expected = try run(map, [trades, liquidations, ledger])
    #expect(expected.count("fill") == 4)
    for order in [[ledger, trades, liquidations], [liquidations, ledger, trades]] {
      #expect(try run(map, order).texts == expected.texts)
    }
    let named = ["ledger=\(ledger)", "trades=\(trades)", "liquidations=\(liquidations)"]
    #expect(try run(map, named).texts == expected.texts)
  }

  @Test func filesOfOneSourceAreReadInTheOrderOfTheirNames() throws {
    let map = try smallMap(events: #"[{ "kind": "note", "text": "{n}" }]"#)
    let files = try TemporaryFiles()
    let second = try files.write("rows-2.csv", "t,n\n1,c\n1,d\n")
    let first = try files.write("rows-1.csv", "t,n\n1,a\n1,b\n")
    let outcome = try run(map, [second, first])
    #expect(outcome.events.compactMap { $0.fields["text"] } == ["a", "b", "c", "d"])
  }

  @Test func filesThatAreNotKnownAreExplained() throws {
    let files = try TemporaryFiles()
    let path = try files.write("other.csv", "x\n1\n")
    let map = try TestFiles.map("hyperliquid-2023")
    func message(_ path: String, _ source: String? = nil) throws -> String {
      try #require(throws: MapRunError.self) {
        var run = MapRun(map: map)
        try run.add(path: path, source: source)
        var decoder = LineDecoder(names: Names())
        _ = try run.finish(decoder: &decoder)
      }.description
    }
    #expect(try message(path).contains("is not known to the map \"hyperliquid-2023\""))
    #expect(try message(path).contains("as in ledger="))
    #expect(try message(path, "trade").contains("has no source \"trade\"; it has \"ledger\""))
    #expect(try message(path, "trades").contains("has no column \"time\", \"user\", \"coin\""))
    #expect(try message("/nowhere/liquidations.csv").contains("there is no file"))
  }

  @Test func allFilesThatAreNotKnownAreNamedAtOnce() throws {
    let files = try TemporaryFiles()
    let one = try files.write("one.csv", "x\n1\n")
    let two = try files.write("two.csv", "x\n1\n")
    var run = MapRun(map: try TestFiles.map("hyperliquid-2023"))
    let error = try #require(throws: MapRunError.self) { try run.add([(one, nil), (two, nil)]) }
    #expect(error.description.contains("2 files are not known to the map \"hyperliquid-2023\""))
    #expect(error.description.contains("\(one), \(two); the map has "))
    let wrong = try #require(throws: MapRunError.self) {
      try run.add([(one, nil), (two, "trade")])
    }
    #expect(wrong.description.contains("has no source \"trade\""))
  }

  @Test(arguments: ["hyperliquid-2023", "morpho-2025", "euler-2023", "maker-2019", "aave-v2-2021"])
  func aFileOfAnotherNameIsToldThePatternsOfTheMap(name: String) throws {
    let files = try TemporaryFiles()
    let path = try files.write("other.csv", "x\n1\n")
    let error = try #require(throws: MapRunError.self) { try run(TestFiles.map(name), [path]) }
    #expect(error.description.contains("is not known to the map \"\(name)\" by name or columns"))
    for pattern in try TestFiles.patterns(name) {
      #expect(error.description.contains(pattern), "\(error)")
    }
    let missing = try #require(throws: MapRunError.self) {
      try run(TestFiles.map(name), ["/nowhere/other.csv"])
    }
    #expect(missing.description == "there is no file /nowhere/other.csv")
  }

  @Test(arguments: [(";", "';'", ";"), ("\t", "a tab", #"\t"#), ("|", "'|'", "|")])
  func anotherSeparatorIsNamed(separator: String, shown: String, spelled: String) throws {
    let files = try TemporaryFiles()
    let text = "t,who,what,n\n1,a,USD,5\n".replacing(",", with: separator)
    let expected =
      ":1: the header looks as if its columns were separated by \(shown), but the source \"rows\" of "
      + "the map expects ','; \"separator\": \"\(spelled)\" in the source sets that"
    for (name, extra) in [("rows.csv", ""), ("x.csv", #""columns": ["t", "who"],"#)] {
      let path = try files.write(name, text)
      let map = try smallMap(events: Self.deposits, extra: extra)
      let error = try #require(throws: MapRunError.self) { try run(map, [path]) }
      #expect(error.description == path + expected)
      let right = try smallMap(
        events: Self.deposits, extra: extra + #""separator": "\#(spelled)","#)
      #expect(try run(right, [path]).count("deposit") == 1)
    }
  }

  @Test func aColumnThatIsMisspelledIsSuggested() throws {
    let files = try TemporaryFiles()
    let path = try files.write("rows.csv", "t,Who,what,n\n1,a,USD,5\n")
    let error = try #require(throws: MapRunError.self) {
      try run(smallMap(events: Self.deposits), [path])
    }
    #expect(
      error.description
        == #"\#(path) has no column "who", which the map needs; did you mean "Who"? It has "#
        + "t, Who, what, n")
  }

  @Test func aTimeOfAnotherSortIsNamed() throws {
    let files = try TemporaryFiles()
    let path = try files.write("rows.csv", "t,n\n2024-05-01 10:00:00.000 UTC,5\n")
    let events = #"[{ "kind": "note", "text": "{n}" }]"#
    let outcome = try run(smallMap(events: events), [path])
    #expect(
      outcome.lines.rejects.map(\.reason) == [
        #""2024-05-01 10:00:00.000 UTC" is no number; "iso" in the map reads times like it"#
      ])
    let json = """
      { "name": "small", "sources": [
        { "name": "rows", "files": ["rows*"], "format": "csv", "time": { "iso": "{n}" },
          "block": "seconds", "events": \(events) } ] }
      """
    let iso = try run(ImportMap(json: Array(json.utf8), name: "m"), [path])
    let reason = try #require(iso.lines.rejects.first?.reason)
    #expect(reason.contains(#""seconds" or "milliseconds" in the map reads Unix times"#))
  }

  @Test func amountsOfALiquidationHaveTheDecimalsOfTheirAssets() throws {
    let events = #"""
      [{ "kind": "liquidation_fill", "account": "a", "mechanism": "other", "asset": "USD",
         "size": "{s}", "repaid_asset": "USD", "repaid": "{r}", "penalty": "{p}", "fee": "{f}" }]
      """#
    let files = try TemporaryFiles()
    let path = try files.write(
      "rows.csv",
      "t,s,r,p,f\n1,2.005,1,1,1\n2,2,1.005,1,1\n3,2,1,0.005,1\n4,2,1,1,0.005\n5,2,1,1,1\n")
    let outcome = try run(smallMap(events: events), [path], keepGoing: true)
    #expect(outcome.lines.rejects.map(\.line) == [2, 3, 4, 5])
    #expect(outcome.lines.rejects.map(\.column) == ["s", "r", "p", "f"])
    #expect(outcome.lines.rejects.allSatisfy { $0.reason.contains("3 decimals, its asset has 2") })
    #expect(outcome.count("liquidation_fill") == 1)
  }

  @Test func aLookupNeedsItsFile() throws {
    let files = try TemporaryFiles()
    let path = try files.write("liquidations.csv", Samples.aaveLiquidations)
    let map = try TestFiles.map("aave-v2-2021")
    let error = try #require(throws: MapRunError.self) { try run(map, [path]) }
    #expect(error.description.contains("needs a file of its source \"tokens\" (tokens*.csv)"))
  }

  @Test func aKeyThatALookupDoesNotHaveIsNamed() throws {
    let files = try TemporaryFiles()
    let rows = try files.write("liquidations.csv", Samples.aaveLiquidations)
    let header = Samples.aaveTokens.prefix { $0 != "\n" }
    let tokens = try files.write("tokens.csv", header + "\n")
    let outcome = try run(TestFiles.map("aave-v2-2021"), [rows, tokens], keepGoing: true)
    let reject = try #require(outcome.lines.rejects.first)
    #expect(reject.reason.contains("the lookup table has no row for this key"), "\(reject)")
    #expect(reject.text.hasPrefix("WETH 0x"), "\(reject)")
  }

  @Test func aFileIsReadOnceWhateverItsSpelling() throws {
    let files = try TemporaryFiles()
    let path = try files.write("liquidations.csv", Samples.hyperliquidLiquidations)
    let link = files.directory.appending(path: "liquidations-link.csv").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    let map = try TestFiles.map("hyperliquid-2023")
    let dotted = files.directory.path + "/./liquidations.csv"
    for (other, reason) in [
      (path, "is given twice"), (dotted, "are the same file"), (link, "are the same file"),
    ] {
      let error = try #require(throws: MapRunError.self) { try run(map, [path, other]) }
      #expect(error.description.contains(reason), "\(error)")
    }
  }

  // MARK: - Declarations

  private static let hyperliquid: [(String, String)] = [
    ("liquidations.csv", Samples.hyperliquidLiquidations),
    ("non_mm_trades.csv", Samples.hyperliquidTrades),
    ("non_mm_ledger_updates.csv", Samples.hyperliquidLedger),
  ]

  /// What a ledger would know after an import.
  private func known(_ outcome: Outcome) -> KnownDeclarations {
    var known = KnownDeclarations()
    for event in outcome.events {
      let block = Int64(event.block)
      switch event.kind {
      case "venue": known.venue = known.venue ?? block
      case "asset": known.assets[event.asset] = block
      case "market": known.markets[event.fields["market"] ?? ""] = block
      case "account": known.accounts[event.account] = known.accounts[event.account] ?? block
      default: break
      }
    }
    return known
  }

  @Test func namesAreDeclaredOnceBeforeTheirFirstUse() throws {
    let files = try TemporaryFiles()
    let paths = try Self.hyperliquid.map { try files.write($0, $1) }
    let outcome = try run(TestFiles.map("hyperliquid-2023"), paths)
    #expect(
      outcome.events.prefix(3).map(\.kind) == ["venue", "asset", "deposit"])
    #expect(outcome.count("asset") == 3)
    #expect(outcome.count("market") == 2)
    #expect(outcome.lines.declarationCount == 6)
  }

  @Test func importingAgainGivesTheSameLines() throws {
    let files = try TemporaryFiles()
    let paths = try Self.hyperliquid.map { try files.write($0, $1) }
    let map = try TestFiles.map("hyperliquid-2023")
    var decoder = LineDecoder(names: Names())
    let first = try run(map, paths)
    var event = Event(.note)
    for place in 0..<first.lines.count {
      try decoder.decode(first.lines.bytes.span, first.lines[place].range, into: &event)
    }
    let again = try run(
      map, paths, known: known(first), names: decoder.names, recorded: event.position)
    #expect(again.texts == first.texts)
  }

  @Test func laterFilesDeclareOnlyWhatIsNew() throws {
    let files = try TemporaryFiles()
    let map = try TestFiles.map("hyperliquid-2023")
    let first = try run(map, Self.hyperliquid.map { try files.write($0, $1) })
    var decoder = LineDecoder(names: Names())
    var event = Event(.note)
    for place in 0..<first.lines.count {
      try decoder.decode(first.lines.bytes.span, first.lines[place].range, into: &event)
    }
    let more = try files.write(
      "non_mm_trades_2.csv",
      """
      time,user,coin,side,px,sz,crossed
      2023-03-02T00:00:00Z,0xa,ETH,Bid,1500,1,true
      2023-03-02T00:00:01Z,0xa,ARB,Bid,1.5,10,false

      """)
    let outcome = try run(
      map, [more], known: known(first), names: decoder.names, recorded: event.position)
    #expect(outcome.events.map(\.kind) == ["fill", "asset", "market", "fill"])
  }
}
