internal import Audit
internal import Charts
internal import FixedPoint
internal import Ledger

extension VenueSeries.Payer {
  fileprivate var isTakenOver: Bool {
    if case .redistribution = self { true } else { false }
  }

  fileprivate var isTaker: Bool {
    if case .taker = self { true } else { false }
  }
}

extension PostMortemPage {
  /// Who paid for the liquidations, and for what they left.
  var payers: Page.Section? {
    guard !model.payments.isEmpty else {
      guard hasCases else { return nil }
      return Page.Section(
        "Who paid",
        [
          .paragraph(
            "No penalty, no draw on a fund and no loss is recorded in this time.\(takenText)")
        ])
    }
    var blocks: [Page.Block] = [.paragraph(payersText)]
    if let chart = payersChart { blocks.append(.drawing(chart)) }
    blocks.append(.table(payersTable))
    if let table = settlementTable { blocks.append(.table(table)) }
    return Page.Section("Who paid", blocks)
  }

  /// The bonus of a fixed spread, which no event names: it is in the prices of the fills.
  private var takenText: String {
    guard let taken = model.beyondDebts, taken > .zero else { return "" }
    return " What the liquidated accounts gave beyond their debts, at the venue's own prices, is "
      + "\(PostMortemText.exact(taken)) \(unit)."
  }

  /// What took the equity of those who could not pay.
  var causes: Page.Section? {
    guard hasCases || carriedShortfall > .zero else { return nil }
    guard model.shortfall > .zero else {
      let who =
        source.earlierCases.isEmpty
        ? "No account ended with less than nothing"
        : "No account that fell in this time ended with less than nothing"
      return Page.Section(
        "Why they could not pay",
        [
          .paragraph(
            carriedShortfall > .zero ? carriedText : who + ", so there is no shortfall to explain.")
        ])
    }
    return Page.Section(
      "Why they could not pay",
      [
        .paragraph(causesText), .drawing(causesChart), .table(causesTable), .table(failureTable),
      ])
  }

  /// Funds, bad debt and socialized losses over time.
  var losses: Page.Section? {
    let assets = Set((series.funds + series.badDebt + series.socialized).map(\.asset)).sorted()
    guard !assets.isEmpty else { return nil }
    let takers = model.payments.filter { $0.payer.isTaker }.map {
      "\(Self.name($0.payer)) (\(PostMortemText.exact($0.amount)) \(names.assets[$0.asset]))"
    }
    let rest = "is not drawn: the log records no amount of it over time."
    return Page.Section(
      "Funds and losses over time",
      assets.map(overTime)
        + (takers.isEmpty
          ? [] : [.paragraph("What was given by \(PostMortemText.list(takers)) \(rest)")]))
  }

  /// Positions that were closed against others.
  var deleveraging: Page.Section? {
    guard !series.deleveraging.isEmpty else { return nil }
    let quotes = Set(series.deleveraging.map { names.market($0.market).quote })
    var blocks: [Page.Block] = []
    for quote in quotes.sorted() {
      let markets = series.deleveraging.filter { names.market($0.market).quote == quote }
      blocks.append(
        .chart(
          Bars(
            "Closed against others, in \(names.assets[quote])",
            unit: "size × price of the close, \(names.assets[quote])",
            items: markets.map {
              .init(names.markets[$0.market], PostMortemText.figure($0.closed), .orange)
            })))
    }
    blocks.append(
      .table(
        PageTable(
          head: [
            ChartColumn("market"), ChartColumn("closes", isNumber: true),
            ChartColumn("bankrupt accounts", isNumber: true),
            ChartColumn("accounts closed against", isNumber: true),
            ChartColumn("size", isNumber: true),
          ],
          rows: series.deleveraging.map { line in
            [
              .text(names.markets[line.market]), .text(PostMortemText.whole(line.fills)),
              .text(PostMortemText.whole(line.accounts.count)),
              .text(PostMortemText.whole(line.counterparties.count)),
              .text(
                "\(PostMortemText.exact(line.size))"),
            ]
          })))
    return Page.Section("Deleveraging by market", blocks)
  }

  // MARK: - Who paid

  static func name(_ payer: VenueSeries.Payer) -> String {
    switch payer {
    case .penalty: "penalties, charged to the liquidated"
    case .insurance(let fund): fund.isEmpty ? "the insurance fund" : "fund \(fund)"
    case .deleveraging: "deleveraged accounts"
    case .socialized(let pool): "spread over \(pool)"
    case .taker(let mechanism): "the " + mechanism.replacing("_", with: " ")
    case .redistribution: "debts taken over with collateral"
    case .collateral: "the collateral that came with them"
    case .badDebt: "nobody: bad debt"
    case .recovery(let name): "recovered from \(name)"
    }
  }

  private static func ink(_ payer: VenueSeries.Payer) -> Ink {
    switch payer {
    case .penalty, .redistribution, .collateral: .muted
    case .insurance, .recovery, .taker: .blue
    case .deleveraging, .socialized: .orange
    case .badDebt: .loss
    }
  }

  private var payersText: String {
    var text = ""
    let others = "what others paid, or nobody, because an account could not."
    if model.payments.contains(where: { $0.payer == .penalty }) {
      text =
        "Penalties are what was charged to the liquidated accounts; everything else is \(others)"
      if model.payments.contains(where: { $0.payer != .penalty }) {
        text +=
          " These lines do not add up: the penalty of an account that could not pay it is part of "
          + "what others paid, and a fund may pay out of penalties that it was given."
      }
    } else {
      text = "This is \(others)"
    }
    for line in series.writtenOff {
      text +=
        " \(PostMortemText.count(line.count, "debt")) of \(line.count == 1 ? "" : "together ")"
        + "\(PostMortemText.exact(line.amount)) \(names.assets[line.asset]) "
        + "\(line.count == 1 ? "was" : "were") written off\(madeGood(line))."
    }
    if model.payments.contains(where: { $0.payer.isTakenOver }) {
      text +=
        " Debts that were taken over came with their collateral: only what was worth less than its "
        + "debt is missing."
    }
    if source.earlierCases.contains(where: isPaidForInWindow) {
      text += " Some was paid for cases that had opened before the window."
    }
    if model.payments.contains(where: { $0.value == nil }) {
      text += " Where no price was recorded, the amounts stand in their own asset alone."
    }
    return text
  }

  /// How much of what was written off was made good within the window.
  private func madeGood(_ line: VenueSeries.Payment) -> String {
    let left =
      model.payments.first { $0.payer == .badDebt && $0.asset == line.asset }?.amount ?? .zero
    let others = "taken over, spread or made good by others"
    if left.isZero { return line.count == 1 ? " and \(others)" : ", all of it \(others)" }
    guard left < line.amount, let rest = try? line.amount - left else { return "" }
    return ", of which \(PostMortemText.exact(rest)) was \(others)"
  }

  private func isPaidForInWindow(_ entry: MarginCase) -> Bool {
    let first = series.span?.from.seq ?? 0
    return entry.contributions.contains { $0.seq >= first }
      || entry.steps.contains {
        $0.moment.seq >= first && ($0.kind == .insurance || $0.kind == .badDebt)
      }
  }

  // Bars need one measure: the unit of account, or the one asset that everything is in.
  private var payersChart: Bars? {
    let payments = model.payments
    let assets = Set(payments.map(\.asset))
    if assets.count == 1, let asset = assets.first {
      return Bars(
        "Who paid", unit: "amount, \(names.assets[asset])",
        items: payments.map {
          .init(Self.name($0.payer), PostMortemText.figure($0.amount), Self.ink($0.payer))
        }, hasShares: false)
    }
    guard !unit.isEmpty, payments.allSatisfy({ $0.value != nil }) else { return nil }
    return Bars(
      "Who paid", unit: "value, \(unit)",
      items: payments.map {
        .init(
          "\(Self.name($0.payer)), \(names.assets[$0.asset])",
          PostMortemText.figure($0.value ?? .zero), Self.ink($0.payer))
      }, hasShares: false)
  }

  private var payersTable: PageTable {
    PageTable(
      "In the assets that were paid",
      head: [
        ChartColumn("payer"), ChartColumn("asset"), ChartColumn("amount", isNumber: true),
        ChartColumn(unit.isEmpty ? "value" : "value, \(unit)", isNumber: true),
        ChartColumn("times", isNumber: true),
      ],
      rows: model.payments.map { payment in
        [
          .text(Self.name(payment.payer)), .text(names.assets[payment.asset]),
          .text(PostMortemText.exact(payment.amount)), .text(PostMortemText.exact(payment.value)),
          .text(PostMortemText.whole(payment.count)),
        ]
      })
  }

  /// What others paid for those who could not, and what makes that the shortfall.
  private var settlementTable: PageTable? {
    let lines = model.settlement
    guard hasCases, model.shortfall > .zero, !lines.isEmpty else { return nil }
    var rows: [[PageTable.Cell]] = lines.map {
      [.text(name($0)), .text(PostMortemText.exact($0.value))]
    }
    rows.append(["total = shortfall", .text(PostMortemText.exact(model.shortfall))])
    return PageTable(
      source.earlierCases.isEmpty
        ? "For those who could not pay, at market prices"
        : "For those who fell in this time and could not pay, at market prices",
      head: [
        ChartColumn("what others paid, and what remained"),
        ChartColumn("value, \(unit)", isNumber: true),
      ], rows: rows)
  }

  /// A line of what others paid, in the words of the page.
  func name(_ line: MarginCase.SettlementLine) -> String {
    switch line.kind {
    case .payer: payer(line.name)
    case .left: "less what is left in the account"
    default: line.name
    }
  }

  /// Who paid in a case, in the words of the page.
  func payer(_ name: String) -> String {
    let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
    switch parts[0] {
    case "insurance": return parts.count > 1 ? "fund \(parts[1])" : "the insurance fund"
    case "deleveraging": return "deleveraged accounts"
    case "socialized":
      // A case says how it was spread; where all was spread over one pool, that is the name.
      let pools = Set(
        series.payments.map(\.payer).filter { if case .socialized = $0 { true } else { false } })
      return pools.count == 1 ? pools.map(Self.name)[0] : "spread over others"
    case "redistribution": return "debts taken over with collateral"
    case "stability pool", "backstop", "absorption": return "the \(name)"
    case "bad debt": return "nobody: bad debt"
    default: return name
    }
  }

  // MARK: - Causes

  private var causesText: String {
    let failed = source.cases.filter { $0.missing > .zero }
    let open = failed.count { $0.outcome == .open }
    let who =
      failed.count == 1
      ? "the one case"
      : failed.count == 2 ? "both cases" : "the \(PostMortemText.whole(failed.count)) cases"
    let soFar =
      open == 0
      ? ""
      : open == failed.count
        ? ", so far"
        : ", of which \(PostMortemText.whole(open)) had not ended and \(open == 1 ? "counts" : "count") so far"
    return "E is an account's equity at market prices. Each part is the change of E between two "
      + "recorded moments, so the parts, less the equity before the breach, are the shortfall of "
      + "\(who)\(soFar): \(PostMortemText.exact(model.shortfall)) "
      + "\(unit), exactly."
  }

  /// What is explained elsewhere: how those that had fallen before the window came to their shortfall.
  private var carriedText: String {
    let failed = carried.filter { $0.missing > .zero }
    return "No account that fell in this time ended with less than nothing. "
      + "\(PostMortemText.count(failed.count, "case")) that had opened before "
      + "\(failed.count == 1 ? "lacks" : "lack") \(PostMortemText.exact(carriedShortfall)) \(unit): a page "
      + "that begins before \(failed.count == 1 ? "it" : "they") did says why."
  }

  private var causesChart: Bars {
    var items = model.causes.map { part in
      Bars.Item(
        part.cause.title, PostMortemText.figure(part.amount),
        part.amount.isNegative ? .muted : .blue)
    }
    if let cushion = try? -model.cushion, !cushion.isZero {
      items.append(.init("equity before the breach", PostMortemText.figure(cushion), .muted))
    }
    items.append(.init("shortfall", PostMortemText.figure(model.shortfall), .loss))
    return Bars(
      "What took the equity", unit: "change of equity, \(unit)", items: items, hasShares: false)
  }

  private var causesTable: PageTable {
    var rows: [[PageTable.Cell]] = model.causes.map { part in
      [
        .text(part.cause.title), .text(PostMortemText.exact(part.amount)),
        .text(model.share(of: part.cause).map(PostMortemText.perCent) ?? ""),
      ]
    }
    let cushion = (try? -model.cushion) ?? .zero
    rows.append(["equity before the breach", .text(PostMortemText.exact(cushion)), ""])
    if !model.unexplained.isZero {
      rows.append(["not attributed", .text(PostMortemText.exact(model.unexplained)), ""])
    }
    rows.append(["total = shortfall", .text(PostMortemText.exact(model.shortfall)), ""])
    return PageTable(
      "Exactly",
      head: [
        ChartColumn("cause"), ChartColumn("amount, \(unit)", isNumber: true),
        ChartColumn("of what was lost, %", isNumber: true),
      ], rows: rows)
  }

  private var failureTable: PageTable {
    PageTable(
      "Cases by the cause that took most",
      head: [
        ChartColumn("cause"), ChartColumn("cases", isNumber: true),
        ChartColumn("their shortfall, \(unit)", isNumber: true),
      ],
      rows: model.causes.filter { $0.cases > 0 }.sorted {
        $0.cases == $1.cases ? $0.shortfall > $1.shortfall : $0.cases > $1.cases
      }.map { part in
        [
          .text(part.cause.title), .text(PostMortemText.whole(part.cases)),
          .text(PostMortemText.exact(part.shortfall)),
        ]
      })
  }

  // MARK: - Over time

  /// What never changed is a sentence, not a chart.
  private func overTime(_ asset: Int) -> Page.Block {
    let name = names.assets[asset]
    let lines = (series.funds + series.socialized + series.badDebt).filter { $0.asset == asset }
    let isStill = lines.allSatisfy { line in line.points.allSatisfy { $0.value == line.last } }
    guard isStill else {
      return .chart(
        Area(name, unit: "amount, \(name)", layers: layers(asset), isStacked: false))
    }
    let amounts = series.funds.filter { $0.asset == asset }.map {
      "\($0.name.isEmpty ? "the fund" : "fund \($0.name)") at \(PostMortemText.exact($0.last))"
    }
    return .paragraph(
      amounts.isEmpty
        ? "No loss in \(name) changed in this time."
        : "Nothing changed: \(PostMortemText.list(amounts)) \(name), all the time.")
  }

  private func layers(_ asset: Int) -> [Area.Layer] {
    func points(_ line: VenueSeries.Amounts) -> [TimePoint] {
      line.points.map(PostMortemText.point)
    }
    var layers = series.funds.filter { $0.asset == asset }.map {
      Area.Layer($0.name.isEmpty ? "fund" : "fund \($0.name)", .blue, points: points($0))
    }
    layers += series.socialized.filter { $0.asset == asset }.map {
      Area.Layer(
        $0.name == VenueSeries.redistribution ? "taken over" : "socialized", .orange,
        points: points($0))
    }
    layers += series.badDebt.filter { $0.asset == asset }.map {
      Area.Layer("bad debt", .loss, points: points($0))
    }
    return layers
  }
}
