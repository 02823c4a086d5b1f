internal import CSQLite

/// A connection to one SQLite database.
///
/// The connection closes when it goes out of scope. It is used by one task at a time (it is not
/// `Sendable`, and SQLite's own locking is off); only its ``interrupter`` may be used elsewhere.
/// A ``Statement`` may outlive its connection: the file then stays open until the last one ends.
///
/// Every connection is made strict at once: double-quoted strings are errors, the file's structure
/// cannot be harmed by SQL, extensions cannot be loaded, and functions named in a schema must be
/// registered as harmless.
@safe
package struct Connection: ~Copyable {
  /// How a database file is opened.
  package enum OpenMode: Sendable {
    /// Only to read; the file must exist.
    case readOnly
    /// To read and write; the file must exist.
    case readWrite
    /// To read and write; the file is made when it is missing.
    case create
  }

  let handle: OpaquePointer
  private let hooks: ConnectionHooks

  /// Opens a database file.
  ///
  /// The header of the file is read at once, so that a file of another kind is refused here.
  ///
  /// - Parameters:
  ///   - path: The path of the file; every character of it is taken literally.
  ///   - mode: Whether the file may be written or made.
  ///   - immutable: Promises that nobody changes the file while it is open: no locks are taken
  ///     and no write-ahead log is looked for.
  ///   - busyTimeoutMs: How long to wait for a lock of another connection.
  /// - Throws: ``SQLiteError`` with `cannotOpen`, `notADatabase`, `readOnly` (writing was asked
  ///   for but is not possible), `busy`, or a failure to read the file.
  package init(
    path: String, mode: OpenMode, immutable: Bool = false, busyTimeoutMs: Int32 = 5000
  ) throws(SQLiteError) {
    guard let uri = FileURI.make(path: path, isImmutable: immutable) else {
      let message = path.isEmpty ? "the path is empty" : "the path holds a NUL character"
      throw SQLiteError(code: .cannotOpen, message: message, path: path)
    }
    let flags =
      switch mode {
      case .readOnly: SQLITE_OPEN_READONLY
      case .readWrite: SQLITE_OPEN_READWRITE
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    unsafe handle = try Self.open(
      uri: uri, path: path, flags: flags, mustWrite: mode != .readOnly,
      busyTimeoutMs: busyTimeoutMs)
    hooks = unsafe ConnectionHooks(database: handle)
  }

  private init(inMemory: Void) throws(SQLiteError) {
    unsafe handle = try Self.open(
      uri: "file::memory:", path: nil, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
      mustWrite: true, busyTimeoutMs: 0)
    hooks = unsafe ConnectionHooks(database: handle)
  }

  /// Opens a new, empty database in memory.
  package static func inMemory() throws(SQLiteError) -> Connection {
    try Connection(inMemory: ())
  }

  deinit {
    // A statement may keep the connection alive a little longer; our hooks must not be called then.
    unsafe Calls.progressHandler(handle, 0, nil, nil)
    hooks.disconnect()
    unsafe Calls.close(handle)
  }
}

// MARK: - Opening

extension Connection {
  private static func open(
    uri: String, path: String?, flags: Int32, mustWrite: Bool, busyTimeoutMs: Int32
  ) throws(SQLiteError) -> OpaquePointer {
    _ = Calls.memoryStatisticsAreOff
    var opened: OpaquePointer? = nil
    let allFlags =
      flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
      | SQLITE_OPEN_EXRESCODE
    let code = unsafe Calls.open(uri, &opened, allFlags)
    guard code == SQLITE_OK, let database = unsafe opened else {
      // Even a failed open gives a handle, which holds the message and must be closed.
      let error = unsafe SQLiteError(rawCode: code, database: opened, path: path)
      unsafe Calls.close(opened)
      throw error
    }
    do throws(SQLiteError) {
      unsafe try makeStrict(database, busyTimeoutMs: busyTimeoutMs)
      unsafe try check(database, mustWrite: mustWrite)
    } catch {
      unsafe Calls.close(database)
      throw SQLiteError(
        code: error.code, message: error.message, path: path, systemError: error.systemError)
    }
    return unsafe database
  }

  private static func makeStrict(
    _ database: OpaquePointer, busyTimeoutMs: Int32
  ) throws(SQLiteError) {
    // https://sqlite.org/c3ref/c_dbconfig_defensive.html
    let switches: [(option: Int32, isOn: Bool)] = [
      (SQLITE_DBCONFIG_DQS_DML, false), (SQLITE_DBCONFIG_DQS_DDL, false),
      (SQLITE_DBCONFIG_DEFENSIVE, true), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
      (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, false),
    ]
    var codes = switches.map { option, isOn in unsafe Calls.setSwitch(database, option, isOn) }
    codes.append(unsafe Calls.busyTimeout(database, busyTimeoutMs))
    if let code = codes.first(where: { code in code != SQLITE_OK }) {
      throw unsafe SQLiteError(rawCode: code, database: database)
    }
  }

  private static func check(_ database: OpaquePointer, mustWrite: Bool) throws(SQLiteError) {
    // Where the system allows only reading, SQLite opens to read without a word.
    // https://sqlite.org/c3ref/open.html
    if mustWrite, unsafe Calls.isReadOnly(database) {
      throw SQLiteError(code: .readOnly, message: "the file cannot be opened for writing")
    }
    // SQLite opens lazily: only a read shows whether the file is a database.
    var script = unsafe try Script("PRAGMA schema_version", on: database)
    if var statement = try script.next(persistent: false) {
      try statement.run()
    }
  }
}

// MARK: - State

extension Connection {
  /// The full path of the database file; nil for a database in memory.
  package var path: String? { unsafe SQLiteError.path(of: handle) }

  /// Whether a transaction is open.
  package var isInTransaction: Bool { unsafe !Calls.isAutocommit(handle) }

  /// Whether the database cannot be written through this connection.
  package var isReadOnly: Bool { unsafe Calls.isReadOnly(handle) }

  /// How many rows the last finished INSERT, UPDATE or DELETE changed, without triggers.
  package var changes: Int64 { unsafe Calls.changes(handle) }

  /// How many rows were changed since the connection was opened, with triggers.
  package var totalChanges: Int64 { unsafe Calls.totalChanges(handle) }

  /// The row id of the last row inserted through this connection; 0 before the first.
  package var lastInsertRowID: Int64 { unsafe Calls.lastInsertRowID(handle) }

  /// What stops the running statement of this connection from another thread.
  package var interrupter: Interrupter { hooks.interrupter }

  /// Has a function asked, now and then, whether statements may go on.
  ///
  /// - Parameters:
  ///   - instructions: About how many steps of SQLite's machine lie between two questions; 0 ends
  ///     the questions.
  ///   - mayContinue: Answers whether the statement may go on; otherwise it fails with
  ///     `interrupt`. It must not use the connection.
  package func setProgressHandler(
    every instructions: Int32, _ mayContinue: @escaping @Sendable () -> Bool
  ) {
    let context = unsafe hooks.setProgress(mayContinue)
    unsafe Calls.progressHandler(handle, instructions, ConnectionHooks.progress, context)
  }
}
