public import Hashing
internal import Ledger
internal import SQLite

/// What `verify` found.
public struct Verification: Sendable {
  /// Something that is not as it was written.
  public struct Finding: Sendable, Hashable {
    /// The event it is about; nil when it is about none.
    public let seq: Int64?
    /// What is wrong, as a sentence.
    public let text: String
  }

  /// The findings, the first `limit` of them.
  public internal(set) var findings: [Finding] = []
  /// How many findings there are in all.
  public internal(set) var count = 0
  /// The number of events whose lines were hashed again.
  public internal(set) var hashed: Int64 = 0
  /// The root over the lines as they are now.
  public internal(set) var root = MerkleTree().root()
  /// How many events from the first on are as they were written.
  public internal(set) var soundThrough: Int64 = 0

  /// How many findings are kept.
  public static let limit = 100

  /// Whether nothing was found.
  public var isSound: Bool { count == 0 }

  mutating func add(_ seq: Int64?, _ text: String) {
    count += 1
    if findings.count < Self.limit { findings.append(Finding(seq: seq, text: text)) }
  }
}

/// Re-reads every row of a ledger, makes its line again, hashes it, and compares the hashes with what
/// was sealed: the tiles, the checkpoints, and the head outside of the file. Writes nothing.
public struct Verifier: ~Copyable {
  private let file: LedgerFile
  private let sha = SHA256()
  private var result = Verification()
  private var tree = MerkleTree()
  private var sealed: [Digest] = []
  private var lastBlock: Int64 = -1
  private var lastPosition: Position?
  private var accounts: Int128 = -1
  private var firstUnsound: Int64?
  private var checkpoints: [(size: Int64, root: String)] = []
  private var checkpointed = 0

  /// A verifier of an open ledger.
  public init(_ file: LedgerFile) {
    self.file = file
  }

  /// Verifies everything.
  ///
  /// - Throws: `StoreError` only when the file cannot be read at all.
  public consuming func run(
    progress: (Int64) -> Void = { _ in }
  ) throws(StoreError) -> Verification {
    try checkFile()
    try checkSchema()
    try loadCheckpoints()
    try checkEvents(progress)
    try checkNames()
    try checkSpine()
    checkRoots()
    checkHead()
    result.root = tree.root(sha)
    result.soundThrough = firstUnsound.map { $0 - 1 } ?? result.hashed
    return result
  }

  private mutating func unsound(_ seq: Int64, _ text: String) {
    firstUnsound = min(firstUnsound ?? seq, seq)
    result.add(seq, text)
  }
}

// MARK: - The file and its schema

extension Verifier {
  private mutating func checkFile() throws(StoreError) {
    let answer = try storing { () throws(SQLiteError) in
      try file.connection.queryText("SELECT group_concat(quick_check, '; ') FROM pragma_quick_check")
    }
    if let answer, answer != "ok" {
      result.add(nil, "SQLite finds the file damaged: \(answer)")
    }
  }

  private mutating func checkSchema() throws(StoreError) {
    let expected = try Migrator.expectedSchemaDigest()
    guard try Migrator.schemaDigest(file.connection) != expected else { return }
    let gone = try missingTriggers()
    result.add(
      nil,
      "the schema is not the one that plimsoll made"
        + (gone.isEmpty ? "" : "; these triggers are gone: \(gone.joined(separator: ", "))"))
  }

  private func missingTriggers() throws(StoreError) -> [String] {
    do throws(SQLiteError) {
      let fresh = try Connection.inMemory()
      do throws(StoreError) { try Migrator.migrate(fresh) } catch { return [] }
      let sql = "SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"
      let there = try Self.names(sql, file.connection)
      return try Self.names(sql, fresh).filter { !there.contains($0) }
    } catch {
      throw StoreError(error)
    }
  }

  private static func names(
    _ sql: String, _ connection: borrowing Connection
  ) throws(SQLiteError) -> [String] {
    var names: [String] = []
    var rows = try connection.prepare(sql)
    while try rows.step() { names.append(try rows.string(at: 0)) }
    return names
  }

  private mutating func loadCheckpoints() throws(StoreError) {
    checkpoints = try storing { () throws(SQLiteError) in
      var rows = try file.connection.prepare("SELECT size, root FROM checkpoint ORDER BY size")
      var all: [(size: Int64, root: String)] = []
      while try rows.step() { all.append((try rows.int64(at: 0), try rows.string(at: 1))) }
      return all
    }
  }
}

// MARK: - Events

extension Verifier {
  private mutating func checkEvents(_ progress: (Int64) -> Void) throws(StoreError) {
    let cursor = try file.events()
    var event = Event(.note)
    var line: [UInt8] = []
    var expected: Int64 = 1
    while let seq = cursor.upcoming {
      try fillGap(from: expected, to: seq)
      expected = seq + 1
      do throws(StoreError) {
        _ = try cursor.next(into: &event)
      } catch {
        unsound(seq, error.description)
        try append(try sealedLeaf(seq))
        continue
      }
      line.removeAll(keepingCapacity: true)
      LineEncoder.append(event, names: file.names, to: &line)
      let leaf = sha.leaf(line.span)
      if seq > file.tip.size {
        unsound(seq, "event \(seq) (\(event.kind.name)) was added behind the end of the log")
      } else if let sealed = try sealedLeaf(seq), sealed != leaf {
        unsound(
          seq,
          "event \(seq) (\(event.kind.name), \(event.position)) is not what was recorded; it now "
            + "reads \(String(decoding: line, as: UTF8.self))")
      }
      checkPlace(event)
      try append(leaf)
      result.hashed += 1
      if result.hashed % 8_192 == 0 { progress(result.hashed) }
    }
    try fillGap(from: expected, to: file.tip.size + 1)
  }

  /// Names the events of a gap, and hashes on with what was sealed of them.
  private mutating func fillGap(from first: Int64, to next: Int64) throws(StoreError) {
    guard first < next else { return }
    for seq in first..<next {
      unsound(seq, "event \(seq) is missing")
      try append(try sealedLeaf(seq))
    }
  }

  private mutating func append(_ leaf: Digest?) throws(StoreError) {
    guard let leaf else { return }
    tree.append(leaf, sha) { _ in }
    while checkpointed < checkpoints.count, checkpoints[checkpointed].size == tree.size {
      if checkpoints[checkpointed].root != tree.root(sha).description, firstUnsound == nil {
        let before = checkpointed == 0 ? 0 : checkpoints[checkpointed - 1].size
        unsound(
          before + 1,
          "the events \(before + 1) to \(tree.size) do not give the root of their checkpoint")
      }
      checkpointed += 1
    }
  }

  /// The leaf hash that was sealed for an event; nil when its tile is gone.
  private mutating func sealedLeaf(_ seq: Int64) throws(StoreError) -> Digest? {
    let place = Int((seq - 1) % Int64(MerkleTree.tileWidth))
    if place == 0 || sealed.isEmpty {
      let number = (seq - 1) / Int64(MerkleTree.tileWidth)
      let width = Int(
        min(Int64(MerkleTree.tileWidth), file.tip.size - number * Int64(MerkleTree.tileWidth)))
      do throws(StoreError) {
        sealed = try TileStore.tile(0, number, width: width, file.connection)
      } catch {
        if place == 0 { result.add(seq, error.description) }
        sealed = []
      }
    }
    return place < sealed.count ? sealed[place] : nil
  }

  private mutating func checkPlace(_ event: Event) {
    if let lastPosition, event.position <= lastPosition {
      unsound(event.seq, "event \(event.seq) (\(event.position)) does not come after \(lastPosition)")
    }
    lastPosition = event.position
    for (place, field) in event.kind.spec.fields.enumerated()
    where field.type == .account && event.present & (1 << UInt32(place)) != 0 {
      let id = event.slots[place]
      if id > accounts + 1 {
        unsound(event.seq, "event \(event.seq) names an account before its turn (id \(id))")
      }
      accounts = max(accounts, id)
    }
  }
}

// MARK: - What goes with the events

extension Verifier {
  private mutating func checkNames() throws(StoreError) {
    let used = Int(accounts) + 1
    if used < file.names.accounts.count {
      result.add(
        nil,
        "the table account_name holds \(file.names.accounts.count - used) names that no event uses")
    }
  }

  private mutating func checkSpine() throws(StoreError) {
    let wrong = try storing { () throws(SQLiteError) in
      try file.connection.queryText(
        """
        SELECT coalesce(group_concat(number, ', '), '') FROM (
          SELECT b.number FROM block AS b
          LEFT JOIN (SELECT block, min(seq) AS first FROM v_event GROUP BY block) AS e
            ON e.block = b.number
          WHERE e.first IS NOT b.first_seq ORDER BY b.number LIMIT 5)
        """)
    }
    if let wrong, !wrong.isEmpty {
      result.add(nil, "the table block does not fit the events in block \(wrong)")
    }
  }

  private mutating func checkRoots() {
    let root = tree.root(sha)
    if tree.size == file.tip.size, root != file.tip.root, firstUnsound == nil {
      result.add(nil, "the root over all events is \(root), but \(file.tip.root) was sealed")
    }
    if checkpointed < checkpoints.count {
      result.add(
        nil,
        "a checkpoint tells of \(checkpoints[checkpoints.count - 1].size) events; there are "
          + "\(tree.size)")
    }
  }

  private mutating func checkHead() {
    let name = file.paths.head
    switch file.head {
    case .matches, .behind: break
    case .missing:
      if file.tip.size > 0 {
        result.add(nil, "\(name) is missing: nothing outside of the file vouches for its end")
      }
    case .lost(let head):
      result.add(
        nil,
        "events were lost: \(name) knows of \(head.size) events, the ledger has \(file.tip.size)")
    case .differs(let head):
      result.add(
        nil,
        "\(name) is of another log: it has the root \(head.root) at \(head.size) events")
    }
  }
}

extension Verifier {
  /// Writes the head of a ledger that has none, after it proved sound in itself.
  package static func writeHead(_ file: LedgerFile) throws(StoreError) {
    try Head(size: file.tip.size, root: file.tip.root, time: file.tip.time).write(file.paths)
  }
}
