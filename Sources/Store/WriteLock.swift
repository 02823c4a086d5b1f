internal import Glibc

/// The right to append to a ledger, held by one process at a time through a lock on `<ledger>.lock`.
///
/// The operating system lets go of it when the process ends, however it ends.
struct WriteLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Throws: `StoreError` with `locked` when another process has it, which is named.
  init(_ paths: LedgerPaths) throws(StoreError) {
    descriptor = unsafe open(paths.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      let reason = Files.reason()
      throw StoreError(
        .system,
        "\(paths.ledger): cannot be written, as \(paths.lock) cannot be opened: \(reason)")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isHeld = errno == EWOULDBLOCK
      let reason = Files.reason()
      let holder = (try? Files.read(paths.lock, limit: 32)).flatMap { $0 }
      close(descriptor)
      guard isHeld else {
        throw StoreError(.system, "\(paths.lock): cannot be locked: \(reason)")
      }
      let process = String(decoding: holder ?? [], as: UTF8.self)
      throw StoreError(
        .locked,
        "\(paths.ledger): another process"
          + (process.isEmpty ? "" : " (\(process.prefix { $0 != "\n" }))")
          + " is writing to this ledger; try again when it is done")
    }
    ftruncate(descriptor, 0)
    let note = Array("process \(getpid())\n".utf8)
    _ = unsafe note.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  deinit {
    close(descriptor)
  }
}
