internal import Formats

/// Why files could not be mapped at all.
package struct MapRunError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was wrong, where, and what to do.
  package let message: String

  init(_ message: String) {
    self.message = message
  }

  init(_ error: InputError) {
    message = error.description
  }

  /// The message.
  package var description: String { message }
}
