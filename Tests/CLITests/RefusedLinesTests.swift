import Foundation
import Testing

/// Lines that an import refuses: the exact message, the exit status, and a ledger that stays as it was.
@Suite struct RefusedLinesTests {
  private static let after =
    "\nnothing was imported, and v.plimsoll is as it was; see 'plimsoll help importing'\n"

  @Test(arguments: try RefusedLines.all())
  func lineIsRefused(_ row: RefusedLines) async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let input = try folder.write("bad.ndjson", bytes: row.input)
    let before = try folder.contents()
    let run = await CommandRun.run(["import", ledger, input])
    #expect(folder.plain(run.words) == "Error: \(row.message)\(Self.after)")
    #expect(run.status == row.status)
    #expect(run.output == "")
    #expect(try folder.contents() == before)
  }

  @Test(arguments: [
    (
      #""kind":"note","text":"\#(String(repeating: "n", count: 16_385))""#,
      #"bad.ndjson:1: column 72, field "text": is longer than 16384 bytes"#
    ),
    (
      #""kind":"note","text":"\#(String(repeating: "n", count: 70_000))""#,
      "bad.ndjson:1: the line is longer than 65536 bytes, the most that is accepted"
    ),
    (
      #""kind":"deposit","account":"\#(String(repeating: "n", count: 257))","asset":"USD","amount":"1""#,
      #"bad.ndjson:1: column 78, field "account": is longer than 256 bytes"#
    ),
  ])
  func textIsTooLong(fields: String, message: String) async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let line = #"{"v":1,"block":10,"index":0,"time":1700000240000,"# + fields + "}"
    let before = try folder.contents()
    let run = await CommandRun.run(["import", ledger, try folder.write("bad.ndjson", [line])])
    #expect(folder.plain(run.words) == "Error: \(message)\(Self.after)")
    #expect(run.status == 1)
    #expect(try folder.contents().ledger == before.ledger)
    #expect(try folder.contents().head == before.head)
  }

  @Test func lateBadLineOfALargeImportLeavesNothing() async throws {
    let folder = try LedgerFolder()
    var lines = EventStream(seed: 7).lines(30_000)
    lines[29_990] = lines[29_990].replacing("\"v\":1", with: "\"v\":3")
    let input = try folder.write("late.ndjson", lines)
    let run = await CommandRun.run(["import", folder.path("new.plimsoll"), input])
    #expect(
      folder.plain(run.words) == """
        Error: late.ndjson:29991: column 6: the line has the format version 3; this program knows \
        version 1
        nothing was imported, and no ledger was made; see 'plimsoll help importing'

        """)
    #expect(run.status == 1)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["late.ndjson"])
  }

  @Test func wholeBatchesStayWhenABatchFails() async throws {
    let folder = try LedgerFolder()
    var lines = EventStream(seed: 8).lines(1_000)
    lines[750] = "?"
    let input = try folder.write("late.ndjson", lines)
    let ledger = folder.path("v.plimsoll")
    let run = await CommandRun.run(["import", ledger, input, "--batch", "100"])
    #expect(
      folder.plain(run.words) == """
        Error: late.ndjson:751: column 1: expected {"v":1,"block": here, found '?'
        700 events of this import are recorded in v.plimsoll, and importing again goes on behind \
        them; see 'plimsoll help importing'

        """)
    #expect(run.status == 1)
    let export = await CommandRun.run(["export", ledger])
    #expect(export.output == lines[..<700].joined(separator: "\n") + "\n")
    #expect(await CommandRun.run(["verify", "--quiet", ledger]).status == 0)
  }

  @Test func secondFileOfSeveralIsNamed() async throws {
    let folder = try LedgerFolder()
    let first = try folder.write("a.ndjson", Array(Harbour.lines[..<7]))
    let second = try folder.write("b.ndjson", Array(Harbour.lines[7..<9]) + ["{}"])
    let third = try folder.write("c.ndjson", Array(Harbour.lines[9...]))
    let run = await CommandRun.run(["import", folder.path("v.plimsoll"), first, second, third])
    #expect(
      folder.plain(run.words) == """
        Error: b.ndjson:3: column 1: expected {"v":1,"block": here, found '{}'
        nothing was imported, and no ledger was made; see 'plimsoll help importing'

        """)
    #expect(try folder.contents().files == ["a.ndjson", "b.ndjson", "c.ndjson"])
  }
}

/// One row of `fixtures/imports/refused.txt`.
struct RefusedLines: CustomTestStringConvertible, Sendable {
  var name: String
  var input: [UInt8] = []
  var message = ""
  var status: Int32 = 0

  var testDescription: String { name }

  static func all() throws -> [RefusedLines] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "fixtures/imports/refused.txt")
    let text = try String(contentsOf: file, encoding: .utf8)
    var rows: [RefusedLines] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
      if line.hasPrefix("# ") {
        rows.append(RefusedLines(name: String(line.dropFirst(2))))
      } else if rows.isEmpty {
        continue
      } else if line.hasPrefix("<") {
        rows[rows.count - 1].input += bytes(line.dropFirst(2)) + [UInt8(ascii: "\n")]
      } else if line.hasPrefix("> ") {
        let separator = rows[rows.count - 1].message.isEmpty ? "" : "\n"
        rows[rows.count - 1].message += separator + line.dropFirst(2)
      } else if line.hasPrefix("exit ") {
        rows[rows.count - 1].status = try #require(Int32(line.dropFirst(5)))
      }
    }
    return rows
  }

  /// The bytes of a text in which `%hh` is a byte.
  private static func bytes(_ text: Substring) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let code = UInt8(Substring(rest.prefix(2)), radix: 16) {
        bytes.append(code)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}
