internal import Audit
internal import Console
internal import Glibc
internal import Ledger

/// The file that an alternative history is written to, as canonical lines.
enum HistoryFile {
  /// Lines are handed on in pieces of about this many bytes.
  private static let pieceBytes = 1 << 16

  /// Writes a history to a file that must not be there yet.
  static func write(_ history: RecordedHistory, to path: String, ledger: String) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw CommandFailure(
        "--record \(path): "
          + (errno == EEXIST
            ? "there is a file of that name already; name another one"
            : "the file cannot be made; is its directory there, and may you write in it?"))
    }
    defer { close(descriptor) }
    let output = Output(descriptor: descriptor, name: path, presentation: .plain)
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
    try output.flush()
  }
}
