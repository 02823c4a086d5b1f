/// A text that names no moment.
package struct ISOTimeError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong and what is expected, for people.
  package let message: String

  /// The message.
  package var description: String { message }
}
