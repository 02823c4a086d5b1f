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

  init(map: String, line: Int?, column: Int?, _ message: String) {
    self.map = map
    self.line = line
    self.column = column
    self.message = message
  }

  init(map: String, _ error: InputError) {
    let line = error.position?.line
    // Without a place the reason is a whole sentence that names the input.
    let isSentence = line == nil && error.reason.hasPrefix("\(map) ")
    let message = isSentence ? "the file " + error.reason.dropFirst(map.count + 1) : error.reason
    self.init(map: map, line: line, column: error.position?.column, message)
  }

  /// `map.json, line 3, column 5: …`.
  package var description: String {
    guard let line else { return "\(map): \(message)" }
    guard let column else { return "\(map), line \(line): \(message)" }
    return "\(map), line \(line), column \(column): \(message)"
  }
}
