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

  /// An error in the value of a field of a whole line that begins at `start` and ends with `text`.
  init(at field: String, _ text: Span<UInt8>, from start: Int, _ message: String) {
    let column = LineDiagnosis.valueColumn(of: field, text, from: start, to: text.count)
    self.init(column: column ?? start + 1, field: field, message)
  }

  /// The error with the column of its field's value in the line in `range`.
  ///
  /// Who checks events does not see their lines, and says column 1.
  package func located(in text: Span<UInt8>, _ range: Range<Int>) -> LineError {
    guard column == 1, let field,
      let found = LineDiagnosis.valueColumn(
        of: field, text, from: range.lowerBound, to: range.upperBound)
    else { return self }
    return LineError(column: found - range.lowerBound, field: field, message)
  }

  /// `column 41, field "amount": …`.
  public var description: String {
    let place = field.map { ", field \"\($0)\"" } ?? ""
    return "column \(column)\(place): \(message)"
  }
}
