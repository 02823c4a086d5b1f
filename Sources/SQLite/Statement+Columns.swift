internal import CSQLite

// MARK: - Columns

// Reading is strict: SQLite would turn any type into any other, these methods throw `mismatch`.

extension Statement {
  /// The type of a value of the row; NULL for a column that does not exist.
  package func columnType(at column: Int) -> ValueType {
    ValueType(rawValue: unsafe Calls.columnType(handle, Int32(clamping: column))) ?? .null
  }

  /// Whether a value of the row is NULL.
  package func isNull(at column: Int) -> Bool {
    columnType(at: column) == .null
  }

  /// An integer of the row.
  ///
  /// - Throws: ``SQLiteError`` with `mismatch` when the value is not an INTEGER.
  package func int64(at column: Int) throws(SQLiteError) -> Int64 {
    let index = Int32(clamping: column)
    guard unsafe Calls.columnType(handle, index) == SQLITE_INTEGER else {
      throw mismatch(at: column, expected: .integer)
    }
    return unsafe Calls.columnInt64(handle, index)
  }

  /// An integer of the row that must fit a smaller type.
  ///
  /// - Throws: ``SQLiteError`` with `mismatch` when the value is not an INTEGER or does not fit.
  @inlinable
  package func integer<T: FixedWidthInteger>(
    at column: Int, as type: T.Type = T.self
  ) throws(SQLiteError) -> T {
    let value = try int64(at: column)
    guard let result = T(exactly: value) else {
      throw outOfRange(value, at: column, lowest: "\(T.min)", highest: "\(T.max)")
    }
    return result
  }

  /// An integer of the row, or nil for NULL.
  ///
  /// - Throws: ``SQLiteError`` with `mismatch` when the value is neither.
  package func optionalInt64(at column: Int) throws(SQLiteError) -> Int64? {
    isNull(at: column) ? nil : try int64(at: column)
  }

  /// A floating point number of the row.
  ///
  /// - Throws: ``SQLiteError`` with `mismatch` when the value is not a REAL.
  package func double(at column: Int) throws(SQLiteError) -> Double {
    guard columnType(at: column) == .real else { throw mismatch(at: column, expected: .real) }
    return unsafe Calls.columnDouble(handle, Int32(clamping: column))
  }

  /// Lends the bytes of a text of the row, which need not be valid UTF-8, without a copy.
  ///
  /// - Throws: ``SQLiteError`` with `mismatch` when the value is not a TEXT.
  @inlinable
  package func withText<R: ~Copyable>(
    at column: Int, _ body: (Span<UInt8>) -> R
  ) throws(SQLiteError) -> R {
    let bytes = unsafe try textBytes(at: column)
    return body(unsafe bytes.span)
  }

  /// Lends the bytes of a blob of the row without a copy.
  ///
  /// - Throws: ``SQLiteError`` with `mismatch` when the value is not a BLOB.
  @inlinable
  package func withBlob<R: ~Copyable>(
    at column: Int, _ body: (Span<UInt8>) -> R
  ) throws(SQLiteError) -> R {
    let bytes = unsafe try blobBytes(at: column)
    return body(unsafe bytes.span)
  }

  /// A copy of a text of the row.
  ///
  /// - Throws: ``SQLiteError`` with `mismatch` when the value is not a TEXT of valid UTF-8.
  package func string(at column: Int) throws(SQLiteError) -> String {
    let bytes = unsafe try textBytes(at: column)
    guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
      throw unsafe SQLiteError(
        code: .mismatch, message: "\(label(of: column)) is not valid UTF-8", statement: handle)
    }
    return text
  }

  /// A copy of a text of the row, or nil for NULL.
  ///
  /// - Throws: ``SQLiteError`` with `mismatch` when the value is neither.
  package func optionalString(at column: Int) throws(SQLiteError) -> String? {
    isNull(at: column) ? nil : try string(at: column)
  }

  /// A copy of a blob of the row.
  ///
  /// - Throws: ``SQLiteError`` with `mismatch` when the value is not a BLOB.
  package func blob(at column: Int) throws(SQLiteError) -> [UInt8] {
    unsafe Array(try blobBytes(at: column))
  }

  /// A copy of a value of the row, whatever its type.
  ///
  /// - Throws: ``SQLiteError`` with `mismatch` for a TEXT that is not valid UTF-8.
  package func value(at column: Int) throws(SQLiteError) -> Value {
    switch columnType(at: column) {
    case .null: .null
    case .integer: .integer(try int64(at: column))
    case .real: .real(try double(at: column))
    case .text: .text(try string(at: column))
    case .blob: .blob(try blob(at: column))
    }
  }
}

// MARK: - Helpers

extension Statement {
  @usableFromInline
  func textBytes(at column: Int) throws(SQLiteError) -> UnsafeBufferPointer<UInt8> {
    let index = Int32(clamping: column)
    guard unsafe Calls.columnType(handle, index) == SQLITE_TEXT else {
      throw mismatch(at: column, expected: .text)
    }
    guard let start = unsafe Calls.columnText(handle, index) else {
      throw unsafe SQLiteError(rawCode: SQLITE_NOMEM, statement: handle)
    }
    // The count is valid only after the text was asked for. https://sqlite.org/c3ref/column_blob.html
    return unsafe UnsafeBufferPointer(
      start: start, count: Calls.columnByteCount(handle, index))
  }

  @usableFromInline
  func blobBytes(at column: Int) throws(SQLiteError) -> UnsafeBufferPointer<UInt8> {
    let index = Int32(clamping: column)
    guard unsafe Calls.columnType(handle, index) == SQLITE_BLOB else {
      throw mismatch(at: column, expected: .blob)
    }
    // An empty blob has no address.
    let start = unsafe Calls.columnBlob(handle, index)
    let count = unsafe Calls.columnByteCount(handle, index)
    guard let start = unsafe start else {
      if count == 0 { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
      throw unsafe SQLiteError(rawCode: SQLITE_NOMEM, statement: handle)
    }
    return unsafe UnsafeBufferPointer(
      start: start.assumingMemoryBound(to: UInt8.self), count: count)
  }

  @usableFromInline
  @inline(never)
  func mismatch(at column: Int, expected: ValueType) -> SQLiteError {
    let message =
      column >= 0 && column < columnCount
      ? "\(label(of: column)) is \(columnType(at: column)), not \(expected)"
      : "there is no column \(column), only \(columnCount) from 0"
    return unsafe SQLiteError(code: .mismatch, message: message, statement: handle)
  }

  @usableFromInline
  @inline(never)
  func outOfRange(_ value: Int64, at column: Int, lowest: String, highest: String) -> SQLiteError {
    let message = "\(label(of: column)) is \(value), not between \(lowest) and \(highest)"
    return unsafe SQLiteError(code: .mismatch, message: message, statement: handle)
  }

  private func label(of column: Int) -> String {
    "column \(column) (\(columnName(at: column)))"
  }
}
