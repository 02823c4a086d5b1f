internal import CSQLite

// MARK: - Statements

extension Connection {
  /// Prepares one statement.
  ///
  /// - Parameters:
  ///   - sql: The text of the statement; comments and a semicolon may follow it.
  ///   - persistent: Whether the statement will be kept and used many times.
  /// - Returns: The statement, ready to be bound and run.
  /// - Throws: ``SQLiteError`` with `error` for wrong SQL, for none, or for more than one
  ///   statement; `notAuthorized` after ``restrictToReading()``; and more.
  package func prepare(
    _ sql: String, persistent: Bool = false
  ) throws(SQLiteError) -> Statement {
    var script = unsafe try Script(sql, on: handle)
    guard let statement = try script.next(persistent: persistent) else {
      throw failure("there is no statement in the text", sql: sql)
    }
    if try script.next(persistent: false) != nil {
      throw failure("there is more than one statement in the text", sql: sql)
    }
    return statement
  }

  /// Runs all statements of a text, passing over their rows.
  ///
  /// - Throws: ``SQLiteError`` of the first statement that fails; the ones before it have run.
  package func execute(_ sql: String) throws(SQLiteError) {
    var script = unsafe try Script(sql, on: handle)
    while var statement = try script.next(persistent: false) {
      try statement.run()
    }
  }

  /// The integer in the first column of the first row of a query; nil when there is no row.
  ///
  /// - Throws: ``SQLiteError`` with `mismatch` when the value is not an INTEGER.
  package func queryInt64(_ sql: String, _ parameters: Value...) throws(SQLiteError) -> Int64? {
    var statement = try prepare(sql)
    try statement.bind(parameters)
    return try statement.step() ? try statement.int64(at: 0) : nil
  }

  /// The text in the first column of the first row of a query; nil when there is no row.
  ///
  /// - Throws: ``SQLiteError`` with `mismatch` when the value is not a TEXT of valid UTF-8.
  package func queryText(_ sql: String, _ parameters: Value...) throws(SQLiteError) -> String? {
    var statement = try prepare(sql)
    try statement.bind(parameters)
    return try statement.step() ? try statement.string(at: 0) : nil
  }

  private func failure(_ message: String, sql: String? = nil) -> SQLiteError {
    SQLiteError(code: .error, message: message, sql: sql, path: path)
  }
}

// MARK: - Pragmas

extension Connection {
  /// The value of a pragma; nil when it gives no row.
  package func pragma(_ name: StaticString) throws(SQLiteError) -> Value? {
    var statement = try prepare("PRAGMA \(name)")
    return try statement.step() ? try statement.value(at: 0) : nil
  }

  /// Sets a pragma.
  ///
  /// - Parameters:
  ///   - name: The name of the pragma.
  ///   - value: The value as written in SQL, a word or a number.
  /// - Returns: What the pragma answers, which for some tells the value really set, as
  ///   `journal_mode` does; nil when it answers nothing.
  /// - Throws: ``SQLiteError`` with whatever setting it failed with.
  @discardableResult
  package func setPragma(
    _ name: StaticString, to value: StaticString
  ) throws(SQLiteError) -> Value? {
    try setPragma("PRAGMA \(name) = \(value)")
  }

  /// Sets a pragma to a number.
  ///
  /// - Returns: What the pragma answers; nil when it answers nothing.
  /// - Throws: ``SQLiteError`` with whatever setting it failed with.
  @discardableResult
  package func setPragma(_ name: StaticString, to value: Int64) throws(SQLiteError) -> Value? {
    try setPragma("PRAGMA \(name) = \(value)")
  }

  private func setPragma(_ sql: String) throws(SQLiteError) -> Value? {
    var statement = try prepare(sql)
    return try statement.step() ? try statement.value(at: 0) : nil
  }
}
