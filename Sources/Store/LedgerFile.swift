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

  /// What was wrong but did not keep a file that is to be verified from being opened.
  let problems: [String]

  /// The path of the SQLite file.
  public var path: String { paths.ledger }

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
    var problems = Problems(areCollected: mends)
    let connection = try Self.open(paths)
    // The head first: a writer commits before it writes the head, so a head that was read before the
    // snapshot is never ahead of it.
    let head = try problems.collect(nil) { () throws(StoreError) in try Head.read(paths) }
    try storing { () throws(SQLiteError) in try connection.begin(.deferred) }
    let version = try Migrator.version(of: connection, path: path)
    guard version == Migrator.knownVersion else {
      throw StoreError(
        .newerVersion,
        "\(path): an older plimsoll made this ledger (its schema is version \(version) of "
          + "\(Migrator.knownVersion)); 'plimsoll init \(path)' brings it up to date")
    }
    var wrongNames: [String] = []
    let names = try NameStore.load(connection, &wrongNames)
    for words in wrongNames {
      try problems.collect(()) { () throws(StoreError) in
        throw StoreError(.damaged, "\(path): \(words)")
      }
    }
    let tip = try Self.tip(connection, &problems)
    self.paths = paths
    self.names = names
    self.tip = tip
    self.head = try problems.collect(.missing) { () throws(StoreError) in
      try Self.compare(head, tip, connection)
    }
    self.problems = problems.found
    self.connection = connection
  }

  /// Collects errors as sentences, or lets them through.
  private struct Problems {
    let areCollected: Bool
    var found: [String] = []

    mutating func collect<R>(
      _ substitute: R, _ body: () throws(StoreError) -> R
    ) throws(StoreError) -> R {
      do throws(StoreError) {
        return try body()
      } catch {
        guard areCollected, error.code == .damaged || error.code == .head else { throw error }
        found.append(error.description)
        return substitute
      }
    }
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
    var problems = Problems(areCollected: false)
    return try tip(connection, &problems)
  }

  /// The end of the log after the last checkpoint that can be read.
  private static func tip(
    _ connection: borrowing Connection, _ problems: inout Problems
  ) throws(StoreError) -> Tip {
    var checkpoints = try storing { () throws(SQLiteError) in
      try connection.prepare(
        "SELECT c.size, c.block, b.time, c.root FROM checkpoint AS c "
          + "LEFT JOIN block AS b ON b.number = c.block ORDER BY c.size DESC")
    }
    while try storing({ () throws(SQLiteError) in try checkpoints.step() }) {
      do throws(SQLiteError) {
        let size = try checkpoints.int64(at: 0)
        if size > 0, !checkpoints.isNull(at: 2),
          let root = Digest(hex: try checkpoints.string(at: 3))
        {
          return Tip(
            size: size, block: try checkpoints.int64(at: 1), time: try checkpoints.int64(at: 2),
            root: root)
        }
      } catch {
        // A root that is not even text is as wrong as one that is no digest.
      }
      try problems.collect(()) { () throws(StoreError) in
        throw StoreError(.damaged, "the last checkpoint is not what was recorded")
      }
    }
    return Tip()
  }

  static func compare(
    _ head: Head?, _ tip: Tip, _ connection: borrowing Connection
  ) throws(StoreError) -> HeadStatus {
    guard let head else { return .missing }
    if head.size == tip.size { return head.root == tip.root ? .matches : .differs(head) }
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
