import Synchronization

/// Stops the running statements of one connection, from any thread.
///
/// It may outlive the connection; it then does nothing.
package final class Interrupter: Sendable {
  /// The address of the connection; nil once it is closed.
  private let address: Mutex<UInt?>

  init(database: OpaquePointer) {
    address = Mutex(UInt(bitPattern: database))
  }

  /// Makes the statements that run now fail with `interrupt`; without one, does nothing.
  package func interrupt() {
    // The lock keeps the connection from closing while it is interrupted.
    address.withLock { address in
      guard let address, let database = unsafe OpaquePointer(bitPattern: address) else { return }
      unsafe Calls.interrupt(database)
    }
  }

  func disconnect() {
    address.withLock { address in address = nil }
  }
}
