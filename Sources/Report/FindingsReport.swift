package import Audit
package import Console
internal import FixedPoint
package import Ledger

/// What an audit looked at and found: the answer, the checks, the findings with the worst first, and what
/// the log lacks.
package struct FindingsReport {
  let result: AuditResult
  let findings: [Finding]
  let names: Names
  private let anchor: Anchor
  private let total: Int
  private let choice: String?
  /// The most findings that a terminal is shown.
  let limit: Int

  /// How many findings a terminal is shown unless all are asked for.
  package static let shownFindings = 20

  /// A report of an audit; `total` is the number of findings before the user's choice among them, and
  /// `choice` says it in words.
  package init(
    _ result: AuditResult, names: Names, anchor: Anchor, total: Int? = nil, choice: String? = nil,
    limit: Int = shownFindings
  ) {
    self.result = result
    findings = result.findings.enumerated().sorted { a, b in
      let (x, y) = (Self.order(a.element), Self.order(b.element))
      return x != y ? x < y : a.offset < b.offset
    }.map(\.element)
    self.names = names
    self.anchor = anchor
    self.total = total ?? result.findings.count
    self.choice = choice
    self.limit = limit
  }

  private static func order(_ finding: Finding) -> Int {
    Finding.Severity.allCases.firstIndex(of: finding.severity) ?? 0
  }

  /// Writes the report; csv and ndjson have the findings alone, json has everything.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json: try output.write(members: anchor.members + members)
    case .csv, .ndjson: try table.write(as: format, to: output)
    case .table:
      try output.write(paragraph: headline(output.presentation))
      if let choice {
        try output.write(
          paragraph: TerminalText.escape(
            "Listed are the findings \(choice); liquidations, obligations and checks are those of the "
              + "whole log."))
      }
      try writeChecks(to: output)
      try writeFindings(to: output)
      try writeCoverage(to: output)
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
    let isChosen = findings.count < total
    parts.append(
      counted(findings.count, "finding", shown) + (isChosen ? " of \(shown.shown(total))" : ""))
    if result.undecided > 0 {
      let lacks = result.coverage.gaps.map { "no \($0.kind.words)" }.joined(separator: ", ")
      parts.append(
        "\(shown.shown(result.undecided)) undecidable in part"
          + (lacks.isEmpty ? "" : " (\(lacks))"))
    }
    return parts.joined(separator: " · ")
  }

  func counted(_ count: Int, _ noun: String, _ shown: Presentation) -> String {
    "\(shown.shown(count)) \(noun)\(count == 1 ? "" : "s")"
  }
}

// MARK: - Data

extension FindingsReport {
  private var members: [(String, JSONNode)] {
    [
      ("liquidations", .integer(Int64(result.liquidations))),
      ("judged", .integer(Int64(result.judged))),
      ("undecidable", .integer(Int64(result.undecided))),
      ("rulebook", .bool(result.hasRulebook)), ("obligations", .integer(Int64(result.obligations))),
      ("findings", .integer(Int64(findings.count))), ("findings_of_all", .integer(Int64(total))),
      ("chosen", choice.map { .string($0) } ?? .null),
      ("checks", .array(result.checks.map(Self.node))), ("list", table.node),
      ("coverage", coverage),
    ]
  }

  /// A check without its cases.
  static func node(_ check: Check) -> JSONNode {
    .object([
      ("name", .string(check.name)), ("definition", .string(check.definition)),
      ("cases", .integer(Int64(check.cases))), ("held", .integer(Int64(check.held))),
      ("broken", .integer(Int64(check.broken))),
      ("undecidable", .integer(Int64(check.undecidable))),
      ("lacks", .array(check.lacks.map { .string($0.name) })),
      ("sentence", .string(check.sentence)),
    ])
  }

  private var coverage: JSONNode {
    .object([
      (
        "kinds",
        .object(result.coverage.counts.map { ($0.kind.name, .integer(Int64($0.count))) })
      ),
      (
        "lacks",
        .array(
          result.coverage.gaps.map { gap in
            .object([
              ("kind", .string(gap.kind.name)),
              (
                "checks",
                .array(
                  gap.checks.map {
                    .object([("check", .string($0.name)), ("cases", .integer(Int64($0.cases)))])
                  })
              ),
            ])
          })
      ),
    ])
  }

  /// Every finding with everything that is known of it.
  private var table: Table {
    Table(
      columns: [
        Column("severity"), Column("code"), Column("block", alignment: .right), Column("time"),
        Column("seq", alignment: .right), .id("account"), Column("subject"), .number("at_stake"),
        Column("unit"), Column("rule"), Column("sentence"), Column("evidence"),
      ],
      rows: findings.map { finding in
        [
          .text(finding.severity.rawValue), .text(finding.code.rawValue), .integer(finding.block),
          .time(finding.time), .integer(finding.evidence.first),
          finding.account.map { .text(names.accounts[$0]) } ?? .empty,
          finding.subject.map { .text($0) } ?? .empty,
          .decimal(finding.stake?.amount.description),
          finding.stake.map { .text($0.unit) } ?? .empty, .text(finding.rule),
          .text(finding.sentence),
          .nested(
            .array(finding.evidence.map { .integer($0) }),
            text: finding.evidence.map { "\($0)" }.joined(separator: " ")),
        ]
      }, emptySentence: "Nothing was found.")
  }
}
