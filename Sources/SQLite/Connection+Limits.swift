internal import CSQLite

/// A size that a connection can limit (https://sqlite.org/limits.html).
package enum Limit: Sendable {
  /// Bytes in a text, a blob or a row.
  case length
  /// Bytes in a statement.
  case sqlLength
  /// Depth of an expression.
  case expressionDepth
  /// Parts of a compound `SELECT`.
  case compoundSelect
  /// Instructions in the program of a statement.
  case machineOperations
  /// Databases attached.
  case attached
  /// Helper threads of one statement.
  case workerThreads
}

/// What a checkpoint did.
package struct CheckpointResult: Hashable, Sendable {
  /// Frames in the write-ahead log; -1 when the database is not in WAL mode.
  package let logFrames: Int
  /// Frames of them that are now in the database; -1 when it is not in WAL mode.
  package let checkpointedFrames: Int
}

/// How thorough a checkpoint is (https://sqlite.org/c3ref/wal_checkpoint_v2.html).
package enum CheckpointMode: Sendable {
  /// As much as can be done without waiting.
  case passive
  /// All, waiting for other connections.
  case full
  /// All, and the next writer starts the log anew.
  case restart
  /// All, and the log is cut to no bytes.
  case truncate
}

extension Connection {
  /// Sets a limit, as far as SQLite was built to allow it.
  ///
  /// - Returns: The limit before.
  @discardableResult
  package func setLimit(_ limit: Limit, to value: Int32) -> Int32 {
    let number =
      switch limit {
      case .length: SQLITE_LIMIT_LENGTH
      case .sqlLength: SQLITE_LIMIT_SQL_LENGTH
      case .expressionDepth: SQLITE_LIMIT_EXPR_DEPTH
      case .compoundSelect: SQLITE_LIMIT_COMPOUND_SELECT
      case .machineOperations: SQLITE_LIMIT_VDBE_OP
      case .attached: SQLITE_LIMIT_ATTACHED
      case .workerThreads: SQLITE_LIMIT_WORKER_THREADS
      }
    return unsafe Calls.limit(handle, number, max(0, value))
  }

  /// Moves the write-ahead log into the database file.
  ///
  /// - Throws: ``SQLiteError`` with `busy` when other connections kept it from finishing.
  @discardableResult
  package func checkpoint(_ mode: CheckpointMode) throws(SQLiteError) -> CheckpointResult {
    let number =
      switch mode {
      case .passive: SQLITE_CHECKPOINT_PASSIVE
      case .full: SQLITE_CHECKPOINT_FULL
      case .restart: SQLITE_CHECKPOINT_RESTART
      case .truncate: SQLITE_CHECKPOINT_TRUNCATE
      }
    var frames: Int32 = -1
    var done: Int32 = -1
    let code = unsafe Calls.checkpoint(handle, number, &frames, &done)
    if code != SQLITE_OK { throw unsafe SQLiteError(rawCode: code, database: handle) }
    return CheckpointResult(logFrames: Int(frames), checkpointedFrames: Int(done))
  }
}
