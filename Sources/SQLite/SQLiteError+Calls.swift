internal import CSQLite

extension SQLiteError {
  /// Makes an error of a failed call, with the words that SQLite has for it.
  @inline(never)
  init(rawCode: Int32, database: OpaquePointer?, sql: String? = nil, path: String? = nil) {
    let code = ResultCode(rawValue: rawCode)
    guard let database = unsafe database else {
      self.init(code: code, message: Self.standardMessage(rawCode), sql: sql, path: path)
      return
    }
    // The connection keeps the words of its latest failure, which need not be this one.
    let isLatest = unsafe Calls.extendedErrorCode(database) & 0xff == code.primary.rawValue
    let words = unsafe isLatest ? Calls.errorMessage(database) : nil
    let message = unsafe words.map { words in unsafe String(cString: words) }
    let systemCodes: [ResultCode] = [.cannotOpen, .ioError, .full]
    let isSystem = isLatest && systemCodes.contains(code.primary)
    let systemError = unsafe isSystem ? Calls.systemError(database) : 0
    self.init(
      code: code, message: message ?? Self.standardMessage(rawCode), sql: sql,
      path: unsafe path ?? Self.path(of: database),
      systemError: systemError == 0 ? nil : systemError)
  }

  /// Makes an error of a failed call on a statement.
  @inline(never)
  init(rawCode: Int32, statement: OpaquePointer) {
    let database = unsafe Calls.database(statement)
    unsafe self.init(rawCode: rawCode, database: database, sql: Self.sql(of: statement))
  }

  /// Makes an error that we, not SQLite, found in the use of a statement.
  @inline(never)
  init(code: ResultCode, message: String, statement: OpaquePointer) {
    let path = unsafe Calls.database(statement).flatMap { database in
      unsafe Self.path(of: database)
    }
    self.init(code: code, message: message, sql: unsafe Self.sql(of: statement), path: path)
  }

  /// The path of the file of a connection; nil for a database in memory.
  static func path(of database: OpaquePointer) -> String? {
    guard let name = unsafe Calls.filename(database) else { return nil }
    let path = unsafe String(cString: name)
    return path.isEmpty ? nil : path
  }

  private static func sql(of statement: OpaquePointer) -> String? {
    guard let sql = unsafe Calls.sql(statement) else { return nil }
    return unsafe String(cString: sql)
  }

  private static func standardMessage(_ rawCode: Int32) -> String {
    guard let words = unsafe Calls.errorString(rawCode) else { return "unknown error" }
    return unsafe String(cString: words)
  }
}
