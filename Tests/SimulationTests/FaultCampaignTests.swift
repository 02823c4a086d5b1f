import Audit
import FixedPoint
import Foundation
import Ledger
import LedgerSupport
import Testing

@testable import Simulation

/// One fault planted into a shipped scenario is found, and the first finding names it.
///
/// A sample of a few changes of each scenario is planted each time, many with PLIMSOLL_SOAK in the
/// environment; a failure says which. PLIMSOLL_SEED begins with another random world.
@Suite struct FaultCampaignTests {
  private static let isSoak = ProcessInfo.processInfo.environment["PLIMSOLL_SOAK"] != nil

  /// The scenarios in which something is judged, but for those of ten thousands of lines.
  private static let scenarios = [
    "amm", "batch", "breakers", "cure", "deleverage", "dispute", "dutch-exponential",
    "dutch-linear", "dutch-stair", "english", "fixed-spread", "indices", "isolated", "keepers",
    "ladder", "lending-pools", "losses-deposits", "oracle-health", "penalty-health",
    "penalty-ramp", "penalty-tiers", "priority-largest", "priority-oldest", "priority-worst",
    "stability-depositors", "stability-pool", "waterfall", "window-cap",
  ]
  /// The first of the random worlds under random rulebooks.
  private static let first =
    ProcessInfo.processInfo.environment["PLIMSOLL_SEED"].flatMap { UInt64($0) } ?? 1
  private static let worlds: Range<UInt64> = first..<first + (isSoak ? 100 : 2)

  /// Those of thousands of lines.
  private static let large = [
    "crash-lending", "dynamic-margin", "losses-contracts", "oracle-median", "order-book", "seed",
  ]

  @Test(arguments: worlds)
  func everyFaultInARandomWorldIsFoundAndNamed(seed: UInt64) throws {
    let log = try FaultyLog(Simulation(ScenarioRun.scenario(RandomWorldTests.world(seed))))
    #expect(log.differences == 0)
    var random = SeededRandom(seed)
    var tally = FaultTally()
    let faults = log.faults(perChange: 1, &random)
    for _ in 0..<(Self.isSoak ? 12 : 3) where !faults.isEmpty {
      try tally.count(random.pick(faults), in: log, "world \(seed)", &random)
    }
    if Self.isSoak { print("world \(seed): \(tally)") }
  }

  @Test(arguments: isSoak ? scenarios + large : scenarios)
  func everyFaultIsFoundAndNamed(scenario: String) throws {
    let log = try FaultyLog(Simulation(ScenarioRun.shipped(scenario)))
    #expect(log.differences == 0)
    var random = SeededRandom(7)
    var faults = log.faults(perChange: Self.isSoak ? 4 : 1, &random)
    if !Self.isSoak { faults = (0..<6).map { _ in random.pick(faults) } }
    var tally = FaultTally()
    for fault in faults {
      try tally.count(fault, in: log, scenario, &random)
    }
    if Self.isSoak { print("\(scenario): \(tally)") }
  }

  /// A fund that lacks the share pays later what it should have had: that is no second fault.
  @Test(arguments: ["amm", "batch", "english", "waterfall"])
  func aMissingPenaltyShareIsOneFinding(scenario: String) throws {
    let log = try FaultyLog(Simulation(ScenarioRun.shipped(scenario)))
    var random = SeededRandom(1)
    var shares = 0
    for (block, events) in log.blocks.enumerated() {
      for (place, event) in events.enumerated()
      where event.kind == .insurance && event.choice(.cause) == "penalty"
        && event.decimal(.amount)?.isPositive ?? false
      {
        shares += 1
        let fault = PlantedFault(change: .delete, block: block, place: place, event: event)
        let found = try #require(try log.audit(fault, &random))
        #expect(found.map(\.code) == [.insuranceMismatch], "\(fault): \(found.map(\.sentence))")
      }
    }
    #expect(shares > 0)
  }
}

/// What became of planted faults.
struct FaultTally: CustomStringConvertible {
  private var refused = 0
  private var harmless = 0
  private var named = 0
  private var findings: [Int] = []

  /// The most findings that one fault may have.
  private static let most = 5

  mutating func count(
    _ fault: PlantedFault, in log: FaultyLog, _ scenario: String, _ random: inout SeededRandom
  ) throws {
    guard let found = try log.audit(fault, &random) else {
      refused += 1
      return
    }
    guard let first = found.first else {
      if log.isHarmless(fault) {
        harmless += 1
      } else {
        Issue.record("\(scenario): \(fault) is not found")
      }
      return
    }
    findings.append(found.count)
    var meant = log.subjects(of: fault.event)
    if let other = fault.other {
      // Its lines name neither the other nor always the account of the one before.
      for place in max(0, fault.place - 2)...other {
        let second = log.subjects(of: log.blocks[fault.block][place])
        meant.accounts.formUnion(second.accounts)
        meant.subjects.formUnion(second.subjects)
      }
    }
    let isNamed =
      first.account.map(meant.accounts.contains) ?? false
      || first.subject.map(meant.subjects.contains) ?? false
      || fault.isOfAccount && first.evidence.contains(fault.event.seq)
    let text = found.prefix(4).map { "\($0.block) \($0.code.rawValue): \($0.sentence)" }
      .joined(separator: "\n  ")
    let isRight = Self.codes(fault).contains(first.code)
    if isNamed && isRight { named += 1 }
    #expect(isNamed, "\(scenario): NAME \(fault):\n  \(text)")
    #expect(isRight, "\(scenario): CODE \(fault):\n  \(text)")
    #expect(found.count <= Self.most, "\(scenario): MANY \(found.count) \(fault):\n  \(text)")
  }

  var description: String {
    let sorted = findings.sorted()
    func part(_ hundredths: Int) -> Int {
      sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * hundredths / 100)]
    }
    return "\(findings.count + harmless + refused) planted, \(refused) refused by import, "
      + "\(harmless) harmless, \(findings.count) found, \(named) named; findings per fault: median "
      + "\(part(50)), 95 % \(part(95)), most \(sorted.last ?? 0)"
  }

  /// The codes that the first finding of a fault may have.
  private static func codes(_ fault: PlantedFault) -> Set<FindingCode> {
    let order: Set<FindingCode> = [.outOfTurn]
    switch fault.event.kind {
    case .referencePrice: return order.union([.wrongReferencePrice])
    case .halt, .resume: return order.union([.wrongHalt])
    case .parameter: return order.union([.wrongParameter])
    case .marginCall:
      return order.union([.missedCall, .lateCall, .callWithoutBreach, .wrongCall])
    case .notice, .marginCallClosed: return order.union([.wrongNotice])
    case .liquidationAttempt: return order.union([.wrongAttempt])
    case .liquidationStart, .liquidationFill:
      return order.union([
        .missedLiquidation, .lateLiquidation, .wrongfulLiquidation, .liquidatedWhileHealthy,
        .wrongLiquidationAmount, .overLiquidation, .wrongPenalty,
      ])
    case .auctionStart, .auctionReset, .auctionBid, .auctionEnd: return order.union([.wrongAuction])
    case .insurance: return order.union([.insuranceMismatch])
    case .badDebt: return order.union([.unpaidShortfall])
    case .socializedLoss, .lossShare: return order.union([.misallocatedLoss])
    case .deleverage: return order.union([.deleveragingOutOfRank])
    case .interest, .fundingPayment: return order.union([.wrongSettlement])
    case .disputeRuling: return order.union([.wrongRuling])
    default: return order.union([.wrongEvent])
    }
  }
}

extension FaultyLog {
  /// Whether no audit could find it: it took the last line of the log.
  func isHarmless(_ fault: PlantedFault) -> Bool {
    fault.block == blocks.count - 1 && blocks[fault.block].count == 1
      && [.delete, .nextBlock, .previousBlock].contains(fault.change)
  }
}
