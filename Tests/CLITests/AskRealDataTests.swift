import Foundation
import Testing

/// Where the data sets may stand.
private enum DataSets {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/data")

  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }
}

/// Questions put to the data sets that may stand beside the package.
@Suite(
  .enabled(
    if: DataSets.isPresent,
    "the data sets of ../shared/data are not there"))
struct AskRealDataTests {
  private static func imported(
    _ folder: LedgerFolder, _ map: String, _ files: [String]
  ) async throws -> String {
    let ledger = folder.path("\(map).plimsoll")
    let paths = files.map { DataSets.folder.appending(path: "\(map)/\($0)").path }
    let run = await CommandRun.run(["import", ledger, "--map", map] + paths)
    #expect(run.status == 0, "\(run.words)")
    return ledger
  }

  /// What the answers to these questions begin with; each reads the log by itself, so they are put at once.
  private static func expect(_ ledger: String, _ answers: [(Int, String)]) async {
    await withTaskGroup(of: Void.self) { group in
      for (number, begin) in answers {
        group.addTask {
          let run = await CommandRun.run(["ask", ledger, "\(number)"])
          #expect(run.status == 0, "\(run.words)")
          #expect(run.output.hasPrefix(begin), "\(number): \(run.output.prefix(400))")
        }
      }
    }
  }

  @Test func hyperliquid() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.imported(
      folder, "hyperliquid-2023",
      ["liquidations.csv", "non_mm_ledger_updates.csv", "non_mm_trades.csv"])
    await Self.expect(
      ledger,
      [
        (
          31,
          "62 liquidation starts of 42 accounts within 61 d 23 h, worth 206974.332783 USD."
        ),
        (
          44,
          "Block 1681939342 has 9 events of one time, in this order: 1 liquidation start, then 8"
        ),
        (47, "Not derivable in full: 15 accounts fell below zero without a loan, "),
        (19, "Not decidable: this ledger lacks liquidation fills and rules."),
        (28, "Not decidable: this ledger lacks price updates."),
      ])
  }

  @Test func euler() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.imported(
      folder, "euler-2023",
      [
        "balancesAllETokenUpgrade.json.gz", "balancesReserves.json.gz", "prices_pause.json",
        "eventsBetweenUpgrades.json", "balancesUsers.json.gz",
      ])
    await Self.expect(
      ledger,
      [
        (46, "39 accounts with an equity below zero, -2049504.754031566171879017 ETH together."),
        (15, "507 accounts with a loop: 1730525.313689280200827375 wstETH, 90.13 % of deposits"),
      ])
    let accounting = await CommandRun.run(["ask", ledger, "10"])
    #expect(accounting.output.contains("the residual is zero in every asset."))
    let solvency = await CommandRun.run(["solvency", ledger])
    #expect(solvency.output.contains("-2049504.754031566171879017"))
  }

  @Test func maker() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.imported(
      folder, "maker-2019", ["db.json", "liquidations.json", "timeseries.json"])
    await Self.expect(
      ledger,
      [
        (31, "1005 liquidations (5 fills, and 1000 starts without a fill) of "),
        (12, "One source only sets each price (1 feed); no other is recorded to hold it against."),
        (46, "No account is known to have an equity below zero. Of 31 more accounts the record "),
        (47, "Not derivable in full: 0 accounts fell below zero without a loan, "),
        (16, "Not decidable: this ledger lacks rules."),
        (32, "Not decidable: this ledger lacks prices; "),
      ])
  }

  @Test func aave() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.imported(
      folder, "aave-v2-2021",
      ["liquidations.csv.gz", "tokens.csv", "parameters/liquidation_bonus_history.txt"])
    // Two ways to the same fills: those at the bonus in force, of those with a price in their block.
    async let earned = CommandRun.run(["ask", ledger, "14"])
    async let audit = CommandRun.run(["audit", ledger, "--check", "liquidation-bonus"])
    await Self.expect(
      ledger,
      [
        (16, "37 parameters in force, 12 of them set by LendingPoolConfigurator, block 11362887; "),
        (31, "11497 liquidation fills of 3214 accounts within 472 d 7 h, "),
        (33, "Not decidable: this ledger lacks bad debt and deposits or opening balances."),
        (46, "No account is known to have an equity below zero. Of 2385 more accounts the record"),
      ])
    #expect(
      await earned.output.contains("; 10231 of 11234 with a configured bonus agree with it; "))
    #expect(await audit.output.contains("10231 of 11234 fills are at the bonus in force"))
  }

  @Test func morpho() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.imported(
      folder, "morpho-2025",
      [
        "block8_eth_transactions.csv", "block8_plume_transactions.csv",
        "block8_eth_market_history.csv", "block8_plume_market_history.csv",
      ])
    let answer = await CommandRun.run(["ask", ledger, "30"])
    #expect(answer.status == 0)
    #expect(answer.output.hasPrefix("Not decidable: this ledger lacks "))
  }
}
