import Formats
import Foundation
import Import
import Ledger
import Testing

/// Where the maps of the package and the figures beside it are.
enum TestFiles {
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func map(_ name: String) throws -> ImportMap {
    let path = package.appending(path: "maps/\(name).json").path
    return try ImportMap(json: ByteSource(path: path).readAll(limit: 1 << 20), name: name)
  }

  /// The patterns of file names in a map, read with another JSON reader.
  static func patterns(_ name: String) throws -> [String] {
    let data = try Data(contentsOf: package.appending(path: "maps/\(name).json"))
    let map = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let sources = try #require(map?["sources"] as? [[String: Any]])
    return try sources.flatMap { try #require($0["files"] as? [String]) }
  }

  static func data(_ path: String) -> String {
    package.deletingLastPathComponent().appending(path: "shared/data/\(path)").path
  }

  static func hasData(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: data(folder))
  }
}

/// A directory that goes away with the test.
struct TemporaryFiles: ~Copyable {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: directory)
  }

  func write(_ name: String, _ text: String) throws -> String {
    let file = directory.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path
  }
}

/// What an import gave, read with another JSON reader.
struct Outcome {
  let lines: MappedLines
  let events: [MappedEvent]

  var texts: [String] {
    (0..<lines.count).map { String(decoding: lines.bytes[lines[$0].range], as: UTF8.self) }
  }

  func count(_ kind: String) -> Int { events.count { $0.kind == kind } }
}

/// One event as a foreign program sees it.
struct MappedEvent {
  let fields: [String: String]

  var kind: String { fields["kind"] ?? "" }
  var block: Int { Int(fields["block"] ?? "") ?? -1 }
  var index: Int { Int(fields["index"] ?? "") ?? -1 }
  var account: String { fields["account"] ?? "" }
  var asset: String { fields["asset"] ?? "" }

  /// A decimal as its number of 10^-18.
  func amount(_ field: String = "amount") throws -> Int128 {
    try scaled(try #require(fields[field]))
  }
}

/// A decimal text as its number of 10^-18, by the schoolbook.
func scaled(_ text: String) throws -> Int128 {
  let parts = text.split(separator: ".", omittingEmptySubsequences: false)
  let fraction = parts.count > 1 ? String(parts[1]) : ""
  let zeros = String(repeating: "0", count: max(0, 18 - fraction.count))
  let digits = String(parts[0]) + fraction + zeros
  return try #require(Int128(digits, radix: 10), "not a decimal: \(text)")
}

/// Maps files and reads the lines with Foundation.
func run(
  _ map: ImportMap, _ paths: [String], known: KnownDeclarations = KnownDeclarations(),
  names: Names = Names(), recorded: Position? = nil, keepGoing: Bool = false
) throws -> Outcome {
  var run = MapRun(map: map, known: known)
  for path in paths {
    let parts = path.split(separator: "=", maxSplits: 1).map(String.init)
    try run.add(path: parts.last ?? path, source: parts.count == 2 ? parts[0] : nil)
  }
  var decoder = LineDecoder(names: names, recorded: recorded)
  let lines = try run.finish(decoder: &decoder, keepGoing: keepGoing)
  let events = try (0..<lines.count).map { place in
    let object = try JSONSerialization.jsonObject(with: Data(lines.bytes[lines[place].range]))
    let members = try #require(object as? [String: Any])
    return MappedEvent(fields: members.mapValues { "\($0)" })
  }
  return Outcome(lines: lines, events: events)
}

/// A map of one CSV source for small tests.
func smallMap(
  events: String, extra: String = "", top: String = "", format: String = "\"format\": \"csv\""
) throws -> ImportMap {
  let json = """
    {
      "name": "small",
      "venue": { "name": "V" },
      "assets": { "USD": { "decimals": 2 }, "ETH": { "decimals": 18 } },
      \(top)
      "sources": [
        {
          "name": "rows", "files": ["rows*"], \(format),
          "time": { "seconds": "{t}" }, "block": "seconds", \(extra)
          "events": \(events)
        }
      ]
    }
    """
  return try ImportMap(json: Array(json.utf8), name: "small.json")
}
