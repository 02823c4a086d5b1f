import Engine
import FixedPoint
import Foundation
import Hashing
import Ledger
import Margin
import MarginSupport
import Testing

@testable import Simulation

/// Random worlds under random rulebooks: whatever the rules are, the venue can be run by them, its book
/// is sound after every event, the log takes every line, and an audit finds nothing.
///
/// PLIMSOLL_WORLDS in the environment runs that many instead of a few; PLIMSOLL_SEED begins elsewhere.
@Suite struct RandomWorldTests {
  private static func number(_ name: String, _ standard: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
  }

  private static var seeds: [UInt64] {
    let first = number("PLIMSOLL_SEED", 1)
    return (first..<first + number("PLIMSOLL_WORLDS", 6)).map { UInt64($0) }
  }

  @Test func everyWorldCanBeRunAndAudited() throws {
    var counts: [Kind: Int64] = [:]
    for seed in Self.seeds {
      for (kind, count) in try Self.check(seed) { counts[kind, default: 0] += count }
    }
    // Worlds in which nothing happens would prove nothing.
    let told = counts.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { "\($0.key.name) \($0.value)" }.joined(separator: ", ")
    guard Self.seeds.count >= 40 else { return }
    for kind in Self.decided where counts[kind, default: 0] == 0 {
      Issue.record("no world has a \(kind.name): \(told)")
    }
    print("worlds: \(told)")
  }

  /// What rules decide, each of which some world must show when there are many.
  private static let decided: [Kind] = [
    .referencePrice, .marginCall, .marginCallClosed, .notice, .liquidationStart,
    .liquidationAttempt, .liquidationFill, .auctionStart, .auctionBid, .auctionEnd, .auctionReset,
    .deleverage, .insurance, .badDebt, .socializedLoss, .lossShare, .halt, .resume, .interest,
    .fundingPayment, .disputeRuling,
  ]

  /// - Returns: The events by kind.
  private static func check(_ seed: UInt64) throws -> [(kind: Kind, count: Int64)] {
    var run: Simulation
    var blocks: [[Event]] = []
    var lines: [UInt8] = []
    do {
      run = try Simulation(ScenarioRun.scenario(world(seed)))
      while !run.isFinished {
        var events: [Event] = []
        try run.runBlock { event, names in
          events.append(copy event)
          LineEncoder.append(copy event, names: names, to: &lines)
          lines.append(UInt8(ascii: "\n"))
        }
        blocks.append(events)
      }
    } catch {
      Issue.record("seed \(seed): \(error)")
      return []
    }
    try checkLines(lines, run, seed)
    do {
      var auditor = Auditor(names: run.names)
      for events in blocks where !events.isEmpty { try auditor.judge(block: events) }
      let first = auditor.discrepancies.first
      #expect(auditor.discrepancies.isEmpty, "seed \(seed): \(String(describing: first))")
    } catch {
      Issue.record("seed \(seed), audit: \(error)")
    }
    return run.summary.kinds
  }

  private static func checkLines(_ lines: [UInt8], _ run: Simulation, _ seed: UInt64) throws {
    var decoder = LineDecoder(names: Names())
    var book = Book()
    var event = Event(.note)
    var start = 0
    for end in lines.indices where lines[end] == UInt8(ascii: "\n") {
      do {
        try decoder.decode(lines.span, start..<end, into: &event)
        event.seq += 1
        try book.apply(event, names: decoder.names)
        try book.checkInvariants(names: decoder.names)
      } catch {
        let line = String(decoding: lines[start..<end], as: UTF8.self)
        Issue.record("seed \(seed): \(error): \(line)")
        return
      }
      start = end + 1
    }
    let digest = book.digest(names: decoder.names)
    #expect(digest == run.state.book.digest(names: run.names), "seed \(seed)")
    let known = (0..<run.names.accounts.count).map { run.names.accounts[$0] }
    let read = (0..<decoder.names.accounts.count).map { decoder.names.accounts[$0] }
    #expect(known == read, "seed \(seed)")
  }

  /// A world in which everything moves, under the rulebook of that seed.
  static func world(_ seed: UInt64) -> String {
    var random = SplitMix64(seed: seed, purpose: "world")
    var maker = RandomRulebook(seed: seed)
    var rulebook = maker.next()
    // Rules that judge by prices nobody gives, or only by calm ones, make worlds in which nothing happens.
    if random.below(4) > 0 {
      rulebook.oracle.sources = []
      rulebook.oracle.quorum = 1
      rulebook.oracle.twapSeconds = 0
      rulebook.oracle.twapDivergence = .zero
      rulebook.oracle.confidence = .zero
    }
    if random.below(3) > 0 { rulebook.breakers = [] }
    let text = String(decoding: RulebookFile.write(rulebook), as: UTF8.self)
    func walk(_ start: Int, _ wild: UInt64) -> String {
      let drift = random.below(5) == 0 ? "0" : "-0.00\(random.below(9))"
      return """
        { "walk": { "start": \(start), "step": "0.0\(random.below(wild) + 1)", "drift": "\(drift)",
          "jumps": { "every": 10, "size": "0.1" } }, "sources": [{ "source": "chainlink" },
          { "source": "pyth", "every_seconds": 12, "offset": "0.001", "confidence": "0.001" },
          { "source": "exchange.1", "deviation": "0.01", "delay_seconds": \(random.below(60)) }] }
        """
    }
    let outage = random.below(20)
    // Some of them are of judgements.
    let disputes = (0..<12).map { number in
      """
        , { "at": \(12 + 2 * number), "kind": "dispute", "dispute": "d\(number)", "claim": "It was wrong.",
            "event": \(100 + random.below(1200)) }
      """
    }.joined()
    return """
      { "scenario": "world", "seed": \(seed), "venue": { "name": "World", "unit": "USD" },
        "assets": { "USD": \(random.below(7)), "ETH": 9, "BTC": 8, "Ω.coin": 18, "GAS": 18 },
        "markets": { "ETH-USD": { "base": "ETH", "quote": "USD" },
          "BTC-USD": { "base": "BTC", "quote": "USD" }, "a:b": { "base": "BTC", "quote": "ETH" } },
        "rulebook": \(text), "start": "2024-01-01", "block_seconds": 12, "blocks": 40,
        "prices": { "ETH": \(walk(2000, 4)), "BTC": \(walk(40_000, 3)), "Ω.coin": \(walk(1, 5)),
          "ETH-USD": \(walk(2000, 4)), "BTC-USD": \(walk(40_000, 3)), "a:b": \(walk(20, 3)) },
        "gas": { "asset": "GAS", "walk": { "start": "0.00001", "step": "0.2" },
          "sources": [{ "source": "chainlink" }, { "source": "pyth" }] },
        "depth": { "ETH-USD": { "levels": 4, "spread": "0.001", "step": "0.002", "size": "5" },
          "BTC-USD": { "levels": 3, "spread": "0.001", "step": "0.002", "size": "0.2", "every": 3 },
          "a:b": { "levels": 3, "spread": "0.001", "step": "0.01", "size": "0.3" } },
        "liquidity": { "ETH": { "size": 50, "notional": 100000, "every": 3 },
          "BTC": { "size": 2, "notional": 80000 }, "ETH-USD": { "size": 50, "notional": 100000 } },
        "insurance": [{ "fund": "\(rulebook.losses.fund)", "asset": "USD", "amount": 500 }],
        "behaviour": { "top_up": { "percent": 25, "share": "0.9" },
          "reduce": { "percent": 25, "share": "0.5", "against": "lender" } },
        "trading": { "ETH-USD": { "per_block": 1, "size": { "uniform": ["0.1", "2"] } } },
        "indices": { "funding": { "ETH-USD": { "rate": "0.0001", "every": 5 } },
          "interest": { "USD": { "supply": "0.00001", "borrow": "0.00003", "every": 4 } } },
        "population": {
          "accounts": { "lender": { "deposits": { "USD": 1000000, "ETH": 1000 } },
            "pool": { "deposits": { "USD": 20000 } } },
          "generators": [
            { "kind": "perpetual", "count": 12, "prefix": "p", "collateral": "USD", "market": "ETH-USD",
              "size": { "log_uniform": ["0.1", "20"] }, "leverage": { "uniform": ["2", "15"] } },
            { "kind": "perpetual", "count": 6, "prefix": "b", "collateral": ["USD", "ETH"],
              "market": "BTC-USD", "size": { "uniform": ["0.01", "1"] }, "leverage": "8" },
            { "kind": "perpetual", "count": 4, "prefix": "x", "collateral": "ETH", "market": "a:b",
              "size": { "uniform": ["0.01", "1"] }, "leverage": "6" },
            { "kind": "vaults", "count": 10, "prefix": "v", "collateral": ["ETH", "BTC", "Ω.coin"],
              "debt": "USD", "size": { "log_uniform": ["50", "50000"] },
              "ratio": { "uniform": ["1.05", "2.5"] } },
            { "kind": "vaults", "count": 6, "prefix": "w", "collateral": ["BTC"], "debt": ["ETH", "Ω.coin"],
              "size": { "log_uniform": ["50", "50000"] }, "ratio": { "uniform": ["1.1", "2"] } }] },
        "events": [
          { "at": 2, "kind": "transfer", "from": "lender", "to": "pool", "asset": "USD", "amount": 9000 },
          { "at": 6, "kind": "transfer", "from": "p1", "to": "pool", "asset": "USD", "amount": 10 },
          { "at": 8, "kind": "account", "account": "v1", "pool": "isolated" },
          { "at": 9, "kind": "interest_index", "asset": "USD", "side": "borrow", "value": "1.01",
            "pool": "isolated" },
          { "at": 20, "kind": "withdrawal", "account": "lender", "asset": "USD", "amount": 10 },
          { "at": 25, "kind": "transfer", "from": "pool", "to": "lender", "asset": "USD", "amount": 5 },
          { "at": 28, "kind": "account", "account": "v2", "pool": "isolated" },
          { "at": 33, "kind": "interest_index", "asset": "USD", "side": "borrow", "value": "1.02",
            "pool": "isolated" }\(disputes)],
        "faults": [{ "kind": "keeper_outage", "from": \(outage), "to": \(outage + 8) },
          { "kind": "congestion", "from": 15, "to": 25, "gas": 5, "capacity": 2 },
          { "kind": "oracle_freeze", "source": "pyth", "from": 10, "to": 14 },
          { "kind": "halted_block", "from": 30, "to": 32 }] }
      """
  }
}
