package import Hashing
internal import Ledger
internal import SQLite

/// The hash tiles of the log in the table `tile`.
enum TileStore {
  /// The right edge of the tree of a log of `size` events.
  static func load(
    size: Int64, _ connection: borrowing Connection
  ) throws(StoreError) -> MerkleTree {
    var edges: [[Digest]] = []
    var entries = size
    for level in 0..<MerkleTree.levels(size) {
      let width = Int(entries % Int64(MerkleTree.tileWidth))
      let number = entries / Int64(MerkleTree.tileWidth)
      edges.append(try tile(level, number, width: width, connection))
      entries = number
    }
    guard let tree = MerkleTree(size: size, edges: edges) else {
      throw StoreError(.damaged, "the hash tiles do not belong to a log of \(size) events")
    }
    return tree
  }

  /// The root that the log had with `size` events, from its tiles.
  static func root(
    at size: Int64, _ connection: borrowing Connection
  ) throws(StoreError) -> Digest {
    try load(size: size, connection).root()
  }

  /// How many leaf hashes there are, if no tile is missing.
  static func extent(_ connection: borrowing Connection) throws(StoreError) -> Int64 {
    let width = Int64(MerkleTree.tileWidth)
    do throws(SQLiteError) {
      var rows = try connection.prepare(
        "SELECT number, length(hashes) FROM tile WHERE level = 0 ORDER BY number DESC LIMIT 1")
      guard try rows.step() else { return 0 }
      let (number, bytes) = (try rows.int64(at: 0), try rows.int64(at: 1))
      let full = number.multipliedReportingOverflow(by: width)
      return full.overflow ? .max : full.partialValue &+ bytes / Int64(Digest.byteCount)
    } catch {
      throw StoreError(error)
    }
  }

  /// The first `width` hashes of a tile.
  static func tile(
    _ level: Int, _ number: Int64, width: Int, _ connection: borrowing Connection
  ) throws(StoreError) -> [Digest] {
    guard width > 0 else { return [] }
    let bytes = try storing { () throws(SQLiteError) -> [UInt8]? in
      var rows = try connection.prepare("SELECT hashes FROM tile WHERE level = ?1 AND number = ?2")
      try rows.bind([.integer(Int64(level)), .integer(number)])
      return try rows.step() ? try rows.blob(at: 0) : nil
    }
    guard let bytes, bytes.count >= width * Digest.byteCount else {
      throw StoreError(.damaged, "hash tile \(number) of level \(level) is missing or too short")
    }
    return (0..<width).compactMap { Digest(bytes: bytes.span, at: $0 * Digest.byteCount) }
  }
}

/// Writes tiles while a batch is appended.
final class TileWriter {
  private var statement: Statement

  init(_ connection: borrowing Connection) throws(StoreError) {
    statement = try storing { () throws(SQLiteError) in
      try connection.prepare(
        "INSERT INTO tile (level, number, hashes) VALUES (?1, ?2, ?3) "
          + "ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes")
    }
  }

  func write(_ tile: MerkleTree.Tile) throws(StoreError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(tile.hashes.count * Digest.byteCount)
    for hash in tile.hashes { hash.append(to: &bytes) }
    do throws(SQLiteError) {
      try statement.bind(tile.level, at: 1)
      try statement.bind(tile.number, at: 2)
      try statement.bind(blob: bytes.span, at: 3)
      try statement.run()
    } catch {
      throw StoreError(error)
    }
  }
}

extension LedgerFile {
  /// The root that the log had with `size` events.
  package func root(at size: Int64) throws(StoreError) -> Digest {
    size == tip.size ? tip.root : try TileStore.root(at: size, connection)
  }
}
