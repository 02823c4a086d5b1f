import Engine
import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

/// The sums that losses are spread over, which are kept, against a sum over all holders.
@Suite struct LossHolderTests {
  @Test(arguments: 0..<12 as Range<UInt64>)
  func keptTotalsAreTheSumsOfTheirHolders(seed: UInt64) throws {
    var maker = LivelyRulebook(seed: seed)
    _ = try VenueRun(seed: seed, rulebook: maker.make(), length: 40) { enforcer in
      let (state, names) = (enforcer.state, enforcer.names)
      for except in [nil, 0, Int(seed) % names.accounts.count] {
        for market in 0..<names.markets.count {
          let holders = try LossHolders.contracts(of: market, in: state.book, except: except)
          #expect(
            try state.contractTotal(of: market, except: except) == LossHolders.total(holders),
            "seed \(seed)")
        }
        for asset in 0..<names.assets.count {
          let holders = LossHolders.deposits(of: asset, in: state.book, except: except)
          #expect(
            try LossHolders.depositTotal(of: asset, in: state.book, except: except)
              == LossHolders.total(holders), "seed \(seed)")
        }
      }
    }
  }

  /// A log that holds one side of each trade: the sum of sizes is not zero there.
  @Test func oneSidedPositionsAreCountedToo() throws {
    var script = try Script()
    try script.price("100")
    for (who, size) in [("ann", "3"), ("bob", "-5"), ("cid", "0.5")] {
      let account = script.account(who)
      let change = try Decimal18(size)
      try script.money(.deposit, who, "1000")
      script.add(.openingPosition) {
        $0.set(.account, integer: Int64(account))
        $0.set(.market, integer: 0)
        $0.set(.size, decimal: change)
        $0.set(.price, decimal: Decimal18(100))
      }
    }
    try script.run()
    #expect(try script.state.contractTotal(of: 0) == Decimal18("8.5"))
    let bob = script.names.accounts.id(of: "bob")
    #expect(try script.state.contractTotal(of: 0, except: bob) == Decimal18("3.5"))
  }
}
