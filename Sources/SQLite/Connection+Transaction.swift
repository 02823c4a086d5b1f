internal import CSQLite

/// When a transaction takes its locks (https://sqlite.org/lang_transaction.html).
package enum TransactionKind: Sendable {
  /// With the first statement that needs them.
  case deferred
  /// The lock to write, at once.
  case immediate
  /// The lock to write at once, and outside of WAL mode nobody reads meanwhile.
  case exclusive
}

extension Connection {
  /// Runs a body in a transaction: commits when it returns, rolls back when it throws.
  ///
  /// A commit that fails is rolled back, too. A failure to roll back never takes the place of the
  /// error that led to it. Transactions do not nest.
  ///
  /// ```swift
  /// try connection.transaction(.immediate) { () throws(SQLiteError) in
  ///   try connection.execute("DELETE FROM t")
  /// }
  /// ```
  ///
  /// - Throws: What the body throws, or a failure to begin or commit, in the same type.
  @inlinable
  package func transaction<R: ~Copyable, E: SQLiteErrorWrapper>(
    _ kind: TransactionKind, _ body: () throws(E) -> R
  ) throws(E) -> R {
    do throws(SQLiteError) {
      try begin(kind)
    } catch {
      throw E(error)
    }
    do throws(E) {
      let result = try body()
      try commitWrapped(as: E.self)
      return result
    } catch {
      rollback()
      throw error
    }
  }

  /// Begins a transaction, which ``commit()`` or ``rollback()`` ends.
  ///
  /// - Throws: ``SQLiteError`` with `busy` when another connection holds the lock, and `error`
  ///   when a transaction is open already.
  package func begin(_ kind: TransactionKind) throws(SQLiteError) {
    switch kind {
    case .deferred: try execute("BEGIN DEFERRED")
    case .immediate: try execute("BEGIN IMMEDIATE")
    case .exclusive: try execute("BEGIN EXCLUSIVE")
    }
  }

  /// Commits the open transaction; when that fails, it is still open and must be rolled back.
  package func commit() throws(SQLiteError) {
    try execute("COMMIT")
  }

  /// Undoes the open transaction, if SQLite has not already done so after an error.
  ///
  /// A rollback that fails leaves nothing to do: what was written is undone from the journal when
  /// the file is opened next.
  package func rollback() {
    guard isInTransaction else { return }
    do throws(SQLiteError) {
      try execute("ROLLBACK")
    } catch {
      return
    }
  }

  @inlinable
  func commitWrapped<E: SQLiteErrorWrapper>(as type: E.Type) throws(E) {
    do throws(SQLiteError) {
      try commit()
    } catch {
      throw E(error)
    }
  }
}
