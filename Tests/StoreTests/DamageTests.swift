import Foundation
import Ledger
import LedgerSupport
import SQLite
import Store
import Testing

/// One random row of one random table is damaged in a random way, and the schema is as it was.
@Suite struct DamageTests {
  private enum Damage: String, CaseIterable {
    case edit, delete, swap, replace, copy
  }

  /// A ledger with rows in every table.
  private static let original = Result { () throws -> LedgerFolder.Copy in
    var log = RandomLog(seed: 81)
    var lines = log.lines(20)
    for _ in 0..<7 { for kind in Kind.allCases { lines.append(log.line(of: kind)) } }
    while lines.count < 400 { lines.append(log.line()) }
    return try LedgerFolder(lines, batch: 90).copy()
  }

  /// How many seeds there are; more of them are tried with PLIMSOLL_SOAK.
  private static let seeds = 1...UInt64(Soak.count ?? 100)

  @Test func anyDamageOfOneRowIsFoundAndItsTableIsNamed() throws {
    let folder = try LedgerFolder()
    for seed in Self.seeds {
      var random = SeededRandom(30_000 + seed)
      try folder.putBack(try Self.original.get())
      guard let damage = try Self.damage(folder, &random) else { continue }
      let result = try folder.verify()
      let texts = result.findings.map(\.text)
      let comment: Comment = "seed \(seed): \(damage.sql): \(texts.prefix(3))"
      #expect(!result.isSound, comment)
      // Nothing but the row itself tells which table an event stood in.
      let words = damage.isEventGone ? "is missing" : damage.table
      #expect(texts.contains { $0.contains(words) }, comment)
      #expect(result.count <= 8, comment)
    }
  }

  private struct Done {
    let table: String
    let sql: [String]
    let isEventGone: Bool
  }

  /// Damages one row; nil when that would change nothing.
  private static func damage(
    _ folder: LedgerFolder, _ random: inout SeededRandom
  ) throws -> Done? {
    let connection = try Connection(path: folder.ledger, mode: .readWrite)
    let tables = try texts(
      connection, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    let table = random.pick(tables)
    let columns = try texts(
      connection, "SELECT name FROM pragma_table_info('\(table)') ORDER BY cid")
    let keys = try texts(
      connection, "SELECT name FROM pragma_table_info('\(table)') WHERE pk > 0 ORDER BY pk")
    let count = try #require(try connection.queryInt64("SELECT count(*) FROM \(table)"))
    guard count > 0 else { return nil }
    func row(_ number: Int64) throws -> String {
      let values = try keys.map { key in
        let value = try connection.queryInt64(
          "SELECT \"\(key)\" FROM \(table) ORDER BY \(keys.joined(separator: ", ")) "
            + "LIMIT 1 OFFSET \(number)")
        return "\"\(key)\" = \(try #require(value))"
      }
      return values.joined(separator: " AND ")
    }
    let at = try row(Int64.random(in: 0..<count, using: &random))
    let other = try row(Int64.random(in: 0..<count, using: &random))
    let damage = random.pick(Damage.allCases)
    let isEvent = Kind(name: table) != nil
    let sql: [String]
    switch damage {
    case .delete: sql = ["DELETE FROM \(table) WHERE \(at)"]
    case .edit:
      let column = random.pick(columns)
      let change = try edit(column, table, connection, &random)
      sql = ["UPDATE OR IGNORE \(table) SET \(change) WHERE \(at)"]
    case .swap, .replace:
      let rest = columns.filter { !keys.contains($0) }.map { "\"\($0)\"" }
      let names = rest.joined(separator: ", ")
      let from = "FROM kept WHERE"
      let second =
        damage == .replace
        ? []
        : [
          "UPDATE \(table) SET (\(names)) = (SELECT \(names) \(from) \(at)) WHERE \(other)"
        ]
      sql =
        [
          "CREATE TEMP TABLE kept AS SELECT * FROM \(table)",
          "UPDATE \(table) SET (\(names)) = (SELECT \(names) \(from) \(other)) WHERE \(at)",
        ] + second
    case .copy:
      let key = keys[keys.count - 1]
      let fresh =
        try #require(
          try connection.queryInt64("SELECT max(\"\(key)\") FROM \(table)")) + 1
      let values = columns.map { $0 == key ? "\(fresh)" : "\"\($0)\"" }.joined(separator: ", ")
      sql = ["INSERT INTO \(table) SELECT \(values) FROM \(table) WHERE \(at)"]
    }
    let before = try content(connection, table)
    try folder.tamper(sql)
    guard try content(connection, table) != before else { return nil }
    let isMoved = damage == .edit && sql[0].contains("SET \"seq\"")
    return Done(table: table, sql: sql, isEventGone: isEvent && (damage == .delete || isMoved))
  }

  /// A new value for a column, as an assignment.
  private static func edit(
    _ column: String, _ table: String, _ connection: borrowing Connection,
    _ random: inout SeededRandom
  ) throws -> String {
    let type = try connection.queryText(
      "SELECT type FROM pragma_table_info('\(table)') WHERE name = ?1", .text(column))
    let name = "\"\(column)\""
    let value =
      switch type {
      case "INTEGER":
        random.pick([
          "coalesce(\(name), 0) + 1", "coalesce(\(name), 0) - 1", "500", "-1", "1 << 60",
          "9223372036854775807", "0",
        ])
      case "BLOB":
        random.pick(["x''", "zeroblob(length(\(name)))", "CAST(\(name) || x'00' AS BLOB)"])
      default:
        random.pick([
          "coalesce(\(name), '') || ' '", "'7'", "''", "'0'", "'é'", "CAST(x'ff' AS TEXT)",
          "upper(\(name))", "'-' || \(name)", "\(name) || '0'",
        ])
      }
    return "\(name) = \(value)"
  }

  private static func content(_ connection: borrowing Connection, _ table: String) throws -> String
  {
    let columns = try texts(connection, "SELECT name FROM pragma_table_info('\(table)')")
    let row = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ',' || ")
    return try texts(
      connection, "SELECT hex(CAST(\(row) AS BLOB)) FROM \(table)"
    ).joined(separator: "\n")
  }

  private static func texts(
    _ connection: borrowing Connection, _ sql: String
  ) throws -> [String] {
    var rows = try connection.prepare(sql)
    var texts: [String] = []
    while try rows.step() { texts.append(try rows.string(at: 0)) }
    return texts
  }
}
