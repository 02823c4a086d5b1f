/// Writes rows as comma-separated values: RFC 4180, with a line feed at the end of a line.
struct CSVRows: RowWriter {
  private let columns: [Column]
  private let forTerminal: Bool
  private var hasHead = false
  private var line: [UInt8] = []

  init(_ columns: [Column], _ presentation: Presentation) {
    self.columns = columns
    self.forTerminal = presentation.isTerminal
  }

  mutating func append(_ row: [Cell], to output: Output) throws(OutputError) {
    line.removeAll(keepingCapacity: true)
    if !hasHead { appendHead() }
    for index in row.indices {
      if index > 0 { line.append(UInt8(ascii: ",")) }
      append(row[index].value)
    }
    endLine(isBlank: row.count == 1 && row[0].value == .empty)
    try output.write(bytes: line)
  }

  mutating func finish(_ output: Output) throws(OutputError) {
    guard !hasHead else { return }
    appendHead()
    try output.write(bytes: line)
  }

  // MARK: - Private

  private mutating func appendHead() {
    hasHead = true
    for index in columns.indices {
      if index > 0 { line.append(UInt8(ascii: ",")) }
      append(columns[index].key)
    }
    endLine(isBlank: false)
  }

  /// A line with one empty value is written `""`, because readers skip blank lines.
  private mutating func endLine(isBlank: Bool) {
    if isBlank { line.append(contentsOf: "\"\"".utf8) }
    line.append(UInt8(ascii: "\n"))
  }

  private mutating func append(_ value: Cell.Value) {
    switch value {
    case .empty: break
    case .text(let text): append(text)
    case .decimal(let number): append(number)
    case .integer(let number): DecimalDigits.append(number, to: &line)
    case .bool(let bool): line.append(contentsOf: (bool ? "true" : "false").utf8)
    case .time(let milliseconds): ISOTime.append(milliseconds, to: &line)
    case .nested(let node, _): append(node.text)
    }
  }

  private mutating func append(_ text: String) {
    let text = forTerminal ? TerminalText.escape(text) : text
    let quote = UInt8(ascii: "\"")
    // An empty text is written "", so that it differs from no value.
    let needsQuotes =
      text.isEmpty
      || text.utf8.contains {
        $0 == quote || $0 == UInt8(ascii: ",") || $0 == 0x0A || $0 == 0x0D
      }
    guard needsQuotes else {
      line.append(contentsOf: text.utf8)
      return
    }
    line.append(quote)
    for byte in text.utf8 {
      if byte == quote { line.append(quote) }
      line.append(byte)
    }
    line.append(quote)
  }
}
