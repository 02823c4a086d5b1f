import Foundation
import LedgerSupport
import Testing

/// One log has one root and one book, however it came in.
@Suite struct RoundTripTests {
  private struct Identity: Equatable {
    let size: Int
    let root: String
    let digest: String
  }

  private static func identity(_ ledger: String) async throws -> Identity {
    let book = await CommandRun.run(["book", ledger, "--format", "json"])
    let members = try #require(try book.json() as? [String: Any])
    return Identity(
      size: try #require(members["seq"] as? Int), root: try #require(members["root"] as? String),
      digest: try #require(members["digest"] as? String))
  }

  private static func imported(
    _ arguments: [String], into name: String, _ folder: LedgerFolder
  ) async throws -> Identity {
    let run = await CommandRun.run(["import", folder.path(name)] + arguments)
    try #require(run.status == 0, "\(run.words)")
    let check = await CommandRun.run(["verify", "--quiet", folder.path(name)])
    #expect(check.status == 0)
    #expect(check.output == "")
    return try await identity(folder.path(name))
  }

  @Test func rootAndBookDependOnTheLinesAlone() async throws {
    let folder = try LedgerFolder()
    let lines = EventStream(seed: 21).lines(900)
    let text = Array((lines.joined(separator: "\n") + "\n").utf8)
    let plain = try folder.write("all.ndjson", bytes: text)
    let whole = try await Self.imported([plain], into: "whole", folder)
    #expect(whole.size == lines.count)

    let gzip = try folder.write("all.gz", bytes: Packed.gzip(text))
    let zstd = try folder.write("all.zst", bytes: Packed.zstd(text))
    let open = try folder.write("open.ndjson", bytes: text.dropLast())
    #expect(try await Self.imported([gzip], into: "gzip", folder) == whole)
    #expect(try await Self.imported([zstd], into: "zstd", folder) == whole)
    #expect(try await Self.imported([open], into: "open", folder) == whole)
    #expect(try await Self.imported(["--batch", "31", plain], into: "thirties", folder) == whole)
    #expect(try await Self.imported(["--batch", "899", plain], into: "batches", folder) == whole)

    var pieces: [String] = []
    for start in stride(from: 0, to: lines.count, by: 3) {
      pieces.append(try folder.write("piece-\(start)", Array(lines[start..<start + 3])))
    }
    #expect(pieces.count == 300)
    #expect(try await Self.imported(pieces, into: "pieces", folder) == whole)
  }

  @Test func batchOfOneIsACommitForEachEvent() async throws {
    let folder = try LedgerFolder()
    let input = try folder.write("all.ndjson", EventStream(seed: 22).lines(40))
    let whole = try await Self.imported([input], into: "whole", folder)
    let ones = try await Self.imported(["--batch", "1", input], into: "ones", folder)
    #expect(ones == whole)
    let count = await CommandRun.run([
      "sql", folder.path("ones"), "SELECT count(*) AS n FROM checkpoint", "--format", "csv",
    ])
    #expect(count.output == "n\n40\n")
  }

  @Test func importingAgainChangesNothing() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(EventStream(seed: 23).lines(2_000))
    let before = try folder.contents()
    for arguments in [[], ["--batch", "100"]] {
      let again = await CommandRun.run(
        ["import", ledger, folder.path("v.plimsoll.ndjson")] + arguments)
      #expect(
        again.words.hasPrefix("nothing new: all 2000 events of the input are recorded already"))
      #expect(again.status == 0)
      #expect(try folder.contents() == before)
    }
  }

  /// Every kind with every field, and texts that need escapes.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func everyKindComesBackAsItWas(seed: UInt64) async throws {
    let folder = try LedgerFolder()
    var log = RandomLog(seed: seed, style: .wild, isFoldable: true)
    let lines = log.lines(1_500)
    let ledger = try await folder.ledger(lines)
    let export = await CommandRun.run(["export", ledger])
    #expect(export.output == lines.joined(separator: "\n") + "\n", "seed \(seed)")
    #expect(await CommandRun.run(["verify", "--quiet", ledger]).status == 0, "seed \(seed)")
  }

  @Test(.enabled(if: Binary.isBuilt))
  func exportedLinesMakeTheSameLedgerThroughAPipe() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(EventStream(seed: 24).lines(5_000))
    let copy = folder.path("copy.plimsoll")
    let piped = try Binary.shell(#""$0" export "$1" | "$0" import "$2" -"#, [ledger, copy])
    #expect(piped.status == 0, "\(piped.words)")
    #expect(try await Self.identity(copy) == Self.identity(ledger))
  }

  /// The same command in two processes gives the same bytes.
  @Test(.enabled(if: Binary.isBuilt))
  func answersAreTheSameInEveryProcess() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(EventStream(seed: 25).lines(2_000))
    for command in [["book", "--accounts"], ["solvency"], ["info"], ["export"]] {
      var words = command
      words.insert(ledger, at: 1)
      let first = try Binary.run(words)
      #expect(try Binary.run(words).output == first.output, "\(command)")
      #expect(first.text == (await CommandRun.run(words)).output, "\(command)")
    }
  }

  @Test func rangesOfAnExportFitTogether() async throws {
    let folder = try LedgerFolder()
    let lines = EventStream(seed: 26).lines(1_000)
    let ledger = try await folder.ledger(lines)
    let whole = await CommandRun.run(["export", ledger])
    let early = await CommandRun.run(["export", ledger, "--to", "200"])
    let late = await CommandRun.run(["export", ledger, "--from", "201"])
    #expect(early.output + late.output == whole.output)
    // Block 200 is at 1,600,000,400 seconds.
    let byTime = await CommandRun.run(["export", ledger, "--to", "2020-09-13T12:33:20.5Z"])
    #expect(byTime.output == early.output)
    let fromTime = await CommandRun.run(["export", ledger, "--from", "@1600000400.001"])
    #expect(fromTime.output == late.output)
  }
}
