internal import Formats

/// Everything that is wrong with a scenario.
package struct ScenarioError: Error, Sendable, Hashable, CustomStringConvertible {
  /// One thing that is wrong, and where.
  package struct Problem: Sendable, Hashable {
    /// The line, from 1; nil when the text as a whole is wrong.
    package let line: Int?
    /// The column, from 1.
    package let column: Int?
    /// What was found and what was expected.
    package let message: String

    init(_ position: TextPosition?, _ message: String) {
      self.init(line: position?.line, column: position?.column, message)
    }

    init(line: Int?, column: Int?, _ message: String) {
      self.line = line
      self.column = column
      self.message = message
    }
  }

  /// The file of the scenario.
  package let file: String
  /// The problems, at least one, in the order of the text.
  package let problems: [Problem]

  /// One line for each: `crash.json, line 3, column 5: …`.
  package var description: String {
    problems.map { problem in
      guard let line = problem.line else { return "\(file): \(problem.message)" }
      guard let column = problem.column else { return "\(file), line \(line): \(problem.message)" }
      return "\(file), line \(line), column \(column): \(problem.message)"
    }
    .joined(separator: "\n")
  }
}
