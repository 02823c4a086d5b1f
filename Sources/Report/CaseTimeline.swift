internal import Audit
internal import Console
internal import FixedPoint
internal import Ledger
internal import Margin

/// The timeline of a case: what happened when, and how the account stood after it.
struct CaseTimeline {
  /// One row.
  struct Row {
    var moment: MarginCase.Moment
    var what: String
    var text: String
    var standing: MarginCase.Standing?
    /// Whether later blocks are folded into it.
    var goesOn = false
    var tone = Cell.Tone.plain
  }

  private let entry: MarginCase
  private let set: CaseSet
  private let names: Names

  init(_ entry: MarginCase, _ set: CaseSet, _ names: Names) {
    self.entry = entry
    self.set = set
    self.names = names
  }

  /// Every step by itself, with exact figures.
  var whole: Table {
    table(rows(folding: false)) { $0.description }
  }

  /// Steps of a kind folded, and figures rounded where a person reads them.
  func folded(_ presentation: Presentation) -> Table {
    table(rows(folding: true)) {
      presentation.isWide ? $0.description : Self.short($0)
    }
  }

  /// All rows in the order of the log; the breach comes after the events that it rests on.
  private func rows(folding: Bool) -> [Row] {
    let steps = steps(folding: folding)
    let isBefore = { (row: Row) in
      entry.basis == .rules && row.moment.seq <= entry.opened.seq
    }
    let rows = steps.filter(isBefore) + head + steps.filter { !isBefore($0) }
    let sorted = rows.enumerated().sorted { a, b in
      let (x, y) = (a.element.moment.seq, b.element.moment.seq)
      return x == y ? a.offset < b.offset : x < y
    }
    return sorted.map(\.element) + tail
  }

  /// A figure for a person: to a hundredth where it is large, to a millionth where it is small.
  static func short(_ number: Decimal18) -> String {
    let isLarge = number >= Decimal18(100) || number <= Decimal18(-100)
    let rounded = try? number.rounded(toDecimals: isLarge ? 2 : 6, rounding: .halfEven)
    return (rounded ?? number).description
  }

  private func table(_ rows: [Row], _ text: (Decimal18) -> String) -> Table {
    let isJudged = entry.basis == .rules
    var columns = [
      Column("block", alignment: .right), Column("time", priority: 2),
      Column("seq", alignment: .right, priority: 3), Column("what"),
    ]
    if isJudged {
      columns += [
        .number("equity", unit: "\(set.unit) at market"),
        .number("resources", unit: "at venue", priority: 1),
        .number("requirement", unit: "at venue"),
      ]
    }
    columns.append(Column("text", title: "", shorten: .end))
    return Table(
      columns: columns,
      rows: rows.map { row in
        var cells: [Cell] = [
          .integer(row.moment.block), .time(row.moment.time), .integer(row.moment.seq),
          .text(row.what + (row.goesOn ? " …" : ""), tone: row.tone),
        ]
        if isJudged {
          let venue = row.standing.flatMap { $0.hasVenuePrices ? $0 : nil }
          cells += [
            .decimal(row.standing.map { text($0.equity) }),
            .decimal(venue.map { text($0.resources) }),
            .decimal(venue.map { text($0.requirement) }),
          ]
        }
        return cells + [.text(row.text)]
      })
  }

  // MARK: - The rows

  private var head: [Row] {
    var rows: [Row] = []
    if let point = entry.healthy {
      rows.append(
        Row(
          moment: point.moment, what: "healthy", text: "last above the line at market prices",
          standing: point.standing, tone: .good))
    }
    if let point = entry.marketBreach {
      rows.append(
        Row(
          moment: point.moment, what: "market",
          text: "below the line at market prices; the venue's price does not show it",
          standing: point.standing, tone: .warn))
    }
    guard entry.basis == .rules else {
      rows.append(
        Row(
          moment: entry.opened, what: "began", text: "breach not decidable: \(set.lacks)",
          tone: .warn))
      return rows
    }
    rows.append(
      Row(
        moment: entry.opened, what: "breached",
        text: entry.breach == nil ? "not decidable: a price is missing; \(prices)" : prices,
        standing: entry.breach, tone: .bad))
    return rows
  }

  /// The prices at the breach: the venue's, the market's, and how old the venue's was.
  private var prices: String {
    let several = entry.prices.count > 1
    return entry.prices.map { use in
      var parts: [String] = []
      let venue = use.venue.map { Self.short($0) } ?? "none"
      if let market = use.market, market != use.venue {
        parts = ["oracle \(venue)", "market \(Self.short(market))"]
      } else {
        parts = [use.market == nil ? "oracle \(venue)" : "oracle and market \(venue)"]
      }
      if let age = use.age { parts.append(age < 1000 ? "new" : "\(SecondsText.span(age)) old") }
      return (several ? "\(use.feed.name(names)): " : "") + parts.joined(separator: ", ")
    }.joined(separator: "; ")
  }

  private var tail: [Row] {
    guard let closed = entry.closed else {
      var text = entry.ending
      if entry.basis == .rules, entry.missing > .zero {
        text = "it has not ended, and lacks \(Self.short(entry.missing)) so far"
      }
      let last = entry.path.last
      let moment = last?.moment ?? entry.steps.last?.moment ?? entry.opened
      return [Row(moment: moment, what: "open", text: text, standing: last?.standing, tone: .warn)]
    }
    return [
      Row(
        moment: closed, what: entry.outcome.rawValue, text: entry.ending,
        standing: entry.path.last?.standing, tone: CaseReport.tone(entry.outcome))
    ]
  }

  private func steps(folding: Bool) -> [Row] {
    var rows: [Row] = []
    var place = 0
    while place < entry.steps.count {
      let step = entry.steps[place]
      var run = [step]
      if folding {
        while place + run.count < entry.steps.count,
          Self.folds(step, entry.steps[place + run.count])
        {
          run.append(entry.steps[place + run.count])
        }
      }
      rows.append(run.count > 1 ? fold(run) : row(step))
      place += run.count
    }
    return rows
  }

  private static func folds(_ step: MarginCase.Step, _ next: MarginCase.Step) -> Bool {
    guard step.kind == next.kind else { return false }
    if step.kind == .notice || step.kind == .transfer {
      return step.moment.block == next.moment.block
    }
    return step.attempt != nil
  }

  private func row(_ step: MarginCase.Step) -> Row {
    let text = step.attempt.map { attempts([$0]) } ?? step.text
    return Row(
      moment: step.moment, what: Self.what(step), text: text, standing: step.standing)
  }

  private func fold(_ steps: [MarginCase.Step]) -> Row {
    var row = row(steps[0])
    row.standing = steps.last?.standing
    row.goesOn = steps.last?.moment.block != steps[0].moment.block
    let tries = steps.compactMap(\.attempt)
    if steps[0].kind == .transfer {
      row.text = "\(steps.count) transfers, the first \(steps[0].text)"
      return row
    }
    row.text =
      tries.isEmpty
      ? steps[0].text
        + steps.dropFirst().compactMap { $0.text.split(separator: " ").last }
        .map { ", \($0)" }.joined()
      : attempts(tries)
    return row
  }

  /// Attempts in words, those of one reason together.
  private func attempts(_ tries: [MarginCase.Attempt]) -> String {
    var groups: [[MarginCase.Attempt]] = []
    for attempt in tries {
      let place = groups.firstIndex {
        $0[0].outcome == attempt.outcome && $0[0].reason == attempt.reason
      }
      if let place { groups[place].append(attempt) } else { groups.append([attempt]) }
    }
    return groups.map { group in
      let count = group.count == 1 ? "1 attempt" : "\(group.count) attempts"
      var text = "\(count) \(group[0].outcome)"
      if !group[0].reason.isEmpty { text += ": \(group[0].reason.replacing("_", with: " "))" }
      if let gas = group[0].gas, let limit = group[0].gasLimit {
        text += " (gas \(gas) > \(limit))"
      }
      let fees = group.reduce(Decimal18.zero) { sum, attempt in
        (try? sum + attempt.fee) ?? sum
      }
      if !fees.isZero { text += ", \(fees) lost in fees" }
      let who = group.compactMap(\.liquidator).map { names.accounts[$0] }
      var known: [String] = []
      for name in who where !known.contains(name) { known.append(name) }
      return text + (known.isEmpty ? "" : ", by \(known.joined(separator: ", "))")
    }.joined(separator: "; ")
  }

  private static func what(_ step: MarginCase.Step) -> String {
    switch step.kind {
    case .marginCall: "called"
    case .marginCallClosed: "call closed"
    case .liquidationStart: "liquidation"
    case .liquidationAttempt: "attempt"
    case .auctionStart: "auction"
    case .auctionReset: "auction reset"
    case .auctionBid: "bid"
    case .auctionEnd: "auction end"
    case .liquidationFill: "filled"
    case .deleverage: "deleveraged"
    case .badDebt: "written off"
    default: step.kind.name.replacing("_", with: " ")
    }
  }
}
