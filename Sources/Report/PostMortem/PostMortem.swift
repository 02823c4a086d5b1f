package import Audit
package import Engine
package import FixedPoint
package import Ledger

/// What happened over a window of a ledger: who fell below the line, what it cost whom, and why.
///
/// The page, the Markdown and the JSON are written from this one value.
package struct PostMortem: Sendable {
  /// What it was made from.
  package struct Source: Sendable {
    package var names: Names
    package var series: VenueSeries
    /// The cases that opened within the window, by number.
    package var cases: [MarginCase] = []
    /// Why there are none, where they cannot be told; nil where they can.
    package var caseAbsence: String?
    /// How many cases had opened before the window.
    package var earlierCases = 0
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
  /// Σ of the equity that the failed accounts had before their breach.
  package let cushion: Decimal18
  /// What took it: Σ parts − cushion = shortfall.
  package let causes: [CausePart]
  /// What no part explains; zero, or the log was not attributed whole.
  package let unexplained: Decimal18
  package let payments: [Payment]
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
    let failed = source.cases.filter { $0.shortfall > .zero }
    (shortfall, cushion, causes, unexplained) = try Self.attribute(failed)
    payments = try Self.payments(source)
    let isTimed = source.caseAbsence == nil
    callDelays =
      isTimed
      ? source.cases.compactMap { entry in
        entry.called.map { max(0, $0.time - entry.opened.time) }
      } : []
    fillDelays = isTimed ? source.cases.compactMap { $0.delay.map { max(0, $0) } } : []
    worst = Self.worst(source.cases)
    let end = source.series.span?.to.time ?? 0
    silences = source.series.prices
      .filter { $0.source != nil && $0.source != "market" && $0.points.count > 1 }
      .flatMap { OracleSilence.find(in: $0, heartbeat: source.series.heartbeat, until: end) }
      .sorted { ($0.from, $0.feed, $0.source ?? "") < ($1.from, $1.feed, $1.source ?? "") }
  }

  /// A case as it stood when the window ended: what came later is not told, and it is open.
  package static func cut(_ entry: MarginCase, afterBlock block: Int64) -> MarginCase {
    guard entry.closed.map({ $0.block > block }) ?? true else { return entry }
    var cut = entry
    cut.closed = nil
    cut.outcome = .open
    cut.steps.removeAll { $0.moment.block > block }
    guard cut.steps.count < entry.steps.count || entry.closed != nil else { return entry }
    if let called = cut.called, called.block > block { cut.called = nil }
    if let fill = cut.firstFill, fill.block > block { cut.firstFill = nil }
    // What it lacked and who paid is settled when it ends.
    cut.payers = []
    cut.shortfall = .zero
    cut.attribution = Attribution()
    return cut
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
      shortfall = try shortfall + entry.shortfall
      cushion = try cushion + entry.attribution.cushion
      for cause in Attribution.Cause.allCases {
        let amount = try (sums[cause]?.amount ?? .zero) + entry.attribution[cause]
        sums[cause, default: (.zero, 0, .zero)].amount = amount
      }
      guard let largest = entry.attribution.largest, var sum = sums[largest] else { continue }
      sum.cases += 1
      sum.shortfall = try sum.shortfall + entry.shortfall
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

  /// What was paid by event, with what the other side of deleveragings gave up, which the cases know, and bad
  /// debt less what a fund, a spread loss or a recovery took over.
  private static func payments(_ source: Source) throws(ArithmeticError) -> [Payment] {
    var given: [Int: (amount: Decimal18, count: Int)] = [:]
    for entry in source.cases {
      for payer in entry.payers where payer.name == "deleveraging" {
        let amount = try (given[payer.asset]?.amount ?? .zero) + payer.amount
        given[payer.asset] = (amount, (given[payer.asset]?.count ?? 0) + 1)
      }
    }
    var payments = source.series.payments.map {
      Payment(
        payer: $0.payer, asset: $0.asset, amount: $0.amount, value: $0.value, count: $0.count)
    }
    let place = payments.firstIndex { !$0.payer.isBeforeDeleveraging } ?? payments.count
    let taken = given.keys.sorted().map { asset in
      let isUnit = source.names.assets[asset] == source.series.unit
      return Payment(
        payer: .deleveraging, asset: asset, amount: given[asset]?.amount ?? .zero,
        value: isUnit ? given[asset]?.amount : nil, count: given[asset]?.count ?? 0)
    }
    payments.insert(contentsOf: taken, at: place)
    return payments
  }

  private static func worst(_ cases: [MarginCase]) -> [MarginCase] {
    func risk(_ entry: MarginCase) -> Decimal18 { entry.path.first?.requirement ?? .zero }
    let hasShortfall = cases.contains { $0.shortfall > .zero }
    let ordered = cases.filter { !hasShortfall || $0.shortfall > .zero }.sorted { a, b in
      if a.shortfall != b.shortfall { return a.shortfall > b.shortfall }
      let (x, y) = (risk(a), risk(b))
      return x == y ? a.id < b.id : x > y
    }
    return Array(ordered.prefix(mostCases))
  }
}

extension VenueSeries.Payer {
  fileprivate var isBeforeDeleveraging: Bool {
    switch self {
    case .penalty, .insurance: true
    default: false
    }
  }
}
