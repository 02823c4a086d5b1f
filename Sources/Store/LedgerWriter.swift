internal import Hashing
package import Ledger
internal import SQLite

/// A ledger opened for appending: at most one at a time, in one process.
///
/// A batch is one transaction: `begin`, `append` as often as needed, `commit`. Whatever happens
/// before the commit returns, the ledger is as it was or complete.
package final class LedgerWriter {
  /// The names of all accounts, assets and markets.
  package private(set) var names: Names
  /// The end of the log.
  package private(set) var tip: Tip
  /// The place of the last event; nil for an empty log.
  package private(set) var lastPosition: Position?
  /// Whether the file was made by this writer.
  package let isNew: Bool
  /// Whether the head was behind and has been written again.
  package let healedHead: Bool

  /// The path of the SQLite file.
  package var path: String { paths.ledger }

  private let lock: WriteLock
  let connection: Connection
  private let paths: LedgerPaths
  private var tree: MerkleTree
  private var gross: GrossAmount
  private(set) var batch: Batch?

  /// Opens a ledger for appending, and makes it when it is missing and `creates` says so.
  ///
  /// - Throws: `StoreError` with `missing`, `notALedger`, `newerVersion`, `locked`, `lostEvents`,
  ///   `head`, `damaged` or `system`.
  package init(path: String, creates: Bool) throws(StoreError) {
    paths = LedgerPaths(ledger: path)
    isNew = !Files.exists(path)
    guard creates || !isNew else {
      throw StoreError(
        .missing, "\(path): there is no such ledger; 'plimsoll init \(path)' makes one")
    }
    if !isNew { try Files.checkMayBeDatabase(path) }
    lock = try WriteLock(paths)
    connection = try Self.open(paths, isNew: isNew)
    names = try NameStore.load(connection)
    tip = try LedgerFile.tip(connection)
    let status = try LedgerFile.compare(try Head.read(paths), tip, connection)
    try Self.accept(status, paths, isEmpty: tip.size == 0)
    tree = try TileStore.load(size: tip.size, connection)
    gross = try CheckpointStore.last(connection)?.gross ?? GrossAmount()
    guard tree.root() == tip.root else {
      throw StoreError(
        .damaged,
        "\(path): the hash tiles do not give the root of the last checkpoint; run "
          + "'plimsoll verify \(path)'")
    }
    switch status {
    case .behind: healedHead = true
    default: healedHead = false
    }
    // An empty ledger gets its head at once: a crash after the first commit then leaves a head that is
    // behind, and not none.
    if healedHead || status == .missing {
      try Head(size: tip.size, root: tip.root, time: tip.time).write(paths)
    }
    lastPosition = try Self.lastPosition(connection, names, tip)
    try Self.checkEnd(connection, tip, path: path)
  }

  private static func open(_ paths: LedgerPaths, isNew: Bool) throws(StoreError) -> Connection {
    let connection = try storing { () throws(SQLiteError) in
      try Connection(path: paths.ledger, mode: isNew ? .create : .readWrite)
    }
    if !isNew {
      let isEmpty =
        try storing { () throws(SQLiteError) in
          try connection.queryInt64("SELECT count(*) FROM sqlite_schema")
        } == 0
      // A database without anything in it is a ledger whose making was cut off.
      if !isEmpty { _ = try Migrator.version(of: connection, path: paths.ledger) }
    }
    try storing { () throws(SQLiteError) in
      // A commit is durable when it returns; the log is emptied after each batch.
      try connection.setPragma("journal_mode", to: "wal")
      try connection.setPragma("synchronous", to: "full")
      try connection.setPragma("wal_autocheckpoint", to: 0)
      try connection.setPragma("cache_size", to: -65_536)
    }
    try SQLFunctions.register(on: connection)
    try Migrator.migrate(connection)
    Files.sync(folder: paths.folder)
    return connection
  }

  private static func accept(
    _ status: HeadStatus, _ paths: LedgerPaths, isEmpty: Bool
  ) throws(StoreError) {
    let path = paths.ledger
    switch status {
    case .matches, .behind: return
    case .missing:
      if isEmpty { return }
      throw StoreError(
        .head,
        "\(path): its head (\(paths.head)) is missing, so nothing tells whether events were lost; "
          + Head.repair(path))
    case .lost(let head):
      throw StoreError(
        .lostEvents,
        "\(path): events were lost: its head knows of \(head.size) events; nothing is appended. "
          + "Restore the file from a copy, or import the missing events into a new ledger")
    case .differs(let head):
      throw StoreError(
        .head,
        "\(path): its head is of another log (root \(head.root) at \(head.size) events); "
          + Head.repair(path))
    }
  }

  /// Checks that no row stands behind the end of the log, which an append would seal in.
  private static func checkEnd(
    _ connection: borrowing Connection, _ tip: Tip, path: String
  ) throws(StoreError) {
    for kind in Kind.allCases {
      let last = try LedgerFile.lastRow(of: kind, connection)
      guard last > tip.size else { continue }
      throw StoreError(
        .damaged,
        "\(path): the table \(kind.name) holds event \(last), behind the end of the log "
          + "(\(tip.size)): somebody else wrote it. Nothing is appended; run 'plimsoll verify \(path)'"
      )
    }
  }

  private static func lastPosition(
    _ connection: borrowing Connection, _ names: Names, _ tip: Tip
  ) throws(StoreError) -> Position? {
    guard tip.size > 0 else { return nil }
    let cursor = try LogCursor(connection, names: names, from: tip.size, to: tip.size)
    var event = Event(.note)
    guard try cursor.next(into: &event) else {
      throw StoreError(.damaged, "the last event (\(tip.size)) is missing")
    }
    return event.position
  }

  deinit {
    rollback()
  }
}

// MARK: - Batches

extension LedgerWriter {
  /// What a batch did.
  package struct Outcome: Sendable {
    /// Events appended.
    package let added: Int64
    /// Events that were recorded already, the same.
    package let alreadyThere: Int64
    /// Blocks that got events and had none before.
    package let newBlocks: Int64
    /// Appended events by kind, for the kinds that occur.
    package let kinds: [(kind: Kind, count: Int64)]
  }

  /// An intake that continues this ledger.
  package func makeIntake() -> Intake {
    Intake(names: names, tip: tip, tree: tree, recorded: lastPosition)
  }

  /// Begins a batch.
  package func begin() throws(StoreError) {
    precondition(batch == nil, "a batch is open already")
    try storing { () throws(SQLiteError) in try connection.begin(.immediate) }
    batch = Batch(names: names, tree: tree, tip: tip, gross: gross)
  }

  /// Appends prepared events; those that are recorded already are compared instead.
  ///
  /// - Throws: `StoreError` with `conflict` when an event is recorded differently; the batch must then
  ///   be rolled back.
  package func append(_ prepared: PreparedEvents) throws(StoreError) {
    guard let batch else { preconditionFailure("no batch is open") }
    let sha = SHA256()
    batch.names.add(prepared.names)
    var event = Event(.note)
    for number in 0..<prepared.events.count {
      prepared.events.read(number, into: &event)
      if number < prepared.recorded.count {
        try compare(event, prepared.recorded[number], batch, sha)
      } else {
        try batch.insert(event, connection)
      }
    }
    try batch.seal(prepared, connection)
  }

  private func compare(
    _ event: Event, _ leaf: Digest, _ batch: Batch, _ sha: borrowing SHA256
  ) throws(StoreError) {
    if batch.recorded == nil {
      batch.recorded = try RecordedEvents(
        connection, names: names, tip: tip, from: event.position.block)
    }
    try batch.recorded?.compare(event, leaf, given: batch.names, sha)
    batch.alreadyThere += 1
  }

  /// Makes the batch durable: commit, sync, head, and only then return.
  ///
  /// - Throws: `StoreError`, with `tooLarge` when a balance would leave the range of amounts; the batch
  ///   must then be rolled back. Otherwise the events may be recorded all the same, when what failed
  ///   came after the commit; the next opening of the ledger sees them and heals the head.
  package func commit() throws(StoreError) -> Outcome {
    guard let batch else { preconditionFailure("no batch is open") }
    if batch.added > 0 {
      try batch.finish(connection, stored: names.mark)
      try storing { () throws(SQLiteError) in try connection.commit() }
      names = batch.names
      tree = batch.tree
      tip = batch.tip
      gross = batch.gross
      lastPosition = batch.lastPosition ?? lastPosition
      self.batch = nil
      emptyLog()
      try Head(size: tip.size, root: tip.root, time: tip.time).write(paths)
    } else {
      rollback()
    }
    return Outcome(
      added: batch.added, alreadyThere: batch.alreadyThere, newBlocks: batch.newBlocks,
      kinds: Kind.allCases.compactMap { kind in
        let count = batch.counts[Int(kind.rawValue)]
        return count > 0 ? (kind, count) : nil
      })
  }

  /// Moves the write-ahead log into the file, if that can be done at once.
  ///
  /// The events are durable in the log already; the next batch or the last connection to close moves
  /// them. Somebody may read an older moment of the ledger for hours, and a disk may be full: neither
  /// is worth waiting for, and neither changes what is recorded.
  func emptyLog() {
    _ = try? connection.setPragma("busy_timeout", to: 0)
    _ = try? connection.checkpoint(.truncate)
    _ = try? connection.setPragma("busy_timeout", to: 5_000)
  }

  /// Undoes the open batch, if there is one.
  package func rollback() {
    guard batch != nil else { return }
    batch = nil
    connection.rollback()
  }

  /// Removes the files of a ledger that this writer made and that is still empty.
  package func removeIfNewAndEmpty() {
    rollback()
    guard isNew, tip.size == 0 else { return }
    for path in [
      paths.ledger, paths.head, paths.writeAheadLog, paths.sharedMemory, paths.lock,
    ] {
      Files.remove(path)
    }
  }
}
