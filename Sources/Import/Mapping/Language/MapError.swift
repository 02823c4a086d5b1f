internal import Formats

/// What is wrong with a map, and where.
package struct MapError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The map: the path of its file, or the name of one that is part of Plimsoll.
  package let map: String
  /// The line of the map's text, from 1; nil when the text as a whole is wrong.
  package let line: Int?
  /// The column, from 1.
  package let column: Int?
  /// What was found and what was expected.
  package let message: String

  init(map: String, _ error: InputError) {
    self.map = map
    line = error.position?.line
    column = error.position?.column
    message = error.clause(about: map)
  }

  /// `map.json, line 3, column 5: …`.
  package var description: String {
    guard let line else { return "\(map): \(message)" }
    guard let column else { return "\(map), line \(line): \(message)" }
    return "\(map), line \(line), column \(column): \(message)"
  }
}
