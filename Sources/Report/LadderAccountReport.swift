package import Audit
package import Console
internal import FixedPoint
internal import Ledger
internal import Margin

/// One account: the prices that end it, each thing alone, and how it stands at prices of one.
package struct AccountLadderReport {
  private let account: Int
  private let ladders: [AccountLadder]
  private let rungs: [AccountLadder.Rung]
  private let introduction: [String]
  private let scene: OutlookScene

  /// A report of one account: its lines, one for each thing that moves; how it stands at prices of the first
  /// of them, if any were asked for; and sentences that come first.
  package init(
    _ account: Int, _ ladders: [AccountLadder], rungs: [AccountLadder.Rung],
    introduction: [String] = [], scene: OutlookScene
  ) {
    self.account = account
    self.ladders = ladders
    self.rungs = rungs
    self.introduction = introduction
    self.scene = scene
  }

  /// Writes the report.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json:
      try output.write(
        members: scene.anchor.members + [
          ("unit", .string(scene.unit)), ("account", .string(scene.names.accounts[account])),
          ("notes", .array(introduction.map { .string($0) })),
          ("lines", try lineTable(format).node), ("rungs", try rungTable(format).node),
        ])
    case .csv, .ndjson:
      try (rungs.isEmpty ? lineTable(format) : rungTable(format)).write(as: format, to: output)
    case .table:
      for sentence in introduction { try output.write(paragraph: sentence) }
      if !introduction.isEmpty { try output.write("\n") }
      try lineTable(format).write(as: .table, to: output)
      if !rungs.isEmpty, let moved = ladders.first?.moved {
        let name = TerminalText.escape(moved.main.name(scene.names))
        try output.write("\nAt prices of \(name)\n")
        try rungTable(format).write(as: .table, to: output)
        try scene.writeNotes(moved, unjudged: 0, to: output)
      }
      try output.write(scene.anchor)
    }
  }

  private func lineTable(_ format: OutputFormat) throws -> Table {
    var table = Table(
      columns: [
        .id("moves"), .number("present_price"), Column("by"), .number("liquidation_price"),
        .number("change", unit: "%"), .number("bankruptcy_price"),
        .number("exposure", unit: scene.unit, priority: 2),
      ] + scene.saleColumns,
      emptySentence: "No price of anything it has, owes or holds lets it be liquidated.")
    for ladder in ladders {
      for line in ladder.lines {
        let change = try line.liquidation.map { try scene.change($0, of: ladder.moved) }
        let isPassed = line.liquidation != nil || line.bankruptcy != nil
        table.rows.append(
          [
            .text(ladder.moved.main.text(scene.names)),
            .decimal(ladder.moved.present.description),
            isPassed ? .text(line.isFall ? "fall" : "rise") : .empty,
            .decimal(
              line.liquidation?.description, tone: ladder.isLiquidatable ? .bad : .plain),
            try change.map { try .percent($0, format) } ?? .empty,
            .decimal(line.bankruptcy?.description),
            .decimal(line.exposure.description),
          ] + scene.cells(line.sale))
      }
    }
    return table
  }

  private func rungTable(_ format: OutputFormat) throws -> Table {
    guard let moved = ladders.first?.moved else { return Table(columns: []) }
    let unit = scene.unit
    return Table(
      columns: [
        .number("price"), .number("change", unit: "%"), Column("liquidatable"),
        .number("equity", unit: unit), .number("coverage"),
        .number("requirement", unit: unit, priority: 3),
      ] + scene.saleColumns,
      rows: try rungs.map { rung in
        [
          .decimal(rung.price.description),
          try .percent(scene.change(rung.price, of: moved), format),
          .bool(rung.isLiquidatable, tone: rung.isLiquidatable ? .bad : .plain),
          .decimal(
            rung.health.equity.description, tone: rung.health.equity.isNegative ? .bad : .plain),
          .decimal(
            try rung.health.coverage?.rounded(toDecimals: 6, rounding: .down).description),
          .decimal(rung.health.requirement.description),
        ] + scene.cells(rung.sale)
      })
  }
}
