internal import CSQLite

/// What SQLite calls back on behalf of a connection.
@safe
final class ConnectionHooks {
  let interrupter: Interrupter
  private var mayContinue: (@Sendable () -> Bool)?

  init(database: OpaquePointer) {
    interrupter = unsafe Interrupter(database: database)
  }

  /// Ends the use of the connection, which is about to close.
  func disconnect() {
    interrupter.disconnect()
    mayContinue = nil
  }

  /// Keeps a progress function and gives the context under which SQLite finds it again.
  func setProgress(_ mayContinue: @escaping @Sendable () -> Bool) -> UnsafeMutableRawPointer {
    self.mayContinue = mayContinue
    return unsafe Unmanaged.passUnretained(self).toOpaque()
  }

  /// The callback of `sqlite3_progress_handler`: not zero ends the statement.
  static let progress: Calls.Progress = { context in
    guard let context = unsafe context else { return 0 }
    let hooks = unsafe Unmanaged<ConnectionHooks>.fromOpaque(context).takeUnretainedValue()
    guard let mayContinue = hooks.mayContinue else { return 0 }
    return mayContinue() ? 0 : 1
  }
}
