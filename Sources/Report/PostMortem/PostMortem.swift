package import Audit
package import Engine
package import FixedPoint
package import Ledger
internal import Margin

/// What happened over a window of a ledger: who fell below the line, what it cost whom, and why.
///
/// The page, the Markdown and the JSON are written from this one value.
package struct PostMortem: Sendable {
  /// What it was made from.
  package struct Source: Sendable {
    package var names: Names
    package var series: VenueSeries
    /// The cases that opened within the window, by number, as they stood when it ended.
    package var cases: [MarginCase] = []
    /// Why nobody can say when accounts fell below their lines, where the cases rest on facts alone; nil
    /// where they rest on a rulebook.
    package var breachAbsence: String?
    /// The cases that had opened before the window, by number, as they stood when it ended.
    package var earlierCases: [MarginCase] = []
    /// What an audit of the log found within the window.
    package var audit = AuditResult()
    /// Who could not pay at the end of the window.
    package var solvency: Solvency?
    /// Whether the window is the whole log.
    package var isWhole = true
    package var anchor: Anchor
    /// The name of the ledger's file, without its folder.
    package var ledger: String
    /// The command that makes it again.
    package var command: String

    package init(
      names: Names, series: VenueSeries, anchor: Anchor, ledger: String, command: String
    ) {
      self.ledger = ledger
      self.names = names
      self.series = series
      self.anchor = anchor
      self.command = command
    }
  }

  /// How many came how far.
  package struct Counts: Sendable, Hashable {
    package var breached = 0
    package var called = 0
    package var cured = 0
    package var liquidated = 0
    package var bankrupt = 0
    package var open = 0
  }

  /// Who paid: one line of the account of losses.
  package struct Payment: Sendable {
    package let payer: VenueSeries.Payer
    package let asset: Int
    package let amount: Decimal18
    /// In the unit of account at the venue's prices of the moment; nil where one was missing.
    package let value: Decimal18?
    package let count: Int
  }

  /// What a cause took over all cases with a shortfall.
  package struct CausePart: Sendable {
    package let cause: Attribution.Cause
    package let amount: Decimal18
    /// The cases that are named after it: those of which it took most.
    package let cases: Int
    /// The shortfall of those.
    package let shortfall: Decimal18
  }

  package let source: Source
  package let counts: Counts
  /// Σ shortfalls, in the unit of account at market prices.
  package let shortfall: Decimal18
  /// The part of it that cases lack which had not ended when the window did.
  package let openShortfall: Decimal18
  /// What was sold in each case by its number, at the venue's prices; none where one was missing.
  package let sold: [Int: Decimal18]
  /// Σ of the equity that the failed accounts had before their breach.
  package let cushion: Decimal18
  /// What took it: Σ parts − cushion = shortfall.
  package let causes: [CausePart]
  /// What a cause took of everything that was lost, in thousandths, which sum to 1,000; nil where nothing was.
  func share(of cause: Attribution.Cause) -> Int? {
    var all = Attribution()
    for part in causes { try? all.add(part.amount, to: part.cause) }
    guard let parts = try? all.shares(), parts.contains(where: { $0.share != 0 }) else {
      return nil
    }
    return parts.first { $0.cause == cause }?.share
  }
  /// Penalty, bonus and fee of all cases by rules, at the venue's own prices; nil where that cannot be added up.
  var beyondDebts: Decimal18? {
    var sum = Decimal18.zero
    for entry in source.cases where entry.basis == .rules {
      guard let next = try? sum + entry.attribution[.incentive] else { return nil }
      sum = next
    }
    return sum
  }
  /// What no part explains; zero, or the log was not attributed whole.
  package let unexplained: Decimal18
  package let payments: [Payment]
  /// What others paid for the failed accounts at market prices, and what makes that the shortfall; empty where
  /// not every payment has a price.
  package let settlement: [MarginCase.SettlementLine]
  /// Milliseconds from breach to call, for each case that was called.
  package let callDelays: [Int64]
  /// Milliseconds from breach to first fill, for each case that was filled.
  package let fillDelays: [Int64]
  /// The ten cases that matter most: by shortfall, else by the size of what was at risk.
  package let worst: [MarginCase]
  package let silences: [OracleSilence]

  /// How many cases are told at length.
  package static let mostCases = 10

  /// Draws the account together.
  ///
  /// - Throws: `ArithmeticError` when a sum leaves the range of `Decimal18`.
  package init(_ source: Source) throws(ArithmeticError) {
    self.source = source
    counts = Self.count(source.cases)
    let failed = source.cases.filter { $0.missing > .zero }
    (shortfall, cushion, causes, unexplained) = try Self.attribute(failed)
    var openShortfall = Decimal18.zero
    for entry in failed where entry.outcome == .open {
      openShortfall = try openShortfall + entry.missing
    }
    self.openShortfall = openShortfall
    settlement = try Self.settle(failed)
    sold = try Self.sold(source)
    payments = try Self.payments(source)
    let isTimed = source.breachAbsence == nil
    callDelays =
      isTimed
      ? source.cases.compactMap { entry in
        entry.called.map { max(0, $0.time - entry.opened.time) }
      } : []
    fillDelays = isTimed ? source.cases.compactMap { $0.delay.map { max(0, $0) } } : []
    worst = Self.worst(source, sold)
    let end = source.series.span?.to.time ?? 0
    silences = source.series.prices
      .filter { $0.source != nil && $0.source != OracleBoard.market && $0.spoken.count > 1 }
      .flatMap { OracleSilence.find(in: $0, heartbeat: source.series.heartbeat, until: end) }
      .sorted { ($0.from, $0.feed, $0.source ?? "") < ($1.from, $1.feed, $1.source ?? "") }
  }

  /// The one asset in which all cases repaid; nil when there are several, or none.
  var repaidAsset: Int? { Self.repaidAsset(source.cases) }

  /// What the sales of a case repaid, where all cases repaid in one asset.
  func repaid(_ entry: MarginCase) -> Decimal18? {
    entry.repaid.first { $0.asset == repaidAsset }?.amount
  }

  private static func repaidAsset(_ cases: [MarginCase]) -> Int? {
    let assets = Set(cases.flatMap { $0.repaid.map(\.asset) })
    return assets.count == 1 ? assets.first : nil
  }

  /// The unit of account by its name; empty when the venue names none.
  package var unit: String { source.series.unit ?? "" }

  // MARK: - Private

  private static func count(_ cases: [MarginCase]) -> Counts {
    var counts = Counts()
    counts.breached = cases.count
    for entry in cases {
      if entry.called != nil { counts.called += 1 }
      switch entry.outcome {
      case .open: counts.open += 1
      case .cured: counts.cured += 1
      case .liquidated: counts.liquidated += 1
      case .bankrupt: counts.bankrupt += 1
      }
    }
    return counts
  }

  private static func attribute(
    _ failed: [MarginCase]
  ) throws(ArithmeticError) -> (Decimal18, Decimal18, [CausePart], Decimal18) {
    var (shortfall, cushion) = (Decimal18.zero, Decimal18.zero)
    var sums: [Attribution.Cause: (amount: Decimal18, cases: Int, shortfall: Decimal18)] = [:]
    for entry in failed {
      shortfall = try shortfall + entry.missing
      cushion = try cushion + entry.attribution.cushion
      for cause in Attribution.Cause.allCases {
        let amount = try (sums[cause]?.amount ?? .zero) + entry.attribution[cause]
        sums[cause, default: (.zero, 0, .zero)].amount = amount
      }
      guard let largest = entry.attribution.largest, var sum = sums[largest] else { continue }
      sum.cases += 1
      sum.shortfall = try sum.shortfall + entry.missing
      sums[largest] = sum
    }
    var total = try -cushion
    var parts: [CausePart] = []
    for cause in Attribution.Cause.allCases {
      guard let sum = sums[cause], !sum.amount.isZero || sum.cases > 0 else { continue }
      total = try total + sum.amount
      parts.append(
        CausePart(cause: cause, amount: sum.amount, cases: sum.cases, shortfall: sum.shortfall))
    }
    return (shortfall, cushion, parts, try shortfall - total)
  }

  /// What was paid by event, and what the cases know alone: what the other side of deleveragings and those who
  /// take accounts over gave up within the window, and the collateral that went with debts.
  private static func payments(_ source: Source) throws(ArithmeticError) -> [Payment] {
    var payments = source.series.payments.map {
      Payment(
        payer: $0.payer, asset: $0.asset, amount: $0.amount, value: $0.value, count: $0.count)
    }
    // Of facts alone only the size is known, not what the other side gave up.
    let cases = (source.earlierCases + source.cases).filter { $0.basis == .rules }
    let first = source.series.span?.from.seq ?? 0
    for given in cases.flatMap(\.contributions) where given.seq >= first {
      guard let payer = VenueSeries.Payer(given) else { continue }
      let place = payments.firstIndex { $0.payer == payer && $0.asset == given.asset }
      let sum = place.map { payments[$0] }
      let payment = Payment(
        payer: payer, asset: given.asset, amount: try (sum?.amount ?? .zero) + given.amount,
        value: try (sum?.value ?? .zero) + given.value, count: (sum?.count ?? 0) + 1)
      if let place { payments[place] = payment } else { payments.append(payment) }
    }
    return payments.enumerated().sorted { a, b in
      let (x, y) = (a.element.payer.order, b.element.payer.order)
      return x == y ? (a.element.asset, a.offset) < (b.element.asset, b.offset) : x < y
    }.map(\.element)
  }

  /// The lines of all failed cases, those of a name together.
  private static func settle(
    _ failed: [MarginCase]
  ) throws(ArithmeticError) -> [MarginCase.SettlementLine] {
    var sums: [MarginCase.SettlementLine] = []
    for entry in failed {
      let lines = try entry.settlement()
      if lines.isEmpty { return [] }
      for line in lines {
        guard let place = sums.firstIndex(where: { $0.kind == line.kind && $0.name == line.name })
        else {
          sums.append(line)
          continue
        }
        sums[place].value = try sums[place].value + line.value
      }
    }
    return sums.filter { $0.kind == .payer } + sums.filter { $0.kind != .payer }
  }

  private static func sold(_ source: Source) throws(ArithmeticError) -> [Int: Decimal18] {
    var notionals: [Int64: Decimal18] = [:]
    for fill in source.series.fills { notionals[fill.seq] = fill.notional }
    var sold: [Int: Decimal18] = [:]
    for entry in source.cases {
      let fills = entry.steps.filter { $0.kind == .liquidationFill }
      let known = fills.compactMap { notionals[$0.moment.seq] }
      guard !known.isEmpty, known.count == fills.count else { continue }
      for notional in known { sold[entry.id] = try (sold[entry.id] ?? .zero) + notional }
    }
    return sold
  }

  private static func worst(_ source: Source, _ sold: [Int: Decimal18]) -> [MarginCase] {
    let cases = source.cases
    let repaidAsset = Self.repaidAsset(cases)
    func risk(_ entry: MarginCase) -> Decimal18 {
      entry.path.first?.requirement ?? entry.start?.notional ?? sold[entry.id]
        ?? entry.repaid.first { $0.asset == repaidAsset }?.amount ?? .zero
    }
    // Of facts alone a shortfall is only known where it was written off in the unit of account.
    let isByShortfall =
      source.breachAbsence == nil && cases.contains { $0.missing > .zero }
    let ordered = cases.filter { !isByShortfall || $0.missing > .zero }.sorted { a, b in
      if a.missing != b.missing { return a.missing > b.missing }
      let (isFirst, isSecond) = (a.outcome == .bankrupt, b.outcome == .bankrupt)
      if !isByShortfall, isFirst != isSecond { return isFirst }
      let (x, y) = (risk(a), risk(b))
      return x == y ? a.id < b.id : x > y
    }
    return Array(ordered.prefix(mostCases))
  }
}

extension VenueSeries.Payer {
  /// Who gave what no event says.
  fileprivate init?(_ given: MarginCase.Contribution) {
    guard let name = given.name else {
      self = .collateral
      return
    }
    if name == "deleveraging" {
      self = .deleveraging
    } else if let mechanism = MarginCase.Payer.takers.first(where: {
      $0 != "redistribution" && $0.replacing("_", with: " ") == name
    }) {
      self = .taker(mechanism)
    } else {
      return nil
    }
  }
}
