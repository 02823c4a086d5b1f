/// Why a line is not a canonical event line.
public struct LineError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The byte of the line that the error was seen at, from 1.
  public var column: Int
  /// The field it was seen in, where there is one.
  public var field: String?
  /// What was wrong and what was expected, as a sentence without the place.
  public var message: String

  package init(column: Int, field: String? = nil, _ message: String) {
    self.column = column
    self.field = field
    self.message = message
  }

  /// `column 41, field "amount": …`.
  public var description: String {
    let place = field.map { ", field \"\($0)\"" } ?? ""
    return "column \(column)\(place): \(message)"
  }
}
