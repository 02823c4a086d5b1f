internal import Glibc
internal import Import

/// The directory that a ledger is to be made in.
enum LedgerPlace {
  /// Whether there is a file of that name.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0
  }

  /// Checks that the directory is there, which the failure to make a file in it would not tell.
  ///
  /// - Throws: `ImportError` that names the directory.
  static func check(_ ledger: String) throws {
    guard let slash = ledger.lastIndex(of: "/"), slash > ledger.startIndex else { return }
    let directory = String(ledger[..<slash])
    var status = stat()
    if unsafe stat(directory, &status) != 0 {
      guard errno == ENOENT else { return }
      throw ImportError(
        "\(ledger): there is no directory \(directory) to make the ledger in; make it first "
          + "(mkdir -p \(directory)), or name another place")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw ImportError(
        "\(ledger): \(directory) is a file, not a directory, so no ledger can be made in it")
    }
  }
}
