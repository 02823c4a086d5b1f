import Engine
import FixedPoint
import LedgerSupport
import Testing

/// Positions at average cost: closing, flipping, and where the last digit goes.
@Suite struct PositionTests {
  struct Case: Sendable {
    /// Contracts (above zero bought) and what they were exchanged for.
    let trades: [(String, String)]
    let size: String
    let cost: String
    let realized: String
  }

  static let cases: [Case] = [
    Case(trades: [("2", "10")], size: "2", cost: "10", realized: "0"),
    Case(trades: [("2", "10"), ("2", "30")], size: "4", cost: "40", realized: "0"),
    Case(trades: [("4", "40"), ("-1", "15")], size: "3", cost: "30", realized: "5"),
    Case(trades: [("-4", "40"), ("1", "15")], size: "-3", cost: "30", realized: "-5"),
    Case(trades: [("-4", "40"), ("4", "15")], size: "0", cost: "0", realized: "25"),
    // Through zero: 4 of 6 close, the rest opens at the price of the trade.
    Case(trades: [("4", "40"), ("-6", "90")], size: "-2", cost: "30", realized: "20"),
    Case(trades: [("-4", "40"), ("6", "90"), ("-2", "10")], size: "0", cost: "0", realized: "-40"),
    // A third of 10 is rounded toward zero when it closes, and the residue stays until the end.
    Case(
      trades: [("3", "10"), ("-1", "4")], size: "2", cost: "6.666666666666666667",
      realized: "0.666666666666666667"),
    Case(
      trades: [("3", "10"), ("-1", "4"), ("-1", "4")], size: "1", cost: "3.333333333333333334",
      realized: "1.333333333333333334"),
    Case(
      trades: [("3", "10"), ("-1", "4"), ("-1", "4"), ("-1", "4")], size: "0", cost: "0",
      realized: "2"),
    // The share of a flip's value that closes is rounded toward zero, too.
    Case(
      trades: [("1", "5"), ("-3", "10")], size: "-2", cost: "6.666666666666666667",
      realized: "-1.666666666666666667"),
    Case(
      trades: [("0.000000000000000001", "0"), ("-0.000000000000000001", "1")], size: "0",
      cost: "0", realized: "1"),
    Case(trades: [("0", "0"), ("5", "1"), ("0", "0")], size: "5", cost: "1", realized: "0"),
  ]

  @Test(arguments: cases) func averageCost(_ item: Case) throws {
    var position = PositionState()
    var profit = Decimal18.zero
    for (change, notional) in item.trades {
      try profit += position.trade(try Decimal18(change), notional: try Decimal18(notional))
    }
    #expect(position.size.description == item.size)
    #expect(position.cost.description == item.cost)
    #expect(position.realized.description == item.realized)
    #expect(profit == position.realized)
  }

  @Test func pricesOfAPosition() throws {
    var position = PositionState()
    #expect(try position.entryPrice == nil)
    _ = try position.trade(try Decimal18("-3"), notional: try Decimal18("10"))
    #expect(try position.entryPrice?.description == "3.333333333333333333")
    #expect(try position.signedCost.description == "-10")
    #expect(try position.unrealized(at: try Decimal18("3")).description == "1")
    #expect(try position.unrealized(at: try Decimal18("4")).description == "-2")
  }

  /// Whatever is traded: profit − signed cost is exactly what was received less what was paid.
  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func moneyIsConserved(seed: UInt64) throws {
    var random = SeededRandom(seed)
    var position = PositionState()
    var cash = Decimal18.zero
    var size = Decimal18.zero
    for _ in 0..<200 {
      let limit: Int128 = random.chance(2) ? 10 : 1_000_000_000_000_000_000_000
      let change = Decimal18(mantissa: Int128.random(in: -limit...limit, using: &random))
      let value = Decimal18(mantissa: Int128.random(in: 0...limit, using: &random))
      _ = try position.trade(change, notional: value)
      try size += change
      cash = change.isNegative ? try cash + value : try cash - (change.isZero ? .zero : value)
      if change.isZero { try position.cost -= value }
      #expect(position.size == size, "seed \(seed)")
      let held = try position.realized - position.signedCost
      #expect(held == cash, "seed \(seed)")
      #expect(!position.cost.isNegative, "seed \(seed)")
      if size.isZero { #expect(position.cost.isZero, "seed \(seed)") }
    }
  }

  @Test func valuesOutOfRangeAreErrors() throws {
    var position = PositionState()
    _ = try position.trade(.max, notional: .max)
    #expect(throws: ArithmeticError.self) { _ = try position.trade(.ulp, notional: .zero) }
    var short = PositionState()
    #expect(throws: ArithmeticError.self) {
      _ = try short.trade(.min, notional: .zero)
      _ = try short.trade(.one, notional: .one)
    }
  }
}
