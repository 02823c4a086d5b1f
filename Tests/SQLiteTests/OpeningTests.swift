import Foundation
import SQLite
import Testing

@Suite struct OpeningTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func aMissingFileIsMadeOnlyWhenAskedFor() throws {
    let path = folder.file("new.db")
    for mode in [Connection.OpenMode.readOnly, .readWrite] {
      let error = #expect(throws: SQLiteError.self) { _ = try Connection(path: path, mode: mode) }
      #expect(error?.code.primary == .cannotOpen)
      #expect(error?.path == path)
      #expect(error?.description.hasPrefix("\(path): there is no such file or folder") == true)
    }
    #expect(!FileManager.default.fileExists(atPath: path))
    try Connection(path: path, mode: .create).execute("CREATE TABLE t (x)")
    #expect(FileManager.default.fileExists(atPath: path))
  }

  @Test func aReadOnlyConnectionReadsAndDoesNotWrite() throws {
    let path = try folder.makeDatabase()
    let connection = try Connection(path: path, mode: .readOnly)
    #expect(connection.isReadOnly == true)
    #expect(try connection.queryInt64("SELECT sum(x) FROM t") == 6)
    let error = #expect(throws: SQLiteError.self) { try connection.execute("DELETE FROM t") }
    #expect(error?.code.primary == .readOnly)
    #expect(error?.sql == "DELETE FROM t")
  }

  @Test func anExistingFileIsWritten() throws {
    let connection = try Connection(path: try folder.makeDatabase(), mode: .readWrite)
    try connection.execute("INSERT INTO t VALUES (4)")
    #expect(try connection.queryInt64("SELECT sum(x) FROM t") == 10)
  }

  @Test func aFileOfAnotherKindIsRefusedAtOnce() throws {
    let path = folder.file("notes.txt")
    try Data(repeating: UInt8(ascii: "n"), count: 2000).write(to: URL(filePath: path))
    for mode in [Connection.OpenMode.readOnly, .readWrite, .create] {
      let error = #expect(throws: SQLiteError.self) { _ = try Connection(path: path, mode: mode) }
      #expect(error?.code == .notADatabase)
      #expect(error?.description.hasPrefix("\(path): the file is not a SQLite database") == true)
    }
  }

  @Test func aFolderIsNotADatabase() {
    let path = folder.path
    let error = #expect(throws: SQLiteError.self) {
      _ = try Connection(path: path, mode: .readOnly)
    }
    #expect(error?.code.primary == .cannotOpen || error?.code.primary == .ioError)
  }

  @Test(arguments: ["", "a\0b.db"]) func aPathThatNoFileCanHaveIsRefused(path: String) {
    let error = #expect(throws: SQLiteError.self) { _ = try Connection(path: path, mode: .create) }
    #expect(error?.code == .cannotOpen)
  }

  @Test(arguments: [
    "with space.db", "100%.db", "%41.db", "what?.db", "what?mode=memory", "a#b.db", "a&b=c.db",
    "naïve Ünïcode 船.db", ":memory:", "file:x.db", "quote'\".db", "back\\slash.db", "~.db",
  ])
  func everyCharacterOfAPathIsTakenLiterally(name: String) throws {
    let path = try folder.makeDatabase(name)
    #expect(FileManager.default.fileExists(atPath: path))
    let connection = try Connection(path: path, mode: .readOnly)
    #expect(connection.path == path)
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 3)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
  }

  @Test func twoSlashesAtTheStartOfAPathAreNotAHost() throws {
    let path = try folder.makeDatabase()
    let connection = try Connection(path: "/" + path, mode: .readOnly)
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 3)
  }

  @Test func aRelativePathNamedLikeMemoryIsAFile() {
    let error = #expect(throws: SQLiteError.self) {
      _ = try Connection(path: ":memory:", mode: .readWrite)
    }
    #expect(error?.code.primary == .cannotOpen)
  }

  @Test(.enabled(if: obeysPermissions)) func aWriteProtectedFileIsNotOpenedForWriting() throws {
    let path = try folder.makeDatabase()
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: path)
    for mode in [Connection.OpenMode.readWrite, .create] {
      let error = #expect(throws: SQLiteError.self) { _ = try Connection(path: path, mode: mode) }
      #expect(error?.code == .readOnly)
      #expect(error?.path == path)
    }
    let connection = try Connection(path: path, mode: .readOnly)
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 3)
  }

  @Test(.enabled(if: obeysPermissions)) func aFileWithoutPermissionSaysSo() throws {
    let path = try folder.makeDatabase()
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    let error = #expect(throws: SQLiteError.self) {
      _ = try Connection(path: path, mode: .readOnly)
    }
    #expect(error?.description.contains("permission to open the file is denied") == true)
  }

  @Test(.enabled(if: obeysPermissions)) func aWriteProtectedFolderNeedsImmutableForALog() throws {
    let path = try folder.makeDatabase(wal: true)
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
    let error = #expect(throws: SQLiteError.self) {
      _ = try Connection(path: path, mode: .readOnly)
    }
    #expect(error?.code.primary == .readOnly || error?.code.primary == .cannotOpen)
    let connection = try Connection(path: path, mode: .readOnly, immutable: true)
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 3)
  }

  @Test func anImmutableConnectionLeavesNoFilesBehind() throws {
    let path = try folder.makeDatabase(wal: true)
    let connection = try Connection(path: path, mode: .readOnly, immutable: true)
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 3)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.db"])
  }

  @Test func connectionsAndFailedOpensGiveTheirFilesBack() throws {
    let path = try folder.makeDatabase()
    let junk = folder.file("junk")
    try Data(repeating: 1, count: 1000).write(to: URL(filePath: junk))
    for _ in 0..<50 {
      let connection = try Connection(path: path, mode: .readWrite)
      try connection.execute("UPDATE t SET x = x")
      #expect(throws: SQLiteError.self) { _ = try Connection(path: junk, mode: .readOnly) }
    }
    #expect(try openFiles().filter { name in name.hasPrefix(folder.path) } == [])
  }

  @Test func aStatementMayOutliveItsConnection() throws {
    let path = try folder.makeDatabase()
    var statement = try statement("SELECT x FROM t ORDER BY x", of: path)
    #expect(try statement.step() == true)
    #expect(try statement.int64(at: 0) == 1)
    #expect(try openFiles().contains(path))
  }

  @Test func aDatabaseInMemoryHasNoPath() throws {
    let connection = try Connection.inMemory()
    #expect(connection.path == nil)
    #expect(connection.isReadOnly == false)
    let error = #expect(throws: SQLiteError.self) { try connection.execute("SELEC") }
    #expect(error?.path == nil)
    #expect(
      error?.description == """
        the database in memory: near "SELEC": syntax error (SQLITE_ERROR 1), in: SELEC
        """)
  }

  private func statement(_ sql: String, of path: String) throws -> Statement {
    try Connection(path: path, mode: .readOnly).prepare(sql)
  }

  private func openFiles() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { name in
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + name)
    }
  }
}

/// The strictness that every connection has from the start.
@Suite struct StrictnessTests {
  @Test func aDoubleQuotedWordIsNeverAString() throws {
    let connection = try Connection.inMemory()
    #expect(throws: SQLiteError.self) { try connection.execute(#"SELECT "no such column""#) }
  }

  @Test func theSchemaCannotBeWrittenBySQL() throws {
    let connection = try Connection.inMemory()
    try connection.execute("CREATE TABLE t (x)")
    try connection.setPragma("writable_schema", to: 1)
    #expect(throws: SQLiteError.self) { try connection.execute("DELETE FROM sqlite_schema") }
  }

  @Test func extensionsCannotBeLoaded() throws {
    let connection = try Connection.inMemory()
    let error = #expect(throws: SQLiteError.self) {
      try connection.execute("SELECT load_extension('x')")
    }
    #expect(error?.message == "not authorized")
  }

  @Test func aViewMayUseOnlyInnocuousFunctions() throws {
    let connection = try Connection.inMemory()
    try connection.createScalar(name: "one", argumentCount: 0) { context, _ in
      context.setResult(1)
    }
    try connection.createScalar(name: "two", argumentCount: 0, flags: .deterministic) {
      context, _ in context.setResult(2)
    }
    try connection.execute(
      "CREATE VIEW a AS SELECT one() AS x; CREATE VIEW b AS SELECT two() AS x;")
    #expect(try connection.queryInt64("SELECT x FROM a") == 1)
    #expect(try connection.queryInt64("SELECT two()") == 2)
    let error = #expect(throws: SQLiteError.self) { try connection.queryInt64("SELECT x FROM b") }
    #expect(error?.message == "unsafe use of two()")
  }
}
