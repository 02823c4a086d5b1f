package import Audit
package import Console
internal import FixedPoint
internal import Ledger
internal import Margin

/// What may be liquidated at each price.
package struct LadderReport {
  private let ladder: PriceLadder
  private let scene: OutlookScene

  /// A report of a ladder.
  package init(_ ladder: PriceLadder, scene: OutlookScene) {
    self.ladder = ladder
    self.scene = scene
  }

  /// Writes the report.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json:
      try output.write(
        members: scene.members(ladder.moved) + [
          ("unjudged", .integer(Int64(ladder.unjudged))), ("rungs", try table(format).node),
        ])
    case .csv, .ndjson: try table(format).write(as: format, to: output)
    case .table:
      try output.write(paragraph: try headline(output.presentation))
      try output.write("\n")
      try table(format).write(as: .table, to: output)
      try scene.writeNotes(ladder.moved, unjudged: ladder.unjudged, to: output)
      try output.write(scene.anchor)
    }
  }

  private func headline(_ shown: Presentation) throws -> String {
    let present = ladder.rungs.first { $0.price == ladder.moved.present }
    let name = TerminalText.escape(ladder.moved.main.name(scene.names))
    var text =
      "At the present price of \(name), \(shown.shown(ladder.moved.present.description)), "
      + "\(scene.counted(present?.accounts ?? 0, shown)) may be liquidated."
    let bad = ladder.rungs.filter { $0.badDebt > .zero }
    guard let below = bad.last(where: { $0.price < ladder.moved.present }) ?? bad.first else {
      return text + " No equity is below zero at any of these prices."
    }
    let change = try scene.change(below.price, of: ladder.moved)
    let percent = try (change * ExactRatio(100)).rounded(toDecimals: 2, rounding: .halfEven)
    text +=
      " At \(shown.shown(below.price.description)) (\(shown.shown(percent.description)) %) the bad debt is "
      + "\(shown.shown(below.badDebt.description)) \(TerminalText.escape(scene.unit)) in "
      + "\(scene.counted(below.insolvent, shown))."
    return text
  }

  private func table(_ format: OutputFormat) throws -> Table {
    let unit = scene.unit
    return Table(
      columns: [
        .number("price"), .number("change", unit: "%"), Column("accounts", alignment: .right),
        .number("exposure", unit: unit), .number("collateral", unit: unit, priority: 2),
        Column("insolvent", alignment: .right), .number("bad_debt", unit: unit),
        .number("bad_debt_if_sold", unit: unit, priority: 1),
      ],
      rows: try ladder.rungs.map { rung in
        let isPresent = rung.price == ladder.moved.present
        return [
          .decimal(rung.price.description, tone: isPresent ? .good : .plain),
          try .percent(scene.change(rung.price, of: ladder.moved), format),
          .integer(Int64(rung.accounts)), .decimal(rung.exposure.description),
          .decimal(rung.collateral.description), .integer(Int64(rung.insolvent)),
          .decimal(rung.badDebt.description, tone: rung.badDebt > .zero ? .bad : .plain),
          .decimal(
            rung.badDebtIfSold.description, tone: rung.badDebtIfSold > .zero ? .bad : .plain),
        ]
      }, emptySentence: "No price to value at.")
  }
}
