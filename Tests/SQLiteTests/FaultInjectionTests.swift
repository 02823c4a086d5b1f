#if DEBUG
import SQLite
import Testing

@Suite struct FaultInjectionTests {
  private func database() throws -> Connection {
    let connection = try Connection.inMemory()
    try connection.execute("CREATE TABLE t (x INTEGER) STRICT")
    return connection
  }

  private func insertThree(into connection: borrowing Connection) throws {
    try connection.transaction(.immediate) { () throws(SQLiteError) in
      var insert = try connection.prepare("INSERT INTO t VALUES (?1)")
      for number in 1...3 {
        try insert.bind(number, at: 1)
        try insert.run()
      }
    }
  }

  // The steps are BEGIN, three INSERTs and COMMIT.
  @Test(arguments: 1...5, [ResultCode.full, .ioErrorSync, .ioErrorWrite, .busy, .corrupt])
  func aTransactionThatFailsAtAnyStepLeavesNothing(step: Int, code: ResultCode) throws {
    let connection = try database()
    let plan = FaultInjection(.step, number: step, code: code)
    let error = #expect(throws: SQLiteError.self) {
      try plan.run { try insertThree(into: connection) }
    }
    #expect(error?.code == code)
    #expect(connection.isInTransaction == false)
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 0)
    try insertThree(into: connection)
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 3)
  }

  @Test func aRollbackThatFailsDoesNotHideTheFirstError() throws {
    let connection = try database()
    let plan = FaultInjection(.step, number: 3, code: .full, isLasting: true)
    let error = #expect(throws: SQLiteError.self) {
      try plan.run { try insertThree(into: connection) }
    }
    #expect(error?.sql == "INSERT INTO t VALUES (?1)")
    #expect(error?.message == "database or disk is full")
    // BEGIN, two INSERTs, ROLLBACK.
    #expect(plan.callCount == 4)
    #expect(connection.isInTransaction == true)
    connection.rollback()
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 0)
  }

  @Test(arguments: [
    (FaultInjection.Call.prepare, ResultCode.noMemory), (.bind, .tooBig), (.step, .interrupt),
  ])
  func everyKindOfCallCanFail(call: FaultInjection.Call, code: ResultCode) throws {
    let connection = try database()
    let error = #expect(throws: SQLiteError.self) {
      try FaultInjection(call, number: 1, code: code).run { try insertThree(into: connection) }
    }
    #expect(error?.code == code)
  }

  @Test func openingAndCheckpointingCanFail() throws {
    let folder = try TemporaryFolder()
    let path = try folder.makeDatabase(wal: true)
    let opening = #expect(throws: SQLiteError.self) {
      try FaultInjection(.open, number: 1, code: .cannotOpen).run {
        _ = try Connection(path: path, mode: .readWrite)
      }
    }
    #expect(opening?.path == path)
    #expect(opening?.code == .cannotOpen)
    let connection = try Connection(path: path, mode: .readWrite)
    let checkpoint = #expect(throws: SQLiteError.self) {
      try FaultInjection(.checkpoint, number: 1, code: .ioErrorSync).run {
        try connection.checkpoint(.truncate)
      }
    }
    #expect(checkpoint?.code == .ioErrorSync)
    #expect(checkpoint?.path == path)
  }

  @Test func theFirstReadOfAFileCanFail() throws {
    let folder = try TemporaryFolder()
    let path = try folder.makeDatabase()
    let error = #expect(throws: SQLiteError.self) {
      try FaultInjection(.step, number: 1, code: .ioErrorRead).run {
        _ = try Connection(path: path, mode: .create)
      }
    }
    #expect(error?.code == .ioErrorRead)
    #expect(error?.sql == nil)
  }

  @Test func aPlanEndsWithItsBody() throws {
    let connection = try database()
    let plan = FaultInjection(.step, number: 1, code: .full, isLasting: true)
    #expect(throws: SQLiteError.self) { try plan.run { try connection.execute("SELECT 1") } }
    try connection.execute("SELECT 1")
    #expect(plan.callCount == 1)
  }
}
#endif
