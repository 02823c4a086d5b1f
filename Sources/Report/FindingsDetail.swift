package import Audit
package import Console
package import Ledger

extension Table {
  /// The detail of a check, in the form that every table is written in.
  package init(_ detail: DetailTable, names: Names) {
    let columns = detail.columns.enumerated().map { place, column in
      Self.column(column, detail.rows.lazy.compactMap { Self.sample($0[place]) }.first)
    }
    self.init(
      columns: columns, rows: detail.rows.map { row in row.map { Self.cell($0, names) } },
      emptySentence: "There is nothing in it.")
  }

  private static func sample(_ value: DetailTable.Value) -> DetailTable.Value? {
    value == .none ? nil : value
  }

  private static func column(
    _ column: DetailTable.Column, _ sample: DetailTable.Value?
  ) -> Column {
    switch sample {
    case .decimal: .number(column.title, unit: column.unit)
    case .integer: Column(column.title, unit: column.unit, alignment: .right)
    case .account: .id(column.title)
    default: Column(column.title, unit: column.unit)
    }
  }

  private static func cell(_ value: DetailTable.Value, _ names: Names) -> Cell {
    switch value {
    case .none: .empty
    case .text(let text): .text(text)
    case .account(let id): .text(names.accounts[id])
    case .integer(let number): .integer(number)
    case .time(let time): .time(time)
    case .decimal(let number): .decimal(number)
    }
  }
}

/// One check of an audit with all its cases.
package struct CheckDetailReport {
  private let check: Check
  private let names: Names
  private let anchor: Anchor

  /// A report of a check.
  package init(_ check: Check, names: Names, anchor: Anchor) {
    self.check = check
    self.names = names
    self.anchor = anchor
  }

  /// Writes the definition, the result and the cases; csv and ndjson have the cases alone.
  package func write(as format: OutputFormat, to output: Output) throws {
    let table = check.detail.map { Table($0, names: names) }
    switch format {
    case .csv, .ndjson:
      try (table ?? Table(columns: [])).write(as: format, to: output)
    case .json:
      try output.write(
        members: anchor.members + [
          ("check", FindingsReport.node(check)), ("cases", table?.node ?? .array([])),
        ])
    case .table:
      let shown = output.presentation
      try output.write(
        paragraph: "\(check.name): \(shown.shown(check.held)) of \(shown.shown(check.cases)) held, "
          + "\(shown.shown(check.broken)) broken, \(shown.shown(check.undecidable)) undecidable")
      try output.write(paragraph: check.sentence + ".")
      try output.write("\n")
      try output.write(paragraph: "It holds when \(check.definition)")
      if let table, let title = check.detail?.title {
        try output.write("\n\(title)\n")
        try table.write(as: .table, to: output)
      }
      try output.write(anchor)
    }
  }
}
