internal import Hashing
internal import SQLite

/// What an append left behind: a row of the table `checkpoint`.
struct Checkpoint: Hashable {
  /// The number of events.
  let size: Int64
  /// The number of events before the append.
  let previous: Int64
  /// The last block.
  let block: Int64
  /// The root over all events.
  let root: Digest
  /// The sum of all amounts.
  let gross: GrossAmount
}

/// The table `checkpoint`.
enum CheckpointStore {
  /// The last checkpoint; nil for an empty log.
  ///
  /// - Throws: `StoreError` with `damaged` when it is not what an append writes.
  static func last(_ connection: borrowing Connection) throws(StoreError) -> Checkpoint? {
    var rows = try select("ORDER BY size DESC LIMIT 1", connection)
    guard try storing({ () throws(SQLiteError) in try rows.step() }) else { return nil }
    guard let checkpoint = try read(rows).checkpoint else {
      throw StoreError(
        .damaged,
        "the last row of table checkpoint is not what plimsoll writes; run "
          + "'plimsoll verify'")
    }
    return checkpoint
  }

  /// Every checkpoint in order, and the sizes of those that are not what an append writes.
  static func all(
    _ connection: borrowing Connection
  ) throws(StoreError) -> (checkpoints: [Checkpoint], wrong: [Int64]) {
    var rows = try select("ORDER BY size", connection)
    var checkpoints: [Checkpoint] = []
    var wrong: [Int64] = []
    while try storing({ () throws(SQLiteError) in try rows.step() }) {
      let (size, checkpoint) = try read(rows)
      if let checkpoint { checkpoints.append(checkpoint) } else { wrong.append(size) }
    }
    return (checkpoints, wrong)
  }

  /// Adds a checkpoint.
  static func save(
    _ checkpoint: Checkpoint, _ connection: borrowing Connection
  ) throws(StoreError) {
    let sql =
      "INSERT INTO checkpoint (size, previous, block, root, gross) VALUES (?1, ?2, ?3, ?4, ?5)"
    try storing { () throws(SQLiteError) in
      var insert = try connection.prepare(sql)
      try insert.bind([
        .integer(checkpoint.size), .integer(checkpoint.previous), .integer(checkpoint.block),
        .text(checkpoint.root.description), .text("\(checkpoint.gross.units)"),
      ])
      try insert.run()
    }
  }

  private static func select(
    _ order: String, _ connection: borrowing Connection
  ) throws(StoreError) -> Statement {
    try storing { () throws(SQLiteError) in
      try connection.prepare("SELECT size, previous, block, root, gross FROM checkpoint \(order)")
    }
  }

  /// The row that `rows` stands on; no checkpoint when it is not what an append writes.
  private static func read(
    _ rows: borrowing Statement
  ) throws(StoreError) -> (size: Int64, checkpoint: Checkpoint?) {
    do throws(SQLiteError) {
      let size = try rows.int64(at: 0)
      let (previous, block) = (try rows.int64(at: 1), try rows.int64(at: 2))
      guard size > 0, previous >= 0, previous < size, block >= 0,
        let text = self.text(rows, 3), let root = Digest(hex: text), root.description == text,
        let gross = self.text(rows, 4).flatMap({ GrossAmount(text: $0) })
      else { return (size, nil) }
      return (
        size, Checkpoint(size: size, previous: previous, block: block, root: root, gross: gross)
      )
    } catch {
      throw StoreError(error)
    }
  }

  /// A text that may be anything; nil when it is no well-formed text.
  private static func text(_ rows: borrowing Statement, _ column: Int) -> String? {
    try? rows.string(at: column)
  }
}
