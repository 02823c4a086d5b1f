/// The failure of a function that SQL called; the statement that called it fails with it.
package struct FunctionError: Error, Hashable, Sendable {
  /// What was wrong, for people.
  package let message: String

  /// The code the statement fails with.
  package let code: ResultCode

  /// Makes an error.
  package init(_ message: String, code: ResultCode = .error) {
    self.message = message
    self.code = code
  }
}
