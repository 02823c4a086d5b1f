import FixedPoint
import Foundation
import Ledger
import LedgerSupport
import MarginSupport
import Testing

@testable import Margin

/// One fault planted into what the rules did is found, and named where it is.
@Suite struct FaultTests {
  /// A thousand seeds in a soak, fewer each time.
  private static let seeds: Range<UInt64> =
    0..<(ProcessInfo.processInfo.environment["PLIMSOLL_SOAK"] == nil ? 28 : 1000)

  /// Which kinds a fault is planted in.
  private static let kinds: Set<Kind> = [
    .marginCall, .notice, .marginCallClosed, .liquidationStart, .liquidationFill, .auctionStart,
    .auctionBid, .auctionEnd, .deleverage, .badDebt, .socializedLoss, .insurance, .referencePrice,
  ]

  @Test(arguments: seeds)
  func aSkippedJudgementIsFound(seed: UInt64) throws {
    try plant(seed) { blocks, block, place in
      let event = blocks[block].remove(at: place)
      return (.missing, event.kind)
    }
  }

  @Test(arguments: seeds)
  func anInventedJudgementIsFound(seed: UInt64) throws {
    try plant(seed) { blocks, block, place in
      var event = blocks[block][place]
      // The same once more is one too many.
      event.position.index += 1000
      blocks[block].append(event)
      return (.unexpected, event.kind)
    }
  }

  @Test(arguments: seeds)
  func aChangedAmountIsFound(seed: UInt64) throws {
    try plant(seed) { blocks, block, place in
      var event = blocks[block][place]
      let fields: [Field] = [
        .penalty, .repaid, .amount, .size, .price, .equity, .requirement, .notional,
      ]
      guard let field = fields.first(where: { event.decimal($0).map { !$0.isZero } ?? false }),
        let value = event.decimal(field)
      else { return nil }
      let changed = try value.multiplied(
        by: LivelyRulebook.number("0.99"), rounding: .towardZero
      ).rounded(toDecimals: 6, rounding: .towardZero)
      guard changed != value else { return nil }
      event.set(field, decimal: changed)
      blocks[block][place] = event
      return (.different, event.kind)
    }
  }

  @Test(arguments: seeds)
  func aLateJudgementIsFound(seed: UInt64) throws {
    try plant(seed) { blocks, block, place in
      guard block + 1 < blocks.count, blocks[block][place].kind == .marginCall else { return nil }
      var event = blocks[block].remove(at: place)
      event.position = Position(
        block: event.position.block + 1, index: (blocks[block + 1].last?.position.index ?? 0) + 1)
      event.time = blocks[block + 1].first?.time ?? event.time
      blocks[block + 1].append(event)
      return (.late, event.kind)
    }
  }

  /// Plants a fault at a random judgement of a run, and expects it to be named.
  private func plant(
    _ seed: UInt64,
    _ fault: (inout [[Event]], Int, Int) throws -> (sort: Discrepancy.Sort, kind: Kind)?
  ) throws {
    var maker = LivelyRulebook(seed: seed)
    let run = try VenueRun(seed: seed, rulebook: maker.make())
    var random = SeededRandom(seed)
    var places: [(block: Int, place: Int)] = []
    for (block, events) in run.blocks.enumerated() {
      for (place, event) in events.enumerated()
      where Self.kinds.contains(event.kind) && event.isJudgement {
        places.append((block, place))
      }
    }
    for _ in 0..<20 where !places.isEmpty {
      let (block, place) = random.pick(places)
      var blocks = run.blocks
      guard let planted = try fault(&blocks, block, place) else { continue }
      let number = run.blocks[block][0].position.block
      let found = try VenueRun.audit(blocks, run.names)
      let isNamed = found.contains {
        $0.kind == planted.kind && ($0.sort == planted.sort || $0.sort == .late)
          && (number...number + 1).contains($0.dueBlock ?? $0.block)
      }
      #expect(isNamed, "seed \(seed): \(planted) in block \(number), found \(found.prefix(3))")
      return
    }
  }
}
