internal import Formats

/// Everything that is wrong with the text of a rulebook.
package struct RulebookFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// One thing that is wrong, and where.
  package struct Problem: Sendable, Hashable {
    /// The line, from 1; nil when the text as a whole is wrong.
    package let line: Int?
    /// The column, from 1.
    package let column: Int?
    /// What was found and what was expected.
    package let message: String

    init(_ position: TextPosition?, _ message: String) {
      line = position?.line
      column = position?.column
      self.message = message
    }
  }

  /// The file, or the name of a rulebook that is part of Plimsoll.
  package let file: String
  /// The problems, at least one, in the order of the text.
  package let problems: [Problem]

  /// One line for each: `perpetual.json, line 3, column 5: …`.
  package var description: String { lines.joined(separator: "\n") }

  /// Each problem as a line: `perpetual.json, line 3, column 5: …`.
  var lines: [String] {
    problems.map { problem in
      guard let line = problem.line else { return "\(file): \(problem.message)" }
      guard let column = problem.column else { return "\(file), line \(line): \(problem.message)" }
      return "\(file), line \(line), column \(column): \(problem.message)"
    }
  }
}
