internal import Audit
internal import Charts
internal import Engine
internal import FixedPoint
internal import Ledger

extension PostMortemPage {
  private static let mostFindings = 20
  private static let mostInsolvent = 10

  /// Who cannot pay at the end.
  var solvency: Page.Section? {
    guard let solvency = decidableSolvency, let unit = solvency.unit,
      solvency.total.accounts > 0, solvency.total.insolvent > 0 || !hasCases
    else { return nil }
    let total = solvency.total
    let isOne = total.insolvent == 1 || total.accounts == 1
    let text =
      "\(PostMortemText.whole(total.insolvent)) of "
      + "\(PostMortemText.count(total.accounts, "account")) \(isOne ? "owes" : "owe") "
      + "more than \(isOne ? "it has" : "they have") at the last recorded prices"
      + (model.shortfall > .zero || carriedShortfall > .zero
        ? " of the venue; the cases are at market prices" : "")
      + (total.undecided > 0
        ? "; the record of \(PostMortemText.whole(total.undecided)) of them is not complete." : ".")
    var blocks: [Page.Block] = [.paragraph(text)]
    if total.insolvent > 0 {
      blocks.append(
        .table(
          PageTable(
            "The worst of them",
            head: [
              ChartColumn("account"), ChartColumn("equity, \(unit)", isNumber: true),
              ChartColumn("liabilities, \(unit)", isNumber: true),
            ],
            rows: solvency.insolvent.prefix(Self.mostInsolvent).map { row in
              [
                .text(account(row.account)), .text(PostMortemText.exact(row.value.equity)),
                .text(PostMortemText.exact(row.value.liabilities)),
              ]
            })))
      blocks += rest(
        solvency.insolvent.count, Self.mostInsolvent, "accounts", "solvency")
    }
    return Page.Section("Who owes more than they have at the end", blocks)
  }

  /// What was wrong, and which identities held.
  var findings: Page.Section? {
    let audit = source.audit
    var blocks: [Page.Block] = []
    let obligations = PostMortemText.whole(audit.obligations)
    let count = audit.findings.count
    if audit.obligations > 0 {
      blocks.append(
        .paragraph(
          "\(obligations) obligations of the rulebook were compared with what the log holds; "
            + (count == 0
              ? "all of them were met, and nothing else was done."
              : "\(PostMortemText.count(count, "finding")).")))
    } else {
      blocks.append(
        .paragraph(
          "The log holds no rulebook, so only identities of the facts were checked: "
            + "\(PostMortemText.count(count, "finding"))."))
    }
    if count > 0 {
      blocks += [.table(codeTable), .table(findingTable)]
      blocks += rest(count, Self.mostFindings, "findings", "audit")
    }
    if !source.isWhole, let span = series.span, span.from.seq > 1,
      audit.obligations > 0 || !audit.checks.isEmpty
    {
      blocks.append(
        .paragraph(
          "Findings are those of this time. What was compared and checked is counted from the beginning "
            + "of the log to the end of this time."))
    }
    if !audit.checks.isEmpty { blocks.append(.table(checkTable)) }
    return Page.Section("What an audit found", blocks)
  }

  /// What the log lacks, and what therefore cannot be said.
  var coverage: Page.Section? {
    let rows = Self.joined(gaps + undecided).map { gap in
      [PageTable.Cell.text(gap.what), .text(gap.therefore)]
    }
    guard !rows.isEmpty else {
      return Page.Section(
        "What the sources could not say",
        [
          .paragraph(
            "Nothing is missing: the log holds the rules, the prices and every event that this "
              + "page is made from.")
        ])
    }
    return Page.Section(
      "What the sources could not say",
      [
        .table(
          PageTable(
            head: [ChartColumn("the log lacks"), ChartColumn("therefore not decidable")],
            rows: rows))
      ])
  }

  // MARK: - Private

  /// What checks could not decide, by what they would need.
  private var undecided: [(what: String, therefore: String)] {
    var order: [String] = []
    var checks: [String: [String]] = [:]
    // Under a rulebook a check that lacks nothing leaves it to the rules; its result says so.
    for check in source.audit.checks
    where check.undecidable > 0 && !(check.lacks.isEmpty && source.breachAbsence == nil) {
      let lacks = check.lacks.map(name)
      let what = lacks.isEmpty ? "what the result of the check names" : PostMortemText.list(lacks)
      if checks[what] == nil { order.append(what) }
      checks[what, default: []].append(
        "\(check.name) in \(PostMortemText.whole(check.undecidable)) of "
          + PostMortemText.count(check.cases, "case"))
    }
    return order.map { ($0, (checks[$0] ?? []).joined(separator: "; ")) }
  }

  /// A kind of events that the log has none of, in the words of the other gaps.
  private func name(_ kind: Kind) -> String {
    switch kind {
    case .priceUpdate where series.kinds.contains(kind): unpriced ?? "prices of some of it"
    case .priceUpdate where !series.kinds.contains(.referencePrice): "prices"
    case .parameter: "a rulebook"
    default: kind.name.replacing("_", with: " ")
    }
  }

  private var ordered: [Finding] {
    let order = Finding.Severity.allCases
    return source.audit.findings.enumerated().sorted { a, b in
      let (x, y) = (
        order.firstIndex(of: a.element.severity) ?? 0, order.firstIndex(of: b.element.severity) ?? 0
      )
      return x == y ? a.offset < b.offset : x < y
    }.map(\.element)
  }

  private var codeTable: PageTable {
    var counts: [FindingCode: Int] = [:]
    for finding in source.audit.findings { counts[finding.code, default: 0] += 1 }
    return PageTable(
      "By sort",
      head: [ChartColumn("code"), ChartColumn("findings", isNumber: true), ChartColumn("meaning")],
      rows: FindingCode.allCases.filter { counts[$0] != nil }.map { code in
        [.text(code.rawValue), .text(PostMortemText.whole(counts[code] ?? 0)), .text(code.meaning)]
      })
  }

  private var findingTable: PageTable {
    PageTable(
      "The most severe, in the order of the log",
      head: [
        ChartColumn("code, severity"), ChartColumn("block", isNumber: true), ChartColumn("of"),
        ChartColumn("at stake"), ChartColumn("finding"),
      ],
      rows: ordered.prefix(Self.mostFindings).map { finding in
        [
          .text("\(finding.code.rawValue), \(finding.severity.rawValue)"),
          .text(PostMortemText.whole(finding.block)),
          .text(
            finding.account.map { PostMortemText.id(names.accounts[$0], to: 15) }
              ?? (finding.subject ?? "").replacing("_", with: " ")),
          .text(
            finding.stake.map { "\(PostMortemText.exact($0.amount)) \($0.unit)" } ?? ""),
          .text(PostMortemText.groupedAll(finding.sentence, names)),
        ]
      })
  }

  private var checkTable: PageTable {
    PageTable(
      "Identities of the recorded facts",
      head: [
        ChartColumn("check"), ChartColumn("cases", isNumber: true),
        ChartColumn("held", isNumber: true), ChartColumn("broken", isNumber: true),
        ChartColumn("not decidable", isNumber: true), ChartColumn("result"),
      ],
      rows: source.audit.checks.map { check in
        [
          .text(check.name), .text(PostMortemText.whole(check.cases)),
          .text(PostMortemText.whole(check.held)), .text(PostMortemText.whole(check.broken)),
          .text(PostMortemText.whole(check.undecidable)),
          .text(PostMortemText.groupedAll(check.sentence, names)),
        ]
      })
  }

  private var insolvencyGap: String {
    guard !series.kinds.isDisjoint(with: [.deposit, .openingBalance]) else {
      return "deposits and opening balances"
    }
    guard let unpriced else { return "a unit of account" }
    return series.kinds.isDisjoint(with: [.priceUpdate, .referencePrice]) ? "prices" : unpriced
  }

  /// The prices that solvency misses; nil where it misses none.
  private var unpriced: String? {
    let unpriced = source.solvency?.unpriced ?? []
    guard !unpriced.isEmpty else { return nil }
    return "prices of " + PostMortemText.list(unpriced.prefix(6).map { PostMortemText.id($0) })
      + (unpriced.count > 6 ? " and \(PostMortemText.whole(unpriced.count - 6)) more" : "")
  }

  /// What the log does not hold, with what this page leaves out for it; each thing once.
  var gaps: [(what: String, therefore: String)] { Self.joined(allGaps) }

  private static func joined(
    _ all: [(what: String, therefore: String)]
  ) -> [(what: String, therefore: String)] {
    var gaps: [(what: String, therefore: String)] = []
    for gap in all {
      if let place = gaps.firstIndex(where: { $0.what == gap.what }) {
        gaps[place].therefore += "; \(gap.therefore)"
      } else {
        gaps.append(gap)
      }
    }
    return gaps
  }

  private var allGaps: [(what: String, therefore: String)] {
    let kinds = series.kinds
    var gaps: [(String, String)] = []
    func lacks(_ some: [Kind], _ what: String, _ therefore: String) {
      if kinds.isDisjoint(with: some) { gaps.append((what, therefore)) }
    }
    let hasRulebook = source.breachAbsence == nil
    if !hasRulebook {
      gaps.append(
        (
          "a rulebook",
          "who was below the line and when, delays from the breach, causes of a shortfall"
        ))
    }
    lacks(
      [.priceUpdate, .referencePrice], "prices",
      "what anything was worth, how old or wrong the oracle was")
    if !kinds.isDisjoint(with: [.priceUpdate, .referencePrice]),
      !series.prices.contains(where: { $0.source == "market" }), !series.prices.isEmpty
    {
      gaps.append(
        ("a market price beside the venue's", "how far the oracle was from the market"))
    }
    if source.solvency != nil, !hasCases, decidableSolvency == nil {
      gaps.append((insolvencyGap, "who owes more than they have"))
    }
    // Under a rulebook an event that is not there was not due, or its absence is a finding.
    if hasRulebook { return gaps }
    if !series.starts.isEmpty {
      let hasSales = source.cases.contains { $0.fills > 0 }
      lacks(
        [.liquidationFill, .deleverage],
        hasSales ? "which fills were liquidations" : "the fills of liquidations",
        hasSales
          ? "whether the sales that cases show were forced, and who took them"
          : "at what price they were sold, and who took them")
    }
    if !series.fills.isEmpty || !series.starts.isEmpty {
      lacks([.liquidationAttempt], "failed attempts", "whether keepers tried and were kept out")
      lacks(
        [.insurance, .badDebt, .socializedLoss], "insurance, bad debt and spread losses",
        "who paid what liquidations left")
      lacks([.marginCall], "margin calls", "whether anybody was warned")
    }
    return gaps
  }
}
