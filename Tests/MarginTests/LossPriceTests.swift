import Engine
import FixedPoint
import LedgerSupport
import Margin
import Testing

@Suite struct LossPriceTests {
  private static func tiers(_ steps: [(String, String)]) throws -> [MarketTerms.Tier] {
    try steps.map { above, maintenance in
      var tier = MarketTerms.Tier()
      tier.above = try Decimal18(above)
      tier.maintenance = try Decimal18(maintenance)
      return tier
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var rest: String
    var size: String
    var tiers: [(String, String)] = []
    var factor = "1"
    var tick = "0.01"
    var exact: String?
    var rounded: String?

    var testDescription: String { "\(rest) and \(size), tiers \(tiers)" }
  }

  static let bankruptcies: [Case] = [
    // 10 long bought at 100 with a balance of 70: 70 − 1000 + 10·p = 0 at 93.
    Case(rest: "-930", size: "10", exact: "93", rounded: "93"),
    // 3 short: 100/3, down for a short one and up for a long one.
    Case(rest: "100", size: "-3", exact: "100/3", rounded: "33.33"),
    Case(rest: "-100", size: "3", exact: "100/3", rounded: "33.34"),
    Case(rest: "-100", size: "3", tick: "5", exact: "100/3", rounded: "35"),
    // A long one that is paid for never goes bankrupt; a short one that is already is so at any
    // price.
    Case(rest: "0", size: "3"), Case(rest: "50", size: "3"),
    Case(rest: "0", size: "-3"), Case(rest: "-50", size: "-3"), Case(rest: "9", size: "0"),
    // Below the first tick of a short one there is no price.
    Case(rest: "0.02", size: "-3", exact: "1/150", rounded: nil),
    Case(rest: "-0.02", size: "3", exact: "1/150", rounded: "0.01"),
    // Beyond the range of decimals the last tick within stands.
    Case(
      rest: "1000", size: "-0.000000000000000001", tick: "1", exact: "1000000000000000000000",
      rounded: "170141183460469231731"),
  ]

  @Test(arguments: bankruptcies)
  func bankruptcyIsWhereEquityIsZero(_ test: Case) throws {
    let price = try BankruptcyPrice.of(rest: Decimal18(test.rest), size: Decimal18(test.size))
    #expect(price?.exact == (try Self.ratio(test.exact)))
    #expect(
      try price?.rounded(tick: Decimal18(test.tick)) == test.rounded.map { try Decimal18($0) })
    let same = try LiquidationPrice.of(
      rest: Decimal18(test.rest), size: Decimal18(test.size), tiers: [])
    #expect(same == price, "without a requirement it is where liquidation begins")
  }

  private static let steps = [("0", "0.05"), ("1000", "0.1"), ("5000", "0.5")]

  static let liquidations: [Case] = [
    // 930 = N·(1 − 0.05): N = 978.94…, within the first tier; per 10.
    Case(
      rest: "-930", size: "10", tiers: steps, exact: "1860/19", rounded: "97.9"),
    // At the first edge the excess is rest + 950: the price is the edge's.
    Case(rest: "-950", size: "10", tiers: steps, exact: "100", rounded: "100"),
    // 1000·0.05 + (N − 1000)·0.1 = N − 1400 → N = 1350/0.9 = 1500.
    Case(rest: "-1400", size: "10", tiers: steps, exact: "150", rounded: "150"),
    // A short one: rest − N − M(N) = 0 in the first tier, 105/1.05 = 100.
    Case(rest: "105", size: "-10", tiers: steps, exact: "10", rounded: "10"),
    Case(rest: "1050", size: "-10", tiers: steps, exact: "100", rounded: "100"),
    // 2150 = N + 50 + (N − 1000)·0.1 → N = 2200/1.1 = 2000.
    Case(rest: "2150", size: "-10", tiers: steps, exact: "200", rounded: "200"),
    // In the last tier: M = 0.5·N − 2050, 7000 + 2050 = 1.5·N.
    Case(rest: "7000", size: "-10", tiers: steps, exact: "1810/3", rounded: "603.33"),
    // The factor doubles the rates: 900 = N·(1 − 0.1).
    Case(rest: "-900", size: "10", tiers: steps, factor: "2", exact: "100", rounded: "100"),
    // Nothing is required up to 1000.
    Case(rest: "-500", size: "10", tiers: [("1000", "0.1")], exact: "50", rounded: "50"),
    // A requirement of the whole value is never covered by it.
    Case(rest: "-500", size: "10", tiers: [("0", "1")]),
    Case(rest: "-500", size: "10", tiers: [("0", "0.5"), ("400", "1")]),
    Case(
      rest: "-200", size: "10", tiers: [("0", "0.5"), ("400", "1")], exact: "40", rounded: "40"),
    Case(rest: "10", size: "10", tiers: steps), Case(rest: "-10", size: "-10", tiers: steps),
  ]

  @Test(arguments: liquidations)
  func liquidationIsWhereResourcesEqualTheRequirement(_ test: Case) throws {
    let price = try LiquidationPrice.of(
      rest: Decimal18(test.rest), size: Decimal18(test.size), tiers: Self.tiers(test.tiers),
      factor: Decimal18(test.factor))
    #expect(price?.exact == (try Self.ratio(test.exact)))
    #expect(
      try price?.rounded(tick: Decimal18(test.tick)) == test.rounded.map { try Decimal18($0) })
  }

  /// The exchanges' formulas, with the published inputs of `BinanceFutures` and
  /// `HyperliquidMargin`.
  @Test func agreesWithThePublishedExamples() throws {
    // Binance: wallet 1535443.01, long 3683.979 at 1456.84, rate 0.1, deduction 135365: 1153.26
    // with 109.488 BTC from 32481.98 at 31967.27, rate 0.025, deduction 16300.
    let other = BinanceFutures.Other(
      size: try Self.exact("109.488"), mark: try Self.exact("31967.27"),
      entry: try Self.exact("32481.98"), rate: try Self.exact("0.025"),
      deduction: try Self.exact("16300"))
    let published = try BinanceFutures.liquidationPrice(
      of: BinanceFutures.Position(
        side: .long, size: Self.exact("3683.979"), entry: Self.exact("1456.84"),
        rate: Self.exact("0.1"), deduction: Self.exact("135365")),
      wallet: Self.exact("1535443.01"), others: [other])
    let tiers = try Self.tiers([
      ("0", "0.0065"), ("10000", "0.01"), ("100000", "0.02"), ("500000", "0.05"),
      ("1000000", "0.1"),
    ])
    // These tiers' own deduction takes the place of 135365.
    let deduction = try Self.exact("66035")
    let cost = try Self.exact("3683.979") * Self.exact("1456.84")
    let rest =
      try Self.exact("1535443.01") - cost - Self.maintenanceOfOther()
      + Self.exact("135365") - deduction
    let price = try #require(
      try LiquidationPrice.of(
        rest: Self.decimal(rest), size: Decimal18("3683.979"), tiers: tiers))
    #expect(price.exact == published)
    #expect(try price.rounded(tick: Decimal18("0.01")) == Decimal18("1153.26"))

    // Hyperliquid: SOL, short and long, of one tier at half of 1/20.
    for side in [PositionSide.long, .short] {
      let published = try HyperliquidMargin.liquidationPrice(
        side: side, size: Self.exact("0.6"), entry: Self.exact("173.06"), leverage: .one,
        maxLeverage: ExactRatio(20), collateral: Self.exact("20.735658"))
      let size = try Decimal18(side == .long ? "0.6" : "-0.6")
      let cost = try size.multiplied(by: Decimal18("173.06"), rounding: .exact)
      let price = try LiquidationPrice.of(
        rest: try Decimal18("20.735658") - cost, size: size, tiers: Self.tiers([("0", "0.025")]))
      #expect(price?.exact == published)
    }
  }

  /// Prices are tried tick by tick: below the price of a long position it is not covered, and so
  /// on.
  @Test(arguments: 0..<300 as Range<UInt64>)
  func agreesWithTryingEveryPrice(_ seed: UInt64) throws {
    var random = SeededRandom(seed)
    let size = random.pick([-7, -2, -1, 1, 3, 9])
    let rest = Int.random(in: -900...900, using: &random)
    var steps: [(above: Int, perMille: Int)] = []
    var (above, rate) = (random.pick([0, 0, 40]), Int.random(in: 0...200, using: &random))
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      steps.append((above, rate))
      above += Int.random(in: 1...200, using: &random)
      rate += Int.random(in: 0...250, using: &random)
    }
    let tiers = try steps.map { above, perMille in
      var tier = MarketTerms.Tier()
      tier.above = Decimal18(Int64(above))
      tier.maintenance = try Decimal18(Int64(perMille)).multiplied(
        by: 1, dividedBy: 1_000, rounding: .exact)
      return tier
    }
    let price = try LiquidationPrice.of(
      rest: Decimal18(Int64(rest)), size: Decimal18(Int64(size)), tiers: tiers)
    // The first covered price of a long position, the last one of a short one, in halves.
    let covered = (1...2_000).filter { Self.thousandths(rest, size, steps, halves: $0) >= 0 }
    let found = try (size > 0 ? covered.first : covered.last).map {
      try Decimal18(Int64($0)).multiplied(by: 1, dividedBy: 2, rounding: .exact)
    }
    if let price, let rounded = try price.rounded(tick: Decimal18("0.5")) {
      #expect(rounded > Decimal18(1_000) || found == rounded, "seed \(seed)")
      // Exactly there the account is covered, and no more than that.
      #expect(
        try Self.excess(Decimal18(Int64(rest)), size, tiers, price.exact) == .zero, "seed \(seed)")
    } else if price != nil {
      #expect(found == nil && size < 0, "covered below the first tick only, seed \(seed)")
    } else {
      #expect(covered.isEmpty || (size > 0 && covered.count == 2_000), "seed \(seed)")
    }
  }

  // MARK: - The slow model

  /// The excess at a price in halves, × 2000.
  private static func thousandths(
    _ rest: Int, _ size: Int, _ steps: [(above: Int, perMille: Int)], halves: Int
  ) -> Int {
    let notional = abs(size) * halves
    var excess = (2 * rest + size * halves) * 1_000
    for (place, step) in steps.enumerated() {
      let end = place + 1 < steps.count ? min(notional, 2 * steps[place + 1].above) : notional
      excess -= max(0, end - 2 * step.above) * step.perMille
    }
    return excess
  }

  private static func excess(
    _ rest: Decimal18, _ size: Int, _ tiers: [MarketTerms.Tier], _ price: ExactRatio
  ) throws -> ExactRatio {
    let value = try ExactRatio(Int256(Int128(size))) * price
    let notional = value < .zero ? try -value : value
    var excess = try exact(rest.description) + value
    for (place, tier) in tiers.enumerated() {
      let above = try exact(tier.above.description)
      let end =
        place + 1 < tiers.count
        ? min(notional, try exact(tiers[place + 1].above.description)) : notional
      if end > above {
        excess = try excess - (end - above) * exact(tier.maintenance.description)
      }
    }
    return excess
  }

  private static func maintenanceOfOther() throws -> ExactRatio {
    let notional = try exact("109.488") * exact("31967.27")
    let loss = try exact("109.488") * exact("32481.98") - notional
    return try notional * exact("0.025") - exact("16300") + loss
  }

  private static func exact(_ text: String) throws -> ExactRatio {
    try #require(ExactRatio(decimal: text))
  }

  private static func decimal(_ ratio: ExactRatio) throws -> Decimal18 {
    try Decimal18(ratio.description)
  }

  /// A decimal, or two with a stroke between.
  private static func ratio(_ text: String?) throws -> ExactRatio? {
    guard let text else { return nil }
    let parts = try text.split(separator: "/").map { try exact(String($0)) }
    return parts.count == 2 ? try parts[0] / parts[1] : parts[0]
  }
}
