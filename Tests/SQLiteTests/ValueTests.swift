import SQLite
import Testing

@Suite struct ValueTests {
  /// A statement whose one row has one column of each type.
  private func everyType() throws -> Statement {
    var statement = try Connection.inMemory().prepare(
      "SELECT 42 AS i, 1.5 AS r, 'text' AS t, x'0102' AS b, NULL AS n, '7' AS d")
    _ = try statement.step()
    return statement
  }

  @Test func aValueIsReadOnlyAsItsOwnType() throws {
    let row = try everyType()
    let types: [ValueType] = [.integer, .real, .text, .blob, .null, .text]
    for (column, type) in types.enumerated() {
      #expect(row.columnType(at: column) == type)
      #expect(row.isNull(at: column) == (type == .null))
      #expect(succeeds { _ = try row.int64(at: column) } == (type == .integer))
      #expect(succeeds { _ = try row.double(at: column) } == (type == .real))
      #expect(succeeds { _ = try row.string(at: column) } == (type == .text))
      #expect(succeeds { try row.withText(at: column) { _ in } } == (type == .text))
      #expect(succeeds { _ = try row.blob(at: column) } == (type == .blob))
      #expect(succeeds { try row.withBlob(at: column) { _ in } } == (type == .blob))
    }
  }

  @Test func aValueOfAnotherTypeIsNamedInTheError() throws {
    let row = try everyType()
    let error = #expect(throws: SQLiteError.self) { try row.int64(at: 5) }
    #expect(error?.code == .mismatch)
    #expect(error?.message == "column 5 (d) is TEXT, not INTEGER")
    #expect(error?.sql?.hasPrefix("SELECT 42 AS i") == true)
  }

  @Test(arguments: [Int.min, -1, 6, 1 << 32, Int.max])
  func aColumnThatDoesNotExistIsRefused(column: Int) throws {
    let row = try everyType()
    #expect(row.isNull(at: column) == true)
    let error = #expect(throws: SQLiteError.self) { try row.int64(at: column) }
    #expect(error?.message == "there is no column \(column), only 6 from 0")
  }

  @Test func anIntegerMustFitTheTypeAskedFor() throws {
    var row = try Connection.inMemory().prepare("SELECT 255 AS x, 256, -1")
    #expect(try row.step() == true)
    #expect(try row.integer(at: 0, as: UInt8.self) == 255)
    #expect(throws: SQLiteError.self) { try row.integer(at: 1, as: UInt8.self) }
    let error = #expect(throws: SQLiteError.self) { try row.integer(at: 2, as: UInt8.self) }
    #expect(error?.message == "column 2 (-1) is -1, not between 0 and 255")
    #expect(try row.integer(at: 2, as: Int.self) == -1)
  }

  @Test func nullIsNilOnlyWhereItIsAskedFor() throws {
    let row = try everyType()
    #expect(try row.optionalInt64(at: 4) == nil)
    #expect(try row.optionalInt64(at: 0) == 42)
    #expect(try row.optionalString(at: 4) == nil)
    #expect(try row.optionalString(at: 2) == "text")
    #expect(throws: SQLiteError.self) { try row.optionalInt64(at: 5) }
  }

  @Test(arguments: [
    Value.null, .integer(.min), .integer(.max), .integer(0), .real(-0.5), .text(""), .text("a\0b"),
    .text("naïve 船 🚢"), .text("\u{0}"), .text(String(repeating: "x", count: 64)),
    .text(String(repeating: "x", count: 65)), .blob([]), .blob([0]), .blob([0xff, 0, 0xfe]),
    .blob([UInt8](repeating: 7, count: 64)), .blob([UInt8](repeating: 7, count: 65)),
    .blob((0..<200_000).map { index in UInt8(truncatingIfNeeded: index &* 31) }),
  ])
  func everyValueComesBackAsItWas(value: Value) throws {
    let connection = try Connection.inMemory()
    try connection.execute("CREATE TABLE t (x)")
    var insert = try connection.prepare("INSERT INTO t VALUES (?1)")
    try insert.bind(value, at: 1)
    try insert.run()
    var select = try connection.prepare("SELECT x FROM t")
    #expect(try select.step() == true)
    #expect(try select.value(at: 0) == value)
  }

  @Test func optionalsBindAsNull() throws {
    var statement = try Connection.inMemory().prepare("SELECT ?1, ?2, ?3, ?4")
    try statement.bind(Int64?.none, at: 1)
    try statement.bind(Int64?.some(5), at: 2)
    try statement.bind(String?.none, at: 3)
    try statement.bind(String?.some("x"), at: 4)
    #expect(try statement.step() == true)
    #expect(statement.isNull(at: 0) && statement.isNull(at: 2))
    #expect(try statement.int64(at: 1) == 5)
    #expect(try statement.string(at: 3) == "x")
  }

  @Test func textThatIsNotUTF8IsLentButNotTurnedIntoAString() throws {
    let bytes: [UInt8] = [0x61, 0xff, 0x00, 0xc3]
    var statement = try Connection.inMemory().prepare("SELECT ?1 AS name")
    try statement.bind(text: bytes.span, at: 1)
    #expect(try statement.step() == true)
    #expect(try statement.withText(at: 0) { text in copy(of: text) } == bytes)
    let error = #expect(throws: SQLiteError.self) { try statement.string(at: 0) }
    #expect(error?.message == "column 0 (name) is not valid UTF-8")
  }

  @Test func bytesBoundWithoutACopyAreRead() throws {
    var statement = try Connection.inMemory().prepare("SELECT ?1, ?2, ?3")
    let bytes = [UInt8](repeating: 9, count: 100_000)
    let text: [UInt8] = Array("text".utf8)
    try unsafe bytes.withUnsafeBufferPointer { blob in
      try unsafe text.withUnsafeBufferPointer { text in
        unsafe try statement.bindWithoutCopy(blob, at: 1, isText: false)
        unsafe try statement.bindWithoutCopy(text, at: 2, isText: true)
        unsafe try statement.bindWithoutCopy(.init(rebasing: text[0..<0]), at: 3, isText: true)
        #expect(try statement.step() == true)
        #expect(try statement.blob(at: 0) == bytes)
        #expect(try statement.string(at: 1) == "text")
        #expect(try statement.string(at: 2) == "")
        statement.reset()
        statement.clearBindings()
      }
    }
  }

  @Test func aTextOfAUTF16DatabaseIsLentAsUTF8() throws {
    let connection = try Connection.inMemory()
    try connection.execute(
      "PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('naïve');")
    #expect(try connection.pragma("encoding") == .text("UTF-16le"))
    var statement = try connection.prepare("SELECT x FROM t WHERE x = ?1")
    try statement.bind("naïve", at: 1)
    #expect(try statement.step() == true)
    #expect(try statement.withText(at: 0) { text in copy(of: text) } == Array("naïve".utf8))
  }

  private func succeeds(_ body: () throws -> Void) -> Bool {
    do {
      try body()
      return true
    } catch {
      return false
    }
  }
}

/// An array of the bytes that were lent.
func copy(of bytes: Span<UInt8>) -> [UInt8] {
  bytes.indices.map { index in bytes[index] }
}
