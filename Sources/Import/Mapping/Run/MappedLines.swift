/// What an import with a map gives: canonical lines in their order, and what could not be mapped.
package struct MappedLines: Sendable {
  /// Where a line came from.
  package struct Origin: Sendable, Hashable {
    /// The place of the file in `files`.
    package let file: Int
    /// The line of the file, from 1.
    package let line: Int
  }

  /// One line.
  package struct Line: Sendable, Hashable {
    /// Its bytes in `bytes`, without the line end.
    package let range: Range<Int>
    /// The row that it came from; a declaration comes from the first row that needs it.
    package let origin: Origin
  }

  /// The canonical lines, each with a line feed.
  package internal(set) var bytes: [UInt8] = []
  /// The files in the order in which they were read.
  package internal(set) var files: [String] = []
  /// The rows that could not be mapped, in the order of files and lines.
  package internal(set) var rejects: [MapReject] = []
  /// What was read of each source of the map, in the order of the map.
  package internal(set) var sources: [SourceCount] = []
  /// How many of the lines are declarations, venue and notes included.
  package internal(set) var declarationCount = 0

  private var ends: [Int] = []
  private var origins: [(file: Int32, line: Int32)] = []

  /// How many lines there are.
  package var count: Int { ends.count }

  /// A line by its place, from 0.
  package subscript(place: Int) -> Line {
    let start = place == 0 ? 0 : ends[place - 1]
    let origin = origins[place]
    return Line(
      range: start..<ends[place] - 1,
      origin: Origin(file: Int(origin.file), line: Int(origin.line)))
  }

  /// Adds the line that ends at the end of `bytes`.
  mutating func endLine(file: Int32, line: Int32) {
    bytes.append(0x0A)
    ends.append(bytes.count)
    origins.append((file, line))
  }

  /// Forgets the bytes behind the last line.
  mutating func dropUnfinishedLine() {
    bytes.removeSubrange((ends.last ?? 0)...)
  }

  /// Forgets every line.
  mutating func removeLines() {
    bytes = []
    ends = []
    origins = []
    declarationCount = 0
  }
}

/// What was read of one source.
package struct SourceCount: Sendable, Hashable {
  /// The name of the source in the map.
  package let name: String
  /// How many files.
  package internal(set) var files = 0
  /// How many rows.
  package internal(set) var rows = 0
  /// How many events they gave.
  package internal(set) var events = 0
  /// How many rows the map leaves out on purpose.
  package internal(set) var skipped = 0
  /// How many rows could not be mapped.
  package internal(set) var rejected = 0
}

/// A row that could not be mapped.
package struct MapReject: Sendable, Hashable, CustomStringConvertible {
  /// The path of the file.
  package let file: String
  /// The line of the file on which the row begins, from 1.
  package let line: Int
  /// The column or computed value at fault, where one is.
  package let column: String?
  /// Why.
  package let reason: String
  /// The offending text, where there is one.
  package let text: String
  /// The whole row as it stands in the file; empty when it was not kept.
  package internal(set) var row: [UInt8] = []
  /// The number of the row among those of the file, from 0 in the order of reading.
  let number: Int

  init(
    file: String, line: Int, column: String?, reason: String, text: String, number: Int,
    row: [UInt8] = []
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.reason = reason
    self.text = text
    self.number = number
    self.row = row
  }

  /// `file.csv:12: column "amount": …`.
  package var description: String {
    let place = column.map { "column \"\($0)\": " } ?? ""
    let shown = text.isEmpty || reason.contains(text) ? "" : ": \(text)"
    return "\(file):\(line): \(place)\(reason)\(shown)"
  }
}
