import SQLite
import Synchronization
import Testing

@Suite struct FunctionTests {
  /// Adds up integers; refuses 13.
  struct Total: AggregateFunction {
    static let canRemoveRows = true
    private var total: Int64 = 0
    private var note = "a string, so that a leak shows"

    mutating func step(_ arguments: borrowing FunctionArguments) throws(FunctionError) {
      let value = try arguments.int64(at: 0)
      if value == 13 { throw FunctionError("13 is unlucky", code: .constraint) }
      total += value
    }

    mutating func inverse(_ arguments: borrowing FunctionArguments) throws(FunctionError) {
      total -= try arguments.int64(at: 0)
    }

    borrowing func result(_ context: inout FunctionContext) throws(FunctionError) {
      if total < 0 { throw FunctionError("the total is negative") }
      context.setResult(total)
    }
  }

  /// The longest text, as a function that cannot be used over a window.
  struct Longest: AggregateFunction {
    private var longest: [UInt8] = []

    mutating func step(_ arguments: borrowing FunctionArguments) throws(FunctionError) {
      let bytes = try arguments.withText(at: 0) { text in copy(of: text) }
      if bytes.count > longest.count { longest = bytes }
    }

    borrowing func result(_ context: inout FunctionContext) throws(FunctionError) {
      context.setResult(text: longest.span)
    }
  }

  private func database() throws -> Connection {
    let connection = try Connection.inMemory()
    try connection.execute(
      """
      CREATE TABLE t (g TEXT, x INTEGER) STRICT;
      INSERT INTO t VALUES ('a', 1), ('a', 2), ('b', 10), ('b', 20), ('b', 30);
      """)
    return connection
  }

  @Test func aScalarFunctionReadsAndGivesEveryType() throws {
    let connection = try Connection.inMemory()
    try connection.createScalar(name: "same", argumentCount: 1) {
      (context, arguments) throws(FunctionError) in
      switch arguments.type(at: 0) {
      case .null: context.setNull()
      case .integer: context.setResult(try arguments.int64(at: 0))
      case .real: context.setResult(double: try arguments.double(at: 0))
      case .text: context.setResult(try arguments.string(at: 0))
      case .blob:
        let bytes = try arguments.withBlob(at: 0) { blob in copy(of: blob) }
        context.setResult(blob: bytes.span)
      }
    }
    let values: [Value] = [
      .null, .integer(.min), .real(2.5), .text(""), .text("a\0b"), .blob([]), .blob([0, 255]),
    ]
    for value in values {
      var statement = try connection.prepare("SELECT same(?1)")
      try statement.bind(value, at: 1)
      #expect(try statement.step() == true)
      #expect(try statement.value(at: 0) == value)
    }
  }

  @Test func anArgumentPassesThroughAsItIs() throws {
    let connection = try Connection.inMemory()
    try connection.createScalar(name: "last", argumentCount: nil) {
      (context, arguments) throws(FunctionError) in
      context.setResult(arguments, at: arguments.count - 1)
    }
    #expect(try connection.queryText("SELECT last(1, NULL, 'x')") == "x")
  }

  @Test func aFunctionWithoutAResultGivesNull() throws {
    let connection = try Connection.inMemory()
    try connection.createScalar(name: "silent", argumentCount: 0) { _, _ in }
    #expect(try connection.queryInt64("SELECT silent() IS NULL") == 1)
  }

  @Test func anErrorOfAFunctionFailsTheStatement() throws {
    let connection = try database()
    try connection.createScalar(name: "fail", argumentCount: 1) {
      (context, arguments) throws(FunctionError) in
      throw FunctionError("“\(try arguments.string(at: 0))” is wrong", code: .constraint)
    }
    let error = #expect(throws: SQLiteError.self) { try connection.queryInt64("SELECT fail('é')") }
    #expect(error?.message == "“é” is wrong")
    #expect(error?.code == .constraint)
    let other = #expect(throws: SQLiteError.self) { try connection.queryInt64("SELECT fail(1)") }
    #expect(other?.message == "argument 1 is INTEGER, not TEXT")
    #expect(other?.code == .mismatch)
    #expect(throws: SQLiteError.self) {
      try connection.execute("INSERT INTO t VALUES ('c', fail('x'))")
    }
    #expect(try connection.queryInt64("SELECT count(*) FROM t") == 5)
  }

  @Test func invalidUTF8IsLentButNotTurnedIntoAString() throws {
    let connection = try Connection.inMemory()
    try connection.createScalar(name: "size", argumentCount: 1) {
      (context, arguments) throws(FunctionError) in
      context.setResult(try arguments.withText(at: 0) { text in Int64(text.count) })
    }
    try connection.createScalar(name: "name", argumentCount: 1) {
      (context, arguments) throws(FunctionError) in
      context.setResult(try arguments.string(at: 0))
    }
    #expect(try connection.queryInt64("SELECT size(CAST(x'61ff00' AS TEXT))") == 3)
    let error = #expect(throws: SQLiteError.self) {
      try connection.queryText("SELECT name(CAST(x'61ff00' AS TEXT))")
    }
    #expect(error?.message == "argument 1 is not valid UTF-8")
  }

  @Test func aFunctionIsCalledOnlyWithItsNumberOfArguments() throws {
    let connection = try database()
    try connection.createAggregate(name: "total_of", argumentCount: 1, Total.self)
    let error = #expect(throws: SQLiteError.self) {
      try connection.queryInt64("SELECT total_of(1, 2)")
    }
    #expect(error?.message == "wrong number of arguments to function total_of()")
  }

  @Test func anAggregateKeepsAStateForEachGroup() throws {
    let connection = try database()
    try connection.createAggregate(name: "total_of", argumentCount: 1, Total.self)
    #expect(try connection.queryInt64("SELECT total_of(x) FROM t") == 63)
    let groups = "SELECT group_concat(s) FROM (SELECT total_of(x) AS s FROM t GROUP BY g)"
    #expect(try connection.queryText(groups) == "3,60")
    #expect(try connection.queryInt64("SELECT total_of(x) FROM t WHERE x > 99") == 0)
  }

  @Test func anAggregateThatCanRemoveRowsWorksOverAWindow() throws {
    let connection = try database()
    try connection.createAggregate(name: "total_of", argumentCount: 1, Total.self)
    let running = """
      SELECT group_concat(s) FROM (SELECT total_of(x) OVER (ORDER BY x) AS s FROM t)
      """
    #expect(try connection.queryText(running) == "1,3,13,33,63")
    let moving = """
      SELECT group_concat(s) FROM (
        SELECT total_of(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM t)
      """
    #expect(try connection.queryText(moving) == "1,3,12,30,50")
    try connection.createAggregate(name: "longest", argumentCount: 1, Longest.self)
    #expect(try connection.queryText("SELECT longest(g || x) FROM t") == "b10")
    let error = #expect(throws: SQLiteError.self) {
      try connection.queryText("SELECT longest(g) OVER (ORDER BY x) FROM t")
    }
    #expect(error?.message == "longest() may not be used as a window function")
  }

  @Test func errorsOfAnAggregateFailTheStatement() throws {
    let connection = try database()
    try connection.createAggregate(name: "total_of", argumentCount: 1, Total.self)
    for (sql, message) in [
      ("SELECT total_of(x + 3) FROM t", "13 is unlucky"),
      ("SELECT total_of(-x) FROM t", "the total is negative"),
      ("SELECT total_of(g) FROM t", "argument 1 is TEXT, not INTEGER"),
      ("SELECT total_of(-x) OVER (ORDER BY x) FROM t", "the total is negative"),
    ] {
      let error = #expect(throws: SQLiteError.self) { try connection.queryInt64(sql) }
      #expect(error?.message == message)
    }
    #expect(try connection.queryInt64("SELECT total_of(x) FROM t") == 63)
  }

  @Test func aCollationOrdersTexts() throws {
    let connection = try Connection.inMemory()
    try connection.createCollation(name: "by_length") { one, other in
      one.count < other.count ? .before : one.count > other.count ? .after : .same
    }
    let sql = """
      SELECT group_concat(x) FROM (
        SELECT column1 AS x FROM (VALUES ('ccc'), (''), ('bb'), ('a'))
        ORDER BY x COLLATE by_length)
      """
    #expect(try connection.queryText(sql) == ",a,bb,ccc")
    #expect(try connection.queryInt64("SELECT 'ab' = 'cd' COLLATE by_length") == 1)
    #expect(throws: SQLiteError.self) { try connection.execute("SELECT 'a' < 'b' COLLATE nope") }
  }

  @Test func whatAFunctionHoldsIsGivenBack() throws {
    final class Token: Sendable {
      let living: Counter
      init(_ living: Counter) {
        self.living = living
        living.count.withLock { count in count += 1 }
      }
      deinit { living.count.withLock { count in count -= 1 } }
    }
    final class Counter: Sendable { let count = Mutex(0) }
    let living = Counter()
    do {
      let connection = try Connection.inMemory()
      for _ in 0..<2 {
        let token = Token(living)
        try connection.createScalar(name: "f", argumentCount: 0) { _, _ in _ = token }
        try connection.createCollation(name: "c") { _, _ in
          _ = token
          return .same
        }
      }
      #expect(living.count.withLock { $0 } == 1)
      let token = Token(living)
      let longName = String(repeating: "f", count: 300)
      #expect(throws: SQLiteError.self) {
        try connection.createScalar(name: longName, argumentCount: 0) { _, _ in _ = token }
      }
    }
    #expect(living.count.withLock { $0 } == 0)
  }

  @Test func aFunctionCannotBeReplacedWhileAStatementRuns() throws {
    let connection = try database()
    try connection.createScalar(name: "f", argumentCount: 0) { context, _ in context.setResult(1) }
    var statement = try connection.prepare("SELECT f() FROM t")
    #expect(try statement.step() == true)
    let error = #expect(throws: SQLiteError.self) {
      try connection.createScalar(name: "f", argumentCount: 0) { _, _ in }
    }
    #expect(error?.code == .busy)
    #expect(try statement.step() == true)
  }

  @Test func askingForAnArgumentThatIsNotThereIsAFaultOfTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let connection = try Connection.inMemory()
      try connection.createScalar(name: "f", argumentCount: 0) {
        (context, arguments) throws(FunctionError) in
        context.setResult(try arguments.int64(at: 0))
      }
      _ = try connection.queryInt64("SELECT f()")
    }
  }
}
