internal import Console
internal import SQLite
internal import Store

/// `sql`: somebody's own question.
enum SQLCommand: Command {
  static let spec = CommandSpec(
    "sql", group: "look", summary: "Ask the tables and views in SQL, reading only.",
    discussion: "The tables are named like the kinds of events, the views with names v_<kind>, and "
      + "'posting' is the double entry. Amounts are exact text: use dec_sum, dec_add, dec_sub, "
      + "dec_mul, dec_neg, dec_cmp and COLLATE decimal, never sum(), which counts in floating point.",
    arguments: [
      SharedOptions.ledger, ArgumentSpec("query", help: "One SELECT statement."),
    ],
    options: [SharedOptions.format, SharedOptions.wide],
    examples: [
      .init(
        "plimsoll sql venue.plimsoll \"SELECT asset, dec_sum(amount) FROM v_deposit GROUP BY asset\"",
        "What came in."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let query = arguments.positional("query")
    do {
      try file.connection.restrictToReading()
      try answer(query, file, SharedOptions.format(arguments), io)
    } catch let error as SQLiteError {
      throw CommandFailure(explain(error))
    }
    return .ok
  }

  private static func answer(
    _ query: String, _ file: LedgerFile, _ format: OutputFormat, _ io: CommandIO
  ) throws {
    var rows = try file.connection.prepare(query)
    guard rows.isReadOnly, rows.columnCount > 0 else {
      throw SQLiteError(code: .notAuthorized, message: "only SELECT is answered")
    }
    let columns = (0..<rows.columnCount).map { Column(rows.columnName(at: $0)) }
    var table = TableStream(
      columns: columns, format: format, output: io.answers, emptySentence: "No rows.")
    while try rows.step() {
      var cells: [Cell] = []
      for column in 0..<columns.count { cells.append(cell(try rows.value(at: column))) }
      try table.append(cells)
    }
    try table.finish()
  }

  private static func cell(_ value: Value) -> Cell {
    switch value {
    case .null: .empty
    case .integer(let integer): .integer(integer)
    case .real(let real): .text("\(real)")
    case .text(let text): .text(text)
    case .blob(let bytes): .text("x'" + bytes.map(hex).joined() + "'")
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return byte < 16 ? "0\(text)" : text
  }

  private static func explain(_ error: SQLiteError) -> String {
    "\(error.message)"
      + (error.code == .notAuthorized ? ": this command only reads" : "")
  }
}
