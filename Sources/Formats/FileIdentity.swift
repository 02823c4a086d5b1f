internal import Glibc

/// Which file a path leads to: equal for every spelling of it and every link to it.
package struct FileIdentity: Equatable, Sendable {
  private let device: UInt64
  private let number: UInt64
  /// The path itself, where no file can be asked.
  private let path: String?

  /// Looks where a path leads; "-" and what cannot be looked at are equal to the same text alone.
  package init(path: String) {
    var status = stat()
    guard path != "-", unsafe stat(path, &status) == 0 else {
      (device, number, self.path) = (0, 0, path)
      return
    }
    (device, number, self.path) = (UInt64(status.st_dev), UInt64(status.st_ino), nil)
  }
}
