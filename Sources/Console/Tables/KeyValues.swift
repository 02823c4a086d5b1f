/// A report of single values with names, such as what a file holds.
package struct KeyValues: Sendable, Equatable {
  /// One value with its name.
  package struct Entry: Sendable, Equatable {
    /// The key in JSON and csv and the name for people.
    package let column: Column
    /// The value.
    package let cell: Cell
  }

  /// The entries in order.
  package private(set) var entries: [Entry] = []

  /// A report without entries.
  package init() {}

  /// A report with its entries.
  package init(_ entries: [(Column, Cell)]) {
    self.entries = entries.map { Entry(column: $0.0, cell: $0.1) }
  }

  /// Adds an entry; the name is the key with spaces unless given.
  package mutating func add(
    _ key: String, title: String? = nil, unit: String? = nil, _ cell: Cell
  ) {
    entries.append(Entry(column: Column(key, title: title, unit: unit), cell: cell))
  }

  /// The same values as a table of one row.
  package var table: Table {
    Table(columns: entries.map(\.column), rows: [entries.map(\.cell)])
  }

  /// Writes the entries: a line each for people, one csv row under its head, one JSON object.
  package func write(as format: OutputFormat, to output: Output) throws(OutputError) {
    switch format {
    case .table: try writeText(output)
    case .csv: try table.write(as: .csv, to: output)
    case .json, .ndjson: try table.write(as: .ndjson, to: output)
    }
  }

  /// The whole report as text.
  package func text(as format: OutputFormat, _ presentation: Presentation = .plain) -> String {
    let output = Output(memory: presentation)
    try? write(as: format, to: output)
    return output.text
  }

  private func writeText(_ output: Output) throws(OutputError) {
    let presentation = output.presentation
    let titles = entries.map { TerminalText.escape($0.column.title) }
    let width = titles.reduce(0) { max($0, DisplayWidth.of($1)) }
    for (entry, title) in zip(entries, titles) {
      var value = entry.cell.shown(presentation)
      if let unit = entry.column.unit, !value.isEmpty { value += " " + TerminalText.escape(unit) }
      if presentation.usesColor, let color = entry.cell.colorCode {
        value = "\(color)\(value)\u{1B}[0m"
      }
      let gap = TextWrapper.spaces(width - DisplayWidth.of(title) + TextLayout.gap)
      try output.write(value.isEmpty ? "\(title)\n" : "\(title)\(gap)\(value)\n")
    }
  }
}

extension Output {
  /// Writes a JSON value on a line of its own.
  package func write(_ node: JSONNode) throws(OutputError) {
    var encoding = JSONEncoding(forTerminal: presentation.isTerminal)
    encoding.append(node)
    encoding.bytes.append(UInt8(ascii: "\n"))
    try write(bytes: encoding.bytes)
  }
}
