import Audit
import Ledger
import Margin
import Testing

@testable import Simulation

/// Blocks that the venue did not make: the log says so, and nobody is blamed for what became due in them.
@Suite struct HaltedBlockTests {
  /// Most blocks are silent; the price goes stale, and a loan falls below the line, while there are none.
  private static let text = """
    { "scenario": "halted", "venue": { "name": "v", "unit": "USD" },
      "assets": { "USD": 6, "ETH": 9 },
      "rulebook": { "rulebook": "halted", "assets": { "*": { "weight": "0.8", "initial_weight": "0.7" } },
        "oracle": { "rule": "last", "stale_seconds": 60 },
        "liquidation": { "mechanism": "fixed_spread" },
        "calls": { "grace_seconds": 60, "levels": [{ "coverage": "1", "channels": "web" }] },
        "keepers": { "list": [{ "name": "k" }] } },
      "start": "2024-01-01", "block_seconds": 10, "blocks": 60,
      "prices": { "ETH": { "steps": [[0, "2000"], [5, "1990"], [14, "1500"], [30, "1450"], [45, "1400"]] } },
      "population": { "accounts": {
        "lender": { "deposits": { "USD": "100000" } },
        "ann": { "deposits": { "ETH": "1" }, "borrows": { "USD": "1250" } } } },
      "faults": [FAULTS] }
    """

  private static let halted = "{ \"kind\": \"halted_block\", \"from\": 12, \"to\": 21 }"

  private static func blocks(_ faults: String) throws -> (blocks: [[Event]], names: Names) {
    var run = try Simulation(ScenarioRun.scenario(text.replacing("FAULTS", with: faults)))
    var blocks: [[Event]] = []
    while !run.isFinished {
      var events: [Event] = []
      try run.runBlock { event, _ in events.append(copy event) }
      if !events.isEmpty { blocks.append(events) }
    }
    return (blocks, run.names)
  }

  private static func audit(_ blocks: [[Event]], _ names: Names) throws -> Auditor {
    var auditor = Auditor(names: names)
    for block in blocks { try auditor.judge(block: block) }
    return auditor
  }

  private static func decided(_ blocks: [[Event]], _ names: Names) throws -> WhatIfResult {
    var question = WhatIf(WhatIfChanges(), names: names)
    for block in blocks { try question.take(block: block) }
    return try question.result()
  }

  @Test(arguments: [
    halted, halted + ", { \"kind\": \"halted_block\", \"from\": 21, \"to\": 24 }",
    halted + ", { \"kind\": \"halted_block\", \"from\": 23, \"to\": 24 }",
    "{ \"kind\": \"halted_block\", \"from\": 50, \"to\": 60 }",
    "{ \"kind\": \"halted_block\", \"from\": 0, \"to\": 3 }",
  ])
  func anHonestLogIsCleanAndDecidedAgainIsItself(_ faults: String) throws {
    let (blocks, names) = try Self.blocks(faults)
    #expect(blocks.count < 20)
    let auditor = try Self.audit(blocks, names)
    #expect(auditor.discrepancies.isEmpty, "\(auditor.discrepancies)")
    let result = try Self.decided(blocks, names)
    #expect(result.isSame)
    #expect(result.control?.isSame == true)
  }

  @Test func theBlocksAroundSayThatThereAreNone() throws {
    let (blocks, _) = try Self.blocks(Self.halted)
    let halts = blocks.joined().filter { $0.kind == .halt || $0.kind == .resume }
    #expect(halts.map(\.kind) == [.halt, .resume])
    // Places count from 0, blocks from 1.
    #expect(halts.map(\.position.block) == [12, 22])
    #expect(halts.allSatisfy { $0.string(.scope) == HaltBoard.blocks && $0.has(.authority) })
  }

  @Test func withoutTheWordOfTheLogTheyAreTakenForSilent() throws {
    var (blocks, names) = try Self.blocks(Self.halted)
    for place in blocks.indices {
      blocks[place].removeAll { $0.string(.scope) == HaltBoard.blocks }
    }
    blocks.removeAll { $0.isEmpty }
    let auditor = try Self.audit(blocks, names)
    #expect(!auditor.discrepancies.isEmpty)
    #expect(try Self.decided(blocks, names).control?.isSame == false)
  }

  @Test func whatIsNotDoneAfterThemIsFound() throws {
    var (blocks, names) = try Self.blocks(Self.halted)
    let after = try #require(blocks.firstIndex { $0.first?.position.block == 22 })
    let call = try #require(blocks[after].firstIndex { $0.kind == .marginCall })
    blocks[after].remove(at: call)
    let auditor = try Self.audit(blocks, names)
    #expect(auditor.discrepancies.first?.kind == .marginCall)
    #expect(auditor.discrepancies.first?.block == 22)
  }
}
