internal import SQLite

/// The schema of a ledger against the one that this binary makes.
enum SchemaCheck {
  /// A table, index, view or trigger.
  private struct Item {
    let type: String
    let name: String
    let table: String
    let sql: String

    var key: String { "\(type) \(name)" }

    /// What it is, for people.
    var words: String {
      type == "trigger" || type == "index" ? "the \(key) on table \(table)" : "the \(key)"
    }
  }

  /// Says how the schema differs, and stands an empty table in for each that cannot be read.
  ///
  /// The stand-ins are temporary tables of the connection; the file is not touched.
  static func mend(
    _ connection: borrowing Connection, version: Int64
  ) throws(StoreError) -> [String] {
    let fresh = try storing { () throws(SQLiteError) in try Connection.inMemory() }
    try Migrator.migrate(fresh, to: version)
    return try storing { () throws(SQLiteError) in
      let expected = try items(fresh)
      let found = try items(connection)
      for item in expected where item.type == "table" {
        if try !hasColumns(of: item, fresh, connection, found) {
          try connection.execute(
            "CREATE TEMP TABLE" + item.sql.dropFirst("CREATE TABLE".count))
        }
      }
      return differences(expected, found)
    }
  }

  private static func differences(_ expected: [Item], _ found: [Item]) -> [String] {
    let known = Dictionary(expected.map { ($0.key, $0.sql) }) { first, _ in first }
    let there = Dictionary(found.map { ($0.key, $0.sql) }) { first, _ in first }
    let lost = expected.filter { there[$0.key] == nil }
    let lostTables = Set(lost.filter { $0.type == "table" }.map(\.name))
    var words: [String] = []
    for item in expected {
      if let sql = there[item.key] {
        if sql != item.sql {
          words.append("the schema was changed: \(item.words) is not the one that plimsoll made")
        }
      } else if item.type == "table" || item.type == "view" || !lostTables.contains(item.table) {
        words.append("the schema was changed: \(item.words) is gone")
      }
    }
    for item in found where known[item.key] == nil {
      words.append("the schema was changed: \(item.words) was added, plimsoll made no such thing")
    }
    return words
  }

  private static func items(_ connection: borrowing Connection) throws(SQLiteError) -> [Item] {
    // What ANALYZE leaves behind changes no answer.
    var rows = try connection.prepare(
      "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema "
        + "WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\' ORDER BY type = 'table' DESC, type, name"
    )
    var items: [Item] = []
    while try rows.step() {
      items.append(
        Item(
          type: try rows.string(at: 0), name: try rows.string(at: 1), table: try rows.string(at: 2),
          sql: try rows.string(at: 3)))
    }
    return items
  }

  /// Whether a table is there with all its columns.
  private static func hasColumns(
    of item: Item, _ fresh: borrowing Connection, _ connection: borrowing Connection,
    _ found: [Item]
  ) throws(SQLiteError) -> Bool {
    guard let same = found.first(where: { $0.key == item.key }) else { return false }
    if same.sql == item.sql { return true }
    let columns = try columns(of: item.name, connection)
    return try Self.columns(of: item.name, fresh).allSatisfy { columns.contains($0) }
  }

  private static func columns(
    of table: String, _ connection: borrowing Connection
  ) throws(SQLiteError) -> [String] {
    var rows = try connection.prepare("SELECT name FROM pragma_table_info(?1)")
    try rows.bind([.text(table)])
    var columns: [String] = []
    while try rows.step() { columns.append(try rows.string(at: 0)) }
    return columns
  }
}
