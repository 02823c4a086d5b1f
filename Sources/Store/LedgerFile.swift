public import Hashing
public import Ledger
package import SQLite

/// The end of a log.
public struct Tip: Sendable, Hashable {
  /// The number of events, and of the last of them.
  public var size: Int64 = 0
  /// The last block; -1 when there is none.
  public var block: Int64 = -1
  /// Its time in Unix milliseconds.
  public var time: Int64 = 0
  /// The root over all events.
  public var root = MerkleTree().root()

  /// The end of an empty log.
  public init() {}

  init(_ checkpoint: Checkpoint, time: Int64) {
    size = checkpoint.size
    block = checkpoint.block
    root = checkpoint.root
    self.time = time
  }

  init(_ head: Head, block: Int64) {
    size = head.size
    root = head.root
    time = head.time
    self.block = block
  }
}

/// How the head beside a ledger compares with what is in it.
public enum HeadStatus: Sendable, Hashable {
  /// Both agree.
  case matches
  /// There is no head file.
  case missing
  /// The ledger has more events than the head, and they extend it: a crash came between commit and
  /// head. The next append heals it.
  case behind(Head)
  /// The ledger has fewer events than the head knows of: events were lost.
  case lost(Head)
  /// The head is not of this log.
  case differs(Head)
}

/// A ledger opened for reading: one consistent moment of it, whatever a writer does meanwhile.
public final class LedgerFile {
  package let connection: Connection
  /// Its files.
  package let paths: LedgerPaths
  /// The names of all accounts, assets and markets.
  public let names: Names
  /// The end of the log.
  public let tip: Tip
  /// How the head beside the file compares.
  public let head: HeadStatus

  /// The version of its schema: how many migrations it went through.
  package let schemaVersion: Int64

  /// What was wrong but did not keep a file that is to be verified from being opened.
  let defects: Defects

  /// The path of the SQLite file.
  public var path: String { paths.ledger }

  /// Whether a path leads to a file that may be a ledger: one that begins like a SQLite database.
  package static func isLedger(path: String) -> Bool { Files.isDatabase(path) }

  /// Opens a ledger.
  ///
  /// - Throws: `StoreError` with `missing`, `notALedger`, `newerVersion`, `damaged`, `head` or
  ///   `system`.
  public convenience init(path: String) throws(StoreError) {
    try self.init(path: path, mends: false)
  }

  /// Opens a ledger that `Verifier` is to judge, as far as it can be opened at all.
  ///
  /// - Throws: `StoreError` with `missing`, `notALedger`, `newerVersion` or `system`, and with
  ///   `damaged` when SQLite cannot read it.
  public convenience init(verifying path: String) throws(StoreError) {
    try self.init(path: path, mends: true)
  }

  private init(path: String, mends: Bool) throws(StoreError) {
    let paths = LedgerPaths(ledger: path)
    guard Files.exists(path) else {
      throw StoreError(
        .missing, "\(path): there is no such ledger; 'plimsoll import' or 'plimsoll init' makes one"
      )
    }
    var defects = Defects()
    let connection = try Self.open(paths)
    // The head first: a writer commits before it writes the head, so a head that was read before the
    // snapshot is never ahead of it.
    let head = mends ? try defects.readHead(paths) : try Head.read(paths)
    try storing { () throws(SQLiteError) in try connection.begin(.deferred) }
    let version = try Migrator.version(of: connection, path: path)
    guard version >= Migrator.oldestReadable else {
      throw StoreError(
        .newerVersion,
        "\(path): an older plimsoll made this ledger (its schema is version \(version) of "
          + "\(Migrator.knownVersion)); 'plimsoll init \(path)' brings it up to date")
    }
    if mends { defects.schema = try SchemaCheck.mend(connection, version: version) }
    names = try NameStore.load(connection, &defects.names)
    if !mends, let problem = defects.names.first {
      throw StoreError(
        .damaged, "\(path): \(problem.words); 'plimsoll verify \(path)' tells what else is wrong")
    }
    tip = mends ? try Self.likelyTip(connection, head) : try Self.tip(connection)
    do throws(StoreError) {
      self.head = try Self.compare(head, tip, connection)
    } catch {
      guard mends, error.code == .damaged, let head else { throw error }
      self.head = .behind(head)
    }
    schemaVersion = version
    self.paths = paths
    self.defects = defects
    self.connection = connection
  }

  private static func open(_ paths: LedgerPaths) throws(StoreError) -> Connection {
    do throws(SQLiteError) {
      let connection = try Connection(path: paths.ledger, mode: .readOnly)
      _ = try connection.queryInt64("SELECT count(*) FROM sqlite_schema")
      try prepare(connection)
      return connection
    } catch {
      // In a folder that cannot be written SQLite cannot make the index of the write-ahead log. When
      // there is no log, nothing is missed without it.
      let isUnwritable = error.code.primary == .cannotOpen || error.code.primary == .readOnly
      guard isUnwritable, (Files.size(paths.writeAheadLog) ?? 0) == 0 else {
        throw StoreError(error)
      }
    }
    return try storing { () throws(SQLiteError) in
      let connection = try Connection(path: paths.ledger, mode: .readOnly, immutable: true)
      try prepare(connection)
      return connection
    }
  }

  private static func prepare(_ connection: borrowing Connection) throws(SQLiteError) {
    do throws(StoreError) {
      try SQLFunctions.register(on: connection)
    } catch {
      throw SQLiteError(code: .error, message: error.description)
    }
  }

  /// The end of the log as the last append left it.
  ///
  /// - Throws: `StoreError` with `damaged` when the checkpoint that tells it is not what was recorded.
  static func tip(_ connection: borrowing Connection) throws(StoreError) -> Tip {
    guard let last = try CheckpointStore.last(connection) else { return Tip() }
    guard let time = try time(ofBlock: last.block, connection) else {
      throw StoreError(
        .damaged, "the table block lacks the block of the last checkpoint (\(last.block))")
    }
    return Tip(last, time: time)
  }

  /// The end of a log that may be damaged: what the last believable checkpoint says, or the head when
  /// it knows of more events and their traces are there.
  private static func likelyTip(
    _ connection: borrowing Connection, _ head: Head?
  ) throws(StoreError) -> Tip {
    var traces = try TileStore.extent(connection)
    for kind in Kind.allCases { traces = max(traces, try lastRow(of: kind, connection)) }
    let believable = max(traces, head?.size ?? 0)
    let last = try CheckpointStore.all(connection).checkpoints.last { $0.size <= believable }
    if let head, head.size > last?.size ?? 0, head.size <= traces {
      let block = try storing { () throws(SQLiteError) in
        try connection.queryInt64(
          "SELECT coalesce(max(number), -1) FROM block WHERE first_seq <= ?1", .integer(head.size))
      }
      return Tip(head, block: block ?? -1)
    }
    guard let last else { return Tip() }
    return Tip(last, time: try time(ofBlock: last.block, connection) ?? 0)
  }

  private static func time(
    ofBlock number: Int64, _ connection: borrowing Connection
  ) throws(StoreError) -> Int64? {
    try storing { () throws(SQLiteError) in
      try connection.queryInt64("SELECT time FROM block WHERE number = ?1", .integer(number))
    }
  }

  /// The number of the last event in the table of a kind; 0 when it has none.
  static func lastRow(
    of kind: Kind, _ connection: borrowing Connection
  ) throws(StoreError) -> Int64 {
    try storing { () throws(SQLiteError) in
      try connection.queryInt64("SELECT coalesce(max(seq), 0) FROM \(kind.name)")
    } ?? 0
  }

  static func compare(
    _ head: Head?, _ tip: Tip, _ connection: borrowing Connection
  ) throws(StoreError) -> HeadStatus {
    guard let head else { return .missing }
    if head.size == tip.size {
      return head.root == tip.root && head.time == tip.time ? .matches : .differs(head)
    }
    if head.size > tip.size { return .lost(head) }
    let root = try TileStore.root(at: head.size, connection)
    return root == head.root ? .behind(head) : .differs(head)
  }
}

// MARK: - Reading events

extension LedgerFile {
  /// A cursor over events by number, both ends included.
  package func events(
    from first: Int64 = 1, to last: Int64 = Int64.max, kinds: [Kind] = Kind.allCases
  ) throws(StoreError) -> LogCursor {
    try LogCursor(connection, names: names, from: first, to: last, kinds: kinds)
  }

  /// The number of the last event up to the end of a block; 0 when there is none.
  package func lastEvent(throughBlock block: Int64) throws(StoreError) -> Int64 {
    let next = try storing { () throws(SQLiteError) in
      try connection.queryInt64(
        "SELECT first_seq FROM block WHERE number > ?1 ORDER BY number LIMIT 1", .integer(block))
    }
    return next.map { $0 - 1 } ?? tip.size
  }

  /// The number of the first event of a block or of the first block after it.
  package func firstEvent(fromBlock block: Int64) throws(StoreError) -> Int64 {
    try storing { () throws(SQLiteError) in
      try connection.queryInt64(
        "SELECT first_seq FROM block WHERE number >= ?1 ORDER BY number LIMIT 1", .integer(block))
    } ?? tip.size + 1
  }

  /// The first block that holds events, and its time; nil for an empty log.
  package func firstBlock() throws(StoreError) -> (number: Int64, time: Int64)? {
    try block("SELECT number, time FROM block ORDER BY number LIMIT 1")
  }

  /// The last block at or before a moment; nil when there is none.
  ///
  /// Times do not fall from block to block, so the spine is searched by halves.
  package func lastBlock(atOrBefore time: Int64) throws(StoreError) -> (number: Int64, time: Int64)?
  {
    guard let first = try firstBlock(), first.time <= time else { return nil }
    var (low, high) = (first, Int64(tip.block))
    while low.number < high {
      let middle = low.number + (high - low.number + 1) / 2
      let found = try block(
        "SELECT number, time FROM block WHERE number >= ?1 ORDER BY number LIMIT 1", middle)
      if let found, found.time <= time {
        low = found
      } else {
        high = middle - 1
      }
    }
    return low
  }

  /// The block of that number or the last before it.
  package func block(atOrBefore number: Int64) throws(StoreError) -> (number: Int64, time: Int64)? {
    try block(
      "SELECT number, time FROM block WHERE number <= ?1 ORDER BY number DESC LIMIT 1", number)
  }

  private func block(
    _ sql: String, _ parameters: Int64...
  ) throws(StoreError) -> (number: Int64, time: Int64)? {
    do throws(SQLiteError) {
      var rows = try connection.prepare(sql)
      try rows.bind(parameters.map { .integer($0) })
      guard try rows.step() else { return nil }
      return (try rows.int64(at: 0), try rows.int64(at: 1))
    } catch {
      throw StoreError(error)
    }
  }

  /// How many events of each kind there are, for the kinds that occur.
  package func counts() throws(StoreError) -> [(kind: Kind, count: Int64)] {
    var counts: [(kind: Kind, count: Int64)] = []
    for kind in Kind.allCases {
      let count = try storing { () throws(SQLiteError) in
        try connection.queryInt64("SELECT count(*) FROM \(KindTable(kind: kind).name)")
      }
      if let count, count > 0 { counts.append((kind, count)) }
    }
    return counts
  }

  /// How many blocks hold events.
  package func blockCount() throws(StoreError) -> Int64 {
    try storing { () throws(SQLiteError) in
      try connection.queryInt64("SELECT count(*) FROM block")
    } ?? 0
  }

  /// The size of the SQLite file.
  package var bytes: Int64 { Files.size(path) ?? 0 }

  /// The blocks that names were declared in, for a map that declares what is missing.
  package func declarations(_ kind: Kind) throws(StoreError) -> [String: Int64] {
    let names: NameTable? =
      switch kind {
      case .asset: self.names.assets
      case .market: self.names.markets
      case .account: self.names.accounts
      default: nil
      }
    var blocks: [String: Int64] = [:]
    do throws(SQLiteError) {
      var rows = try connection.prepare(
        "SELECT \(names == nil ? "0" : kind.name), min(block) FROM \(kind.name) GROUP BY 1")
      while try rows.step() {
        let id = Int(try rows.int64(at: 0))
        blocks[names?[id] ?? ""] = try rows.int64(at: 1)
      }
    } catch {
      throw StoreError(error)
    }
    return blocks
  }
}
