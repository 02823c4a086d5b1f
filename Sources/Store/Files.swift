internal import Glibc

/// The few calls of the operating system that the store needs beside SQLite.
enum Files {
  /// Whether something is there.
  static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  /// The full path of the file that a symbolic link leads to; nil when the path is no link.
  static func target(ofLink path: String) -> String? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK,
      let target = unsafe realpath(path, nil)
    else { return nil }
    defer { unsafe free(target) }
    return unsafe String(cString: target)
  }

  /// The size of a file in bytes; nil when it cannot be told.
  static func size(_ path: String) -> Int64? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return Int64(status.st_size)
  }

  /// Removes a file if it is there.
  static func remove(_ path: String) {
    unsafe unlink(path)
  }

  /// The words of the operating system for the last failure.
  static func reason(_ code: Int32 = errno) -> String {
    guard let words = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: words)
  }

  /// Checks that a file is a regular file that is empty or begins like a SQLite database, before
  /// anything is put beside it.
  static func checkMayBeDatabase(_ path: String) throws(StoreError) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw StoreError(.notALedger, "\(path): this is a folder, not a ledger")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError(.notALedger, "\(path): this is not a file, so it cannot be a ledger")
    }
    guard let head = try read(path, limit: title.count), !head.isEmpty, head != title else {
      return
    }
    throw StoreError(.notALedger, "\(path): the file is not a SQLite database")
  }

  /// What every SQLite database begins with.
  private static let title = Array("SQLite format 3\0".utf8)

  /// Whether a path leads to a regular file that begins like a SQLite database; nothing is taken from a pipe.
  static func isDatabase(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    return (try? read(path, limit: title.count)) == title
  }

  /// The content of a small file; nil when there is none.
  static func read(_ path: String, limit: Int) throws(StoreError) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw StoreError(.system, "\(path): cannot be read: \(reason())")
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: limit)
    var count = 0
    while count < limit {
      let offset = count
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: offset), limit - offset)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw StoreError(.system, "\(path): cannot be read: \(reason())") }
      if got == 0 { break }
      count += got
    }
    return Array(bytes[..<count])
  }

  /// Replaces a small file at once and for good: written beside, synced, renamed, folder synced.
  static func replace(_ path: String, with bytes: [UInt8], folder: String) throws(StoreError) {
    let temporary = path + ".new"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw StoreError(.system, "\(temporary): cannot be written: \(reason())")
    }
    let isWritten = write(bytes, to: descriptor) && fsync(descriptor) == 0
    let failure = errno
    close(descriptor)
    guard isWritten, unsafe rename(temporary, path) == 0 else {
      let words = isWritten ? reason() : reason(failure)
      unsafe unlink(temporary)
      throw StoreError(.system, "\(path): cannot be written: \(words)")
    }
    sync(folder: folder)
  }

  /// Makes the names in a folder durable.
  static func sync(folder: String) {
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let start = offset
      let put = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          descriptor, buffer.baseAddress?.advanced(by: start), bytes.count - start)
      }
      if put < 0, errno == EINTR { continue }
      guard put > 0 else { return false }
      offset += put
    }
    return true
  }
}
