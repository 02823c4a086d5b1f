import Import
import Ledger
import Testing

/// What each construct of the language computes.
@Suite struct MappingLanguageTests {
  /// The text field of the one note that a row gives; nil when it gives none.
  private func text(of value: String, row: String) throws -> String? {
    let map = try smallMap(events: "[{ \"kind\": \"note\", \"text\": \(value) }]")
    let files = try TemporaryFiles()
    let path = try files.write("rows.csv", "t,a,b,c\n\(row)\n")
    let outcome = try run(map, [path], keepGoing: true)
    if let reject = outcome.lines.rejects.first { return "rejected: \(reject.reason)" }
    return outcome.events.last { $0.kind == "note" }?.fields["text"]
  }

  @Test(arguments: [
    (#""{a}""#, "7,x,,", "x"),
    (#""{a}-{b}{{c}}""#, "7,x,y,", "x-y{c}"),
    (#"{"lower": "{a}"}"#, "7,AbZ09É,,", "abz09É"),
    (#"{"upper": "{a}!"}"#, "7,abz,,", "ABZ!"),
    (#"{"trim": "{a}"}"#, "7,  x y \u{0},,", "x y"),
    (#"{"first": ["{a}", "{b}", "z"]}"#, "7,,y,", "y"),
    (#"{"first": ["{a}", "{b}", "z"]}"#, "7,,,", "z"),
    (#"{"cases": {"Bid": "buy", "Ask": "{b}"}, "of": "{a}"}"#, "7,Ask,why,", "why"),
    (#"{"cases": {"": "none"}, "of": "{a}", "else": "some"}"#, "7,,,", "none"),
    (#"{"cases": {"": "none"}, "of": "{a}", "else": "some"}"#, "7,?,,", "some"),
    (#"{"raw": "{a}", "decimals": 6}"#, "7,72041526091,,", "72041.526091"),
    (#"{"raw": "{a}", "decimals": "{b}"}"#, "7,2.06891441e+19,18,", "20.6891441"),
    (
      #"{"raw": "{a}", "decimals": 18, "rounding": "half_even"}"#, "7,1.5,,",
      "0.000000000000000002"
    ),
    (#"{"round": "{a}", "decimals": 2, "rounding": "down"}"#, "7,-1.239,,", "-1.24"),
    (#"{"round": "{a}", "decimals": 2, "rounding": "toward_zero"}"#, "7,-1.239,,", "-1.23"),
    (
      #"{"round": "{a}", "decimals": 0, "rounding": "half_even"}"#,
      "7,2.5000000000000000000000001,,", "3"
    ),
    (#"{"negate": "{a}"}"#, "7,-1.50,,", "1.5"),
    (#"{"absolute": {"negate": "{a}"}}"#, "7,+.5,,", "0.5"),
    (#"{"add": ["{a}", "{b}", 1]}"#, "7,0.1,0.2,", "1.3"),
    (#"{"subtract": ["{a}", "{b}"]}"#, "7,0.1,0.3,", "-0.2"),
    (#"{"multiply": ["{a}", "{b}"], "rounding": "exact"}"#, "7,1e3,0.07,", "70"),
    (#"{"divide": ["{a}", "{b}"], "rounding": "up"}"#, "7,1,3,", "0.333333333333333334"),
    (#"{"divide": ["{a}", "{b}"], "rounding": "down"}"#, "7,1,3,", "0.333333333333333333"),
    (#""{@block} {@time} {@line}""#, "7,,,", "7 7000 2"),
    (#""{c?}{d?}{a}""#, "7,x,,", "x"),
  ])
  func valuesComeOutAsDocumented(value: String, row: String, expected: String) throws {
    #expect(try text(of: value, row: row) == expected)
  }

  @Test(arguments: [
    (#"{"cases": {"Bid": "buy"}, "of": "{a}"}"#, "7,Sell,,", "the map has no case for this text"),
    (#""{a}""#, "7,,,", "the field \"text\" of the note is empty"),
    (#"{"negate": "{a}"}"#, "7,12x,,", "\"12x\" is not a decimal: 'x' at position 3"),
    (
      #"{"divide": ["{a}", "{b}"], "rounding": "up"}"#, "7,1,0,", "The divisor is zero."
    ),
    (
      #"{"raw": "{a}", "decimals": 18}"#, "7,0.5,,",
      "\"0.5\" has 19 decimals: at most 18 are allowed"
    ),
    (#"{"raw": "{a}", "decimals": "{b}"}"#, "7,5,,", "the number of decimals is not known"),
    (
      #"{"multiply": ["{a}", "{b}"], "rounding": "exact"}"#, "7,0.000000000001,0.0000001,",
      "The result is not exact, and no rounding is allowed here."
    ),
  ])
  func valuesThatCannotBeAreRejects(value: String, row: String, reason: String) throws {
    #expect(try text(of: value, row: row) == "rejected: \(reason)")
  }

  @Test(arguments: [
    (#"{"{a}": "x"}"#, "7,x,,", true), (#"{"{a}": "x"}"#, "7,X,,", false),
    (#"{"{a}": ""}"#, "7,,,", true), (#"{"{a}": ["x", "y"]}"#, "7,y,,", true),
    (#"{"{a}": {"in": ["x", "y"]}}"#, "7,z,,", false),
    (#"{"{a}": {"!=": "x"}}"#, "7,,,", true), (#"{"{a}": {"empty": false}}"#, "7,x,,", true),
    (#"{"{a}": {"empty": true}}"#, "7,x,,", false), (#"{"{a}": 1}"#, "7,1.00,,", true),
    (#"{"{a}": {"!=": 0}}"#, "7,0.0,,", false), (#"{"{a}": {"!=": 0}}"#, "7,,,", false),
    (#"{"{a}": {">": 0, "<=": 5}}"#, "7,5,,", true),
    (#"{"{a}": {">": 0, "<": 5}}"#, "7,5,,", false),
    (#"{"{a}": {">": "{b}"}}"#, "7,10,9,", true), (#"{"{a}": {"=": "{b}"}}"#, "7,9,9,", true),
    (#"{"{a}": "x", "{b}": "y"}"#, "7,x,z,", false),
    (#"[{"{a}": "x"}, {"{b}": "y"}]"#, "7,z,y,", true),
    (#"{"{a}/{b}": "x/y"}"#, "7,x,y,", true),
  ])
  func conditionsHoldAsDocumented(condition: String, row: String, holds: Bool) throws {
    let map = try smallMap(
      events: "[{ \"when\": \(condition), \"kind\": \"note\", \"text\": \"yes\" }]",
      extra: "\"unmatched\": \"skip\",")
    let files = try TemporaryFiles()
    let outcome = try run(map, [files.write("rows.csv", "t,a,b,c\n\(row)\n")])
    #expect(outcome.count("note") == (holds ? 1 : 0))
    #expect(outcome.lines.sources.first?.skipped == (holds ? 0 : 1))
  }

  @Test func deltaCountsPerKeyAndSurvivesARejectedRow() throws {
    let map = try smallMap(
      events: #"[{ "kind": "note", "text": "{k} {change} {n}" }]"#,
      extra: #""let": { "change": { "delta": "{state}", "by": "{k}" } },"#)
    let files = try TemporaryFiles()
    let path = try files.write(
      "rows.csv", "t,k,state,n\n1,a,5,1\n2,b,7,2\n3,a,4,3\n4,a,x,4\n5,a,9.5,5\n3,b,1,6\n")
    let outcome = try run(map, [path], keepGoing: true)
    let notes = outcome.events.compactMap { $0.fields["text"] }
    #expect(notes == ["a 5 1", "b 7 2", "a -1 3", "b -6 6", "a 5.5 5"])
    #expect(outcome.lines.rejects.map(\.line) == [5])
  }

  @Test func deltaRefusesAStepBackInTime() throws {
    let map = try smallMap(
      events: #"[{ "kind": "note", "text": "{change}" }]"#,
      extra: #""let": { "change": { "delta": "{state}" } },"#)
    let files = try TemporaryFiles()
    let outcome = try run(map, [files.write("rows.csv", "t,state\n5,1\n4,2\n")])
    let reason = try #require(outcome.lines.rejects.first?.reason)
    #expect(reason.contains("\"order\""))
    #expect(outcome.lines.count == 0)
  }

  @Test func descendingFilesAreReadFromTheirEnd() throws {
    let map = try smallMap(
      events: #"[{ "kind": "note", "text": "{n}a" }, { "kind": "note", "text": "{n}b" }]"#,
      extra: #""order": "descending","#)
    let files = try TemporaryFiles()
    let outcome = try run(map, [files.write("rows.csv", "t,n\n9,4\n9,3\n8,2\n8,1\n")])
    let notes = outcome.events.compactMap { $0.fields["text"] }
    #expect(notes == ["1a", "1b", "2a", "2b", "3a", "3b", "4a", "4b"])
  }

  @Test func indexOrdersRowsInsideABlock() throws {
    let map = try smallMap(
      events: #"[{ "kind": "note", "text": "{n}" }]"#, extra: #""index": "{i}","#)
    let files = try TemporaryFiles()
    let outcome = try run(map, [files.write("rows.csv", "t,i,n\n9,30,c\n9,4,b\n8,99,a\n")])
    #expect(outcome.events.compactMap { $0.fields["text"] } == ["a", "b", "c"])
    #expect(outcome.events.map(\.index) == [0, 1, 0, 1])
  }

  @Test func ndjsonRowsMayBeNested() throws {
    let map = try smallMap(
      events: #"[{ "kind": "note", "text": "{a.b} {n} {flag} {none}{list}" }]"#,
      format: #""format": "ndjson""#)
    let files = try TemporaryFiles()
    let path = try files.write(
      "rows.ndjson",
      #"{"t":1,"a":{"b":"x"},"n":1.50,"flag":true,"none":null,"list":[1, 2]}"# + "\n\n"
        + #"{"t":2,"# + "\n")
    let outcome = try run(map, [path], keepGoing: true)
    #expect(outcome.events.last?.fields["text"] == "x 1.50 true [1, 2]")
    #expect(outcome.lines.rejects.map(\.line) == [3])
  }

  @Test func jsonPathsCaptureKeys() throws {
    let json = """
      {
        "name": "small",
        "sources": [
          {
            "name": "rows", "format": "json", "rows": "all.{who}.parts.{part}[]",
            "time": { "seconds": "{who.t}" }, "block": "seconds",
            "events": [{ "kind": "note", "text": "{who} {who.name} {part} {value}" }]
          }
        ]
      }
      """
    let map = try ImportMap(json: Array(json.utf8), name: "small.json")
    let files = try TemporaryFiles()
    let path = try files.write(
      "rows.json",
      """
      { "all": {
        "a": { "name": "A", "t": 1, "parts": { "x": [1, "2"], "y": [] } },
        "b": "not an object",
        "c": { "t": "?", "parts": { "z": [3.0] } }
      } }
      """)
    let outcome = try run(map, ["rows=\(path)"], keepGoing: true)
    #expect(outcome.events.compactMap { $0.fields["text"] } == ["a A x 1", "a A x 2"])
    #expect(outcome.lines.rejects.map(\.line) == [4])
    #expect(outcome.lines[0].origin.line == 2)
  }
}
