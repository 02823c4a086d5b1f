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
