internal import Console
internal import Formats
internal import Glibc
internal import Import

/// The file that rows go to which cannot be mapped.
///
/// It is made before the import and filled after it. A file that is there already is only written
/// over when it is an earlier reject file: a slip of the hand must not cost a ledger or an input.
final class RejectFile {
  private static let columns = ["file", "line", "column", "reason", "text", "row"]

  private let path: String
  private let descriptor: Int32
  private let isNew: Bool

  /// Opens or makes the file.
  ///
  /// - Throws: `CommandFailure` when something else has the name, or the file cannot be made.
  init(_ path: String, ledger: String) throws {
    self.path = path
    if ["", ".head", ".lock", "-wal", "-shm"].contains(where: { path == ledger + $0 }) {
      throw CommandFailure(
        "--rejects \(path): this name belongs to the ledger; name another file for rejected rows")
    }
    let made = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    isNew = made >= 0
    if !isNew, errno == EEXIST {
      guard Self.isRejectFile(path) else {
        throw CommandFailure(
          "--rejects \(path): there is a file of that name already, and it is no reject file; name "
            + "another one for rejected rows")
      }
      descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
    } else {
      descriptor = made
    }
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR {
        throw CommandFailure(
          "--rejects \(path): there is no such directory for the file for rejected rows; make it "
            + "first, or name another place")
      }
      throw CommandFailure("--rejects \(path): the file for rejected rows cannot be written")
    }
  }

  deinit {
    close(descriptor)
  }

  /// Fills the file.
  func write(_ rejects: [MapReject]) throws {
    var table = Table(columns: Self.columns.map { Column($0) })
    table.rows = rejects.map {
      [
        .text($0.file), .integer(Int64($0.line)), $0.column.map { .text($0) } ?? .empty,
        .text($0.reason), .text($0.text), .text(String(decoding: $0.row, as: UTF8.self)),
      ]
    }
    ftruncate(descriptor, 0)
    let output = Output(descriptor: descriptor, name: path, presentation: .plain)
    try table.write(as: .csv, to: output)
    try output.flush()
  }

  /// Removes the file if it was made for this import.
  func discard() {
    if isNew { unsafe unlink(path) }
  }

  /// Whether a file begins as reject files do, or is empty.
  private static func isRejectFile(_ path: String) -> Bool {
    // Files of versions that did not keep the whole row are written over too.
    let title = Array(columns.dropLast().joined(separator: ",").utf8)
    guard let source = try? ByteSource(path: path), source.compression == .none,
      let head = try? source.read(upTo: title.count)
    else { return false }
    return head.isEmpty || head == title
  }
}
