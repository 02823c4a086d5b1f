internal import CSQLite

/// A prepared statement: bind its parameters, step through its rows, use it again.
///
/// Parameters are numbered from 1, as in `?1`; columns are numbered from 0. What is read from a
/// row is valid only for that row, so bytes are lent to a closure and never handed out.
///
/// The statement ends when it goes out of scope. It may outlive its ``Connection``, which then
/// really closes with its last statement; it must stay with the task that uses the connection.
@safe
package struct Statement: ~Copyable {
  let handle: OpaquePointer

  /// Where short texts and blobs are kept while they are bound.
  var slots = BindingSlots()

  /// Whether a step was made since the last reset.
  private(set) var isActive = false

  init(handle: OpaquePointer) {
    unsafe self.handle = handle
  }

  deinit {
    // The bindings point into the slots, which end after this.
    unsafe Calls.finalize(handle)
  }
}

// MARK: - Running

extension Statement {
  /// Goes to the next row.
  ///
  /// - Returns: Whether there is a row; when there is none, the statement has finished.
  /// - Throws: ``SQLiteError`` with whatever the statement failed with.
  package mutating func step() throws(SQLiteError) -> Bool {
    isActive = true
    let code = unsafe Calls.step(handle)
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    throw unsafe SQLiteError(rawCode: code, statement: handle)
  }

  /// Makes the statement ready to run again, with the values that are bound.
  package mutating func reset() {
    unsafe Calls.reset(handle)
    isActive = false
  }

  /// Runs the statement to its end, passing over its rows, and resets it.
  ///
  /// - Throws: ``SQLiteError`` with whatever the statement failed with; it is reset all the same.
  package mutating func run() throws(SQLiteError) {
    defer { reset() }
    while try step() {}
  }

  /// Binds NULL to every parameter of a statement that is reset.
  package mutating func clearBindings() {
    unsafe Calls.clearBindings(handle)
  }
}

// MARK: - Properties

extension Statement {
  /// Whether the statement cannot change the database file.
  ///
  /// `BEGIN`, `COMMIT` and a few pragmas count as reading, too:
  /// https://sqlite.org/c3ref/stmt_readonly.html
  package var isReadOnly: Bool { unsafe Calls.isReadOnlyStatement(handle) }

  /// Whether the statement is an `EXPLAIN` or `EXPLAIN QUERY PLAN`.
  package var isExplain: Bool { unsafe Calls.isExplain(handle) }

  /// How many parameters there are: the largest number of one.
  package var parameterCount: Int { Int(unsafe Calls.parameterCount(handle)) }

  /// How many columns a row has; 0 for a statement that gives no rows.
  package var columnCount: Int { Int(unsafe Calls.columnCount(handle)) }

  /// The name of a column.
  package func columnName(at index: Int) -> String {
    guard let name = unsafe Calls.columnName(handle, Int32(clamping: index)) else { return "" }
    return unsafe String(cString: name)
  }
}
