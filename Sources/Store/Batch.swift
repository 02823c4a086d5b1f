internal import Hashing
internal import Ledger
internal import SQLite

/// The open transaction of an append.
final class Batch {
  var names: Names
  private(set) var tree: MerkleTree
  private(set) var tip: Tip
  private(set) var gross: GrossAmount
  private(set) var lastPosition: Position?
  private(set) var added: Int64 = 0
  private(set) var newBlocks: Int64 = 0
  private(set) var counts = [Int64](repeating: 0, count: Kind.allCases.count)
  var alreadyThere: Int64 = 0
  var recorded: RecordedEvents?

  /// The number of events before the batch.
  private let previous: Int64
  private var writers: [KindWriter?] = Array(repeating: nil, count: Kind.allCases.count)
  private var blocks: BlockWriter?
  private var tiles: TileWriter?
  private var gates = Gates()

  init(names: Names, tree: MerkleTree, tip: Tip, gross: GrossAmount) {
    self.names = names
    self.tree = tree
    self.tip = tip
    self.gross = gross
    previous = tip.size
  }

  /// Inserts an event above the head.
  func insert(_ event: Event, _ connection: borrowing Connection) throws(StoreError) {
    if event.position.block != tip.block {
      try openBlock(event, connection)
    }
    let kind = Int(event.kind.rawValue)
    tip.size += 1
    do throws(SQLiteError) {
      if let writer = writers[kind] {
        try writer.insert(event, seq: tip.size)
      } else {
        try firstWriter(event.kind, connection).insert(event, seq: tip.size)
      }
    } catch {
      throw StoreError(error)
    }
    lastPosition = event.position
    added += 1
    counts[kind] += 1
  }

  private func firstWriter(
    _ kind: Kind, _ connection: borrowing Connection
  ) throws(SQLiteError) -> KindWriter {
    do throws(StoreError) {
      try gates.open(kind.name, connection)
      let writer = try KindWriter(kind, connection)
      writers[Int(kind.rawValue)] = writer
      return writer
    } catch {
      throw SQLiteError(code: .error, message: error.description)
    }
  }

  private func openBlock(
    _ event: Event, _ connection: borrowing Connection
  ) throws(StoreError) {
    if blocks == nil {
      try gates.open("block", connection)
      blocks = try BlockWriter(connection)
    }
    try blocks?.insert(event.position.block, time: event.time, firstSeq: tip.size + 1)
    tip.block = event.position.block
    tip.time = event.time
    newBlocks += 1
  }

  /// Writes the tiles that inserted events filled, and takes over the tree and the sum after them.
  func seal(
    _ prepared: PreparedEvents, _ connection: borrowing Connection
  ) throws(StoreError) {
    gross.add(prepared.gross)
    try write(prepared.tiles, tree: prepared.tree, connection)
  }

  private func write(
    _ full: [MerkleTree.Tile], tree: MerkleTree, _ connection: borrowing Connection
  ) throws(StoreError) {
    precondition(tree.size == tip.size, "the tree is not that of the inserted events")
    self.tree = tree
    if full.isEmpty { return }
    if tiles == nil {
      try gates.open("tile", connection)
      tiles = try TileWriter(connection)
    }
    for tile in full { try tiles?.write(tile) }
  }

  /// Writes what goes with the rows: names, the last tiles, the checkpoint; and closes the gates.
  func finish(
    _ connection: borrowing Connection, stored: Names.Mark
  ) throws(StoreError) {
    for table in ["account_name", "asset_name", "market_name", "checkpoint"] {
      try gates.open(table, connection)
    }
    try NameStore.save(names, since: stored, connection)
    try write(tree.partialTiles, tree: tree, connection)
    tip.root = tree.root()
    try CheckpointStore.save(
      Checkpoint(
        size: tip.size, previous: previous, block: tip.block, root: tip.root, gross: gross),
      connection)
    if !gross.isSafe { try FoldCheck.run(through: tip.size, names: names, connection) }
    writers = []
    blocks = nil
    tiles = nil
    try gates.close(connection)
  }
}

/// Appends to the spine.
private final class BlockWriter {
  private var statement: Statement

  init(_ connection: borrowing Connection) throws(StoreError) {
    statement = try storing { () throws(SQLiteError) in
      try connection.prepare("INSERT INTO block (number, time, first_seq) VALUES (?1, ?2, ?3)")
    }
  }

  func insert(_ number: Int64, time: Int64, firstSeq: Int64) throws(StoreError) {
    do throws(SQLiteError) {
      try statement.bind(number, at: 1)
      try statement.bind(time, at: 2)
      try statement.bind(firstSeq, at: 3)
      try statement.run()
    } catch {
      throw StoreError(error)
    }
  }
}

/// The triggers that refuse every INSERT, away for the length of the transaction that appends.
///
/// A trigger that judged each row would halve the rate of inserts. Dropping it and creating it again
/// inside the transaction costs nothing, and as DDL is transactional nobody else ever sees the table
/// without it.
private struct Gates {
  private var opened: [(table: String, sql: String)] = []

  mutating func open(_ table: String, _ connection: borrowing Connection) throws(StoreError) {
    guard !opened.contains(where: { $0.table == table }) else { return }
    let sql = try storing { () throws(SQLiteError) in
      let sql = try connection.queryText(
        "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?1", .text(table + "_gate")
      )
      if sql != nil { try connection.execute("DROP TRIGGER \(table)_gate") }
      return sql
    }
    guard let sql else {
      throw StoreError(
        .damaged, "the trigger \(table)_gate is missing: somebody changed this ledger's schema")
    }
    opened.append((table, sql))
  }

  mutating func close(_ connection: borrowing Connection) throws(StoreError) {
    for gate in opened {
      try storing { () throws(SQLiteError) in try connection.execute(gate.sql) }
    }
    opened = []
  }
}
