package import Audit
package import Console
internal import FixedPoint
package import Ledger

/// The cases of a ledger, one line each, and how they went together.
package struct CaseListReport {
  private let set: CaseSet
  private let cases: [MarginCase]
  private let limit: Int
  private let names: Names
  private let anchor: Anchor

  /// A report of some cases of a ledger, in the order to be shown; at most `limit` of them get a line.
  package init(
    _ set: CaseSet, showing cases: [MarginCase], limit: Int? = nil, names: Names, anchor: Anchor
  ) {
    self.set = set
    self.cases = cases
    self.limit = limit ?? .max
    self.names = names
    self.anchor = anchor
  }

  /// Writes the report.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json:
      let summary = try set.summary(of: cases)
      var members = anchor.members
      members += [
        ("unit", .string(set.unit)), ("basis", .string(set.basis.rawValue)),
        ("rulebook", .string(set.rulebook)), ("lacks", .string(set.lacks)),
        ("summary", node(summary)), ("cases", try table().node),
      ]
      try output.write(members: members)
    case .csv, .ndjson:
      try table().write(as: format, to: output)
    case .table:
      if !cases.isEmpty {
        try writeSummary(try set.summary(of: cases), to: output)
      }
      try table().write(as: .table, to: output)
      if cases.count > limit {
        let rest = output.presentation.shown(cases.count - limit)
        try output.write("… and \(rest) more\n")
      }
      try output.write(anchor)
    }
  }

  // MARK: - The summary

  private func writeSummary(_ summary: CaseSummary, to output: Output) throws {
    let shown = output.presentation
    try output.write(paragraph: funnel(summary, shown))
    if summary.shortfall > .zero {
      let causes = summary.byCause.map { entry in
        let cause = entry.cause?.title ?? "not decidable"
        return "\(cause) \(shown.shown(entry.amount.description)) (\(cases(entry.cases, shown)))"
      }
      try output.write(
        paragraph: "shortfall \(shown.shown(summary.shortfall.description)) \(set.unit), by "
          + "largest cause: " + causes.joined(separator: " · "))
    }
    if !summary.payers.isEmpty {
      let rests = summary.rests.map {
        " · \($0.name) \(shown.shown($0.value.description)) \(set.unit)"
      }
      try output.write(
        paragraph: "paid by " + Self.words(summary.payers, names, shown) + rests.joined())
    }
    if !summary.taken.isEmpty {
      try output.write(
        paragraph: "without loss: " + Self.words(summary.taken, names, shown)
          + " of debt, taken over with collateral worth more")
    }
    if summary.undecided > 0 {
      try output.write(
        paragraph: "the shortfall of \(cases(summary.undecided, shown)) is not decidable")
    }
    if !set.lacks.isEmpty {
      try output.write(
        paragraph: "when accounts fell below their lines is not decidable: \(set.lacks)")
    }
    try output.write("\n")
  }

  private func cases(_ count: Int, _ shown: Presentation) -> String {
    count == 1 ? "1 case" : "\(shown.shown(count)) cases"
  }

  private func funnel(_ summary: CaseSummary, _ shown: Presentation) -> String {
    let ends = MarginCase.Outcome.allCases.compactMap { outcome in
      summary.outcomes[outcome].map { "\(shown.shown($0)) \(outcome.rawValue)" }
    }
    let breached =
      set.basis == .rules
      ? "\(shown.shown(summary.count)) breached"
      : cases(summary.count, shown) + " of liquidation"
    return "\(breached) → \(shown.shown(summary.called)) called → "
      + ends.joined(separator: " · ")
  }

  static func words(
    _ payers: [MarginCase.Payer], _ names: Names, _ shown: Presentation
  ) -> String {
    payers.map { payer in
      "\(TerminalText.escape(payer.name)) \(shown.shown(payer.amount.description)) "
        + TerminalText.escape(names.assets[payer.asset])
    }.joined(separator: " · ")
  }

  private func node(_ summary: CaseSummary) -> JSONNode {
    let ends = MarginCase.Outcome.allCases.map {
      (key: $0.rawValue, node: JSONNode.integer(Int64(summary.outcomes[$0] ?? 0)))
    }
    let causes = Table(
      columns: [
        Column("cause"), Column("cases", alignment: .right), .number("shortfall", unit: set.unit),
      ],
      rows: summary.byCause.map {
        [
          .text($0.cause?.word ?? "not-decidable"), .integer(Int64($0.cases)),
          .decimal($0.amount.description),
        ]
      })
    return .object(
      [
        (key: "cases", node: .integer(Int64(summary.count))),
        (key: "called", node: .integer(Int64(summary.called))),
      ] + ends + [
        (
          key: "shortfall",
          node: summary.count > 0 && summary.undecided == summary.count
            ? .null : .string(summary.shortfall.description)
        ),
        (key: "shortfall_not_decidable", node: .integer(Int64(summary.undecided))),
        (key: "by_cause", node: causes.node),
        (key: "payers", node: CaseReport.payers(summary.payers, names).node),
        (
          key: "rests",
          node: .array(
            summary.rests.map {
              .object([("what", .string($0.name)), ("value", .string($0.value.description))])
            })
        ), (key: "without_loss", node: CaseReport.payers(summary.taken, names).node),
      ])
  }

  // MARK: - The lines

  private func table() throws -> Table {
    let isJudged = set.basis == .rules
    return Table(
      columns: [
        Column("case", alignment: .right), .id("account"),
        Column(
          "opened_block", title: isJudged ? "breached in block" : "began in block",
          alignment: .right),
        Column("opened_time", title: "time", priority: 1),
        Column("call_delay_seconds", title: "called after", unit: "s", alignment: .right),
        Column("fill_delay_seconds", title: "first fill after", unit: "s", alignment: .right),
        Column("outcome"), .number("shortfall", unit: set.unit), Column("largest_cause"),
        Column("fills", alignment: .right, priority: 2),
        Column("attempts", alignment: .right, priority: 3),
        Column("ending", shorten: .end, priority: 4),
      ],
      rows: cases.prefix(limit).map { Self.row($0, names) },
      emptySentence: isJudged
        ? "No account fell below its maintenance line, or none that was asked for."
        : "The log holds no liquidation, or none that was asked for.")
  }

  /// The line of a case.
  package static func row(_ entry: MarginCase, _ names: Names) -> [Cell] {
    [
      .integer(Int64(entry.id)), .text(names.accounts[entry.account]),
      .integer(entry.opened.block), .time(entry.opened.time),
      .integer(entry.callDelay.map { $0 / 1000 }), .integer(entry.delay.map { $0 / 1000 }),
      .text(entry.outcome.rawValue, tone: CaseReport.tone(entry.outcome)),
      .decimal(entry.shortfall?.description), entry.cause.map { .text($0.word) } ?? .empty,
      .integer(Int64(entry.fills)), .integer(Int64(entry.attempts.values.reduce(0, +))),
      .text(entry.ending),
    ]
  }
}
