internal import CSQLite

/// The statements of a text of SQL, prepared one after the other.
@safe
struct Script: ~Copyable {
  private let database: OpaquePointer
  private let text: UnsafeMutableBufferPointer<CChar>
  private var rest: UnsafePointer<CChar>?

  /// Takes a text for a connection, which must outlive the script.
  init(_ sql: String, on database: OpaquePointer) throws(SQLiteError) {
    var sql = sql
    // SQLite would silently ignore all that follows a NUL.
    if sql.utf8.contains(0) {
      let message = "there is a NUL character in the SQL text"
      throw SQLiteError(code: .error, message: message, path: unsafe SQLiteError.path(of: database))
    }
    unsafe self.database = database
    unsafe text = .allocate(capacity: sql.utf8.count + 1)
    unsafe text.initialize(repeating: 0)
    sql.withUTF8 { bytes in
      unsafe UnsafeMutableRawBufferPointer(text).copyBytes(from: bytes)
    }
    unsafe rest = text.baseAddress.map { start in unsafe UnsafePointer(start) }
  }

  deinit {
    unsafe text.deallocate()
  }

  /// The next statement; nil when only space and comments are left.
  mutating func next(persistent: Bool) throws(SQLiteError) -> Statement? {
    while let start = unsafe rest, unsafe start.pointee != 0 {
      let flags = persistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
      var statement: OpaquePointer? = nil
      var tail: UnsafePointer<CChar>? = nil
      let code = unsafe Calls.prepare(database, start, flags, &statement, &tail)
      if code != SQLITE_OK {
        throw unsafe SQLiteError(
          rawCode: code, database: database, sql: String(cString: start))
      }
      unsafe rest = tail
      if let statement = unsafe statement { return unsafe Statement(handle: statement) }
    }
    return nil
  }
}
