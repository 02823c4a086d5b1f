package import Audit
package import Console
internal import FixedPoint
package import Ledger

/// One case on one screen: what happened when, who paid, and why.
package struct CaseReport {
  private let entry: MarginCase
  private let names: Names
  private let unit: String
  private let anchor: Anchor

  /// A report of a case; `unit` is the asset that values are in.
  package init(_ entry: MarginCase, names: Names, unit: String, anchor: Anchor) {
    self.entry = entry
    self.names = names
    self.unit = unit
    self.anchor = anchor
  }

  /// The words for a cause.
  static func title(_ cause: Attribution.Cause) -> String {
    switch cause {
    case .gap: "price gap"
    case .oracleLatency: "oracle latency"
    case .grace: "call and grace"
    case .keeperDelay: "keeper delay"
    case .congestion: "congestion"
    case .thinIncentive: "thin incentive"
    case .halt: "halt"
    case .slippage: "slippage"
    case .incentive: "penalty and bonus"
    case .flows: "own deposits and trades"
    }
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
    switch format {
    case .json:
      var members = anchor.members
      members += [
        ("case", .integer(Int64(entry.id))), ("account", .string(names.accounts[entry.account])),
        ("outcome", .string(entry.outcome.rawValue)), ("unit", .string(unit)),
        ("shortfall", .string(entry.shortfall.description)), ("timeline", timeline().node),
        ("payers", payers().node), ("attribution", try causes().node), ("path", path().node),
      ]
      try output.write(members: members)
    case .csv, .ndjson:
      try timeline().write(as: format, to: output)
    case .table:
      try writeText(to: output)
    }
  }

  private func writeText(to output: Output) throws {
    let shown = output.presentation
    var head = "Case \(entry.id) · \(TerminalText.escape(names.accounts[entry.account]))"
    head += " · \(entry.outcome.rawValue)"
    if entry.shortfall > .zero {
      head += ", shortfall \(shown.shown(entry.shortfall.description)) \(unit)"
    }
    try output.write(head + "\n")
    if entry.path.count > 1 {
      try output.write("equity against requirement  \(sparkline(shown))\n")
    }
    try output.write("\n")
    try timeline().write(as: .table, to: output)
    if !entry.payers.isEmpty {
      try output.write("\nPaid by\n")
      try payers().write(as: .table, to: output)
    }
    if entry.shortfall > .zero {
      try output.write("\nWhy it failed\n")
      try causes().write(as: .table, to: output)
      try output.write("defined in 'plimsoll help attribution'\n")
    }
    try output.write(anchor)
  }

  /// Equity over the requirement in steps of an eighth, the line at the middle.
  private func sparkline(_ presentation: Presentation) -> String {
    let blocks = Array(presentation.isTerminal ? "▁▂▃▄▅▆▇█" : "_.-=+*%#")
    let points = entry.path.suffix(48)
    let values = points.map { point -> Decimal18 in
      point.requirement.isZero
        ? .zero
        : (try? point.equity.divided(by: point.requirement, rounding: .down)) ?? .zero
    }
    guard let low = values.min(), let high = values.max(), high > low else { return "" }
    return String(
      values.map { value in
        let share = (try? (value - low).multiplied(by: 7).divided(by: high - low, rounding: .down))
        let place = Int((share ?? .zero).mantissa / Decimal18.one.mantissa)
        return blocks[min(max(place, 0), 7)]
      })
  }

  private func timeline() -> Table {
    var rows: [[Cell]] = []
    func add(_ moment: MarginCase.Moment, _ what: String, _ text: String) {
      rows.append([
        .integer(moment.block), .time(moment.time), .integer(moment.seq), .text(what),
        .text(text),
      ])
    }
    if let seen = entry.marketBreach {
      add(seen, "market", "below the line at market prices; the venue's price does not show it")
    }
    let equity = entry.path.first.map { "equity \($0.equity), requirement \($0.requirement)" }
    add(entry.opened, "breached", equity ?? "")
    for step in entry.steps { add(step.moment, step.kind.name, step.text) }
    if let closed = entry.closed { add(closed, entry.outcome.rawValue, "") }
    return Table(
      columns: [
        Column("block", alignment: .right), Column("time"), Column("seq", alignment: .right),
        Column("what"), Column("text", shorten: .end),
      ], rows: rows)
  }

  private func payers() -> Table {
    Table(
      columns: [Column("payer"), .id("asset"), .number("amount")],
      rows: entry.payers.map {
        [.text($0.name), .text(names.assets[$0.asset]), .decimal($0.amount.description)]
      })
  }

  /// The parts, and the sum that they make: the shortfall, exactly.
  private func causes() throws -> Table {
    let attribution = entry.attribution
    var rows: [[Cell]] = [
      [.text("equity before the breach"), .decimal(try (-attribution.cushion).description)]
    ]
    for cause in Attribution.Cause.allCases where !attribution[cause].isZero {
      rows.append([
        .text(Self.title(cause), tone: cause == attribution.largest ? .bad : .plain),
        .decimal(attribution[cause].description),
      ])
    }
    rows.append([.text("total = shortfall"), .decimal(try attribution.total.description)])
    return Table(columns: [Column("cause"), .number("amount", unit: unit)], rows: rows)
  }

  private func path() -> Table {
    Table(
      columns: [
        Column("time"), .number("equity", unit: unit), .number("requirement", unit: unit),
      ],
      rows: entry.path.map {
        [.time($0.time), .decimal($0.equity.description), .decimal($0.requirement.description)]
      })
  }
}
