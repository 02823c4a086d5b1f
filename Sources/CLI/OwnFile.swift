internal import Console
internal import Formats
internal import Glibc

/// A file that a command writes beside its answer.
///
/// It is made before the long work and filled after it, so that a bad name costs nothing. A file that is
/// there already is only written over when an earlier run of the same sort made it: a slip of the hand must
/// not cost a ledger or an input. One that was made and not filled is removed again.
final class OwnFile {
  /// What a file is for.
  struct Purpose {
    /// The option that names it.
    let option: String
    /// What such a file is called.
    let noun: String
    /// What earlier files of this sort begin with; none is ever written over when there are none.
    let beginnings: [String]
  }

  let path: String
  private let descriptor: Int32
  private let isNew: Bool
  private var isFilled = false

  /// Opens or makes the file.
  ///
  /// - Throws: `CommandFailure` when something else has the name, or the file cannot be made.
  init(_ path: String, for purpose: Purpose, ledger: String) throws {
    self.path = path
    let place = "\(purpose.option) \(path)"
    if ["", ".head", ".lock", "-wal", "-shm"].contains(where: { path == ledger + $0 }) {
      throw CommandFailure(
        "\(place): this name belongs to the ledger; name another file for the \(purpose.noun)")
    }
    let made = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    isNew = made >= 0
    if !isNew, errno == EEXIST {
      guard purpose.hasMade(path) else {
        throw CommandFailure(
          "\(place): there is a file of that name already"
            + (purpose.beginnings.isEmpty ? "" : ", and it is no \(purpose.noun)")
            + "; name another one")
      }
      descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
    } else {
      descriptor = made
    }
    guard descriptor >= 0 else {
      throw CommandFailure(
        errno == ENOENT || errno == ENOTDIR
          ? "\(place): there is no such directory; make it first, or name another place"
          : "\(place): the file cannot be written; may you write there?")
    }
  }

  deinit {
    close(descriptor)
    if isNew, !isFilled { unsafe unlink(path) }
  }

  /// Fills the file.
  func fill(_ body: (Output) throws -> Void) throws {
    isFilled = true
    ftruncate(descriptor, 0)
    let output = Output(descriptor: descriptor, name: path, presentation: .plain)
    try body(output)
    try output.flush()
  }
}

extension OwnFile.Purpose {
  /// Whether a file begins as its sort does, or is empty.
  fileprivate func hasMade(_ path: String) -> Bool {
    let heads = beginnings.map { Array($0.utf8) }
    guard let longest = heads.map(\.count).max(),
      let source = try? ByteSource(path: path), source.compression == .none,
      let found = try? source.read(upTo: longest)
    else { return false }
    return found.isEmpty || heads.contains { found.starts(with: $0) }
  }
}
