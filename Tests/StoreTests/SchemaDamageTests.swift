import Foundation
import Ledger
import LedgerSupport
import SQLite
import Store
import Testing

/// `verify` names what was done to the schema, and goes on with what is left.
@Suite struct SchemaDamageTests {
  private static let original = Result { () throws -> LedgerFolder.Copy in
    var log = RandomLog(seed: 91)
    var lines = log.lines(12)
    for kind in Kind.allCases { lines.append(log.line(of: kind)) }
    return try LedgerFolder(lines, batch: 20).copy()
  }

  private static func makeFolder() throws -> LedgerFolder {
    let folder = try LedgerFolder()
    try folder.putBack(try original.get())
    return folder
  }

  private static let others = [
    "account_name", "asset_name", "market_name", "block", "tile", "checkpoint", "migration",
  ]

  @Test(arguments: others + Kind.allCases.map(\.name)) func aTableThatIsGoneIsNamed(
    _ table: String
  ) throws {
    for sql in ["DROP TABLE \(table)", "ALTER TABLE \(table) RENAME TO lost"] {
      let folder = try Self.makeFolder()
      try folder.tamper(
        ["PRAGMA legacy_alter_table = ON", sql], restoresTriggers: false)
      let before = try folder.bytes()
      let texts = try folder.verify().findings.map(\.text)
      #expect(texts.contains("the schema was changed: the table \(table) is gone"), "\(texts)")
      // The triggers of all tables are gone here, too.
      let others = texts.filter { !$0.contains("the trigger ") }
      #expect(others.count <= 12, "\(others)")
      #expect(try folder.bytes() == before)
    }
  }

  @Test(
    arguments: [
      ("DROP VIEW v_fill", "the view v_fill is gone"),
      (
        "DROP INDEX account_name_by_name",
        "the index account_name_by_name on table account_name is gone"
      ),
      ("CREATE TABLE extra (x)", "the table extra was added, plimsoll made no such thing"),
      ("CREATE INDEX extra ON fill (account)", "the index extra on table fill was added"),
      ("CREATE VIEW extra AS SELECT 1", "the view extra was added"),
      (
        "CREATE TRIGGER extra AFTER INSERT ON fill BEGIN SELECT 1; END",
        "the trigger extra on table fill was added"
      ),
      (
        "ALTER TABLE fill ADD COLUMN extra TEXT", "the table fill is not the one that plimsoll made"
      ),
      (
        "DROP TABLE fill; CREATE TABLE fill (seq INTEGER PRIMARY KEY, cost TEXT)",
        "the table fill is not the one that plimsoll made"
      ),
      (
        "DROP VIEW v_fill; CREATE VIEW v_fill AS SELECT 1",
        "the view v_fill is not the one that plimsoll made"
      ),
      (
        "DROP TABLE note; CREATE VIEW note AS SELECT 1 AS seq", "the table note is gone"
      ),
    ])
  func whatIsChangedIsNamed(_ sql: String, _ words: String) throws {
    let folder = try Self.makeFolder()
    let connection = try Connection(path: folder.ledger, mode: .readWrite)
    try connection.execute("PRAGMA legacy_alter_table = ON; \(sql)")
    let texts = try folder.verify().findings.map(\.text)
    #expect(texts.contains { $0.contains("the schema was changed: \(words)") }, "\(texts)")
    #expect(texts.count <= 6, "\(texts)")
  }

  @Test func whatAnalyzeLeavesBehindIsNoChange() throws {
    let folder = try Self.makeFolder()
    let connection = try Connection(path: folder.ledger, mode: .readWrite)
    try connection.execute("ANALYZE")
    #expect(try folder.verify().findings == [])
  }

  @Test func triggersThatAreGoneAreNamed() throws {
    let folder = try Self.makeFolder()
    try folder.tamper([], restoresTriggers: true)
    #expect(try folder.verify().isSound)
    let connection = try Connection(path: folder.ledger, mode: .readWrite)
    try connection.execute("DROP TRIGGER note_gate; DROP TRIGGER deposit_no_update")
    #expect(
      try folder.verify().findings.map(\.text) == [
        "the schema was changed: the trigger deposit_no_update on table deposit is gone",
        "the schema was changed: the trigger note_gate on table note is gone",
      ])
    let error = #expect(throws: StoreError.self) {
      let writer = try LedgerWriter(path: folder.ledger, creates: false)
      var intake = writer.makeIntake()
      let text = LineText([
        #"{"v":1,"block":9000000,"index":0,"time":9000000000000,"kind":"note","text":"x"}"#
      ])
      try writer.begin()
      try writer.append(try intake.prepare(text.bytes.span, lines: text.ranges))
    }
    #expect(error?.code == .system || error?.code == .damaged)
    #expect(error?.description.contains("note_gate is missing") == true)
  }

  @Test func aTriggerThatWasReplacedIsNamed() throws {
    let folder = try Self.makeFolder()
    let connection = try Connection(path: folder.ledger, mode: .readWrite)
    try connection.execute(
      "DROP TRIGGER fill_gate; CREATE TRIGGER fill_gate BEFORE INSERT ON fill BEGIN SELECT 1; END")
    #expect(
      try folder.verify().findings.map(\.text) == [
        "the schema was changed: the trigger fill_gate on table fill is not the one that plimsoll made"
      ])
  }
}
