import Foundation
import SQLite
import Testing

/// A ledger that somebody changed: `verify` tells what, the other commands send there.
@Suite struct DamagedLedgerTests {
  /// A ledger that `sql` was run on by another program, without the triggers.
  private static func ledger(_ folder: LedgerFolder, after sql: String) async throws -> String {
    let ledger = try await folder.ledger(Harbour.lines)
    let connection = try Connection(path: ledger, mode: .readWrite)
    try connection.execute("PRAGMA legacy_alter_table = ON; \(sql)")
    try connection.checkpoint(.truncate)
    return ledger
  }

  private static let readers = [
    ["info"], ["log"], ["export"], ["book"], ["solvency"], ["check"], ["state", "alice"],
  ]

  @Test(arguments: ["deposit", "fill", "account_name", "block", "checkpoint", "tile"])
  func aTableThatIsGoneIsAFinding(table: String) async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.ledger(folder, after: "DROP TABLE \(table)")
    let before = try folder.contents()
    for format in ["table", "csv", "json"] {
      let run = await CommandRun.run(["verify", ledger, "--format", format])
      #expect(run.status == 2, "\(format)")
      #expect(run.output.contains("the schema was changed: the table \(table) is gone"))
      #expect(run.words == "")
    }
    #expect(try folder.contents() == before)
  }

  @Test(arguments: ["deposit", "account_name", "block", "checkpoint"])
  func commandsSendToVerifyWhenATableIsGone(table: String) async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.ledger(folder, after: "DROP TABLE \(table)")
    let input = try folder.write("in.ndjson", Harbour.lines)
    let before = try folder.contents()
    // Not every command needs every table; but none says what SQLite says.
    var refusals = 0
    for command in Self.readers + [["import", input]] {
      let run = await CommandRun.run([command[0], ledger] + command.dropFirst())
      guard run.status != 0 else { continue }
      refusals += 1
      let words = folder.plain(run.words)
      #expect(run.status == 1, "\(command)")
      #expect(
        words.hasPrefix(
          "Error: v.plimsoll: the ledger is damaged: its table \(table) is gone; run 'plimsoll "
            + "verify v.plimsoll', which tells what else is wrong\n"), "\(command): \(words)")
      #expect(!words.contains("SELECT") && !words.contains("SQLITE"), "\(command): \(words)")
    }
    #expect(refusals >= 4)
    #expect(try folder.contents() == before)
  }

  @Test func aColumnThatIsGoneSendsToVerify() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.ledger(
      folder,
      after: "DROP TABLE deposit; CREATE TABLE deposit (seq INTEGER PRIMARY KEY, block, idx)")
    let run = await CommandRun.run(["book", ledger])
    #expect(
      folder.plain(run.words).hasPrefix("Error: v.plimsoll: the ledger is damaged: its column"))
    #expect(run.status == 1)
    #expect(await CommandRun.run(["verify", ledger]).status == 2)
  }

  @Test func aQuestionAboutATableThatIsGoneSendsToVerify() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.ledger(folder, after: "DROP TABLE fill")
    for question in ["SELECT * FROM fill", "SELECT * FROM v_fill", "SELECT * FROM posting"] {
      let run = await CommandRun.run(["sql", ledger, question])
      #expect(
        folder.plain(run.words).hasPrefix(
          "Error: v.plimsoll: the ledger is damaged: its table fill is gone"), "\(run.words)")
      #expect(run.status == 1)
    }
    let other = await CommandRun.run(["sql", ledger, "SELECT * FROM fills"])
    #expect(other.words.hasPrefix("Error: no such table: fills; the tables are named like"))
  }

  // MARK: - The head

  @Test func aMissingHeadIsWrittenAnew() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let head = try #require(try folder.bytes("v.plimsoll.head"))
    for wrong in [nil, Data(), Data("plimsoll-head 2\n".utf8)] {
      try FileManager.default.removeItem(atPath: ledger + ".head")
      if let wrong { try wrong.write(to: URL(filePath: ledger + ".head")) }
      let found = await CommandRun.run(["verify", ledger])
      #expect(found.status == 2)
      #expect(found.output.contains("verify --write-head"))
      #expect(await CommandRun.run(["import", ledger, "/dev/null"]).status == 1)
      let run = await CommandRun.run(["verify", "--write-head", ledger])
      #expect(run.words == "wrote the head of 13 events, root \(Harbour.root)\n")
      #expect(run.output == "")
      #expect(run.status == 0)
      #expect(try folder.bytes("v.plimsoll.head") == head)
      #expect(await CommandRun.run(["verify", "--quiet", ledger]).status == 0)
    }
  }

  @Test func aHeadThatIsRightIsNotWritten() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let before = try folder.contents()
    let run = await CommandRun.run(["verify", "--write-head", ledger])
    #expect(folder.plain(run.words).hasPrefix("Error: v.plimsoll: its head is right"))
    #expect(run.status == 1)
    #expect(try folder.contents() == before)
  }

  @Test func theProofOfALossIsNotWrittenOver() async throws {
    let folder = try LedgerFolder()
    let short = try await folder.ledger(Array(Harbour.lines[..<9]), named: "short.plimsoll")
    let ledger = try await folder.ledger(Harbour.lines)
    let head = try #require(try folder.bytes("v.plimsoll.head"))
    try FileManager.default.removeItem(atPath: ledger)
    try FileManager.default.copyItem(atPath: short, toPath: ledger)
    let run = await CommandRun.run(["verify", "--write-head", ledger])
    #expect(
      folder.plain(run.words).hasPrefix(
        "Error: v.plimsoll: events were lost: its head knows of 13, the ledger has 9"))
    #expect(run.status == 2)
    #expect(try folder.bytes("v.plimsoll.head") == head)
  }

  @Test func noHeadIsWrittenForALedgerThatIsNotSound() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.ledger(folder, after: "DROP TABLE note")
    try FileManager.default.removeItem(atPath: ledger + ".head")
    let run = await CommandRun.run(["verify", "--write-head", ledger])
    #expect(run.status == 2)
    #expect(run.output.contains("the table note is gone"))
    #expect(try folder.bytes("v.plimsoll.head") == nil)
  }
}
