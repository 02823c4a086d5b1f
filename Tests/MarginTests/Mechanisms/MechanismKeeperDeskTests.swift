import FixedPoint
import Margin
import Testing

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

@Suite struct MechanismKeeperDeskTests {
  /// Three keepers: one that pays any gas, one that pays little, one with little money.
  private static func rules() throws -> KeeperRules {
    var rules = KeeperRules()
    for (name, limit, profit, capital) in [
      ("any", "0", "10", "0"), ("cheap", "0.5", "1", "0"), ("poor", "0", "0", "500"),
    ] {
      var keeper = KeeperRules.Keeper()
      keeper.name = name
      keeper.gasLimit = try d(limit)
      keeper.profit = try d(profit)
      keeper.capital = try d(capital)
      rules.list.append(keeper)
    }
    rules.capacity = 2
    rules.gas = try d("20")
    rules.failedGas = try d("0.25")
    rules.tip = try d("3")
    rules.chip = try d("0.001")
    rules.slippage = try d("0.01")
    return rules
  }

  /// Pays 400 for 5 at 100: 500 less 5 of slippage, 95 before gas.
  private static func offer(
    pay: String = "400", receive: String = "5", raised: String? = nil
  ) throws -> KeeperDesk.Offer {
    .init(
      pay: try d(pay), receive: try d(receive), price: try d("100"),
      raised: try raised.map { try d($0) })
  }

  @Test func everybodyActsWhoEarnsEnough() throws {
    let desk = KeeperDesk(try Self.rules(), gasPrice: try d("0.1"))
    #expect(
      try desk.answers(to: Self.offer())
        == [.acts(profit: d("93")), .acts(profit: d("93")), .acts(profit: d("93"))])
    // Tip and chip: 3 and 0.4 more.
    #expect(
      try desk.answer(of: 0, to: Self.offer(raised: "400")) == .acts(profit: d("96.4")))
  }

  @Test(
    arguments: [
      // What it earns is exactly enough, or one unit too little.
      ("483", ["acts 10", "acts 10", "acts 10"], "0.1"),
      (
        "483.000000000000000001",
        [
          "skips thin_incentive", "acts 9.999999999999999999",
          "acts 9.999999999999999999",
        ], "0.1"
      ),
      ("493.5", ["skips thin_incentive", "skips thin_incentive", "skips thin_incentive"], "0.1"),
      // Gas at 2: 40 for all; the second would pay 10, and gets none of it done.
      ("400", ["acts 55", "fails gas_above_limit 2.5", "acts 55"], "2"),
      // Not even at its own limit would it be worth trying.
      ("485", ["skips thin_incentive", "skips thin_incentive", "skips thin_incentive"], "2"),
      ("480", ["skips thin_incentive", "fails gas_above_limit 2.5", "skips thin_incentive"], "2"),
      // Just its limit is not above it.
      ("400", ["acts 85", "acts 85", "acts 85"], "0.5"),
    ] as [(String, [String], String)])
  func answersDependOnGasAndProfit(pay: String, answers: [String], gas: String) throws {
    let desk = KeeperDesk(try Self.rules(), gasPrice: try d(gas))
    #expect(try desk.answers(to: Self.offer(pay: pay)).map(Self.text) == answers)
  }

  @Test func withoutAPriceOfGasItCostsNothing() throws {
    let desk = KeeperDesk(try Self.rules(), gasPrice: nil)
    #expect(
      try desk.answers(to: Self.offer()).map(Self.text) == ["acts 95", "acts 95", "acts 95"])
  }

  @Test func aFullBlockMakesAttemptsFail() throws {
    var desk = KeeperDesk(try Self.rules(), gasPrice: try d("0.1"))
    try desk.record(keeper: 0, paid: d("400"))
    #expect(desk.capacity == 1)
    #expect(try Self.text(desk.answer(of: 1, to: Self.offer())) == "acts 93")
    try desk.record(keeper: 2, paid: d("450"))
    #expect(
      try desk.answers(to: Self.offer()).map(Self.text)
        == ["fails no_capacity 0.5", "fails no_capacity 0.5", "skips no_capital"])
    try desk.record(keeper: 0, paid: d("1"))
    #expect(desk.capacity == 0)
    #expect(try desk.bidders().isEmpty)
    var rules = try Self.rules()
    rules.capacity = 0
    #expect(KeeperDesk(rules, gasPrice: nil).capacity == nil)
  }

  @Test func moneyIsSpentOnceInABlock() throws {
    var desk = KeeperDesk(try Self.rules(), gasPrice: nil)
    #expect(try desk.funds(of: 0) == nil)
    #expect(try desk.funds(of: 2) == d("500"))
    try desk.record(keeper: 2, paid: d("120"))
    #expect(try desk.funds(of: 2) == d("380"))
    #expect(try Self.text(desk.answer(of: 2, to: Self.offer(pay: "380"))) == "acts 115")
    #expect(try Self.text(desk.answer(of: 2, to: Self.offer(pay: "380.01"))) == "skips no_capital")
    try desk.record(keeper: 2, paid: d("999"))
    #expect(try desk.funds(of: 2) == .zero)
  }

  @Test func aHaltStopsEverybody() throws {
    let desk = KeeperDesk(try Self.rules(), gasPrice: nil, isHalted: true)
    #expect(
      try desk.answers(to: Self.offer()).map(Self.text)
        == ["skips halted", "skips halted", "skips halted"])
    #expect(try desk.bidders().isEmpty)
  }

  @Test func withoutKeepersTheVenueActs() throws {
    let desk = KeeperDesk(KeeperRules(), gasPrice: try d("7"))
    #expect(desk.venueActs)
    #expect(try desk.answers(to: Self.offer()).isEmpty)
    #expect(!KeeperDesk(try Self.rules(), gasPrice: nil).venueActs)
  }

  @Test func costsAreRoundedAgainstTheKeeper() throws {
    var rules = try Self.rules()
    rules.gas = try d("0.000000000000000003")
    rules.failedGas = try d("0.5")
    let desk = KeeperDesk(rules, gasPrice: try d("0.5"))
    #expect(try desk.gasCost(of: 0) == d("0.000000000000000002"))
    #expect(try desk.lostGas(of: 0) == d("0.000000000000000001"))
    #expect(try desk.lostGas(of: 0, decimals: 6) == d("0.000001"))
    #expect(try desk.incentive(raised: d("1234.56"), decimals: 2) == d("4.23"))
  }

  /// When gas is dear only one of three keepers still bids, and wins for the least there is.
  @Test func aGasSpikeLeavesOneBidderAlone() throws {
    var rules = try Self.rules()
    rules.list[2].gasLimit = try d("0.2")
    let auction = EnglishAuction(
      id: "1", account: 0, subject: .asset(0), lot: try d("5"), debt: try d("400"), started: 0)
    for (gas, count, pay) in [("0.1", 3, "400"), ("2", 1, "0.000001")] {
      let desk = KeeperDesk(rules, gasPrice: try d(gas))
      let bidders = try desk.bidders()
      #expect(bidders.count == count)
      let bid = try auction.nextBid(
        among: bidders, price: desk.bidPrice(reference: d("100")), rules: AuctionRules(),
        decimals: TradeDecimals(size: 18, money: 6))
      #expect(bid == .init(bidder: gas == "2" ? 0 : 2, pay: try d(pay), lot: try d("5")))
    }
    #expect(
      try KeeperDesk(rules, gasPrice: d("2")).bidders()
        == [.init(id: 0, costs: d("50"))])
  }

  private static func text(_ answer: KeeperDesk.Answer) -> String {
    switch answer {
    case .acts(let profit): "acts \(profit)"
    case .skips(let reason): "skips \(reason.rawValue)"
    case .fails(let reason, let fee): "fails \(reason.rawValue) \(fee)"
    }
  }
}
