/// A command line that cannot be understood; exit status 64.
package struct UsageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, as a sentence for people.
  package let message: String
  /// The command whose usage is shown; nil shows the usage of the tool.
  package let command: String?

  /// A usage error in a command, or in the tool's own words.
  package init(_ message: String, command: String? = nil) {
    self.message = message
    self.command = command
  }

  /// The message.
  package var description: String { message }
}
