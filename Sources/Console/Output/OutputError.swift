/// Why bytes could not be written.
package struct OutputError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The number the system gave.
  package let code: Int32
  /// What could not be written and why, for people.
  package let message: String
  /// Whether the reader went away, as `head` does: a reason to end quietly and well.
  package let isBrokenPipe: Bool

  /// The message.
  package var description: String { message }
}
