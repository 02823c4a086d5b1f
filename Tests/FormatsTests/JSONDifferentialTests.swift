import Foundation
import Testing

@testable import Formats

/// Compares the parser with the one of Python on random documents, most of them broken a little.
@Suite struct JSONDifferentialTests {
  static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Reads one document in hexadecimal per line; prints its values in one line, or "refused".
  private static let script = #"""
    import json, sys

    def unique(pairs):
      if len({key for key, _ in pairs}) < len(pairs): raise ValueError
      return ("object", pairs)

    def refuse(_): raise ValueError

    def flat(value, depth):
      kind = type(value)
      if kind is str: return "<" + value.encode("utf-8").hex() + ">"
      if value is None or kind is bool: return {None: "null", True: "true", False: "false"}[value]
      if kind is tuple and value[0] == "number": return value[1]
      if depth == 64: raise ValueError
      if kind is list: return "[" + " ".join(flat(item, depth + 1) for item in value) + "]"
      members = [flat(key, depth) + "=" + flat(item, depth + 1) for key, item in value[1]]
      return "{" + " ".join(members) + "}"

    number = lambda text: ("number", text)
    for line in open(sys.argv[1]):
      try:
        text = bytes.fromhex(line).decode("utf-8")
        value = json.loads(
          text, parse_int=number, parse_float=number, parse_constant=refuse,
          object_pairs_hook=unique)
        print(flat(value, 0))
      except ValueError:
        print("refused")
    """#

  private func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { Byte.hex($0) }.joined()
  }

  private func flat(_ value: JSONValue) -> String {
    switch value.kind {
    case .null, .true, .false: value.kindName
    case .number: value.numberText ?? "?"
    case .string: "<\(hex(value.stringBytes ?? []))>"
    case .array: "[" + value.elements.map(flat).joined(separator: " ") + "]"
    case .object:
      "{" + value.members.map { "\(flat($0.key))=\(flat($0.value))" }.joined(separator: " ") + "}"
    }
  }

  private func verdict(_ bytes: [UInt8], _ parser: JSONParser) -> String {
    do {
      return flat(try parser.parse(bytes[...]).root)
    } catch {
      return "refused"
    }
  }

  @Test(.enabled(if: python != nil), arguments: 1...4 as ClosedRange<UInt64>)
  func pythonAgrees(seed: UInt64) throws {
    var maker = RandomJSON(seed: seed)
    let documents = (0..<2500).map { _ in maker.document() }
    let directory = try TemporaryDirectory()
    let list = documents.map { hex($0) + "\n" }.joined()
    let path = try directory.file("documents", Array(list.utf8))
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.python))
    process.arguments = ["-c", Self.script, path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try #require(try pipe.fileHandleForReading.readToEnd())
    process.waitUntilExit()
    let verdicts = String(decoding: output, as: UTF8.self).split(separator: "\n")
    try #require(verdicts.count == documents.count)
    let parser = JSONParser()
    var accepted = 0
    for (document, expected) in zip(documents, verdicts) {
      let text = String(decoding: document, as: UTF8.self)
      let found = verdict(document, parser)
      if found != "refused" { accepted += 1 }
      #expect(found == expected, "seed \(seed): \(text)")
    }
    #expect(accepted > 500)
    #expect(accepted < 2000)
  }
}

/// Makes random JSON text, about half of it broken.
private struct RandomJSON {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func document() -> [UInt8] {
    var bytes = Array(value(depth: 0).utf8)
    guard Bool.random(using: &generator) else { return bytes }
    for _ in 0...below(3) {
      let place = below(bytes.count + 1)
      switch below(4) {
      case 0 where place < bytes.count: bytes.remove(at: place)
      case 1 where place < bytes.count: bytes[place] = UInt8(below(256))
      case 2: bytes.insert(contentsOf: pick(Self.junk).utf8, at: place)
      default: bytes = Array(bytes[..<place]) + pick(Self.junk).utf8 + bytes[place...]
      }
    }
    return bytes
  }

  private static let junk = [
    ",", ":", "\"", "\\", "{", "}", "[", "]", " ", "\n", "0", "1", "-", ".", "e", "null", "\\u",
    "\u{0}", "\u{C}", "\u{1A}", "true", "\"a\":1,", "\\\"", "\\\\", "é", "/", "\t", "+",
  ]

  private static let strings = [
    "", "a", "b", "key", "é", "日本", "😀", #"\n"#, #"\""#, #"\\"#, #"\/"#, #"\u00e9"#,
    #"\ud83d\ude00"#, #"\u0000"#, "a longer run of plain text that fills more than a register ",
    "   ", "{}", "[", ":", ",",
  ]

  private mutating func value(depth: Int) -> String {
    switch below(depth > 5 ? 5 : 8) {
    case 0: pick(["null", "true", "false"])
    case 1, 2: number()
    case 3, 4: string()
    case 5: "[" + list { $0.space() + $0.value(depth: depth + 1) + $0.space() } + "]"
    default:
      "{" + list { $0.space() + $0.string() + $0.space() + ":" + $0.value(depth: depth + 1) }
        + space() + "}"
    }
  }

  private mutating func list(_ item: (inout RandomJSON) -> String) -> String {
    let count = below(20) == 0 ? below(60) : below(5)
    return (0..<count).map { _ in item(&self) }.joined(separator: ",")
  }

  private mutating func string() -> String {
    // Digits keep most keys of an object apart.
    "\"" + (0..<below(4)).map { _ in pick(Self.strings) }.joined() + String(below(900)) + "\""
  }

  private mutating func number() -> String {
    let sign = pick(["", "-"])
    let whole = pick(["0", "7", "10", "123456789", "340282366920938463463374607431768211456"])
    return sign + whole + pick(["", "", ".0", ".10", ".000000000000000000000001"])
      + pick(["", "", "e5", "E+24", "e-400"])
  }

  private mutating func space() -> String {
    pick(["", "", "", " ", "\n", "\t\r\n  "])
  }

  private mutating func below(_ limit: Int) -> Int {
    Int.random(in: 0..<limit, using: &generator)
  }

  private mutating func pick(_ choices: [String]) -> String {
    choices[below(choices.count)]
  }
}
