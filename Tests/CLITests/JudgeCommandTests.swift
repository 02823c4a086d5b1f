import Foundation
import Testing

/// `simulate`, `audit`, `health` and `rulebook` as a user runs them.
@Suite struct JudgeCommandTests {
  private static let scenarios = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "fixtures/scenarios")

  /// A ledger that a scenario wrote.
  private static func simulated(
    _ folder: LedgerFolder, _ scenario: String = "fixed-spread"
  ) async throws -> String {
    let ledger = folder.path("s.plimsoll")
    let file = scenarios.appending(path: "\(scenario).json").path
    let run = await CommandRun.run(["simulate", file, "-o", ledger])
    #expect(run.status == 0, "\(run.words)")
    return ledger
  }

  @Test func aSimulatedLedgerIsSoundAndMeetsEveryObligation() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    let audit = await CommandRun.run(["audit", ledger])
    #expect(audit.status == 0)
    #expect(audit.output.contains(" · 0 findings"))
    #expect(await CommandRun.run(["verify", ledger]).status == 0)
    #expect(await CommandRun.run(["check", ledger]).output == "")
  }

  @Test func aLedgerOfAnyNameTellsItsRulebook() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    let other = folder.path("venue.db")
    for end in ["", ".head"] {
      try FileManager.default.copyItem(atPath: ledger + end, toPath: other + end)
    }
    let run = await CommandRun.run(["rulebook", other, "--format", "csv"])
    #expect(run.status == 0, "\(run.words)")
    #expect(run.output == (await CommandRun.run(["rulebook", ledger, "--format", "csv"])).output)
    // A missing file is a ledger by its name alone.
    let missing = await CommandRun.run(["rulebook", folder.path("none.plimsoll")])
    #expect(missing.status == 1)
    #expect(missing.words.contains("none.plimsoll"), "\(missing.words)")
  }

  @Test func simulatingAgainAddsNothing() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    let before = await CommandRun.run(["info", ledger, "--format", "json"]).output
    _ = try await Self.simulated(folder)
    #expect(await CommandRun.run(["info", ledger, "--format", "json"]).output == before)
  }

  @Test(arguments: ["\"blocks\": 30", "\"blocks\": 90"])
  func aLedgerThatHoldsMoreThanTheRunIsRefused(blocks: String) async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder, "ladder")
    let before = await CommandRun.run(["info", ledger, "--format", "json"]).output
    // Without what deposits did on the way the run lacks a line, whether it is shorter or longer.
    let text = try String(
      contentsOf: Self.scenarios.appending(path: "ladder.json"), encoding: .utf8)
    let first = try #require(text.firstRange(of: /"blocks": \d+/))
    let file = folder.path("other.json")
    try text.replacingCharacters(in: first, with: blocks)
      .replacing(/\{[^{}]*"kind": "deposit"[^{}]*\},?/, with: "", maxReplacements: 1)
      .write(toFile: file, atomically: true, encoding: .utf8)
    let run = await CommandRun.run(["simulate", file, "-o", ledger])
    #expect(run.status == 2, "\(run.words)")
    #expect(await CommandRun.run(["info", ledger, "--format", "json"]).output == before)
  }

  @Test func aRunThatCannotBeWrittenSaysWhatBecameOfTheLedger() async throws {
    let file = Self.scenarios.appending(path: "fixed-spread.json").path
    let run = await CommandRun.run(["simulate", file, "-o", "/nonexist/x.plimsoll"])
    #expect(run.status != 0)
    #expect(run.words.contains("nothing was written"), "\(run.words)")
    #expect(!run.words.contains("import"), "\(run.words)")
  }

  @Test func aScenarioWhoseRunFailsLeavesNoLedger() async throws {
    let folder = try LedgerFolder()
    let path = folder.path("s.json")
    let text = """
      { "scenario": "huge", "venue": { "name": "Pier", "unit": "USD" },
        "assets": { "USD": 6, "ETH": 18 }, "rulebook": { "rulebook": "none" }, "blocks": 2,
        "prices": { "ETH": { "steps": [[0, "100000000000000000000"]] } },
        "population": { "accounts": { "ann": { "deposits": { "ETH": "100000000000" } } } } }
      """
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let run = await CommandRun.run(["simulate", path, "-o", folder.path("s.plimsoll")])
    #expect(run.status != 0)
    #expect(run.words.contains("block"), "\(run.words)")
    #expect(run.words.contains("nothing was written, and no ledger was made"), "\(run.words)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("s.plimsoll")))
  }

  /// What is done to the line of a liquidation fill, and the code that the audit must name.
  private static let faults: [(code: String, change: @Sendable (String) -> String?)] = [
    ("missed-liquidation", { _ in nil }),
    (
      "wrong-liquidation-amount",
      {
        $0.replacingOccurrences(
          of: #""repaid":"[0-9]+"#, with: #""repaid":"1"#, options: .regularExpression)
      }
    ),
  ]

  @Test(arguments: faults.indices)
  func aPlantedFaultIsFoundAndNamed(fault: Int) async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    let lines = await CommandRun.run(["export", ledger]).output.split(separator: "\n")
    var isPlanted = false
    let changed = lines.compactMap { line -> String? in
      guard !isPlanted, line.contains(#""kind":"liquidation_fill""#) else { return String(line) }
      isPlanted = true
      return Self.faults[fault].change(String(line))
    }
    #expect(isPlanted)
    let input = try folder.write("changed.ndjson", changed)
    let copy = folder.path("copy.plimsoll")
    #expect(await CommandRun.run(["import", copy, input]).status == 0)
    let audit = await CommandRun.run(["audit", copy, "--only", Self.faults[fault].code])
    #expect(audit.status == 2)
    #expect(audit.output.contains(Self.faults[fault].code))
  }

  @Test func aLogWithoutARulebookCannotBeJudged() async throws {
    let folder = try LedgerFolder()
    let ledger = try await folder.ledger(Harbour.lines)
    let health = await CommandRun.run(["health", ledger])
    #expect(health.status == 1)
    #expect(health.words.contains("the log holds no rulebook"), "\(health.words)")
    // Its facts are audited all the same, and nothing is wrong with them.
    let audit = await CommandRun.run(["audit", ledger])
    #expect(audit.status == 0)
    #expect(audit.output.contains("0 findings"), "\(audit.output)")
    // A rulebook that the user names takes its place.
    #expect(await CommandRun.run(["health", ledger, "--rulebook", "perpetual"]).status == 0)
    let misspelt = await CommandRun.run(["health", ledger, "--rulebook", "perpetal"])
    #expect(misspelt.words.contains(#"did you mean "perpetual"?"#))
  }

  @Test func everyShippedRulebookIsSound() async throws {
    let list = await CommandRun.run(["rulebook", "--format", "csv"])
    let names = list.output.split(separator: "\n").dropFirst()
      .compactMap { $0.split(separator: ",").first.map(String.init) }
    #expect(names.count == 6)
    for name in names {
      let run = await CommandRun.run(["rulebook", name])
      #expect(run.status == 0, "\(name): \(run.words)")
      #expect(run.output.hasPrefix("{"))
    }
  }

  @Test func aCodeThatDoesNotExistSuggestsOne() async throws {
    let folder = try LedgerFolder()
    let ledger = try await Self.simulated(folder)
    let run = await CommandRun.run(["audit", ledger, "--only", "missed-cal"])
    #expect(run.status == 64)
    #expect(run.words.contains("missed-call"))
  }
}
