package import Audit
package import Console
internal import FixedPoint
package import Ledger

/// The cases of a ledger, one line each, and how they went together.
package struct CaseListReport {
  private let cases: [MarginCase]
  private let names: Names
  private let unit: String
  private let anchor: Anchor

  /// A report of cases in their order; `unit` is the asset that values are in.
  package init(_ cases: [MarginCase], names: Names, unit: String, anchor: Anchor) {
    self.cases = cases
    self.names = names
    self.unit = unit
    self.anchor = anchor
  }

  /// Writes the report.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json:
      var members = anchor.members
      members += [("unit", .string(unit)), ("cases", try table().node)]
      try output.write(members: members)
    case .csv, .ndjson:
      try table().write(as: format, to: output)
    case .table:
      if !cases.isEmpty { try output.write(paragraph: headline(output.presentation) + "\n") }
      try table().write(as: .table, to: output)
      try output.write(anchor)
    }
  }

  private func headline(_ presentation: Presentation) -> String {
    var parts = [cases.count == 1 ? "1 case" : "\(presentation.shown(cases.count)) cases"]
    let called = cases.filter { $0.called != nil }.count
    parts.append("\(presentation.shown(called)) called")
    for outcome in MarginCase.Outcome.allCases {
      let count = cases.filter { $0.outcome == outcome }.count
      if count > 0 { parts.append("\(presentation.shown(count)) \(outcome.rawValue)") }
    }
    return parts.joined(separator: " · ")
  }

  private func table() throws -> Table {
    Table(
      columns: [
        Column("case", alignment: .right), .id("account"), Column("outcome"),
        Column("breach_block", alignment: .right), Column("breach_time"),
        Column("delay_seconds", alignment: .right), Column("fills", alignment: .right),
        Column("attempts", alignment: .right), .number("shortfall", unit: unit),
        Column("largest_cause"),
      ],
      rows: cases.map { entry in
        [
          .integer(Int64(entry.id)), .text(names.accounts[entry.account]),
          .text(entry.outcome.rawValue, tone: CaseReport.tone(entry.outcome)),
          .integer(entry.opened.block), .time(entry.opened.time),
          .integer(entry.delay.map { $0 / 1000 }), .integer(Int64(entry.fills)),
          .integer(Int64(entry.attempts.values.reduce(0, +))),
          .decimal(entry.shortfall.description),
          entry.shortfall > .zero
            ? .text(entry.attribution.largest.map(CaseReport.title) ?? "") : .empty,
        ]
      }, emptySentence: "No account fell below its maintenance line.")
  }
}
