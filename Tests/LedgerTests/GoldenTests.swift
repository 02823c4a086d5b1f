import Foundation
import Hashing
import Ledger
import LedgerSupport
import Testing

/// The canonical line is for good: a log that was written once keeps its hashes in every version.
///
/// `fixtures/golden/lines.ndjson` has every kind with every field and with none of the optional ones;
/// `lines.root` has the leaf hash of each line and their root, as Python's hashlib gives them.
@Suite struct GoldenTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "fixtures/golden")

  private static func rows(_ name: String) throws -> [String] {
    let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  @Test func linesComeBackByteForByte() throws {
    var reader = LogReader()
    for (number, line) in try Self.rows("lines.ndjson").enumerated() {
      let event = try reader.read(line)
      #expect(reader.line(event) == line, "line \(number + 1)")
    }
  }

  @Test func hashesAndRootAreThoseOfHashlib() throws {
    let sha = SHA256()
    var tree = MerkleTree()
    var hashes: [String] = []
    for line in try Self.rows("lines.ndjson") {
      let leaf = sha.leaf(line.utf8.span)
      hashes.append(leaf.description)
      tree.append(leaf, sha) { _ in }
    }
    #expect(try hashes + ["root \(tree.root())"] == Self.rows("lines.root"))
  }

  @Test func everyKindAndFieldIsThere() throws {
    var full = [Set<Field>](repeating: [], count: Kind.allCases.count)
    var bare = [Bool](repeating: false, count: Kind.allCases.count)
    var reader = LogReader()
    for line in try Self.rows("lines.ndjson") {
      let event = try reader.read(line)
      let fields = event.kind.spec.fields.filter { event.has($0.field) }
      full[Int(event.kind.rawValue)].formUnion(fields.map(\.field))
      // A rule may ask for one of several optional fields.
      let most = event.kind.spec.fields.count(where: \.isRequired) + event.kind.spec.rules.count
      if fields.count <= most { bare[Int(event.kind.rawValue)] = true }
    }
    for kind in Kind.allCases {
      #expect(full[Int(kind.rawValue)] == Set(kind.spec.fields.map(\.field)), "\(kind.name)")
      #expect(bare[Int(kind.rawValue)], "\(kind.name) without its optional fields")
    }
  }

  @Test func pythonWritesTheSameLinesAndRoot() throws {
    let script = """
      import hashlib, json, sys
      lines = open(sys.argv[1], 'rb').read().split(b'\\n')[:-1]
      for line in lines:
          text = json.dumps(json.loads(line), ensure_ascii=False, separators=(',', ':'))
          assert text.encode() == line, line
      def root(row):
          if len(row) == 1:
              return row[0]
          split = 1
          while split * 2 < len(row):
              split *= 2
          return hashlib.sha256(b'\\1' + root(row[:split]) + root(row[split:])).digest()
      print(root([hashlib.sha256(b'\\0' + line).digest() for line in lines]).hex())
      """
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c", script, Self.folder.appending(path: "lines.ndjson").path,
    ]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    // 127: there is no python3 here.
    if process.terminationStatus == 127 { return }
    let answer = try #require(try output.fileHandleForReading.readToEnd())
    let root = String(decoding: answer, as: UTF8.self).trimmingCharacters(in: .newlines)
    #expect(process.terminationStatus == 0)
    #expect(try Self.rows("lines.root").last == "root \(root)")
  }
}
