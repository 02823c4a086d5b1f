import Audit
import Ledger
import Store
import Testing

/// The liquidations of real venues as cases, from the facts alone: no rulebook was published with them.
@Suite(.enabled(if: RealData.isPresent, "needs ../shared/data"))
struct RealDataCaseTests {
  private static func cases(_ map: String, _ files: [String]) async throws -> [MarginCase] {
    let ledger = try await RealData.importing(map, files)
    var builder = FactCaseBuilder(names: ledger.file.names)
    let cursor = try ledger.file.events()
    var event = Event(.note)
    while try cursor.next(into: &event) { try builder.take(copy event) }
    try builder.finish()
    return builder.cases
  }

  @Test func everyLiquidationOfHyperliquidIsClosedInItsSecond() async throws {
    let cases = try await Self.cases(
      "hyperliquid-2023",
      ["liquidations.csv", "non_mm_ledger_updates.csv", "non_mm_trades.csv"])
    #expect(cases.count == 62)
    // The source counts 69 fills in the seconds of the liquidations, and all positions closed.
    #expect(cases.reduce(0) { $0 + $1.fills } == 69)
    for entry in cases {
      #expect(entry.outcome == .liquidated)
      #expect(entry.delay == 0)
      #expect(entry.start?.equity != nil && entry.start?.notional != nil)
      #expect(entry.breach == nil && entry.cause == nil)
    }
  }

  @Test func aBiteOfMakerWithoutAStateHasNoSale() async throws {
    let cases = try await Self.cases(
      "maker-2019", ["db.json", "liquidations.json", "timeseries.json"])
    #expect(cases.filter { $0.fills > 0 }.count == 5)
    for entry in cases where entry.fills == 0 {
      #expect(entry.outcome == .open)
      #expect(entry.ending == "the log holds no sale of it")
    }
    #expect(cases.filter { $0.fills > 0 }.allSatisfy { $0.outcome == .liquidated })
  }
}
