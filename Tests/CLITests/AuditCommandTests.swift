import Audit
import Foundation
import Testing

/// `audit` on the facts of real venues that the package carries, and its document.
@Suite struct AuditCommandTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func ledger(_ name: String, _ folder: LedgerFolder) async throws -> String {
    let ledger = folder.path("\(name).plimsoll")
    let events = root.appending(path: "fixtures/\(name)/events.ndjson.gz").path
    let run = await CommandRun.run(["import", ledger, events])
    #expect(run.status == 0, "\(run.words)")
    return ledger
  }

  /// What the report of a fixture must say.
  private static let figures: [(fixture: String, words: [String])] = [
    (
      "hyperliquid-2023",
      ["39 liquidations · 39 judged · 2 findings", "36 of 38 liquidations in one direction"]
    ),
    (
      "aave-v2-2021",
      ["356 liquidations · 348 judged · 90 findings", "258 of 348 fills", "GUSD as debt 45"]
    ),
    ("maker-2019", ["5 judged · 1 finding", "between 148.52 % and 149.93 %", "1.124575"]),
    ("morpho-2025", ["4168769.68: 528769.68 more", "1 written-off figure is what"]),
    ("euler-2023", ["39 findings", "2049504.754031566171879"]),
  ]

  @Test(arguments: figures.indices)
  func fixtureIsAuditedOnItsFactsAlone(place: Int) async throws {
    let folder = try LedgerFolder()
    let (fixture, words) = Self.figures[place]
    let run = await CommandRun.run(["audit", try await Self.ledger(fixture, folder)])
    #expect(run.status == 2)
    for word in words { #expect(run.output.contains(word), "\(fixture): \(run.output)") }
  }

  @Test func findingsAreChosenByCodeAccountAndTime() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.ledger("maker-2019", folder)
    let all = await CommandRun.run(["audit", ledger, "--format", "csv"]).output
    #expect(all.split(separator: "\n").count == 2)
    for (options, status) in [
      (["--only", "wrong-penalty"], 2), (["--only", "missed-call"], 0),
      (["--only", "missed-call", "--only", "wrong-penalty"], 2), (["--account", "135"], 2),
      (["--account", "608"], 0), (["--from", "2018-09-01"], 0), (["--to", "2018-09-01"], 2),
    ] {
      let run = await CommandRun.run(["audit", ledger] + options)
      #expect(run.status == Int32(status), "\(options): \(run.output)\(run.words)")
      #expect(
        run.output.replacing("\n", with: " ").contains(
          "liquidations, obligations and checks are those of the whole log."), "\(run.output)")
    }
    let run = await CommandRun.run(["audit", ledger, "--account", "135", "--to", "2018-09-01"])
    #expect(run.output.contains("Listed are the findings about 135 to 2018-09-01;"))
    let json = await CommandRun.run(["audit", ledger, "--only", "missed-call", "--format", "json"])
    #expect(json.output.contains(#""findings":0,"findings_of_all":1,"chosen":"of missed-call""#))
    let everything = await CommandRun.run(["audit", ledger])
    #expect(!everything.output.contains("Listed are"))
  }

  @Test func everythingIsInTheJSONForm() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.ledger("maker-2019", folder)
    let run = await CommandRun.run(["audit", ledger, "--format", "json"])
    for key in [
      "\"checks\":[{\"name\":\"liquidation-bonus\"", "\"definition\":", "\"lacks\":",
      "\"evidence\":[", "\"coverage\":{\"kinds\":{",
    ] {
      #expect(run.output.contains(key), "\(key)")
    }
    let detail = await CommandRun.run(
      ["audit", ledger, "--check", "collateral-ratio", "--format", "csv"])
    #expect(detail.output.split(separator: "\n").count == 6)
  }

  @Test func theDocumentNamesEveryCodeWithItsMeaningAndEveryCheck() throws {
    let text = try String(contentsOf: Self.root.appending(path: "docs/AUDIT.md"), encoding: .utf8)
    for code in FindingCode.allCases {
      #expect(text.contains("| `\(code.rawValue)` | \(code.severity.rawValue) | \(code.meaning) |"))
    }
    for (name, _) in FactAudit.definitions { #expect(text.contains("| `\(name)` |")) }
  }
}
