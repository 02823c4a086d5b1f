import Import
import Testing

/// A wrong map is refused as a whole, with the place and what was expected.
@Suite struct MappingMapErrorTests {
  /// The whole of a map around one event.
  private static func map(_ event: String, source: String = "", top: String = "") -> String {
    """
    {
      "name": "m", \(top)
      "sources": [
        {
          "name": "rows", "format": "csv", "time": { "seconds": "{t}" }, "block": "seconds",
          \(source)
          "events": [
            \(event)
          ]
        }
      ]
    }
    """
  }

  private static let note = #"{ "kind": "note", "text": "x" }"#

  @Test(arguments: [
    ("{", "line 1, column 2: the text ends inside the object"),
    ("[]", "line 1, column 1: a map must be an object, not an array"),
    (#"{ "name": "m" }"#, #"line 1, column 1: a map needs the key "sources""#),
    (
      #"{ "name": "m", "source": [] }"#,
      #"column 16: a map has no key "source"; did you mean "sources"?"#
    ),
    (#"{ "name": "m", "sources": [] }"#, "column 27: a map needs at least one source"),
    (
      map(#"{ "kind": "fil" }"#),
      #"line 8, column 19: the kind "fil" is unknown; did you mean "fill"?"#
    ),
    (map(#"{ "kind": "trade" }"#), "must be one of venue, asset, market,"),
    (
      map(#"{ "kind": "deposit", "acount": "a" }"#),
      #"column 30: an event of kind "deposit" has no key "acount"; did you mean "account"?"#
    ),
    (
      map(#"{ "kind": "deposit", "account": "a", "asset": "USD" }"#),
      #"line 8, column 9: kind "deposit" needs the field "amount""#
    ),
    (
      map(#"{ "kind": "deposit", "account": "", "asset": "USD", "amount": "1" }"#),
      #"column 41: the field "account" must not be empty"#
    ),
    (
      map(#"{ "kind": "deposit", "account": "a", "asset": "USD", "amount": "1,5" }"#),
      #"the field "amount" is a number: "1,5" is not a decimal"#
    ),
    (
      map(
        #"{ "kind": "fill", "account": "a", "market": "m", "size": "1", "price": "1", "#
          + #""side": { "cases": { "B": "bid" }, "of": "{s}" } }"#),
      #"the field "side" must be one of buy, sell, not "bid""#
    ),
    (
      map(#"{ "kind": "price_update", "source": "s", "price": "1" }"#),
      #"kind "price_update" needs the field "asset" or "market""#
    ),
    (
      map(
        #"{ "kind": "auction_start", "auction": "1", "account": "a", "asset": "b", "#
          + #""size": "1", "debt": "1" }"#), "must stand together"
    ),
    (map(#"{ "kind": "note", "text": "{a" }"#), "has a '{' that no name and '}' follow"),
    (map(#"{ "kind": "note", "text": "a}" }"#), "has a '}' without a '{'"),
    (map(#"{ "kind": "note", "text": "{@row}" }"#), "{@row} is unknown: built in are"),
    (map(#"{ "kind": "note", "text": null }"#), "it is null"),
    (map(#"{ "kind": "note", "text": {} }"#), "a value needs one of the keys raw,"),
    (
      map(#"{ "kind": "note", "text": { "lowr": "{a}" } }"#),
      #"a value has no key "lowr"; did you mean "lower"?"#
    ),
    (
      map(#"{ "kind": "note", "text": { "lower": "{a}", "upper": "{a}" } }"#),
      #""lower" has no key "upper""#
    ),
    (
      map(#"{ "kind": "note", "text": { "divide": ["{a}", "{b}"] } }"#),
      #"column 35: "divide" needs the key "rounding""#
    ),
    (
      map(#"{ "kind": "note", "text": { "divide": ["{a}", 2], "rounding": "nearest" } }"#),
      #"the rounding "nearest" is unknown"#
    ),
    (
      map(#"{ "kind": "note", "text": { "raw": "{a}", "decimals": 99 } }"#),
      #""decimals" must be a whole number from 0 to 77"#
    ),
    (
      map(#"{ "kind": "note", "text": { "delta": "{a}" } }"#),
      #""delta" may only be a value of "let""#
    ),
    (
      map(#"{ "kind": "note", "text": { "lookup": "x", "key": "{a}" } }"#),
      #"the lookup table "x" is unknown"#
    ),
    (
      map(#"{ "kind": "note", "text": "x", "when": { "{a}": { "=>": 1 } } }"#),
      #"a condition has no key "=>""#
    ),
    (map(#"{ "kind": "note", "text": "x", "when": { "a": 1 } }"#), #""a" is a constant"#),
    (
      map(note, top: #""assets": { "USD": { "decimals": 19 } },"#),
      "line 2, column 49: the decimals of an asset are a whole number from 0 to 18, not 19"
    ),
    (map(note, top: #""assets": { "USD": { "decimals": "six" } },"#), "from 0 to 18, not six"),
    (map(note, top: #""assets": { "USD": { "decimals": true } },"#), "from 0 to 18, not true"),
    (map(note, top: #""assets": { "USD": { "decimals": [6] } },"#), "it is an array"),
    (
      map(note, top: #""assets": { "USD": { "decimal": 6 } },"#),
      #"an entry of "assets" has no key "decimal"; did you mean "decimals"?"#
    ),
    (
      map(note, top: #""markets": { "*": { "base": "B", "quote": "Q", "type": "perp" } },"#),
      #"the type of a market is "perpetual" or "spot", not "perp""#
    ),
    (
      map(
        note,
        top: #""assets": { "USD": { "decimals": 6 } }, "#
          + #""venue": { "name": "V", "unit": "USDD" },"#),
      #"column 88: the unit of the venue is the asset that reports are valued in, and "assets" "#
        + #"declares no "USDD"; did you mean "USD"?"#
    ),
    (
      map(note).replacing(#""block": "seconds""#, with: #""block": "second""#),
      #"line 5, column 79: "block" must be "seconds", "milliseconds" or a column such as "#
        + #""{block_number}", not "second"; did you mean "seconds"?"#
    ),
    (
      map(note).replacing(#"{ "seconds": "{t}" }"#, with: #"{ "seconds": "t" }"#),
      #"line 5, column 61: "seconds" needs a number or a column such as "{amount}": "t" is not"#
    ),
    (map(note, source: #""index": "i","#), #""index" needs a number or a column"#),
    (
      map(note, source: #""delimiter": ";","#),
      #"line 6, column 7: a source has no key "delimiter"; did you mean "separator"?"#
    ),
    (map(note, source: #""file": ["a"],"#), #"did you mean "files"?"#),
    (map(note, source: #""files": "a*.csv","#), #""files" must be a list, not a string"#),
    (map(note, source: #""separator": "\n","#), "must be one character"),
    (
      map(#"{ "knid": "note", "text": "x" }"#),
      #"line 8, column 11: an event has no key "knid"; did you mean "kind"?"#
    ),
    (map(#"{ "kind": "note", "text": { "add": ["{a}", "b"] } }"#), #""add" needs a number"#),
    (
      map(#"{ "kind": "note", "text": "x", "when": { "{a}": { ">": "b" } } }"#),
      #"">" needs a number"#
    ),
    (map(note, source: #""rows": "[]","#), #""rows" is for the format json, not csv"#),
    (map(note, source: #""separator": ";;","#), "must be one character"),
    (
      #"{ "name": "m", "sources": [{ "name": "r", "format": "csv", "time": { "iso": "now" } }] }"#,
      "column 77: 'now' is not a time"
    ),
    (map(note, source: #""order": "up","#), #""order" "up" is unknown"#),
    (
      map(note, source: #""let": { "t": "x" },"#),
      "{t} is a column, or is defined already: choose another name"
    ),
    (map(note, top: #""notes": ["x"],"#), #""venue" is missing"#),
    (map(note, top: #""assets": { "*": {} },"#), #"an entry of "assets" needs the key "decimals""#),
    (
      map(note, top: #""accounts": { "{a}{b}": {} },"#), "nothing separates {a} from {b}"
    ),
    (
      map(note, top: #""accounts": { "{a}@{b}": { "owner": "{c}" } },"#),
      "{c} is unknown here: there is only {name}, {a}, {b}"
    ),
    (
      map(note, top: #""lookups": { "l": { "source": "row", "key": "{k}", "value": "1" } },"#),
      #"the source "row" is unknown; did you mean "rows"?"#
    ),
    (
      map(
        note, source: #""let": { "y": "{x}" },"#,
        top: #""lookups": { "l": { "source": "rows", "key": "{y}", "value": "1" } },"#),
      #"{y} is computed by "let"; a lookup table may only use columns"#
    ),
  ])
  func aWrongMapIsExplained(json: String, expected: String) throws {
    let error = try #require(throws: MapError.self) {
      try ImportMap(json: Array(json.utf8), name: "m.json")
    }
    #expect(error.description.contains(expected), "\(error)")
    #expect(error.description.hasPrefix("m.json, line "))
  }

  @Test func anEmptyMapIsNamedOnce() throws {
    let error = try #require(throws: MapError.self) { try ImportMap(json: [], name: "m.json") }
    #expect(error.description == "m.json: the file is empty: a JSON value was expected")
  }

  @Test func timeAndBlockMustBeThere() throws {
    let map = """
      { "name": "m", "sources": [
        { "name": "rows", "format": "csv", "events": [\(Self.note)] } ] }
      """
    let error = try #require(throws: MapError.self) {
      try ImportMap(json: Array(map.utf8), name: "m.json")
    }
    #expect(error.description == #"m.json, line 2, column 3: a source needs the key "time""#)
  }

  @Test func textPatternsMustNameTheirColumns() throws {
    let map = """
      { "name": "m", "sources": [
        { "name": "rows", "format": "text", "line": "{a} {b}",
          "time": { "seconds": "{t}" }, "block": "seconds", "events": [\(Self.note)] } ] }
      """
    let error = try #require(throws: MapError.self) {
      try ImportMap(json: Array(map.utf8), name: "m.json")
    }
    #expect(error.description.contains("{t} is not a name of \"line\" or \"each\""))
  }

  @Test(arguments: ["hyperliquid-2023", "morpho-2025", "euler-2023", "maker-2019", "aave-v2-2021"])
  func theMapsOfThePackageAreRight(name: String) throws {
    let map = try TestFiles.map(name)
    #expect(map.name == name)
    #expect(!map.about.isEmpty)
  }
}
