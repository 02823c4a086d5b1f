/// Writes a table row by row, so that a million rows need no memory.
///
/// Call ``finish()`` after the last row.
package struct TableStream {
  private let columnCount: Int
  private let output: Output
  private var writer: any RowWriter

  /// Starts a table; nothing is written before the first row or the end.
  ///
  /// - Parameters:
  ///   - columns: The columns.
  ///   - format: The form to write.
  ///   - output: Where to write, which also says how a table is to look.
  ///   - emptySentence: What a table without rows says to people.
  ///   - sampleRows: The rows from which the widths of a table are taken. Later values that do
  ///     not fit are shortened where their column allows it, otherwise they push the line.
  package init(
    columns: [Column], format: OutputFormat, output: Output, emptySentence: String? = nil,
    sampleRows: Int = 200
  ) {
    self.columnCount = columns.count
    self.output = output
    let presentation = output.presentation
    self.writer =
      switch format {
      case .table:
        TextRows(columns, presentation, sampleRows: sampleRows, emptySentence: emptySentence)
      case .csv: CSVRows(columns, presentation)
      case .json: JSONRows(columns, presentation, isArray: true)
      case .ndjson: JSONRows(columns, presentation, isArray: false)
      }
  }

  /// Adds a row with one cell a column.
  package mutating func append(_ row: [Cell]) throws(OutputError) {
    precondition(row.count == columnCount, "a row needs one cell for each column")
    try writer.append(row, to: output)
  }

  /// Writes what is still held back and the end of the table.
  package mutating func finish() throws(OutputError) {
    try writer.finish(output)
  }
}

/// One form of a table, written row by row.
protocol RowWriter {
  /// Adds a row.
  mutating func append(_ row: [Cell], to output: Output) throws(OutputError)
  /// Ends the table.
  mutating func finish(_ output: Output) throws(OutputError)
}
