package import Audit
package import Console
internal import FixedPoint
internal import Ledger
internal import Margin

/// What came of stress tests, one row for each shock.
package struct StressReport {
  /// One test.
  package struct Row {
    /// The shock in words: `ETH −30 %`.
    let shock: String
    let outcome: StressOutcome

    /// The outcome of a shock.
    package init(_ shock: String, _ outcome: StressOutcome) {
      self.shock = shock
      self.outcome = outcome
    }
  }

  private let rows: [Row]
  private let scene: OutlookScene
  private let usesDepth: Bool

  /// A report of tests of the same venue.
  package init(_ rows: [Row], usesDepth: Bool, scene: OutlookScene) {
    self.rows = rows
    self.usesDepth = usesDepth
    self.scene = scene
  }

  /// Writes the report.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json:
      try output.write(
        members: scene.anchor.members + [
          ("unit", .string(scene.unit)), ("depth", .bool(usesDepth)),
          ("shocks", try table.node),
        ] + scene.caution.members)
    case .csv, .ndjson: try table.write(as: format, to: output)
    case .table:
      try output.write(paragraph: try headline(output.presentation))
      try output.write("\n")
      if rows.count == 1 {
        var values = KeyValues()
        for (column, cell) in zip(try table.columns, try table.rows[0]) {
          values.add(column.key, title: column.title, unit: column.unit, cell)
        }
        try values.write(as: .table, to: output)
      } else {
        try table.write(as: .table, to: output)
      }
      try writeNotes(to: output)
      try output.write(scene.anchor)
    }
  }

  private func headline(_ shown: Presentation) throws -> String {
    guard var worst = rows.first else { return "No shock was given." }
    // Of shocks that leave the same loss, the one that liquidates more is worse.
    for row in rows
    where try (row.outcome.loss, row.outcome.notional)
      > (worst.outcome.loss, worst.outcome.notional)
    { worst = row }
    let unit = TerminalText.escape(scene.unit)
    let outcome = worst.outcome
    let name = TerminalText.escape(worst.shock)
    let loss = try outcome.loss
    let liquidated = scene.counted(outcome.accounts, shown)
    let are = outcome.accounts <= 1 ? "is" : "are"
    if rows.count > 1,
      try rows.allSatisfy({ try $0.outcome.accounts == 0 && $0.outcome.loss.isZero })
    {
      return
        "No account is liquidated by any of the \(rows.count) shocks, and no loss is left over."
    }
    let text =
      "\(rows.count == 1 ? "After" : "The worst shock is") \(name)\(rows.count == 1 ? "," : ":") "
      + "\(liquidated) \(are) liquidated"
    return loss.isZero
      ? text + " and no loss is left over."
      : text + "; \(shown.shown(loss.description)) \(unit) of losses are left over."
  }

  private func writeNotes(to output: Output) throws {
    let loud = rows.filter { !$0.outcome.isQuiet }
    if !loud.isEmpty {
      try output.write("\n")
      try output.write(
        paragraph: "Stopped at the most rounds, before everything was quiet: "
          + loud.map { TerminalText.escape($0.shock) }.joined(separator: ", ") + ".")
    }
    try output.write("\n")
    try output.write(
      paragraph: usesDepth
        ? "Sales met the recorded depth, moved with the shock, and each left its price behind."
        : "Order books took every size at the shocked prices; --depth uses the recorded depth.")
    try scene.writeCaution(to: output)
  }

  private var table: Table {
    get throws {
      let unit = scene.unit
      return Table(
        columns: [
          Column("shock"), Column("liquidated", alignment: .right),
          .number("notional", unit: unit), .number("penalties", unit: unit, priority: 3),
          .number("concession", unit: unit, priority: 4),
          .number("insurance_used", unit: unit, priority: 1),
          .number("insurance_left", unit: unit, priority: 5),
          .number("reserve_used", unit: unit, priority: 5),
          .number("reserve_left", unit: unit, priority: 5),
          .number("deleveraged", unit: unit, priority: 2),
          .number("socialized", unit: unit, priority: 2), .number("bad_debt", unit: unit),
          .number("unresolved", unit: unit), Column("rounds", alignment: .right, priority: 1),
          Column("quiet", priority: 6),
        ],
        rows: rows.map { row in
          let outcome = row.outcome
          return [
            .text(row.shock), .integer(Int64(outcome.accounts)),
            .decimal(outcome.notional.description), .decimal(outcome.penalties.description),
            .decimal(outcome.concession.description),
            .decimal(outcome.insuranceUsed.description),
            .decimal(outcome.insuranceLeft.description),
            .decimal(outcome.reserveUsed.description),
            .decimal(outcome.reserveLeft.description),
            .decimal(outcome.deleveraged.description), .decimal(outcome.socialized.description),
            .decimal(
              outcome.badDebt.description, tone: outcome.badDebt > .zero ? .bad : .plain),
            .decimal(
              outcome.unresolved.description, tone: outcome.unresolved > .zero ? .bad : .plain),
            .integer(Int64(outcome.rounds)), .bool(outcome.isQuiet),
          ]
        })
    }
  }
}
