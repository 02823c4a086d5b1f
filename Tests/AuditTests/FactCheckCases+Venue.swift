import Audit
import Ledger

extension FactCheckTests.Case {
  private static let venueLines = """
    1 venue name=V unit=USD
    1 asset asset=USD decimals=6
    1 asset asset=ETH decimals=18

    """
  private static func loss(_ amount: String, _ shares: [String], method: String = "explicit")
    -> String
  {
    venueLines + "2 socialized_loss pool=p asset=USD amount=\(amount) method=\(method)\n"
      + shares.enumerated().map {
        "2 loss_share pool=p account=a\($0) asset=USD amount=\($1)\n"
      }.joined()
  }

  // MARK: - Losses

  static let losses: [Self] = [
    Self(
      name: "covered", check: "insurance-fund",
      log: venueLines + """
        1 insurance fund=f asset=USD amount=50 cause=contribution
        2 insurance fund=f asset=USD amount=-50 cause=liquidation
        """, held: 1),
    Self(
      name: "more than it had", check: "insurance-fund",
      log: venueLines + """
        1 insurance fund=f asset=USD amount=50 cause=contribution
        2 insurance fund=f asset=USD amount=-60 cause=liquidation
        """, broken: 1, code: .insuranceMismatch, stake: "10 USD"),
    Self(
      name: "more than was missing", check: "insurance-fund",
      log: venueLines + """
        1 insurance fund=f asset=USD amount=50 cause=contribution
        1 withdrawal account=a asset=USD amount=30
        2 insurance fund=f asset=USD amount=-40 cause=bad_debt account=a
        """, broken: 1, code: .insuranceMismatch, stake: "10 USD"),
    Self(
      name: "a statement that disagrees", check: "insurance-fund",
      log: venueLines + """
        1 insurance fund=f asset=USD amount=50 cause=contribution
        2 parameter scope=f name=published.insurance_fund value=45
        """, broken: 1, code: .insuranceMismatch, stake: "5 USD"),
    Self(
      name: "contributions nobody recorded", check: "insurance-fund",
      log: venueLines + "2 insurance fund=f asset=USD amount=-60 cause=liquidation", undecidable: 1),
    Self(
      name: "what was written off", check: "recoveries",
      log: venueLines + """
        1 bad_debt account=a asset=USD amount=50
        1 bad_debt account=b asset=USD amount=10
        2 recovery asset=USD amount=20 source=court account=a
        3 recovery asset=USD amount=40 source=court
        """, held: 2),
    Self(
      name: "more than was written off", check: "recoveries",
      log: venueLines + """
        1 bad_debt account=a asset=USD amount=50
        2 recovery asset=USD amount=20 source=court
        3 recovery asset=USD amount=40 source=court
        """, held: 1, broken: 1, code: .unexplainedResidual, stake: "10 USD"),
    Self(
      name: "more than that account owed", check: "recoveries",
      log: venueLines + """
        1 bad_debt account=a asset=USD amount=50
        1 bad_debt account=b asset=USD amount=10
        2 recovery asset=USD amount=15 source=court account=b
        """, broken: 1, code: .unexplainedResidual, stake: "5 USD"),
    Self(
      name: "what others bore already", check: "recoveries",
      log: venueLines + """
        1 bad_debt account=a asset=USD amount=50
        1 socialized_loss pool=p asset=USD amount=45 method=index_cut
        2 recovery asset=USD amount=50 source=court
        """, broken: 1, code: .unexplainedResidual, stake: "45 USD"),
    Self(
      name: "without a bad debt on record", check: "recoveries",
      log: venueLines + "2 recovery asset=USD amount=60 source=court", undecidable: 1),
    Self(name: "all of it", check: "loss-shares", log: loss("10", ["4", "6"]), held: 1),
    Self(
      name: "nobody bears a part", check: "loss-shares", log: loss("10", ["4", "5"]), broken: 1,
      code: .misallocatedLoss, stake: "1 USD"),
    Self(
      name: "an index without shares", check: "loss-shares",
      log: loss("10", [], method: "index_cut"), undecidable: 1, lacks: [.lossShare]),
    Self(
      name: "an index with too many", check: "loss-shares",
      log: loss("10", ["4", "7"], method: "index_cut"), broken: 1, code: .misallocatedLoss,
      stake: "1 USD"),
    Self(
      name: "a total and its rows", check: "published-figures",
      log: venueLines + """
        2 parameter scope=p name=published.bad_debt value=60.5 authority=rows
        2 parameter scope=q name=published.bad_debt value=40 authority=rows
        2 parameter scope=venue name=published.bad_debt value=100 authority=headline
        2 parameter scope=venue name=published.bad_debt value=90 authority=blog
        """, held: 1, broken: 1, code: .unexplainedResidual, stake: "10.5 USD"),
    Self(
      name: "what was written off", check: "published-figures",
      log: venueLines + """
        1 account account=a pool=p
        1 account account=b pool=q
        1 bad_debt account=a asset=USD amount=60
        1 bad_debt account=b asset=USD amount=5
        2 parameter scope=p name=published.bad_debt.written_off value=60 authority=rows
        2 parameter scope=q name=published.bad_debt.written_off value=6 authority=rows
        """, held: 1, broken: 1, code: .unexplainedResidual, stake: "1 USD"),
  ]

  // MARK: - The venue

  private static let halted = """
    1 deposit account=v asset=ETH amount=10
    1 borrow account=v asset=USD amount=1000
    2 price_update asset=ETH source=o price=150
    3 halt scope=liquidation reason=review authority=dao

    """
  private static let heartbeat = """
    1 parameter scope=venue name=heartbeat_seconds value=60 authority=dao
    10 price_update asset=ETH source=o price=150

    """
  private static let deviation = """
    1 parameter scope=ETH name=deviation value=0.01 authority=dao
    10 price_update asset=ETH source=o price=100

    """

  static let venue: [Self] = [
    Self(
      name: "balances, a position and a pool", check: "assertions",
      log: venueLines + """
        1 market market=X base=ETH quote=USD
        1 account account=a pool=p
        1 deposit account=a asset=USD amount=5
        2 balance_assertion account=a asset=USD amount=5
        2 balance_assertion pool=p asset=USD amount=5
        2 balance_assertion account=a asset=USD amount=7
        2 position_assertion account=a market=X size=1
        """, held: 2, broken: 2, code: .failedAssertion, stake: "2 USD"),
    Self(
      name: "interest that no event records", check: "assertions",
      log: venueLines + """
        1 account account=a pool=p
        1 deposit account=a asset=USD amount=5
        1 borrow account=a asset=USD amount=3
        2 balance_assertion pool=p asset=USD side=asset amount=6
        2 balance_assertion pool=p asset=USD side=debt amount=4
        """, undecidable: 2, lacks: [.interest]),
    Self(
      name: "in time", check: "oracle-heartbeat",
      log: venueLines + heartbeat + "70 price_update asset=ETH source=o price=151", held: 1),
    Self(
      name: "silent", check: "oracle-heartbeat",
      log: venueLines + heartbeat + "71 price_update asset=ETH source=o price=151", broken: 1,
      code: .oracleGap),
    Self(
      name: "silent until the end", check: "oracle-heartbeat",
      log: venueLines + heartbeat + "71 deposit account=v asset=USD amount=1", broken: 1,
      code: .oracleGap),
    Self(
      name: "not silent for too long at the end", check: "oracle-heartbeat",
      log: venueLines + heartbeat + """
        20 price_update asset=ETH source=o price=151
        80 deposit account=v asset=USD amount=1
        """, held: 1),
    Self(
      // The next word had been published in time: the source was not silent, but the fill did not know it.
      name: "a fill at an old price", check: "oracle-heartbeat",
      log: venueLines + heartbeat + """
        80 liquidation_fill account=v mechanism=fixed_spread asset=ETH size=1
        81 price_update asset=ETH source=o price=151 published=60000
        """, held: 1, broken: 1, code: .staleOracle),
    Self(
      name: "near", check: "oracle-deviation",
      log: venueLines + deviation + "11 price_update asset=ETH source=q price=101", held: 1),
    Self(
      name: "far", check: "oracle-deviation",
      log: venueLines + deviation + "11 price_update asset=ETH source=q price=102", broken: 1,
      code: .deviatingOracle),
    Self(
      name: "no bound", check: "oracle-deviation",
      log: venueLines + """
        2 price_update asset=ETH source=o price=100
        2 price_update asset=ETH source=q price=102
        """, undecidable: 1, lacks: [.parameter]),
    Self(
      name: "everybody above zero", check: "liquidation-halt",
      log: venueLines + halted + "5 resume scope=liquidation reason=done authority=dao", held: 1),
    Self(
      name: "somebody below zero", check: "liquidation-halt",
      log: venueLines + halted + """
        4 price_update asset=ETH source=o price=90
        5 resume scope=liquidation reason=done authority=dao
        """, broken: 1, code: .haltedWhileInsolvent, stake: "100 USD"),
    Self(
      name: "changes with and without authority", check: "rule-authority",
      log: venueLines + """
        1 parameter scope=ETH name=liquidation_bonus value=1.1
        2 parameter scope=ETH name=liquidation_bonus value=1.05 authority=dao
        3 parameter scope=ETH name=liquidation_bonus value=1.2
        """, held: 1, broken: 1, code: .ruleWithoutAuthority),
    Self(
      name: "a rule that is not what it was without a word", check: "rule-authority",
      log: venueLines + """
        1 parameter scope=venue name=liquidation.size value=close_factor
        2 parameter scope=venue name=liquidation.close_factor value=0.5
        """, broken: 1, code: .ruleWithoutAuthority),
    Self(
      name: "the same by somebody", check: "rule-authority",
      log: venueLines + """
        1 parameter scope=venue name=liquidation.size value=close_factor
        2 parameter scope=venue name=liquidation.close_factor value=0.5 authority=dao
        """, held: 1),
    Self(
      name: "terms of an asset that had those of all others", check: "rule-authority",
      log: venueLines + """
        1 parameter scope=asset:* name=weight value=0.8
        2 parameter scope=asset:ETH name=weight value=0.8
        3 parameter scope=asset:USD name=weight value=0.9
        """, broken: 1, code: .ruleWithoutAuthority),
  ]
}
