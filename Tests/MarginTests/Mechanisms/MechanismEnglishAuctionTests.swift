import FixedPoint
import Margin
import Testing

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

@Suite struct MechanismEnglishAuctionTests {
  private static func rules(step: String = "1.05") throws -> AuctionRules {
    var rules = AuctionRules()
    rules.bidStep = try d(step)
    rules.bidSeconds = 600
    rules.duration = 7200
    return rules
  }

  /// 50 of a collateral for a debt of 5,000.
  private static func auction(
    debt: String? = "5000", bids: [(bidder: Int, pay: String, lot: String)] = []
  ) throws -> EnglishAuction {
    var auction = EnglishAuction(
      id: "9", account: 4, subject: .asset(2), lot: try d("50"),
      debt: try debt.map { try d($0) }, started: 0)
    for bid in bids {
      auction.apply(.init(bidder: bid.bidder, pay: try d(bid.pay), lot: try d(bid.lot)), at: 1000)
    }
    return auction
  }

  private static let cents = TradeDecimals(size: 4, money: 2)

  // MARK: - Which bids count

  @Test(
    arguments: [
      (nil, "0", "50", .notHigher), (nil, "0.01", "50", nil), (nil, "10", "49", .wrongLot),
      (nil, "5000", "50", nil), (nil, "5000.01", "50", .aboveDebt),
      ("100", "100", "50", .notHigher), ("100", "104.99", "50", .smallStep),
      ("100", "105", "50", nil), ("100", "105", "51", .wrongLot),
      // All of the debt beats whatever the step.
      ("4999", "5000", "50", nil),
    ] as [(String?, String, String, EnglishAuction.Refusal?)])
  func beforeTheDebtIsCoveredBidsOfferMore(
    last: String?, pay: String, lot: String, refusal: EnglishAuction.Refusal?
  ) throws {
    let auction = try Self.auction(bids: last.map { [(1, $0, "50")] } ?? [])
    let bid = EnglishAuction.Bid(bidder: 2, pay: try d(pay), lot: try d(lot))
    #expect(try auction.refusal(of: bid, at: 2000, rules: Self.rules()) == refusal)
  }

  @Test(
    arguments: [
      ("5000", "50", .notLess), ("5000", "0", .notLess), ("5000", "48", .smallStep),
      ("5000", "47.6", nil), ("4999", "40", .notDebt), ("5001", "40", .notDebt),
    ] as [(String, String, EnglishAuction.Refusal?)])
  func onceTheDebtIsCoveredBidsAskForLess(
    pay: String, lot: String, refusal: EnglishAuction.Refusal?
  ) throws {
    let auction = try Self.auction(bids: [(1, "5000", "50")])
    #expect(auction.isCovered)
    let bid = EnglishAuction.Bid(bidder: 2, pay: try d(pay), lot: try d(lot))
    #expect(try auction.refusal(of: bid, at: 2000, rules: Self.rules()) == refusal)
  }

  @Test func withoutADebtTheHighestBidWins() throws {
    let auction = try Self.auction(debt: nil, bids: [(1, "9000", "50")])
    let rules = try Self.rules()
    let bid = EnglishAuction.Bid(bidder: 2, pay: try d("9450"), lot: try d("50"))
    #expect(!auction.isCovered)
    #expect(try auction.refusal(of: bid, at: 2000, rules: rules) == nil)
    #expect(auction.outcome(at: 601_000, rules: rules) == .sold)
  }

  // MARK: - The end

  @Test(
    arguments: [
      (nil, 7_199_999, nil), (nil, 7_200_000, .unsold),
      (("4000", 1000), 600_999, nil), (("4000", 1000), 601_000, .sold),
      (("5000", 1000), 601_000, .raised),
      // The duration ends it even shortly after a bid.
      (("5000", 7_199_000), 7_199_999, nil), (("5000", 7_199_000), 7_200_000, .raised),
    ] as [((String, Int64)?, Int64, AuctionOutcome?)])
  func itEndsByTheClock(bid: (String, Int64)?, time: Int64, outcome: AuctionOutcome?) throws {
    var auction = try Self.auction()
    let rules = try Self.rules()
    if let bid {
      auction.apply(.init(bidder: 1, pay: try d(bid.0), lot: try d("50")), at: bid.1)
    }
    #expect(auction.outcome(at: time, rules: rules) == outcome)
    let late = EnglishAuction.Bid(bidder: 2, pay: try d("5000"), lot: try d("40"))
    let refusal = try auction.refusal(of: late, at: time, rules: rules)
    #expect((refusal == .over) == (outcome != nil))
  }

  @Test func itStartsAgainWithoutBids() throws {
    var auction = try Self.auction(bids: [(1, "5000", "40")])
    #expect(try auction.returned == d("10"))
    auction.restart(at: 8_000_000)
    #expect(auction.best == nil)
    #expect(auction.kicks == 2)
    #expect(try auction.returned == d("50"))
    #expect(auction.outcome(at: 8_000_001, rules: try Self.rules()) == nil)
  }

  // MARK: - Who bids what

  /// The bids of keepers with those costs (and funds), lot 50 at `price`, until nobody bids on.
  private static func bids(
    costs: [String], funds: [String?]? = nil, price: String, step: String = "1.05",
    debt: String? = "5000"
  ) throws -> [EnglishAuction.Bid] {
    let bidders = try costs.enumerated().map { place, costs in
      EnglishAuction.Bidder(
        id: place, costs: try d(costs), funds: try funds?[place].map { try d($0) })
    }
    var auction = try auction(debt: debt)
    let rules = try rules(step: step)
    var bids: [EnglishAuction.Bid] = []
    while bids.count < 20,
      let bid = try auction.nextBid(
        among: bidders, price: d(price), rules: rules, decimals: cents)
    {
      #expect(try auction.refusal(of: bid, at: 0, rules: rules) == nil)
      auction.apply(bid, at: 0)
      bids.append(bid)
    }
    return bids
  }

  private static func bid(_ bidder: Int, _ pay: String, _ lot: String = "50") throws
    -> EnglishAuction.Bid
  {
    .init(bidder: bidder, pay: try d(pay), lot: try d(lot))
  }

  @Test func whoIsAloneWinsForOneCent() throws {
    #expect(try Self.bids(costs: ["100"], price: "90") == [Self.bid(0, "0.01")])
    // The others would have to pay more than it is worth to them.
    #expect(
      try Self.bids(costs: ["4500", "100", "9000"], price: "90") == [Self.bid(1, "0.01")])
  }

  @Test func theWinnerJustBeatsTheSecond() throws {
    // Worth 4,500 less 100, 400 and 1,000: 4,100 · 1.05.
    #expect(try Self.bids(costs: ["400", "100", "1000"], price: "90") == [Self.bid(1, "4305")])
    // 4,390 · 1.05 is more than it is worth to the first.
    #expect(try Self.bids(costs: ["100", "110"], price: "90") == [Self.bid(0, "4400")])
    // Without a step one cent more is enough.
    #expect(
      try Self.bids(costs: ["100", "110"], price: "90", step: "1") == [Self.bid(0, "4390.01")])
    // Equal ones: the first of the list.
    #expect(try Self.bids(costs: ["100", "100"], price: "90") == [Self.bid(0, "4400")])
  }

  @Test func fundsBoundWhatSomebodyBids() throws {
    #expect(
      try Self.bids(costs: ["100", "110"], funds: ["300", nil], price: "90")
        == [Self.bid(1, "315")])
    #expect(
      try Self.bids(costs: ["100", "110"], funds: ["300", "0"], price: "90")
        == [Self.bid(0, "0.01")])
  }

  @Test func nobodyBidsForWhatIsWorthNothing() throws {
    #expect(try Self.bids(costs: ["100"], price: "2").isEmpty)
    #expect(try Self.bids(costs: [], price: "90").isEmpty)
    #expect(try Self.bids(costs: ["0"], price: "0").isEmpty)
  }

  @Test func aCoveredDebtIsPaidForLessOfTheLot() throws {
    // Worth 10,000 less 100 and 400. Both pay 5,000; then for 27 of the lot the second would
    // (5,400 / 200), and the first for 25.5, which asks for 27 / 1.05.
    #expect(
      try Self.bids(costs: ["100", "400"], price: "200")
        == [Self.bid(0, "5000"), Self.bid(1, "5000", "27"), Self.bid(0, "5000", "25.7142")])
    // The second cannot pay the debt: the first is never beaten.
    #expect(
      try Self.bids(costs: ["100", "400"], funds: [nil, "4990"], price: "200")
        == [Self.bid(0, "5000")])
    // A step that the first cannot beat: it asks for what it needs, or leaves it to the second.
    #expect(
      try Self.bids(costs: ["100", "110"], price: "200", step: "1.0001").last
        == Self.bid(0, "5000", "25.5474"))
  }

  /// The last bid is one that nobody would beat, its bidder gains by it, and each bid counts.
  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func biddingEndsWithTheBestBidder(seed: UInt64) throws {
    var random = MechanismRandom(seed: seed)
    let price = random.amount(digits: 3, decimals: 4)
    let decimals = TradeDecimals(size: 6, money: 4)
    let bidders = (0..<Int(random.whole(1...6))).map { id in
      EnglishAuction.Bidder(
        id: id, costs: random.amount(digits: 3, decimals: 4),
        funds: random.whole(0...2) == 0 ? random.amount(digits: 5) : nil)
    }
    var rules = try Self.rules()
    rules.bidStep = [Decimal18.one, try d("1.001"), try d("1.2")][Int(random.whole(0...2))]
    var auction = EnglishAuction(
      id: "", account: 0, subject: .asset(0), lot: random.amount(digits: 3, decimals: 6),
      debt: random.whole(0...3) == 0 ? nil : random.amount(digits: 4, decimals: 4), started: 0)
    var count = 0
    while let bid = try auction.nextBid(
      among: bidders, price: price, rules: rules, decimals: decimals)
    {
      #expect(try auction.refusal(of: bid, at: 0, rules: rules) == nil, "seed \(seed): \(bid)")
      let worth = try bid.lot.multiplied(by: price, rounding: .down) - bidders[bid.bidder].costs
      #expect(worth >= bid.pay, "seed \(seed)")
      auction.apply(bid, at: 0)
      count += 1
      try #require(count < 12, "seed \(seed)")
    }
    let values = try bidders.map { bidder in
      let value = try auction.lot.multiplied(by: price, rounding: .down) - bidder.costs
      return min(value, bidder.funds ?? value)
    }
    let unit = try d("0.0001")
    #expect((auction.best == nil) == values.allSatisfy { $0 < unit }, "seed \(seed)")
    if let best = auction.best, !auction.isCovered {
      #expect(values[best.bidder] == values.max(), "seed \(seed)")
    }
  }
}
