internal import Formats

/// One sort of file that a map reads.
struct MapSource: Sendable {
  enum Format: Sendable {
    case csv(separator: UInt8)
    case json(MapRows)
    case ndjson
    case text(MapTextLayout)
  }

  /// Where the time of a row comes from.
  enum Clock: Sendable {
    case iso(MapValue)
    case seconds(MapValue)
    case milliseconds(MapValue)
    /// The time of one block is known, and each block takes as long.
    case fromBlock(anchor: Int64, time: Int64, millisecondsPerBlock: Int64)
  }

  /// Where the block of a row comes from.
  enum BlockRule: Sendable {
    /// The Unix seconds of the row's time.
    case seconds
    /// The Unix milliseconds of the row's time.
    case milliseconds
    case value(MapValue)
  }

  let name: String
  /// Patterns of base names, with "*" for any bytes.
  let files: [String]
  /// The columns that a file without such a name is known by.
  let marks: [String]
  let format: Format
  let isDescending: Bool
  let clock: Clock?
  let block: BlockRule?
  /// The order of rows inside a block.
  let index: MapValue?
  let lets: [MapLet]
  let deltaCount: Int
  /// Whether rows that no event applies to are left out; else they are rejected.
  let skipsUnmatched: Bool
  let events: [MapEvent]
  /// The names in use; lookup tables of this source add to them.
  var scope: MapScope
}

/// How the rows of a text file are found.
struct MapTextLayout: Sendable {
  let line: TextPattern
  /// The name in `line` whose text holds several rows, and how each of them looks.
  let repeated: (name: String, pattern: TextPattern)?
  /// What stands between them.
  let separator: [UInt8]
}

/// The way from the root of a JSON document to its rows.
struct MapRows: Sendable {
  enum Step: Sendable, Hashable {
    case key(String)
    /// Every member of an object; its key is captured.
    case members(String)
    /// Every element of an array.
    case elements
  }

  let steps: [Step]

  var captures: [String] {
    steps.compactMap { step in
      if case .members(let name) = step { name } else { nil }
    }
  }

  /// Reads `cdps.{cdp}[]`; nil when the text is no such path.
  init?(_ text: String) {
    var steps: [Step] = []
    if !text.isEmpty {
      for part in text.split(separator: ".", omittingEmptySubsequences: false) {
        guard let read = Self.steps(of: part) else { return nil }
        steps += read
      }
    }
    self.steps = steps
    if Set(captures).count != captures.count { return nil }
  }

  private static func steps(of part: Substring) -> [Step]? {
    var name = part
    var depth = 0
    while name.hasSuffix("[]") {
      name = name.dropLast(2)
      depth += 1
    }
    let elements = [Step](repeating: .elements, count: depth)
    if name.isEmpty { return depth > 0 ? elements : nil }
    if name.hasPrefix("{"), name.hasSuffix("}"), name.count > 2 {
      return [.members(String(name.dropFirst().dropLast()))] + elements
    }
    return name.contains { "{}[]".contains($0) } ? nil : [.key(String(name))] + elements
  }
}
