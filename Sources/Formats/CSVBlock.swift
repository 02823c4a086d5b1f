/// Rows of a CSV text in the order of the text: a value that can be handed to another task.
package final class CSVBlock: Sendable {
  /// The bytes that the fields lie in.
  package let bytes: [UInt8]
  /// The number of the first row; the first row below the header is row 1.
  package let firstRow: Int

  private let table: CSVTable

  init(bytes: [UInt8], table: CSVTable, firstRow: Int) {
    self.bytes = bytes
    self.table = table
    self.firstRow = firstRow
  }

  /// How many rows these are.
  package var rowCount: Int { table.rows.count }

  /// The rows in order.
  package var rows: some Sequence<CSVRow> {
    (0..<rowCount).lazy.map { CSVRow(block: self, index: $0) }
  }

  /// A row by its position in the block, from 0.
  package subscript(index: Int) -> CSVRow {
    precondition(index >= 0 && index < rowCount, "no such row")
    return CSVRow(block: self, index: index)
  }

  fileprivate func row(_ index: Int) -> CSVTable.Row { table.rows[index] }

  fileprivate func fieldCount(_ index: Int) -> Int { table.fieldCount(ofRow: index) }

  fileprivate func field(_ field: Int, ofRow index: Int) -> CSVTable.Field {
    precondition(field >= 0 && field < fieldCount(index), "no such field")
    return table.fields[table.rows[index].firstField + field]
  }
}

/// One row: a reference to a place in a block, cheap to make and to copy.
package struct CSVRow: Sendable {
  private let block: CSVBlock
  private let index: Int

  fileprivate init(block: CSVBlock, index: Int) {
    self.block = block
    self.index = index
  }

  /// The row's number; the first row below the header is row 1.
  package var number: Int { block.firstRow + index }

  /// The line of the input on which the row begins.
  package var line: Int { block.row(index).line }

  /// How many fields the row has.
  package var count: Int { block.fieldCount(index) }

  /// The row as it stands in the text, quotes included, without its line end.
  package var source: ArraySlice<UInt8> {
    let first = block.field(0, ofRow: index)
    let last = block.field(count - 1, ofRow: index)
    let start = first.range.lowerBound - (first.isQuoted ? 1 : 0)
    return block.bytes[start..<last.range.upperBound + (last.isQuoted ? 1 : 0)]
  }

  /// Where a field lies in the bytes of the block, without its quotes.
  package func range(_ field: Int) -> Range<Int> {
    block.field(field, ofRow: index).range
  }

  /// Whether a field stands in quotes: `""` is not the same as nothing for everybody.
  package func isQuoted(_ field: Int) -> Bool {
    block.field(field, ofRow: index).isQuoted
  }

  /// The text of a field in UTF-8.
  ///
  /// Only a field with doubled quotes inside is copied.
  package subscript(_ field: Int) -> ArraySlice<UInt8> {
    let place = block.field(field, ofRow: index)
    let raw = block.bytes[place.range]
    return place.hasDoubledQuotes ? Self.undoubled(raw) : raw
  }

  /// The text of a field.
  package func string(_ field: Int) -> String {
    String(decoding: self[field], as: UTF8.self)
  }

  /// The texts of all fields.
  package var strings: [String] {
    (0..<count).map(string)
  }

  private static func undoubled(_ raw: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text: [UInt8] = []
    text.reserveCapacity(raw.count)
    var skips = false
    for byte in raw {
      // The second quote of a pair is left out; inside of quotes they stand in pairs only.
      skips = byte == Byte.quote && !skips
      if byte != Byte.quote || skips { text.append(byte) }
    }
    return text[...]
  }
}
