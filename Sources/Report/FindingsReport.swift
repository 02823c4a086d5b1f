package import Console
internal import FixedPoint
package import Ledger
internal import Margin

/// What an audit found, the worst first.
package struct FindingsReport {
  private let findings: [Finding]
  private let obligations: Int
  private let names: Names
  private let anchor: Anchor

  /// A report of what an auditor found; `obligations` is how many it checked.
  package init(_ findings: [Finding], obligations: Int, names: Names, anchor: Anchor) {
    self.findings = findings.enumerated().sorted { a, b in
      let (x, y) = (Self.order(a.element), Self.order(b.element))
      return x != y ? x < y : a.offset < b.offset
    }.map(\.element)
    self.obligations = obligations
    self.names = names
    self.anchor = anchor
  }

  private static func order(_ finding: Finding) -> Int {
    Finding.Severity.allCases.firstIndex(of: finding.severity) ?? 0
  }

  /// Writes the report.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json:
      var members = anchor.members
      members += [
        ("obligations", .integer(Int64(obligations))),
        ("findings", .integer(Int64(findings.count))),
        ("list", table.node),
      ]
      try output.write(members: members)
    case .csv, .ndjson:
      try table.write(as: format, to: output)
    case .table:
      let shown = output.presentation
      let counted = findings.count == 1 ? "1 finding" : "\(shown.shown(findings.count)) findings"
      try output.write(
        paragraph: "\(shown.shown(obligations)) obligations checked · \(counted)")
      if !findings.isEmpty {
        try output.write("\n")
        try table.write(as: .table, to: output)
      }
      try output.write(anchor)
    }
  }

  private var table: Table {
    Table(
      columns: [
        Column("severity"), Column("code"), Column("block", alignment: .right), Column("time"),
        Column("seq", alignment: .right), .id("account"), .number("at_stake"),
        Column("sentence", shorten: .never),
      ],
      rows: findings.map { finding in
        let found = finding.discrepancy
        return [
          .text(finding.severity.rawValue, tone: finding.severity == .high ? .bad : .warn),
          .text(finding.code), .integer(found.block), .time(found.time), .integer(found.seq),
          found.account.map { .text(names.accounts[$0]) } ?? .empty,
          .decimal(found.amount?.description), .text(finding.sentence),
        ]
      }, emptySentence: "Nothing was found.")
  }
}
