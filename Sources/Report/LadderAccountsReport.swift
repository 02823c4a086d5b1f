package import Audit
package import Console
internal import FixedPoint
internal import Ledger
internal import Margin

/// Every account at its own liquidation price, in the order of prices.
package struct AccountLaddersReport {
  private let ladders: [AccountLadder]
  private let moved: MovedPrices
  private let unjudged: Int
  private let scene: OutlookScene

  /// A report of accounts' lines for the same moved prices.
  package init(
    _ ladders: [AccountLadder], moved: MovedPrices, unjudged: Int, scene: OutlookScene
  ) {
    self.ladders = ladders
    self.moved = moved
    self.unjudged = unjudged
    self.scene = scene
  }

  /// Writes the report.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json:
      try output.write(
        members: scene.members(moved) + [
          ("unjudged", .integer(Int64(unjudged))),
          ("lost", .array(lost.map { .string(scene.names.accounts[$0]) })),
          ("accounts", try table(format).node),
        ])
    case .csv, .ndjson: try table(format).write(as: format, to: output)
    case .table:
      try table(format).write(as: .table, to: output)
      if !lost.isEmpty {
        let names = lost.prefix(5).map { TerminalText.escape(scene.names.accounts[$0]) }
        let rest = lost.count > 5 ? " and \(lost.count - 5) more" : ""
        try output.write("\n")
        try output.write(
          paragraph: "\(scene.counted(lost.count, output.presentation)) may be liquidated, and no "
            + "price that was tried saves \(lost.count == 1 ? "it" : "them"): "
            + "\(names.joined(separator: ", "))\(rest).")
      }
      try scene.writeNotes(moved, unjudged: unjudged, to: output)
      try output.write(scene.anchor)
    }
  }

  private struct Row {
    var account: Int
    var line: AccountLadder.Line
    var price: Decimal18
    var sum = Decimal18.zero
  }

  /// One row a line, by price; exposures add up away from the present price.
  private func rows() throws -> [Row] {
    var below: [Row] = []
    var above: [Row] = []
    for ladder in ladders {
      for line in ladder.lines {
        guard let price = line.liquidation else { continue }
        let row = Row(account: ladder.account, line: line, price: price)
        if line.isFall { below.append(row) } else { above.append(row) }
      }
    }
    below.sort { $0.price != $1.price ? $0.price > $1.price : $0.account < $1.account }
    above.sort { $0.price != $1.price ? $0.price < $1.price : $0.account < $1.account }
    try Self.addUp(&below)
    try Self.addUp(&above)
    return (below.reversed() + above).enumerated()
      .sorted { ($0.element.price, $0.offset) < ($1.element.price, $1.offset) }.map(\.element)
  }

  /// Who may be liquidated whatever the price.
  private var lost: [Int] {
    ladders.filter { $0.isLiquidatable && $0.lines.allSatisfy { $0.liquidation == nil } }
      .map(\.account)
  }

  private static func addUp(_ rows: inout [Row]) throws {
    var sum = Decimal18.zero
    for place in rows.indices {
      sum = try sum + rows[place].line.exposure
      rows[place].sum = sum
    }
  }

  private func table(_ format: OutputFormat) throws -> Table {
    let unit = scene.unit
    return Table(
      columns: [
        .number("price"), .number("change", unit: "%"), Column("by"), .id("account"),
        .number("exposure", unit: unit), .number("collateral", unit: unit, priority: 2),
        .number("bankruptcy_price", priority: 1),
        .number("cumulative_exposure", unit: unit),
      ],
      rows: try rows().map { row in
        [
          .decimal(row.price.description), try .percent(scene.change(row.price, of: moved), format),
          .text(row.line.isFall ? "fall" : "rise"), .text(scene.names.accounts[row.account]),
          .decimal(row.line.exposure.description), .decimal(row.line.collateral.description),
          .decimal(row.line.bankruptcy?.description), .decimal(row.sum.description),
        ]
      }, emptySentence: "No price lets any account be liquidated.")
  }
}
