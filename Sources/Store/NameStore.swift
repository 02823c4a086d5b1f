internal import Ledger
internal import SQLite

/// The name tables and what declarations said of assets and markets.
enum NameStore {
  static func load(_ connection: borrowing Connection) throws(StoreError) -> Names {
    var names = Names()
    try each(connection, "SELECT id, name FROM account_name ORDER BY id") {
      (id, name, _) throws(StoreError) in
      guard names.internAccount(name, in: 0..<name.count) == Int(id) else {
        throw damaged("account_name", id)
      }
    }
    try each(
      connection,
      "SELECT n.id, n.name, coalesce(e.decimals, -1), 0, 0 FROM asset_name AS n "
        + "LEFT JOIN asset AS e ON e.asset = n.id ORDER BY n.id"
    ) { (id, name, more) throws(StoreError) in
      guard (0...Limits.assetDecimals).contains(more[0]),
        names.declareAsset(name, in: 0..<name.count, decimals: Int(more[0])) == Int(id)
      else { throw damaged("asset_name", id) }
    }
    try each(
      connection,
      "SELECT n.id, n.name, coalesce(e.base, -1), coalesce(e.quote, -1), "
        + "coalesce(e.type, 'perpetual') = 'spot' FROM market_name AS n "
        + "LEFT JOIN market AS e ON e.market = n.id ORDER BY n.id"
    ) { (id, name, more) throws(StoreError) in
      let range = 0..<Int64(names.assets.count)
      guard range.contains(more[0]), range.contains(more[1]) else {
        throw damaged("market_name", id)
      }
      let market = Names.Market(base: Int(more[0]), quote: Int(more[1]), isSpot: more[2] == 1)
      guard names.declareMarket(name, in: 0..<name.count, market) == Int(id) else {
        throw damaged("market_name", id)
      }
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
      var insert = try connection.prepare("INSERT INTO \(name) (id, name) VALUES (?1, ?2)")
      for id in first..<table.count {
        try insert.bind(id, at: 1)
        try insert.bind(text: table.bytes(of: id).span, at: 2)
        try insert.run()
      }
    } catch {
      throw StoreError(error)
    }
  }

  private static func each(
    _ connection: borrowing Connection, _ sql: String,
    _ body: (Int64, Span<UInt8>, [Int64]) throws(StoreError) -> Void
  ) throws(StoreError) {
    do throws(SQLiteError) {
      var rows = try connection.prepare(sql)
      while try rows.step() {
        let id = try rows.int64(at: 0)
        var more: [Int64] = []
        for column in 2..<max(2, rows.columnCount) { more.append(try rows.int64(at: column)) }
        let failure = try rows.withText(at: 1) { name -> StoreError? in
          do throws(StoreError) {
            try body(id, name, more)
            return nil
          } catch {
            return error
          }
        }
        if let failure { throw SQLiteError(code: .corrupt, message: failure.description) }
      }
    } catch {
      throw StoreError(error)
    }
  }

  private static func damaged(_ table: String, _ id: Int64) -> StoreError {
    StoreError(.damaged, "row \(id) of table \(table) is not what the ledger wrote")
  }
}
