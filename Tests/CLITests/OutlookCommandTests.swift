import Foundation
import Testing

/// What forward looks and counterfactuals say where nothing happens, or an option is not what it seems.
@Suite struct OutlookCommandTests {
  private static let scenarios = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "fixtures/scenarios")

  private static func waterfall(_ folder: LedgerFolder) async throws -> String {
    let ledger = folder.path("waterfall.plimsoll")
    let file = scenarios.appending(path: "waterfall.json").path
    #expect(await CommandRun.run(["simulate", file, "-o", ledger]).status == 0)
    return ledger
  }

  @Test func aBoundOnWhatNobodyPricesNamesTheMarket() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.waterfall(folder)
    for (option, name, near) in [
      ("--cap", "ETH", "ETH-USD has one: --cap ETH-USD=2700"),
      ("--floor", "BTC", "BTC-USD has one: --floor BTC-USD=2700"),
    ] {
      let run = await CommandRun.run(["whatif", ledger, option, "\(name)=2700"])
      #expect(run.status == 1)
      #expect(run.words.contains("no source says a price of \(name), so \(option) changes nothing"))
      #expect(run.words.contains(near))
    }
    let market = await CommandRun.run(["whatif", ledger, "--cap", "ETH-USD=2700"])
    #expect(market.status == 0, "\(market.words)")
  }

  @Test func factsWithoutTheMoneyBehindThemAreNoImprovement() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.waterfall(folder)
    let without = await CommandRun.run(["whatif", ledger, "--without", "deposit"])
    #expect(without.output.contains("facts that brought money or positions left out"))
    let other = await CommandRun.run(["whatif", ledger, "--without", "depth"])
    #expect(!other.output.contains("that brought money"))
  }

  @Test func noShockIsWorstWhereNoneDoesAnything() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.waterfall(folder)
    let run = await CommandRun.run(["stress", ledger, "--grid", "ETH=-1..-3/1"])
    #expect(
      run.output.hasPrefix("No account is liquidated by any of the 3 shocks, and no loss is left"))
    let one = await CommandRun.run(["stress", ledger, "--shock", "ETH=-1%"])
    #expect(one.output.contains("no account is liquidated"))
  }

  @Test func aRiseMayHaveItsSign() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.waterfall(folder)
    func stress(_ shock: String) async -> CommandRun {
      await CommandRun.run(["stress", ledger, "--shock", shock, "--format", "csv"])
    }
    let (plain, signed) = (await stress("ETH=50%"), await stress("ETH=+50%"))
    #expect(plain.status == 0 && signed.status == 0, "\(signed.words)")
    #expect(signed.output.replacing("+50%", with: "50%") == plain.output)
    #expect(await stress("ETH=+-50%").words.contains("is not a shock"))
    let fall = await stress("ETH=-100%")
    #expect(fall.status == 64 && fall.words.contains("nothing falls by 100 % or more"))
    #expect(!fall.words.contains("is not a shock"))
  }

  @Test func sharesHaveTheirLimitsAndTheirSign() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.waterfall(folder)
    let slippage = await CommandRun.run(["concentration", ledger, "--slippage", "200%"])
    #expect(slippage.status == 64)
    #expect(slippage.words.contains("is not a share of at most 100%"))
    let from = await CommandRun.run(["ladder", ledger, "--market", "ETH-USD", "--from", "-10%"])
    #expect(from.status == 64)
    #expect(from.words.contains(#"--from: "-10%" is neither a price nor a share of the present"#))
    let ladder = await CommandRun.run(
      [
        "ladder", ledger, "--market", "ETH-USD", "--from", "50%", "--to", "100%", "--steps", "1",
        "--format", "csv",
      ])
    let rows = ladder.output.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(rows.map { $0[1] } == ["change", "-50", "0"], "in per cent")
  }

  @Test func theLargestShareIsOfWhatSeveralHold() async throws {
    let folder = try LedgerFolder()
    let ledger = folder.path("crash.plimsoll")
    let file = Self.scenarios.appending(path: "crash-lending.json").path
    #expect(await CommandRun.run(["simulate", file, "-o", ledger]).status == 0)
    let several = await CommandRun.run(["concentration", ledger])
    #expect(
      several.output.hasPrefix(
        "The largest share of what several hold is user-9's: 21.21 % of all deposits of cbETH; all "
          + "deposits of USDC are lender's."), "\(several.output)")
    let alone = await CommandRun.run(["concentration", ledger, "--asset", "USDC"])
    #expect(
      alone.output.contains("of all borrows of USDC; all deposits of USDC are lender's."),
      "\(alone.output)")
  }

  /// Written off and spread over others in the same block: nothing of it is left.
  @Test func whatWasSpreadIsNotOutstanding() async throws {
    let folder = try LedgerFolder()
    let ledger = folder.path("losses.plimsoll")
    let file = Self.scenarios.appending(path: "losses-deposits.json").path
    #expect(await CommandRun.run(["simulate", file, "-o", ledger]).status == 0)
    let losses = await CommandRun.run(["solvency", ledger, "--format", "json"])
    #expect(losses.output.contains(#""written_off":"3399.999999""#), "\(losses.output)")
    #expect(losses.output.contains(#""outstanding":"0""#))
    let series = await CommandRun.run(["solvency", ledger, "--series", "--format", "csv"])
    #expect(series.output.contains(",outstanding,"))
    #expect(!series.output.contains("3399.999999"))
  }
}
