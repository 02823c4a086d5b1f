import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

/// What a batch sells of an account: once in a block, and never beyond the position.
@Suite struct BatchTests {
  @Test func aLotIsSoldOnceInABlockHoweverLowTheAccountStays() throws {
    var script = try Script {
      $0.liquidation.mechanism = .batch
      $0.liquidation.size = .closeFactor
      $0.liquidation.closeFactor = LivelyRulebook.number("0.5")
    }
    try script.price("100")
    try script.money(.deposit, "long", "110")
    try script.money(.deposit, "short", "5000")
    try script.trade("long", "short", "10", at: "100")
    try script.run()
    // Equity 10: below a twentieth of what is left after the first half, and after the second.
    try script.price("90")
    try script.depth("bid", "90", "40")
    for left in ["5", "2.5"] {
      try script.run()
      #expect(script.last.filter { $0.kind == .liquidationFill }.count == 1)
      #expect(script.size("long") == (try d(left)))
    }
    #expect(script.all(.liquidationFill).map { $0.decimal(.size) } == [try d("5"), try d("2.5")])
    #expect(try script.audit().isEmpty)
  }

  /// The batch is planned for both, and then half of Bob's short position goes to Ann's deleveraging.
  ///
  /// Nobody buys from her; what the batch closes of his position is the other half and no more.
  @Test func aLotIsNeverMoreThanADeleveragingBeforeItLeft() throws {
    var script = try Script {
      $0.liquidation.mechanism = .batch
      $0.liquidation.size = .whole
      $0.liquidation.order = .largest
      $0.losses.waterfall = [.deleverage, .badDebt]
    }
    try script.price("100")
    try script.price("10000", Script.btc)
    try script.money(.deposit, "ann", "150")
    try script.money(.deposit, "bob", "600")
    try script.money(.deposit, "cid", "50000")
    try script.trade("ann", "bob", "10", at: "100")
    try script.trade("cid", "bob", "10", at: "100")
    try script.trade("bob", "cid", "0.1", at: "10000", market: 1)
    try script.run()
    // Ann's equity is −50; Bob's is 75, below a twentieth of 1,675.
    try script.price("80")
    try script.price("750", Script.btc)
    try script.depth("ask", "81", "40")
    try script.run()
    let closed = script.last.filter { $0.kind == .deleverage || $0.kind == .liquidationFill }
    #expect(closed.map(\.kind).prefix(2) == [.deleverage, .liquidationFill])
    #expect(closed.prefix(2).map { $0.decimal(.size) } == [Decimal18(10), Decimal18(10)])
    #expect(closed.first?.id(.counterparty) == script.names.accounts.id(of: "bob"))
    #expect(closed.dropFirst().first?.id(.account) == script.names.accounts.id(of: "bob"))
    #expect(script.size("ann") == .zero && script.size("bob") == .zero)
    #expect(try script.audit().isEmpty)
  }

  /// The bids take four of ten: what they leave waits for the next batch.
  @Test func whatIsNotServedWaitsForTheNextBatch() throws {
    var script = try Script {
      $0.liquidation.mechanism = .batch
      $0.liquidation.size = .whole
      $0.liquidation.batchBlocks = 2
    }
    try script.price("100")
    try script.money(.deposit, "long", "110")
    try script.money(.deposit, "short", "5000")
    try script.trade("long", "short", "10", at: "100")
    try script.run()
    try script.price("90")
    try script.run()
    try script.depth("bid", "90", "4")
    try script.run()
    try script.depth("bid", "90", "40")
    try script.run()
    #expect(script.size("long") == (try d("6")))
    try script.run()
    #expect(script.size("long") == .zero)
    #expect(script.all(.liquidationFill).map { $0.decimal(.size) } == [try d("4"), try d("6")])
    #expect(try script.audit().isEmpty)
  }
}
