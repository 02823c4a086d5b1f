import Engine
import Ledger
import LedgerSupport
import Margin
import Testing

@testable import Simulation

/// A line that stands in the next block, among what the world did there: the lines behind it are still told
/// apart, and it is one finding.
@Suite struct LateLineTests {
  private static func blocks(_ seed: UInt64) throws -> (blocks: [[Event]], names: Names) {
    var run = try Simulation(ScenarioRun.scenario(RandomWorldTests.world(seed)))
    var blocks: [[Event]] = []
    while !run.isFinished, blocks.count < 14 {
      var events: [Event] = []
      try run.runBlock { event, _ in events.append(copy event) }
      if !events.isEmpty { blocks.append(events) }
    }
    return (blocks, run.names)
  }

  private static func found(_ blocks: [[Event]], _ names: Names) throws -> [Discrepancy] {
    var auditor = Auditor(names: names)
    var seq: Int64 = 0
    for block in blocks {
      var events = block
      for place in events.indices {
        seq += 1
        events[place].seq = seq
        events[place].position.index = Int64(place)
      }
      try auditor.judge(block: events)
    }
    return auditor.discrepancies
  }

  /// Calls and auctions: what is late and no money.
  private static let kinds: Set<Kind> = [.marginCall, .auctionStart, .notice, .marginCallClosed]

  @Test(arguments: [UInt64(3), 11, 15, 18, 24])
  func aLateLineBeforeATransferIsOneFinding(_ seed: UInt64) throws {
    let (blocks, names) = try Self.blocks(seed)
    var random = SeededRandom(seed)
    var tried = 0
    for next in blocks.indices.dropFirst() {
      guard
        let transfer = blocks[next].firstIndex(where: {
          $0.kind == .transfer && !Self.isDust($0, names)
        }),
        let line = blocks[next - 1].indices
          .filter({ Self.kinds.contains(blocks[next - 1][$0].kind) })
          .randomElement(using: &random)
      else { continue }
      // Before the transfer, and before what is settled for it.
      let settled = blocks[next][..<transfer].lastIndex { !$0.isSettlement && !$0.isJudgement }
      for place in Set([transfer, (settled ?? -1) + 1]).sorted() {
        var changed = blocks
        var moved = changed[next - 1].remove(at: line)
        moved.position = changed[next][transfer].position
        moved.time = changed[next][transfer].time
        changed[next].insert(moved, at: place)
        tried += 1
        let found = try Self.found(changed.filter { !$0.isEmpty }, names)
        let text = "\(moved.kind.name) before line \(place) of block \(moved.position.block)"
        #expect(found.first?.kind == moved.kind, "\(text): \(found.map(\.kind.name))")
        #expect(found.count <= 2, "\(text): \(found.map(\.kind.name))")
      }
    }
    #expect(tried > 0)
  }

  private static func isDust(_ event: Event, _ names: Names) -> Bool {
    event.id(.to).map { names.accounts[$0] == "dust" } ?? true
  }
}
