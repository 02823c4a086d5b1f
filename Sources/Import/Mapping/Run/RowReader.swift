internal import Console
internal import Formats

/// Reads the rows of one file as its source in the map says.
struct RowReader {
  /// Receives a row, or the reason why a row could not be read.
  typealias Body = (inout RowBuffer, RowFailure?) throws(MapRunError) -> Void

  let path: String
  private let sourceName: String
  let format: MapSource.Format
  let isDescending: Bool
  let scope: MapScope

  /// The most bytes of a JSON document.
  private static let documentLimit = 1 << 31

  init(path: String, source: MapSource) {
    self.path = path
    sourceName = source.name
    format = source.format
    isDescending = source.isDescending
    scope = source.scope
  }

  /// Hands every row to `body`, the last row of the file first when the order is descending.
  func forEachRow(_ body: Body) throws(MapRunError) {
    guard isDescending else { return try read(body) }
    var rows: [(RowBuffer, RowFailure?)] = []
    try read { row, failure in rows.append((row, failure)) }
    while let (last, failure) = rows.popLast() {
      var row = last
      try body(&row, failure)
    }
  }

  private func read(_ body: Body) throws(MapRunError) {
    do {
      let source = try ByteSource(path: path)
      switch format {
      case .csv(let separator): try readCSV(source, separator, body)
      case .json(let rows): try readJSON(source, rows, body)
      case .ndjson: try readLines(source, body)
      case .text(let layout): try readText(source, layout, body)
      }
    } catch let error as InputError {
      throw MapRunError(error)
    } catch let error as MapRunError {
      throw error
    } catch {
      throw MapRunError("\(path) cannot be read: \(error)")
    }
  }

  // MARK: - CSV

  private func readCSV(_ source: ByteSource, _ separator: UInt8, _ body: Body) throws {
    var options = CSVReader.Options()
    options.separator = separator
    // A row of another length is a row that cannot be mapped, not the end of the file.
    options.allowsRaggedRows = true
    let reader = try CSVReader(source, options: options)
    let fields = try bind(reader, separator)
    let width = reader.header.count
    var row = RowBuffer(slots: scope.names.count)
    while let block = try reader.nextBlock() {
      for csvRow in block.rows {
        row.clear()
        row.line = csvRow.line
        row.source = csvRow.source
        guard csvRow.count == width else {
          let failure = RowFailure(
            text: Self.excerpt(csvRow.strings.joined(separator: ",")),
            "the row has \(csvRow.count) fields, the header has \(width)")
          try body(&row, failure)
          continue
        }
        for (slot, field) in fields { row.set(slot, csvRow[field]) }
        try body(&row, nil)
      }
    }
  }

  /// The slot and the field of each column.
  private func bind(
    _ reader: CSVReader, _ separator: UInt8
  ) throws(MapRunError) -> [(slot: Int, field: Int)] {
    var fields: [(slot: Int, field: Int)] = []
    var missing: [String] = []
    for column in scope.columns {
      if let field = reader.column(column.name) {
        fields.append((column.slot, field))
      } else if !column.isOptional {
        missing.append(column.name)
      }
    }
    guard missing.isEmpty else {
      let guess = SeparatorGuess.sentence(
        reader.header, separator: separator, path: path, source: sourceName)
      if let guess { throw MapRunError(guess) }
      let near = missing.count == 1 ? NearestName.find(missing[0], among: reader.header) : nil
      let wanted = missing.map { "\"" + $0 + "\"" }.joined(separator: ", ")
      let hint = near.map { "; did you mean \"" + $0 + "\"? It" } ?? "; it"
      let found = reader.header.joined(separator: ", ")
      throw MapRunError("\(path) has no column \(wanted), which the map needs\(hint) has \(found)")
    }
    return fields
  }

  // MARK: - JSON

  private func readJSON(_ source: ByteSource, _ rows: MapRows, _ body: Body) throws {
    let bytes = try source.readAll(limit: Self.documentLimit)
    let document = try JSONParser().parse(bytes[...], source: path)
    var walk = JSONWalk(scope: scope, rows: rows, document: document)
    let count = try walk.forEachRow(body)
    if count == 0 {
      throw MapRunError("\(path) holds no rows where the map looks for them")
    }
  }

  private func readLines(_ source: ByteSource, _ body: Body) throws {
    let reader = LineReader(source)
    let parser = JSONParser()
    let columns = JSONColumns(scope: scope, captures: [])
    var row = RowBuffer(slots: scope.names.count)
    while let block = try reader.nextBlock() {
      for line in block.lines where !Self.isBlank(block.bytes[line.range]) {
        row.clear()
        row.line = line.number
        let text = block.bytes[line.range]
        row.source = text
        do throws(InputError) {
          let document = try parser.parse(text, source: path, line: line.number)
          columns.fill(&row, document.root, captured: [])
        } catch {
          let failure = RowFailure(
            text: Self.excerpt(String(decoding: text, as: UTF8.self)), error.reason)
          try body(&row, failure)
          continue
        }
        try body(&row, nil)
      }
    }
  }

  // MARK: - Text

  private func readText(_ source: ByteSource, _ layout: MapTextLayout, _ body: Body) throws {
    let reader = LineReader(source)
    var rows = TextRows(scope: scope, layout: layout)
    while let block = try reader.nextBlock() {
      for line in block.lines where !Self.isBlank(block.bytes[line.range]) {
        try rows.forEachRow(in: block.bytes, line.range, line: line.number, body)
      }
    }
  }

  private static func isBlank(_ text: ArraySlice<UInt8>) -> Bool {
    text.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") || $0 == 0x09 }
  }

  /// The beginning of a text, for messages.
  static func excerpt(_ text: String) -> String {
    text.count > 200 ? text.prefix(200) + "…" : text
  }
}
