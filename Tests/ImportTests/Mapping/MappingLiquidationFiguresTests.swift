import Foundation
import Import
import Testing

/// The maps of vaults and of liquidations on the published figures.
@Suite struct MappingLiquidationFiguresTests {
  // MARK: - Maker

  private struct State {
    var ink: Int128 = 0
    var art: Int128 = 0
  }

  @Test(.enabled(if: TestFiles.hasData("maker-2019"), "the figures are not here"))
  func makerStatesFollowFromTheEvents() throws {
    let files = ["timeseries.json", "db.json", "liquidations.json"]
    let outcome = try run(
      TestFiles.map("maker-2019"), files.map { TestFiles.data("maker-2019/\($0)") })
    #expect(outcome.lines.rejects.isEmpty)
    #expect(outcome.count("liquidation_fill") == 5)
    #expect(outcome.count("liquidation_start") == 1_000)
    #expect(outcome.count("price_update") == 1_000)
    #expect(outcome.count("note") == 1_000)
    let published = try publishedStates()
    #expect(published.count { $0.isLastOfSecond } > 2_600)
    let folded = try fold(outcome)
    var checked = 0
    for state in published where state.isLastOfSecond {
      let history = try #require(folded[state.vault])
      // A vault that was only opened has no events yet.
      let found = history.last { $0.block <= state.block }?.state ?? State()
      #expect(found.ink == state.ink && found.art == state.art, "\(state)")
      checked += 1
    }
    #expect(published.count == 2_732)
    #expect(checked == published.count { $0.isLastOfSecond })
  }

  private func fold(_ outcome: Outcome) throws -> [String: [(block: Int, state: State)]] {
    var histories: [String: [(block: Int, state: State)]] = [:]
    for event in outcome.events {
      var state = histories[event.account]?.last?.state ?? State()
      switch (event.kind, event.asset) {
      case ("deposit", "PETH"): state.ink += try event.amount()
      case ("withdrawal", "PETH"): state.ink -= try event.amount()
      case ("borrow", "DAI"): state.art += try event.amount()
      case ("repay", "DAI"): state.art -= try event.amount()
      case ("liquidation_fill", _):
        state.ink -= try event.amount("size")
        state.art -= try event.amount("repaid")
      default: continue
      }
      histories[event.account, default: []].append((event.block, state))
    }
    return histories
  }

  private struct PublishedState {
    let vault: String
    let block: Int
    let ink: Int128
    let art: Int128
    let isLastOfSecond: Bool
  }

  private func publishedStates() throws -> [PublishedState] {
    let bytes = try Data(contentsOf: URL(filePath: TestFiles.data("maker-2019/timeseries.json")))
    let root = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    let vaults = try #require(root["cdps"] as? [String: [[String: String]]])
    let reader = ISO8601DateFormatter()
    var states: [PublishedState] = []
    for (vault, rows) in vaults {
      var newer = -1
      for row in rows {
        let date = try #require(reader.date(from: row["time"] ?? ""))
        let block = Int(date.timeIntervalSince1970)
        states.append(
          PublishedState(
            vault: vault, block: block, ink: try scaled(row["ink"] ?? ""),
            art: try scaled(row["art"] ?? ""), isLastOfSecond: block != newer))
        newer = block
      }
    }
    return states
  }

  // MARK: - Aave

  static let aave = [
    "liquidations.csv.gz", "tokens.csv", "parameters/liquidation_bonus_history.txt",
  ].map { TestFiles.data("aave-v2-2021/\($0)") }

  /// What the files give, read once for all tests.
  private static let aaveOutcome = Result { try run(TestFiles.map("aave-v2-2021"), aave) }

  @Test(.enabled(if: TestFiles.hasData("aave-v2-2021"), "the figures are not here"))
  func aaveKeepsEveryLiquidation() throws {
    let outcome = try Self.aaveOutcome.get()
    #expect(outcome.lines.rejects.isEmpty)
    let fills = outcome.events.filter { $0.kind == "liquidation_fill" }
    #expect(fills.count == 11_497)
    #expect(fills.count { $0.fields["liquidator"] == nil } == 6_231)
    #expect(fills.count { $0.account.hasSuffix("@amm") } == 113)
    #expect(Set(fills.map(\.account)).count >= 3_206)
    #expect(outcome.count("parameter") == 105)
    #expect(outcome.count("price_update") == 22_823)
    #expect(outcome.lines.sources.map(\.skipped) == [655, 0, 52])
  }

  /// The bonus in force is what the seized collateral is worth over what is repaid.
  @Test(.enabled(if: TestFiles.hasData("aave-v2-2021"), "the figures are not here"))
  func aaveBonusRuleHoldsWhereItIsPublishedToHold() throws {
    let outcome = try Self.aaveOutcome.get()
    var bonus: [String: Double] = [:]
    var prices: [String: (block: Int, price: Double)] = [:]
    var (holds, total) = (0, 0)
    for event in outcome.events {
      func number(_ field: String) throws -> Double {
        try #require(Double(event.fields[field] ?? ""))
      }
      switch event.kind {
      case "parameter": bonus[event.fields["scope"] ?? ""] = try number("value") / 10_000
      case "price_update": prices[event.asset] = (event.block, try number("price"))
      case "liquidation_fill" where !event.account.hasSuffix("@amm"):
        let repaidAsset = event.fields["repaid_asset"] ?? ""
        let seized = prices[event.asset]?.block == event.block ? prices[event.asset]?.price : nil
        let repaid = prices[repaidAsset]?.block == event.block ? prices[repaidAsset]?.price : nil
        guard let seized, let repaid, let expected = bonus["\(event.asset)@main"] else { continue }
        total += 1
        let found = try number("size") * seized / (try number("repaid") * repaid)
        if abs(found / expected - 1) < 1e-3 { holds += 1 }
      default: break
      }
    }
    #expect(total > 8_000)
    #expect(Double(holds) / Double(total) > 0.9)
  }
}
