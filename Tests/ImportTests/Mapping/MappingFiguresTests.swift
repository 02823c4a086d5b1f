import Foundation
import Import
import Testing

/// The five maps of the package on the published figures, each checked by a fold of its own.
@Suite struct MappingFiguresTests {
  // MARK: - Hyperliquid

  static let hyperliquid = [
    "non_mm_trades.csv", "liquidations.csv", "non_mm_ledger_updates.csv",
  ].map { TestFiles.data("hyperliquid-2023/\($0)") }

  /// What the files give, read once for all tests.
  private static let hyperliquidOutcome = Result {
    try run(TestFiles.map("hyperliquid-2023"), hyperliquid)
  }

  @Test(.enabled(if: TestFiles.hasData("hyperliquid-2023"), "the figures are not here"))
  func hyperliquidGivesEveryRowInItsOrder() throws {
    let outcome = try Self.hyperliquidOutcome.get()
    #expect(outcome.lines.rejects.isEmpty)
    #expect(outcome.count("fill") == 35_691)
    #expect(outcome.count("deposit") == 429)
    #expect(outcome.count("withdrawal") == 131)
    #expect(outcome.count("liquidation_start") == 62)
    let ranks = ["deposit": 0, "withdrawal": 0, "liquidation_start": 1, "fill": 2]
    var last = (block: -1, rank: 0, index: -1)
    for event in outcome.events {
      let isNew = event.block != last.block
      #expect(event.block >= last.block)
      #expect(event.index == (isNew ? 0 : last.index + 1))
      let rank = ranks[event.kind] ?? (isNew ? 0 : last.rank)
      #expect(isNew || rank >= last.rank)
      last = (event.block, rank, event.index)
    }
    let deposits = try outcome.events.filter { $0.kind == "deposit" }.map { try $0.amount() }
    let withdrawals = try outcome.events.filter { $0.kind == "withdrawal" }.map { try $0.amount() }
    #expect(deposits.reduce(0, +) == (try scaled("240177.239506")))
    #expect(withdrawals.reduce(0, +) == (try scaled("46493.582795")))
  }

  @Test(.enabled(if: TestFiles.hasData("hyperliquid-2023"), "the figures are not here"))
  func liquidatedPositionsAreClosedInTheSameSecond() throws {
    let outcome = try Self.hyperliquidOutcome.get()
    var sizes: [String: [String: Int128]] = [:]
    var open: [(account: String, block: Int)] = []
    var closed = 0
    for event in outcome.events {
      while let first = open.first, first.block < event.block {
        open.removeFirst()
        if (sizes[first.account] ?? [:]).values.contains(0) { closed += 1 }
      }
      if event.kind == "liquidation_start" { open.append((event.account, event.block)) }
      guard event.kind == "fill" else { continue }
      let size = try event.amount("size")
      let signed = event.fields["side"] == "buy" ? size : -size
      sizes[event.account, default: [:]][event.fields["market"] ?? "", default: 0] += signed
    }
    #expect(closed + open.count { sizes[$0.account]?.values.contains(0) ?? false } == 62)
  }

  // MARK: - Morpho

  private struct Pool {
    var collateral: Int128 = 0
    var supply: Int128 = 0
    var borrow: Int128 = 0
    var agreements = 0
    var equalResiduals = 0
    var residual: Int128 = 0
  }

  private static let morphoChains = [
    (["eth"], ["sdeUSD/USDC-ethereum": "741631.422913"]),
    (["plume"], ["sdeUSD/pUSD-plume": "39388.572159"]),
    (
      ["eth", "plume"],
      ["sdeUSD/USDC-ethereum": "741631.422913", "sdeUSD/pUSD-plume": "39388.572159"]
    ),
  ]

  @Test(
    .enabled(if: TestFiles.hasData("morpho-2025"), "the figures are not here"),
    arguments: morphoChains)
  func morphoTotalsHoldEveryHour(chains: [String], residuals: [String: String]) throws {
    let files = chains.flatMap { chain in
      ["market_history", "transactions"].map { "morpho-2025/block8_\(chain)_\($0).csv" }
    }
    let outcome = try run(TestFiles.map("morpho-2025"), files.map(TestFiles.data))
    #expect(outcome.lines.rejects.isEmpty)
    let pools = try fold(outcome)
    #expect(pools.keys.sorted() == residuals.keys.sorted())
    for (name, residual) in residuals {
      let pool = try #require(pools[name])
      #expect(pool.agreements == 864)
      #expect(pool.equalResiduals == 864)
      #expect(pool.residual == (try scaled(residual)))
    }
  }

  /// Three totals per market, compared with the published ones at each assertion.
  private func fold(_ outcome: Outcome) throws -> [String: Pool] {
    var pools: [String: Pool] = [:]
    for event in outcome.events {
      let name =
        event.fields["pool"] ?? event.account.split(separator: "@").last.map(String.init) ?? ""
      guard !name.isEmpty, event.kind != "account" else { continue }
      var pool = pools[name] ?? Pool()
      let isCollateral = event.asset.hasPrefix("sdeUSD")
      switch event.kind {
      case "opening_balance", "deposit":
        let amount = try event.amount()
        if isCollateral {
          pool.collateral += amount
        } else if amount < 0 {
          pool.borrow -= amount
        } else {
          pool.supply += amount
        }
      case "withdrawal":
        let amount = try event.amount()
        if isCollateral { pool.collateral -= amount } else { pool.supply -= amount }
      case "borrow": pool.borrow += try event.amount()
      case "repay": pool.borrow -= try event.amount()
      case "liquidation_fill":
        pool.collateral -= try event.amount("size")
        pool.borrow -= try event.amount("repaid")
      case "balance_assertion": try compare(event, isCollateral: isCollateral, &pool)
      default: Issue.record("unexpected \(event.kind)")
      }
      pools[name] = pool
    }
    return pools
  }

  private func compare(_ event: MappedEvent, isCollateral: Bool, _ pool: inout Pool) throws {
    let amount = try event.amount()
    if isCollateral {
      pool.agreements += amount == pool.collateral ? 1 : 0
    } else if event.fields["side"] == "asset" {
      pool.residual = amount - pool.supply
    } else {
      pool.equalResiduals += amount - pool.borrow == pool.residual ? 1 : 0
    }
  }

  // MARK: - Euler

  private struct EulerKey: Hashable {
    let account: String
    let asset: String
    let isDebt: Bool
  }

  @Test(.enabled(if: TestFiles.hasData("euler-2023"), "the figures are not here"))
  func eulerAccountsAreWorthWhatIsPublished() throws {
    let files = [
      "prices_pause.json", "eventsBetweenUpgrades.json", "balancesAllETokenUpgrade.json.gz",
    ]
    let outcome = try run(
      TestFiles.map("euler-2023"), files.map { TestFiles.data("euler-2023/\($0)") })
    #expect(outcome.lines.rejects.isEmpty)
    #expect(outcome.count("note") == 1)
    #expect(outcome.count("price_update") == 108)
    var owners: [String: String] = [:]
    var prices: [String: Decimal] = [:]
    for event in outcome.events {
      if event.kind == "account" { owners[event.account] = event.fields["owner"] }
      if event.kind == "price_update" {
        prices[event.asset] = Decimal(string: event.fields["price"] ?? "")
      }
    }
    var values: [String: Decimal] = [:]
    for event in outcome.events where event.kind == "opening_balance" {
      let owner = try #require(owners[event.account])
      let price = try #require(prices[event.asset])
      let amount = try #require(Decimal(string: event.fields["amount"] ?? ""))
      values[owner, default: 0] += amount * price
    }
    let negative = values.values.filter { $0 < 0 }
    #expect(negative.count == 39)
    try expectNear(negative.reduce(0, +), "-2049504.754031566171879")
    try expectNear(values.values.reduce(0, +), "-1612388.865772972130767")
  }

  private func expectNear(_ value: Decimal, _ text: String) throws {
    let expected = try #require(Decimal(string: text))
    let tolerance = try #require(Decimal(string: "0.000000000001"))
    #expect(abs(value - expected) <= tolerance, "\(value) is not \(text)")
  }

  @Test(.enabled(if: TestFiles.hasData("euler-2023"), "the figures are not here"))
  func eulerEventsLeadToTheFinalState() throws {
    let files = [
      "balancesAllETokenUpgrade.json.gz", "eventsBetweenUpgrades.json", "balancesUsers.json.gz",
    ]
    let outcome = try run(
      TestFiles.map("euler-2023"), files.map { TestFiles.data("euler-2023/\($0)") })
    var opening: [EulerKey: Int128] = [:]
    var state: [EulerKey: Int128] = [:]
    var assertions = 0
    var changed: Set<String> = []
    for event in outcome.events {
      func key(_ isDebt: Bool) -> EulerKey {
        EulerKey(account: event.account, asset: event.asset, isDebt: isDebt)
      }
      switch event.kind {
      case "opening_balance":
        let amount = try event.amount()
        opening[key(amount < 0), default: 0] += abs(amount)
        state = opening
      case "borrow": state[key(true), default: 0] += try event.amount()
      case "repay": state[key(true), default: 0] -= try event.amount()
      case "withdrawal": state[key(false), default: 0] -= try event.amount()
      case "balance_assertion":
        let place = key(event.fields["side"] == "debt")
        assertions += 1
        #expect(try event.amount() == state[place] ?? 0, "\(event.fields)")
        if opening[place] ?? 0 != state[place] ?? 0 {
          changed.insert("\(event.account) \(event.asset)")
        }
      default: break
      }
    }
    #expect(assertions == 2 * 4_616)
    #expect(changed.count == 19)
  }

  @Test(.enabled(if: TestFiles.hasData("euler-2023"), "the figures are not here"))
  func eulerReservesAreAClassOfTheirOwn() throws {
    let files = ["balancesReserves.json.gz", "balancesAllETokenUpgrade.json.gz"]
    let outcome = try run(
      TestFiles.map("euler-2023"), files.map { TestFiles.data("euler-2023/\($0)") })
    let reserves = outcome.events.filter { $0.fields["class"] == "reserve" }
    #expect(reserves.count == 80)
    #expect(reserves.allSatisfy { $0.account.hasPrefix("reserve") })
  }
}
