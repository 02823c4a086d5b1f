internal import Audit
internal import Charts
internal import FixedPoint
internal import Ledger

extension PostMortemPage {
  /// The longest timeline of a case that is shown.
  private static let mostSteps = 14
  /// The points that a sparkline has room for.
  private static let mostPoints = 120

  /// How many fell below the line, were called, and how they ended.
  var funnel: Page.Section? {
    if source.breachAbsence != nil { return factEndings }
    guard !source.cases.isEmpty else {
      let text =
        "No account fell below its maintenance line" + (source.isWhole ? "." : " in this time.")
      return Page.Section("How many came how far", [.paragraph(text + earlierText)])
    }
    var text = "Each case is one account's way from its breach to its end."
    if model.counts.called == 0 {
      text += " Nobody was called: the rules of this venue liquidate at once."
    }
    return endings("How many came how far", text, first: "breached")
  }

  /// How liquidations ended of which the log tells without a rulebook; nil when there are none.
  private var factEndings: Page.Section? {
    guard hasFactCases else { return nil }
    return endings(
      "How the liquidations ended",
      "Each case is one liquidation from what the log tells of it: it begins with what the venue "
        + "did, for when the account fell below its line is not decidable. A case of which no end "
        + "is recorded is open.", first: "liquidations")
  }

  private func endings(_ title: String, _ text: String, first: String) -> Page.Section {
    let counts = model.counts
    var stages = [Funnel.Stage(first, counts.breached)]
    if counts.called > 0 { stages.append(.init("called", counts.called, .blue)) }
    let outcomes = [
      Funnel.Stage("cured", counts.cured, .blue), .init("liquidated", counts.liquidated, .orange),
      .init("bankrupt", counts.bankrupt, .loss), .init("open", counts.open, .muted),
    ]
    return Page.Section(
      title,
      [
        .paragraph(text + earlierText),
        .chart(
          Funnel(
            title, unit: "cases", stages: stages, outcomes: outcomes.filter { $0.count > 0 },
            whole: 0)),
      ])
  }

  /// What is said of cases that had opened before the window; empty when there are none.
  private var earlierText: String {
    let count = source.earlierCases.count
    guard count > 0 else { return "" }
    // Of facts alone nobody can say when a case ended.
    let first = source.breachAbsence == nil ? series.span?.from.seq ?? 0 : .max
    let going = source.earlierCases.count { ($0.closed?.seq ?? .max - 1) >= first }
    let rest =
      going == 0
      ? ""
      : going == count
        ? "; \(count == 1 ? "it" : "they") had not ended when it began"
        : "; \(PostMortemText.whole(going)) of them had not ended when it began"
    return " \(PostMortemText.count(count, "case")) that had opened before the window "
      + "\(count == 1 ? "is" : "are") not counted\(rest)."
  }

  /// How long it took from the breach.
  var delays: Page.Section? {
    let groups = [
      ("From breach to call", "delay from breach to call", model.callDelays),
      ("From breach to first fill", "delay from breach to first fill", model.fillDelays),
    ].filter { !$0.2.isEmpty }
    guard !groups.isEmpty else { return nil }
    var blocks: [Page.Block] = []
    let unsold = source.cases.count - model.fillDelays.count
    for (title, quantity, delays) in groups {
      if let longest = delays.max(), longest > delays.min() ?? 0 {
        blocks.append(
          .chart(
            Histogram(
              title, quantity: quantity, measure: .seconds, noun: "cases",
              values: delays.map { Double($0) / 1_000 })))
      } else {
        blocks += [
          .subheading(title),
          .paragraph(sameDelay(delays, title.hasSuffix("call") ? "the call" : "the first fill")),
        ]
      }
    }
    if unsold > 0, !model.fillDelays.isEmpty {
      blocks.append(
        .paragraph(
          "\(PostMortemText.whole(unsold)) of \(PostMortemText.count(source.cases.count, "case")) "
            + "\(unsold == 1 ? "has" : "have") no fill."))
    }
    return Page.Section("How long it took", blocks)
  }

  /// The ten worst cases, each with what happened to it.
  var worst: Page.Section? {
    guard !model.worst.isEmpty else { return nil }
    if hasFactCases { return largestLiquidations }
    let isLoss = model.shortfall > .zero
    let line =
      "The small line is what the venue counts of the account (blue) against what it requires (dashed), "
      + "at its own prices: from the last moment above the line on, a step for each block in which that "
      + "changed, and for the lowest within it; red where it is too little."
    let total = isLoss ? source.cases.count { $0.missing > .zero } : source.cases.count
    let title =
      isLoss
      ? "The worst cases" : "The largest cases"
    var blocks: [Page.Block] = [
      .paragraph(
        isLoss
          ? "By what was missing at their end, at market prices. \(line)"
          : "By what they had to hold at their breach. \(line)"),
      .table(worstTable(isLoss)),
    ]
    let failed = model.counts.bankrupt == total ? " --outcome bankrupt" : ""
    blocks += rest(
      total, model.worst.count, "cases", isLoss ? "cases\(failed) --sort shortfall" : "cases")
    for entry in model.worst { blocks.append(.folded(summary(entry), steps(entry))) }
    return Page.Section(title, blocks)
  }

  // MARK: - Private

  private func sameDelay(_ delays: [Int64], _ what: String) -> String {
    let who =
      switch delays.count {
      case 1: "The one case"
      case 2: "Both cases"
      default: "All \(PostMortemText.whole(delays.count)) cases"
      }
    let delay = delays[0]
    return delay == 0
      ? "\(who) had no delay: \(what) came in the block of the breach."
      : "\(who) took \(PostMortemText.duration(delay))."
  }

  private func worstTable(_ isLoss: Bool) -> PageTable {
    var head = [
      ChartColumn("case", isNumber: true), ChartColumn("account"), ChartColumn("breached, UTC"),
      ChartColumn("first fill after"),
      ChartColumn(isLoss ? "missing, \(unit)" : "requirement, \(unit)", isNumber: true),
      ChartColumn(isLoss ? "largest cause" : "outcome"), ChartColumn("counted, required"),
    ]
    if model.worst.allSatisfy({ standings($0).count < 2 }) { head.removeLast() }
    let count = head.count
    return PageTable(
      head: head,
      rows: model.worst.map { entry in
        let amount = isLoss ? entry.missing : entry.path.first?.requirement
        let cause = entry.attribution.largest.map(\.title) ?? ""
        let cells: [PageTable.Cell] = [
          .text("\(entry.id)"), .text(account(entry.account)),
          .text(TimeText.full(entry.opened.time)),
          .text(
            entry.delay.map { $0 == 0 ? "at once" : PostMortemText.duration($0) } ?? "not filled"),
          .text(PostMortemText.exact(amount)),
          .text(
            !isLoss
              ? entry.outcome.rawValue : entry.outcome == .open ? "\(cause), so far" : cause),
          .sparkline(sparkline(entry)),
        ]
        return Array(cells.prefix(count))
      })
  }

  /// The ten largest cases of a log without a rulebook.
  private var largestLiquidations: Page.Section {
    var blocks: [Page.Block] = [
      .paragraph(
        isSized
          ? "First those that left something unpaid, then by what was at risk or was sold, at the "
            + "venue's prices where they are recorded, else by what it repaid. How each ended stands "
            + "below it."
          : "First those that left something unpaid, then in their order: the log does not say how "
            + "large they were. How each ended stands below it."),
      .table(liquidationTable),
    ]
    blocks += rest(source.cases.count, model.worst.count, "cases", "cases")
    for entry in model.worst { blocks.append(.folded(summary(entry), steps(entry))) }
    return Page.Section(isSized ? "The largest liquidations" : "The first liquidations", blocks)
  }

  private var isSized: Bool {
    model.worst.contains {
      $0.start?.notional != nil || model.sold[$0.id] != nil || model.repaid($0) != nil
    }
  }

  private var liquidationTable: PageTable {
    let amounts: [(title: String, value: (MarginCase) -> Decimal18?)] = [
      ("at its start, \(unit)", { $0.start?.notional }),
      ("sold, \(unit)", { model.sold[$0.id] }),
      (
        "repaid, \(model.repaidAsset.map { names.assets[$0] } ?? "")",
        { model.sold.isEmpty ? model.repaid($0) : nil }
      ),
      ("missing, \(unit)", { $0.missing > .zero ? $0.missing : nil }),
    ].filter { column in model.worst.contains { column.1($0) != nil } }
    return PageTable(
      head: [
        ChartColumn("case", isNumber: true), ChartColumn("account"), ChartColumn("began, UTC"),
        ChartColumn("outcome"), ChartColumn("fills", isNumber: true),
      ] + amounts.map { ChartColumn($0.title, isNumber: true) },
      rows: model.worst.map { entry in
        let cells: [PageTable.Cell] = [
          .text("\(entry.id)"), .text(account(entry.account)),
          .text(TimeText.full(entry.opened.time)), .text(entry.outcome.rawValue),
          .text(PostMortemText.whole(entry.fills)),
        ]
        return cells + amounts.map { .text(PostMortemText.exact($0.value(entry))) }
      })
  }

  private func sparkline(_ entry: MarginCase) -> Sparkline {
    let all = standings(entry)
    let stride = max(1, (all.count + Self.mostPoints - 1) / Self.mostPoints)
    // Of each stretch the standing that lacked most.
    let points = Swift.stride(from: 0, to: all.count, by: stride).flatMap { start in
      let stretch = all[start..<min(all.count, start + stride)]
      let lowest = stretch.min {
        ((try? $0.resources - $0.requirement) ?? .zero)
          < ((try? $1.resources - $1.requirement) ?? .zero)
      }
      return [lowest].compactMap { $0 } + (stretch.endIndex == all.count ? stretch.suffix(1) : [])
    }
    return Sparkline(
      "Case \(entry.id)", equity: points.map { PostMortemText.figure($0.resources) },
      requirement: points.map { PostMortemText.figure($0.requirement) },
      name: "counted by the venue", whenEmpty: "not known")
  }

  /// How a case's account stood, from the last moment above the line on.
  private func standings(_ entry: MarginCase) -> [MarginCase.Standing] {
    ([entry.healthy].compactMap { $0 } + entry.path).map(\.standing).filter(\.hasVenuePrices)
  }

  /// How an account stood in words; the venue judges by its own prices, the missing is at market prices.
  private func words(_ standing: MarginCase.Standing) -> String {
    "counted \(PostMortemText.exact(standing.resources)), required "
      + "\(PostMortemText.exact(standing.requirement)) at the venue's prices; equity "
      + "\(PostMortemText.exact(standing.equity)) at market prices"
  }

  private func summary(_ entry: MarginCase) -> String {
    var text = "Case \(entry.id) · \(account(entry.account)) · \(entry.outcome.rawValue)"
    if entry.missing > .zero {
      text += ", \(PostMortemText.short(entry.missing, unit)) missing"
      if entry.outcome == .open { text += " so far" }
    }
    return text
  }

  /// The timeline of a case, with steps that repeat told once.
  private func steps(_ entry: MarginCase) -> [Page.Block] {
    var rows: [(block: Int64, time: Int64, what: String, text: String)] = []
    // A venue may call before the line is reached: the breach stands where it happened.
    let steps = told(entry.steps)
    let breach = steps.firstIndex { $0.step.moment.block >= entry.opened.block } ?? steps.count
    for place in 0...steps.count {
      if place == breach, let first = entry.path.first {
        rows.append(
          (
            entry.opened.block, entry.opened.time, "breached",
            words(first.standing)
          ))
      }
      guard place < steps.count else { break }
      let (step, count) = steps[place]
      let said = PostMortemText.grouped(step.text, names)
      var text = count > 1 ? "\(PostMortemText.whole(count)) times: \(said)" : said
      // What a call says is net of debts; what the venue counts against the requirement is not.
      if step.kind == .marginCall, let counted = step.standing?.resources {
        text += "; counted \(PostMortemText.exact(counted)) at the venue's prices"
      }
      rows.append(
        (
          step.moment.block, step.moment.time, step.kind.name.replacing("_", with: " "), text
        ))
    }
    let end =
      entry.closed.map { ($0.block, $0.time) } ?? series.span.map { ($0.to.block, $0.to.time) }
      ?? (entry.opened.block, entry.opened.time)
    for text in payments(entry) { rows.append((end.0, end.1, "paid by", text)) }
    if let closed = entry.closed {
      rows.append(
        (
          closed.block, closed.time, entry.outcome.rawValue,
          PostMortemText.grouped(entry.ending, names)
        ))
    } else if let end = series.span?.to {
      var text = PostMortemText.grouped(entry.ending, names)
      if let last = entry.path.last { text += "; \(words(last.standing))" }
      rows.append((end.block, end.time, entry.outcome.rawValue, text))
    }
    let shown = Self.shown(rows.count)
    let table = PageTable(
      head: [
        ChartColumn("time, UTC"), ChartColumn("block", isNumber: true), ChartColumn("what"),
        ChartColumn(""),
      ],
      rows: rows.indices.filter(shown.contains).map { place in
        let row = rows[place]
        return [
          .text(TimeText.full(row.time)), .text(PostMortemText.whole(row.block)), .text(row.what),
          .text(row.text),
        ]
      })
    return [.table(table)] + rest(rows.count, shown.count, "steps", "case \(entry.id)")
  }

  /// What others paid, and what makes that the shortfall.
  private func payments(_ entry: MarginCase) -> [String] {
    let rests = ((try? entry.settlement()) ?? []).filter { $0.kind != .payer }
    return entry.payers.map {
      "\(payer($0.name)): \(PostMortemText.exact($0.amount)) \(names.assets[$0.asset])"
    } + rests.map { "\(name($0)): \(PostMortemText.exact($0.value)) \(unit)" }
  }

  /// The steps, with those that follow each other and say the same counted as one.
  private func told(_ steps: [MarginCase.Step]) -> [(step: MarginCase.Step, count: Int)] {
    var told: [(step: MarginCase.Step, count: Int)] = []
    for step in steps {
      if let last = told.last, last.step.kind == step.kind, last.step.text == step.text {
        told[told.count - 1].count += 1
      } else {
        told.append((step, 1))
      }
    }
    return told
  }

  /// Of a long timeline the beginning and the end.
  private static func shown(_ count: Int) -> Set<Int> {
    guard count > mostSteps else { return Set(0..<count) }
    return Set(0..<mostSteps / 2).union(count - mostSteps / 2..<count)
  }
}
