/// The forms a report can be written in.
package enum OutputFormat: String, Sendable, CaseIterable {
  /// Aligned columns for people.
  case table
  /// Comma-separated values as in RFC 4180, lines ending in a line feed.
  case csv
  /// One JSON value.
  case json
  /// One JSON object a line.
  case ndjson

  /// The names, for an option's choices.
  package static var names: [String] { allCases.map(\.rawValue) }
}
