/// Finds the rows and fields of a chunk of CSV text.
struct CSVScanner {
  /// Why a scan stopped before the end of its chunk.
  enum Stop: Equatable {
    /// The chunk ends inside a row.
    case needsMore
    case unterminatedQuote(line: Int)
    case textAfterQuote(line: Int, byte: UInt8)
  }

  private enum FieldEnd {
    case separator
    case row
    case stop(Stop)
  }

  private let separator: UInt8
  private let isLast: Bool
  private(set) var table = CSVTable()
  /// The line of the place that was reached.
  private(set) var line: Int
  /// How many bytes are whole rows.
  private(set) var consumed = 0
  private var at = 0

  /// - Parameters:
  ///   - separator: The byte between fields.
  ///   - line: The line on which the chunk begins.
  ///   - isLast: Whether nothing follows the chunk.
  init(separator: UInt8, line: Int, isLast: Bool) {
    self.separator = separator
    self.line = line
    self.isLast = isLast
  }

  /// Reads rows until the chunk ends.
  ///
  /// What stopped it, or nil when all of it was read.
  mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> Stop? {
    table.fields.reserveCapacity(bytes.count / 6)
    table.rows.reserveCapacity(bytes.count / 48)
    while at < bytes.count {
      if unsafe skipBlankLine(bytes) { continue }
      table.rows.append(CSVTable.Row(firstField: table.fields.count, line: line))
      if let stop = unsafe scanRow(bytes) {
        line = table.rows[table.rows.count - 1].line
        table.removeRows(from: table.rows.count - 1)
        return stop
      }
      consumed = at
    }
    return nil
  }

  private mutating func skipBlankLine(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var end = at
    if unsafe bytes[end] == Byte.carriageReturn { end += 1 }
    if end == bytes.count {
      // The last byte is a carriage return: it may be half of a line end.
      guard isLast else { return false }
      at = end
    } else {
      guard unsafe bytes[end] == Byte.lineFeed else { return false }
      at = end + 1
      line += 1
    }
    consumed = at
    return true
  }

  private mutating func scanRow(_ bytes: UnsafeBufferPointer<UInt8>) -> Stop? {
    while true {
      let isQuoted = unsafe at < bytes.count && bytes[at] == Byte.quote
      switch unsafe isQuoted ? scanQuoted(bytes) : scanPlain(bytes) {
      case .separator: continue
      case .row: return nil
      case .stop(let stop): return stop
      }
    }
  }

  private mutating func scanPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> FieldEnd {
    let start = at
    var end = start
    let count = bytes.count
    let separator = separator
    while end < count {
      let byte = unsafe bytes[end]
      if byte == separator {
        table.fields.append(CSVTable.Field(start..<end))
        at = end + 1
        return .separator
      }
      if byte == Byte.lineFeed { break }
      end += 1
    }
    if end == count && !isLast { return .stop(.needsMore) }
    at = min(end + 1, count)
    if end < count { line += 1 }
    if unsafe end > start && bytes[end - 1] == Byte.carriageReturn { end -= 1 }
    table.fields.append(CSVTable.Field(start..<end))
    return .row
  }

  private mutating func scanQuoted(_ bytes: UnsafeBufferPointer<UInt8>) -> FieldEnd {
    let start = at + 1
    let openedLine = line
    var end = start
    var hasDoubledQuotes = false
    while true {
      guard end < bytes.count else {
        return .stop(isLast ? .unterminatedQuote(line: openedLine) : .needsMore)
      }
      let byte = unsafe bytes[end]
      if byte == Byte.quote {
        guard unsafe end + 1 < bytes.count && bytes[end + 1] == Byte.quote else { break }
        hasDoubledQuotes = true
        end += 1
      } else if byte == Byte.lineFeed {
        line += 1
      }
      end += 1
    }
    // What follows a quote decides what the quote is.
    if end + 1 == bytes.count && !isLast { return .stop(.needsMore) }
    let field = CSVTable.Field(quoted: start..<end, hasDoubledQuotes: hasDoubledQuotes)
    table.fields.append(field)
    at = end + 1
    return unsafe scanEndOfQuoted(bytes)
  }

  private mutating func scanEndOfQuoted(_ bytes: UnsafeBufferPointer<UInt8>) -> FieldEnd {
    guard at < bytes.count else { return .row }
    let byte = unsafe bytes[at]
    if byte == separator {
      at += 1
      return .separator
    }
    let end = byte == Byte.carriageReturn ? at + 1 : at
    if end == bytes.count {
      at = end
      return isLast ? .row : .stop(.needsMore)
    }
    guard unsafe bytes[end] == Byte.lineFeed else {
      return .stop(.textAfterQuote(line: line, byte: byte))
    }
    at = end + 1
    line += 1
    return .row
  }
}
