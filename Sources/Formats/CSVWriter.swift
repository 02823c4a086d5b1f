/// Writes comma-separated values: quotes only where they are needed, line feeds as line ends.
package struct CSVWriter: Sendable {
  /// What was written so far.
  package private(set) var bytes: [UInt8] = []

  private let separator: UInt8
  private var isAtRowStart = true
  private var rowStart = 0

  /// Creates a writer.
  package init(separator: UInt8 = UInt8(ascii: ",")) {
    self.separator = separator
  }

  /// What was written so far, as a string.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Gives what was written so far and forgets it.
  package mutating func take() -> [UInt8] {
    let taken = bytes
    bytes.removeAll()
    rowStart = 0
    return taken
  }

  /// Writes a whole row.
  package mutating func row(_ fields: some Sequence<String>) {
    for value in fields { field(value) }
    endRow()
  }

  /// Writes the next field of the row.
  package mutating func field(_ text: String) {
    field(utf8: text.utf8)
  }

  /// Writes the next field of the row, whose text is UTF-8.
  package mutating func field(utf8 text: some Collection<UInt8>) {
    if !isAtRowStart { bytes.append(separator) }
    isAtRowStart = false
    guard text.contains(where: needsQuotes) else {
      bytes += text
      return
    }
    bytes.append(Byte.quote)
    for byte in text {
      if byte == Byte.quote { bytes.append(Byte.quote) }
      bytes.append(byte)
    }
    bytes.append(Byte.quote)
  }

  /// Ends the row.
  package mutating func endRow() {
    // A row of one empty field would look like a blank line, which readers skip.
    if !isAtRowStart && bytes.count == rowStart { bytes += [Byte.quote, Byte.quote] }
    bytes.append(Byte.lineFeed)
    isAtRowStart = true
    rowStart = bytes.count
  }

  private func needsQuotes(_ byte: UInt8) -> Bool {
    byte == separator || byte == Byte.quote || byte == Byte.lineFeed
      || byte == Byte.carriageReturn
  }
}
