package import Audit
package import Console
internal import FixedPoint
internal import Ledger

/// What would have been different: the figures, the accounts and the causes of two histories side by side.
package struct WhatIfReport {
  let result: WhatIfResult
  /// What is changed, in words that stand behind "Under".
  let changes: String
  private let anchor: Anchor
  /// How many accounts and refusals a table of text shows; nil for all.
  private let limit: Int?

  /// A report of a comparison; `limit` is how many accounts are shown, nil for all.
  package init(_ result: WhatIfResult, changes: String, limit: Int?, anchor: Anchor) {
    self.result = result
    self.changes = changes
    self.limit = limit
    self.anchor = anchor
  }

  /// Writes the report.
  package func write(as format: OutputFormat, to output: Output) throws {
    switch format {
    case .json:
      var members = anchor.members
      members += [
        ("changes", .string(changes)), ("against", .string(result.basis.rawValue)),
        ("unit", .string(result.unit)), ("same", .bool(result.isSame)),
        ("accounts", .integer(Int64(result.accountCount))),
        ("hit", .integer(Int64(result.hitBefore))), ("spared", .integer(Int64(result.spared))),
        ("newly_hit", .integer(Int64(result.newlyHit))),
        ("undecided", .integer(Int64(result.undecidedCount))), ("control", control),
        ("totals", try totals().node),
        ("causes", result.causes == nil ? .null : try causes().node),
        ("list", accounts(limit).node), ("refused", refusals(nil).node),
        ("undecidable", .array(result.undecidable.map { .string($0) })),
      ]
      try output.write(members: members)
    case .csv, .ndjson: try accounts(limit).write(as: format, to: output)
    case .table: try writeText(to: output)
    }
  }

  private var control: JSONNode {
    guard let control = result.control else { return .null }
    return .object([
      ("same", .bool(control.isSame)), ("recorded_only", .integer(Int64(control.recordedOnly))),
      ("decided_only", .integer(Int64(control.decidedOnly))),
      ("first_block", control.firstBlock.map { .integer($0) } ?? .null),
      ("discrepancies", .integer(Int64(result.discrepancies))),
    ])
  }

  // MARK: - Text

  private func writeText(to output: Output) throws {
    let shown = output.presentation
    try output.write(paragraph: headline(shown))
    for sentence in remarks(shown) { try output.write(paragraph: sentence) }
    if !result.isSame {
      try output.write("\nIn total\n")
      try totals().write(as: .table, to: output)
      if result.causes?.isEmpty == false {
        try output.write("\nWhere the equity of accounts with a shortfall went\n")
        try causes().write(as: .table, to: output)
        try output.write("defined in 'plimsoll help attribution'\n")
      }
      try output.write("\nAccounts\n")
      try accounts(limit).write(as: .table, to: output)
      try writeRest(result.accounts.count, of: "accounts that differ", to: output)
    }
    if !result.refused.isEmpty {
      try output.write("\nWhat the alternative refuses\n")
      try refusals(limit).write(as: .table, to: output)
      try writeRest(result.refused.count, of: "refused acts", to: output)
    }
    if !result.undecidable.isEmpty {
      try output.write("\nNot decidable\n")
      for sentence in result.undecidable { try output.write(paragraph: "- \(sentence)") }
    }
    try output.write(anchor)
  }

  private func writeRest(_ count: Int, of what: String, to output: Output) throws {
    guard let limit, count > limit else { return }
    let shown = output.presentation
    try output.write(
      "(\(shown.shown(limit)) of \(shown.shown(count)) \(what); --all or --format csv gives the "
        + "others)\n")
  }

  // MARK: - Tables

  private func totals() throws -> Table {
    Table(
      columns: [
        Column("figure"), .id("unit"), .number("before"), .number("after"), .number("difference"),
      ],
      rows: try result.totals.map { total in
        [
          .text(total.name), total.unit.isEmpty ? .empty : .text(total.unit),
          .decimal(total.before.description), .decimal(total.after.description),
          .decimal(try total.difference.description),
        ]
      }, emptySentence: "Nobody is called, liquidated or bankrupt in either history.")
  }

  private func causes() throws -> Table {
    Table(
      columns: [
        Column("cause"), .number("before", unit: result.unit),
        .number("after", unit: result.unit), .number("difference", unit: result.unit),
      ],
      rows: try (result.causes ?? []).map { row in
        [
          .text(row.cause.title), .decimal(row.before.description),
          .decimal(row.after.description), .decimal(try (row.after - row.before).description),
        ]
      })
  }

  private func accounts(_ limit: Int?) -> Table {
    Table(
      columns: [
        .id("account"), Column("before"), Column("after"),
        .number("equity_before", unit: result.unit), .number("equity_after", unit: result.unit),
        .number("difference", unit: result.unit),
        Column("deleveraged_before", alignment: .right, priority: 1),
        Column("deleveraged_after", alignment: .right, priority: 1),
      ],
      rows: result.accounts.prefix(limit ?? .max).map { row in
        [
          .text(row.name), .text(row.before.name),
          .text(row.isDecided ? row.after.name : "undecided", tone: Self.tone(row)),
          .decimal(row.equityBefore?.description), .decimal(row.equityAfter?.description),
          .decimal(row.difference?.description), .integer(Int64(row.deleveragedBefore)),
          .integer(Int64(row.deleveragedAfter)),
        ]
      }, emptySentence: "No account fares differently.")
  }

  private static func tone(_ row: WhatIfResult.Account) -> Cell.Tone {
    guard row.isDecided else { return .plain }
    return row.after < row.before ? .good : row.after > row.before ? .bad : .plain
  }

  private func refusals(_ limit: Int?) -> Table {
    let names = result.before.names
    return Table(
      columns: [
        Column("seq", alignment: .right), Column("block", alignment: .right), Column("kind"),
        .id("account"), .number("amount"), Column("reason", shorten: .end),
      ],
      rows: result.refused.prefix(limit ?? .max).map { refusal in
        [
          .integer(refusal.seq), .integer(refusal.block), .text(refusal.kind.name),
          refusal.account.map { .text(names.accounts[$0]) } ?? .empty,
          .decimal(refusal.amount?.description), .text(refusal.reason),
        ]
      })
  }
}
