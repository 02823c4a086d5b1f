internal import Audit
internal import Charts
internal import FixedPoint
internal import Ledger
internal import Margin

extension PostMortemPage {
  /// The most charts of prices, and the most fills that are drawn one by one.
  private static let mostFeeds = 3
  private static let mostFills = 150
  /// The significant digits of a price in a table of the page; a quotient may have many more.
  private static let priceDigits = 8
  /// The most stretches of time that carry their name.
  private static let mostNames = 6

  /// Prices with what was sold at them; without prices, the liquidations themselves.
  var timeline: Page.Section? {
    guard let span = series.span else { return nil }
    var blocks: [Page.Block] = []
    let feeds = shownFeeds
    for feed in feeds { blocks += [.chart(chart(of: feed))] }
    if feeds.isEmpty || !hasFills(feeds), let chart = startChart { blocks.append(.chart(chart)) }
    guard !blocks.isEmpty || !series.halts.isEmpty else { return nil }
    blocks += haltBlocks + silenceBlocks
    blocks.insert(.paragraph(timelineText(feeds, span)), at: 0)
    return Page.Section("What happened when", blocks)
  }

  // MARK: - Private

  /// The feeds of which most was sold, and whose price is known; else the one with most prices.
  private var shownFeeds: [Feed] {
    var sums: [Feed: Double] = [:]
    for fill in series.fills + series.closes {
      sums[fill.feed, default: 0] += fill.notional.map(PostMortemText.drawn) ?? 0
    }
    let priced = Set(series.prices.map(\.feed))
    let sold = sums.keys.filter { priced.contains($0) }.sorted {
      let (a, b) = (sums[$0] ?? 0, sums[$1] ?? 0)
      return a == b ? $0 < $1 : a > b
    }
    if !sold.isEmpty {
      return Array(sold.prefix(Self.mostFeeds))
    }
    guard !series.starts.isEmpty || !series.deleveraging.isEmpty || hasCases else { return [] }
    var points: [Feed: Int] = [:]
    for line in series.prices where priced.contains(line.feed) {
      points[line.feed, default: 0] += line.points.count
    }
    let traded = Set(series.deleveraging.map { Feed.market($0.market) })
    let order = points.keys.sorted {
      let (a, b) = (points[$0] ?? 0, points[$1] ?? 0)
      if traded.contains($0) != traded.contains($1) { return traded.contains($0) }
      return a == b ? $0 < $1 : a > b
    }
    return Array(order.prefix(1))
  }

  private func hasFills(_ feeds: [Feed]) -> Bool {
    (series.fills + series.closes).contains { feeds.contains($0.feed) && $0.price != nil }
  }

  private func timelineText(
    _ feeds: [Feed], _ span: (from: VenueSeries.Moment, to: VenueSeries.Moment)
  ) -> String {
    var text =
      "\(PostMortemText.count(series.events, "event")) from block "
      + "\(PostMortemText.whole(span.from.block)) to \(PostMortemText.whole(span.to.block))."
    let auctions = series.auctions
    if auctions.started > 0 {
      text +=
        " \(PostMortemText.count(auctions.started, "auction")) "
        + "\(auctions.started == 1 ? "was" : "were") opened."
    }
    if auctions.nearZero > 0 {
      text +=
        " \(PostMortemText.whole(auctions.nearZero)) of "
        + "\(PostMortemText.count(series.fills.count, "fill")) went for less than one hundredth "
        + "of the venue's price."
    }
    let unstarted = source.cases.count { $0.start == nil }
    if hasFactCases, !series.starts.isEmpty, unstarted > 0 {
      text +=
        " \(PostMortemText.whole(unstarted)) of \(PostMortemText.count(source.cases.count, "case")) "
        + "\(unstarted == 1 ? "has" : "have") no recorded start."
    }
    let sold = Set((series.fills + series.closes).map(\.feed))
    let hidden = sold.subtracting(feeds).count
    if hidden == sold.count, hidden > 0 {
      text += " What was sold is not drawn: no price of the venue is recorded for it."
    } else if hidden > 0 {
      text +=
        " \(PostMortemText.whole(hidden)) of \(PostMortemText.whole(sold.count)) assets and markets "
        + "of which something was sold \(hidden == 1 ? "is" : "are") not drawn: less was sold of "
        + "\(hidden == 1 ? "it" : "them"), or no price of the venue is recorded."
    }
    return text
  }

  private func chart(of feed: Feed) -> TimeSeries {
    let fills = series.fills.filter { $0.feed == feed && $0.price != nil }
    // Of an account that failed later only the fills of that case are those of a bankrupt.
    let failed = Set(
      (source.earlierCases + source.cases).filter { $0.outcome == .bankrupt }
        .flatMap { $0.steps.map(\.moment.seq) })
    var groups = [
      ("fills", Ink.orange, fills.filter { !failed.contains($0.seq) }),
      (
        "bankrupt", Ink.loss,
        fills.filter { failed.contains($0.seq) }
      ),
    ]
    let closes = series.closes.filter { $0.feed == feed }
    groups.append(("deleveraged", .orange, closes))
    let isGathered = fills.count + closes.count > Self.mostFills
    let measure = unit.isEmpty ? "notional" : "notional, \(unit)"
    return TimeSeries(
      feed.text(names), unit: "price, \(priceUnit(feed))", lines: lines(of: feed),
      dots: groups.filter { !$0.2.isEmpty }.map { name, ink, fills in
        TimeSeries.Dots(
          name, ink, measure: measure, dots: isGathered ? gathered(fills) : fills.map(dot))
      },
      marks: marks, intervals: intervals(of: feed), window: window, digits: Self.priceDigits,
      whenEmpty: "No price of \(feed.text(names)) is recorded in this time.")
  }

  /// The time that the page is about; all its charts have it for an axis.
  private var window: ClosedRange<Int64>? {
    series.span.map { $0.from.time...max($0.from.time, $0.to.time) }
  }

  func priceUnit(_ feed: Feed) -> String {
    switch feed {
    case .asset: unit
    case .market(let market): names.assets[names.market(market).quote]
    }
  }

  /// The venue's own price, what others said, and the market's.
  private func lines(of feed: Feed) -> [TimeSeries.Line] {
    let own = series.prices.filter { $0.feed == feed }
    let isJudged = own.contains { $0.source == nil }
    let sources = own.filter { $0.source != nil && $0.source != "market" }
    let patterns = sources.compactMap(\.source)
    return own.compactMap { line in
      let points = line.points.map(PostMortemText.point)
      switch line.source {
      case nil:
        let only = sources.count == 1 ? sources[0].source : nil
        let name = only.map { "venue (\($0))" } ?? "venue's price"
        return TimeSeries.Line(name, .blue, points: points)
      case "market": return TimeSeries.Line("market", .muted, points: points)
      case let name?:
        // One source that the venue takes over as it is would be drawn twice.
        if isJudged, sources.count == 1 { return nil }
        return TimeSeries.Line(
          name, isJudged ? .orange : .blue, isDashed: isJudged,
          pattern: patterns.firstIndex(of: name) ?? 0, points: points)
      }
    }
  }

  private func dot(_ fill: VenueSeries.Fill) -> TimeSeries.Dot {
    TimeSeries.Dot(
      fill.time, PostMortemText.figure(fill.price ?? .zero),
      size: PostMortemText.figure(fill.notional ?? .zero))
  }

  /// The fills of a block as one: the sum of their notionals at the average price, weighted by size.
  private func gathered(_ fills: [VenueSeries.Fill]) -> [TimeSeries.Dot] {
    var dots: [TimeSeries.Dot] = []
    var start = fills.startIndex
    while start < fills.endIndex {
      var end = start
      while end < fills.endIndex, fills[end].block == fills[start].block { end += 1 }
      if let dot = gathered(block: fills[start..<end]) { dots.append(dot) }
      start = end
    }
    return dots
  }

  private func gathered(block fills: ArraySlice<VenueSeries.Fill>) -> TimeSeries.Dot? {
    guard let first = fills.first else { return nil }
    let size = PostMortem.sum(fills.map(\.size)) ?? .zero
    let paid = PostMortem.sum(
      fills.map { fill in
        (try? fill.size.multiplied(by: fill.price ?? .zero, rounding: .halfEven)) ?? .zero
      })
    let price =
      fills.count == 1
      ? first.price
      : try? paid?.divided(by: size, rounding: .halfEven).rounded(
        toDecimals: 6, rounding: .halfEven)
    guard let price, let notional = PostMortem.sum(fills.map { $0.notional ?? .zero }) else {
      return nil
    }
    return TimeSeries.Dot(
      first.time, PostMortemText.figure(price), size: PostMortemText.figure(notional))
  }

  private var marks: [TimeSeries.Mark] {
    guard hasCases else { return [] }
    var marks: [TimeSeries.Mark] = []
    if let first = source.cases.map(\.opened.time).min() {
      marks.append(.init(first, "first breach"))
    }
    let failed = source.cases.filter { $0.outcome == .bankrupt }
    if let first = failed.compactMap({ $0.firstFill?.time ?? $0.closed?.time }).min() {
      marks.append(.init(first, "first loss"))
    }
    return marks
  }

  private func intervals(of feed: Feed) -> [TimeSeries.Interval] {
    let end = series.span?.to.time ?? 0
    let halts = series.halts.filter { halt in
      guard let scope = HaltScope(halt.scope, names: names), let own = scope.feed else {
        return true
      }
      return own == feed
    }.map { (from: $0.from, to: $0.to ?? end, name: halted($0.scope), isStrip: false) }
    let silences = model.silences.filter { $0.feed == feed }.map {
      (from: $0.from, to: $0.to, name: "\($0.source ?? "venue") silent", isStrip: true)
    }
    let all = halts + silences
    let longest = Set(
      all.enumerated().sorted {
        let (a, b) = ($0.element.to - $0.element.from, $1.element.to - $1.element.from)
        return a == b ? $0.offset < $1.offset : a > b
      }.prefix(Self.mostNames).map(\.offset))
    return all.enumerated().map { place, item in
      .init(
        from: item.from, to: item.to, item.name, isNamed: longest.contains(place),
        isStrip: item.isStrip)
    }
  }

  /// What is halted, for a chart of the asset or market that it is about.
  private func halted(_ scope: String) -> String {
    switch (HaltScope(scope, names: names)?.what, scope) {
    case (.all?, _): "all halted"
    case (let what?, _): "\(what.rawValue) halted"
    case (nil, "blocks"): "no blocks"
    case (nil, "keepers"): "keepers out"
    case (nil, _): "halt of \(scope)"
    }
  }

  /// What is halted, for the table.
  private func haltedItem(_ scope: String) -> String {
    guard let parsed = HaltScope(scope, names: names) else { return scope }
    let what = parsed.what == .all ? "everything" : parsed.what.rawValue
    return parsed.feed.map { "\(what) of \($0.name(names))" } ?? what
  }

  /// Without prices: the liquidations themselves, by what was at risk in each.
  private var startChart: (any Chart)? {
    let sized = series.starts.filter { ($0.notional ?? .zero) > .zero }
    if !sized.isEmpty {
      return TimeSeries(
        "Liquidations by what was at risk", unit: "notional, \(unit)",
        dots: [
          .init(
            "liquidations", .orange, measure: "notional, \(unit)",
            dots: sized.map { start in
              let size = PostMortemText.figure(start.notional ?? .zero)
              return TimeSeries.Dot(start.time, size, size: size)
            })
        ], window: window, isLogarithmic: true)
    }
    // Fills may belong to starts; one kind alone is drawn, and named.
    let drawsStarts = !series.starts.isEmpty
    let times = drawsStarts ? series.starts.map(\.time) : series.fills.map(\.time)
    guard times.count > 1 else { return nil }
    let what = drawsStarts ? "starts" : "fills"
    let beginning = window.map { [TimePoint($0.lowerBound, figure(0), isBefore: true)] } ?? []
    return TimeSeries(
      drawsStarts ? "Starts of liquidations so far" : "Fills of liquidations so far", unit: what,
      lines: [
        .init(
          what, .orange,
          points: beginning + times.enumerated().map { TimePoint($1, figure($0 + 1)) })
      ], window: window)
  }

  // MARK: - Halts and silences

  private var haltBlocks: [Page.Block] {
    guard !series.halts.isEmpty else { return [] }
    return [
      .table(
        PageTable(
          "Halts",
          head: [
            ChartColumn("from, UTC"), ChartColumn("block", isNumber: true), ChartColumn("lasted"),
            ChartColumn("what"), ChartColumn("why"), ChartColumn("decided by"),
          ],
          rows: series.halts.prefix(40).map { halt in
            [
              .text(TimeText.full(halt.from)), .text(PostMortemText.whole(halt.fromBlock)),
              .text(halt.to.map { PostMortemText.duration($0 - halt.from) } ?? "not lifted"),
              .text(haltedItem(halt.scope)), .text(PostMortemText.reason(halt.reason)),
              .text(halt.authority ?? "a rule"),
            ]
          }))
    ] + rest(series.halts.count, 40, "halts", "log --kind halt")
  }

  private var silenceBlocks: [Page.Block] {
    guard !model.silences.isEmpty else { return [] }
    return [
      .table(
        PageTable(
          "Oracle silences",
          head: [
            ChartColumn("of"), ChartColumn("source"), ChartColumn("from, UTC"),
            ChartColumn("to, UTC"), ChartColumn("lasted"), ChartColumn("allowed"),
          ],
          rows: model.silences.prefix(40).map { silence in
            [
              .text(silence.feed.text(names)), .text(silence.source ?? "venue"),
              .text(TimeText.full(silence.from)), .text(TimeText.full(silence.to)),
              .text(PostMortemText.duration(silence.to - silence.from)),
              .text(PostMortemText.duration(silence.allowed)),
            ]
          }))
    ] + rest(model.silences.count, 40, "silences", "ask 4")
  }

  /// A note that a table was cut: the total, and the command that gives the rest.
  func rest(_ total: Int, _ shown: Int, _ what: String, _ command: String) -> [Page.Block] {
    guard total > shown else { return [] }
    let words = command.split(separator: " ", maxSplits: 1)
    var options = words.count > 1 ? " " + words[1] : ""
    // The page's own window, where the command can have one.
    let own = "plimsoll postmortem \(source.ledger)"
    if words[0] != "case", words[0] != "solvency", source.command.hasPrefix(own) {
      options += source.command.dropFirst(own.count)
    }
    return [
      .footnote(
        "\(PostMortemText.whole(shown)) of \(PostMortemText.whole(total)) \(what); all of them: "
          + "plimsoll \(words[0]) \(source.ledger)\(options) --format csv")
    ]
  }
}
