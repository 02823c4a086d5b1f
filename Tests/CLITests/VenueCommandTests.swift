import Foundation
import Testing

/// What `simulate`, `rulebook` and `health` say of a venue that runs by a rulebook.
@Suite struct VenueCommandTests {
  private static func simulated(
    _ folder: LedgerFolder, _ scenario: String
  ) async throws -> (ledger: String, output: String) {
    let file = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "fixtures/scenarios/\(scenario).json")
    let ledger = folder.path("s.plimsoll")
    let run = await CommandRun.run(["simulate", file.path, "-o", ledger, "--format", "csv"])
    try #require(run.status == 0, "\(run.words)")
    return (ledger, run.output)
  }

  /// The requirement of a position can be recomputed from what is printed: N · rate · factor.
  @Test func theFactorOfDynamicMarginIsShown() async throws {
    let folder = try LedgerFolder()
    let (ledger, _) = try await Self.simulated(folder, "dynamic-margin")
    let rules = await CommandRun.run(["rulebook", ledger, "--block", "60", "--format", "csv"])
    let row = try #require(
      rules.output.split(separator: "\n").first { $0.contains("dynamic.factor") })
    #expect(row.hasPrefix("market:ETH-USD,dynamic.factor,2.529906976332355667,60,"))
    #expect(row.hasSuffix(",rule"))
    let health = await CommandRun.run(
      ["health", ledger, "trader-1", "--block", "60", "--format", "csv"])
    let lines = health.output.split(separator: "\n").map { $0.split(separator: ",") }
    let place = try #require(lines.first?.firstIndex(of: "factor"))
    #expect(lines.last?[place] == "2.529906976332355667")
    // Before anything was recorded there is none.
    let first = await CommandRun.run(["rulebook", ledger, "--block", "1", "--format", "csv"])
    #expect(!first.output.contains("dynamic.factor"))
  }

  /// What was spread is not bad debt any more.
  @Test func aLossIsCountedOnce() async throws {
    let spread = try await Self.simulated(try LedgerFolder(), "losses-deposits").output
    #expect(spread.contains(",none,3399.999999 USD,none,"), "\(spread)")
    let lost = try await Self.simulated(try LedgerFolder(), "waterfall").output
    #expect(lost.contains(",1525 USD,none,none,"), "\(lost)")
  }
}
