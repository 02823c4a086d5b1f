internal import Console
internal import Formats
internal import Glibc

/// The file that a report is written to.
///
/// A file that is there already is only written over when it is an earlier report: a slip of the hand must
/// not cost a ledger or an input.
final class ReportFile {
  private static let beginnings = ["<!DOCTYPE html>", "# Post-mortem", "{\"postmortem\":"]

  let path: String
  private let descriptor: Int32

  /// Opens or makes the file.
  ///
  /// - Throws: `CommandFailure` when something else has the name, or the file cannot be made.
  init(_ path: String, ledger: String) throws {
    self.path = path
    if ["", ".head", ".lock", "-wal", "-shm"].contains(where: { path == ledger + $0 }) {
      throw CommandFailure(
        "--output \(path): this name belongs to the ledger; name another file for the page")
    }
    let made = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if made < 0, errno == EEXIST {
      guard Self.isReport(path) else {
        throw CommandFailure(
          "--output \(path): there is a file of that name already, and it is no post-mortem; name "
            + "another one")
      }
      descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
    } else {
      descriptor = made
    }
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR {
        throw CommandFailure(
          "--output \(path): there is no such directory; make it first, or name another place")
      }
      throw CommandFailure("--output \(path): the file cannot be written")
    }
  }

  deinit {
    close(descriptor)
  }

  /// Fills the file.
  func write(_ text: String) throws {
    ftruncate(descriptor, 0)
    let output = Output(descriptor: descriptor, name: path, presentation: .plain)
    try output.write(text)
    try output.flush()
  }

  /// Whether a file begins as reports do, or is empty.
  private static func isReport(_ path: String) -> Bool {
    guard let source = try? ByteSource(path: path), source.compression == .none,
      let head = try? source.read(upTo: 15)
    else { return false }
    return head.isEmpty
      || beginnings.contains {
        Array($0.utf8).starts(with: head.prefix($0.utf8.count))
          && head.count >= min(13, $0.utf8.count)
      }
  }
}
