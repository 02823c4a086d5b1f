import FixedPoint
import Ledger
import LedgerSupport
import MarginSupport
import Testing

@testable import Margin

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

/// The stability pool as an account of many depositors.
@Suite struct StabilityPoolTests {
  /// Ann put in 300 and Bob 100; a debt of 200 with one ether is paid by them.
  private func started() throws -> Script {
    var script = try Script {
      $0.liquidation.mechanism = .stabilityPool
      $0.liquidation.stabilityPool = "pool"
    }
    try script.price("1000")
    for who in ["ann", "bob", "cid"] { try script.money(.deposit, who, "1000") }
    try script.transfer("ann", "pool", "300")
    try script.transfer("bob", "pool", "100")
    try script.money(.deposit, "debtor", "1", Script.eth)
    try script.money(.borrow, "debtor", "200")
    try script.run()
    try script.price("190")
    try script.run()
    return script
  }

  @Test func liquidationsTakeFromDepositsAndGiveCollateral() throws {
    let script = try started()
    let (ann, bob) = (script.names.accounts.id(of: "ann")!, script.names.accounts.id(of: "bob")!)
    #expect(script.debt("debtor") == .zero)
    #expect(try script.state.stability.share(of: ann, Script.usd) == d("150"))
    #expect(try script.state.stability.share(of: bob, Script.usd) == d("50"))
    #expect(
      try script.state.stability.gains(of: ann) == [.init(asset: Script.eth, amount: d("0.75"))])
    #expect(try script.audit().isEmpty)
  }

  @Test func whoIsTouchedIsPaidItsGainsFirst() throws {
    var script = try started()
    try script.transfer("pool", "ann", "150")
    try script.transfer("bob", "pool", "10")
    try script.transfer("cid", "pool", "60")
    try script.run()
    #expect(script.balance("ann", Script.eth) == (try d("0.75")))
    #expect(script.balance("bob", Script.eth) == (try d("0.25")))
    #expect(script.balance("ann") == (try d("850")))
    let order = script.last.compactMap { $0.kind == .transfer ? $0.id(.asset) : nil }
    #expect(order == [Script.eth, Script.usd, Script.eth, Script.usd, Script.usd])
    #expect(script.state.stability.total(of: Script.usd) == (try d("120")))
    // Gains are paid once.
    try script.transfer("bob", "pool", "10")
    try script.run()
    #expect(script.last.filter { $0.kind == .transfer }.count == 1)
    #expect(try script.audit().isEmpty)
  }

  @Test func nobodyTakesMoreThanItsPresentShare() throws {
    var script = try started()
    try script.transfer("pool", "ann", "150.000001")
    try script.transfer("pool", "cid", "1")
    try script.transfer("pool", "bob", "0.1", Script.eth)
    try script.money(.withdrawal, "pool", "1")
    try script.run()
    let notes = script.last.filter { $0.kind == .note }.compactMap { $0.string(.text) }
    #expect(notes.count == 4)
    #expect(
      notes.first == "refused: transfer to ann: its share of the stability pool is 150"
        + " (a transfer of 0 brings what it gained)")
    #expect(script.balance("pool") == (try d("200")))
    #expect(script.balance("ann", Script.eth) == .zero)
    #expect(try script.audit().isEmpty)
  }

  /// Nothing is left of what Ann and Bob put in: a withdrawal of nothing brings them what they gained.
  @Test func gainsOfAnEmptiedPoolAreTaken() throws {
    var script = try started()
    try script.price("1000")
    try script.run()
    try script.money(.deposit, "other", "1", Script.eth)
    try script.money(.borrow, "other", "200")
    try script.run()
    try script.price("190")
    try script.run()
    #expect(script.state.stability.total(of: Script.usd) == .zero)
    try script.transfer("pool", "ann", "0.000001")
    try script.run()
    #expect(
      script.last.compactMap { $0.string(.text) } == [
        "refused: transfer to ann: its share of the stability pool is 0"
          + " (a transfer of 0 brings what it gained)"
      ])
    try script.transfer("pool", "ann", "0")
    try script.run()
    try script.transfer("pool", "bob", "0")
    try script.run()
    #expect(script.balance("ann", Script.eth) == (try d("1.5")))
    #expect(script.balance("bob", Script.eth) == (try d("0.5")))
    #expect(script.balance("pool", Script.eth) == .zero)
    // They are paid once.
    try script.transfer("pool", "ann", "0")
    try script.run()
    #expect(script.balance("ann", Script.eth) == (try d("1.5")))
    #expect(try script.audit().isEmpty)
  }

  /// A gain that the venue did not pay, or not as it is, is found.
  @Test func anUnpaidGainIsFound() throws {
    var script = try started()
    try script.transfer("pool", "ann", "150")
    try script.run()
    let place = try #require(
      script.last.firstIndex { $0.kind == .transfer && $0.id(.asset) == Script.eth })
    var blocks = script.blocks
    let gain = blocks[blocks.count - 1].remove(at: place)
    var found = try VenueRun.audit(blocks, script.names)
    #expect(found.map(\.sort) == [.missing])
    #expect(found.map(\.kind) == [.transfer])

    var less = gain
    less.set(.amount, decimal: try d("0.7"))
    blocks[blocks.count - 1].insert(less, at: place)
    found = try VenueRun.audit(blocks, script.names)
    #expect(found.map(\.sort) == [.different])
    #expect(found.first?.amount == (try d("0.05")))
  }

  /// What the pool took is no deposit, even of an asset that others owe.
  @Test func collateralThatWasGainedPaysNoDebts() throws {
    var script = try started()
    try script.price("1000")
    try script.price("10", Script.btc)
    try script.money(.deposit, "other", "100", Script.btc)
    try script.money(.borrow, "other", "0.5", Script.eth)
    try script.run()
    try script.price("4", Script.btc)
    try script.run()
    #expect(script.debt("other", Script.eth) == (try d("0.5")))
    #expect(script.balance("pool", Script.eth) == .one)
    #expect(try script.audit().isEmpty)
  }

  /// Deposits, withdrawals, also too large ones, and liquidations at random: the shares never exceed what the
  /// account has, and the auditor finds nothing.
  @Test(arguments: 0..<30 as Range<UInt64>)
  func sharesAndGainsAreAlwaysCovered(seed: UInt64) throws {
    var random = SeededRandom(seed)
    var script = try Script {
      $0.liquidation.mechanism = .stabilityPool
      $0.liquidation.stabilityPool = "pool"
    }
    let depositors = ["a", "b", "c", "d"]
    for who in depositors { try script.money(.deposit, who, "100000") }
    for number in 0..<25 {
      try script.price("1000")
      for _ in 0..<random.pick([0, 1, 3]) {
        let amount = "\(Int.random(in: 1...400, using: &random)).\(random.pick([5, 333333]))"
        let who = random.pick(depositors)
        try random.chance(2)
          ? script.transfer(who, "pool", amount) : script.transfer("pool", who, amount)
      }
      if random.chance(6) { try script.loss("1", pool: "USD", .indexCut) }
      try script.money(.deposit, "debtor-\(number)", "1", Script.eth)
      try script.money(.borrow, "debtor-\(number)", "\(Int.random(in: 100...900, using: &random))")
      try script.run()
      if random.chance(2) {
        try script.price("\(Int.random(in: 100...990, using: &random))")
        try script.run()
      }
      guard script.state.stability.account != nil else { continue }
      var shares = Decimal18.zero
      var gains = Decimal18.zero
      for who in depositors {
        let id = try #require(script.names.accounts.id(of: who))
        shares = try shares + script.state.stability.share(of: id, Script.usd)
        for part in try script.state.stability.gains(of: id) { gains = try gains + part.amount }
      }
      #expect(shares <= script.balance("pool"), "seed \(seed)")
      #expect(gains <= script.balance("pool", Script.eth), "seed \(seed)")
    }
    let found = try script.audit()
    // The losses were the test's, not the venue's.
    #expect(found.allSatisfy { $0.kind == .socializedLoss }, "seed \(seed): \(found.prefix(2))")
  }
}
