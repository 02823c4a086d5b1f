import FixedPoint
import Ledger
import MarginSupport
import Testing

@testable import Margin

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

/// Backstop, waterfall and bad debt of accounts whose figures are computed by hand.
@Suite struct ShortfallTests {
  // MARK: - Backstop

  /// Long 10 at 100 with a margin of a twentieth: at a price P the requirement is P/2.
  private func exposed(_ price: String, _ change: (inout Rulebook) -> Void = { _ in }) throws
    -> Script
  {
    var script = try Script {
      $0.liquidation.mechanism = .orderBook
      $0.liquidation.backstop = "vault"
      $0.liquidation.backstopBelow = Decimal18(mantissa: 666_666_666_666_666_667)
      change(&$0)
    }
    try script.price("100")
    try script.money(.deposit, "long", "100")
    try script.money(.deposit, "short", "5000")
    try script.money(.deposit, "vault", "5000")
    try script.trade("long", "short", "10", at: "100")
    try script.run()
    try script.depth("bid", price, "4")
    try script.price(price)
    try script.run()
    return script
  }

  /// At 93 it has 30 against 46.5, 0.645…; at 94 it has 40 against 47, 0.851….
  @Test func farBelowTheLineTheBackstopTakesThePositionAtTheMark() throws {
    let script = try exposed("93")
    let fill = try #require(script.all(.liquidationFill).first)
    #expect(script.all(.liquidationFill).count == 1)
    #expect(fill.choice(.mechanism) == "backstop")
    #expect(fill.id(.liquidator) == script.names.accounts.id(of: "vault"))
    #expect(fill.decimal(.price) == (try d("93")))
    #expect(script.size("long") == .zero)
    #expect(script.size("vault") == Decimal18(10))
    #expect(script.balance("long") == (try d("30")))
    #expect(try script.audit().isEmpty)
  }

  @Test func nearTheLineTheOrderBookIsSoldInto() throws {
    let script = try exposed("94")
    #expect(script.all(.liquidationFill).map { $0.choice(.mechanism) } == ["order_book"])
    #expect(script.size("vault") == .zero)
    #expect(script.size("long") == Decimal18(6))
    #expect(try script.audit().isEmpty)
  }

  /// What the book left of it, 6, has 16 against 27 at 90: the backstop's turn, unless it is below the line too.
  @Test(arguments: [true, false])
  func aBackstopBelowTheLineTakesNothing(isSound: Bool) throws {
    var script = try exposed("94") { $0.liquidation.priority = .largestNotional }
    if !isSound {
      try script.money(.withdrawal, "vault", "5000")
      try script.money(.fee, "vault", "1")
    }
    try script.price("90")
    try script.run()
    #expect(script.size("vault") == (isSound ? Decimal18(6) : .zero))
    #expect(script.size("long") == (isSound ? .zero : Decimal18(6)))
    #expect(try script.audit().isEmpty)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func whatABackstopTakesIsFoundAgain(seed: UInt64) throws {
    var maker = LivelyRulebook(seed: seed)
    var rules = maker.make()
    rules.liquidation.mechanism = .orderBook
    rules.liquidation.backstop = "trader-0"
    rules.liquidation.backstopBelow = LivelyRulebook.number("0.95")
    let run = try VenueRun(seed: seed, rulebook: rules)
    let found = try VenueRun.audit(run.blocks, run.names)
    #expect(found.isEmpty, "seed \(seed): \(found.prefix(3))")
  }

  // MARK: - Waterfall

  /// Two positions are lost, the larger one first; each market has a fund.
  @Test func theFundOfTheMarketLiquidatedLastPays() throws {
    for last in ["ETH", "BTC"] {
      var script = try Script {
        $0.liquidation.mechanism = .orderBook
        $0.liquidation.order = .largest
        $0.losses.waterfall = [.insurance]
        $0.losses.fund = "shared"
        for name in ["ETH", "BTC"] {
          var terms = $0.anyMarket
          terms.fund = name.lowercased() + "-fund"
          $0.markets["\(name)-USD"] = terms
        }
      }
      for fund in ["eth-fund", "btc-fund"] {
        try script.insurance("1000", fund: fund)
      }
      try script.price("100")
      try script.price("100", Script.btc)
      try script.money(.deposit, "long", "100")
      try script.money(.deposit, "short", "5000")
      // The smaller position goes last.
      try script.trade("long", "short", last == "ETH" ? "2" : "3", at: "100", market: 0)
      try script.trade("long", "short", last == "ETH" ? "3" : "2", at: "100", market: 1)
      try script.run()
      for market in [0, 1] { try script.depth("bid", "70", "10", market: market) }
      try script.price("70")
      try script.price("70", Script.btc)
      try script.run()
      let payers = script.all(.insurance).filter { $0.choice(.cause) == "liquidation" }
        .compactMap { $0.string(.fund) }
      #expect(payers == [last == "ETH" ? "eth-fund" : "btc-fund"])
      #expect(try script.audit().isEmpty)
    }
  }

  /// Of two debts in one liquidation the fund pays 60 together, not 60 each.
  @Test func theCapOfTheFundHoldsForTheWholeLiquidation() throws {
    var script = try Script {
      $0.liquidation.mechanism = .fixedSpread
      $0.losses.waterfall = [.insurance]
      $0.losses.fundCap = Decimal18(60)
    }
    for asset in [Script.usd, Script.btc] {
      try script.insurance("1000", asset)
    }
    try script.price("10", Script.btc)
    try script.money(.openingBalance, "debtor", "-40")
    try script.money(.openingBalance, "debtor", "-5", Script.btc)
    try script.run()
    // 40 of dollars and 20 of the 50 in bitcoin, which is 2 of 5.
    let paid = script.all(.insurance).filter { $0.choice(.cause) == "liquidation" }
    #expect(try paid.map { $0.decimal(.amount) } == [d("-40"), d("-2")])
    #expect(try script.all(.badDebt).map { $0.decimal(.amount) } == [d("3")])
    // That liquidation is over: the next one may cost 60 again.
    try script.money(.openingBalance, "debtor", "-70")
    try script.run()
    #expect(
      script.last.filter { $0.kind == .insurance }.map { $0.decimal(.amount) } == [try d("-60")])
    #expect(try script.audit().isEmpty)
  }

  // MARK: - Bad debt

  @Test func recoveriesPayTheOldestBadDebtFirst() throws {
    var script = try Script { $0.liquidation.mechanism = .fixedSpread }
    try script.money(.openingBalance, "first", "-40")
    try script.run()
    try script.money(.openingBalance, "second", "-5")
    try script.run()
    #expect(try script.all(.badDebt).map { $0.decimal(.amount) } == [d("40"), d("5")])
    script.add(.recovery) {
      $0.set(.asset, integer: Int64(Script.usd))
      $0.set(.amount, decimal: Decimal18(42))
      $0.set(.source, text: "treasury")
    }
    try script.run()
    let open = script.state.badDebts.open
    #expect(open.map(\.account) == [script.names.accounts.id(of: "second")])
    #expect(try open.map(\.outstanding) == [d("3")])
    #expect(open.first?.seq == script.all(.badDebt).last?.seq)
  }

  // MARK: - Deleveraging

  /// The fund pays what a sale lost beyond the bankruptcy price of 90; the rest is deleveraged at 90, as far as
  /// the fund goes.
  @Test(arguments: [("1000", "40", "90"), ("10", "10", "90"), ("0", "0", "90")])
  func whoIsDeleveragedPaysNothingOfASale(
    _ fund: String, _ paid: String, _ price: String
  ) throws {
    var script = try Script {
      $0.liquidation.mechanism = .orderBook
      $0.losses.waterfall = [.insurance, .deleverage, .badDebt]
      $0.losses.rank = .none
    }
    try script.price("100")
    try script.insurance(fund)
    try script.money(.deposit, "long", "100")
    try script.money(.deposit, "short", "5000")
    try script.trade("long", "short", "10", at: "100")
    try script.run()
    // At 89 it has 10 less than nothing; one of ten can be sold, at 50.
    try script.price("89")
    try script.depth("bid", "50", "1")
    try script.run()
    let draws = script.last.filter { $0.kind == .insurance }
    #expect(draws.map { $0.decimal(.amount) } == (paid == "0" ? [] : [try -d(paid)]))
    #expect(script.all(.deleverage).map { $0.decimal(.price) } == [try d(price)])
    #expect(script.size("long") == .zero)
    #expect(script.balance("long") == .zero)
    #expect(script.all(.badDebt).isEmpty)
    #expect(try script.audit().isEmpty)
  }

  /// Short at 100 and bankrupt at 110; the long that has too little for a close there is passed over.
  @Test func deleveragingMakesNobodyBankrupt() throws {
    var script = try Script {
      $0.liquidation.mechanism = .orderBook
      $0.losses.waterfall = [.deleverage]
      $0.losses.rank = .none
    }
    try script.price("100")
    try script.money(.deposit, "thin", "100")
    try script.money(.deposit, "short", "10")
    try script.money(.deposit, "rich", "1000")
    try script.trade("thin", "short", "0.5", at: "100")
    try script.trade("rich", "short", "0.5", at: "100")
    // The thin one's loss elsewhere leaves it with next to nothing.
    try script.trade("rich", "thin", "5", at: "100", market: 1)
    try script.price("100", Script.btc)
    try script.run()
    try script.price("130")
    try script.price("122", Script.btc)
    try script.run()
    let thin = script.names.accounts.id(of: "thin")
    #expect(!script.all(.deleverage).isEmpty)
    for event in script.all(.deleverage) where event.id(.market) == 0 {
      #expect(event.id(.counterparty) != thin)
    }
    #expect(script.balance("thin") >= .zero)
    #expect(try script.audit().isEmpty)
  }

  // MARK: - Initial margin

  /// 10 × 100 need 100; with an open interest half between the bounds, 100 + 900/2.
  @Test func openInterestRefusesWhatTheTiersAllow() throws {
    for isScaled in [false, true] {
      var script = try Script {
        if isScaled {
          $0.anyMarket.openInterestLower = Decimal18(500)
          $0.anyMarket.openInterestUpper = Decimal18(1500)
        }
      }
      try script.price("100")
      try script.money(.deposit, "a", "5000")
      try script.money(.deposit, "b", "5000")
      try script.money(.deposit, "c", "200")
      try script.trade("a", "b", "10", at: "100")
      try script.run()
      try script.trade("c", "b", "10", at: "100")
      try script.run()
      let notes = script.last.filter { $0.kind == .note }.compactMap { $0.string(.text) }
      #expect(
        notes == (isScaled ? ["refused: fill of c: initial margin 550 is more than 200"] : []))
      #expect(script.size("c") == (isScaled ? .zero : Decimal18(10)))
    }
  }
}
