import Testing

@testable import Formats

@Suite struct JSONDocumentTests {
  /// A value in one line, with strings quoted and numbers as they were written.
  private func flat(_ value: JSONValue) -> String {
    switch value.kind {
    case .null, .true, .false: value.kindName
    case .number: value.numberText ?? "?"
    case .string: "<\(value.string ?? "?")>"
    case .array: "[" + value.elements.map(flat).joined(separator: " ") + "]"
    case .object:
      "{" + value.members.map { "\($0.name)=\(flat($0.value))" }.joined(separator: " ") + "}"
    }
  }

  private func parse(_ text: String) throws(InputError) -> JSONValue {
    try JSONDocument(parsing: Array(text.utf8)).root
  }

  private func message(_ text: String) -> String? {
    inputError { () throws(InputError) in _ = try parse(text) }?.description
  }

  @Test(arguments: [
    ("null", "null"), (" true ", "true"), ("false\n", "false"), ("0", "0"), ("-0", "-0"),
    ("[]", "[]"), ("{}", "{}"), ("[ ]", "[]"), ("{ }\r\n\t", "{}"), ("\"\"", "<>"),
    ("\u{FEFF}[1]", "[1]"),
    ("[1,[2,[3]],{}]", "[1 [2 [3]] {}]"),
    (#"{"b":1,"a":{"c":[true,null]},"":""}"#, "{b=1 a={c=[true null]} =<>}"),
    (#"["a\"b","\\","\/\b\f\n\r\t"]"#, "[<a\"b> <\\> </\u{8}\u{C}\n\r\t>]"),
    (#"["\u0041\u00e9\u65E5\uD83D\uDE00\u0000"]"#, "[<Aé日😀\u{0}>]"),
    (#"["é日😀", "\\\"", "a\\"]"#, "[<é日😀> <\\\"> <a\\>]"),
    (#"{"k\u0041":1,"kB":2}"#, "{kA=1 kB=2}"),
    (
      "[1e+24,0.10,1E5,-1.5e-3,123456789012345678901234567890123456,1e400,0e0]",
      "[1e+24 0.10 1E5 -1.5e-3 123456789012345678901234567890123456 1e400 0e0]"
    ),
    ("\"   \"  ", "<   >"),
  ])
  func validTextIsRead(text: String, expected: String) throws {
    #expect(flat(try parse(text)) == expected)
  }

  @Test(arguments: [
    ("", "the text is empty: a JSON value was expected"),
    (" \n ", "the text is empty: a JSON value was expected"),
    ("\u{FEFF}", "the text is empty: a JSON value was expected"),
    ("{\"a\": 1,\n \"b\": 2\n \"c\": 3}", "line 3, column 2: expected ',' or '}', found '\"'"),
    ("[1 2]", "line 1, column 4: expected ',' or ']', found '2'"),
    ("[1,]", "line 1, column 3: a comma stands before the end of the array"),
    ("{\"a\":1 ,}", "line 1, column 8: a comma stands before the end of the object"),
    ("[,1]", "line 1, column 2: expected a value, found ','"),
    ("{\"a\" 1}", "line 1, column 6: expected ':' after the key, found '1'"),
    ("{\"a\":}", "line 1, column 6: expected a value, found '}'"),
    ("{a:1}", "line 1, column 2: expected a key in double quotes, found 'a'"),
    ("{'a':1}", "line 1, column 2: expected a key in double quotes, found '''"),
    ("{1:1}", "line 1, column 2: expected a key in double quotes, found '1'"),
    ("[1}", "line 1, column 3: expected ',' or ']', found '}'"),
    ("{\"a\":1]", "line 1, column 7: expected ',' or '}', found ']'"),
    ("]", "line 1, column 1: expected a value, found ']'"),
    ("[1", "line 1, column 3: the text ends inside the array that begins at line 1, column 1"),
    (
      "{\"a\":", "line 1, column 6: the text ends inside the object that begins at line 1, column 1"
    ),
    ("{\"a\"", "line 1, column 5: the text ends inside the object that begins at line 1, column 1"),
    ("[{", "line 1, column 3: the text ends inside the object that begins at line 1, column 2"),
    ("[[1],", "line 1, column 6: the text ends inside the array that begins at line 1, column 1"),
    ("1 2", "line 1, column 3: the value is complete, but '2' follows it"),
    ("{}\n{}", "line 2, column 1: the value is complete, but '{' follows it"),
    ("null,", "line 1, column 5: the value is complete, but ',' follows it"),
    ("\"a\"b", "line 1, column 4: the value is complete, but 'b' follows it"),
    ("\"a\"\"b\"", "line 1, column 4: the value is complete, but '\"' follows it"),
    ("\"é\" \u{0}", "line 1, column 5: the value is complete, but the byte 0x00 follows it"),
    ("\u{0}", "line 1, column 1: expected a value, found the byte 0x00"),
    ("[1\u{C}]", "line 1, column 2: '1?' is not a JSON number"),
    (
      "[\"a\u{1F}b\"]",
      "line 1, column 4: a string holds the byte 0x1f, which must be written as an escape"
    ),
    (
      "[\"a\u{0}b\"]",
      "line 1, column 4: a string holds the byte 0x00, which must be written as an escape"
    ),
    ("[\"abc\n\"]", "line 1, column 2: this string has no closing quote"),
    ("[1, \"abc", "line 1, column 5: this string has no closing quote"),
    ("\"\\\"", "line 1, column 1: this string has no closing quote"),
    ("\"", "line 1, column 1: this string has no closing quote"),
    (
      "{\"a\":1,\"b\":2,\"a\":3}",
      "line 1, column 14: the key \"a\" was already given at line 1, column 2"
    ),
    (
      "[{\"a\":{\"a\":[{\"x\":1}]},\n\"\\u0061\":3}]",
      "line 2, column 1: the key \"\\u0061\" was already given at line 1, column 3"
    ),
  ])
  func brokenTextIsRefused(text: String, expected: String) {
    #expect(message(text) == expected)
  }

  @Test(arguments: [
    "01", "-", "+1", "1.", ".5", "1.e5", "1e", "1e+", "--1", "0x10", "1_000", "-01", "1.2.3",
    "1a", "NaN", "Infinity", "-Infinity", "tru", "truee", "True", "nul", "nulll", "fals", "1\\",
    "00", "1e5.5", "true1", "\u{1}",
  ])
  func badNumbersAndLiteralsAreRefused(word: String) {
    for text in [word, "[\(word)]", "[\(word) ]", "{\"a\":\(word)}", "[1,\(word),2]"] {
      #expect(message(text) != nil, "\(text)")
    }
  }

  @Test func badNumbersAndLiteralsAreNamed() {
    #expect(message("[1, 01]") == "line 1, column 5: '01' is not a JSON number")
    #expect(message("{\"a\": trueish}") == "line 1, column 7: 'trueish' is not a JSON value")
    #expect(message("[n\u{1B}[2J]") == "line 1, column 2: 'n?' is not a JSON value")
    #expect(message("[1\u{1A}]") == "line 1, column 2: '1?' is not a JSON number")
  }

  @Test(arguments: [
    ("\\x", "'\\x' is not an escape of JSON"), ("\\u12G4", "'\\u12G4' is not an escape of JSON"),
    ("\\u12", "'\\u12' is not an escape of JSON"), ("\\'", "'\\'' is not an escape of JSON"),
    ("\\ud800", "'\\ud800' is half of a surrogate pair"),
    ("\\udc00\\ud800", "'\\udc00' is half of a surrogate pair"),
    ("\\ud800\\u0041", "'\\ud800' is half of a surrogate pair"),
    ("\\ud83dx", "'\\ud83d' is half of a surrogate pair"),
  ])
  func badEscapesAreRefused(escape: String, expected: String) {
    #expect(message("[\"é\(escape)\"]") == "line 1, column 4: \(expected)")
    #expect(message("{\"\(escape)\":1}") == "line 1, column 3: \(expected)")
  }

  @Test(
    arguments: [
      ([0xFF], 1, "0xff"), ([0xC0, 0x80], 1, "0xc0"), ([0xE2, 0x82], 1, "0xe2"),
      ([0xED, 0xA0, 0x80], 1, "0xed"), ([0xF4, 0x90, 0x80, 0x80], 1, "0xf4"), ([0x80], 1, "0x80"),
      ([0xC3, 0xA9, 0xF0, 0x9F, 0x98], 2, "0xf0"),
    ] as [([UInt8], Int, String)])
  func invalidEncodingIsLocated(bad: [UInt8], column: Int, byte: String) {
    let bytes = Array("[1,\n \"".utf8) + bad + Array("\"]".utf8)
    let error = inputError { () throws(InputError) in
      _ = try JSONDocument(parsing: bytes, source: "map.json")
    }
    #expect(error?.kind == .encoding)
    #expect(
      error?.description == "map.json, line 2, column \(column + 2): the byte \(byte) is not valid"
        + " UTF-8; save the file as UTF-8")
  }

  @Test func nestingIsLimited() throws {
    let deepest = JSONDocument.maximumDepth
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(try parse(nested(deepest)).kind == .array)
    #expect(message(nested(deepest + 1)) == "line 1, column 65: nested deeper than 64 levels")
    #expect(message(String(repeating: "[{\"a\":", count: 100_000)) != nil)
  }

  @Test(arguments: [2, 31, 32, 33, 34, 500])
  func equalKeysAreFoundInObjectsOfAnySize(count: Int) throws {
    let keys = (0..<count).map { "\"key\($0)\":{\"key0\":\($0)}" }
    let unique = try parse("{" + keys.joined(separator: ",") + "}")
    #expect(unique.count == count)
    #expect(unique["key\(count - 1)"]?["key0"]?.integer == count - 1)
    for index in [0, count / 2, count - 1] {
      let text = "{\n" + (keys + [keys[index]]).joined(separator: ",\n") + "}"
      #expect(
        message(text) == "line \(count + 2), column 1: the key \"key\(index)\" was already given"
          + " at line \(index + 2), column 1")
    }
  }

  @Test func valuesKnowTheirPlace() throws {
    let value = try parse("{\n  \"é\": [1, \"x\\n\",\n    {\"deep\": -2.50}]\n}")
    let list = try #require(value["é"])
    let deep = try #require(list[2]?["deep"])
    #expect(value.position == TextPosition(line: 1, column: 1))
    #expect(list.position == TextPosition(line: 2, column: 8))
    #expect(list[1]?.position == TextPosition(line: 2, column: 12))
    #expect(deep.position == TextPosition(line: 3, column: 14))
    #expect(deep.path == "$.é[2].deep")
    #expect(list[1]?.path == "$.é[1]")
    #expect(value.path == "$")
    #expect(value.members.map(\.key.position) == [TextPosition(line: 2, column: 3)])
    #expect(String(decoding: deep.source, as: UTF8.self) == "-2.50")
    #expect(list[1].map { Array($0.source) } == Array(#""x\n""#.utf8))
    #expect(list[2].map { Array($0.source) } == Array(#"{"deep": -2.50}"#.utf8))
  }

  @Test func theLineOfAPieceIsCounted() throws {
    let parser = JSONParser()
    let bytes = Array("{\"a\":1}\n{\"a\":x}\n".utf8)
    let value = try parser.parse(bytes[0..<7], source: "x.ndjson", line: 10).root["a"]
    #expect(value?.position == TextPosition(line: 10, column: 6))
    let error = inputError { () throws(InputError) in
      _ = try parser.parse(bytes[8..<15], source: "x.ndjson", line: 11)
    }
    #expect(error?.description == "x.ndjson, line 11, column 6: expected a value, found 'x'")
  }

  @Test func documentsOutliveTheParsersNextOnes() throws {
    let parser = JSONParser()
    let documents = try (0..<200).map { number throws(InputError) in
      let text = #"{"n":\#(number),"s":"\u0041\#(number)"}"#
      return try parser.parse(Array(text.utf8)[...])
    }
    for (number, document) in documents.enumerated() {
      #expect(document.root["n"]?.integer == number)
      #expect(document.root["s"]?.isString("A\(number)") == true)
    }
  }

  @Test func valuesOfOtherKindsGiveNothing() throws {
    let value = try parse(#"{"s":"1","n":1,"t":true,"x":null,"a":[1]}"#)
    #expect(value["s"]?.numberText == nil)
    #expect(value["n"]?.string == nil)
    #expect(value["t"]?.bool == true)
    #expect(value["n"]?.bool == nil)
    #expect(value["x"]?.isNull == true)
    #expect(value["missing"] == nil)
    #expect(value["a"]?["s"] == nil)
    #expect(value["a"]?[1] == nil)
    #expect(value["a"]?[-1] == nil)
    #expect(value["n"]?.count == 0)
    #expect(value["n"]?.members.map(\.name) == [])
    #expect(value[0] == nil)
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("127", 127), ("-128", -128), ("128", nil), ("-129", nil), ("1.0", nil),
      ("1e1", nil), ("99999999999999999999999999", nil), ("\"1\"", nil),
    ] as [(String, Int8?)])
  func integersAreExactOrNothing(text: String, expected: Int8?) throws {
    #expect(try parse(text).integer(as: Int8.self) == expected)
  }
}
