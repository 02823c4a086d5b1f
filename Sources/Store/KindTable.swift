internal import FixedPoint
internal import Ledger
internal import SQLite

/// The table of one kind: its SQL, and how an event becomes a row and a row an event.
///
/// Everything is derived from the declaration of the kind; a test holds `migrations/` to it.
struct KindTable {
  let kind: Kind

  /// The name, quoted as SQL needs it.
  var name: String { kind.name }

  /// The columns in the order of binding and reading: seq, block, idx, then the fields.
  var columns: String {
    (["seq", "block", "idx"] + kind.spec.fields.map { "\"\($0.field.rawValue)\"" })
      .joined(separator: ", ")
  }

  /// Inserts a row; the parameters are the columns.
  var insert: String {
    let parameters = (1...kind.spec.fields.count + 3).map { "?\($0)" }.joined(separator: ", ")
    return "INSERT INTO \(name) (\(columns)) VALUES (\(parameters))"
  }

  /// Reads the rows from seq ?1 to seq ?2 in order.
  var select: String {
    "SELECT \(columns) FROM \(name) WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq"
  }
}

/// Appends the events of one kind as rows.
final class KindWriter {
  private var statement: Statement
  private let plan = LinePlan.shared
  private let fields: Range<Int>
  private var scratch: [UInt8] = []

  init(_ kind: Kind, _ connection: borrowing Connection) throws(StoreError) {
    let sql = KindTable(kind: kind).insert
    statement = try storing { () throws(SQLiteError) in
      try connection.prepare(sql, persistent: true)
    }
    fields = plan.kinds[Int(kind.rawValue)].fields
  }

  /// Inserts the row of an event.
  func insert(_ event: borrowing Event, seq: Int64) throws(SQLiteError) {
    try Self.bind(event, seq, fields, plan, to: &statement, &scratch)
    try statement.run()
  }

  // Static, so that one access to the statement is checked for exclusivity and not one per field.
  private static func bind(
    _ event: borrowing Event, _ seq: Int64, _ fields: Range<Int>, _ plan: LinePlan,
    to statement: inout Statement, _ scratch: inout [UInt8]
  ) throws(SQLiteError) {
    try statement.bind(seq, at: 1)
    try statement.bind(event.position.block, at: 2)
    try statement.bind(event.position.index, at: 3)
    for place in 0..<fields.count {
      let parameter = place + 4
      guard event.present & (1 << UInt32(place)) != 0 else {
        try statement.bindNull(at: parameter)
        continue
      }
      let slot = event.slots[place]
      let field = plan.fields[fields.lowerBound + place]
      switch field.code {
      case .account, .asset, .market, .newAsset, .newMarket, .integer:
        try statement.bind(Int64(truncatingIfNeeded: slot), at: parameter)
      case .unsigned, .signed, .ratio:
        scratch.removeAll(keepingCapacity: true)
        if field.code == .ratio {
          Ratio27(mantissa: slot).append(to: &scratch)
        } else {
          Decimal18(mantissa: slot).append(to: &scratch)
        }
        try statement.bind(text: scratch.span, at: parameter)
      case .text:
        try statement.bind(text: event.text.span.extracting(Event.range(slot)), at: parameter)
      case .choice:
        let word = plan.word(field, at: Int(slot))
        try statement.bind(text: plan.bytes.span.extracting(word), at: parameter)
      }
    }
  }
}

/// Reads the rows of one kind in the order of the log.
final class KindReader {
  let kind: Kind
  /// The number of the event that the reader stands on; `Int64.max` after the last.
  private(set) var seq = Int64.max

  private var statement: Statement
  private let plan = LinePlan.shared
  private let fields: Range<Int>

  init(
    _ kind: Kind, _ connection: borrowing Connection, from first: Int64, to last: Int64
  ) throws(StoreError) {
    self.kind = kind
    fields = plan.kinds[Int(kind.rawValue)].fields
    let sql = KindTable(kind: kind).select
    statement = try storing { () throws(SQLiteError) in
      var statement = try connection.prepare(sql)
      try statement.bind(first, at: 1)
      try statement.bind(last, at: 2)
      return statement
    }
    try advance()
  }

  /// Goes to the next row; after a failure there is none.
  func advance() throws(StoreError) {
    do throws(SQLiteError) {
      seq = try statement.step() ? try statement.int64(at: 0) : Int64.max
    } catch {
      seq = Int64.max
      throw StoreError(error)
    }
  }

  /// Reads the row that the reader stands on; the time of the block is not in it.
  func read(into event: inout Event, names: borrowing Names) throws(StoreError) {
    event.reset(to: kind)
    event.seq = seq
    do throws(SQLiteError) {
      try Self.read(statement, fields, plan, into: &event, names)
    } catch {
      throw fault(error, names)
    }
  }

  /// Why the row cannot be read: mostly one value that its kind does not allow.
  private func fault(_ error: SQLiteError, _ names: borrowing Names) -> StoreError {
    let place = (0..<fields.count).first { place in
      var event = Event(kind)
      return !statement.isNull(at: place + 3)
        && (try? Self.readField(statement, fields, plan, place, into: &event, names)) != true
    }
    guard let place else {
      return StoreError(
        .damaged, "event \(seq) in table \(kind.name) cannot be read: \(error.message)")
    }
    let field = plan.fields[fields.lowerBound + place]
    if let table = NameRow.Table(field.code), let id = try? statement.int64(at: place + 3) {
      let row = NameRow(table: table, id: id)
      return StoreError(
        .damaged, "event \(seq) in table \(kind.name) names \(row.words), which is not there",
        fault: .name(row))
    }
    let column = statement.columnName(at: place + 3)
    return StoreError(
      .damaged,
      "event \(seq) in table \(kind.name) cannot be read: column \"\(column)\" does not hold what "
        + "its kind says", fault: .column(table: kind.name, column))
  }

  // Static, as in `KindWriter`.
  private static func read(
    _ statement: borrowing Statement, _ fields: Range<Int>, _ plan: LinePlan,
    into event: inout Event, _ names: borrowing Names
  ) throws(SQLiteError) {
    event.position.block = try statement.int64(at: 1)
    event.position.index = try statement.int64(at: 2)
    for place in 0..<fields.count where !statement.isNull(at: place + 3) {
      guard try readField(statement, fields, plan, place, into: &event, names) else {
        throw SQLiteError(code: .mismatch, message: "a value is not of its kind")
      }
    }
  }

  /// Reads one field that is not NULL; false when it does not hold what its kind says.
  private static func readField(
    _ statement: borrowing Statement, _ fields: Range<Int>, _ plan: LinePlan, _ place: Int,
    into event: inout Event, _ names: borrowing Names
  ) throws(SQLiteError) -> Bool {
    let field = plan.fields[fields.lowerBound + place]
    return if let limit = limit(of: field.code, names) {
      try readNumber(statement, place, below: limit, into: &event)
    } else {
      try readText(statement, field, plan, place, into: &event)
    }
  }

  /// What an INTEGER of that sort must be below; nil for a TEXT.
  private static func limit(of code: LinePlan.Code, _ names: borrowing Names) -> Int64? {
    switch code {
    case .account: Int64(names.accounts.count)
    case .asset, .newAsset: Int64(names.assets.count)
    case .market, .newMarket: Int64(names.markets.count)
    case .integer: Limits.integer + 1
    default: nil
    }
  }

  private static func readNumber(
    _ statement: borrowing Statement, _ place: Int, below limit: Int64, into event: inout Event
  ) throws(SQLiteError) -> Bool {
    let number = try statement.int64(at: place + 3)
    guard number >= 0, number < limit else { return false }
    event.set(place, Int128(truncatingIfNeeded: number))
    return true
  }

  private static func readText(
    _ statement: borrowing Statement, _ field: LinePlan.FieldPlan, _ plan: LinePlan,
    _ place: Int, into event: inout Event
  ) throws(SQLiteError) -> Bool {
    try statement.withText(at: place + 3) { text in
      let slot: Int128?
      switch field.code {
      case .ratio:
        slot = (try? Ratio27.parseCanonical(text, from: 0, to: text.count))?.mantissa
      case .choice:
        slot = plan.word(field, text, 0..<text.count).map { Int128($0) }
      case .text:
        event.appendText(place, text)
        return true
      default:
        slot = (try? Decimal18.parseCanonical(text, from: 0, to: text.count))?.mantissa
      }
      guard let slot else { return false }
      event.set(place, slot)
      return true
    }
  }
}
