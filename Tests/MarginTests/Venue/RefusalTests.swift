import Engine
import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

/// What the rules refuse, and what an enforcer declares by itself.
@Suite struct RefusalTests {
  private func notes(_ script: Script) -> [String] {
    script.last.filter { $0.kind == .note }.compactMap { $0.string(.text) }
  }

  /// A long of 10 at 100 needs 100 of its 150.
  private func exposed(_ change: (inout Rulebook) -> Void = { _ in }) throws -> Script {
    var script = try Script {
      $0.losses.waterfall = [.badDebt]
      change(&$0)
    }
    try script.price("100")
    try script.money(.deposit, "long", "150")
    try script.money(.deposit, "short", "5000")
    try script.trade("long", "short", "10", at: "100")
    try script.run()
    return script
  }

  @Test(arguments: ["50", "50.000001"])
  func aTransferOutNeedsInitialMarginLikeAWithdrawal(_ amount: String) throws {
    var script = try exposed()
    try script.transfer("long", "new", amount)
    try script.run()
    let isRefused = amount != "50"
    #expect(
      notes(script)
        == (isRefused
          ? ["refused: transfer of long: initial margin 100 is more than 99.999999"] : []))
    #expect(script.balance("long") == (try d(isRefused ? "150" : "100")))
    #expect(try script.audit().isEmpty)
  }

  @Test func anAccountThatOnlyARefusedFactNamesIsDeclared() throws {
    var script = try exposed()
    try script.transfer("long", "new", "60")
    try script.money(.deposit, "newer", "1")
    try script.run()
    #expect(script.last.map(\.kind) == [.account, .note, .deposit])
    #expect(script.last[0].id(.account) == script.names.accounts.id(of: "new"))
  }

  /// A price at which nobody could be valued: a ledger with it could not be judged.
  @Test(arguments: [true, false])
  func aPriceAtWhichAccountsCannotBeValuedIsRefused(isDebt: Bool) throws {
    var script = try Script { $0.losses.waterfall = [.badDebt] }
    try script.price("2000")
    try script.money(.deposit, "rich", "30", Script.eth)
    if isDebt {
      try script.money(.deposit, "debtor", "900000")
      try script.money(.borrow, "debtor", "30", Script.eth)
      try script.money(.withdrawal, "debtor", "30", Script.eth)
    }
    try script.run()
    try script.price("9223372036854775808")
    try script.run()
    #expect(
      notes(script) == [
        "refused: price_update of ETH: at 9223372036854775808 what accounts have and owe is worth more "
          + "than can be counted"
      ])
    #expect(script.state.price(ofAsset: Script.eth) == (try d("2000")))
    let rich = try #require(script.names.accounts.id(of: "rich"))
    #expect(
      try script.state.valuation(of: rich, names: script.names).health.equity == (try d("60000")))
    try script.price("900")
    try script.run()
    #expect(notes(script) == [])
    #expect(try script.audit().isEmpty)
  }

  @Test func aRecoveryBeyondWhatNobodyHasBorneIsRefused() throws {
    var script = try exposed { $0.liquidation.mechanism = .orderBook }
    try script.price("50")
    try script.depth("bid", "50", "10")
    try script.run()
    let debt = try #require(script.all(.badDebt).first?.decimal(.amount))
    #expect(debt == (try d("350")))
    for (amount, account) in [("1", "short"), ("350.000001", "long"), ("350", "long"), ("1", nil)] {
      let account = account.map { script.account($0) }
      let amount = try d(amount)
      script.add(.recovery) {
        $0.set(.asset, integer: Int64(Script.usd))
        $0.set(.amount, decimal: amount)
        $0.set(.source, text: "treasury")
        if let account { $0.set(.account, integer: Int64(account)) }
      }
    }
    try script.run()
    #expect(
      notes(script) == [
        "refused: recovery of short: 1 is more than the 0 USD of bad debt that nobody has borne",
        "refused: recovery of long: 350.000001 is more than the 350 USD of bad debt that nobody has borne",
        "refused: recovery of USD: 1 is more than the 0 USD of bad debt that nobody has borne",
      ])
    #expect(script.state.book.poolBalance(.badDebt, asset: Script.usd) == .zero)
    #expect(try script.audit().isEmpty)
  }

  @Test(arguments: ["supply", "borrow"])
  func anIndexOfInterestThatFallsIsRefused(_ side: String) throws {
    var script = try exposed()
    try script.interestIndex(side, "1.1")
    try script.run()
    #expect(notes(script) == [])
    try script.interestIndex(side, "1.05")
    try script.run()
    #expect(
      notes(script) == [
        "refused: interest_index of USD: the \(side) index cannot fall from 1.1 to 1.05; a loss is a"
          + " socialized_loss"
      ])
    try script.interestIndex(side, "1.1")
    try script.interestIndex(side, "1.2")
    try script.run()
    #expect(notes(script) == [])
    #expect(try script.audit().isEmpty)
  }

  /// A log in which it fell all the same: nobody is valued at something that no settlement books.
  @Test func anIndexThatFellTakesNothing() throws {
    var script = try exposed()
    try script.interestIndex("supply", "1.1")
    try script.run()
    try script.money(.deposit, "short", "1")
    try script.run()
    var state = script.state
    let short = try #require(script.names.accounts.id(of: "short"))
    let before = try state.valuation(of: short, names: script.names).health.equity
    var event = World.event(.interestIndex) {
      $0.set(.asset, integer: Int64(Script.usd))
      $0.set(.side, choice: "supply")
      $0.set(.value, ratio: .one)
    }
    event.position = Position(block: 500, index: 0)
    event.seq = state.book.seq + 1
    event.time = state.time + 1
    try state.apply(event, names: script.names)
    #expect(try state.valuation(of: short, names: script.names).health.equity == before)
    var names = script.names
    let due = World.event(.deposit) {
      $0.set(.account, integer: Int64(short))
      $0.set(.asset, integer: Int64(Script.usd))
      $0.set(.amount, decimal: .one)
    }
    #expect(try state.settlements(before: due, names: &names).isEmpty)
  }

  /// Borrowed 100 at an index of 1, which is now 1.01: 101 is owed.
  private func indebted() throws -> Script {
    var script = try Script {
      $0.anyAsset.weight = LivelyRulebook.number("0.8")
      $0.anyAsset.initialWeight = LivelyRulebook.number("0.8")
      $0.anyAsset.liabilityWeight = LivelyRulebook.number("1.5")
      $0.anyAsset.initialLiabilityWeight = LivelyRulebook.number("1.5")
    }
    try script.price("1000")
    try script.interestIndex("borrow", "1")
    try script.money(.deposit, "ann", "1", Script.eth)
    try script.money(.borrow, "ann", "100")
    try script.run()
    try script.interestIndex("borrow", "1.01")
    try script.run()
    return script
  }

  @Test(arguments: ["101", "101.000001", "1000"])
  func nobodyRepaysMoreThanIsOwedWithItsInterest(_ amount: String) throws {
    var script = try indebted()
    try script.money(.repay, "ann", amount)
    try script.run()
    let isRefused = amount != "101"
    #expect(
      notes(script)
        == (isRefused
          ? ["refused: repay of ann: \(amount) is more than the 101 USD that it owes"] : []))
    #expect(script.debt("ann") == (try d(isRefused ? "100" : "0")))
    #expect(try script.audit().isEmpty)
  }

  @Test func whoOwesNothingRepaysNothing() throws {
    var script = try indebted()
    try script.money(.repay, "bob", "1")
    try script.money(.repay, "ann", "1", Script.eth)
    try script.run()
    #expect(
      notes(script) == [
        "refused: repay of bob: 1 is more than the 0 USD that it owes",
        "refused: repay of ann: 1 is more than the 0 ETH that it owes",
      ])
  }

  /// A log in which more was repaid all the same: what is too much is an asset like others, with its weight.
  @Test func whatWasRepaidTooMuchIsAnAsset() throws {
    let script = try indebted()
    var state = script.state
    let ann = try #require(script.names.accounts.id(of: "ann"))
    var event = World.event(.repay) {
      $0.set(.account, integer: Int64(ann))
      $0.set(.asset, integer: Int64(Script.usd))
      $0.set(.amount, decimal: Decimal18(1101))
    }
    event.position = Position(block: 500, index: 0)
    event.seq = state.book.seq + 1
    event.time = state.time + 1
    try state.apply(event, names: script.names)
    // 1,001 too much against 100 of principal: 0.8 of 1,001 and of 1,000.
    let valuation = try state.valuation(of: ann, names: script.names)
    #expect(valuation.health.requirement == .zero)
    #expect(valuation.health.initialRequirement == .zero)
    #expect(valuation.health.resources == (try d("1600.8")))
    #expect(valuation.health.equity == Decimal18(2001))
    #expect(valuation.assets.allSatisfy { $0.debt.isZero })
  }

  @Test(arguments: ["-500", "-500.000001"])
  func aFundPaysNoMoreThanItHas(_ amount: String) throws {
    var script = try exposed()
    try script.insurance("500")
    try script.insurance(amount, cause: "withdrawal")
    try script.run()
    let isRefused = amount != "-500"
    #expect(
      notes(script)
        == (isRefused
          ? ["refused: insurance of insurance: 500.000001 is more than the 500 USD that it has"]
          : []))
    let left = script.state.book.insurance("insurance", asset: Script.usd)
    #expect(left == (isRefused ? Decimal18(500) : .zero))
    #expect(try script.audit().isEmpty)
  }

  @Test func theDustAccountIsDeclaredWhereLossesAreSpread() throws {
    var script = try Script {
      $0.losses.waterfall = [.socialize]
      $0.losses.dustAccount = "crumbs"
    }
    try script.money(.deposit, "ann", "1")
    try script.run()
    #expect(script.last.last?.kind == .account)
    #expect(script.last.last?.string(.class) == "reserve")
    #expect(script.names.accounts.id(of: "crumbs") == 1)
    try script.run()
    #expect(script.last.isEmpty)
    #expect(try script.audit().isEmpty)
  }
}
