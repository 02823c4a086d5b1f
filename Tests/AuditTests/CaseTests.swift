import Audit
import FixedPoint
import Ledger
import LedgerSupport
import Margin
import MarginSupport
import Testing

/// Cases of random venues: each liquidation has one, and their figures add up to the last unit.
@Suite struct CaseTests {
  static func cases(
    _ events: [Event], _ names: Names, isNaive: Bool = false
  ) throws -> [MarginCase] {
    var scout = try BreachScout(names: names)
    for event in events { try scout.take(event) }
    try scout.finish()
    var builder = try CaseBuilder(names: names, accounts: scout.accounts, isNaive: isNaive)
    for event in events { try builder.take(event) }
    try builder.finish()
    return builder.cases
  }

  private static func run(_ seed: UInt64) throws -> VenueRun {
    var maker = LivelyRulebook(seed: seed)
    return try VenueRun(seed: seed, rulebook: maker.make())
  }

  @Test(arguments: 0..<UInt64(35))
  func theFiguresOfRandomVenuesAddUp(seed: UInt64) throws {
    var maker = LivelyRulebook(seed: seed)
    let run = try VenueRun(seed: seed, rulebook: maker.make())
    let cases = try Self.cases(run.events, run.names)
    for entry in cases { try Self.checkParts(entry, "seed \(seed), case \(entry.id)") }
    Self.checkSpans(cases, run, "seed \(seed)")
    try Self.checkPayers(cases, run, "seed \(seed)")
  }

  @Test(arguments: 0..<UInt64(8))
  func onlyWhoStandsOtherwiseNeedsALook(seed: UInt64) throws {
    let run = try Self.run(seed)
    let fast = try Self.cases(run.events, run.names)
    let naive = try Self.cases(run.events, run.names, isNaive: true)
    #expect(fast.count == naive.count)
    for (one, other) in zip(fast, naive) {
      #expect(one == other, "seed \(seed), case \(one.id)")
      // A point of the path says something that the one before does not.
      #expect(
        zip(one.path, one.path.dropFirst().dropLast()).allSatisfy { $0.standing != $1.standing },
        "seed \(seed), case \(one.id)")
    }
  }

  /// The parts of every shortfall sum to it, and the breach is shown before anything was done about it.
  private static func checkParts(_ entry: MarginCase, _ words: Comment) throws {
    let total = try entry.attribution.total
    switch entry.outcome {
    // At market prices nothing may be missing where the venue's own price says so.
    case .bankrupt, .open: #expect(max(total, .zero) == entry.shortfall, words)
    case .cured, .liquidated: #expect(entry.shortfall == .zero, words)
    }
    let lines = try entry.settlement()
    #expect(try lines.reduce(Decimal18.zero) { try $0 + $1.value } == entry.shortfall, words)
    #expect(lines.allSatisfy { $0.kind != .surplus || $0.value > .zero }, words)
    if let breach = entry.breach, let start = entry.start,
      start.moment.block == entry.opened.block, entry.called == nil
    {
      // What the venue published of the equity is what stood at its own prices.
      #expect(start.equity == breach.venueEquity, words)
    }
    guard entry.missing > .zero else { return }
    #expect(try entry.attribution.shares().reduce(0) { $0 + $1.share } == 1000, words)
    #expect(entry.cause == entry.attribution.largest, words)
  }

  /// Every liquidation belongs to one case, and the cases of an account do not overlap.
  private static func checkSpans(_ cases: [MarginCase], _ run: VenueRun, _ words: Comment) {
    #expect(cases.reduce(0) { $0 + $1.fills } == run.counts[.liquidationFill] ?? 0, words)
    for own in Dictionary(grouping: cases, by: \.account).values {
      let spans = own.map { ($0.opened.seq, $0.closed?.seq ?? .max) }.sorted { $0.0 < $1.0 }
      for (one, next) in zip(spans, spans.dropFirst()) { #expect(one.1 <= next.0, words) }
    }
  }

  /// What was written off is in the cases, whoever bore it in the end.
  private static func checkPayers(
    _ cases: [MarginCase], _ run: VenueRun, _ words: Comment
  ) throws {
    var written = Decimal18.zero
    for event in run.events where event.kind == .badDebt {
      written = try written + (event.decimal(.amount) ?? .zero)
    }
    let fund = run.events.contains {
      $0.kind == .insurance && !$0.has(.account) && $0.choice(.cause) == "bad_debt"
    }
    var paid = Decimal18.zero
    for payer in cases.flatMap(\.payers)
    where ["bad debt", "redistribution"].contains(payer.name)
      || payer.name.hasPrefix("socialized")
    {
      paid = try paid + payer.amount
    }
    #expect(fund || paid == written, words)
    for entry in cases {
      let others = entry.payers.filter { $0.name == "deleveraging" || $0.name == "stability pool" }
      for payer in others {
        let parts = entry.contributions.filter { $0.name == payer.name && $0.asset == payer.asset }
        #expect(try parts.reduce(Decimal18.zero) { try $0 + $1.amount } == payer.amount, words)
      }
      let taken = entry.contributions.filter { $0.name == nil }
      #expect(
        try taken.reduce(Decimal18.zero) { try $0 + $1.amount } == entry.collateralTaken, words)
      let seqs = entry.contributions.map(\.seq)
      #expect(seqs == seqs.sorted(), words)
    }
  }

  @Test func somethingOfEachOutcomeOccurs() throws {
    var outcomes: Set<MarginCase.Outcome> = []
    for seed in 0..<UInt64(35) where outcomes.count < MarginCase.Outcome.allCases.count {
      var maker = LivelyRulebook(seed: seed)
      let run = try VenueRun(seed: seed, rulebook: maker.make())
      for entry in try Self.cases(run.events, run.names) { outcomes.insert(entry.outcome) }
    }
    #expect(outcomes == Set(MarginCase.Outcome.allCases))
  }
}
