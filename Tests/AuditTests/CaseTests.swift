import Audit
import FixedPoint
import Ledger
import LedgerSupport
import Margin
import MarginSupport
import Testing

/// Cases of random venues: each liquidation has one, and their figures add up to the last unit.
@Suite struct CaseTests {
  private static func cases(_ run: VenueRun) throws -> [MarginCase] {
    let accounts = Set(run.events.compactMap { CaseBuilder.subject(of: $0) })
    var builder = CaseBuilder(names: run.names, accounts: accounts)
    for event in run.events { try builder.take(event) }
    try builder.finish()
    return builder.cases
  }

  private static func run(_ seed: UInt64) throws -> VenueRun {
    var maker = LivelyRulebook(seed: seed)
    return try VenueRun(seed: seed, rulebook: maker.make())
  }

  @Test(arguments: 0..<UInt64(35))
  func thePartsOfEveryShortfallSumToIt(seed: UInt64) throws {
    for entry in try Self.cases(try Self.run(seed)) where entry.outcome == .bankrupt {
      let total = try entry.attribution.total
      // At market prices nothing may be missing where the venue's own price says so.
      #expect(max(total, .zero) == entry.shortfall, "seed \(seed), case \(entry.id): \(total)")
    }
  }

  @Test(arguments: 0..<UInt64(35))
  func everyLiquidationBelongsToOneCase(seed: UInt64) throws {
    let run = try Self.run(seed)
    let cases = try Self.cases(run)
    let fills = run.counts[.liquidationFill] ?? 0
    #expect(cases.reduce(0) { $0 + $1.fills } == fills, "seed \(seed)")
    for (account, own) in Dictionary(grouping: cases, by: \.account) {
      let spans = own.map { ($0.opened.seq, $0.closed?.seq ?? .max) }.sorted { $0.0 < $1.0 }
      for (one, next) in zip(spans, spans.dropFirst()) {
        #expect(one.1 <= next.0, "seed \(seed): cases of account \(account) overlap")
      }
    }
  }

  @Test func somethingOfEachOutcomeOccurs() throws {
    var outcomes: Set<MarginCase.Outcome> = []
    for seed in 0..<UInt64(35) {
      for entry in try Self.cases(try Self.run(seed)) { outcomes.insert(entry.outcome) }
    }
    #expect(outcomes == Set(MarginCase.Outcome.allCases))
  }
}
