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
    tileExtent = try TileStore.extent(file.connection)
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
        unsound(
          seq,
          "event \(seq) stands twice, once more in table \(event.kind.name) as "
            + String(decoding: line, as: UTF8.self))
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
    blame.endBlock()
    convictSuspects()
    try checkEndOfSpine()
  }

  private mutating func unreadable(
    _ seq: Int64, isFirst: Bool, _ error: StoreError
  ) throws(StoreError) {
    unsound(seq)
    if let fault = error.fault {
      repeated.add(.fault(fault), seq, error.description)
    } else {
      // After a failure of SQLite itself the cursor gives no more rows of that table.
      result.add(seq, error.description)
    }
    isGrossComplete = false
    if isFirst { try advance(try sealedLeaf(seq), try sealedLeaf(seq)) }
  }

  /// Names the events of a gap, and hashes on with what was sealed of them.
  private mutating func fillGap(from first: Int64, to next: Int64) throws(StoreError) {
    guard first < next else { return }
    unsound(first)
    isGrossComplete = false
    let isOne = next - first == 1
    repeated.add(
      .gap, first,
      isOne ? "event \(first) is missing" : "events \(first) to \(next - 1) are missing",
      count: Int(next - first))
    // Behind the last tile there is nothing to go on with.
    for seq in first..<max(first, min(next - 1, tileExtent) + 1) {
      let sealed = try sealedLeaf(seq)
      try advance(sealed, sealed)
    }
  }

  private mutating func add(
    _ event: Event, _ leaf: Digest, _ line: [UInt8]
  ) throws(StoreError) {
    blame.read(event)
    gross.add(event)
    let sealed = try sealedLeaf(event.seq)
    if let sealed, sealed != leaf {
      if let suspect = blame.suspect(event, line) {
        suspects.append(suspect)
      } else {
        unsound(event.seq)
      }
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
    closeCheckpoints()
    checkHeadBehind()
  }

  private mutating func checkPlace(_ event: Event) {
    if let lastPosition, event.position <= lastPosition {
      unsound(
        event.seq,
        "event \(event.seq) in table \(event.kind.name) (\(event.position)) does not come after "
          + "\(lastPosition)")
    }
    lastPosition = event.position
    let plan = LinePlan.shared
    let fields = plan.kinds[Int(event.kind.rawValue)].fields
    for place in 0..<fields.count
    where plan.fields[fields.lowerBound + place].code == .account
      && event.present & (1 << UInt32(place)) != 0
    {
      let id = event.slots[place]
      if id > accounts + 1, firstUnsound == nil {
        unsound(
          event.seq,
          "event \(event.seq) in table \(event.kind.name) names row \(id) of table account_name "
            + "before its turn")
      }
      accounts = max(accounts, id)
    }
  }
}
