import Engine
import FixedPoint
import Ledger
import LedgerSupport
import MarginSupport
import Testing

@testable import Margin

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

/// Indices that move for everybody at once, and what each account is settled with later.
@Suite struct AccrualTests {
  // MARK: - Spread losses

  /// 60 and 40 lose 50, then 25 of the 50 that are left: together three quarters of each.
  @Test func aSecondLossIsSpreadOverWhatTheFirstOneLeft() throws {
    var script = try Script()
    try script.money(.deposit, "a", "60")
    try script.money(.deposit, "b", "40")
    try script.loss("50", pool: "USD", .indexCut)
    try script.loss("25", pool: "USD", .indexCut)
    try script.money(.deposit, "a", "1")
    try script.money(.deposit, "b", "1")
    try script.run()
    #expect(try script.all(.lossShare).compactMap { $0.decimal(.amount) } == [d("45"), d("30")])
    #expect(script.balance("a") == (try d("16")))
    #expect(script.balance("b") == (try d("11")))
    #expect(script.state.losses.missing("USD", asset: Script.usd) == .zero)
  }

  /// Three thirds of a unit's hundred: 34 and 34 are owed and 32 missing, 2 and then 34 are dust.
  @Test func whatRoundingLeavesGoesToTheDustAccount() throws {
    var script = try Script(decimals: 2)
    for who in ["a", "b", "c"] { try script.money(.deposit, who, "10") }
    try script.loss("1", pool: "USD", .indexCut)
    try script.run()
    for who in ["a", "b", "c"] { try script.money(.deposit, who, "1") }
    try script.run()
    #expect(
      try script.all(.lossShare).compactMap { $0.decimal(.amount) }
        == [d("0.34"), d("0.34"), d("0.32")])
    let dust = try #require(script.all(.transfer).first)
    #expect(dust.decimal(.amount) == (try d("0.02")))
    #expect(script.balance("dust") == (try d("0.02")))
    #expect(script.balance("c") == (try d("10.66")))
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func sharesCoverTheLossesToTheUnit(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let isMarket = random.chance(2)
    var script = try Script(decimals: random.pick([0, 2, 6]))
    let names = (0..<8).map { "holder-\($0)" }
    for who in names {
      try script.money(.deposit, who, "\(Int.random(in: 900...5000, using: &random))")
    }
    if isMarket {
      try script.price("100")
      for place in stride(from: 0, to: 8, by: 2) {
        try script.trade(
          names[place], names[place + 1], "\(Int.random(in: 1...20, using: &random))", at: "100")
      }
    }
    try script.run()
    var lost = Decimal18.zero
    for _ in 0..<12 {
      if random.chance(2) {
        let loss = Int64.random(in: 1...97, using: &random)
        lost = try lost + Decimal18(loss)
        try script.loss(
          "\(loss)", pool: isMarket ? "ETH-USD" : "USD", isMarket ? .fundingShift : .indexCut)
      }
      try script.money(random.pick([.deposit, .withdrawal]), random.pick(names), "3")
      try script.run()
    }
    for who in names + ["dust"] { try script.money(.deposit, who, "1") }
    try script.run()
    var shares = Decimal18.zero
    for event in script.all(.lossShare) { shares = try shares + event.decimal(.amount)! }
    #expect(shares == lost, "seed \(seed)")
    #expect(
      script.state.losses.missing(isMarket ? "ETH-USD" : "USD", asset: Script.usd) == .zero,
      "seed \(seed)")
  }

  /// A loss per contract without funding is borne once, however often the account is touched.
  @Test func aLossPerContractIsBorneOnce() throws {
    var script = try Script()
    for who in ["long", "short"] { try script.money(.deposit, who, "1000") }
    try script.price("100")
    try script.trade("long", "short", "2", at: "100")
    try script.loss("40", pool: "ETH-USD", .fundingShift)
    for _ in 0..<3 { try script.money(.deposit, "long", "1") }
    try script.run()
    #expect(try script.all(.lossShare).map { $0.decimal(.amount) } == [d("20")])
    #expect(script.balance("long") == (try d("983")))
  }

  /// An index or a row for each holder: the same to a unit, for two losses of the same venue.
  @Test(arguments: [LossRules.Method.indexCut, .exchangeRate, .supplyCut])
  func anIndexAndRowsGiveTheSame(method: LossRules.Method) throws {
    var balances: [[Decimal18]] = []
    for records in [true, false] {
      var script = try Script {
        $0.liquidation.mechanism = .fixedSpread
        $0.losses.waterfall = [.socialize]
        $0.losses.method = method
        $0.losses.recordsShares = records
      }
      try script.price("100")
      let lenders = [("a", "333.333333"), ("b", "1000"), ("c", "77.7")]
      for (who, amount) in lenders { try script.money(.deposit, who, amount) }
      for who in ["first", "second"] {
        try script.money(.deposit, who, "1", Script.eth)
        try script.money(.borrow, who, "90")
      }
      try script.run()
      try script.price("60")
      try script.run()
      for (who, _) in lenders { try script.money(.deposit, who, "1") }
      try script.run()
      #expect(script.all(.socializedLoss).count == 2)
      #expect(try script.audit().isEmpty)
      balances.append(lenders.map { script.balance($0.0) })
    }
    for (rows, index) in zip(balances[0], balances[1]) {
      #expect(try (rows - index).magnitude <= d("0.000002"))
      #expect(try rows < d("1001") && index < d("1001"))
    }
    #expect(balances[0][0] < (try d("334")))
  }

  // MARK: - Interest

  @Test func aPoolsIndexHoldsForItsAccountsAlone() throws {
    var script = try Script()
    script.put("inside", into: "isolated")
    for who in ["inside", "outside"] {
      try script.money(.deposit, who, "1", Script.eth)
      try script.money(.borrow, who, "100")
    }
    try script.interestIndex("borrow", "1.1")
    try script.run()
    // Until the pool has an index of its own the venue's holds; it is settled before the pool's begins.
    try script.interestIndex("borrow", "1.5", pool: "isolated")
    try script.run()
    #expect(try script.all(.interest).map { $0.decimal(.amount) } == [d("-10")])
    try script.money(.repay, "inside", "1")
    try script.money(.repay, "outside", "1")
    try script.run()
    #expect(
      try script.all(.interest).map { $0.decimal(.amount) } == [d("-10"), d("-55"), d("-10")])
    try script.interestIndex("borrow", "3", pool: "isolated")
    try script.interestIndex("borrow", "1.1")
    // It leaves: what it owes by the pool's index until here is settled, and the venue's holds from here.
    script.put("inside", into: "")
    try script.interestIndex("borrow", "2.2")
    try script.money(.repay, "inside", "8")
    try script.run()
    #expect(
      try script.all(.interest).suffix(2).map { $0.decimal(.amount) } == [d("-164"), d("-328")])
    #expect(script.debt("inside") == (try d("648")))
    #expect(try script.audit().isEmpty)
  }

  /// What borrowers pay is spread over lenders; nobody earns what nobody paid.
  @Test(arguments: 0..<40 as Range<UInt64>)
  func theVenuesSideOfInterestIsNeverNegative(seed: UInt64) throws {
    var random = SeededRandom(seed)
    var script = try Script(decimals: random.pick([2, 6]))
    let lenders = ["a", "b", "c"]
    let borrowers = ["x", "y", "z"]
    for who in lenders {
      try script.money(.deposit, who, "\(Int.random(in: 50...900, using: &random))")
    }
    for who in borrowers {
      try script.money(.borrow, who, "\(Int.random(in: 50...900, using: &random))")
    }
    try script.run()
    var (owes, has) = (LazyIndex(.compound), LazyIndex(.compound))
    for _ in 0..<10 {
      let rate = Ratio27(mantissa: Int128.random(in: 0...(1 << 83), using: &random))
      try owes.grow(by: rate, side: .owes)
      try script.interestIndex("borrow", "\(owes.value)")
      // All borrowers are settled, and what they owe more is the lenders'.
      for who in borrowers { try script.money(.repay, who, "1") }
      try script.run()
      var paid = Decimal18.zero
      for event in script.last where event.kind == .interest {
        paid = try paid - event.decimal(.amount)!
      }
      var total = Decimal18.zero
      for who in lenders { try script.money(.deposit, who, "1") }
      try script.run()
      for who in lenders { total = try total + script.balance(who) }
      try has.distribute(max(.zero, paid), over: total)
      try script.interestIndex("supply", "\(has.value)")
      if random.chance(2) { try script.money(.deposit, random.pick(lenders), "1") }
      try script.run()
    }
    for who in lenders { try script.money(.deposit, who, "1") }
    for who in borrowers { try script.money(.repay, who, "1") }
    try script.run()
    #expect(script.state.book.poolBalance(.interest, asset: Script.usd) >= .zero, "seed \(seed)")
    #expect(try script.audit().isEmpty, "seed \(seed)")
  }

  // MARK: - Judgements

  /// Who is deleveraged is settled first: its funding is not forgotten.
  @Test func aCounterpartyIsSettledBeforeItIsTouched() throws {
    var script = try Script {
      $0.liquidation.mechanism = .orderBook
      $0.losses.waterfall = [.deleverage]
    }
    try script.price("100")
    try script.money(.deposit, "long", "12")
    try script.money(.deposit, "short", "1000")
    try script.trade("long", "short", "1", at: "100")
    try script.run()
    // The long owes 1, so that it is bankrupt at 89; the short is due it.
    try script.fundingIndex("1")
    try script.price("80")
    try script.run()
    #expect(script.all(.deleverage).map { $0.decimal(.price) } == [try d("89")])
    #expect(
      try script.all(.fundingPayment).compactMap { $0.decimal(.amount) }.sorted() == [
        d("-1"), d("1"),
      ])
    #expect(script.balance("short") == (try d("1012")))
    #expect(script.balance("long") == .zero)
    #expect(try script.audit().isEmpty)
  }
}
