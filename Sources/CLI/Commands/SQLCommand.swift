internal import Console
internal import Report
internal import SQLite
internal import Store

/// `sql`: somebody's own question.
enum SQLCommand: Command {
  static let spec = CommandSpec(
    "sql", group: "look", summary: "Ask the tables and views in SQL, reading only.",
    discussion: "The tables are named like the kinds of events, the views with names v_<kind>; "
      + "v_event lists all events and 'posting' is the double entry of each. Amounts are exact "
      + "text: use dec_sum, dec_add, dec_sub, dec_mul, dec_neg, dec_cmp and COLLATE decimal, never "
      + "sum(), which counts in floating point. In json a fraction of SQLite's own is a string, and "
      + "a blob is written x'00ff'.",
    arguments: [
      SharedOptions.ledger, ArgumentSpec("query", help: "One SELECT statement."),
    ],
    options: [SharedOptions.format, SharedOptions.wide],
    examples: [
      .init(
        "plimsoll sql venue.plimsoll \"SELECT asset, dec_sum(amount) FROM v_deposit GROUP BY asset\"",
        "What came in."),
      .init(
        "plimsoll sql venue.plimsoll \"SELECT name FROM sqlite_schema WHERE type = 'view'\"",
        "What there is to ask."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    // What the anchor needs is read before the connection is closed to everything but the question.
    let anchor = try Anchor(file)
    let format = SharedOptions.format(arguments)
    do {
      try file.connection.restrictToReading()
      try answer(arguments.positional("query"), file, format, io.answers)
    } catch let error as SQLiteError {
      if let damage = StoreError.ofQuestion(error, path: file.path) { throw damage }
      throw CommandFailure(explain(error))
    }
    if format == .table { try io.answers.write(anchor) }
    return .ok
  }

  private static func answer(
    _ query: String, _ file: LedgerFile, _ format: OutputFormat, _ output: Output
  ) throws {
    var statement = try file.connection.prepare(query)
    guard statement.isReadOnly, statement.columnCount > 0 else {
      throw SQLiteError(code: .notAuthorized, message: "not a SELECT")
    }
    guard statement.parameterCount == 0 else {
      throw CommandFailure(
        "the statement has a parameter (?, :name or @name) and nothing to put there; write the "
          + "value")
    }
    let names = (0..<statement.columnCount).map { statement.columnName(at: $0) }
    if format == .json || format == .ndjson { try checkDistinct(names) }
    var rows = SQLRows(names, format, output)
    while try statement.step() {
      var values: [Value] = []
      for column in names.indices { values.append(try statement.value(at: column)) }
      try rows.append(values)
    }
    try rows.finish()
  }

  /// Two members of a JSON object must not have the same name.
  private static func checkDistinct(_ names: [String]) throws {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw CommandFailure("two columns are named \"\(name)\"; tell them apart with AS")
    }
  }

  private static func explain(_ error: SQLiteError) -> String {
    let message = error.message
    if message.hasPrefix("not authorized to use function") {
      return "\(message); it reaches beyond the ledger"
    }
    if error.code == .notAuthorized {
      return
        "'sql' only reads, and the statement does more than that; ask with SELECT. Events come in "
        + "with 'plimsoll import', and nothing ever changes or leaves"
    }
    if message.hasPrefix("no such table") {
      return "\(message); the tables are named like the kinds ('plimsoll help events'), the views "
        + "v_<kind>, v_event and posting"
    }
    if message.hasPrefix("no such column") {
      return "\(message); \"PRAGMA table_info(v_deposit)\" lists the columns of v_deposit"
    }
    if message.hasPrefix("there is more than one statement") {
      return "\(message); ask them one at a time"
    }
    if message.hasPrefix("there is no statement") {
      return "\(message); ask with SELECT, see 'plimsoll help sql'"
    }
    return message
  }
}
