internal import Hashing
internal import SQLite

/// Saved judgements in the file.
enum JudgementStore {
  /// A judgement as it was found: its head, its digest, and the digest that its rows give.
  struct Found {
    let subject: Judgement.Subject
    let stored: String
    let actual: String
    /// The columns of `judgement` but the digest; none where nothing vouches for the rows.
    let head: [Judgement.Cell]
  }

  /// Throws away what was saved of the same subjects and writes these, with the gates open.
  ///
  /// The caller holds a transaction.
  static func write(
    _ judgements: [Judgement], _ connection: borrowing Connection
  ) throws(SQLiteError) {
    let gates = try gates(connection)
    for gate in gates { try connection.execute("DROP TRIGGER \(gate.name)") }
    for judgement in judgements {
      var remove = try connection.prepare("DELETE FROM judgement WHERE what = ?1")
      try remove.bind([.text(judgement.subject.rawValue)])
      try remove.run()
      let digest = Judgement.Cell.text(judgement.digest)
      try insert([judgement.head + [digest]], into: "judgement", connection)
      for table in judgement.subject.tables {
        try connection.execute("DELETE FROM \(table.rawValue)")
        try insert(judgement.rows[table] ?? [], into: table.rawValue, connection)
      }
    }
    for gate in gates { try connection.execute(gate.sql) }
  }

  private static func gates(
    _ connection: borrowing Connection
  ) throws(SQLiteError) -> [(name: String, sql: String)] {
    var rows = try connection.prepare(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name GLOB 'judge*' "
        + "ORDER BY name")
    var gates: [(name: String, sql: String)] = []
    while try rows.step() { gates.append((try rows.string(at: 0), try rows.string(at: 1))) }
    return gates
  }

  private static func insert(
    _ rows: [[Judgement.Cell]], into table: String, _ connection: borrowing Connection
  ) throws(SQLiteError) {
    guard let first = rows.first else { return }
    let places = (1...first.count).map { "?\($0)" }.joined(separator: ", ")
    var insert = try connection.prepare("INSERT INTO \(table) VALUES (\(places))")
    for row in rows {
      try insert.bind(row.map(\.value))
      try insert.run()
      insert.reset()
    }
  }

  /// What is saved, with the digests of the rows as they are now.
  static func found(_ connection: borrowing Connection) throws(StoreError) -> [Found] {
    try storing { () throws(SQLiteError) in
      var found: [Found] = []
      for subject in Judgement.Subject.allCases {
        let heads = try cells(
          "SELECT * FROM judgement WHERE what = '\(subject.rawValue)'", connection)
        var rows: [Judgement.Table: [[Judgement.Cell]]] = [:]
        for table in subject.tables {
          rows[table] = try cells(
            "SELECT * FROM \(table.rawValue) ORDER BY \(table.key)", connection)
        }
        guard let head = heads.first, case .text(let stored)? = head.last else {
          // Rows that no judgement vouches for.
          if rows.values.contains(where: { !$0.isEmpty }) {
            found.append(Found(subject: subject, stored: "", actual: "rows", head: []))
          }
          continue
        }
        let actual = Judgement.digest(Array(head.dropLast()), subject, rows)
        found.append(
          Found(subject: subject, stored: stored, actual: actual, head: Array(head.dropLast())))
      }
      return found
    }
  }

  private static func cells(
    _ sql: String, _ connection: borrowing Connection
  ) throws(SQLiteError) -> [[Judgement.Cell]] {
    var rows = try connection.prepare(sql)
    var cells: [[Judgement.Cell]] = []
    let count = rows.columnCount
    while try rows.step() {
      var row: [Judgement.Cell] = []
      for column in 0..<count { row.append(Judgement.Cell(try rows.value(at: column))) }
      cells.append(row)
    }
    return cells
  }
}

extension LedgerWriter {
  /// Saves judgements in place of those of the same subjects, whole or not at all.
  ///
  /// - Throws: `StoreError` with `conflict` when the log is not the one that they were made from.
  package func save(_ judgements: [Judgement]) throws(StoreError) {
    for judgement in judgements where judgement.tip.root != tip.root {
      throw StoreError(
        .conflict, "\(path): the log has grown since it was judged; judge it again")
    }
    try storing { () throws(SQLiteError) in
      try connection.transaction(.immediate) { () throws(SQLiteError) in
        try JudgementStore.write(judgements, connection)
      }
    }
    emptyLog()
  }
}

extension LedgerFile {
  /// How a saved judgement compares with one that was made just now.
  package enum SavedJudgement: Sendable {
    /// There is none.
    case missing
    /// It was made from the first events of this log, so many; the log has grown since.
    case earlier(Int64)
    /// It was made by another engine or rulebook.
    case otherRules
    /// It was made from another log.
    case otherLog
    /// It is the same.
    case same
    /// It was made from the same log by the same rules, and has other rows.
    case differs
  }

  /// Compares what is saved of a subject with a judgement.
  package func compare(_ judgement: Judgement) throws(StoreError) -> SavedJudgement {
    guard schemaVersion >= 4 else { return .missing }
    let found = try JudgementStore.found(connection).first { $0.subject == judgement.subject }
    guard let found else { return .missing }
    if found.actual == judgement.digest { return found.stored == found.actual ? .same : .differs }
    // Columns of `judgement`: what, engine, rulebook, basis, unit, size, block, root.
    guard found.head.count == judgement.head.count, case .integer(let size) = found.head[5]
    else { return .differs }
    guard size <= tip.size, try found.head[7] == .text(root(at: size).description) else {
      return .otherLog
    }
    if size < tip.size { return .earlier(size) }
    return found.head[1...2] == judgement.head[1...2] ? .differs : .otherRules
  }
}

extension Verifier {
  /// Compares saved judgements with their digests; they are no part of the log.
  mutating func checkJudgements() throws(StoreError) {
    guard file.schemaVersion >= 3 else { return }
    for found in try JudgementStore.found(file.connection) where found.stored != found.actual {
      result.add(
        nil,
        "the saved judgement of \(found.subject.rawValue) is not as plimsoll wrote it (the log itself "
          + "is not concerned); 'plimsoll judge \(file.path)' writes it again")
    }
  }
}
