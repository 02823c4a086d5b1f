import Foundation
import Hashing
import Testing

/// What `docs/FORMAT.md` promises to people without Plimsoll.
@Suite struct FormatDocumentTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test func examplesOfTheDocumentAreTrue() async throws {
    let document = try String(
      contentsOf: Self.folder.appending(path: "docs/FORMAT.md"), encoding: .utf8)
    let blocks = document.split(separator: "```\n", omittingEmptySubsequences: false)
    let lines = document.split(separator: "\n").filter { $0.hasPrefix("{\"v\":1,") }.map(
      String.init)
    try #require(lines.count == 3)
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(lines)
    #expect(
      await CommandRun.run(["export", ledger]).output == lines.joined(separator: "\n") + "\n")

    let sha = SHA256()
    let hashes = try #require(blocks.first { $0.hasPrefix("leaf 1") })
    for (number, line) in lines.enumerated() {
      #expect(hashes.contains("leaf \(number + 1)  \(sha.leaf(Array(line.utf8).span))\n"))
    }
    let book = await CommandRun.run(["book", ledger, "--format", "json"])
    let members = try #require(try book.json() as? [String: Any])
    #expect(hashes.hasSuffix("root    \(try #require(members["root"] as? String))\n"))

    let state = try #require(blocks.first { $0.hasPrefix("plimsoll-state v1\n") })
    let text = Array(state.replacing("→", with: "\t").utf8)
    let digest = try #require(members["digest"] as? String)
    #expect("\(sha.hash(text.span))" == digest)
    #expect(document.contains("digest `\(digest)`"))
  }

  @Test(.enabled(if: python != nil))
  func pythonRecomputesTheRoot() async throws {
    let python = try #require(Self.python)
    let script = Self.folder.appending(path: "docs/recompute_root.py").path
    let folder = try LedgerFolder()
    // Sizes around full subtrees and full tiles.
    let lines = EventStream(seed: 31).lines(1_025)
    for count in [0, 1, 2, 3, 5, 8, 255, 256, 257, 1_024, 1_025] {
      let name = "v\(count).plimsoll"
      let ledger =
        count == 0
        ? folder.path(name) : try await folder.ledger(Array(lines[..<count]), named: name)
      if count == 0 { #expect(await CommandRun.run(["init", ledger]).status == 0) }
      let export = try folder.write(
        "export", bytes: Array((await CommandRun.run(["export", ledger])).output.utf8))
      let head = count == 0 ? "" : ledger + ".head"
      let result = try Binary.shell(
        #""$0" "$1" $3 < "$2""#, [script, export, head], program: URL(filePath: python))
      let info = await CommandRun.run(["info", ledger, "--format", "json"])
      let root = try #require((try info.json() as? [String: Any])?["root"] as? String)
      #expect(result.text.hasPrefix("size \(count)\nroot \(root)\n"), "\(count): \(result.words)")
      #expect(result.text.hasSuffix("the head agrees\n") == (count > 0))
      #expect(result.status == 0)
    }
  }

  @Test(.enabled(if: python != nil))
  func pythonSeesAChangedLine() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let changed = try folder.write(
      "changed", Harbour.lines.map { $0.replacing("12000.5", with: "12000.6") })
    let script = Self.folder.appending(path: "docs/recompute_root.py").path
    let result = try Binary.shell(
      #""$0" "$1" "$3" < "$2""#, [script, changed, ledger + ".head"],
      program: URL(filePath: try #require(Self.python)))
    #expect(result.text.contains("the head says size 13 root \(Harbour.root)\n"))
    #expect(result.status == 1)
  }

  /// Python's compact JSON is the canonical line when the keys are in order, as the document says.
  @Test(.enabled(if: python != nil))
  func pythonWritesCanonicalLines() async throws {
    let folder = try LedgerFolder()
    let lines =
      Harbour.lines + [
        #"{"v":1,"block":10,"index":0,"time":1700000240000,"kind":"note","text":"\"\\/\b\t\n\f\r\u0001\#u{7F}é😀"}"#
      ]
    let ledger = try await folder.ledger(lines)
    let export = await CommandRun.run(["export", ledger])
    let written = try folder.write("export", bytes: Array(export.output.utf8))
    let script = """
      import json, sys
      for line in open(sys.argv[1], encoding="utf-8", newline="\\n"):
          print(json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":")))
      """
    let result = try Binary.shell(
      #"PYTHONUTF8=1 "$0" -c "$1" "$2""#, [script, written],
      program: URL(filePath: try #require(Self.python)))
    #expect(result.text == lines.joined(separator: "\n") + "\n", "\(result.words)")
  }
}
