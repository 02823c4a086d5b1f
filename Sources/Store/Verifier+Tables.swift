internal import Hashing
internal import Ledger
internal import SQLite

// MARK: - The spine

extension Verifier {
  /// Checks that the block of an event, if it is a new one, is the next of the spine.
  mutating func checkSpine(_ event: Event) throws(StoreError) {
    guard event.position.block != spineBlock else { return }
    spineBlock = event.position.block
    while let row = try nextOfSpine() {
      // A block whose first events are missing begins before the first that is there.
      let isRight = row.number == spineBlock && (lastRead + 1...event.seq).contains(row.firstSeq)
      if !isRight { tellOfSpine(row.number) }
      if row.number >= spineBlock { return }
    }
  }

  mutating func checkEndOfSpine() throws(StoreError) {
    var more = 0
    while let row = try nextOfSpine() {
      if row.firstSeq > file.tip.size { more += 1 } else { tellOfSpine(row.number) }
    }
    if more > 0 {
      result.add(nil, "the table block goes on behind the end of the log (\(more) rows)")
    }
  }

  private mutating func tellOfSpine(_ block: Int64) {
    repeated.add(.spine, nil, "the table block does not fit the events in block \(block)")
  }

  private mutating func nextOfSpine() throws(StoreError) -> (number: Int64, firstSeq: Int64)? {
    do throws(SQLiteError) {
      guard try spine?.step() ?? false, let number = try spine?.int64(at: 0),
        let firstSeq = try spine?.int64(at: 1)
      else {
        spine = nil
        return nil
      }
      return (number, firstSeq)
    } catch {
      throw StoreError(error)
    }
  }
}

// MARK: - Tiles and strays

extension Verifier {
  /// The leaf hash that was sealed for an event; nil when its tile is gone.
  mutating func sealedLeaf(_ seq: Int64) throws(StoreError) -> Digest? {
    let width = Int64(MerkleTree.tileWidth)
    let (number, place) = ((seq - 1) / width, Int((seq - 1) % width))
    if sealedNumber != number {
      sealedNumber = number
      sealed = []
      do throws(StoreError) {
        let count = Int(min(width, file.tip.size - number * width))
        sealed = try TileStore.tile(0, number, width: count, file.connection)
      } catch {
        repeated.add(.tile, nil, error.description)
      }
    }
    return place < sealed.count ? sealed[place] : nil
  }

  mutating func blameTile(_ number: Int64) {
    guard wrongTile != number else { return }
    wrongTile = number
    repeated.add(.tile, nil, "hash tile \(number) of level 0 is not what was recorded")
  }

  mutating func compare(_ tile: MerkleTree.Tile) {
    let stored = try? TileStore.tile(
      tile.level, tile.number, width: tile.hashes.count, file.connection)
    if stored != tile.hashes {
      repeated.add(
        .tile, nil, "hash tile \(tile.number) of level \(tile.level) is not what was recorded")
    }
  }

  /// Checks the tiles that are not full, and that there are no others than there must be.
  mutating func checkTiles() throws(StoreError) {
    if sealedTree == nil, tree.size == file.tip.size {
      for tile in tree.partialTiles where tile.level > 0 { compare(tile) }
    }
    var expected: Int64 = 0
    var entries = file.tip.size
    let width = Int64(MerkleTree.tileWidth)
    while entries > 0 {
      expected += (entries + width - 1) / width
      entries /= width
    }
    let size = file.tip.size
    let wrong = try storing { () throws(SQLiteError) in
      var rows = try file.connection.prepare("SELECT level, number, length(hashes) FROM tile")
      var wrong: [String] = []
      var count: Int64 = 0
      while try rows.step() {
        let (level, number) = (try rows.int64(at: 0), try rows.int64(at: 1))
        count += 1
        if try rows.int64(at: 2) != Self.bytes(ofTile: number, level, size) {
          wrong.append("tile \(number) of level \(level)")
        }
      }
      if count != expected { wrong.append("\(count) tiles where \(expected) belong") }
      return wrong
    }
    for words in wrong { result.add(nil, "the table tile is not right: \(words)") }
  }

  /// How long a tile of a log of `size` events is in bytes; 0 for one that there must not be.
  private static func bytes(ofTile number: Int64, _ level: Int64, _ size: Int64) -> Int64 {
    guard level >= 0, number >= 0 else { return 0 }
    let width = Int64(MerkleTree.tileWidth)
    var entries = size
    for _ in 0..<min(level, 9) { entries /= width }
    guard number <= entries / width else { return 0 }
    return min(width, entries - number * width) * Int64(Digest.byteCount)
  }

  /// Looks for rows outside of the log: before its first or behind its last event.
  mutating func checkStrays() throws(StoreError) {
    for kind in Kind.allCases {
      // Two searches by key; one condition with OR would read the whole table.
      let sql =
        "SELECT count(*), min(seq) FROM (SELECT seq FROM \(kind.name) WHERE seq < 1 UNION ALL "
        + "SELECT seq FROM \(kind.name) WHERE seq > ?1)"
      let size = file.tip.size
      let (count, first) = try storing { () throws(SQLiteError) in
        var rows = try file.connection.prepare(sql)
        try rows.bind(size, at: 1)
        guard try rows.step(), !rows.isNull(at: 1) else { return (0 as Int64, 0 as Int64) }
        return (try rows.int64(at: 0), try rows.int64(at: 1))
      }
      guard count > 0 else { continue }
      let more = count == 1 ? "" : ", and \(count - 1) more"
      unsound(
        max(first, 1),
        "table \(kind.name) has an event \(first)\(more), added outside of the log, which has events "
          + "1 to \(size)")
    }
  }
}
