internal import Console
internal import FixedPoint
internal import SQLite

/// Writes the rows of a query.
///
/// For people the first rows decide how each column is set: whole numbers to the right, amounts by
/// their point, everything else to the left.
struct SQLRows {
  private let names: [String]
  private let format: OutputFormat
  private let output: Output
  private var sample: [[Value]] = []
  private var table: TableStream?
  private var styles: [Style]

  /// How a column is set.
  private enum Style {
    case text
    /// Numbers that may be ids or times: never grouped.
    case whole
    /// Decimals, at least one of them with a fraction.
    case amount
  }

  /// The rows that decide.
  private static let sampleRows = 200

  init(_ names: [String], _ format: OutputFormat, _ output: Output) {
    self.names = names
    self.format = format
    self.output = output
    styles = names.map { _ in .text }
  }

  mutating func append(_ values: [Value]) throws {
    guard format == .table else { return try write(values) }
    if table != nil { return try write(values) }
    sample.append(values)
    if sample.count >= Self.sampleRows { try writeSample() }
  }

  mutating func finish() throws {
    try writeSample()
    try table?.finish()
  }

  private mutating func writeSample() throws {
    guard table == nil else { return }
    if format == .table {
      styles = names.indices.map { column in Self.style(sample.map { $0[column] }) }
    }
    begin()
    for values in sample { try write(values) }
    sample = []
  }

  private mutating func begin() {
    let columns = zip(names, styles).map { name, style in
      let alignment: Column.Alignment =
        switch style {
        case .text: .left
        case .whole: .right
        case .amount: .decimalPoint
        }
      return Column(name, title: name, alignment: alignment)
    }
    table = TableStream(
      columns: columns, format: format, output: output, emptySentence: "No rows.")
  }

  private mutating func write(_ values: [Value]) throws {
    if table == nil { begin() }
    let cells = zip(values, styles).map { Self.cell($0, $1, format) }
    try table?.append(cells)
  }

  private static func style(_ values: [Value]) -> Style {
    var style = Style.whole
    var hasNumber = false
    for value in values {
      switch value {
      case .null: continue
      case .integer, .real: hasNumber = true
      case .text(let text):
        guard isDecimal(text) else { return .text }
        hasNumber = true
        if text.utf8.contains(UInt8(ascii: ".")) { style = .amount }
      case .blob: return .text
      }
    }
    return hasNumber ? style : .text
  }

  private static func isDecimal(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return (try? Decimal18.parseCanonical(bytes.span, from: 0, to: bytes.count)) != nil
  }

  private static func cell(_ value: Value, _ style: Style, _ format: OutputFormat) -> Cell {
    switch value {
    case .null: .empty
    case .integer(let integer):
      format == .table && style != .amount ? .text(String(integer)) : .integer(integer)
    case .real(let real): .text("\(real)")
    case .text(let text): style == .amount && isDecimal(text) ? .decimal(text) : .text(text)
    case .blob(let bytes): .text("x'" + bytes.map(hex).joined() + "'")
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return byte < 16 ? "0\(text)" : text
  }
}
