import FixedPoint
import Margin
import Testing

private func d(_ text: String) throws -> Decimal18 { try Decimal18(text) }

@Suite struct MechanismDutchAuctionTests {
  private static func rules(_ curve: AuctionRules.Curve) throws -> AuctionRules {
    var rules = AuctionRules()
    rules.curve = curve
    rules.start = try d("1.2")
    rules.cut = try d("0.99")
    rules.step = 90
    rules.duration = 3600
    rules.resetSeconds = 8400
    rules.resetDrop = try d("0.4")
    return rules
  }

  private static func auction(
    lot: String = "10", debt: String? = "1100", top: String = "200"
  ) throws -> DutchAuction {
    DutchAuction(
      id: "7", account: 3, subject: .asset(1), lot: try d(lot), debt: try debt.map { try d($0) },
      top: try d(top), started: 1_000_000)
  }

  @Test(
    arguments: [
      (.linear, 0, "200"), (.linear, 900, "150"), (.linear, 3599, "0.055555555555555555"),
      (.linear, 3600, "0"), (.linear, 9999, "0"),
      (.exponential, 0, "200"), (.exponential, 1, "198"), (.exponential, 2, "196.02"),
      (.exponential, 100, "73.206468254645900986"),
      (.stairStep, 0, "200"), (.stairStep, 89, "200"), (.stairStep, 90, "198"),
      (.stairStep, 180, "196.02"), (.stairStep, 9000, "73.206468254645900986"),
      (.stairStep, -5, "200"),
    ] as [(AuctionRules.Curve, Int64, String)])
  func thePriceFollowsTheCurve(curve: AuctionRules.Curve, seconds: Int64, price: String) throws {
    let auction = try Self.auction()
    let rules = try Self.rules(curve)
    #expect(try auction.price(at: 1_000_000 + seconds * 1000, rules: rules) == d(price))
    // A second that is not over does not count.
    if seconds >= 0 {
      #expect(try auction.price(at: 1_000_999 + seconds * 1000, rules: rules) == d(price))
    }
  }

  /// Against the factor multiplied once for each second.
  ///
  /// That loses less than 10^-27 each time; a square loses twice what its root lost, and as much
  /// again. A top of 10^9 shows all 27 decimals.
  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func thePowerIsThatOfSlowMultiplication(seed: UInt64) throws {
    var random = MechanismRandom(seed: seed)
    var rules = AuctionRules()
    rules.curve = .exponential
    rules.cut =
      try Decimal18.one - Decimal18(mantissa: Int128(random.whole(1...100_000_000_000_000_000)))
    let cut = try Ratio27(rules.cut)
    var slow = Ratio27.one
    for second in 0..<400 as Range<Int64> {
      let fast = try rules.price(top: d("1000000000"), afterSeconds: second)
      let difference = fast.mantissa - slow.mantissa
      #expect(difference.magnitude <= 2 * second.magnitude, "seed \(seed), second \(second)")
      slow = try slow.multiplied(by: cut, rounding: .down)
    }
  }

  /// Never above the top and never rising, also for factors next to 1, very late, and huge tops.
  @Test(arguments: [
    "0.999999999999999999", "0.999999999999", "0.9999999", "0.99", "0.5", "0.000000000000000001",
    "0", "1", "1.5",
  ])
  func thePriceNeverRises(cut: String) throws {
    var random = MechanismRandom(seed: 11)
    for curve in AuctionRules.Curve.allCases {
      var rules = try Self.rules(curve)
      rules.cut = try d(cut)
      rules.step = 1
      rules.duration = random.whole(1...5_000_000)
      let top = try Decimal18(mantissa: .max).divided(by: d("3"), rounding: .down)
      for _ in 0..<80 {
        let late = random.whole(0...62)
        // Half of them where the exponent's bits carry.
        let power = Int64(1) << late
        let start = random.whole(0...1) == 0 ? max(0, power - 6) : random.whole(0...power)
        var last = top
        for second in start..<(start + 12) {
          let price = try rules.price(top: top, afterSeconds: second)
          #expect(price <= last, "\(curve) \(cut) second \(second)")
          last = price
        }
      }
    }
  }

  @Test(
    arguments: [
      (.stairStep, 8400, nil), (.stairStep, 8401, .time),
      // 0.99^91 is 0.4007, 0.99^92 is 0.3967.
      (.exponential, 91, nil), (.exponential, 92, .drop),
      // 40 % of the top is left at 60 % of the time, and is not below it.
      (.linear, 2160, nil), (.linear, 2161, .drop),
    ] as [(AuctionRules.Curve, Int64, DutchAuction.ResetReason?)])
  func itMustStartAgain(
    curve: AuctionRules.Curve, seconds: Int64, reason: DutchAuction.ResetReason?
  ) throws {
    var rules = try Self.rules(curve)
    if curve == .stairStep { rules.resetDrop = .zero }
    var auction = try Self.auction()
    let time = 1_000_000 + seconds * 1000
    #expect(try auction.needsReset(at: time, rules: rules) == reason)
    let take = try auction.take(
      atMost: d("1"), maximumPay: d("10000"), at: time, rules: rules)
    #expect((take == nil) == (reason != nil))
    try auction.reset(at: time, reference: d("100"), rules: rules)
    #expect(auction.top == (try d("120")))
    #expect(auction.started == time)
    #expect(auction.kicks == 2)
    #expect(try auction.needsReset(at: time, rules: rules) == nil)
    rules.resetSeconds = 0
    rules.resetDrop = .zero
    #expect(try Self.auction().needsReset(at: time, rules: rules) == nil)
  }

  /// At 150 each: lot 10, debt 1,100, dust 300.
  @Test(
    arguments: [
      // A part.
      ("2", "10000", "2", "300"),
      // All of the debt buys 7.33.
      ("10", "10000", "7.333333333333333333", "1100"),
      ("8", "10000", "7.333333333333333333", "1100"),
      // A part that would leave 200 leaves 300.
      ("6", "10000", "5.333333333333333333", "800"),
      // A part that leaves exactly 300 is fine.
      ("5.333333333333333333", "10000", "5.333333333333333333", "799.99999999999999995"),
      // The purse sets the size.
      ("10", "450", "3", "450"),
      ("10", "0", nil, nil),
      ("0", "450", nil, nil),
    ] as [(String, String, String?, String?)])
  func aPartIsTaken(amount: String, purse: String, lot: String?, paid: String?) throws {
    var auction = try Self.auction()
    let time: Int64 = 1_900_000
    let rules = try Self.rules(.linear)
    let take = try auction.take(
      atMost: d(amount), maximumPay: d(purse), at: time, rules: rules,
      terms: .init(dust: d("300")))
    #expect(take?.lot == (try lot.map { try d($0) }))
    #expect(take?.paid == (try paid.map { try d($0) }))
    guard let take else { return }
    #expect(take.price == (try d("150")))
    try auction.apply(lot: take.lot, paid: take.paid)
    #expect(try auction.lot + take.lot == d("10"))
    #expect(auction.outcome == (take.paid == (try d("1100")) ? .raised : nil))
  }

  @Test func aDebtThatIsNotAboveTheDustIsPaidWhole() throws {
    let auction = try Self.auction(debt: "300")
    let rules = try Self.rules(.linear)
    let terms = DutchAuction.Terms(dust: try d("300"))
    #expect(
      try auction.take(
        atMost: d("1"), maximumPay: d("999"), at: 1_900_000, rules: rules, terms: terms) == nil)
    #expect(
      try auction.take(
        atMost: d("2"), maximumPay: d("999"), at: 1_900_000, rules: rules, terms: terms)?.paid
        == d("300"))
  }

  @Test func aLotThatIsTooSmallIsSoldOut() throws {
    var auction = try Self.auction(lot: "4")
    let rules = try Self.rules(.linear)
    let take = try #require(
      try auction.take(
        atMost: d("9"), maximumPay: d("9999"), at: 1_900_000, rules: rules,
        terms: .init(dust: d("1000"))))
    #expect(take.lot == (try d("4")))
    #expect(take.paid == (try d("600")))
    try auction.apply(lot: take.lot, paid: take.paid)
    #expect(auction.outcome == .sold)
    #expect(auction.debt == (try d("500")))
    #expect(
      try auction.take(atMost: d("1"), maximumPay: d("9"), at: 1_900_000, rules: rules) == nil)
  }

  @Test func withoutADebtAllOfTheLotIsForSale() throws {
    var auction = try Self.auction(debt: nil)
    let take = try #require(
      try auction.take(
        atMost: d("99"), maximumPay: d("9999"), at: 1_900_000, rules: Self.rules(.linear)))
    #expect(take.paid == (try d("1500")))
    try auction.apply(lot: take.lot, paid: take.paid)
    #expect(auction.outcome == .raised)
  }

  @Test func nothingIsSoldForNothing() throws {
    var rules = try Self.rules(.linear)
    rules.resetDrop = .zero
    let auction = try Self.auction()
    #expect(
      try auction.take(atMost: d("1"), maximumPay: d("9"), at: 4_600_000, rules: rules) == nil)
  }

  /// Random auctions to their end: nothing is lost or made, the dust rule holds, and no taker pays
  /// less than the price.
  @Test(arguments: 1...80 as ClosedRange<UInt64>)
  func takesAreConserved(seed: UInt64) throws {
    var random = MechanismRandom(seed: seed)
    let decimals = TradeDecimals(size: Int(random.whole(2...18)), money: Int(random.whole(2...18)))
    var rules = try Self.rules(AuctionRules.Curve.allCases[Int(random.whole(0...2))])
    rules.resetDrop = .zero
    let lot = random.amount(digits: 3, decimals: decimals.size)
    let debt = random.amount(digits: 5, decimals: decimals.money)
    let terms = DutchAuction.Terms(
      dust: random.amount(digits: 3, decimals: decimals.money), decimals: decimals)
    var auction = DutchAuction(
      id: "1", account: 0, subject: .market(0), lot: lot, debt: debt,
      top: random.amount(digits: 4), started: 0)
    var (sold, raised) = (Decimal18.zero, Decimal18.zero)
    for step in 0..<40 as Range<Int64> {
      let purse = random.amount(digits: 5)
      let wish = random.amount(digits: 3)
      let take = try auction.take(
        atMost: wish, maximumPay: purse, at: step * 60_000, rules: rules, terms: terms)
      guard let take else { continue }
      #expect(take.lot <= wish && take.paid <= purse, "seed \(seed)")
      #expect(try take.lot.rounded(toDecimals: decimals.size, rounding: .down) == take.lot)
      #expect(try take.paid.rounded(toDecimals: decimals.money, rounding: .down) == take.paid)
      let worth = Int256Sum(product: take.lot.mantissa, take.price.mantissa)
      #expect(worth <= Int256Sum(product: take.paid.mantissa, Decimal18.one.mantissa))
      try auction.apply(lot: take.lot, paid: take.paid)
      try sold += take.lot
      try raised += take.paid
      let left = try #require(auction.debt)
      #expect(
        left.isZero || auction.lot.isZero || left >= min(terms.dust, debt), "seed \(seed)")
      #expect(try sold + auction.lot == lot, "seed \(seed)")
      #expect(try raised + left == debt, "seed \(seed)")
    }
  }
}
