internal import Audit
package import Console
package import Engine
internal import FixedPoint
package import Ledger

/// Who has what and owes what, and who cannot pay.
package struct SolvencyReport {
  /// What csv and ndjson list.
  package enum Part: String, Sendable, CaseIterable {
    case account, asset, market, undecided
  }

  let names: Names
  let background: SolvencyBackground?
  private let solvency: Solvency
  private let anchor: Anchor

  /// A report of a valued book, and of what stands behind it.
  package init(
    _ solvency: Solvency, background: SolvencyBackground? = nil, names: Names, anchor: Anchor
  ) {
    self.solvency = solvency
    self.background = background
    self.names = names
    self.anchor = anchor
  }

  var unit: String? { solvency.unit }

  /// Writes the report; in csv the rows of one part.
  package func write(
    as format: OutputFormat, by part: Part = .account, to output: Output
  ) throws {
    switch format {
    case .json, .ndjson:
      try output.write(node())
    case .csv:
      let table =
        switch part {
        case .account: accountTable(solvency.insolvent, tone: .bad)
        case .undecided: accountTable(solvency.undecided)
        case .asset: try assetTable(format)
        case .market: try lossTable(byMarket: true)
        }
      try table.write(as: .csv, to: output)
    case .table:
      try writeText(to: output)
    }
  }

  private func writeText(to output: Output) throws {
    try output.write(paragraph: headline(output.presentation))
    if unit != nil, solvency.total.accounts > 0 {
      try output.write("\nAccounts by class\n")
      try classTable().write(as: .table, to: output)
      try output.write("\nInsolvent accounts\n")
      try accountTable(solvency.insolvent, tone: .bad).write(as: .table, to: output)
    }
    if solvency.total.accounts > 0 {
      try output.write("\nAssets\n")
      try assetTable(.table).write(as: .table, to: output)
    }
    for (_, title, table) in try backgroundTables(.table) where !table.rows.isEmpty {
      try output.write("\n\(title)\n")
      try table.write(as: .table, to: output)
    }
    for gap in gapSentences {
      try output.write("\n")
      try output.write(paragraph: gap)
    }
    try output.write(anchor)
  }

  private func headline(_ presentation: Presentation) -> String {
    let total = solvency.total
    guard let unit else {
      return total.accounts == 0
        ? "Nobody has or owes anything."
        : "The venue names no unit of account, so nothing is valued and nobody can be called "
          + "insolvent; the amounts are below."
    }
    func amount(_ value: Decimal18) -> String {
      "\(presentation.shown(value.description)) \(TerminalText.escape(unit))"
    }
    guard total.accounts > 0 else { return "Nobody has or owes anything." }
    let partly =
      (total.undecided > 0 ? ", as far as the record goes" : "")
      + (solvency.unpriced.isEmpty ? "" : ", without what has no price")
    let accounts = presentation.shown(total.accounts)
    let left =
      total.undecided > 0
      ? "; the record of \(presentation.shown(total.undecided)) of them is not complete" : ""
    let all = "All accounts hold \(amount(total.value.equity)) net\(partly)."
    switch total.insolvent {
    case 0 where left.isEmpty:
      return "No account is insolvent\(uncovered == nil ? "" : " by what is booked"). \(all)"
    case 0: return "0 of \(accounts) accounts are known to be insolvent\(left). \(all)"
    case 1:
      return "1 of \(accounts) accounts is insolvent; it holds \(amount(solvency.shortfall))"
        + "\(left). \(all)"
    default:
      return
        "\(presentation.shown(total.insolvent)) of \(accounts) accounts are insolvent; together "
        + "they hold \(amount(solvency.shortfall))\(left). \(all)"
    }
  }

  /// What accounts lack by the rulebook, where that is not what they lack by what is booked.
  private var uncovered: Decimal18? {
    guard let cover = background?.cover, cover.shortfall > .zero,
      (try? cover.shortfall + solvency.shortfall)?.isZero != true
    else { return nil }
    return cover.shortfall
  }

  /// What the record lacks, and what follows of it.
  private var gapSentences: [String] {
    guard unit != nil else { return [] }
    var sentences: [String] = []
    if !solvency.unpriced.isEmpty {
      let names = solvency.unpriced.map(TerminalText.escape).joined(separator: ", ")
      sentences.append("Not valued, as no price was recorded: \(names).")
    }
    if let uncovered, let unit {
      sentences.append(
        "At the prices that the venue settled on, and with the funding, interest and losses that are "
          + "not booked yet, accounts below zero lack \(uncovered) \(TerminalText.escape(unit)); "
          + "'plimsoll health' values each of them.")
    }
    if let caution = RecordCaution(solvency.undecided, lacks: background?.lacks ?? []).sentence {
      sentences.append(
        caution
          + " 'solvency --by undecided --format csv' lists them; every total contains what is "
          + "recorded of them.")
    }
    return sentences
  }

  private func assetTable(_ format: OutputFormat) throws -> Table {
    Table(
      columns: [
        .id("asset"), .number("assets"), .number("liabilities"), .number("price", unit: unit),
        .number("utilisation", priority: 1),
      ],
      rows: try solvency.assets.map { row in
        let utilisation =
          row.assets > .zero
          ? try ExactRatio(Int256(row.liabilities.mantissa), Int256(row.assets.mantissa)) : nil
        return [
          .text(names.assets[row.asset]), .decimal(row.assets.description),
          .decimal(row.liabilities.description), .decimal(row.price?.description),
          try .share(utilisation, format),
        ]
      }, emptySentence: "Nobody has or owes anything.")
  }

  private func classTable() -> Table {
    let rows = solvency.classes.map { ($0.name.isEmpty ? "(none)" : $0.name, $0) }
    return Table(
      columns: [
        Column("class"), Column("accounts", alignment: .right),
        Column("insolvent", alignment: .right), Column("undecided", alignment: .right),
        .number("assets", unit: unit, priority: 2),
        .number("liabilities", unit: unit, priority: 2),
        .number("unrealized", unit: unit, priority: 3), .number("equity", unit: unit),
      ],
      rows: (rows + [("total", solvency.total)]).map { name, row in
        [
          .text(name), .integer(Int64(row.accounts)),
          .integer(Int64(row.insolvent), tone: row.insolvent > 0 ? .bad : .plain),
          .integer(Int64(row.undecided)),
          .decimal(row.value.assets.description), .decimal(row.value.liabilities.description),
          .decimal(row.value.unrealized.description), .decimal(row.value.equity.description),
        ]
      })
  }

  private func accountTable(_ accounts: [Solvency.Account], tone: Cell.Tone = .plain) -> Table {
    Table(
      columns: [
        .id("account"), .number("equity", unit: unit), .number("assets", unit: unit, priority: 1),
        .number("liabilities", unit: unit, priority: 1),
        .number("unrealized", unit: unit, priority: 2), Column("partial", priority: 3),
      ],
      rows: accounts.map { row in
        [
          .text(names.accounts[row.account]), .decimal(row.value.equity.description, tone: tone),
          .decimal(row.value.assets.description), .decimal(row.value.liabilities.description),
          .decimal(row.value.unrealized.description), .bool(row.isPartial),
        ]
      }, emptySentence: "None.")
  }

  private func node() throws -> JSONNode {
    let total = solvency.total
    /// Without a unit nothing is valued: that is no zero.
    func value(_ amount: Decimal18) -> JSONNode {
      unit == nil ? .null : .string(amount.description)
    }
    var members = anchor.members
    members += [
      ("unit", unit.map { .string($0) } ?? .null),
      ("accounts", .integer(Int64(total.accounts))),
      ("insolvent_accounts", unit == nil ? .null : .integer(Int64(total.insolvent))),
      ("insolvent_equity", value(solvency.shortfall)),
      ("undecided_accounts", unit == nil ? .null : .integer(Int64(total.undecided))),
      ("assets", value(total.value.assets)), ("liabilities", value(total.value.liabilities)),
      ("unrealized", value(total.value.unrealized)), ("equity", value(total.value.equity)),
      ("by_asset", try assetTable(.json).node),
      ("by_class", unit == nil ? .array([]) : classTable().node),
      ("insolvent", accountTable(solvency.insolvent).node),
      ("undecided", unit == nil ? .array([]) : accountTable(solvency.undecided).node),
      ("unpriced", .array(solvency.unpriced.map { .string($0) })),
    ]
    if background != nil {
      for (key, _, table) in try backgroundTables(.json) { members.append((key, table.node)) }
    }
    return .object(members.map { (key: $0.0, node: $0.1) })
  }
}

extension Table {
  /// The rows as an array of objects.
  package var node: JSONNode {
    .array(
      rows.map { row in
        .object(zip(columns, row).map { (key: $0.key, node: JSONNode($1)) })
      })
  }
}
