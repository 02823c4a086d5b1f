import SQLite
import Testing

@Suite struct SQLiteErrorTests {
  @Test func anUnknownCodeKeepsItsNumber() {
    let code = ResultCode(rawValue: 0x7f2a)
    #expect(code.rawValue == 32554)
    #expect(code.primary == ResultCode(rawValue: 42))
    #expect(code.description == "SQLite result code 32554")
    let error = SQLiteError(code: code, message: "something new", path: "/a.db")
    #expect(error.description == "/a.db: something new (SQLite result code 32554)")
  }

  @Test func anExtendedCodeHasTheNameOfItsPrimary() {
    let code = ResultCode(rawValue: 4874)
    #expect(code.primary == .ioError)
    #expect(code.description == "SQLITE_IOERR 4874")
  }

  @Test(arguments: [
    (ResultCode.full, "the disk is full; free some space, then try again"),
    (.readOnly, "the database is read-only; check the permissions of the file and its folder"),
    (.notADatabase, "the file is not a SQLite database"),
    (.busy, "another process is using the database; try again when it is done"),
    (.busySnapshot, "another process is using the database; try again when it is done"),
    (.corrupt, "the database file is damaged"),
    (.ioErrorSync, "reading or writing the file failed"),
    (.cannotOpen, "the file cannot be opened; check that it and its folder exist and may be used"),
    (.noMemory, "out of memory"), (.notAuthorized, "this connection may only read"),
  ])
  func theDescriptionSaysWhatTheCodeMeans(code: ResultCode, meaning: String) {
    let error = SQLiteError(code: code, message: "words", path: "/data/a.db")
    #expect(error.description == "/data/a.db: \(meaning) (words, \(code))")
  }

  @Test func aLongStatementIsCutAndPutOnOneLine() {
    let sql = "SELECT\n  1," + String(repeating: " 22222,", count: 100)
    let text = SQLiteError(code: .error, message: "words", sql: sql).description
    #expect(text.hasPrefix("the database in memory: words (SQLITE_ERROR 1), in: SELECT 1, 22222,"))
    #expect(text.hasSuffix("…"))
    #expect(text.count < 400)
  }

  @Test func aConstraintIsToldApartByItsExtendedCode() throws {
    let connection = try Connection.inMemory()
    try connection.execute(
      """
      PRAGMA foreign_keys = ON;
      CREATE TABLE p (x INTEGER PRIMARY KEY) STRICT;
      CREATE TABLE t (
        a INTEGER PRIMARY KEY, b TEXT UNIQUE, c INTEGER NOT NULL, d INTEGER CHECK (d > 0),
        e INTEGER REFERENCES p (x)
      ) STRICT;
      CREATE TRIGGER r BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'append only'); END;
      INSERT INTO t VALUES (1, 'x', 1, 1, NULL);
      """)
    let cases: [(String, ResultCode)] = [
      ("INSERT INTO t VALUES (1, 'y', 1, 1, NULL)", .constraintPrimaryKey),
      ("INSERT INTO t VALUES (2, 'x', 1, 1, NULL)", .constraintUnique),
      ("INSERT INTO t VALUES (2, 'y', NULL, 1, NULL)", .constraintNotNull),
      ("INSERT INTO t VALUES (2, 'y', 1, 0, NULL)", .constraintCheck),
      ("INSERT INTO t VALUES (2, 'y', 'z', 1, NULL)", .constraintDataType),
      ("INSERT INTO t VALUES (2, 'y', 1, 1, 7)", .constraintForeignKey),
      ("DELETE FROM t", .constraintTrigger),
    ]
    for (sql, code) in cases {
      let error = #expect(throws: SQLiteError.self) { try connection.execute(sql) }
      #expect(error?.code == code)
      #expect(error?.code.primary == .constraint)
      #expect(error?.sql == sql)
    }
  }

  @Test func aFullDatabaseSaysSo() throws {
    let connection = try Connection.inMemory()
    try connection.execute("CREATE TABLE t (x BLOB) STRICT")
    try connection.setPragma("max_page_count", to: 10)
    let error = #expect(throws: SQLiteError.self) {
      try connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    }
    #expect(error?.code == .full)
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 0)
  }

  @Test func aDamagedFileSaysSo() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.db")
    try Connection(path: path, mode: .create).execute(
      "CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('a');")
    try overwrite(path, at: 4096, with: [UInt8](repeating: 0xee, count: 200))
    let connection = try Connection(path: path, mode: .readOnly)
    let error = #expect(throws: SQLiteError.self) { try connection.queryText("SELECT x FROM t") }
    #expect(error?.code.primary == .corrupt)
    #expect(error?.description.hasPrefix("\(path): the database file is damaged") == true)
  }
}
