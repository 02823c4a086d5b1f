internal import Console
internal import Ledger
internal import Report

/// Writes the events of a log one by one, in any form, holding none of them.
struct LogRows {
  /// How many events were written.
  private(set) var count: Int64 = 0

  private let format: OutputFormat
  private let names: Names
  private let output: Output
  private let hidden: Set<Int>
  private var table: TableStream
  private var encoding: JSONEncoding
  private var line: [UInt8] = []

  /// A terminal narrower than this shows the details instead of indexes and times.
  private static let roomyWidth = 110

  init(_ format: OutputFormat, names: Names, output: Output) {
    self.format = format
    self.names = names
    self.output = output
    let presentation = output.presentation
    let isNarrow = !presentation.isWide && presentation.width.map { $0 < Self.roomyWidth } ?? false
    hidden = format == .table && isNarrow ? EventRow.lessImportant : []
    let columns = EventRow.columns.indices.filter { [hidden] in !hidden.contains($0) }
      .map { EventRow.columns[$0] }
    table = TableStream(columns: columns, format: format, output: output, emptySentence: "")
    encoding = JSONEncoding(forTerminal: presentation.isTerminal)
  }

  mutating func append(_ event: borrowing Event) throws {
    switch format {
    case .json, .ndjson:
      encoding.bytes.removeAll(keepingCapacity: true)
      if format == .json { encoding.bytes.append(contentsOf: (count == 0 ? "[\n" : ",\n").utf8) }
      append(json: event)
      if format == .ndjson { encoding.bytes.append(UInt8(ascii: "\n")) }
      try output.write(bytes: encoding.bytes)
    case .csv, .table:
      let cells = EventRow.cells(event, names: names)
      try table.append(
        hidden.isEmpty ? cells : cells.indices.filter { !hidden.contains($0) }.map { cells[$0] })
    }
    count += 1
  }

  /// The members of the line behind the number of the event.
  private mutating func append(json event: borrowing Event) {
    guard !output.presentation.isTerminal else {
      encoding.append(EventRow.node(event, names: names))
      return
    }
    line.removeAll(keepingCapacity: true)
    LineEncoder.append(event, names: names, to: &line)
    encoding.bytes.append(contentsOf: "{\"seq\":\(event.seq),".utf8)
    encoding.bytes.append(contentsOf: line[Self.version.count...])
  }

  /// What every line begins with and an answer does not repeat.
  private static let version = Array("{\"v\":1,".utf8)

  /// Ends the answer: in a table with the number of events and the anchor.
  mutating func finish(nothing: String, isCut: Bool, anchor: Anchor) throws {
    switch format {
    case .ndjson: break
    case .json: try output.write(count == 0 ? "[]\n" : "\n]\n")
    case .csv: try table.finish()
    case .table:
      if count == 0 {
        try output.write(paragraph: nothing)
      } else {
        try table.finish()
        try writeSummary(isCut: isCut)
      }
      try output.write(anchor)
    }
  }

  private func writeSummary(isCut: Bool) throws {
    if !hidden.isEmpty {
      let names = hidden.sorted().map { EventRow.columns[$0].title }.joined(separator: ", ")
      try output.write("(no room for: \(names); --wide shows all)\n")
    }
    let number = output.presentation.shown(count)
    let words =
      switch (isCut, count) {
      case (false, 1): "1 event"
      case (false, _): "\(number) events"
      case (true, 1): "the first event; --limit leaves out more"
      case (true, _): "the first \(number) events; --limit leaves out more"
      }
    try output.write("\n\(words)\n")
  }
}
