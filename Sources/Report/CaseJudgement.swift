package import Audit
internal import Console
internal import FixedPoint
package import Ledger
package import Store

extension Judgement {
  /// The cases of a ledger as rows to be saved: what 'cases' and 'case' print.
  package init(_ set: CaseSet, names: Names, tip: Tip) throws {
    self.init(
      .cases, engine: Anchor.engine, rulebook: set.rulebook, basis: set.basis.rawValue,
      unit: set.unit, tip: tip)
    rows[.judgedCase] = set.cases.map(Self.row)
    var steps: [[Cell]] = []
    var parts: [[Cell]] = []
    var payers: [[Cell]] = []
    for entry in set.cases {
      let id = Int64(entry.id)
      for (place, row) in CaseTimeline(entry, set, names).whole.rows.enumerated() {
        steps.append([.integer(id), .integer(Int64(place + 1))] + Self.step(row, set))
      }
      for (place, row) in try Self.parts(entry).enumerated() {
        parts.append([.integer(id), .integer(Int64(place + 1))] + row)
      }
      for (place, row) in try Self.payers(entry).enumerated() {
        payers.append([.integer(id), .integer(Int64(place + 1))] + row)
      }
    }
    rows[.judgedStep] = steps
    rows[.judgedPart] = parts
    rows[.judgedPayer] = payers
  }

  private static func row(_ entry: MarginCase) -> [Cell] {
    [
      .integer(Int64(entry.id)), .integer(Int64(entry.account)), .integer(entry.opened.seq),
      .integer(entry.opened.block), .integer(entry.opened.time), Cell(entry.called?.time),
      Cell(entry.deadline), Cell(entry.firstFill?.time), Cell(entry.closed?.block),
      Cell(entry.closed?.time), .text(entry.outcome.rawValue),
      Cell(entry.breach?.equity.description), Cell(entry.breach?.resources.description),
      Cell(entry.breach?.requirement.description), Cell(entry.start?.equity?.description),
      Cell(entry.start?.notional?.description), Cell(entry.shortfall?.description),
      Cell(entry.cause?.word), .integer(Int64(entry.fills)),
      .integer(Int64(entry.attempts.values.reduce(0, +))), .text(entry.ending),
    ]
  }

  /// A row of the timeline: seq, block, time, what, the three figures, text.
  private static func step(_ row: [Console.Cell], _ set: CaseSet) -> [Cell] {
    let cells = row.map { Cell(plain: $0) }
    let figures = cells.count > 5 ? Array(cells[4..<7]) : [.none, .none, .none]
    return [cells[2], cells[0], cells[1], cells[3]] + figures + [cells[cells.count - 1]]
  }

  private static func parts(_ entry: MarginCase) throws -> [[Cell]] {
    guard entry.isAttributed else { return [] }
    let before = try -entry.attribution.cushion
    let start = entry.startOfCauses.replacing(" ", with: "-")
    return [[.text(start), .text(before.description), .none]]
      + (try entry.attribution.shares()).map {
        [
          .text($0.cause.word), .text($0.amount.description),
          .text(CaseReport.percent($0.share)),
        ]
      }
  }

  /// What its own collateral repaid, then who paid what was missing: payer, asset, amount, value.
  private static func payers(_ entry: MarginCase) throws -> [[Cell]] {
    let rests = try entry.settlement().filter { $0.kind != .payer }
    return (entry.repaid + entry.payers).map {
      [
        .text($0.name), .integer(Int64($0.asset)), .text($0.amount.description),
        Cell($0.value?.description),
      ]
    } + rests.map { [.text($0.name), .none, .none, .text($0.value.description)] }
  }

  /// What was found in a ledger as rows to be saved: what 'audit' prints.
  package init(_ result: AuditResult, unit: String, tip: Tip) {
    self.init(
      .audit, engine: Anchor.engine, rulebook: result.hasRulebook ? "log" : "",
      basis: result.hasRulebook ? "rules" : "facts", unit: unit, tip: tip)
    rows[.judgedFinding] = result.findings.enumerated().map { place, finding in
      [
        .integer(Int64(place + 1)), .text(finding.severity.rawValue), .text(finding.code.rawValue),
        .integer(finding.block), .integer(finding.time), Cell(finding.account.map(Int64.init)),
        Cell(finding.subject),
        .text(finding.evidence.map { "\($0)" }.joined(separator: ",")),
        Cell(finding.stake?.amount.description), Cell(finding.stake?.unit), .text(finding.rule),
        .text(finding.sentence),
      ]
    }
    rows[.judgedCheck] = result.checks.enumerated().map { place, check in
      [
        .integer(Int64(place + 1)), .text(check.name), .integer(Int64(check.cases)),
        .integer(Int64(check.held)), .integer(Int64(check.broken)),
        .integer(Int64(check.undecidable)),
        .text(check.lacks.map(\.name).joined(separator: ",")), .text(check.sentence),
        .text(check.definition),
      ]
    }
  }
}

extension Judgement.Cell {
  /// What a cell of a table holds, without a form.
  fileprivate init(plain cell: Console.Cell) {
    switch cell.value {
    case .text(let text), .decimal(let text): self = .text(text)
    case .integer(let number), .time(let number): self = .integer(number)
    default: self = .none
    }
  }
}
