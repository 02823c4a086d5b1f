import FixedPoint
import Ledger
import Margin
import Testing

@testable import Simulation

/// Interest and funding that somebody booked, and lines of a block that say the same.
@Suite struct BookedByHandTests {
  private static func text(indices: String) -> String {
    """
    { "scenario": "booked", "venue": { "name": "v", "unit": "USD" },
      "assets": { "USD": 6, "ETH": 9 },
      "markets": { "ETH-USD": { "base": "ETH", "quote": "USD"\(indices) } },
      "rulebook": { "rulebook": "booked", "assets": { "USD": { "weight": "1" } },
        "markets": { "*": { "tiers": [{ "above": "0", "initial": "0.05", "maintenance": "0.03" }] } },
        "liquidation": { "mechanism": "fixed_spread" }, "keepers": { "list": [{ "name": "k" }] } },
      "start": "2024-01-01", "block_seconds": 12, "blocks": 12,
      "prices": { "ETH-USD": { "steps": [[0, "2000"], [8, "1700"]] } },
      "population": { "accounts": {
        "long": { "deposits": { "USD": "300" }, "positions": { "ETH-USD": "1" } },
        "short": { "deposits": { "USD": "5000" }, "positions": { "ETH-USD": "-1" } } } },
      "events": [
        { "at": 4, "kind": "funding_payment", "account": "long", "market": "ETH-USD", "amount": "-10" },
        { "at": 4, "kind": "funding_payment", "account": "short", "market": "ETH-USD", "amount": "10" },
        { "at": 6, "kind": "interest", "account": "short", "asset": "USD", "amount": "2" }] }
    """
  }

  fileprivate static func run(_ text: String) throws -> (blocks: [[Event]], names: Names) {
    var run = try Simulation(ScenarioRun.scenario(text))
    var blocks: [[Event]] = []
    var seq: Int64 = 0
    while !run.isFinished {
      var events: [Event] = []
      try run.runBlock { event, _ in
        var event = copy event
        seq += 1
        event.seq = seq
        events.append(event)
      }
      if !events.isEmpty { blocks.append(events) }
    }
    return (blocks, run.names)
  }

  fileprivate static func found(_ blocks: [[Event]], _ names: Names) throws -> [Discrepancy] {
    var auditor = Auditor(names: names)
    for block in blocks { try auditor.judge(block: block) }
    return auditor.discrepancies
  }

  @Test func whatNoIndexTellsIsAFact() throws {
    let (blocks, names) = try Self.run(Self.text(indices: ""))
    let events = blocks.joined()
    #expect(events.count { $0.kind == .fundingPayment } == 2)
    #expect(events.count { $0.kind == .interest } == 1)
    #expect(try Self.found(blocks, names).isEmpty)
  }

  @Test func whatAnIndexTellsIsNobodysToBook() throws {
    let text = Self.text(indices: "").replacing(
      "\"events\": [",
      with: "\"events\": [{ \"at\": 2, \"kind\": \"funding_index\", \"market\": \"ETH-USD\", "
        + "\"value\": \"1\" }, ")
    let (blocks, names) = try Self.run(text)
    let refusals = blocks.joined().compactMap { $0.kind == .note ? $0.string(.text) : nil }
    #expect(refusals.count == 2)
    #expect(
      refusals.first
        == "refused: funding_payment of long: the venue's indices tell what is due, and it books "
        + "that itself"
    )
    #expect(try Self.found(blocks, names).isEmpty)
  }

  /// A settlement stands before the first fact of its block, where the state is still that of the block before.
  @Test func aFindingAtTheStartOfABlockIsOfThatBlock() throws {
    let text = Self.text(indices: "").replacing(
      "\"events\": [",
      with: "\"events\": [{ \"at\": 2, \"kind\": \"funding_index\", \"market\": \"ETH-USD\", "
        + "\"value\": \"1\" }, { \"at\": 7, \"kind\": \"deposit\", \"account\": \"short\", "
        + "\"asset\": \"USD\", \"amount\": \"1\" }, ")
    var (blocks, names) = try Self.run(text)
    let block = try #require(
      blocks.firstIndex { $0.contains { $0.kind == .fundingPayment } })
    let place = try #require(blocks[block].firstIndex { $0.kind == .fundingPayment })
    blocks[block][place].set(.amount, decimal: Decimal18(mantissa: 500_000_000_000_000_000))
    let found = try Self.found(blocks, names)
    #expect(found.count == 1)
    #expect(found.first?.block == blocks[block][place].position.block)
    #expect(found.first?.time == blocks[block][place].time)
  }
}

/// Several keepers' rewards of one size in one block: which of them is missing nobody can tell, and no order of
/// liquidations follows from it.
@Suite struct EqualLinesTests {
  private static let text = """
    { "scenario": "fee", "venue": { "name": "o", "unit": "DAI" },
      "assets": { "DAI": 18, "ETH": 18, "GAS": 18 },
      "start": "2020-05-01", "block_seconds": 12, "blocks": 12,
      "rulebook": "vault", "set": { "keepers.tip": "50", "keepers.chip": "0" },
      "prices": { "ETH": { "steps": [[0, "200"], [5, "150"]] } },
      "gas": { "asset": "GAS", "steps": [[0, "0.00000001"]] },
      "population": { "accounts": { "lender": { "deposits": { "DAI": "100000" } },
        "v1": { "deposits": { "ETH": "100" }, "borrows": { "DAI": "12000" } },
        "v2": { "deposits": { "ETH": "90" }, "borrows": { "DAI": "11000" } },
        "v3": { "deposits": { "ETH": "80" }, "borrows": { "DAI": "10000" } },
        "v4": { "deposits": { "ETH": "70" }, "borrows": { "DAI": "9000" } } } } }
    """

  @Test(arguments: 0..<4) func aMissingOneIsOneFinding(_ which: Int) throws {
    var (blocks, names) = try BookedByHandTests.run(Self.text)
    let block = try #require(blocks.firstIndex { $0.contains { $0.kind == .fee } })
    let fees = blocks[block].indices.filter { blocks[block][$0].kind == .fee }
    try #require(fees.count == 4)
    blocks[block].remove(at: fees[which])
    let found = try BookedByHandTests.found(blocks, names)
    #expect(found.map(\.kind) == [.fee], "\(found)")
    #expect(found.first?.sort == .missing)
  }
}
