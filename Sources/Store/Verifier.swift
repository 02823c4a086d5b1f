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
  var repeated = RepeatedFindings()
  var blame: Blame

  /// The tree over the lines as they are now.
  var tree = MerkleTree()
  /// The tree over the sealed hashes, from the first place on where they differ from the lines.
  var sealedTree: MerkleTree?
  /// What differs since the last checkpoint.
  var suspects: [Blame.Suspect] = []
  /// The sealed hashes of the tile that the present event is in.
  var sealed: [Digest] = []
  var sealedNumber: Int64 = -1
  var firstUnsound: Int64?

  /// The last event that has a sealed hash.
  var tileExtent: Int64 = 0
  /// The tile that was last said to be wrong.
  var wrongTile: Int64 = -1

  var checkpoints: [Checkpoint] = []
  var checkpointed = 0
  /// The sum of all amounts so far; what cannot be read counts as the checkpoints say.
  var gross = GrossAmount()
  /// Whether every event since the last checkpoint is in the sum.
  var isGrossComplete = true
  var spine: Statement?
  var spineBlock: Int64 = -1
  var lastRead: Int64 = 0
  var lastPosition: Position?
  var accounts: Int128 = -1

  /// A verifier of an open ledger.
  ///
  /// `LedgerFile(verifying:)` opens ledgers that are too damaged for any other use.
  public init(_ file: LedgerFile) {
    self.file = file
    blame = Blame(file.names)
  }

  /// Verifies everything.
  ///
  /// - Throws: `StoreError` only when the file cannot be read at all.
  public consuming func run(
    progress: (Int64) -> Void = { _ in }
  ) throws(StoreError) -> Verification {
    try checkFile()
    checkSchema()
    checkHead()
    try checkChain()
    for problem in file.defects.names where problem.isLost {
      blame.lost.formUnion(problem.rows)
    }
    try checkEvents(progress)
    try checkStrays()
    try checkTiles()
    try checkJudgements()
    tellOfNames()
    result.count += blame.tell(file.names) { result.add($0, $1) }
    repeated.tell { result.add($0, $1) }
    checkNames()
    checkRoots()
    result.root = tree.root(sha)
    result.soundThrough = min(firstUnsound.map { $0 - 1 } ?? result.hashed, file.tip.size)
    return result
  }

  /// Takes note that an event is not as it was written.
  mutating func unsound(_ seq: Int64) {
    firstUnsound = min(firstUnsound ?? seq, seq)
  }

  mutating func unsound(_ seq: Int64, _ text: String) {
    unsound(seq)
    result.add(seq, text)
  }
}

// MARK: - The file, its schema and its head

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

  private mutating func checkSchema() {
    for words in file.defects.schema { result.add(nil, words) }
    if (try? Migrator.applied(file.connection))
      != Array(Migrator.known.prefix(Int(file.schemaVersion)))
    {
      result.add(nil, "the table migration is not as plimsoll wrote it")
    }
  }

  private mutating func checkHead() {
    let name = file.paths.head
    let repair = Head.repair(file.path)
    if let problem = file.defects.head {
      addHead(problem)
      return
    }
    switch file.head {
    case .matches, .behind: break
    case .missing:
      if file.tip.size > 0 {
        addHead("\(name) is missing: nothing outside of the file vouches for its end; \(repair)")
      }
    case .lost(let head):
      addHead(
        "events were lost: \(name) knows of \(head.size) events, the ledger has \(file.tip.size); "
          + "restore the file from a copy")
    case .differs(let head) where head.root == file.tip.root:
      addHead(
        "\(name) names the time \(head.time), but the last block has \(file.tip.time); \(repair)")
    case .differs(let head) where head.size == file.tip.size: tellOfOtherHead(head)
    case .differs: break
    }
  }

  /// Compares the root of a head that is behind, once the events that it knows of were read.
  mutating func checkHeadBehind() {
    let known: Head? =
      switch file.head {
      case .behind(let head), .differs(let head): head
      default: nil
      }
    guard let known, known.size == tree.size, known.size < file.tip.size else { return }
    if (sealedTree ?? tree).root(sha) != known.root { tellOfOtherHead(known) }
  }

  private mutating func tellOfOtherHead(_ head: Head) {
    addHead(
      "\(file.paths.head) is of another log: it has the root \(head.root) at \(head.size) events; "
        + Head.repair(file.path))
  }

  private mutating func addHead(_ text: String) {
    result.isHeadSound = false
    result.add(nil, text)
  }
}

// MARK: - What goes with the events

extension Verifier {
  private mutating func tellOfNames() {
    for problem in file.defects.names {
      let uses = problem.rows.compactMap { blame.uses(ofLost: $0) }
      guard let first = uses.map(\.first).min() else {
        result.add(nil, problem.words)
        continue
      }
      let count = uses.reduce(0) { $0 + $1.count }
      let what = problem.rows.count == 1 ? "it" : "one of them"
      let events = count == 1 ? "1 event names \(what)" : "\(count) events name \(what)"
      result.add(first, "\(problem.words): \(events), the first is event \(first)")
    }
  }

  private mutating func checkNames() {
    let used = Int(accounts) + 1
    if used < file.names.accounts.count, firstUnsound == nil {
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
  }
}

extension Verifier {
  /// Writes the head of a ledger anew, after it proved sound in itself.
  package static func writeHead(_ file: LedgerFile) throws(StoreError) {
    try Head(size: file.tip.size, root: file.tip.root, time: file.tip.time).write(file.paths)
  }
}
