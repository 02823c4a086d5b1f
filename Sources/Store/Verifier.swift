internal import Hashing
internal import Ledger
internal import SQLite

/// Re-reads every row of a ledger, makes its line again, and compares its hash with what was sealed.
///
/// What was sealed are the tiles, the checkpoints, and the head outside of the file. Writes nothing.
public struct Verifier: ~Copyable {
  let file: LedgerFile
  let sha = SHA256()
  var result = Verification()

  /// The tree over the lines as they are now.
  var tree = MerkleTree()
  /// The tree over the sealed hashes, from the first place on where they differ from the lines.
  var sealedTree: MerkleTree?
  /// What differs since the last checkpoint: of each event, what to say when it is to blame.
  var suspects: [(seq: Int64, text: String)] = []
  /// The sealed hashes of the tile that the present event is in.
  var sealed: [Digest] = []
  var sealedNumber: Int64 = -1
  var firstUnsound: Int64?

  /// The tile that was last said to be wrong.
  var wrongTile: Int64 = -1

  var checkpoints: [Checkpoint] = []
  var checkpointed = 0
  var spine: Statement?
  var spineBlock: Int64 = -1
  var lastRead: Int64 = 0
  var lastPosition: Position?
  var accounts: Int128 = -1

  struct Checkpoint {
    let size: Int64
    let block: Int64
    let root: String
  }

  /// A verifier of an open ledger.
  ///
  /// `LedgerFile(verifying:)` opens ledgers that are too damaged for any other use.
  public init(_ file: LedgerFile) {
    self.file = file
  }

  /// Verifies everything.
  ///
  /// - Throws: `StoreError` only when the file cannot be read at all.
  public consuming func run(
    progress: (Int64) -> Void = { _ in }
  ) throws(StoreError) -> Verification {
    for problem in file.problems { result.add(nil, problem) }
    try checkFile()
    try checkSchema()
    checkHead()
    try loadCheckpoints()
    try checkEvents(progress)
    try checkStrays()
    try checkTiles()
    checkNames()
    checkRoots()
    result.root = tree.root(sha)
    result.soundThrough = min(firstUnsound.map { $0 - 1 } ?? result.hashed, file.tip.size)
    return result
  }

  mutating func unsound(_ seq: Int64, _ text: String) {
    firstUnsound = min(firstUnsound ?? seq, seq)
    result.add(seq, text)
  }
}

// MARK: - The file and its schema

extension Verifier {
  private mutating func checkFile() throws(StoreError) {
    let answer = try storing { () throws(SQLiteError) in
      try file.connection.queryText(
        "SELECT group_concat(quick_check, '; ') FROM pragma_quick_check")
    }
    if let answer, answer != "ok" {
      result.add(nil, "SQLite finds the file damaged: \(answer)")
    }
  }

  private mutating func checkSchema() throws(StoreError) {
    let expected = try Migrator.expectedSchemaDigest()
    if try Migrator.schemaDigest(file.connection) != expected {
      let gone = try missingTriggers()
      result.add(
        nil,
        "the schema is not the one that plimsoll made"
          + (gone.isEmpty ? "" : "; these triggers are gone: \(gone.joined(separator: ", "))"))
    }
    if try Migrator.applied(file.connection) != Migrator.known {
      result.add(nil, "the table migration is not as plimsoll wrote it")
    }
  }

  private func missingTriggers() throws(StoreError) -> [String] {
    let fresh = try storing { () throws(SQLiteError) in try Connection.inMemory() }
    try Migrator.migrate(fresh)
    return try storing { () throws(SQLiteError) in
      let sql = "SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name"
      let there = try Self.names(sql, file.connection)
      return try Self.names(sql, fresh).filter { !there.contains($0) }
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
      var rows = try file.connection.prepare(
        "SELECT size, block, root FROM checkpoint ORDER BY size")
      var all: [Checkpoint] = []
      while try rows.step() {
        all.append(
          Checkpoint(
            size: try rows.int64(at: 0), block: try rows.int64(at: 1),
            root: try rows.withText(at: 2) { text in
              String(decoding: (0..<text.count).map { text[$0] }, as: UTF8.self)
            }))
      }
      return all
    }
  }
}

// MARK: - What goes with the events

extension Verifier {
  private mutating func checkNames() {
    let used = Int(accounts) + 1
    if used < file.names.accounts.count {
      result.add(
        nil,
        "the table account_name holds \(file.names.accounts.count - used) names that no event uses")
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
        "a checkpoint tells of \(checkpoints[checkpointed].size) events, which there are not")
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
