internal import Audit
package import Charts
internal import Console
internal import Engine
internal import FixedPoint
internal import Ledger

/// Lays a post-mortem out as a page: the answer first, then how it was found.
package struct PostMortemPage {
  let model: PostMortem

  /// A page of that account.
  package init(_ model: PostMortem) {
    self.model = model
  }

  var source: PostMortem.Source { model.source }
  var series: VenueSeries { source.series }
  var names: Names { source.names }
  var unit: String { model.unit }
  /// Whether there are cases that rest on a rulebook, which draws the line.
  var hasCases: Bool { source.breachAbsence == nil && !source.cases.isEmpty }
  /// Whether there are cases that rest on what the log says of liquidations alone.
  var hasFactCases: Bool { source.breachAbsence != nil && !source.cases.isEmpty }

  /// The page.
  package var page: Page {
    let venue = series.venue ?? "a venue"
    var title = "Post-mortem: \(venue)"
    if let span = series.span {
      let (from, to) = (TimeText.date(span.from.time), TimeText.date(span.to.time))
      title += from == to ? ", \(from)" : ", \(from) to \(to)"
    }
    let sections: [Page.Section?] = [
      timeline, funnel, payers, causes, delays, losses, deleveraging, worst, solvency, findings,
      coverage, definitions, origin,
    ]
    return Page(
      title: title, lead: lead, headlines: headlines, sections: sections.compactMap { $0 },
      anchor: source.anchor.pageSentence)
  }

  // MARK: - The answer

  /// What happened, in a few sentences.
  var lead: String {
    guard series.span != nil else { return "Nothing was recorded in this time." }
    if hasCases { return caseLead }
    var sentences: [String] = []
    if let sentence = liquidationSentence { sentences.append(sentence) }
    if let sentence = carriedSentence { sentences.append(sentence) }
    if let sentence = writtenOffSentence { sentences.append(sentence) }
    if sentences.isEmpty {
      sentences.append(
        "\(PostMortemText.count(series.events, "event")) \(series.events == 1 ? "is" : "are") "
          + "recorded, and no liquidation among them.")
    }
    if let sentence = insolvencySentence { sentences.append(sentence) }
    if let absence = source.breachAbsence { sentences.append(absence) }
    return sentences.joined(separator: " ")
  }

  private var caseLead: String {
    let counts = model.counts
    let times = source.cases.map(\.opened.time)
    let when = PostMortemText.range(times.min() ?? 0, times.max() ?? 0)
    let whole = PostMortemText.count(counts.breached, "account")
    let people = Set(source.cases.map(\.account)).count
    let who = people == counts.breached ? whole : PostMortemText.count(people, "account")
    var sentences = ["\(who) fell below \(people == 1 ? "its" : "their") maintenance line \(when)."]
    if counts.bankrupt > 0 {
      sentences.append(
        "\(PostMortemText.whole(counts.bankrupt)) could not pay what "
          + "\(counts.bankrupt == 1 ? "it" : "they") owed: "
          + "\(PostMortemText.short(endedShortfall, unit)) was missing.")
      if let openSentence { sentences.append("\(openSentence).") }
    } else {
      let who = counts.breached == 1 ? "It did not end" : "None of them ended"
      sentences.append(
        "\(who) with less than nothing" + (openSentence.map { "; \($0)" } ?? "") + ".")
    }
    if let sentence = causeSentence { sentences.append(sentence) }
    if let sentence = carriedSentence { sentences.append(sentence) }
    if let sentence = writtenOffSentence { sentences.append(sentence) }
    return sentences.joined(separator: " ")
  }

  private var writtenOffSentence: String? {
    model.payments.first { $0.payer == .badDebt }.map {
      PostMortemText.short($0.amount, names.assets[$0.asset])
        + " was written off and not made good."
    }
  }

  /// The cases that had opened before the window and had not ended when it began.
  var carried: [MarginCase] {
    guard source.breachAbsence == nil, let first = series.span?.from.seq else { return [] }
    return source.earlierCases.filter { ($0.closed?.seq ?? .max) >= first }
  }

  /// What was missing in the cases that had opened before the window and went on in it.
  var carriedShortfall: Decimal18 { PostMortem.sum(carried.map(\.missing)) ?? .zero }

  private var carriedSentence: String? {
    guard !carried.isEmpty else { return nil }
    let text =
      "\(PostMortemText.count(carried.count, "case")) that had opened before "
      + "\(carried.count == 1 ? "was" : "were") still open when this time began"
    guard carriedShortfall > .zero else { return text + "." }
    let failed = carried.filter { $0.missing > .zero }
    let soFar = failed.contains { $0.outcome == .open } ? " so far" : ""
    let who =
      failed.count < carried.count
      ? "in \(PostMortemText.whole(failed.count)) of them"
      : carried.count == 1 ? "in it" : "in them"
    return "\(text); \(PostMortemText.short(carriedShortfall, unit)) was missing \(who)\(soFar)."
  }

  /// What the cases that ended lacked.
  private var endedShortfall: Decimal18 {
    (try? model.shortfall - model.openShortfall) ?? model.shortfall
  }

  /// What is said of the cases that had not ended, without a full stop; nil when all had.
  private var openSentence: String? {
    let open = model.counts.open
    guard open > 0 else { return nil }
    let text = "\(PostMortemText.count(open, "case")) had not ended when the window did"
    guard model.openShortfall > .zero else { return text }
    return text + ", with \(PostMortemText.short(model.openShortfall, unit)) missing so far"
  }

  private var causeSentence: String? {
    // The share of what is missing, as `cases` gives it; what was lost in all is another figure.
    guard let largest = model.causes.max(by: { $0.shortfall < $1.shortfall }),
      let share = PostMortemText.share(largest.shortfall, of: model.shortfall)
    else { return nil }
    let title = largest.cause.title
    let failed = model.causes.reduce(0) { $0 + $1.cases }
    if largest.cases == failed {
      let cases =
        failed == 1
        ? "In the one case"
        : failed == 2 ? "In both cases" : "In all \(PostMortemText.whole(failed)) cases"
      return "\(cases) with something missing \(title) took most of the equity."
    }
    return "Of what is missing, \(share) is in the "
      + "\(largest.cases == 1 ? "one case" : "\(PostMortemText.whole(largest.cases)) cases") in which "
      + "\(title) took most of the equity."
  }

  private var liquidationSentence: String? {
    if hasFactCases { return factCaseSentence }
    let told: (times: [Int64], accounts: [Int], one: String, many: String)
    if !series.starts.isEmpty {
      let starts = series.starts
      told = (
        starts.map(\.time), starts.map(\.account), "start of liquidation", "starts of liquidations"
      )
    } else if !series.fills.isEmpty {
      let fills = series.fills
      told = (
        fills.map(\.time), fills.map(\.account), "fill of a liquidation", "fills of liquidations"
      )
    } else {
      let closes = series.closes
      told = (
        closes.map(\.time), closes.map(\.account), "close against another account",
        "closes against other accounts"
      )
    }
    guard let from = told.times.min(), let to = told.times.max() else { return nil }
    let count = told.times.count
    return "\(PostMortemText.count(count, told.one, told.many)) of "
      + "\(PostMortemText.count(Set(told.accounts).count, "account")) "
      + "\(count == 1 ? "is" : "are") recorded, \(PostMortemText.range(from, to))."
  }

  private var factCaseSentence: String {
    let counts = model.counts
    let times = source.cases.map(\.opened.time)
    var text =
      "\(PostMortemText.count(counts.breached, "case")) of liquidation of "
      + "\(PostMortemText.count(Set(source.cases.map(\.account)).count, "account")) "
      + "\(counts.breached == 1 ? "is" : "are") recorded, "
      + PostMortemText.range(times.min() ?? 0, times.max() ?? 0) + "."
    if counts.bankrupt > 0 {
      let who = counts.breached == 1 ? "It" : "\(PostMortemText.whole(counts.bankrupt)) of them"
      text += " \(who) left something unpaid."
    }
    if counts.open > 0 {
      let who = counts.breached == 1 ? "it" : "\(PostMortemText.whole(counts.open)) of them"
      text += " How \(who) ended is not recorded."
    }
    return text
  }

  private var insolvencySentence: String? {
    guard let solvency = decidableSolvency, solvency.total.insolvent > 0, let unit = solvency.unit
    else { return nil }
    let verb = solvency.total.insolvent == 1 ? "owes" : "owe"
    return "At the end \(PostMortemText.count(solvency.total.insolvent, "account")) of "
      + "\(PostMortemText.whole(solvency.total.accounts)) \(verb) more than "
      + "\(solvency.total.insolvent == 1 ? "it has" : "they have"), together "
      + "\(PostMortemText.short(PostMortemText.size(solvency.shortfall), unit))."
  }

  /// The four numbers that matter most.
  private var headlines: [Page.Headline] {
    let counts = model.counts
    guard hasCases else { return factHeadlines }
    var headlines = [count("fell below the line", counts.breached, "case")]
    if counts.bankrupt > 0 {
      headlines.append(
        count("could not pay", counts.bankrupt, "case", isLoss: true))
    }
    if counts.bankrupt > 0 || model.shortfall > .zero {
      headlines.append(
        .init(
          model.openShortfall > .zero
            ? "missing so far, at market prices" : "missing, at market prices",
          PostMortemText.figure(model.shortfall), unit: unit, isLoss: true))
    } else {
      if counts.called > 0 {
        headlines.append(count("called", counts.called, "case"))
      }
      headlines.append(count("liquidated", counts.liquidated, "case"))
    }
    if let writtenOff { headlines.append(writtenOff) }
    if counts.open > 0 { headlines.append(count("had not ended", counts.open, "case")) }
    if headlines.count < 4, let sold, !headlines.contains(where: { $0.label == sold.label }) {
      headlines.append(sold)
    }
    return Array(headlines.prefix(4))
  }

  private var factHeadlines: [Page.Headline] {
    let accounts = Set(series.starts.map(\.account) + series.fills.map(\.account)).count
    var headlines: [Page.Headline] = []
    if hasFactCases {
      headlines.append(count("liquidations recorded", source.cases.count, "case"))
    } else if !series.starts.isEmpty {
      headlines.append(count("liquidations begun", series.starts.count, "start"))
    }
    if !carried.isEmpty { headlines += carriedHeadlines }
    if model.counts.bankrupt > 0 {
      headlines.append(count("left something unpaid", model.counts.bankrupt, "case", isLoss: true))
    } else if !series.fills.isEmpty, series.fills.count != source.cases.count {
      headlines.append(count("filled", series.fills.count, "fill"))
    }
    if accounts > 0 {
      headlines.append(count("liquidated", accounts, "account"))
      if let sold { headlines.append(sold) }
    } else {
      headlines.append(count("recorded", Int(series.events), "event"))
    }
    if let solvency = decidableSolvency, let unit = solvency.unit {
      headlines.append(
        count(
          "owe more than they have", solvency.total.insolvent, "account",
          isLoss: solvency.total.insolvent > 0))
      if solvency.total.insolvent > 0 {
        headlines.append(
          .init(
            "missing in those accounts",
            PostMortemText.figure(PostMortemText.size(solvency.shortfall)), unit: unit,
            isLoss: true))
      }
    }
    return Array(headlines.prefix(4))
  }

  /// Where no account fell within the window: what became of those that had fallen before it.
  private var carriedHeadlines: [Page.Headline] {
    var headlines = [count("had fallen before", carried.count, "case")]
    if carriedShortfall > .zero {
      headlines.append(
        .init(
          "missing in them, at market prices", PostMortemText.figure(carriedShortfall), unit: unit,
          isLoss: true))
    }
    if let writtenOff { headlines.append(writtenOff) }
    return headlines
  }

  private var writtenOff: Page.Headline? {
    model.payments.first { $0.payer == .badDebt }.map {
      .init(
        "written off, not made good", PostMortemText.figure($0.amount),
        unit: names.assets[$0.asset],
        isLoss: true)
    }
  }

  /// What was sold or closed in liquidations, at the venue's prices.
  private var sold: Page.Headline? {
    guard !unit.isEmpty, let sum = model.soldOrAtRisk else { return nil }
    let label = series.fills.isEmpty ? "was at risk in them" : "was sold, at the venue's prices"
    return Page.Headline(label, PostMortemText.figure(sum), unit: unit)
  }

  private func count(
    _ label: String, _ count: Int, _ noun: String, isLoss: Bool = false
  ) -> Page.Headline {
    .init(label, figure(count), unit: count == 1 ? noun : noun + "s", isLoss: isLoss)
  }

  /// Who owes more than they have; nil where the log holds too little to say it.
  ///
  /// What accounts had to begin with must be recorded, and everything they hold must have a price.
  var decidableSolvency: Solvency? {
    guard let solvency = source.solvency, solvency.unit != nil, solvency.unpriced.isEmpty,
      !series.kinds.isDisjoint(with: [.deposit, .openingBalance])
    else { return nil }
    return solvency
  }

  func figure(_ count: Int) -> Figure {
    Figure(Double(count), exact: PostMortemText.whole(count))
  }

  func account(_ id: Int) -> String { PostMortemText.id(names.accounts[id]) }
}

extension PostMortem {
  /// What was sold at the venue's prices; where nothing was, what was at risk.
  ///
  /// Nil where one of them is not known.
  var soldOrAtRisk: Decimal18? {
    let series = source.series
    let values = series.fills.isEmpty ? series.starts.map(\.notional) : series.fills.map(\.notional)
    let known = values.compactMap { $0 }
    return known.isEmpty || known.count < values.count ? nil : Self.sum(known)
  }

  /// The sum; nil where it leaves the range of `Decimal18`.
  static func sum(_ values: [Decimal18]) -> Decimal18? {
    var sum = Decimal18.zero
    for value in values {
      guard let next = try? sum + value else { return nil }
      sum = next
    }
    return sum
  }
}
