internal import Formats

/// Why files could not be mapped at all.
package struct MapRunError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was wrong, where, and what to do.
  package let message: String
  /// The file that the map does not know, where that is what was wrong.
  let unknownFile: String?

  init(_ message: String, unknownFile: String? = nil) {
    self.message = message
    self.unknownFile = unknownFile
  }

  init(_ error: InputError) {
    message = error.description
    unknownFile = nil
  }

  /// The message.
  package var description: String { message }
}
