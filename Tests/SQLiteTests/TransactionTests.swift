import SQLite
import Testing

@Suite struct TransactionTests {
  struct LayerError: SQLiteErrorWrapper, Equatable {
    var word: String
    init(word: String) { self.word = word }
    init(_ error: SQLiteError) { word = "sqlite: \(error.message)" }
  }

  private func database() throws -> Connection {
    let connection = try Connection.inMemory()
    try connection.execute("CREATE TABLE t (x INTEGER) STRICT")
    return connection
  }

  @Test(arguments: [TransactionKind.deferred, .immediate, .exclusive])
  func aBodyThatReturnsIsCommitted(kind: TransactionKind) throws {
    let connection = try database()
    let count = try connection.transaction(kind) { () throws(SQLiteError) in
      #expect(connection.isInTransaction == true)
      try connection.execute("INSERT INTO t VALUES (1)")
      return connection.changes
    }
    #expect(count == 1)
    #expect(connection.isInTransaction == false)
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 1)
  }

  @Test func aBodyThatThrowsIsRolledBack() throws {
    let connection = try database()
    #expect(throws: LayerError(word: "changed my mind")) {
      try connection.transaction(.immediate) { () throws(LayerError) in
        do throws(SQLiteError) {
          try connection.execute("INSERT INTO t VALUES (1)")
        } catch {
          throw LayerError(error)
        }
        throw LayerError(word: "changed my mind")
      }
    }
    #expect(connection.isInTransaction == false)
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 0)
  }

  @Test func aFailureToBeginComesInTheErrorOfTheBody() throws {
    let connection = try database()
    try connection.begin(.deferred)
    #expect(
      throws: LayerError(word: "sqlite: cannot start a transaction within a transaction")
    ) {
      try connection.transaction(.immediate) { () throws(LayerError) in Issue.record("ran") }
    }
    #expect(connection.isInTransaction == true)
    try connection.commit()
  }

  @Test func anErrorOfAnInnerTransactionRollsTheOuterBack() throws {
    let connection = try database()
    let error = #expect(throws: SQLiteError.self) {
      try connection.transaction(.immediate) { () throws(SQLiteError) in
        try connection.execute("INSERT INTO t VALUES (1)")
        try connection.transaction(.immediate) { () throws(SQLiteError) -> Void in
          Issue.record("ran")
        }
      }
    }
    #expect(error?.message == "cannot start a transaction within a transaction")
    #expect(connection.isInTransaction == false)
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 0)
  }

  @Test func aTransactionThatSQLiteRolledBackItselfKeepsTheFirstError() throws {
    let connection = try database()
    let error = #expect(throws: SQLiteError.self) {
      try connection.transaction(.immediate) { () throws(SQLiteError) in
        try connection.execute("INSERT INTO t VALUES (1)")
        try connection.execute("INSERT OR ROLLBACK INTO t VALUES ('not a number')")
      }
    }
    #expect(error?.code == .constraintDataType)
    #expect(connection.isInTransaction == false)
  }

  @Test func aCommitThatFailsIsRolledBack() throws {
    let connection = try Connection.inMemory()
    try connection.execute(
      """
      PRAGMA foreign_keys = ON;
      CREATE TABLE p (x INTEGER PRIMARY KEY);
      CREATE TABLE c (x INTEGER REFERENCES p (x) DEFERRABLE INITIALLY DEFERRED);
      """)
    let error = #expect(throws: SQLiteError.self) {
      try connection.transaction(.immediate) { () throws(SQLiteError) in
        try connection.execute("INSERT INTO c VALUES (1)")
      }
    }
    #expect(error?.code == .constraintForeignKey)
    #expect(connection.isInTransaction == false)
    #expect(try connection.queryInt64("SELECT count(*) FROM c") == 0)
  }

  @Test func aRollbackOutsideATransactionDoesNothing() throws {
    let connection = try database()
    connection.rollback()
    #expect(connection.isInTransaction == false)
  }

  @Test func aSecondWriterIsToldThatTheDatabaseIsBusy() throws {
    let folder = try TemporaryFolder()
    let path = try folder.makeDatabase(wal: true)
    let first = try Connection(path: path, mode: .readWrite)
    let second = try Connection(path: path, mode: .readWrite, busyTimeoutMs: 0)
    let error = try first.transaction(.immediate) { () throws(SQLiteError) in
      try first.execute("INSERT INTO t VALUES (4)")
      #expect((try? second.queryInt64("SELECT count(*) FROM t")) == 3)
      return #expect(throws: SQLiteError.self) {
        try second.transaction(.immediate) { () throws(SQLiteError) in }
      }
    }
    #expect(error?.code == .busy)
    #expect(
      error?.description.hasPrefix("\(path): another process is using the database") == true)
    #expect(try second.queryInt64("SELECT count(*) FROM t") == 4)
  }

  @Test func anOldSnapshotCannotBecomeAWriter() throws {
    let folder = try TemporaryFolder()
    let path = try folder.makeDatabase(wal: true)
    let first = try Connection(path: path, mode: .readWrite)
    let second = try Connection(path: path, mode: .readWrite, busyTimeoutMs: 0)
    let error = #expect(throws: SQLiteError.self) {
      try second.transaction(.deferred) { () throws(SQLiteError) in
        _ = try second.queryInt64("SELECT count(*) FROM t")
        try first.execute("INSERT INTO t VALUES (4)")
        try second.execute("INSERT INTO t VALUES (5)")
      }
    }
    #expect(error?.code == .busySnapshot)
  }

  @Test func aCheckpointEmptiesTheLog() throws {
    let folder = try TemporaryFolder()
    let connection = try Connection(path: try folder.makeDatabase(wal: true), mode: .readWrite)
    try connection.execute("INSERT INTO t VALUES (4)")
    let passive = try connection.checkpoint(.passive)
    #expect(passive.logFrames > 0)
    #expect(passive.checkpointedFrames == passive.logFrames)
    let truncated = try connection.checkpoint(.truncate)
    #expect(truncated.logFrames == 0)
    #expect(truncated.checkpointedFrames == 0)
  }

  @Test func aReaderKeepsTheLogFromBeingEmptied() throws {
    let folder = try TemporaryFolder()
    let path = try folder.makeDatabase(wal: true)
    let writer = try Connection(path: path, mode: .readWrite, busyTimeoutMs: 0)
    let reader = try Connection(path: path, mode: .readOnly)
    try reader.begin(.deferred)
    _ = try reader.queryInt64("SELECT count(*) FROM t")
    try writer.execute("INSERT INTO t VALUES (4)")
    let error = #expect(throws: SQLiteError.self) { try writer.checkpoint(.truncate) }
    #expect(error?.code == .busy)
    try reader.commit()
    try writer.checkpoint(.truncate)
  }

  @Test func withoutALogACheckpointDoesNothing() throws {
    let result = try database().checkpoint(.full)
    #expect(result.logFrames == -1)
    #expect(result.checkpointedFrames == -1)
  }
}
