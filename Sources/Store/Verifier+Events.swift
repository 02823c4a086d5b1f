internal import Hashing
internal import Ledger
internal import SQLite

// MARK: - Events

extension Verifier {
  mutating func checkEvents(_ progress: (Int64) -> Void) throws(StoreError) {
    let cursor = try file.events(from: 1, to: file.tip.size)
    spine = try storing { () throws(SQLiteError) in
      try file.connection.prepare("SELECT number, first_seq FROM block ORDER BY number")
    }
    var event = Event(.note)
    var line: [UInt8] = []
    var expected: Int64 = 1
    while let seq = cursor.upcoming {
      try fillGap(from: expected, to: seq)
      do throws(StoreError) {
        guard try cursor.next(into: &event) else { break }
      } catch {
        try unreadable(seq, isFirst: seq >= expected, error)
        expected = max(expected, seq + 1)
        continue
      }
      line.removeAll(keepingCapacity: true)
      LineEncoder.append(event, names: file.names, to: &line)
      if seq < expected {
        unsound(seq, "event \(seq) stands twice, once more as \(Self.text(line))")
        continue
      }
      expected = seq + 1
      checkPlace(event)
      try checkSpine(event)
      try add(event, sha.leaf(line.span), line)
      result.hashed += 1
      if result.hashed % 8_192 == 0 { progress(result.hashed) }
    }
    try fillGap(from: expected, to: file.tip.size + 1)
    for suspect in suspects { unsound(suspect.seq, suspect.text) }
    suspects = []
    try checkEndOfSpine()
  }

  private mutating func unreadable(
    _ seq: Int64, isFirst: Bool, _ error: StoreError
  ) throws(StoreError) {
    // After a failure of SQLite itself the cursor gives no more rows of that table.
    unsound(seq, error.description)
    if isFirst { try advance(try sealedLeaf(seq), try sealedLeaf(seq)) }
  }

  /// Names the events of a gap, and hashes on with what was sealed of them.
  private mutating func fillGap(from first: Int64, to next: Int64) throws(StoreError) {
    guard first < next else { return }
    for seq in first..<next {
      unsound(seq, "event \(seq) is missing")
      let sealed = try sealedLeaf(seq)
      try advance(sealed, sealed)
    }
  }

  private mutating func add(
    _ event: Event, _ leaf: Digest, _ line: [UInt8]
  ) throws(StoreError) {
    let sealed = try sealedLeaf(event.seq)
    if let sealed, sealed != leaf {
      suspects.append(
        (
          event.seq,
          "event \(event.seq) (\(event.kind.name), \(event.position)) is not what was recorded; it "
            + "now reads \(Self.text(line))"
        ))
    }
    lastRead = event.seq
    try advance(leaf, sealed ?? leaf)
  }

  /// Goes on by one leaf, as it is now and as it was sealed.
  private mutating func advance(_ leaf: Digest?, _ sealed: Digest?) throws(StoreError) {
    // Without rows and tiles there is nothing to go on with; both lacks have been told.
    guard let leaf, let sealed else { return }
    if leaf != sealed, sealedTree == nil { sealedTree = tree }
    sealedTree?.append(sealed, sha) { _ in }
    var full: [MerkleTree.Tile] = []
    tree.append(leaf, sha) { tile in if tile.level > 0 { full.append(tile) } }
    if sealedTree == nil {
      for tile in full { compare(tile) }
    }
    while checkpointed < checkpoints.count, checkpoints[checkpointed].size <= tree.size {
      close(checkpoints[checkpointed])
      checkpointed += 1
    }
  }

  /// Judges the events since the last checkpoint by the root of this one.
  private mutating func close(_ checkpoint: Checkpoint) {
    let before = checkpointed == 0 ? 0 : checkpoints[checkpointed - 1].size
    if tree.root(sha).description == checkpoint.root {
      // The lines are right, so the tiles are wrong.
      for suspect in suspects { blameTile((suspect.seq - 1) / Int64(MerkleTree.tileWidth)) }
      sealedTree = nil
    } else {
      if (sealedTree ?? tree).root(sha).description != checkpoint.root {
        unsound(
          before + 1,
          "the events \(before + 1) to \(checkpoint.size) do not give the root of their checkpoint")
      }
      for suspect in suspects { unsound(suspect.seq, suspect.text) }
    }
    suspects = []
    if let lastPosition, lastPosition.block != checkpoint.block, lastRead == checkpoint.size {
      result.add(
        nil,
        "the checkpoint of \(checkpoint.size) events names block \(checkpoint.block), not "
          + "\(lastPosition.block)")
    }
  }

  private mutating func blameTile(_ number: Int64) {
    guard wrongTile != number else { return }
    wrongTile = number
    result.add(nil, "hash tile \(number) of level 0 is not what was recorded")
  }

  private mutating func checkPlace(_ event: Event) {
    if let lastPosition, event.position <= lastPosition {
      unsound(
        event.seq, "event \(event.seq) (\(event.position)) does not come after \(lastPosition)")
    }
    lastPosition = event.position
    let plan = LinePlan.shared
    let fields = plan.kinds[Int(event.kind.rawValue)].fields
    for place in 0..<fields.count
    where plan.fields[fields.lowerBound + place].code == .account
      && event.present & (1 << UInt32(place)) != 0
    {
      let id = event.slots[place]
      if id > accounts + 1 {
        unsound(event.seq, "event \(event.seq) names an account before its turn (id \(id))")
      }
      accounts = max(accounts, id)
    }
  }

  private static func text(_ line: [UInt8]) -> String {
    String(decoding: line, as: UTF8.self)
  }
}

// MARK: - The spine

extension Verifier {
  /// Checks that the block of an event, if it is a new one, is the next of the spine.
  private mutating func checkSpine(_ event: Event) throws(StoreError) {
    guard event.position.block != spineBlock else { return }
    spineBlock = event.position.block
    while let row = try nextOfSpine() {
      // A block whose first events are missing begins before the first that is there.
      let isRight = row.number == spineBlock && (lastRead + 1...event.seq).contains(row.firstSeq)
      if !isRight { blame(row.number) }
      if row.number >= spineBlock { return }
    }
  }

  private mutating func checkEndOfSpine() throws(StoreError) {
    var more = 0
    while let row = try nextOfSpine() {
      if row.firstSeq > file.tip.size { more += 1 } else { blame(row.number) }
    }
    if more > 0 {
      result.add(nil, "the table block goes on behind the end of the log (\(more) rows)")
    }
  }

  private mutating func blame(_ block: Int64) {
    result.add(nil, "the table block does not fit the events in block \(block)")
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
  private mutating func sealedLeaf(_ seq: Int64) throws(StoreError) -> Digest? {
    let width = Int64(MerkleTree.tileWidth)
    let (number, place) = ((seq - 1) / width, Int((seq - 1) % width))
    if sealedNumber != number {
      sealedNumber = number
      sealed = []
      do throws(StoreError) {
        let count = Int(min(width, file.tip.size - number * width))
        sealed = try TileStore.tile(0, number, width: count, file.connection)
      } catch {
        result.add(nil, error.description)
      }
    }
    return place < sealed.count ? sealed[place] : nil
  }

  private mutating func compare(_ tile: MerkleTree.Tile) {
    let stored = try? TileStore.tile(
      tile.level, tile.number, width: tile.hashes.count, file.connection)
    if stored != tile.hashes {
      result.add(nil, "hash tile \(tile.number) of level \(tile.level) is not what was recorded")
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
        "SELECT seq FROM \(kind.name) WHERE seq < 1 UNION ALL "
        + "SELECT seq FROM \(kind.name) WHERE seq > ?1 LIMIT 100"
      let size = file.tip.size
      let strays = try storing { () throws(SQLiteError) in
        var rows = try file.connection.prepare(sql)
        try rows.bind(size, at: 1)
        var strays: [Int64] = []
        while try rows.step() { strays.append(try rows.int64(at: 0)) }
        return strays
      }
      for seq in strays {
        unsound(
          max(seq, 1),
          "table \(kind.name) has an event \(seq) that was added outside of the log, which has "
            + "events 1 to \(size)")
      }
    }
  }
}
