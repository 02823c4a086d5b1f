/// A report of columns and rows, independent of how it is written.
package struct Table: Sendable, Equatable {
  /// The columns.
  package var columns: [Column]
  /// The rows, each with one cell a column.
  package var rows: [[Cell]]
  /// The sentence that a table without rows shows to people.
  package var emptySentence: String?

  /// A table.
  package init(columns: [Column], rows: [[Cell]] = [], emptySentence: String? = nil) {
    self.columns = columns
    self.rows = rows
    self.emptySentence = emptySentence
  }

  /// Writes the whole table; a terminal table is as wide as its rows need.
  package func write(as format: OutputFormat, to output: Output) throws(OutputError) {
    var stream = TableStream(
      columns: columns, format: format, output: output, emptySentence: emptySentence,
      sampleRows: .max)
    for row in rows { try stream.append(row) }
    try stream.finish()
  }

  /// The whole table as text.
  package func text(as format: OutputFormat, _ presentation: Presentation = .plain) -> String {
    let output = Output(memory: presentation)
    try? write(as: format, to: output)
    return output.text
  }
}
