internal import Audit
internal import Console
internal import Ledger

/// An alternative history as canonical lines, as the file of `--record` holds them.
enum HistoryLines {
  static let purpose = OwnFile.Purpose(option: "--record", noun: "history", beginnings: [])

  /// Lines are handed on in pieces of about this many bytes.
  private static let pieceBytes = 1 << 16

  static func write(_ history: RecordedHistory, to output: Output) throws {
    var buffer: [UInt8] = []
    try history.forEach { (event) throws in
      LineEncoder.append(copy event, names: history.names, to: &buffer)
      buffer.append(UInt8(ascii: "\n"))
      if buffer.count > pieceBytes {
        try output.write(bytes: buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    try output.write(bytes: buffer)
  }
}
