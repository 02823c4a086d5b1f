internal import CSQLite

// MARK: - Registration

extension Calls {
  static func createScalar(
    _ database: OpaquePointer, _ name: UnsafePointer<CChar>, _ count: Int32, _ flags: Int32,
    _ context: UnsafeMutableRawPointer, _ call: @escaping Function, _ destroy: @escaping Destroy
  ) -> Int32 {
    unsafe sqlite3_create_function_v2(
      database, name, count, flags, context, call, nil, nil, destroy)
  }

  static func createAggregate(
    _ database: OpaquePointer, _ name: UnsafePointer<CChar>, _ count: Int32, _ flags: Int32,
    _ context: UnsafeMutableRawPointer, _ step: @escaping Function, _ finish: @escaping Finish,
    _ value: Finish?, _ inverse: Function?, _ destroy: @escaping Destroy
  ) -> Int32 {
    unsafe sqlite3_create_window_function(
      database, name, count, flags, context, step, finish, value, inverse, destroy)
  }

  static func createCollation(
    _ database: OpaquePointer, _ name: UnsafePointer<CChar>, _ context: UnsafeMutableRawPointer,
    _ compare: @escaping Compare, _ destroy: @escaping Destroy
  ) -> Int32 {
    unsafe sqlite3_create_collation_v2(database, name, SQLITE_UTF8, context, compare, destroy)
  }
}

// MARK: - The context of a call

extension Calls {
  static func userData(_ context: OpaquePointer?) -> UnsafeMutableRawPointer? {
    unsafe sqlite3_user_data(context)
  }

  static func aggregateContext(
    _ context: OpaquePointer?, _ size: Int32
  ) -> UnsafeMutableRawPointer? {
    unsafe sqlite3_aggregate_context(context, size)
  }

  static func resultNull(_ context: OpaquePointer?) {
    unsafe sqlite3_result_null(context)
  }

  static func result(_ context: OpaquePointer?, int64: Int64) {
    unsafe sqlite3_result_int64(context, int64)
  }

  static func result(_ context: OpaquePointer?, double: Double) {
    unsafe sqlite3_result_double(context, double)
  }

  static func result(_ context: OpaquePointer?, value: OpaquePointer?) {
    unsafe sqlite3_result_value(context, value)
  }

  /// Gives a text or a blob as the result; SQLite makes its own copy.
  static func result(
    _ context: OpaquePointer?, bytes: UnsafePointer<UInt8>, count: Int, isText: Bool
  ) {
    let owner = unsafe plimsoll_sqlite3_transient()
    let size = UInt64(count)
    guard isText else {
      unsafe sqlite3_result_blob64(context, bytes, size, owner)
      return
    }
    unsafe bytes.withMemoryRebound(to: CChar.self, capacity: count) { text in
      unsafe sqlite3_result_text64(context, text, size, owner, UInt8(SQLITE_UTF8))
    }
  }

  static func resultError(_ context: OpaquePointer?, _ message: String, _ code: Int32) {
    unsafe sqlite3_result_error(context, message, -1)
    // After the message: the code alone would set its own message.
    // https://sqlite.org/c3ref/result_blob.html
    unsafe sqlite3_result_error_code(context, code)
  }
}

// MARK: - Arguments

extension Calls {
  static func valueType(_ value: OpaquePointer?) -> Int32 {
    unsafe sqlite3_value_type(value)
  }

  static func valueInt64(_ value: OpaquePointer?) -> Int64 {
    unsafe sqlite3_value_int64(value)
  }

  static func valueDouble(_ value: OpaquePointer?) -> Double {
    unsafe sqlite3_value_double(value)
  }

  static func valueText(_ value: OpaquePointer?) -> UnsafePointer<UInt8>? {
    unsafe sqlite3_value_text(value)
  }

  static func valueBlob(_ value: OpaquePointer?) -> UnsafeRawPointer? {
    unsafe sqlite3_value_blob(value)
  }

  static func valueByteCount(_ value: OpaquePointer?) -> Int {
    Int(unsafe sqlite3_value_bytes(value))
  }
}
