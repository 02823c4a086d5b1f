import Audit
import Engine
import FixedPoint
import Foundation
import Import
import Ledger
import Margin
import Store
import Testing

/// The published figures of real venues, through the maps, the store and the book.
///
/// The files are not part of the package; without them these tests say that they were skipped.
@Suite(.enabled(if: RealData.isPresent, "shared/data is not beside the package"))
struct RealDataTests {
  // MARK: - hyperliquid-2023

  @Test func everyHyperliquidLiquidationClosesThePositionItPublished() async throws {
    let ledger = try await RealData.importing(
      "hyperliquid-2023", ["liquidations.csv", "non_mm_ledger_updates.csv", "non_mm_trades.csv"])
    let counts = Dictionary(
      uniqueKeysWithValues: try ledger.file.counts().map { ($0.kind, $0.count) })
    #expect(counts[.fill] == 35_691)
    #expect(counts[.deposit] == 429)
    #expect(counts[.withdrawal] == 131)
    #expect(counts[.liquidationStart] == 62)

    var before = Book()
    var pending: [(account: Int, notional: Decimal18)] = []
    var closed = 0
    var cleanMarks = 0
    var single = 0
    try ledger.walk { book, events, names in
      for event in events where event.kind == .liquidationStart {
        pending.append((try #require(event.id(.account)), try #require(event.decimal(.notional))))
      }
      for (account, notional) in pending {
        let open = before.positions(of: account).filter { !$0.position.size.isZero }
        let traded = Set(
          events.filter { $0.kind == .fill && $0.id(.account) == account }.compactMap {
            $0.id(.market)
          })
        #expect(!traded.isEmpty)
        if traded.allSatisfy({ book.position(of: account, market: $0).size.isZero }) { closed += 1 }
        guard open.count == 1 else { continue }
        single += 1
        let mark = try notional.divided(by: open[0].position.size.magnitude, rounding: .halfEven)
        if significantDigits(mark) <= 6 { cleanMarks += 1 }
      }
      pending = []
      before = book
    }
    #expect(closed == 62)
    #expect(single == 53)
    #expect(cleanMarks == 53)
  }

  private func significantDigits(_ value: Decimal18) -> Int {
    value.description.filter { $0 != "." && $0 != "-" }.drop { $0 == "0" }.count
  }

  // MARK: - morpho-2025

  @Test func morphoCollateralHoldsEveryHourAndInterestIsTheSameOnBothSides() async throws {
    let ledger = try await RealData.importing(
      "morpho-2025",
      [
        "block8_eth_transactions.csv", "block8_plume_transactions.csv",
        "block8_eth_market_history.csv", "block8_plume_market_history.csv",
      ])
    let book = try ledger.file.book()
    try book.checkInvariants(names: ledger.file.names)
    let tallies = book.assertions.tallies
    #expect(tallies.count == 6)
    #expect(tallies.allSatisfy { $0.count == 864 })
    let collateral = tallies.filter { $0.held == 864 }
    #expect(collateral.count == 2)
    var residuals: [String: Set<String>] = [:]
    for tally in tallies where tally.held < tally.count {
      let asset = ledger.file.names.assets[tally.subject.item]
      residuals[asset, default: []].insert(tally.lastDifference.description)
    }
    #expect(residuals == ["USDC": ["741631.422913"], "pUSD": ["39388.572159"]])
    // Hour by hour, not only at the end.
    var differences: [Int: [Int64: Decimal18]] = [:]
    for failure in book.assertions.failures {
      differences[failure.tally, default: [:]][failure.block] =
        try failure.asserted - failure.found
    }
    for (place, tally) in tallies.enumerated() where tally.subject.side == .asset {
      guard
        let debt = tallies.firstIndex(where: {
          $0.subject.holder == tally.subject.holder && $0.subject.item == tally.subject.item
            && $0.subject.side == .debt
        })
      else { continue }
      #expect(differences[place] == differences[debt])
    }
  }

  @Test func hyperliquidOpenInterestIsConcentratedAsThePositionsSay() async throws {
    let ledger = try await RealData.importing(
      "hyperliquid-2023", ["liquidations.csv", "non_mm_ledger_updates.csv", "non_mm_trades.csv"])
    let (book, names) = (try ledger.file.book(), ledger.file.names)
    var venue = VenueState()
    try ledger.file.replay(through: ledger.file.tip.size) { (event) throws(StoreError) in
      do throws(VenueError) {
        try venue.apply(event, names: names)
      } catch {
        throw StoreError(.damaged, "\(error)")
      }
    }
    let concentration = try Concentration(venue, names: names, slippage: .zero)
    for market in 0..<names.markets.count {
      let sizes = book.openPositions(in: market).map(\.position.size)
      let item = concentration.item(.market(market))
      for (side, own) in [
        (Holding.Side.long, sizes.filter { $0 > .zero }),
        (.short, sizes.filter { $0 < .zero }.map { Decimal18(mantissa: -$0.mantissa) }),
      ] {
        let holding = item?.sides.first { $0.side == side }
        #expect((holding?.parts.map(\.amount) ?? []) == own.sorted(by: >))
        #expect((holding?.total.mantissa ?? 0) == own.reduce(0) { $0 + $1.mantissa })
      }
    }
    let ether = try #require(names.markets.id(of: "ETH"))
    let long = try #require(concentration.item(.market(ether))?.sides.first)
    #expect(try long.total == Decimal18("45.3081"))
    #expect(try long.parts.first?.amount == Decimal18("20.8893"))
    #expect(long.parts.count == 29)
    #expect(!concentration.unpriced.isEmpty, "the source has no prices")
  }

  // MARK: - euler-2023

  @Test func eulerSolvencyIsThePublishedOneAndTheEventsLeadToTheFinalState() async throws {
    let ledger = try await RealData.importing(
      "euler-2023",
      [
        "balancesAllETokenUpgrade.json.gz", "prices_pause.json", "eventsBetweenUpgrades.json",
        "balancesUsers.json.gz",
      ])
    let paused = try ledger.file.book(throughBlock: 16_818_362)
    let solvency = try Solvency(paused, names: ledger.file.names)
    #expect(solvency.unit == "ETH")
    #expect(solvency.total.insolvent == 39)
    #expect(try isNear(solvency.shortfall, "-2049504.754031566171879"))
    #expect(try isNear(solvency.total.value.equity, "-1612388.865772972130767"))
    #expect(solvency.unpriced.isEmpty)
    let final = try ledger.file.book()
    #expect(final.assertions.failures.isEmpty)
    #expect(final.assertions.tallies.count > 4_616)
  }

  private func isNear(_ value: Decimal18, _ published: String) throws -> Bool {
    let difference = try value - Decimal18(published)
    return try difference.magnitude < Decimal18("0.000000000001")
  }

  // MARK: - maker-2019

  @Test func makerVaultsHaveThePublishedStateAtTheEndOfEachSecond() async throws {
    let ledger = try await RealData.importing(
      "maker-2019", ["timeseries.json", "db.json", "liquidations.json"])
    let states = try RealData.makerStates()
    let total = states.values.reduce(0) { $0 + $1.count }
    #expect(total == 2_660)
    var checked = 0
    try ledger.walk { book, events, names in
      guard let block = events.last?.position.block, let published = states[block] else { return }
      let (peth, dai) = (names.assets.id(of: "PETH"), names.assets.id(of: "DAI"))
      for state in published {
        guard let account = names.accounts.id(of: state.vault) else {
          Issue.record("vault \(state.vault) is missing")
          continue
        }
        let ink = peth.map { book.balance(of: account, asset: $0).asset } ?? .zero
        let art = dai.map { book.balance(of: account, asset: $0).debt } ?? .zero
        #expect(ink.description == state.ink, "vault \(state.vault) at \(block)")
        #expect(art.description == state.art, "vault \(state.vault) at \(block)")
        checked += 1
      }
    }
    #expect(checked == total)
    #expect(try ledger.file.book().assertions.failures.isEmpty)
  }
}
