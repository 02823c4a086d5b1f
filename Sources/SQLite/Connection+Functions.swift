internal import CSQLite

/// The body of a function of single rows.
package typealias ScalarFunction =
  @Sendable (inout FunctionContext, borrowing FunctionArguments) throws(FunctionError) -> Void

/// How two texts are ordered.
package enum TextOrder: Int32, Sendable {
  /// The first comes before the second.
  case before = -1
  /// They are equal.
  case same = 0
  /// The first comes after the second.
  case after = 1
}

// MARK: - Registration

extension Connection {
  /// Registers a function of single rows; one of the same name and count is replaced.
  ///
  /// - Parameters:
  ///   - name: The name in SQL.
  ///   - argumentCount: How many arguments it takes; nil for any number.
  ///   - flags: What SQLite may assume.
  ///   - body: Reads the arguments and gives the result. It must not use the connection.
  /// - Throws: ``SQLiteError`` with `busy` while a statement is running.
  package func createScalar(
    name: String, argumentCount: Int?, flags: FunctionFlags = .pure,
    _ body: @escaping ScalarFunction
  ) throws(SQLiteError) {
    let box = unsafe Unmanaged.passRetained(ScalarBox(body)).toOpaque()
    // SQLite releases the box itself when this fails.
    try check(
      unsafe Calls.createScalar(
        handle, name, Self.count(argumentCount), SQLITE_UTF8 | flags.rawValue, box,
        ScalarBox.call, destroyBox))
  }

  /// Registers a function over many rows; one of the same name and count is replaced.
  ///
  /// - Parameters:
  ///   - name: The name in SQL.
  ///   - argumentCount: How many arguments it takes; nil for any number.
  ///   - flags: What SQLite may assume.
  ///   - type: The state over the rows of one group.
  /// - Throws: ``SQLiteError`` with `busy` while a statement is running.
  package func createAggregate(
    name: String, argumentCount: Int?, flags: FunctionFlags = .pure,
    _ type: any AggregateFunction.Type
  ) throws(SQLiteError) {
    let box = unsafe Unmanaged.passRetained(AggregateTypeBox(type)).toOpaque()
    let isWindow = type.canRemoveRows
    // SQLite releases the box itself when this fails.
    try check(
      unsafe Calls.createAggregate(
        handle, name, Self.count(argumentCount), SQLITE_UTF8 | flags.rawValue, box,
        AggregateBox.step, AggregateBox.finish, isWindow ? AggregateBox.value : nil,
        isWindow ? AggregateBox.inverse : nil, destroyBox))
  }

  /// Registers an order of texts, for `COLLATE` and `ORDER BY`.
  ///
  /// - Parameters:
  ///   - name: The name in SQL.
  ///   - compare: Compares two texts in UTF-8 (not checked). It must be a total order, and the
  ///     same always, as indexes depend on it.
  /// - Throws: ``SQLiteError`` with `busy` while a statement is running.
  package func createCollation(
    name: String, _ compare: @escaping @Sendable (Span<UInt8>, Span<UInt8>) -> TextOrder
  ) throws(SQLiteError) {
    let box = unsafe Unmanaged.passRetained(CollationBox(compare)).toOpaque()
    let code = unsafe Calls.createCollation(handle, name, box, CollationBox.compare, destroyBox)
    // Unlike with functions, SQLite does not release the box when this fails.
    // https://sqlite.org/c3ref/create_collation.html
    if code != SQLITE_OK { unsafe destroyBox(box) }
    try check(code)
  }

  private func check(_ code: Int32) throws(SQLiteError) {
    if code != SQLITE_OK { throw unsafe SQLiteError(rawCode: code, database: handle, sql: nil) }
  }

  private static func count(_ argumentCount: Int?) -> Int32 {
    argumentCount.map { count in Int32(clamping: count) } ?? -1
  }
}
