internal import Formats

/// Where the columns of a source are in a row that is JSON.
struct JSONColumns {
  private enum Place {
    /// The key that was captured at a depth.
    case key(Int)
    /// A value inside of the object that was captured at a depth.
    case captured(Int, [String])
    /// A value inside of the row.
    case field(String, [String])
    /// The row itself.
    case value
  }

  private let places: [(slot: Int, place: Place)]

  init(scope: MapScope, captures: [String]) {
    places = scope.columns.map { column in
      let path = column.name.split(separator: ".").map(String.init)
      let rest = Array(path.dropFirst())
      if let depth = path.first.flatMap(captures.firstIndex(of:)) {
        return (column.slot, rest.isEmpty ? .key(depth) : .captured(depth, rest))
      }
      if column.name == "value" { return (column.slot, .value) }
      return (column.slot, .field(column.name, path))
    }
  }

  /// Fills the slots of a row from `value`, which may be no object.
  func fill(_ row: inout RowBuffer, _ value: JSONValue, captured: [JSONMember]) {
    for (slot, place) in places {
      switch place {
      case .key(let depth): row.set(slot, captured[depth].key.stringBytes ?? [])
      case .captured(let depth, let path):
        set(&row, slot, Self.value(at: path, in: captured[depth].value))
      case .field(let name, let path):
        set(&row, slot, value[name] ?? (path.count > 1 ? Self.value(at: path, in: value) : nil))
      case .value: set(&row, slot, value.kind == .object ? value["value"] : value)
      }
    }
  }

  private func set(_ row: inout RowBuffer, _ slot: Int, _ value: JSONValue?) {
    guard let value, !value.isNull else { return }
    if let text = value.stringBytes {
      row.set(slot, text)
    } else {
      row.set(slot, value.numberBytes ?? value.source)
    }
  }

  private static func value(at path: [String], in value: JSONValue) -> JSONValue? {
    var current: JSONValue? = value
    for key in path { current = current?[key] }
    return current
  }
}

/// Goes through the rows of a JSON document.
struct JSONWalk {
  private let rows: MapRows
  private let columns: JSONColumns
  private let root: JSONValue
  private let text: ArraySlice<UInt8>
  private var row: RowBuffer
  private var captured: [JSONMember] = []
  private var count = 0
  /// A place in the text and its line, from which lines are counted on.
  private var offset: Int
  private var line = 1

  init(scope: MapScope, rows: MapRows, document: JSONDocument) {
    self.rows = rows
    root = document.root
    text = document.text
    columns = JSONColumns(scope: scope, captures: rows.captures)
    row = RowBuffer(slots: scope.names.count)
    offset = text.startIndex
  }

  /// Hands every row to `body` in the order of the text, and tells how many there were.
  mutating func forEachRow(_ body: RowReader.Body) throws(MapRunError) -> Int {
    try visit(root, 0, body)
    return count
  }

  /// Follows the steps from `depth` on; a value that a step does not fit holds no rows.
  private mutating func visit(
    _ value: JSONValue, _ depth: Int, _ body: RowReader.Body
  ) throws(MapRunError) {
    guard depth < rows.steps.count else { return try give(value, body) }
    switch rows.steps[depth] {
    case .key(let key):
      if let child = value[key] { try visit(child, depth + 1, body) }
    case .members:
      for member in value.members {
        captured.append(member)
        try visit(member.value, depth + 1, body)
        captured.removeLast()
      }
    case .elements:
      for element in value.elements { try visit(element, depth + 1, body) }
    }
  }

  private mutating func give(_ value: JSONValue, _ body: RowReader.Body) throws(MapRunError) {
    count += 1
    row.clear()
    let start = value.source.startIndex
    if start > offset {
      for byte in text[offset..<start] where byte == 0x0A { line += 1 }
      offset = start
    }
    row.line = line
    row.source = value.source
    columns.fill(&row, value, captured: captured)
    try body(&row, nil)
  }
}
