import Foundation
import SQLite
import Testing

@Suite struct ReadingTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = try folder.makeDatabase(wal: true)
  }

  private func reader() throws -> Connection {
    let connection = try Connection(path: path, mode: .readWrite)
    try connection.execute("CREATE VIEW IF NOT EXISTS v AS SELECT x * 2 AS y FROM t")
    try connection.execute("CREATE INDEX IF NOT EXISTS i ON t (x)")
    try connection.restrictToReading()
    return connection
  }

  @Test(arguments: [
    "INSERT INTO t VALUES (4)", "UPDATE t SET x = 0", "DELETE FROM t",
    "REPLACE INTO t VALUES (1)", "INSERT INTO t VALUES (4) RETURNING x",
    "WITH c AS (SELECT 1) DELETE FROM t",
    "CREATE TABLE u (x)", "CREATE TEMP TABLE u (x)", "CREATE TEMP VIEW u AS SELECT 1",
    "CREATE VIRTUAL TABLE u USING fts5(x)", "CREATE INDEX j ON t (x)", "DROP INDEX i",
    "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END",
    "CREATE TEMP TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END",
    "ALTER TABLE t RENAME TO u", "ALTER TABLE t ADD COLUMN y", "DROP TABLE t", "DROP VIEW v",
    "ATTACH ':memory:' AS m", "ATTACH '/tmp/x' AS m", "DETACH main",
    "REINDEX", "ANALYZE",
    "BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", "SAVEPOINT s", "RELEASE s",
    "PRAGMA query_only = 0", "PRAGMA query_only(0)", "PRAGMA main.query_only = OFF",
    "PRAGMA user_version = 9", "PRAGMA application_id = 9", "PRAGMA journal_mode = DELETE",
    "PRAGMA writable_schema = 1", "PRAGMA writable_schema", "PRAGMA schema_version = 9",
    "PRAGMA wal_checkpoint", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA optimize",
    "PRAGMA incremental_vacuum", "PRAGMA temp_store_directory = '/tmp'", "PRAGMA mmap_size = 1",
    "PRAGMA cache_size = 1", "PRAGMA synchronous = OFF", "PRAGMA trusted_schema = 1",
    "PRAGMA busy_timeout = 1", "PRAGMA shrink_memory", "PRAGMA locking_mode = EXCLUSIVE",
    "SELECT load_extension('x')", "SELECT LOAD_EXTENSION('x', 'y')", "SELECT fts3_tokenizer('x')",
    "EXPLAIN DELETE FROM t",
  ])
  func whateverDoesMoreThanReadIsRefused(sql: String) throws {
    let connection = try reader()
    let error = #expect(throws: SQLiteError.self) { _ = try connection.prepare(sql) }
    #expect(error?.code == .notAuthorized || error?.message.contains("not authorized") == true)
    #expect(try connection.queryInt64("SELECT sum(x) FROM t") == 6)
  }

  @Test func vacuumingIsRefusedWhenItIsRun() throws {
    let connection = try reader()
    let copy = folder.file("copy.db")
    for sql in ["VACUUM", "VACUUM INTO '\(copy)'", "DELETE FROM sqlite_schema"] {
      #expect(throws: SQLiteError.self) { try connection.execute(sql) }
    }
    #expect(!FileManager.default.fileExists(atPath: copy))
  }

  @Test(arguments: [
    "SELECT x FROM t ORDER BY x", "SELECT y FROM v", "SELECT count(*), max(x) FROM t GROUP BY x",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n",
    "SELECT name FROM sqlite_schema", "SELECT value FROM json_each('[1, 2]')",
    "SELECT sum(x) OVER (ORDER BY x) FROM t", "VALUES (1), (2)", "EXPLAIN SELECT 1",
    "EXPLAIN QUERY PLAN SELECT x FROM t", "PRAGMA table_info(t)", "PRAGMA table_xinfo('t')",
    "SELECT name FROM pragma_table_info('t')", "SELECT name FROM pragma_function_list",
    "PRAGMA user_version", "PRAGMA journal_mode",
    "PRAGMA integrity_check", "PRAGMA database_list", "PRAGMA page_count",
  ])
  func readingIsAllowed(sql: String) throws {
    let connection = try reader()
    var statement = try connection.prepare(sql)
    #expect(try statement.step() == true)
  }

  @Test func computedTablesStayReadableWhenTheSchemaChanges() throws {
    let connection = try reader()
    try Connection(path: path, mode: .readWrite).execute("CREATE TABLE later (x)")
    #expect(try connection.queryInt64("SELECT count(*) FROM later") == 0)
    #expect(try connection.queryInt64("SELECT sum(value) FROM json_each('[1, 2]')") == 3)
    #expect(try connection.queryText("SELECT name FROM pragma_table_info('later')") == "x")
  }

  @Test func ourOwnFunctionsAreAllowed() throws {
    let connection = try Connection(path: path, mode: .readWrite)
    try connection.createScalar(name: "twice", argumentCount: 1) {
      (context, arguments) throws(FunctionError) in
      context.setResult(try arguments.int64(at: 0) * 2)
    }
    try connection.restrictToReading()
    #expect(try connection.queryInt64("SELECT twice(21)") == 42)
  }

  @Test func aStatementPreparedBeforeCannotWriteEither() throws {
    let connection = try Connection(path: path, mode: .readWrite)
    var statement = try connection.prepare("DELETE FROM t")
    try connection.restrictToReading()
    #expect(throws: SQLiteError.self) { try statement.run() }
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 3)
  }

  @Test func aRefusalIsASentence() throws {
    let connection = try reader()
    let error = #expect(throws: SQLiteError.self) { try connection.execute("DROP TABLE t") }
    #expect(
      error?.description == """
        \(path): this connection may only read (not authorized, SQLITE_AUTH 23), in: DROP TABLE t
        """)
  }
}
