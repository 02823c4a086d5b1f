internal import Glibc

/// An open file descriptor that is closed when it goes away; standard input stays open.
struct FileHandle: ~Copyable {
  private let descriptor: Int32
  private let isOwned: Bool
  /// The size in bytes of a regular file; nil for pipes and terminals.
  let size: Int?

  /// Opens a file for reading; "-" is standard input.
  init(path: String) throws(InputError) {
    let isOwned = path != "-"
    let descriptor = isOwned ? unsafe open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO
    guard descriptor >= 0 else { throw Self.openError(errno, path: path) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let error = Self.readError(errno, name: path)
      if isOwned { _ = close(descriptor) }
      throw error
    }
    let type = status.st_mode & S_IFMT
    if type == S_IFDIR {
      if isOwned { _ = close(descriptor) }
      throw InputError(.isDirectory, "\(path) is a directory, not a file", source: path)
    }
    self.descriptor = descriptor
    self.isOwned = isOwned
    size = type == S_IFREG ? Int(status.st_size) : nil
  }

  deinit {
    if isOwned { _ = close(descriptor) }
  }

  /// Reads at most as many bytes as fit; 0 is the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, name: String) throws(InputError) -> Int {
    while true {
      let count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw Self.readError(errno, name: name) }
    }
  }

  private static func openError(_ code: Int32, path: String) -> InputError {
    switch code {
    case ENOENT, ENOTDIR:
      InputError(.notFound, "there is no file \(path)", source: path)
    case EACCES, EPERM:
      InputError(.notPermitted, "\(path) may not be read: permission denied", source: path)
    default:
      InputError(.readFailed, "\(path) cannot be opened: \(words(for: code))", source: path)
    }
  }

  private static func readError(_ code: Int32, name: String) -> InputError {
    if code == EISDIR {
      return InputError(.isDirectory, "\(name) is a directory, not a file", source: name)
    }
    return InputError(.readFailed, "\(name) cannot be read: \(words(for: code))", source: name)
  }

  /// The system's words for an error number.
  private static func words(for code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }
}
