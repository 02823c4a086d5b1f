internal import CSQLite

extension Connection {
  /// Makes the connection fit for somebody else's SQL: from now on it can only read.
  ///
  /// Statements may select, call functions and ask those pragmas that describe the database.
  /// Whatever writes, attaches a database, changes a pragma, opens a transaction or loads an
  /// extension is refused when it is prepared; `VACUUM` is refused when it is run. There is no way
  /// back.
  ///
  /// A transaction begun before, for a view of one moment, can no longer be ended by hand: it ends
  /// with the connection.
  ///
  /// - Throws: ``SQLiteError`` when the connection cannot be made so.
  package func restrictToReading() throws(SQLiteError) {
    // The second line of defence; the first is the authorizer, which then keeps this as it is.
    // https://sqlite.org/pragma.html#pragma_query_only
    try setPragma("query_only", to: 1)
    setLimit(.attached, to: 0)
    ReadingRules.connectTables(of: self)
    let code = unsafe Calls.authorizer(handle, ReadingRules.authorize)
    if code != SQLITE_OK { throw unsafe SQLiteError(rawCode: code, database: handle) }
  }
}

/// What a connection that only reads lets pass (https://sqlite.org/security.html).
private enum ReadingRules {
  static let authorize: Calls.Authorize = { _, action, first, second, _, _ in
    let isAllowed =
      switch action {
      case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: true
      case SQLITE_FUNCTION: unsafe !isRefusedFunction(second)
      case SQLITE_PRAGMA: unsafe isReadingPragma(first, hasArgument: second != nil)
      default: false
      }
    return isAllowed ? SQLITE_OK : SQLITE_DENY
  }

  /// Functions that reach beyond the database; the names are those of SQLite and its extensions.
  private static let refusedFunctions: [String] = [
    "load_extension", "fts3_tokenizer", "readfile", "writefile", "edit", "sqlite_log",
  ]

  /// Pragmas that only tell something when they have no argument.
  private static let reports: [String] = [
    "application_id", "auto_vacuum", "busy_timeout", "cache_size", "collation_list",
    "compile_options", "data_version", "database_list", "encoding", "foreign_key_check",
    "foreign_keys", "freelist_count", "function_list", "integrity_check", "journal_mode",
    "max_page_count", "module_list", "page_count", "page_size", "pragma_list", "query_only",
    "quick_check", "schema_version", "synchronous", "table_list", "user_version",
  ]

  /// Pragmas whose argument only names what to tell about.
  private static let descriptions: [String] = [
    "foreign_key_check", "foreign_key_list", "index_info", "index_list", "index_xinfo",
    "integrity_check", "quick_check", "table_info", "table_list", "table_xinfo",
  ]

  /// Tables that SQLite computes, for which it makes a declaration at the first use only.
  private static let computedTables: [String] = [
    "json_each", "json_tree", "pragma_collation_list", "pragma_compile_options",
    "pragma_database_list", "pragma_foreign_key_list", "pragma_function_list",
    "pragma_index_info", "pragma_index_list", "pragma_index_xinfo", "pragma_table_info",
    "pragma_table_list", "pragma_table_xinfo",
  ]

  /// Uses the computed tables once: the authorizer would take their declaration for a write.
  static func connectTables(of connection: borrowing Connection) {
    for table in computedTables {
      // A SQLite built without one of them is as good.
      _ = try? connection.prepare("SELECT 1 FROM \(table)")
    }
  }

  private static func isRefusedFunction(_ name: UnsafePointer<CChar>?) -> Bool {
    guard let name = unsafe name else { return true }
    return unsafe refusedFunctions.contains(String(cString: name).lowercased())
  }

  private static func isReadingPragma(_ name: UnsafePointer<CChar>?, hasArgument: Bool) -> Bool {
    guard let name = unsafe name else { return false }
    let pragma = unsafe String(cString: name).lowercased()
    return (hasArgument ? descriptions : reports).contains(pragma)
  }
}
