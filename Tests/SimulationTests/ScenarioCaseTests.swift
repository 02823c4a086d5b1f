import Audit
import FixedPoint
import Foundation
import Ledger
import Margin
@testable import Simulation
import Testing

/// The cases of every shipped scenario.
@Suite struct ScenarioCaseTests {
  private static let scenarios: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: scenarioFolder.path)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }()

  private static func cases(_ name: String) throws -> [MarginCase] {
    var simulation = try Simulation(ScenarioRun.shipped(name))
    var events: [Event] = []
    while !simulation.isFinished {
      try simulation.runBlock { event, _ in events.append(copy event) }
    }
    let names = simulation.names
    var scout = try BreachScout(names: names)
    for event in events { try scout.take(event) }
    try scout.finish()
    var builder = try CaseBuilder(names: names, accounts: scout.accounts)
    for event in events { try builder.take(event) }
    try builder.finish()
    return builder.cases
  }

  /// What others paid, what went with the debts and what is left.
  private static func checkPayers(_ cases: [MarginCase], _ name: String) throws {
    for entry in cases {
      let sum = try entry.settlement().reduce(Decimal18.zero) { try $0 + $1.value }
      #expect(sum == entry.shortfall, "\(name), case \(entry.id)")
      // Without another's payment there is no shortfall, but for one that nobody has paid yet.
      #expect(entry.outcome != .bankrupt || !entry.payers.isEmpty, "\(name), case \(entry.id)")
    }
  }

  @Test(arguments: scenarios)
  func thePartsAndThePayersOfEveryShortfallSumToItToTheLastUnit(name: String) throws {
    let cases = try Self.cases(name)
    try Self.checkPayers(cases, name)
    for entry in cases where entry.outcome == .bankrupt || entry.missing > .zero {
      let total = try entry.attribution.total
      #expect(max(total, .zero) == entry.shortfall, "\(name), case \(entry.id)")
      #expect(entry.outcome == .open || !entry.payers.isEmpty, "\(name), case \(entry.id)")
    }
    let summary = try CaseSummary(cases)
    let byCause = try summary.byCause.reduce(Decimal18.zero) { try $0 + $1.amount }
    #expect(byCause == summary.shortfall)
    guard name.hasPrefix("black-thursday") else { return }
    let congestion = summary.byCause.first { $0.cause == .congestion }?.amount ?? .zero
    if name == "black-thursday" {
      #expect(summary.byCause.first?.cause == .congestion)
    } else {
      #expect(try congestion.multiplied(by: 20) < Decimal18(12_737_876))
    }
  }
}
