import Engine
import FixedPoint
import Foundation
import Ledger
import LedgerSupport
import MarginSupport
import Testing

@testable import Margin

/// The engine as a whole: what it decides, it must find again; nothing is created or lost on the way.
@Suite struct VenueTests {
  /// A thousand seeds in a soak, fewer each time.
  static let seeds: Range<UInt64> =
    0..<(ProcessInfo.processInfo.environment["PLIMSOLL_SOAK"] == nil ? 49 : 1000)

  @Test(arguments: seeds)
  func replayingWhatTheRulesDidFindsNothing(seed: UInt64) throws {
    var maker = LivelyRulebook(seed: seed)
    let run = try VenueRun(seed: seed, rulebook: maker.make()) { enforcer in
      try enforcer.state.book.checkInvariants(names: enforcer.names)
      #expect(enforcer.state.book.insurance("insurance", asset: World.usd) >= .zero)
    }
    let found = try VenueRun.audit(run.blocks, run.names)
    #expect(found.isEmpty, "seed \(seed): \(found.prefix(3))")
    for event in run.events { try expectWritable(event, run.names, seed) }
  }

  /// No amount has more decimals than its asset: a log takes every line.
  private func expectWritable(_ event: Event, _ names: Names, _ seed: UInt64) throws {
    for spec in event.kind.spec.fields {
      guard let amount = event.decimal(spec.field) else { continue }
      let asset: Int?
      switch spec.type {
      case .amount(let field, _): asset = event.id(field)
      case .size: asset = event.id(.market).map { names.market($0).base }
      case .quote: asset = event.id(.market).map { names.market($0).quote }
      default: continue
      }
      let decimals = names.decimals(ofAsset: try #require(asset))
      #expect(
        try amount.rounded(toDecimals: decimals, rounding: .down) == amount,
        "seed \(seed): \(event.kind.name) \(spec.field.rawValue) \(amount)")
    }
  }

  @Test(arguments: 0..<UInt64(20))
  func anyValidRulebookCanBeRunAndFoundAgain(seed: UInt64) throws {
    var maker = RandomRulebook(
      seed: seed, assets: ["USD", "ETH", "WBT"], markets: ["ETH-USD", "WBT-USD"])
    let run = try VenueRun(seed: seed, rulebook: maker.next(), length: 25) { enforcer in
      try enforcer.state.book.checkInvariants(names: enforcer.names)
    }
    let found = try VenueRun.audit(run.blocks, run.names)
    #expect(found.isEmpty, "seed \(seed): \(found.prefix(3))")
  }

  @Test func everyJudgementOccursInSomeRun() throws {
    var counts: [Kind: Int] = [:]
    for seed in 0..<UInt64(49) {
      var maker = LivelyRulebook(seed: seed)
      let run = try VenueRun(seed: seed, rulebook: maker.make())
      counts.merge(run.counts) { $0 + $1 }
    }
    for kind in [
      Kind.referencePrice, .marginCall, .notice, .marginCallClosed, .liquidationStart,
      .liquidationAttempt, .auctionStart, .auctionReset, .auctionBid, .auctionEnd,
      .liquidationFill, .deleverage, .insurance, .socializedLoss, .lossShare, .badDebt, .halt,
      .resume, .interest, .fundingPayment,
    ] {
      #expect(counts[kind, default: 0] > 0, "no \(kind.name) in any run")
    }
  }
}
