internal import Ledger
internal import SQLite

/// The name tables and what declarations said of assets and markets.
enum NameStore {
  /// What is wrong with some rows.
  struct Problem {
    let rows: [NameRow]
    /// What is wrong, as a sentence that begins with the rows.
    let words: String
    /// Whether the name itself is lost.
    let isLost: Bool
  }

  /// Reads the names and declarations.
  ///
  /// - Throws: `StoreError` with `damaged` for the first thing that is wrong with them.
  static func load(_ connection: borrowing Connection) throws(StoreError) -> Names {
    var problems: [Problem] = []
    let names = try load(connection, &problems)
    if let problem = problems.first { throw StoreError(.damaged, problem.words) }
    return names
  }

  /// Reads the names and declarations.
  ///
  /// What is wrong with them is added to `problems`, and what is missing gets a name that no event can
  /// have.
  static func load(
    _ connection: borrowing Connection, _ problems: inout [Problem]
  ) throws(StoreError) -> Names {
    var names = Names()
    try each(connection, .account, "SELECT id, name FROM account_name ORDER BY id", &problems) {
      (name, _) in (names.internAccount(name, in: 0..<name.count), true)
    }
    try each(
      connection, .asset,
      "SELECT n.id, n.name, coalesce(e.decimals, -1) FROM asset_name AS n "
        + "LEFT JOIN asset AS e ON e.asset = n.id ORDER BY n.id", &problems
    ) { (name, more) in
      let isRight = more.map { (0...Limits.assetDecimals).contains($0[0]) } ?? true
      let decimals = isRight ? more?[0] ?? 0 : 0
      return (names.declareAsset(name, in: 0..<name.count, decimals: Int(decimals)), isRight)
    }
    try each(
      connection, .market,
      "SELECT n.id, n.name, coalesce(e.base, -1), coalesce(e.quote, -1), "
        + "coalesce(e.type, 'perpetual') = 'spot' FROM market_name AS n "
        + "LEFT JOIN market AS e ON e.market = n.id ORDER BY n.id", &problems
    ) { (name, more) in
      let known = 0..<Int64(names.assets.count)
      let isRight = more.map { known.contains($0[0]) && known.contains($0[1]) } ?? true
      let terms = isRight ? more ?? [0, 0, 0] : [0, 0, 0]
      let market = Names.Market(base: Int(terms[0]), quote: Int(terms[1]), isSpot: terms[2] == 1)
      return (names.declareMarket(name, in: 0..<name.count, market), isRight)
    }
    return names
  }

  /// Writes the names that came since `stored`.
  static func save(
    _ names: Names, since stored: Names.Mark, _ connection: borrowing Connection
  ) throws(StoreError) {
    try save(names.accounts, from: stored.accounts, "account_name", connection)
    try save(names.assets, from: stored.assets, "asset_name", connection)
    try save(names.markets, from: stored.markets, "market_name", connection)
  }

  private static func save(
    _ table: NameTable, from first: Int, _ name: String, _ connection: borrowing Connection
  ) throws(StoreError) {
    guard first < table.count else { return }
    do throws(SQLiteError) {
      // Names come in no order: building an index anew by sorting beats inserting most of it.
      let indexes =
        table.count - first > max(first, manyNames) ? try dropIndexes(name, connection) : []
      var insert = try connection.prepare("INSERT INTO \(name) (id, name) VALUES (?1, ?2)")
      for id in first..<table.count {
        try insert.bind(id, at: 1)
        try insert.bind(text: table.bytes(of: id).span, at: 2)
        try insert.run()
      }
      for sql in indexes { try connection.execute(sql) }
    } catch {
      throw StoreError(error)
    }
  }

  /// More new names than this are worth building an index anew.
  private static let manyNames = 1_000

  /// Drops the indexes of a table, inside the open transaction, and tells how to make them again.
  private static func dropIndexes(
    _ table: String, _ connection: borrowing Connection
  ) throws(SQLiteError) -> [String] {
    var indexes: [(name: String, sql: String)] = []
    do {
      var rows = try connection.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1")
      try rows.bind(table, at: 1)
      while try rows.step() { indexes.append((try rows.string(at: 0), try rows.string(at: 1))) }
    }
    for index in indexes { try connection.execute("DROP INDEX \(index.name)") }
    return indexes.map(\.sql)
  }

  /// Takes a name in, with what else stands in its row, and tells its id and whether the rest is right.
  private typealias Take = (Span<UInt8>, [Int64]?) -> (id: Int?, isRight: Bool)

  /// Gives the rows of a name table, in the order of their ids, to `take`.
  private static func each(
    _ connection: borrowing Connection, _ table: NameRow.Table, _ sql: String,
    _ problems: inout [Problem], _ take: Take
  ) throws(StoreError) {
    do throws(SQLiteError) {
      var rows = try connection.prepare(sql)
      var next: Int64 = 0
      func report(_ id: Int64, _ words: String, isLost: Bool = false) {
        let row = NameRow(table: table, id: id)
        problems.append(Problem(rows: [row], words: "\(row.words) \(words)", isLost: isLost))
      }
      while try rows.step() {
        let id = try rows.int64(at: 0)
        guard id >= next, id - next <= largestGap else {
          report(id, id == next - 1 ? "is declared twice" : "does not belong there")
          continue
        }
        if next < id { problems.append(missing(next..<id, table)) }
        for missing in next..<id { replace(missing, take) }
        var more: [Int64] = []
        for column in 2..<max(2, rows.columnCount) { more.append(try rows.int64(at: column)) }
        let got = try rows.withText(at: 1) { name in take(name, more) }
        let isNew = got.id.map { Int64($0) } == id
        if !isNew {
          report(id, "repeats the name of another row", isLost: true)
          replace(id, take)
        } else if !got.isRight {
          report(id, "has no declaration that fits it")
        }
        next = id + 1
      }
    } catch {
      throw StoreError(error)
    }
  }

  private static func missing(_ ids: Range<Int64>, _ table: NameRow.Table) -> Problem {
    let rows = ids.map { NameRow(table: table, id: $0) }
    let words =
      rows.count == 1
      ? "\(rows[0].words) is missing"
      : "rows \(ids.lowerBound) to \(ids.upperBound - 1) of table \(table.rawValue) are missing"
    return Problem(rows: rows, words: words, isLost: true)
  }

  /// Takes up the place of a name that is missing or stands twice, if it is still free.
  private static func replace(_ id: Int64, _ take: Take) {
    let name = Array("\u{0}\(id)".utf8)
    _ = take(name.span, nil)
  }

  private static let largestGap: Int64 = 1_000
}
