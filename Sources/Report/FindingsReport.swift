package import Audit
package import Console
internal import FixedPoint
package import Ledger

/// What an audit looked at and found, the worst first.
package struct FindingsReport {
  private let result: AuditResult
  private let findings: [Finding]
  private let names: Names
  private let anchor: Anchor

  /// A report of an audit.
  package init(_ result: AuditResult, names: Names, anchor: Anchor) {
    self.result = result
    findings = result.findings.enumerated().sorted { a, b in
      let (x, y) = (Self.order(a.element), Self.order(b.element))
      return x != y ? x < y : a.offset < b.offset
    }.map(\.element)
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
        ("obligations", .integer(Int64(result.obligations))),
        ("findings", .integer(Int64(findings.count))),
        ("list", table.node),
      ]
      try output.write(members: members)
    case .csv, .ndjson:
      try table.write(as: format, to: output)
    case .table:
      let shown = output.presentation
      try output.write(paragraph: headline(shown))
      if !findings.isEmpty {
        try output.write("\n")
        try table.write(as: .table, to: output)
      }
      try output.write(anchor)
    }
  }

  /// The answer in one line.
  private func headline(_ shown: Presentation) -> String {
    if result.liquidations == 0, !result.hasRulebook, result.checks.isEmpty {
      return "The log holds no liquidation and no rulebook, and nothing else that could be checked."
    }
    var parts: [String] = []
    if result.liquidations > 0 {
      parts += [
        counted(result.liquidations, "liquidation", shown), "\(shown.shown(result.judged)) judged",
      ]
    }
    if result.hasRulebook { parts.append(counted(result.obligations, "obligation", shown)) }
    parts.append(counted(findings.count, "finding", shown))
    if result.undecided > 0 {
      let lacks = result.coverage.gaps.map { "no \($0.kind.name)" }.joined(separator: ", ")
      parts.append(
        "\(shown.shown(result.undecided)) undecidable" + (lacks.isEmpty ? "" : " (\(lacks))"))
    }
    return parts.joined(separator: " · ")
  }

  private func counted(_ count: Int, _ noun: String, _ shown: Presentation) -> String {
    "\(shown.shown(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  private var table: Table {
    Table(
      columns: [
        Column("severity"), Column("code"), Column("block", alignment: .right), Column("time"),
        Column("seq", alignment: .right), .id("account"), .number("at_stake"),
        Column("sentence", shorten: .never),
      ],
      rows: findings.map { finding in
        [
          .text(finding.severity.rawValue, tone: finding.severity == .high ? .bad : .warn),
          .text(finding.code.rawValue), .integer(finding.block), .time(finding.time),
          .integer(finding.evidence.first),
          finding.account.map { .text(names.accounts[$0]) } ?? .empty,
          .decimal(finding.stake?.amount.description), .text(finding.sentence),
        ]
      }, emptySentence: "Nothing was found.")
  }
}
