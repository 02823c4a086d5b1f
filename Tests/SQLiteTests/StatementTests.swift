import SQLite
import Testing

@Suite struct StatementTests {
  @Test(arguments: ["", "  ", "-- only a comment", ";", "/* so */ ;"])
  func aTextWithoutAStatementIsRefused(sql: String) throws {
    let connection = try Connection.inMemory()
    let error = #expect(throws: SQLiteError.self) { _ = try connection.prepare(sql) }
    #expect(error?.message == "there is no statement in the text")
    try connection.execute(sql)
  }

  @Test(arguments: ["SELECT 1; SELECT 2", "SELECT 1;SELECT 2;", "SELECT 1; -- x\n SELECT 2"])
  func aTextWithTwoStatementsIsRefused(sql: String) throws {
    let connection = try Connection.inMemory()
    let error = #expect(throws: SQLiteError.self) { _ = try connection.prepare(sql) }
    #expect(error?.message == "there is more than one statement in the text")
  }

  @Test(arguments: ["SELECT 7", "SELECT 7;", " SELECT 7 ; -- seven", "SELECT 7;;\n/* end */"])
  func spaceAndCommentsMayFollowAStatement(sql: String) throws {
    #expect(try Connection.inMemory().queryInt64(sql) == 7)
  }

  @Test func nothingAfterANULIsSilentlyIgnored() throws {
    let connection = try Connection.inMemory()
    #expect(throws: SQLiteError.self) { try connection.execute("SELECT 1;\0 SELECT 2") }
    #expect(throws: SQLiteError.self) { _ = try connection.prepare("SELECT 1\0") }
  }

  @Test func aScriptStopsAtTheFirstFailureAndNamesIt() throws {
    let connection = try Connection.inMemory()
    let error = #expect(throws: SQLiteError.self) {
      try connection.execute("CREATE TABLE t (x); INSERT INTO nowhere VALUES (1); SELECT 1")
    }
    #expect(error?.message == "no such table: nowhere")
    #expect(error?.sql == " INSERT INTO nowhere VALUES (1); SELECT 1")
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 0)
  }

  @Test func aStatementIsUsedManyTimes() throws {
    let connection = try Connection.inMemory()
    try connection.execute("CREATE TABLE t (x INTEGER, y TEXT) STRICT")
    var insert = try connection.prepare("INSERT INTO t VALUES (?1, ?2)", persistent: true)
    for number in 1...100 {
      try insert.bind(number, at: 1)
      try insert.bind("number \(number)", at: 2)
      try insert.run()
    }
    #expect(connection.totalChanges == 100)
    #expect(connection.changes == 1)
    #expect(connection.lastInsertRowID == 100)
    var select = try connection.prepare("SELECT y FROM t WHERE x = ?1")
    for number in [1, 50, 100] {
      select.reset()
      try select.bind(number, at: 1)
      #expect(try select.step() == true)
      #expect(try select.string(at: 0) == "number \(number)")
      #expect(try select.step() == false)
    }
  }

  @Test func bindingsStayUntilTheyAreBoundAgainOrCleared() throws {
    let connection = try Connection.inMemory()
    var statement = try connection.prepare("SELECT ?1 || '-' || ?2, ?1 IS NULL")
    try statement.bind("one", at: 1)
    try statement.bind("two", at: 2)
    #expect(try statement.step() == true)
    #expect(try statement.string(at: 0) == "one-two")
    statement.reset()
    try statement.bind("three", at: 2)
    #expect(try statement.step() == true)
    #expect(try statement.string(at: 0) == "one-three")
    statement.reset()
    statement.clearBindings()
    #expect(try statement.step() == true)
    #expect(statement.isNull(at: 0) == true)
    #expect(try statement.int64(at: 1) == 1)
  }

  @Test func aRunningStatementTakesNoNewValues() throws {
    let connection = try Connection.inMemory()
    var statement = try connection.prepare("SELECT ?1")
    try statement.bind("short", at: 1)
    #expect(try statement.step() == true)
    let long = String(repeating: "long", count: 100)
    for text in ["other", long] {
      let error = #expect(throws: SQLiteError.self) { try statement.bind(text, at: 1) }
      #expect(error?.code == .misuse)
    }
    #expect(try statement.string(at: 0) == "short")
  }

  @Test func aParameterThatDoesNotExistIsRefused() throws {
    let connection = try Connection.inMemory()
    var statement = try connection.prepare("SELECT ?1, ?2")
    #expect(statement.parameterCount == 2)
    for parameter in [Int.min, -1, 0, 3, 1 << 32 + 1, Int.max] {
      let one = #expect(throws: SQLiteError.self) { try statement.bind(1, at: parameter) }
      #expect(one?.code == .range)
      let text = #expect(throws: SQLiteError.self) { try statement.bind("x", at: parameter) }
      #expect(text?.code == .range)
      let long = String(repeating: "long", count: 100)
      let other = #expect(throws: SQLiteError.self) { try statement.bind(long, at: parameter) }
      #expect(other?.code == .range)
    }
    let values = #expect(throws: SQLiteError.self) { try statement.bind([1, 2, 3]) }
    #expect(values?.message == "3 values are given for 2 parameters")
  }

  @Test func readingAndExplainingAreKnown() throws {
    let connection = try Connection.inMemory()
    try connection.execute("CREATE TABLE t (x)")
    #expect(try connection.prepare("SELECT x FROM t").isReadOnly == true)
    #expect(try connection.prepare("DELETE FROM t").isReadOnly == false)
    #expect(try connection.prepare("EXPLAIN DELETE FROM t").isExplain == true)
    #expect(try connection.prepare("EXPLAIN QUERY PLAN SELECT 1").isExplain == true)
    #expect(try connection.prepare("SELECT 1").isExplain == false)
  }

  @Test func columnsHaveNames() throws {
    let statement = try Connection.inMemory().prepare("SELECT 1 AS one, 2 AS \"two €\"")
    #expect(statement.columnCount == 2)
    #expect(statement.columnName(at: 0) == "one")
    #expect(statement.columnName(at: 1) == "two €")
    #expect(statement.columnName(at: 2) == "")
  }

  @Test func pragmasAreReadAndSet() throws {
    let connection = try Connection.inMemory()
    #expect(try connection.setPragma("user_version", to: 7) == nil)
    #expect(try connection.pragma("user_version") == .integer(7))
    #expect(try connection.setPragma("journal_mode", to: "OFF") == .text("memory"))
    #expect(try connection.pragma("no_such_pragma") == nil)
  }

  @Test func aQueryWithoutRowsGivesNil() throws {
    let connection = try Connection.inMemory()
    #expect(try connection.queryInt64("SELECT 1 WHERE ?1 = ?2", 1, 2) == nil)
    #expect(try connection.queryText("SELECT ?1", "x") == "x")
    #expect(throws: SQLiteError.self) { try connection.queryInt64("SELECT NULL") }
  }

  @Test func anInterruptedStatementStops() throws {
    let connection = try Connection.inMemory()
    let interrupter = connection.interrupter
    connection.setProgressHandler(every: 1000) {
      interrupter.interrupt()
      return true
    }
    let endless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    let error = #expect(throws: SQLiteError.self) { try connection.queryInt64(endless) }
    #expect(error?.code == .interrupt)
    connection.setProgressHandler(every: 1000) { false }
    let other = #expect(throws: SQLiteError.self) { try connection.queryInt64(endless) }
    #expect(other?.code == .interrupt)
  }

  @Test func anInterrupterMayOutliveItsConnection() throws {
    let interrupter = try Connection.inMemory().interrupter
    interrupter.interrupt()
  }

  @Test func limitsHold() throws {
    let connection = try Connection.inMemory()
    #expect(connection.setLimit(.length, to: 1000) > 1000)
    #expect(connection.setLimit(.length, to: 1000) == 1000)
    let error = #expect(throws: SQLiteError.self) {
      try connection.queryInt64("SELECT length(?1)", .blob([UInt8](repeating: 0, count: 1001)))
    }
    #expect(error?.code == .tooBig)
  }
}
