import Audit
import Ledger

extension FactCheckTests.Case {
  // MARK: - Positions

  /// An account with 100 USD that is long 10 at 50, where it ends at a mark of 45 with an equity of 50.
  private static let trader =
    market + """
      1 deposit account=a asset=USD amount=100
      1 fill account=a market=X-USD side=buy size=10 price=50

      """
  private static let market = """
    1 venue name=V unit=USD
    1 asset asset=USD decimals=6
    1 asset asset=X decimals=6
    1 market market=X-USD base=X quote=USD

    """
  private static let start = "2 liquidation_start account=a scope=cross notional=450 equity=50\n"
  private static let second = """
    1 asset asset=Y decimals=6
    1 market market=Y-USD base=Y quote=USD
    1 fill account=a market=Y-USD side=buy size=1 price=50

    """
  private static let feesAndFunding = """
    1 fee account=a asset=USD amount=0
    1 funding_payment account=a market=X-USD amount=0

    """

  /// Starts of liquidation of accounts of their own, with an equity of that part of 1000.
  private static func starts(_ equities: [String]) -> String {
    equities.enumerated().map { place, equity in
      "3 liquidation_start account=n\(place) scope=cross notional=1000 equity=\(equity)\n"
    }.joined()
  }

  /// Ten blocks in which both sides of a trade are recorded, and one with these fills.
  private static func trades(_ fills: String...) -> String {
    market
      + ((2...11).map {
        "\($0) fill account=a market=X-USD side=buy size=1 price=50\n"
          + "\($0) fill account=b market=X-USD side=sell size=1 price=50\n"
      }).joined() + fills.map { "12 fill \($0)\n" }.joined()
  }

  static let positions: [Self] = [
    Self(
      name: "a side of another price", check: "trade-sides",
      log: trades(
        "account=a market=X-USD side=buy size=3 price=50",
        "account=b market=X-USD side=sell size=3 price=51"),
      held: 10, broken: 1, code: .unexplainedResidual, stake: "3 USD"),
    Self(
      name: "a side that is missing", check: "trade-sides",
      log: trades(
        "account=a market=X-USD side=buy size=3 price=50",
        "account=b market=X-USD side=sell size=1 price=50"),
      held: 10, broken: 1, code: .unexplainedResidual, stake: "2 X"),
    Self(name: "one position", check: "mark-price", log: trader + start, held: 1),
    Self(
      name: "two positions", check: "mark-price", log: trader + second + start, undecidable: 1,
      lacks: [.priceUpdate]),
    Self(
      name: "ten clean prices and one that is none", check: "mark-price",
      log: trader
        + ((1...10).map { "2 fill account=m\($0) market=X-USD side=buy size=3 price=50\n" })
        .joined()
        + "2 fill account=m11 market=X-USD side=buy size=3 price=50\n"
        + ((1...10).map { "3 liquidation_start account=m\($0) notional=135 equity=1\n" }).joined()
        + "3 liquidation_start account=m11 notional=135.1234567 equity=1\n",
      held: 10, broken: 1, code: .unexplainedResidual),
    Self(
      name: "closed at 40", check: "bankruptcy-price",
      log: trader + start + "2 fill account=a market=X-USD side=sell size=10 price=40", held: 1),
    Self(
      name: "closed at 39", check: "bankruptcy-price",
      log: trader + start
        + "2 liquidation_fill account=a mechanism=order_book market=X-USD side=sell size=10 price=39",
      broken: 1, code: .fillBeyondBankruptcy, stake: "10 USD"),
    Self(
      name: "closed in part", check: "bankruptcy-price",
      log: trader + start + "2 fill account=a market=X-USD side=sell size=5 price=40", broken: 1,
      code: .unexplainedResidual, stake: "200 USD"),
    Self(
      name: "no trade", check: "bankruptcy-price", log: trader + start, undecidable: 1,
      lacks: [.priceUpdate]),
    Self(
      name: "below a rate that is a parameter", check: "maintenance-line",
      log: "1 parameter scope=venue name=maintenance_margin value=0.2 authority=dao\n" + trader
        + start, held: 1),
    Self(
      name: "above it", check: "maintenance-line",
      log: "1 parameter scope=venue name=maintenance_margin value=0.1 authority=dao\n" + trader
        + start, broken: 1, code: .liquidatedWhileHealthy, stake: "5 USD"),
    Self(
      name: "no rate", check: "maintenance-line", log: trader + start, undecidable: 1,
      lacks: [.parameter]),
    Self(
      name: "the line that the others imply", check: "maintenance-line",
      log: trader + starts((1...20).map { "9.\($0 + 70)1" } + ["30"]), held: 20, broken: 1,
      code: .liquidatedWhileHealthy, stake: "20 USD"),
    Self(name: "as published", check: "account-value", log: trader + start, held: 1),
    Self(
      name: "another equity, without fees and funding", check: "account-value",
      log: trader + "2 liquidation_start account=a notional=450 equity=60", undecidable: 1,
      lacks: [.fee, .fundingPayment]),
    Self(
      name: "another equity, with fees and funding", check: "account-value",
      log: trader + feesAndFunding + "2 liquidation_start account=a notional=450 equity=60",
      broken: 1, code: .unexplainedResidual, stake: "10 USD"),
    Self(
      name: "the next in rank", check: "deleveraging",
      log: trader + """
        1 fill account=s market=X-USD side=sell size=8 price=60
        1 fill account=t market=X-USD side=sell size=8 price=55
        2 deleverage account=a counterparty=s market=X-USD side=sell size=2 price=45 rank=3
        2 deleverage account=a counterparty=t market=X-USD side=sell size=2 price=45 rank=2
        """, held: 2),
    Self(
      name: "a higher rank later", check: "deleveraging",
      log: trader + """
        1 fill account=s market=X-USD side=sell size=8 price=60
        1 fill account=t market=X-USD side=sell size=8 price=55
        2 deleverage account=a counterparty=s market=X-USD side=sell size=2 price=45 rank=2
        2 deleverage account=a counterparty=t market=X-USD side=sell size=2 price=45 rank=3
        """, held: 1, broken: 1, code: .deleveragingOutOfRank, stake: "90 USD"),
    Self(
      name: "no profit, and a position nobody knows", check: "deleveraging",
      log: trader + """
        1 fill account=s market=X-USD side=sell size=8 price=40
        2 deleverage account=a counterparty=s market=X-USD side=sell size=2 price=45
        2 deleverage account=a counterparty=u market=X-USD side=sell size=2 price=45
        """, broken: 1, undecidable: 1, code: .deleveragingOutOfRank, lacks: [.openingPosition]),
  ]

  // MARK: - Collateral

  /// A vault with 10 ETH and a debt of 1000 USD.
  static let vault = """
    1 venue name=V unit=USD
    1 asset asset=USD decimals=6
    1 asset asset=ETH decimals=18
    1 deposit account=v asset=ETH amount=10
    1 borrow account=v asset=USD amount=1000

    """
  private static func fill(_ size: String, _ repaid: String, price: String? = "110") -> String {
    "3 liquidation_fill account=v mechanism=fixed_spread asset=ETH size=\(size) "
      + (price.map { "price=\($0) " } ?? "") + "repaid_asset=USD repaid=\(repaid)\n"
  }
  private static func parameter(_ name: String, _ value: String) -> String {
    "1 parameter scope=ETH name=\(name) value=\(value) authority=dao\n"
  }

  private static let owing = vault + "1 borrow account=w asset=USD amount=100\n"
  private static let interest = "2 interest account=w asset=USD amount=-5\n"

  static let collateral: [Self] = [
    Self(
      name: "in basis points", check: "liquidation-bonus",
      log: vault + parameter("liquidation_bonus", "11000") + fill("1", "100"), held: 1),
    Self(
      name: "as a share, at prices of the block", check: "liquidation-bonus",
      log: vault + parameter("liquidation_penalty", "10%")
        + "3 price_update asset=ETH source=o price=110\n" + fill("1", "100", price: nil), held: 1),
    Self(
      name: "a price that disagrees", check: "liquidation-bonus",
      log: vault + parameter("liquidation_bonus", "1.1") + fill("1.5", "100"), broken: 1,
      code: .priceAnomaly, stake: "55 USD"),
    Self(
      name: "no price", check: "liquidation-bonus",
      log: vault + parameter("liquidation_bonus", "1.1") + fill("1.5", "100", price: nil),
      undecidable: 1, lacks: [.priceUpdate]),
    Self(
      name: "no parameter", check: "liquidation-bonus", log: vault + fill("1", "100"),
      undecidable: 1, lacks: [.parameter]),
    Self(
      name: "three that agree and one that does not", check: "liquidation-bonus",
      log: vault + fill("1", "100") + fill("2", "200") + fill("3", "300") + fill("1", "90"),
      held: 3, broken: 1, code: .wrongPenalty, stake: "11 USD"),
    Self(
      name: "below the line", check: "collateral-ratio",
      log: vault + parameter("liquidation_ratio", "1.5") + fill("1", "100"), held: 1),
    Self(
      name: "above the line", check: "collateral-ratio",
      log: vault + parameter("liquidation_threshold", "9500") + fill("1", "100"), broken: 1,
      code: .liquidatedWhileHealthy, stake: "100 USD"),
    Self(
      name: "a state that nobody recorded", check: "collateral-ratio",
      log: vault + fill("1", "100").replacing("account=v", with: "account=w"), undecidable: 1,
      lacks: [.openingBalance]),
    Self(
      name: "half", check: "close-factor",
      log: vault + "1 parameter scope=venue name=close_factor value=0.5 authority=dao\n"
        + fill("5", "500"), held: 1),
    Self(
      name: "more than half", check: "close-factor",
      log: vault + "1 parameter scope=venue name=close_factor value=5000 authority=dao\n"
        + fill("5", "600"), broken: 1, code: .overLiquidation, stake: "100 USD"),
    Self(
      name: "all of it with its interest", check: "repayments",
      log: owing
        + "2 interest account=w asset=USD amount=-5\n3 repay account=w asset=USD amount=105",
      held: 1),
    Self(
      name: "interest that is booked behind it", check: "repayments",
      log: owing
        + "3 repay account=w asset=USD amount=105\n4 interest account=w asset=USD amount=-5",
      held: 1),
    Self(
      name: "more than the debt and its interest", check: "repayments",
      log: owing
        + "2 interest account=w asset=USD amount=-5\n3 repay account=w asset=USD amount=107",
      broken: 1, code: .unexplainedResidual, stake: "2 USD"),
    Self(
      name: "a fill that repays more", check: "repayments",
      log: owing + interest
        + fill("1", "107").replacing("account=v", with: "account=w"),
      broken: 1, code: .overLiquidation, stake: "2 USD"),
    Self(
      name: "interest that nobody recorded", check: "repayments",
      log: owing + "3 repay account=w asset=USD amount=107", undecidable: 1, lacks: [.interest]),
    Self(
      name: "a debt from before the log", check: "repayments",
      log: owing + interest + "3 repay account=x asset=USD amount=7",
      undecidable: 1, lacks: [.openingBalance]),
    Self(
      name: "below zero and above zero", check: "unpaid-shortfall",
      log: vault + """
        1 deposit account=w asset=ETH amount=10
        1 borrow account=w asset=USD amount=100
        2 price_update asset=ETH source=o price=90
        """, held: 1, broken: 1, code: .unpaidShortfall, stake: "100 USD"),
    Self(
      name: "more left than arrived", check: "unpaid-shortfall",
      log: vault + """
        1 withdrawal account=w asset=ETH amount=10
        2 price_update asset=ETH source=o price=150
        """, held: 1, undecidable: 1, lacks: [.openingBalance]),
  ]
}
