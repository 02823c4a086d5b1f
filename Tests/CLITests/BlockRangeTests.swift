import Foundation
import Testing

/// `--from` and `--to` of every command that has both.
@Suite struct BlockRangeTests {
  @Test(arguments: ["audit", "cases", "whatif", "postmortem", "log", "ask"])
  func aRangeThatEndsBeforeItBeginsIsRefused(command: String) async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let words = command == "ask" ? [command, ledger, "19"] : [command, ledger]
    let run = await CommandRun.run(words + ["--from", "3", "--to", "2"])
    #expect(run.status == 64)
    #expect(run.words.contains("--from comes after --to."), "\(command): \(run.words)")
    #expect(run.output.isEmpty)
  }
}

/// Files that commands write beside their answers.
@Suite struct OwnFileTests {
  private static let purposes: [(words: [String], option: String)] = [
    (["postmortem"], "--output"), (["whatif", "--set", "calls.cure=1.05"], "--record"),
  ]

  @Test(arguments: purposes.indices)
  func whatIsNoEarlierReportIsKept(place: Int) async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let (words, option) = Self.purposes[place]
    let notes = try folder.write("notes.txt", ["mine"])
    let command = [words[0], ledger] + words.dropFirst()
    let run = await CommandRun.run(command + [option, notes])
    #expect(run.status == 1)
    #expect(run.words.contains("there is a file of that name already"), "\(run.words)")
    #expect(try folder.bytes("notes.txt") == Data("mine\n".utf8))
    let own = await CommandRun.run(command + [option, "\(ledger).head"])
    #expect(own.words.contains("this name belongs to the ledger"), "\(own.words)")
    let nowhere = await CommandRun.run(command + [option, folder.path("none/here")])
    #expect(nowhere.words.contains("there is no such directory"), "\(nowhere.words)")
  }

  @Test func afterAFailureNoEmptyFileStays() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let run = await CommandRun.run(
      ["whatif", ledger, "--oracle-delay", "1", "--record", folder.path("lines.ndjson")])
    #expect(run.status == 1, "\(run.output)")
    #expect(try folder.bytes("lines.ndjson") == nil)
  }
}
