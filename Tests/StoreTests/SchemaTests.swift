import Foundation
import Ledger
import LedgerSupport
import SQLite
import Store
import Testing

/// `migrations/` against the declarations of the kinds, and the triggers that guard the tables.
@Suite struct SchemaTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test func theMigrationsInTheBinaryAreThoseOfTheRepository() throws {
    let folder = Self.folder.appending(path: "migrations")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(EmbeddedFiles.migrations.map(\.name) == names)
    for file in EmbeddedFiles.migrations {
      #expect(try Data(file.bytes) == Data(contentsOf: folder.appending(path: file.name)))
    }
  }

  @Test func theMapsInTheBinaryAreThoseOfTheRepository() throws {
    let folder = Self.folder.appending(path: "maps")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(EmbeddedFiles.maps.map { $0.name + ".json" } == names)
    for file in EmbeddedFiles.maps {
      let path = folder.appending(path: file.name + ".json")
      #expect(try Data(file.bytes) == Data(contentsOf: path))
    }
  }

  private static func sqlType(_ type: FieldType) -> String {
    switch type {
    case .account, .asset, .market, .newAsset, .newMarket, .integer, .time: "INTEGER"
    case .amount, .size, .quote, .decimal, .ratio, .text, .choice: "TEXT"
    }
  }

  private static func reference(_ type: FieldType) -> String? {
    switch type {
    case .account: "account_name"
    case .asset, .newAsset: "asset_name"
    case .market, .newMarket: "market_name"
    default: nil
    }
  }

  @Test(arguments: Kind.allCases) func theTableOfAKindIsAsDeclared(_ kind: Kind) throws {
    let folder = try LedgerFolder()
    try folder.append([])
    let connection = try Connection(path: folder.ledger, mode: .readOnly)
    var rows = try connection.prepare(
      "SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1) ORDER BY cid")
    try rows.bind(kind.name, at: 1)
    var found: [String] = []
    while try rows.step() {
      let isRequired = try rows.int64(at: 2) == 1 || rows.int64(at: 3) == 1
      found.append(
        "\(try rows.string(at: 0)) \(try rows.string(at: 1))\(isRequired ? " NOT NULL" : "")")
    }
    let fields = kind.spec.fields.map { field in
      "\(field.field.rawValue) \(Self.sqlType(field.type))\(field.isRequired ? " NOT NULL" : "")"
    }
    #expect(
      found == ["seq INTEGER NOT NULL", "block INTEGER NOT NULL", "idx INTEGER NOT NULL"] + fields)
    let sql = try connection.queryText(
      "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1", .text(kind.name))
    #expect(sql?.hasSuffix("STRICT") == true)
    for field in kind.spec.fields {
      let table = try connection.queryText(
        "SELECT \"table\" FROM pragma_foreign_key_list(?1) WHERE \"from\" = ?2", .text(kind.name),
        .text(field.field.rawValue))
      #expect(table == Self.reference(field.type), "\(field.field.rawValue)")
    }
  }

  @Test func thereIsATableForEachKindAndNoOther() throws {
    let folder = try LedgerFolder()
    try folder.append([])
    let connection = try Connection(path: folder.ledger, mode: .readOnly)
    var rows = try connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    var tables = Set<String>()
    while try rows.step() { tables.insert(try rows.string(at: 0)) }
    let others: Set = [
      "account_name", "asset_name", "market_name", "block", "tile", "checkpoint", "migration",
      "judgement", "judged_case", "judged_step", "judged_part", "judged_payer", "judged_finding",
      "judged_check",
    ]
    #expect(tables == others.union(Kind.allCases.map(\.name)))
  }

  /// What refuses whom: every way to write a row, on every table, through another program.
  @Test func everyTableRefusesStrangers() throws {
    var log = RandomLog(seed: 4)
    var lines = log.lines(9)
    for kind in Kind.allCases { lines.append(log.line(of: kind, .all)) }
    let folder = try LedgerFolder(lines)
    let before = try folder.lines()
    let connection = try Connection(path: folder.ledger, mode: .readWrite)
    var tables: [String] = []
    do {
      var rows = try connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' "
          + "AND name NOT GLOB 'judge*'")
      while try rows.step() { tables.append(try rows.string(at: 0)) }
    }
    #expect(tables.count == Kind.allCases.count + 7)
    for table in tables {
      let column = try #require(
        try connection.queryText("SELECT name FROM pragma_table_info('\(table)') LIMIT 1"))
      for statement in [
        "INSERT INTO \(table) SELECT * FROM \(table) LIMIT 1",
        "INSERT OR REPLACE INTO \(table) SELECT * FROM \(table) LIMIT 1",
        "INSERT OR IGNORE INTO \(table) SELECT * FROM \(table) LIMIT 1",
        "REPLACE INTO \(table) SELECT * FROM \(table) LIMIT 1",
        "INSERT INTO \(table) SELECT * FROM \(table) WHERE true LIMIT 1 "
          + "ON CONFLICT DO UPDATE SET \(column) = \(column)",
        "UPDATE \(table) SET \(column) = \(column) + 1000",
        "UPDATE OR REPLACE \(table) SET \(column) = \(column) + 1",
        "DELETE FROM \(table)",
      ] {
        let error = #expect(throws: SQLiteError.self, "\(statement)") {
          try connection.execute(statement)
        }
        #expect(error?.code == .constraintTrigger, "\(statement)")
      }
    }
    #expect(try folder.lines() == before)
    #expect(try folder.verify().findings == [])
  }
}
