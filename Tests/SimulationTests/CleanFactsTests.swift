import Audit
import Foundation
import Ledger
import Margin
import Testing

@testable import Simulation

/// Ledgers that the engine wrote are clean: the checks of facts find nothing in them.
@Suite struct CleanFactsTests {
  private static let scenarios: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: scenarioFolder.path)) ?? []
    return files.filter { $0.hasSuffix(".json") && !$0.hasPrefix("black-thursday") }
      .map { String($0.dropLast(5)) }.sorted()
  }()

  @Test(arguments: scenarios)
  func shippedScenarioHasNoFindings(name: String) throws {
    let result = try Self.audit(try Simulation(ScenarioRun.shipped(name)))
    #expect(result.findings.isEmpty, "\(name): \(result.findings.first?.sentence ?? "")")
  }

  @Test(arguments: 0..<UInt64(20))
  func randomWorldHasNoFindings(seed: UInt64) throws {
    let result = try Self.audit(
      try Simulation(ScenarioRun.scenario(RandomWorldTests.world(seed))))
    #expect(result.findings.isEmpty, "seed \(seed): \(result.findings.first?.sentence ?? "")")
  }

  @Test func thereAreScenarios() {
    #expect(Self.scenarios.count > 30)
  }

  /// The facts of a run; its names are complete only at its end.
  private static func audit(_ simulation: Simulation) throws -> AuditResult {
    var run = simulation
    var blocks: [[Event]] = []
    while !run.isFinished {
      var events: [Event] = []
      try run.runBlock { event, _ in events.append(copy event) }
      blocks.append(events)
    }
    var audit = FactAudit(names: run.names, hasRulebook: true)
    for events in blocks { try audit.take(block: events) }
    return audit.result()
  }
}
