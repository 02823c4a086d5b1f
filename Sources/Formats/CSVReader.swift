/// Reads comma-separated values: RFC 4180, and what real files do besides.
///
/// Lines end with LF or CRLF, a byte order mark and blank lines are skipped, and a quote inside an
/// unquoted field is text. Rows before an error are given out before the error is thrown.
package final class CSVReader {
  /// How the text is to be read.
  package struct Options: Sendable {
    /// The byte between fields.
    package var separator = UInt8(ascii: ",")
    /// Whether the first row holds the names of the columns.
    package var hasHeader = true
    /// Whether a row may have more or fewer fields than there are columns.
    ///
    /// Who allows it must look at ``CSVRow/count``.
    package var allowsRaggedRows = false
    /// About how many bytes of text a block has.
    package var blockSize = 1024 * 1024
    /// The longest row that is accepted, in bytes.
    package var rowLimit = 16 * 1024 * 1024

    /// Creates the usual options.
    package init() {}
  }

  /// Where the bytes come from, for progress.
  package let source: ByteSource
  /// The names of the columns; without a header row the numbers from "1".
  package private(set) var header: [String] = []

  private let options: Options
  private var carry: [UInt8] = []
  private var isAtEnd = false
  private var nextLine = 1
  private var nextRow = 1
  /// The header's block when it was read and holds rows too.
  private var waiting: CSVBlock?
  /// An error that is thrown after the rows before it were given out.
  private var failure: InputError?

  /// Opens a text and reads its header.
  ///
  /// - Throws: ``InputError`` when it is empty or the header is wrong.
  package init(_ source: ByteSource, options: Options = Options()) throws(InputError) {
    self.source = source
    var options = options
    options.rowLimit = min(options.rowLimit, CSVTable.largestChunk / 2)
    self.options = options
    try skipByteOrderMark()
    guard let (bytes, scanned) = try nextTable(), let first = scanned.rows.first else {
      throw InputError(
        .empty, "\(source.name) is empty: a row with the names of the columns was expected",
        source: source.name)
    }
    var table = scanned
    let names = CSVBlock(bytes: bytes, table: table, firstRow: 0)[0].strings
    if options.hasHeader {
      try checkHeader(names, line: first.line)
      table.removeFirstRow()
      header = names
    } else {
      header = names.indices.map { String($0 + 1) }
    }
    waiting = block(bytes, table)
  }

  /// The position of a column by its name, or nil.
  package func column(_ name: String) -> Int? {
    header.firstIndex(of: name)
  }

  /// The next rows, at least one, or nil at the end.
  package func nextBlock() throws(InputError) -> CSVBlock? {
    if let block = waiting {
      waiting = nil
      if block.rowCount > 0 { return block }
    }
    while let (bytes, table) = try nextTable() {
      let block = block(bytes, table)
      if block.rowCount > 0 { return block }
    }
    return nil
  }

  // MARK: - Blocks

  /// Numbers the rows of a table, and cuts it before a row with the wrong number of fields.
  private func block(_ bytes: [UInt8], _ scanned: CSVTable) -> CSVBlock {
    var table = scanned
    if !options.allowsRaggedRows {
      let wrong = table.rows.indices.first { table.fieldCount(ofRow: $0) != header.count }
      if let wrong {
        failure = raggedRow(table.fieldCount(ofRow: wrong), line: table.rows[wrong].line)
        table.removeRows(from: wrong)
      }
    }
    defer { nextRow += table.rows.count }
    return CSVBlock(bytes: bytes, table: table, firstRow: nextRow)
  }

  /// The next bytes with at least one row, or nil at the end.
  private func nextTable() throws(InputError) -> (bytes: [UInt8], table: CSVTable)? {
    while true {
      if let failure { throw failure }
      if isAtEnd { return nil }
      let bytes = try extendCarry()
      var scanner = CSVScanner(
        separator: options.separator, line: nextLine, isLast: isAtEnd)
      let stop = unsafe bytes.withUnsafeBufferPointer { unsafe scanner.scan($0) }
      carry = Array(bytes[scanner.consumed...])
      nextLine = scanner.line
      if let stop { failure = self.failure(for: stop) }
      var table = scanner.table
      checkEncoding(bytes[..<scanner.consumed], &table)
      if !table.rows.isEmpty { return (bytes, table) }
    }
  }

  /// The carry and more bytes behind it.
  ///
  /// Notes when the source is at its end.
  private func extendCarry() throws(InputError) -> [UInt8] {
    let wanted = min(CSVTable.largestChunk - carry.count, max(options.blockSize, carry.count))
    let head = carry
    carry = []
    var failure: InputError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: head.count + wanted) { buffer, filled in
      let all = UnsafeMutableRawBufferPointer(buffer)
      unsafe all.copyBytes(from: head)
      let free = unsafe UnsafeMutableRawBufferPointer(rebasing: all[head.count...])
      do throws(InputError) {
        let count = unsafe try source.fill(free)
        isAtEnd = count == 0
        filled = head.count + count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  private func skipByteOrderMark() throws(InputError) {
    let mark = Byte.byteOrderMark
    while carry.count < mark.count && !isAtEnd { carry = try extendCarry() }
    // The scan that follows must see the end itself.
    isAtEnd = false
    if carry.starts(with: mark) { carry.removeFirst(mark.count) }
  }

  // MARK: - Errors

  private func failure(for stop: CSVScanner.Stop) -> InputError? {
    switch stop {
    case .needsMore:
      guard carry.count > options.rowLimit else { return nil }
      return error(
        .tooLarge, "the row is longer than \(options.rowLimit) bytes; is a quote not closed?",
        line: nextLine)
    case .unterminatedQuote(let line):
      return error(.syntax, "the quote that opens here is never closed", line: line)
    case .textAfterQuote(let line, let byte):
      return error(
        .syntax,
        "\(Byte.shown(byte)) follows a closing quote; a quote inside of quotes is written twice",
        line: line)
    }
  }

  /// Cuts the table before a row that is not UTF-8, and notes the error.
  private func checkEncoding(_ bytes: ArraySlice<UInt8>, _ table: inout CSVTable) {
    guard let offset = UTF8Check.firstInvalidOffset(in: bytes) else { return }
    let row = table.rows.lastIndex { table.fields[$0.firstField].range.lowerBound <= offset } ?? 0
    guard table.rows.indices.contains(row) else { return }
    let lineStart = bytes[..<offset].lastIndex(of: Byte.lineFeed).map { $0 + 1 } ?? 0
    let start = table.fields[table.rows[row].firstField].range.lowerBound
    let line = bytes[start..<offset].count { $0 == Byte.lineFeed } + table.rows[row].line
    table.removeRows(from: row)
    failure = error(
      .encoding,
      "byte \(offset - lineStart + 1) of the line, \(Byte.shown(bytes[offset])), is not valid"
        + " UTF-8; save the file as UTF-8", line: line)
  }

  private func raggedRow(_ count: Int, line: Int) -> InputError {
    let fields = count == 1 ? "1 field" : "\(count) fields"
    let first = options.hasHeader ? "the header" : "the first row"
    return error(.syntax, "the row has \(fields), \(first) has \(header.count)", line: line)
  }

  private func checkHeader(_ names: [String], line: Int) throws(InputError) {
    if names.contains(where: { $0.utf8.contains(Byte.carriageReturn) }) {
      throw error(
        .syntax, "lines end with a carriage return alone; save the file with LF or CRLF line ends",
        line: line)
    }
    var columns: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if let earlier = columns.updateValue(index, forKey: name) {
        throw error(
          .syntax,
          "the columns \(earlier + 1) and \(index + 1) are both named"
            + " \"\(Byte.shown(name.utf8))\"",
          line: line)
      }
    }
  }

  private func error(_ kind: InputError.Kind, _ reason: String, line: Int) -> InputError {
    InputError(kind, reason, source: source.name, position: TextPosition(line: line))
  }
}
