package import Audit
package import Console
internal import FixedPoint
package import Ledger
internal import Margin

/// One case on one screen: what happened when, who paid, and why.
package struct CaseReport {
  private let entry: MarginCase
  private let set: CaseSet
  private let names: Names
  private let anchor: Anchor

  /// A report of a case.
  package init(_ entry: MarginCase, of set: CaseSet, names: Names, anchor: Anchor) {
    self.entry = entry
    self.set = set
    self.names = names
    self.anchor = anchor
  }

  static func tone(_ outcome: MarginCase.Outcome) -> Cell.Tone {
    switch outcome {
    case .bankrupt: .bad
    case .open: .warn
    case .cured: .good
    case .liquidated: .plain
    }
  }

  /// Writes the report.
  package func write(as format: OutputFormat, to output: Output) throws {
    let timeline = CaseTimeline(entry, set, names)
    switch format {
    case .json: try output.write(members: anchor.members + members(timeline))
    case .csv, .ndjson: try timeline.whole.write(as: format, to: output)
    case .table: try writeText(timeline, to: output)
    }
  }

  // MARK: - Text

  private func writeText(_ timeline: CaseTimeline, to output: Output) throws {
    let shown = output.presentation
    try output.write(paragraph: headline(shown))
    if let line = CaseSparkline(entry).text(shown) { try output.write(line + "\n") }
    try output.write("\n")
    try timeline.folded(shown).write(as: .table, to: output)
    let settlement = try entry.settlement()
    let paid = entry.repaid + (settlement.isEmpty ? entry.payers : [])
    if !paid.isEmpty {
      try output.write("\n")
      try output.write(paragraph: "paid by " + CaseListReport.words(paid, names, shown))
    }
    if !settlement.isEmpty {
      try output.write(
        entry.missing > .zero ? "\nWho paid what was missing\n" : "\nWhat others took over\n")
      try self.settlement(settlement).write(as: .table, to: output)
    }
    try writeCauses(to: output)
    try output.write(anchor)
  }

  private func headline(_ shown: Presentation) -> String {
    var head = "Case \(entry.id) · \(TerminalText.escape(names.accounts[entry.account]))"
    head += " · \(entry.outcome.rawValue)"
    if let shortfall = entry.shortfall, shortfall > .zero {
      let word = entry.outcome == .open ? "shortfall so far" : "shortfall"
      head += ", \(word) \(shown.shown(shortfall.description)) \(set.unit)"
    } else if entry.shortfall == nil {
      head += ", shortfall not decidable"
    }
    if let cause = entry.cause { head += ", mostly by \(cause.title)" }
    return head
  }

  private func writeCauses(to output: Output) throws {
    let isShort = entry.missing > .zero
    guard entry.isAttributed else {
      guard isShort || entry.outcome == .bankrupt || entry.isUnvalued else { return }
      let why =
        entry.isUnvalued
        ? "something of it had no price when it was sold or paid for, or has none at the end."
        : set.lacks
      let what = entry.outcome == .bankrupt ? "Why it failed" : "Where its equity went"
      return try output.write(paragraph: "\n\(what) is not decidable: \(why)")
    }
    try output.write(isShort ? "\nWhy it failed\n" : "\nWhere its equity went\n")
    try causes(bars: output.presentation).write(as: .table, to: output)
    if entry.healthy == nil {
      try output.write(
        paragraph: "The log never shows it above the line with a price for all that it had: how "
          + "it fell below is not decidable, and the causes count from the first moment at which "
          + "all was priced.")
    }
    guard isShort else {
      return try output.write("defined in 'plimsoll help attribution'\n")
    }
    let none = Attribution.Cause.allCases.filter {
      entry.attribution[$0].isZero && $0 != .flows && !($0 == .gap && entry.healthy == nil)
    }
    if !none.isEmpty {
      try output.write(
        paragraph: "nothing by " + none.map(\.title).joined(separator: ", "))
    }
    try output.write(
      "shares are of what was lost since it was last above the line; defined in "
        + "'plimsoll help attribution'\n")
  }

  /// The parts, and the sum that they make: the shortfall, exactly.
  private func causes(bars presentation: Presentation? = nil) throws -> Table {
    let attribution = entry.attribution
    var rows: [[Cell]] = [
      [
        .text(entry.startOfCauses), .decimal(try (-attribution.cushion).description),
        .empty, .empty,
      ]
    ]
    let lost = try attribution.lost > .zero
    for part in try attribution.shares() {
      let mark = presentation?.isTerminal ?? false ? "█" : "#"
      rows.append([
        .text(part.cause.title, tone: part.cause == entry.cause ? .bad : .plain),
        .decimal(part.amount.description), .decimal(lost ? Self.percent(part.share) : nil),
        .text(String(repeating: mark, count: max(0, (part.share + 25) / 50))),
      ])
    }
    let total = try attribution.total
    if entry.missing > .zero {
      let word = entry.outcome == .open ? "total = shortfall so far" : "total = shortfall"
      rows.append([.text(word), .decimal(total.description), .decimal("100.0"), .empty])
    } else {
      // What others put in is no part, so it is not in the sum either.
      let word =
        (entry.outcome == .open ? "equity so far" : "equity at the end")
        + (entry.payers.isEmpty ? "" : ", less what others paid")
      rows.append([.text(word), .decimal(try (-total).description), .empty, .empty])
    }
    if presentation == nil { rows = rows.map { Array($0.prefix(3)) } }
    return Table(
      columns: [
        Column("cause"), .number("amount", unit: set.unit), .number("share", unit: "%"),
      ] + (presentation == nil ? [] : [Column("bar", title: "")]), rows: rows)
  }

  static func percent(_ thousandths: Int) -> String {
    let sign = thousandths < 0 ? "-" : ""
    return "\(sign)\(abs(thousandths) / 10).\(abs(thousandths) % 10)"
  }

  /// What others paid line by line, with the sum.
  private func settlement(
    _ lines: [MarginCase.SettlementLine], hasTotal: Bool = true
  ) -> Table {
    let word =
      entry.missing.isZero
      ? "total: nothing is missing"
      : entry.outcome == .open ? "total = shortfall so far" : "total = shortfall"
    let total: [Cell] = [.text(word), .decimal(entry.missing.description), .empty, .empty]
    return Table(
      columns: [
        Column("line", title: ""), .number("value", unit: "\(set.unit) at market"),
        .number("amount"), .id("asset"),
      ],
      rows: lines.map { line in
        [
          .text(line.name), .decimal(line.value.description), .decimal(line.amount?.description),
          line.asset.map { .text(names.assets[$0]) } ?? .empty,
        ]
      } + (hasTotal ? [total] : []))
  }

  static func payers(_ payers: [MarginCase.Payer], _ names: Names) -> Table {
    Table(
      columns: [Column("payer"), .id("asset"), .number("amount"), .number("value")],
      rows: payers.map {
        [
          .text($0.name), .text(names.assets[$0.asset]), .decimal($0.amount.description),
          .decimal($0.value?.description),
        ]
      })
  }

  // MARK: - JSON

  private func members(_ timeline: CaseTimeline) throws -> [(String, JSONNode)] {
    [
      ("case", .integer(Int64(entry.id))), ("account", .string(names.accounts[entry.account])),
      ("basis", .string(entry.basis.rawValue)), ("rulebook", .string(set.rulebook)),
      ("lacks", .string(set.lacks)), ("outcome", .string(entry.outcome.rawValue)),
      ("unit", .string(set.unit)), ("opened", moment(entry.opened)),
      ("breach", standing(entry.breach)), ("prices", prices.node), ("start", start),
      ("called", moment(entry.called)),
      ("deadline", entry.deadline.map { .string(ISOTime.format($0)) } ?? .null),
      ("first_fill", moment(entry.firstFill)), ("closed", moment(entry.closed)),
      ("ending", .string(entry.ending)),
      ("shortfall", entry.shortfall.map { .string($0.description) } ?? .null),
      ("largest_cause", entry.cause.map { .string($0.word) } ?? .null),
      ("timeline", timeline.whole.node),
      ("repaid", Self.payers(entry.repaid, names).node),
      ("payers", Self.payers(entry.payers, names).node),
      ("settlement", settlement(try entry.settlement(), hasTotal: false).node),
      ("attribution", entry.isAttributed ? try causes().node : .null), ("path", path.node),
    ]
  }

  private func moment(_ moment: MarginCase.Moment?) -> JSONNode {
    guard let moment else { return .null }
    return .object([
      (key: "block", node: .integer(moment.block)),
      (key: "time", node: .string(ISOTime.format(moment.time))),
      (key: "seq", node: .integer(moment.seq)),
    ])
  }

  private func standing(_ standing: MarginCase.Standing?) -> JSONNode {
    guard let standing else { return .null }
    return .object([
      (key: "equity_at_market", node: .string(standing.equity.description)),
      (key: "equity_at_venue", node: .string(standing.venueEquity.description)),
      (key: "resources_at_venue", node: .string(standing.resources.description)),
      (key: "requirement_at_venue", node: .string(standing.requirement.description)),
      (key: "resources_at_market", node: .string(standing.marketResources.description)),
      (key: "requirement_at_market", node: .string(standing.marketRequirement.description)),
    ])
  }

  private var prices: Table {
    Table(
      columns: [
        .id("feed"), .number("venue"), .number("market"),
        Column("age_seconds", alignment: .right),
      ],
      rows: entry.prices.map {
        [
          .text($0.feed.scope(names)), .decimal($0.venue?.description),
          .decimal($0.market?.description), .integer($0.age.map { $0 / 1000 }),
        ]
      })
  }

  private var start: JSONNode {
    guard let start = entry.start else { return .null }
    return .object([
      (key: "seq", node: .integer(start.moment.seq)),
      (key: "scope", node: start.scope.map { .string($0) } ?? .null),
      (key: "notional", node: start.notional.map { .string($0.description) } ?? .null),
      (key: "equity", node: start.equity.map { .string($0.description) } ?? .null),
    ])
  }

  private var path: Table {
    Table(
      columns: [
        Column("block", alignment: .right), Column("time"), .number("equity", unit: set.unit),
        .number("resources", unit: set.unit), .number("requirement", unit: set.unit),
      ],
      rows: entry.path.map {
        [
          .integer($0.moment.block), .time($0.time), .decimal($0.equity.description),
          .decimal($0.standing.hasVenuePrices ? $0.standing.resources.description : nil),
          .decimal($0.standing.hasVenuePrices ? $0.requirement.description : nil),
        ]
      })
  }
}
