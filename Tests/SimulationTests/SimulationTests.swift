import Engine
import FixedPoint
import Hashing
import Ledger
import Margin
import Testing

@testable import Simulation

/// The same scenario gives the same ledger, and an ordinary one.
@Suite struct SimulationTests {
  @Test(arguments: ["seed", "losses-contracts", "keepers"])
  func twoRunsGiveTheSameLines(_ name: String) throws {
    let first = try ScenarioRun(shipped: name, checkingEvery: 50)
    let second = try ScenarioRun(shipped: name, checkingEvery: 50)
    #expect(first.root == second.root)
    #expect(first.lines == second.lines)
  }

  @Test(arguments: ["english", "ladder"])
  func blockByBlockOrAtOnceIsTheSame(_ name: String) throws {
    let steps = try ScenarioRun(shipped: name, checkingEvery: 50)
    var simulation = try Simulation(ScenarioRun.shipped(name))
    var recorder = LineRecorder()
    try simulation.run { event, names in recorder.record(event, names) }
    #expect("\(recorder.root)" == steps.root)
    #expect(simulation.summary.events == Int64(steps.lines.count))
  }

  @Test func anotherSeedGivesAnotherLedger() throws {
    let first = try ScenarioRun(shipped: "crash-lending", checkingEvery: 50)
    let second = try ScenarioRun(
      shipped: "crash-lending", replacing: [("\"seed\": 23", "\"seed\": 24")], checkingEvery: 50)
    #expect(first.root != second.root)
  }

  @Test func placesOfEventsFollowEachOther() throws {
    let run = try ScenarioRun(shipped: "breakers")
    var last = (block: Int64(-1), index: Int64(-1))
    for line in run.lines {
      let block = try #require(ScenarioRun.value("block", line).flatMap { Int64($0) })
      let index = try #require(ScenarioRun.value("index", line).flatMap { Int64($0) })
      #expect((block, index) > last)
      #expect(block == last.block ? index == last.index + 1 : index == 0)
      last = (block, index)
    }
  }

  @Test func haltedBlocksHaveNoEvents() throws {
    let run = try ScenarioRun(
      shipped: "seed",
      replacing: [
        (
          "{ \"kind\": \"keeper_outage\", \"from\": 110, \"to\": 125 }",
          "{ \"kind\": \"halted_block\", \"from\": 110, \"to\": 125 }"
        )
      ], checkingEvery: 20)
    let blocks = Set(run.lines.compactMap { ScenarioRun.value("block", $0) })
    #expect(blocks.contains("110"))
    for block in 111...125 { #expect(!blocks.contains("\(block)")) }
    #expect(blocks.contains("126"))
  }

  // MARK: - Sources of prices

  static func priced(_ source: String, faults: String = "") -> String {
    """
    { "scenario": "t", "venue": { "name": "v", "unit": "USD" }, "assets": { "USD": 6, "ETH": 18 },
      "rulebook": { "rulebook": "none" }, "start": "@1000", "block_seconds": 10, "blocks": 12,
      "prices": { "ETH": { "steps": [[0, "100"], [3, "101"], [4, "110"], [9, "111"]],
        "sources": [\(source)] } }, "faults": [\(faults)] }
    """
  }

  /// Blocks in which the source spoke, with what it said.
  static func words(_ source: String, faults: String = "") throws -> [String] {
    try ScenarioRun(priced(source, faults: faults)).lines(with: "price_update", "\"s\"").map {
      line in
      let parts = ["block", "price", "published", "status", "confidence"]
        .compactMap { ScenarioRun.value($0, line) }
      return parts.joined(separator: " ")
    }
  }

  @Test(arguments: [
    ("{ \"source\": \"s\" }", "", ["1 100", "4 101", "5 110", "10 111"]),
    ("{ \"source\": \"s\", \"deviation\": \"0.05\" }", "", ["1 100", "5 110"]),
    ("{ \"source\": \"s\", \"every_seconds\": 40 }", "", ["1 100", "5 110", "9 110"]),
    (
      "{ \"source\": \"s\", \"every_seconds\": 40, \"deviation\": \"0.005\" }", "",
      ["1 100", "4 101", "5 110", "9 110", "10 111"]
    ),
    (
      "{ \"source\": \"s\", \"delay_seconds\": 15 }", "",
      ["3 100 1000000", "6 101 1030000", "7 110 1040000", "12 111 1090000"]
    ),
    (
      "{ \"source\": \"s\", \"offset\": \"-0.5\", \"confidence\": \"0.01\" }", "",
      ["1 50 0.5", "4 50.5 0.505", "5 55 0.55", "10 55.5 0.555"]
    ),
    (
      "{ \"source\": \"s\", \"windows\": [{ \"from\": 6, \"to\": 8, \"status\": \"paused\" }] }",
      "",
      ["1 100", "4 101", "5 110", "7 110 paused", "9 110", "10 111"]
    ),
    (
      "{ \"source\": \"s\" }",
      "{ \"kind\": \"oracle_freeze\", \"source\": \"s\", \"from\": 3, \"to\": 7 }",
      ["1 100", "8 110", "10 111"]
    ),
    (
      "{ \"source\": \"s\" }",
      "{ \"kind\": \"oracle_delay\", \"source\": \"s\", \"from\": 4, \"to\": 5, \"seconds\": 30 }",
      ["1 100", "4 101", "8 110 1040000", "10 111"]
    ),
    ("{ \"source\": \"s\", \"steps\": [[0, \"7\"], [5, \"8\"]] }", "", ["1 7", "6 8"]),
  ])
  func aSourceSpeaksWhenItsRulesSaySo(
    _ source: String, _ faults: String, _ expected: [String]
  ) throws {
    #expect(try Self.words(source, faults: faults) == expected)
  }

  @Test func theMarketTellsEveryChange() throws {
    let lines = try ScenarioRun(Self.priced("{ \"source\": \"s\", \"deviation\": 1 }"))
      .lines(with: "\"source\":\"market\"")
    #expect(lines.compactMap { ScenarioRun.value("price", $0) } == ["100", "101", "110", "111"])
  }
}
