import Audit
import Engine
import FixedPoint
import Ledger
import Store
import Testing

/// What the audit of facts says of real venues, against figures published with the data or counted from it
/// by other means (shared/data/*/SOURCE.md).
@Suite(.enabled(if: RealData.isPresent, "shared/data is not beside the package"))
struct RealAuditTests {
  private static func audit(_ map: String, _ files: [String]) async throws -> (AuditResult, Names) {
    let ledger = try await RealData.importing(map, files)
    var audit = FactAudit(names: ledger.file.names, hasRulebook: false)
    try ledger.walk { _, events, _ in try audit.take(block: events) }
    return (audit.result(), ledger.file.names)
  }

  private func check(_ name: String, _ result: AuditResult) throws -> Check {
    try #require(result.checks.first { $0.name == name }, "\(name)")
  }

  private func counts(_ name: String, _ result: AuditResult) throws -> [Int] {
    let check = try check(name, result)
    return [check.cases, check.held, check.broken, check.undecidable]
  }

  /// The cells of a column, as texts.
  private func column(_ title: String, _ check: Check) throws -> [String] {
    let detail = try #require(check.detail)
    let place = try #require(detail.columns.firstIndex { $0.title == title })
    return detail.rows.map { row in
      switch row[place] {
      case .decimal(let text), .text(let text): text
      case .integer(let number): "\(number)"
      default: ""
      }
    }
  }

  @Test func hyperliquidMarksBankruptcyPricesAndResiduals() async throws {
    let (result, _) = try await Self.audit(
      "hyperliquid-2023", ["liquidations.csv", "non_mm_ledger_updates.csv", "non_mm_trades.csv"])
    #expect(result.liquidations == 62)
    #expect(result.judged == 62)
    #expect(try counts("mark-price", result) == [62, 53, 0, 9])
    let marks = try check("mark-price", result)
    // 36833.64738 ÷ 1.32753 BTC
    #expect(try column("mark_price", marks).contains("27746"))
    #expect(try counts("bankruptcy-price", result) == [62, 59, 2, 1])
    #expect(try counts("maintenance-line", result) == [62, 54, 0, 8])
    #expect(try check("maintenance-line", result).sentence.contains("54 of 54 cross liquidations"))

    let values = try check("account-value", result)
    #expect(values.broken == 0)
    #expect(values.lacks.contains(.fee))
    #expect(values.lacks.contains(.fundingPayment))
    let residuals = try column("residual", values).map { try Decimal18($0).magnitude }
    #expect(residuals.count == 53)
    let limits = try ["0.01", "0.1", "1", "5"].map { try Decimal18($0) }
    #expect(limits.map { limit in residuals.count { $0 < limit } } == [3, 6, 14, 28])
    #expect(residuals.count { $0.isZero } == 1)
    #expect(
      values.sentence.contains("of the residuals 19 are below 0.1 %, 30 below 1 % of notional"))

    #expect(result.findings.map(\.code) == [.unexplainedResidual, .unexplainedResidual])
    #expect(result.coverage.gaps.map(\.kind).contains(.fundingPayment))
  }

  private static let aave = ["liquidations.csv.gz", "tokens.csv"]

  @Test func aaveBonusesAreConfirmedAndTheRestAreAnomaliesByAsset() async throws {
    let (result, names) = try await Self.audit(
      "aave-v2-2021", Self.aave + ["parameters/liquidation_bonus_history.txt"])
    let bonus = try check("liquidation-bonus", result)
    #expect(bonus.sentence.contains("10231 of 11234 fills are at the bonus in force; 1003 are not"))
    #expect(bonus.broken == 1003)
    #expect(result.findings.count { $0.code == .priceAnomaly } == 1003)
    #expect(result.findings.count == 1003)
    let detail = try #require(bonus.detail)
    var anomalies: [String: Int64] = [:]
    for row in detail.rows {
      if case .text(let asset) = row[0], case .text(let side) = row[1],
        case .integer(let count) = row[3]
      {
        anomalies["\(asset) \(side)"] = count
      }
    }
    #expect(anomalies["GUSD debt"] == 361)
    #expect(anomalies["ENJ collateral"] == 175)
    #expect(anomalies["XSUSHI collateral"] == 145)
    #expect(anomalies["ZRX collateral"] == 53)
    #expect(anomalies["KNC collateral"] == 43)
    #expect(names.assets.count == 38)
  }

  @Test func aaveWithTheLastBonusesAloneIsToldAsSuchAndMatchesFarLess() async throws {
    let (result, _) = try await Self.audit("aave-v2-2021", Self.aave)
    let bonus = try check("liquidation-bonus", result)
    #expect(bonus.held < 7_600)
    #expect(bonus.undecidable > 2_500)
    #expect(bonus.sentence.contains("every bonus was set once and never changed"))
  }

  @Test func makerBitesWereBelowTheLineAndOneIsNotAtThePenalty() async throws {
    let (result, names) = try await Self.audit(
      "maker-2019", ["timeseries.json", "db.json", "liquidations.json"])
    #expect(try counts("liquidation-bonus", result) == [5, 4, 1, 0])
    #expect(try check("liquidation-bonus", result).sentence.contains("exactly 1.13"))
    #expect(try counts("collateral-ratio", result) == [1005, 5, 0, 1000])
    #expect(
      try check("collateral-ratio", result).sentence.contains("between 148.52 % and 149.93 %"))
    let finding = try #require(result.findings.first)
    #expect(result.findings.count == 1)
    #expect(finding.code == .wrongPenalty)
    #expect(finding.account.map { names.accounts[$0] } == "135")
    #expect(finding.sentence.contains("1.124575"))
    #expect(try check("assertions", result).broken == 0)
  }

  @Test func morphoBadDebtIsReconciled() async throws {
    let (result, _) = try await Self.audit(
      "morpho-2025",
      [
        "block8_eth_transactions.csv", "block8_plume_transactions.csv",
        "block8_eth_market_history.csv", "block8_plume_market_history.csv",
        "block2_bad_debt_by_market.csv", "block5_liquidation_events.csv",
      ])
    #expect(try counts("published-figures", result) == [3, 1, 2, 0])
    let figures = try check("published-figures", result)
    let published = try column("published", figures)
    #expect(published.contains("4168769.68"))
    #expect(published.contains("4155164.42"))
    #expect(published.contains("8948.828965"))
    #expect(try column("difference", figures).contains("528769.68"))
    let residuals = result.findings.filter { $0.code == .unexplainedResidual }
    #expect(residuals.map { "\($0.stake?.amount ?? .zero)" } == ["528769.68", "308769.68"])
    // The hourly totals: collateral holds, interest is told from both sides.
    #expect(try counts("assertions", result) == [5184, 1728, 0, 3456])
    #expect(try check("assertions", result).lacks == [.interest])
  }

  @Test func eulerLeavesThirtyNineAccountsUnpaid() async throws {
    let (result, _) = try await Self.audit(
      "euler-2023",
      [
        "balancesAllETokenUpgrade.json.gz", "prices_pause.json", "eventsBetweenUpgrades.json",
        "balancesUsers.json.gz",
      ])
    #expect(result.findings.count { $0.code == .unpaidShortfall } == 39)
    #expect(result.findings.count == 39)
    #expect(
      try check("unpaid-shortfall", result).sentence.contains("2049504.754031566171879"))
    #expect(try check("assertions", result).broken == 0)
  }
}
