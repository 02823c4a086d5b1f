import Foundation
import Ledger
import LedgerSupport
import SQLite
import Store
import Testing

/// Opening what is there: locks, heads, files that are no ledgers, folders that cannot be written.
@Suite struct OpeningTests {
  private static let lines: [String] = {
    var log = RandomLog(seed: 8)
    return log.lines(330)
  }()

  private static func code(_ body: () throws -> Void) -> (StoreError.Code, String)? {
    do {
      try body()
      return nil
    } catch let error as StoreError {
      return (error.code, error.description)
    } catch {
      return nil
    }
  }

  @Test func theSecondWriterIsRefused() throws {
    let folder = try LedgerFolder(Self.lines)
    let error: StoreError?
    do {
      let writer = try LedgerWriter(path: folder.ledger, creates: true)
      #expect(writer.tip.size == 330)
      error = #expect(throws: StoreError.self) {
        _ = try LedgerWriter(path: folder.ledger, creates: true)
      }
    }
    #expect(error?.code == .locked)
    #expect(
      error?.description == "\(folder.ledger): another process (process \(getpid())) is writing to "
        + "this ledger; try again when it is done")
    _ = try LedgerWriter(path: folder.ledger, creates: false)
  }

  @Test func readersSeeOneMomentWhileAWriterGoesOn() throws {
    let folder = try LedgerFolder(Array(Self.lines[..<100]))
    let file = try LedgerFile(path: folder.ledger)
    // The reader keeps the write-ahead log from being emptied; the append is acknowledged anyway.
    try folder.append(Self.lines)
    #expect(file.tip.size == 100)
    #expect(try LedgerFolder.lines(file) == Array(Self.lines[..<100]))
    #expect(try Verifier(file).run().findings == [])
    let later = try LedgerFile(path: folder.ledger)
    #expect(later.head == .matches)
    #expect(try LedgerFolder.lines(later) == Self.lines)
  }

  // MARK: - The head

  @Test func aHeadThatIsBehindIsHealed() throws {
    let folder = try LedgerFolder(Array(Self.lines[..<300]), batch: 100)
    for size in [100, 255, 256, 257, 299] {
      let other = try LedgerFolder(Array(Self.lines[..<size]))
      // A crash between the commit and the head leaves the head of before.
      try other.bytes(".head").write(to: URL(filePath: folder.ledger + ".head"))
      let file = try LedgerFile(path: folder.ledger)
      guard case .behind(let head) = file.head else {
        Issue.record("\(file.head)")
        continue
      }
      #expect(head.size == Int64(size))
      #expect(try Verifier(file).run().isSound)
      let writer = try LedgerWriter(path: folder.ledger, creates: false)
      #expect(writer.healedHead)
      #expect(try LedgerFile(path: folder.ledger).head == .matches)
    }
    try folder.append(Self.lines)
    #expect(try folder.verify().isSound)
  }

  @Test func lostEventsAreNoticedAndNothingIsAppended() throws {
    let folder = try LedgerFolder(Array(Self.lines[..<200]))
    let old = try folder.copy()
    try folder.append(Self.lines)
    let head = try folder.bytes(".head")
    try folder.putBack(old)
    try head.write(to: URL(filePath: folder.ledger + ".head"))
    let before = try folder.bytes()
    let error = Self.code { try folder.append(Self.lines) }
    #expect(error?.0 == .lostEvents)
    #expect(error?.1.contains("its head knows of 330 events") == true)
    #expect(try folder.bytes() == before && folder.bytes(".head") == head)
    let result = try folder.verify()
    #expect(
      result.findings.map(\.text) == [
        "events were lost: \(folder.ledger).head knows of 330 events, the ledger has 200; "
          + "restore the file from a copy"
      ])
    #expect(result.soundThrough == 200)
  }

  // MARK: - Other files

  @Test func whatIsNoLedgerIsRefusedAndLeftAlone() throws {
    let folder = try LedgerFolder(Self.lines)
    let good = try folder.bytes()
    let text = Data(String(repeating: "This is a letter to a friend.\n", count: 300).utf8)
    let cases: [(Data, StoreError.Code, StoreError.Code)] = [
      (text, .notALedger, .notALedger),
      (Data("short".utf8), .notALedger, .notALedger),
      (good.prefix(100), .damaged, .damaged),
      (good.prefix(4096), .damaged, .damaged),
      (good.prefix(good.count / 2 / 4096 * 4096), .damaged, .damaged),
      (good.prefix(good.count - 100), .damaged, .damaged),
    ]
    for (number, (bytes, reading, writing)) in cases.enumerated() {
      let other = try LedgerFolder()
      try bytes.write(to: URL(filePath: other.ledger))
      let read = Self.code { _ = try LedgerFile(path: other.ledger) }
      #expect(read?.0 == reading, "case \(number): \(String(describing: read))")
      let write = Self.code { try other.append(Self.lines) }
      #expect(write?.0 == writing, "case \(number): \(String(describing: write))")
      #expect(read?.1.contains(other.ledger) == true)
      #expect(try other.bytes() == bytes, "case \(number)")
    }
  }

  @Test func otherDatabasesAreRefusedAndLeftAlone() throws {
    let folder = try LedgerFolder()
    do {
      let connection = try Connection(path: folder.ledger, mode: .create)
      try connection.execute("CREATE TABLE t (x); INSERT INTO t VALUES (1)")
    }
    let before = try folder.bytes()
    for attempt in [
      Self.code { _ = try LedgerFile(path: folder.ledger) },
      Self.code { _ = try LedgerFile(verifying: folder.ledger) },
      Self.code { try folder.append(Self.lines) },
    ] {
      #expect(attempt?.0 == .notALedger)
      #expect(
        attempt?.1 == "\(folder.ledger): this is a SQLite database, but not a plimsoll ledger")
    }
    #expect(try folder.bytes() == before)
  }

  @Test func aLedgerOfANewerVersionIsRefusedAndLeftAlone() throws {
    let folder = try LedgerFolder(Self.lines)
    do {
      let connection = try Connection(path: folder.ledger, mode: .readWrite)
      try connection.setPragma("user_version", to: 99)
    }
    let before = try folder.bytes()
    for attempt in [
      Self.code { _ = try LedgerFile(path: folder.ledger) },
      Self.code { try folder.append(Self.lines) },
    ] {
      #expect(attempt?.0 == .newerVersion)
      #expect(attempt?.1.contains("its schema is version 99") == true)
    }
    #expect(try folder.bytes() == before)
  }

  @Test func anEmptyFileBecomesALedgerOnlyToAWriter() throws {
    let folder = try LedgerFolder()
    try Data().write(to: URL(filePath: folder.ledger))
    #expect(Self.code { _ = try LedgerFile(path: folder.ledger) }?.0 == .notALedger)
    #expect(try folder.bytes().isEmpty)
    try folder.append(Self.lines)
    #expect(try folder.lines() == Self.lines)
  }

  @Test func aMissingLedgerIsMadeOnlyWhenAsked() throws {
    let folder = try LedgerFolder()
    #expect(Self.code { _ = try LedgerFile(path: folder.ledger) }?.0 == .missing)
    #expect(
      Self.code { _ = try LedgerWriter(path: folder.ledger, creates: false) }?.0 == .missing)
    #expect(
      Self.code { _ = try LedgerWriter(path: folder.path + "/no/a", creates: true) }?.0 == .system)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    #expect(Self.code { _ = try LedgerFile(path: folder.path) }?.0 == .system)
  }

  @Test(.enabled(if: obeysPermissions, "permissions mean nothing to this user"))
  func aLedgerInAFolderThatCannotBeWrittenIsRead() throws {
    let folder = try LedgerFolder(Self.lines)
    let files = FileManager.default
    try files.setAttributes([.posixPermissions: 0o444], ofItemAtPath: folder.ledger)
    #expect(try folder.lines() == Self.lines)
    try files.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    #expect(try folder.lines() == Self.lines)
    #expect(try folder.verify().isSound)
    #expect(Self.code { try folder.append(Self.lines) }?.0 == .system)
  }
}
