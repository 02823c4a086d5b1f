package import Charts
package import Console
package import FixedPoint
internal import Ledger
internal import Margin

/// The losses left over for each pair of two shocks, as a map.
package struct StressGridReport {
  private let rowName: String
  private let columnName: String
  private let rows: [String]
  private let columns: [String]
  private let losses: [[Decimal18]]
  private let scene: OutlookScene

  /// A map; `losses` are a row at a time.
  package init(
    row: String, column: String, rows: [String], columns: [String], losses: [[Decimal18]],
    scene: OutlookScene
  ) {
    rowName = row
    columnName = column
    self.rows = rows
    self.columns = columns
    self.losses = losses
    self.scene = scene
  }

  /// Writes the map: a table whose colours say where losses are.
  package func write(as format: OutputFormat, to output: Output) throws {
    if format == .json {
      return try output.write(
        members: scene.anchor.members + [
          ("unit", .string(scene.unit)), ("rows", .string(rowName)),
          ("columns", .string(columnName)), ("losses", table.node),
        ])
    }
    guard format == .table else { return try table.write(as: format, to: output) }
    let unit = TerminalText.escape(scene.unit)
    try output.write(
      paragraph: "Losses left over (bad debt that nobody bears, and what the rules did not deal "
        + "with), in \(unit): "
        + "\(TerminalText.escape(rowName)) down, \(TerminalText.escape(columnName)) across.")
    try output.write("\n")
    try table.write(as: .table, to: output)
    try output.write(scene.anchor)
  }

  private var largest: Decimal18 { losses.joined().max() ?? .zero }

  private var table: Table {
    Table(
      columns: [Column("shock", title: rowName)]
        + columns.map { .number($0, title: $0) },
      rows: rows.indices.map { row in
        [.text(rows[row])]
          + losses[row].map { .decimal($0.description, tone: tone($0)) }
      })
  }

  /// Red from half of the largest loss on, amber below, green for none.
  private func tone(_ loss: Decimal18) -> Cell.Tone {
    if loss.isZero { return .good }
    return loss.mantissa > largest.mantissa / 2 ? .bad : .warn
  }

  /// The map as a picture.
  package var chart: HeatMap {
    HeatMap(
      "Losses left over", unit: "losses, \(scene.unit)", columnTitle: columnName,
      columns: columns, rowTitle: rowName, rows: rows,
      cells: losses.map { $0.map { Figure($0.approximate, exact: $0.description) } })
  }

  /// A page with the picture and its table, complete in one file.
  package var page: String {
    Page(
      title: "Stress test", lead: "Losses left over for each pair of shocks.", headlines: [],
      sections: [Page.Section("Losses", [.chart(chart)])],
      anchor: scene.anchor.sentence(for: .plain)
    ).html
  }
}

extension Decimal18 {
  /// The number for drawing alone.
  var approximate: Double { Double(mantissa) / 1e18 }
}
