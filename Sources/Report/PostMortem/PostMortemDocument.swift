internal import Audit
package import Console
internal import Engine
internal import FixedPoint
internal import Hashing
internal import Ledger
internal import Margin

/// A post-mortem as JSON: the content of the page as values, every series whole.
package struct PostMortemDocument {
  private let model: PostMortem
  private let page: PostMortemPage

  /// A document of that account.
  package init(_ model: PostMortem) {
    self.model = model
    page = PostMortemPage(model)
  }

  private typealias Members = [(key: String, node: JSONNode)]

  private var names: Names { model.source.names }
  private var series: VenueSeries { model.source.series }

  /// The document; its keys have a fixed order and amounts are strings.
  package var node: JSONNode {
    var members: Members = [
      ("postmortem", .string(series.venue ?? "")), ("lead", .string(page.lead)),
      ("unit", Self.text(series.unit)), ("window", window), ("cases", cases),
      ("prices", .array(series.prices.map(line))), ("fills", .array(series.fills.map(fill))),
      ("closes", .array(series.closes.map(fill))),
      (series.fills.isEmpty ? "at_risk" : "sold", Self.amount(model.soldOrAtRisk)),
      ("starts", .array(series.starts.map(start))), ("halts", .array(series.halts.map(halt))),
      ("oracle_silences", .array(model.silences.map(silence))),
      ("payments", .array(model.payments.map(payment))),
      ("beyond_debts", model.beyondDebts.map { .string($0.description) } ?? .null),
      ("shortfall", shortfall),
      ("funds", .array(series.funds.map(amounts))),
      ("bad_debt", .array(series.badDebt.map(amounts))),
      ("socialized", .array(series.socialized.map(amounts))),
      ("deleveraging", .array(series.deleveraging.map(deleveraging))),
      ("worst_cases", .array(model.worst.map(entry))),
    ]
    members += [
      ("solvency", solvency), ("audit", audit),
      (
        "lacks",
        .array(
          page.gaps.map {
            .object([("what", .string($0.what)), ("therefore", .string($0.therefore))])
          })
      ), ("made_by", .string(model.source.command)),
    ]
    members += model.source.anchor.members.map { (key: $0.0, node: $0.1) }
    return .object(members)
  }

  // MARK: - Parts

  private var window: JSONNode {
    guard let span = series.span else { return .null }
    return .object([
      ("from_block", .integer(span.from.block)), ("from_time", Self.time(span.from.time)),
      ("to_block", .integer(span.to.block)), ("to_time", Self.time(span.to.time)),
      ("events", .integer(series.events)), ("is_whole_log", .bool(model.source.isWhole)),
    ])
  }

  private var cases: JSONNode {
    let counts = model.counts
    func delays(_ values: [Int64]) -> JSONNode {
      .array(values.map { .integer($0) })
    }
    let absence = model.source.breachAbsence
    var members: Members = [("basis", .string(absence == nil ? "rules" : "facts"))]
    if let absence { members.append(("absence", .string(absence))) }
    // Nobody can say who fell below the line where no rule draws it.
    members.append((absence == nil ? "breached" : "liquidations", .integer(Int64(counts.breached))))
    members += [
      ("called", .integer(Int64(counts.called))),
      ("cured", .integer(Int64(counts.cured))),
      ("liquidated", .integer(Int64(counts.liquidated))),
      ("bankrupt", .integer(Int64(counts.bankrupt))), ("open", .integer(Int64(counts.open))),
      ("opened_before_window", .integer(Int64(model.source.earlierCases.count))),
      ("went_on_from_before_window", .integer(Int64(page.carried.count))),
      ("missing_in_those", Self.amount(page.carriedShortfall)),
      ("call_delays_ms", delays(model.callDelays)), ("fill_delays_ms", delays(model.fillDelays)),
    ]
    return .object(members)
  }

  private var shortfall: JSONNode {
    .object([
      ("total", Self.amount(model.shortfall)),
      ("equity_before_the_breach", Self.amount(model.cushion)),
      (
        "parts",
        .array(
          model.causes.map { part in
            .object([
              ("cause", .string(part.cause.rawValue)), ("amount", Self.amount(part.amount)),
              ("cases", .integer(Int64(part.cases))),
              ("their_shortfall", Self.amount(part.shortfall)),
            ])
          })
      ), ("not_attributed", Self.amount(model.unexplained)),
      (
        "settlement", settlement(model.settlement)
      ),
    ])
  }

  private var solvency: JSONNode {
    guard let solvency = model.source.solvency, let unit = solvency.unit else { return .null }
    return .object([
      ("unit", .string(unit)), ("accounts", .integer(Int64(solvency.total.accounts))),
      ("insolvent_accounts", .integer(Int64(solvency.total.insolvent))),
      ("insolvent_equity", Self.amount(solvency.shortfall)),
      (
        "worst",
        .array(
          solvency.insolvent.map { row in
            .object([
              ("account", .string(names.accounts[row.account])),
              ("equity", Self.amount(row.value.equity)),
              ("liabilities", Self.amount(row.value.liabilities)),
            ])
          })
      ),
      ("undecided_accounts", .integer(Int64(solvency.total.undecided))),
      ("unpriced", .array(solvency.unpriced.map { .string($0) })),
    ])
  }

  private var audit: JSONNode {
    let audit = model.source.audit
    return .object([
      ("obligations", .integer(Int64(audit.obligations))),
      (
        "findings",
        .array(
          audit.findings.map { finding in
            .object([
              ("severity", .string(finding.severity.rawValue)),
              ("code", .string(finding.code.rawValue)), ("block", .integer(finding.block)),
              ("time", Self.time(finding.time)),
              ("evidence", .array(finding.evidence.map { .integer($0) })),
              ("account", Self.text(finding.account.map { names.accounts[$0] })),
              ("subject", Self.text(finding.subject)),
              ("at_stake", Self.amount(finding.stake?.amount)),
              ("at_stake_in", Self.text(finding.stake?.unit)), ("rule", .string(finding.rule)),
              ("sentence", .string(finding.sentence)),
            ])
          })
      ),
      ("checks", .array(audit.checks.map(FindingsReport.node))),
    ])
  }
}

// MARK: - Rows

extension PostMortemDocument {
  private func point(_ point: VenueSeries.Point) -> JSONNode {
    var members: Members = [
      ("time", Self.time(point.time)), ("block", .integer(point.block)),
      ("value", Self.amount(point.value)),
    ]
    if point.isBefore { members.append(("before", .bool(true))) }
    return .object(members)
  }

  private func line(_ line: VenueSeries.PriceLine) -> JSONNode {
    .object([
      ("of", .string(line.feed.text(names))), ("source", Self.text(line.source)),
      ("points", .array(line.points.map(point))),
    ])
  }

  private func fill(_ fill: VenueSeries.Fill) -> JSONNode {
    .object([
      ("time", Self.time(fill.time)), ("block", .integer(fill.block)),
      ("seq", .integer(fill.seq)), ("account", .string(names.accounts[fill.account])),
      ("of", .string(fill.feed.text(names))), ("size", Self.amount(fill.size)),
      ("price", Self.amount(fill.price)), ("notional", Self.amount(fill.notional)),
    ])
  }

  private func start(_ start: VenueSeries.Start) -> JSONNode {
    .object([
      ("time", Self.time(start.time)), ("block", .integer(start.block)),
      ("account", .string(names.accounts[start.account])),
      ("notional", Self.amount(start.notional)), ("equity", Self.amount(start.equity)),
    ])
  }

  private func halt(_ halt: VenueSeries.Halt) -> JSONNode {
    .object([
      ("scope", .string(halt.scope)), ("reason", .string(halt.reason)),
      ("authority", Self.text(halt.authority)), ("from_block", .integer(halt.fromBlock)),
      ("from", Self.time(halt.from)),
      ("to", halt.to.map(Self.time) ?? .null),
    ])
  }

  private func silence(_ silence: OracleSilence) -> JSONNode {
    .object([
      ("of", .string(silence.feed.text(names))), ("source", Self.text(silence.source)),
      ("from", Self.time(silence.from)), ("to", Self.time(silence.to)),
      ("allowed_ms", .integer(silence.allowed)),
    ])
  }

  private func payment(_ payment: PostMortem.Payment) -> JSONNode {
    .object([
      ("payer", .string(PostMortemPage.name(payment.payer))),
      ("asset", .string(names.assets[payment.asset])), ("amount", Self.amount(payment.amount)),
      ("value", Self.amount(payment.value)), ("count", .integer(Int64(payment.count))),
    ])
  }

  private func amounts(_ line: VenueSeries.Amounts) -> JSONNode {
    var members: Members = line.name.isEmpty ? [] : [("fund", .string(line.name))]
    members += [
      ("asset", .string(names.assets[line.asset])), ("points", .array(line.points.map(point))),
    ]
    return .object(members)
  }

  private func deleveraging(_ line: VenueSeries.Deleveraging) -> JSONNode {
    .object([
      ("market", .string(names.markets[line.market])), ("closes", .integer(Int64(line.fills))),
      ("bankrupt_accounts", .integer(Int64(line.accounts.count))),
      ("accounts_closed_against", .integer(Int64(line.counterparties.count))),
      ("size", Self.amount(line.size)), ("at_prices_of_closes", Self.amount(line.closed)),
    ])
  }

  private func entry(_ entry: MarginCase) -> JSONNode {
    .object([
      ("case", .integer(Int64(entry.id))), ("account", .string(names.accounts[entry.account])),
      ("outcome", .string(entry.outcome.rawValue)), ("breached", Self.time(entry.opened.time)),
      ("block", .integer(entry.opened.block)),
      ("delay_ms", entry.delay.map { .integer($0) } ?? .null),
      ("shortfall", Self.amount(entry.shortfall)),
      ("largest_cause", Self.text(entry.cause?.rawValue)),
      ("breach", standing(entry.breach)),
      (
        "payers",
        .array(
          entry.payers.map { payer in
            .object([
              ("payer", .string(payer.name)), ("asset", .string(names.assets[payer.asset])),
              ("amount", Self.amount(payer.amount)), ("value", Self.amount(payer.value)),
            ])
          })
      ), ("settlement", settlement((try? entry.settlement()) ?? [])),
      ("closed", entry.closed.map { Self.time($0.time) } ?? .null),
      ("ending", .string(entry.ending)),
      (
        "steps",
        .array(
          entry.steps.map { step in
            .object([
              ("time", Self.time(step.moment.time)), ("block", .integer(step.moment.block)),
              ("seq", .integer(step.moment.seq)), ("kind", .string(step.kind.name)),
              ("text", .string(step.text)),
            ])
          })
      ),
      (
        "path",
        .array(
          entry.path.map { point in
            .object([
              ("time", Self.time(point.time)), ("equity", Self.amount(point.equity)),
              (
                "resources",
                point.standing.hasVenuePrices ? Self.amount(point.standing.resources) : .null
              ),
              (
                "requirement",
                point.standing.hasVenuePrices ? Self.amount(point.requirement) : .null
              ),
            ])
          })
      ),
    ])
  }

  /// What others paid, and what makes that the shortfall.
  private func settlement(_ lines: [MarginCase.SettlementLine]) -> JSONNode {
    .array(
      lines.map { .object([("line", .string($0.name)), ("value", Self.amount($0.value))]) })
  }

  /// How an account stood, at market prices and as the venue counts it.
  private func standing(_ standing: MarginCase.Standing?) -> JSONNode {
    guard let standing else { return .null }
    return .object([
      ("equity", Self.amount(standing.equity)), ("resources", Self.amount(standing.resources)),
      ("requirement", Self.amount(standing.requirement)),
    ])
  }

  private static func time(_ milliseconds: Int64) -> JSONNode {
    .string(ISOTime.format(milliseconds))
  }

  private static func amount(_ value: Decimal18?) -> JSONNode {
    value.map { .string($0.description) } ?? .null
  }

  private static func text(_ text: String?) -> JSONNode {
    text.map { .string($0) } ?? .null
  }
}
