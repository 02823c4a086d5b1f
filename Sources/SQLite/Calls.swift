internal import CSQLite

/// The calls to SQLite: every `sqlite3_…` function that this module uses passes through here.
///
/// One place to see what is used, and one place where a test can make a call fail.
/// The signatures are those of C; https://sqlite.org/c3ref/funclist.html describes each.
enum Calls {
  typealias Destroy = @convention(c) (UnsafeMutableRawPointer?) -> Void
  typealias Function =
    @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void
  typealias Finish = @convention(c) (OpaquePointer?) -> Void
  typealias Compare =
    @convention(c) (
      UnsafeMutableRawPointer?, Int32, UnsafeRawPointer?, Int32, UnsafeRawPointer?
    ) -> Int32
  typealias Authorize =
    @convention(c) (
      UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
      UnsafePointer<CChar>?, UnsafePointer<CChar>?
    ) -> Int32
  typealias Progress = @convention(c) (UnsafeMutableRawPointer?) -> Int32
}

// MARK: - Connections

extension Calls {
  static func open(
    _ uri: UnsafePointer<CChar>, _ database: inout OpaquePointer?, _ flags: Int32
  ) -> Int32 {
    #if DEBUG
    if let code = FaultInjection.code(for: .open) { return code }
    #endif
    return unsafe sqlite3_open_v2(uri, &database, flags, nil)
  }

  /// Closes now, or with the last statement of the connection if there still are any.
  static func close(_ database: OpaquePointer?) {
    _ = unsafe sqlite3_close_v2(database)
  }

  static func setSwitch(_ database: OpaquePointer, _ option: Int32, _ isOn: Bool) -> Int32 {
    unsafe plimsoll_sqlite3_db_config_switch(database, option, isOn ? 1 : 0)
  }

  /// Done once, before the first connection is opened; whether it took effect does not matter.
  static let memoryStatisticsAreOff: Bool =
    plimsoll_sqlite3_stop_memory_statistics() == SQLITE_OK

  static func busyTimeout(_ database: OpaquePointer, _ milliseconds: Int32) -> Int32 {
    unsafe sqlite3_busy_timeout(database, milliseconds)
  }

  static func limit(_ database: OpaquePointer, _ limit: Int32, _ value: Int32) -> Int32 {
    unsafe sqlite3_limit(database, limit, value)
  }

  static func interrupt(_ database: OpaquePointer) {
    unsafe sqlite3_interrupt(database)
  }

  static func progressHandler(
    _ database: OpaquePointer, _ count: Int32, _ handler: Progress?,
    _ context: UnsafeMutableRawPointer?
  ) {
    unsafe sqlite3_progress_handler(database, count, handler, context)
  }

  static func authorizer(_ database: OpaquePointer, _ authorize: Authorize?) -> Int32 {
    unsafe sqlite3_set_authorizer(database, authorize, nil)
  }

  static func checkpoint(
    _ database: OpaquePointer, _ mode: Int32, _ frames: inout Int32, _ done: inout Int32
  ) -> Int32 {
    #if DEBUG
    if let code = FaultInjection.code(for: .checkpoint) { return code }
    #endif
    return unsafe sqlite3_wal_checkpoint_v2(database, "main", mode, &frames, &done)
  }

  static func isAutocommit(_ database: OpaquePointer) -> Bool {
    unsafe sqlite3_get_autocommit(database) != 0
  }

  static func isReadOnly(_ database: OpaquePointer) -> Bool {
    unsafe sqlite3_db_readonly(database, "main") == 1
  }

  static func filename(_ database: OpaquePointer) -> UnsafePointer<CChar>? {
    unsafe sqlite3_db_filename(database, "main").map { name in unsafe UnsafePointer(name) }
  }

  static func changes(_ database: OpaquePointer) -> Int64 {
    unsafe sqlite3_changes64(database)
  }

  static func totalChanges(_ database: OpaquePointer) -> Int64 {
    unsafe sqlite3_total_changes64(database)
  }

  static func lastInsertRowID(_ database: OpaquePointer) -> Int64 {
    unsafe sqlite3_last_insert_rowid(database)
  }
}

// MARK: - Errors

extension Calls {
  static func errorMessage(_ database: OpaquePointer) -> UnsafePointer<CChar>? {
    unsafe sqlite3_errmsg(database)
  }

  static func errorString(_ code: Int32) -> UnsafePointer<CChar>? {
    unsafe sqlite3_errstr(code)
  }

  static func extendedErrorCode(_ database: OpaquePointer) -> Int32 {
    unsafe sqlite3_extended_errcode(database)
  }

  static func systemError(_ database: OpaquePointer) -> Int32 {
    unsafe sqlite3_system_errno(database)
  }
}

// MARK: - Statements

extension Calls {
  static func prepare(
    _ database: OpaquePointer, _ sql: UnsafePointer<CChar>, _ flags: UInt32,
    _ statement: inout OpaquePointer?, _ tail: inout UnsafePointer<CChar>?
  ) -> Int32 {
    #if DEBUG
    if let code = FaultInjection.code(for: .prepare) { return code }
    #endif
    return unsafe sqlite3_prepare_v3(database, sql, -1, flags, &statement, &tail)
  }

  static func step(_ statement: OpaquePointer) -> Int32 {
    #if DEBUG
    if let code = FaultInjection.code(for: .step) { return code }
    #endif
    return unsafe sqlite3_step(statement)
  }

  static func reset(_ statement: OpaquePointer) {
    // The code repeats the failure of the last step, which the step has reported already.
    _ = unsafe sqlite3_reset(statement)
  }

  static func finalize(_ statement: OpaquePointer?) {
    _ = unsafe sqlite3_finalize(statement)
  }

  static func database(_ statement: OpaquePointer) -> OpaquePointer? {
    unsafe sqlite3_db_handle(statement)
  }

  static func sql(_ statement: OpaquePointer) -> UnsafePointer<CChar>? {
    unsafe sqlite3_sql(statement)
  }

  static func isReadOnlyStatement(_ statement: OpaquePointer) -> Bool {
    unsafe sqlite3_stmt_readonly(statement) != 0
  }

  static func isExplain(_ statement: OpaquePointer) -> Bool {
    unsafe sqlite3_stmt_isexplain(statement) != 0
  }
}

// MARK: - Parameters

extension Calls {
  static func parameterCount(_ statement: OpaquePointer) -> Int32 {
    unsafe sqlite3_bind_parameter_count(statement)
  }

  static func clearBindings(_ statement: OpaquePointer) {
    _ = unsafe sqlite3_clear_bindings(statement)
  }

  static func bind(_ statement: OpaquePointer, _ index: Int32, null: Void) -> Int32 {
    #if DEBUG
    if let code = FaultInjection.code(for: .bind) { return code }
    #endif
    return unsafe sqlite3_bind_null(statement, index)
  }

  static func bind(_ statement: OpaquePointer, _ index: Int32, int64: Int64) -> Int32 {
    #if DEBUG
    if let code = FaultInjection.code(for: .bind) { return code }
    #endif
    return unsafe sqlite3_bind_int64(statement, index, int64)
  }

  static func bind(_ statement: OpaquePointer, _ index: Int32, double: Double) -> Int32 {
    #if DEBUG
    if let code = FaultInjection.code(for: .bind) { return code }
    #endif
    return unsafe sqlite3_bind_double(statement, index, double)
  }

  /// Binds a text or a blob; with `copies` off, the bytes must outlive the binding.
  static func bind(
    _ statement: OpaquePointer, _ index: Int32, bytes: UnsafePointer<UInt8>, count: Int,
    isText: Bool, copies: Bool
  ) -> Int32 {
    #if DEBUG
    if let code = FaultInjection.code(for: .bind) { return code }
    #endif
    let owner = unsafe copies ? plimsoll_sqlite3_transient() : plimsoll_sqlite3_static()
    let size = UInt64(count)
    guard isText else { return unsafe sqlite3_bind_blob64(statement, index, bytes, size, owner) }
    let encoding = UInt8(SQLITE_UTF8)
    return unsafe bytes.withMemoryRebound(to: CChar.self, capacity: count) { text in
      unsafe sqlite3_bind_text64(statement, index, text, size, owner, encoding)
    }
  }
}

// MARK: - Columns

extension Calls {
  static func columnCount(_ statement: OpaquePointer) -> Int32 {
    unsafe sqlite3_column_count(statement)
  }

  static func columnName(_ statement: OpaquePointer, _ index: Int32) -> UnsafePointer<CChar>? {
    unsafe sqlite3_column_name(statement, index)
  }

  static func columnType(_ statement: OpaquePointer, _ index: Int32) -> Int32 {
    unsafe sqlite3_column_type(statement, index)
  }

  static func columnInt64(_ statement: OpaquePointer, _ index: Int32) -> Int64 {
    unsafe sqlite3_column_int64(statement, index)
  }

  static func columnDouble(_ statement: OpaquePointer, _ index: Int32) -> Double {
    unsafe sqlite3_column_double(statement, index)
  }

  static func columnText(_ statement: OpaquePointer, _ index: Int32) -> UnsafePointer<UInt8>? {
    unsafe sqlite3_column_text(statement, index)
  }

  static func columnBlob(_ statement: OpaquePointer, _ index: Int32) -> UnsafeRawPointer? {
    unsafe sqlite3_column_blob(statement, index)
  }

  static func columnByteCount(_ statement: OpaquePointer, _ index: Int32) -> Int {
    Int(unsafe sqlite3_column_bytes(statement, index))
  }
}
