internal import FixedPoint
internal import Formats
internal import Ledger

/// Turns rows into drafts of events.
struct RowMapper: Sendable {
  let map: ImportMap
  var drafts = Drafts()
  var names: NameRegister
  var rejects: [MapReject] = []
  var counts: [SourceCount]
  var evaluator: Evaluator
  /// The source of each file.
  let fileSources: [Int]

  // The file at hand.
  private var source = 0
  private var file = 0
  private var path = ""
  /// How many rows of the file were taken.
  private var rowNumber = 0
  /// Whether rejects keep their whole rows.
  private let keepsRows: Bool
  private var clock: RowClock
  private var deltas: [DeltaTable] = []
  private var builtins: [(slot: Int, name: String)] = []
  /// The text of the field at hand.
  private var text: [UInt8] = []

  init(
    map: ImportMap, known: KnownDeclarations, tables: [LookupTable], fileSources: [Int],
    keepsRows: Bool
  ) {
    self.map = map
    self.keepsRows = keepsRows
    self.fileSources = fileSources
    names = NameRegister(map: map, known: known)
    counts = map.sources.map { SourceCount(name: $0.name) }
    evaluator = Evaluator(tables: tables)
    clock = RowClock(map.sources[0])
  }

  /// Begins a file; changes are counted on over all files of a source.
  mutating func begin(file: Int, path: String, source: Int, isFirstOfSource: Bool) {
    self.file = file
    self.path = path
    self.source = source
    let source = map.sources[source]
    clock = RowClock(source)
    evaluator.slotNames = source.scope.names
    builtins = source.scope.used.sorted { $0.value < $1.value }.map { ($0.value, $0.key) }
    if isFirstOfSource { deltas = [DeltaTable](repeating: DeltaTable(), count: source.deltaCount) }
    counts[self.source].files += 1
    rowNumber = 0
  }

  /// Takes a row, or the reason why it could not be read.
  mutating func take(_ row: inout RowBuffer, _ failure: RowFailure?) {
    counts[source].rows += 1
    rowNumber += 1
    if let failure { return refuse(row, failure) }
    let entryCount = drafts.entries.count
    let byteCount = drafts.bytes.count
    do throws(RowFailure) {
      try map(&row)
      for place in deltas.indices { deltas[place].commit() }
      names.commit()
      counts[source].events += drafts.entries.count - entryCount
    } catch {
      drafts.cut(to: entryCount, bytes: byteCount)
      for place in deltas.indices { deltas[place].rollBack() }
      names.rollBack()
      refuse(row, error)
    }
  }

  private mutating func refuse(_ row: RowBuffer, _ failure: RowFailure) {
    if failure.isUnmatched, map.sources[source].skipsUnmatched {
      counts[source].skipped += 1
      return
    }
    counts[source].rejected += 1
    rejects.append(
      MapReject(
        file: path, line: row.line, column: failure.column, reason: failure.reason,
        text: RowReader.excerpt(failure.text), number: rowNumber - 1,
        row: keepsRows ? Array(row.source) : []))
  }

  private mutating func map(_ row: inout RowBuffer) throws(RowFailure) {
    let place = try clock.place(of: row, &evaluator)
    for (slot, name) in builtins {
      let value = name == MapScope.block ? place.block : place.time
      row.set(slot, String(name == MapScope.line ? Int64(row.line) : value).utf8)
    }
    let lets = map.sources[source].lets
    for computed in lets {
      switch computed.source {
      case .value(let value): row.set(computed.slot, try evaluator.bytes(value, row))
      case .delta(let value, let key, let table):
        let change = try delta(of: value, by: key, table, row, place.time)
        if let change { row.set(computed.slot, change.description.utf8) }
      }
    }
    var applied = false
    for number in map.sources[source].events.indices {
      let condition = map.sources[source].events[number].condition
      if let condition, try !evaluator.holds(condition, row) { continue }
      applied = true
      let order = DraftOrder(
        block: place.block, time: place.time, index: place.index, number: drafts.nextNumber)
      let start = drafts.bytes.count
      try write(map.sources[source].events[number], row)
      names.use(at: order)
      drafts.add(from: start, order: order, file: file, line: row.line, row: rowNumber - 1)
    }
    if !applied {
      var failure = RowFailure("no event of the source \"\(counts[source].name)\" applies")
      failure.isUnmatched = true
      throw failure
    }
  }

  private mutating func delta(
    of value: MapValue, by key: MapValue, _ table: Int, _ row: RowBuffer, _ time: Int64
  ) throws(RowFailure) -> Decimal18? {
    guard let number = try evaluator.number(value, row) else { return nil }
    let text = try evaluator.bytes(key, row)
    return try deltas[table].change(to: number, key: text, time: time)
  }
}

// MARK: - Lines

extension RowMapper {
  /// Appends the end of an event's line, from behind the time, to the drafts.
  private mutating func write(_ event: MapEvent, _ row: RowBuffer) throws(RowFailure) {
    drafts.bytes.append(contentsOf: event.opening)
    names.beginEvent()
    for field in event.fields {
      let mark = drafts.bytes.count
      drafts.bytes.append(contentsOf: field.key)
      do throws(RowFailure) {
        if try write(field, row) { continue }
      } catch {
        var failure = error
        failure.column = failure.column ?? evaluator.columnName(field.value)
        throw failure
      }
      if field.isRequired {
        throw RowFailure(
          column: evaluator.columnName(field.value),
          "the field \"\(field.field.rawValue)\" of the \(event.kind.name) is empty")
      }
      drafts.bytes.removeSubrange(mark...)
    }
    drafts.bytes.append(UInt8(ascii: "}"))
  }

  /// Appends the value of a field; false when it is empty.
  private mutating func write(
    _ field: MapEvent.FieldValue, _ row: RowBuffer
  ) throws(RowFailure) -> Bool {
    switch field.type {
    case .amount, .size, .quote, .decimal: return try writeDecimal(field, row)
    case .ratio: return try writeRatio(field, row)
    case .integer, .time: return try writeInteger(field, row)
    case .choice(let words): return try writeChoice(words, field, row)
    case .text: return try writeText(field, row)
    case .account, .asset, .market, .newAsset, .newMarket: return try writeName(field, row)
    }
  }

  private mutating func writeDecimal(
    _ field: MapEvent.FieldValue, _ row: RowBuffer
  ) throws(RowFailure) -> Bool {
    guard let number = try evaluator.number(field.value, row) else { return false }
    switch field.type {
    case .amount(_, .unsigned), .size(.unsigned), .quote(.unsigned), .decimal(.unsigned):
      if number.isNegative {
        throw RowFailure(
          text: number.description, "the field \"\(field.field.rawValue)\" must not be negative")
      }
    default: break
    }
    if let limit = names.decimals(of: field.type, in: field.unit), number.decimals > limit {
      throw RowFailure(
        text: number.description,
        "\(number) has \(number.decimals) decimals, its asset has \(limit); \"round\" in the map "
          + "allows that")
    }
    append(number)
    return true
  }

  private mutating func append(_ number: Decimal18) {
    drafts.bytes.append(UInt8(ascii: "\""))
    number.append(to: &drafts.bytes)
    drafts.bytes.append(UInt8(ascii: "\""))
  }

  private mutating func writeRatio(
    _ field: MapEvent.FieldValue, _ row: RowBuffer
  ) throws(RowFailure) -> Bool {
    if field.value.isArithmetic {
      guard let number = try evaluator.number(field.value, row) else { return false }
      append(number)
      return true
    }
    let ratio: Ratio27? = try evaluator.withText(field.value, row) {
      bytes, range throws(RowFailure) in
      if range.isEmpty { return nil }
      do throws(DecimalParseError) {
        return Ratio27(
          mantissa: try DecimalText.parseLenient(
            bytes.span, from: range.lowerBound, to: range.upperBound, scale: Ratio27.scale))
      } catch {
        throw RowFailure(text: String(decoding: bytes[range], as: UTF8.self), error.description)
      }
    }
    guard let ratio else { return false }
    drafts.bytes.append(UInt8(ascii: "\""))
    ratio.append(to: &drafts.bytes)
    drafts.bytes.append(UInt8(ascii: "\""))
    return true
  }

  private mutating func writeInteger(
    _ field: MapEvent.FieldValue, _ row: RowBuffer
  ) throws(RowFailure) -> Bool {
    guard let number = try evaluator.number(field.value, row) else { return false }
    let one = Decimal18.one.mantissa
    let integer = number.mantissa / one
    guard number.mantissa % one == 0, (0...Int128(Limits.integer)).contains(integer) else {
      throw RowFailure(
        text: number.description,
        "the field \"\(field.field.rawValue)\" is a whole number from 0 to \(Limits.integer)")
    }
    appendDecimal(integer, to: &drafts.bytes)
    return true
  }

  private mutating func writeChoice(
    _ words: [String], _ field: MapEvent.FieldValue, _ row: RowBuffer
  ) throws(RowFailure) -> Bool {
    try copyText(field.value, row)
    if text.isEmpty { return false }
    guard field.words.contains(text) else {
      throw RowFailure(
        text: String(decoding: text, as: UTF8.self),
        "the field \"\(field.field.rawValue)\" must be one of \(words.joined(separator: ", "))")
    }
    appendQuotedText()
    return true
  }

  private mutating func writeText(
    _ field: MapEvent.FieldValue, _ row: RowBuffer
  ) throws(RowFailure) -> Bool {
    try copyText(field.value, row)
    guard text.count <= Limits.textBytes else {
      throw RowFailure(
        text: RowReader.excerpt(String(decoding: text, as: UTF8.self)),
        "the field \"\(field.field.rawValue)\" is longer than \(Limits.textBytes) bytes")
    }
    if text.isEmpty { return false }
    appendQuotedText()
    return true
  }

  private mutating func writeName(
    _ field: MapEvent.FieldValue, _ row: RowBuffer
  ) throws(RowFailure) -> Bool {
    try copyText(field.value, row)
    if text.isEmpty { return false }
    try names.note(text, field.field, field.type, &evaluator)
    appendQuotedText()
    return true
  }

  /// Puts the text of a value into `text`.
  private mutating func copyText(_ value: MapValue, _ row: RowBuffer) throws(RowFailure) {
    text.removeAll(keepingCapacity: true)
    try evaluator.copy(value, row, to: &text)
  }

  private mutating func appendQuotedText() {
    for byte in text where byte < 0x20 || byte == 0x22 || byte == 0x5C {
      JSONWriter.appendQuoted(text, to: &drafts.bytes)
      return
    }
    // Nearly every text is without escapes: then it is copied as a whole.
    drafts.bytes.append(0x22)
    drafts.bytes.append(contentsOf: text)
    drafts.bytes.append(0x22)
  }
}
