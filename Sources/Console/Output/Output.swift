import Glibc

/// A buffered writer to a file descriptor, or to memory.
///
/// Call ``ignoreBrokenPipes()`` once at the start of the program and ``flush()`` at its end. When
/// the reader goes away, writing throws an error whose `isBrokenPipe` is true, and a long report
/// stops at once; the program then ends with ``ExitStatus/ok`` and says nothing.
package final class Output {
  /// What the presentation of tables and text depends on.
  package let presentation: Presentation
  private let descriptor: Int32?
  private let name: String
  private let capacity: Int
  private var buffer: [UInt8] = []
  private var failure: OutputError?

  /// A writer to an open file descriptor, which stays open.
  ///
  /// - Parameters:
  ///   - descriptor: The file descriptor, 1 for standard output.
  ///   - name: What errors call it.
  ///   - presentation: How tables are to look; from the descriptor itself unless given.
  ///   - capacity: The bytes kept back before they are written; 0 writes at once. A terminal
  ///     always gets its bytes at once.
  package init(
    descriptor: Int32, name: String = "standard output", presentation: Presentation? = nil,
    capacity: Int = 1 << 16
  ) {
    let presentation = presentation ?? .detect(descriptor: descriptor)
    self.descriptor = descriptor
    self.name = name
    self.presentation = presentation
    self.capacity = presentation.isTerminal ? 0 : capacity
  }

  /// A writer that keeps everything in ``text``, for tests and for building files.
  package init(memory presentation: Presentation = .plain) {
    self.descriptor = nil
    self.name = "memory"
    self.presentation = presentation
    self.capacity = .max
  }

  /// The standard output; `isWide` is what the user asked for with `--wide`.
  package static func standard(isWide: Bool = false) -> Output {
    var presentation = Presentation.detect(descriptor: 1)
    presentation.isWide = isWide
    return Output(descriptor: 1, presentation: presentation)
  }

  /// The standard error stream, not buffered.
  package static func standardError() -> Output {
    Output(descriptor: 2, name: "standard error", capacity: 0)
  }

  /// Makes a closed pipe an error of `write` instead of a signal that ends the process.
  package static func ignoreBrokenPipes() {
    _ = signal(SIGPIPE, SIG_IGN)
  }

  /// What was written to memory so far, or what is not yet written to the descriptor.
  package var text: String { String(decoding: buffer, as: UTF8.self) }

  // MARK: - Writing

  /// Writes a text as it is.
  package func write(_ text: String) throws(OutputError) {
    if let failure { throw failure }
    buffer.append(contentsOf: text.utf8)
    if buffer.count > capacity { try flush() }
  }

  /// Writes bytes as they are.
  package func write(bytes: [UInt8]) throws(OutputError) {
    if let failure { throw failure }
    buffer.append(contentsOf: bytes)
    if buffer.count > capacity { try flush() }
  }

  /// Hands everything kept back to the system.
  ///
  /// - Throws: ``OutputError``, now and on every later call, when the system refuses.
  package func flush() throws(OutputError) {
    if let failure { throw failure }
    guard let descriptor else { return }
    var start = 0
    while start < buffer.count {
      let count = writeSome(to: descriptor, from: start)
      if count > 0 {
        start += count
      } else if let error = problem(count == 0 ? EIO : errno, descriptor) {
        failure = error
        buffer = []
        throw error
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  // MARK: - The system

  private func writeSome(to descriptor: Int32, from start: Int) -> Int {
    unsafe buffer.withUnsafeBytes { bytes in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[start...])
      return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
    }
  }

  /// The error to report, or nil when the call may be repeated.
  private func problem(_ code: Int32, _ descriptor: Int32) -> OutputError? {
    if code == EINTR { return nil }
    if code == EAGAIN {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = unsafe poll(&waiting, 1, -1)
      return nil
    }
    let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    return OutputError(
      code: code, message: "cannot write to \(name): \(reason)", isBrokenPipe: code == EPIPE)
  }
}
