/// Writes rows as JSON objects, one a line, in an array or by themselves.
struct JSONRows: RowWriter {
  /// What stands before each value: a brace or comma, the key, a colon.
  private let leads: [[UInt8]]
  private let isArray: Bool
  private var encoding: JSONEncoding
  private var isFirst = true

  init(_ columns: [Column], _ presentation: Presentation, isArray: Bool) {
    self.leads = columns.indices.map { index in
      var lead = JSONEncoding(forTerminal: presentation.isTerminal)
      lead.bytes.append(index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
      lead.append(string: columns[index].key)
      return lead.bytes + [UInt8(ascii: ":")]
    }
    self.isArray = isArray
    self.encoding = JSONEncoding(forTerminal: presentation.isTerminal)
  }

  mutating func append(_ row: [Cell], to output: Output) throws(OutputError) {
    encoding.bytes.removeAll(keepingCapacity: true)
    if isArray { encoding.bytes.append(contentsOf: (isFirst ? "[\n" : ",\n").utf8) }
    isFirst = false
    for index in row.indices {
      encoding.bytes.append(contentsOf: leads[index])
      encoding.append(row[index].value)
    }
    if row.isEmpty { encoding.bytes.append(UInt8(ascii: "{")) }
    encoding.bytes.append(UInt8(ascii: "}"))
    if !isArray { encoding.bytes.append(UInt8(ascii: "\n")) }
    try output.write(bytes: encoding.bytes)
  }

  mutating func finish(_ output: Output) throws(OutputError) {
    if isArray { try output.write(isFirst ? "[]\n" : "\n]\n") }
  }
}

extension JSONEncoding {
  /// Appends the value of a cell.
  mutating func append(_ value: Cell.Value) {
    switch value {
    case .empty: append(JSONNode.null)
    case .text(let text): append(string: text)
    case .decimal(let number): append(string: number)
    case .integer(let number): append(integer: number)
    case .bool(let bool): append(JSONNode.bool(bool))
    case .time(let milliseconds):
      bytes.append(UInt8(ascii: "\""))
      ISOTime.append(milliseconds, to: &bytes)
      bytes.append(UInt8(ascii: "\""))
    case .nested(let node, _): append(node)
    }
  }
}
