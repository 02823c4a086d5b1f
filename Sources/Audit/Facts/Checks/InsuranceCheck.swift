internal import Engine
internal import FixedPoint
internal import Ledger

/// Whether insurance funds paid no more than they had, and no more than was missing.
struct InsuranceCheck: FactCheck {
  static let name = "insurance-fund"
  static let definition =
    "after each draw a fund holds zero or more; what it pays to an account for bad debt does not leave the "
    + "account above zero in that asset; and a published balance (parameter published.insurance_fund of the "
    + "fund) is what its events sum to. Draws on a fund without recorded contributions are not decidable."

  private var result = FactResult(Self.check())
  private var funded: Set<String> = []
  private var unknown = 0

  init() {}

  mutating func take(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    if event.kind == .parameter { return try statement(event, state) }
    guard event.kind == .insurance, let asset = event.id(.asset),
      let amount = event.decimal(.amount)
    else { return }
    let fund = event.string(.fund) ?? ""
    let unit = state.names.assets[asset]
    guard amount.isNegative else {
      if amount.isPositive { funded.insert("\(fund)\t\(unit)") }
      return
    }
    let before = state.book.insurance(fund, asset: asset)
    let after = try before + amount
    var wrong: (amount: Decimal18, words: String)?
    if after.isNegative {
      // What a fund may pay is the rules' to judge, where there are any: they know what it should have.
      if state.isJudged { return }
      guard funded.contains("\(fund)\t\(unit)") else {
        unknown += 1
        return result.leave()
      }
      let drawn = try amount.magnitude
      wrong = (
        try after.magnitude,
        "paid \(drawn.shown()) \(unit) and held \(before.shown())"
      )
    } else if !state.hasRulebook, event.choice(.cause) == "bad_debt",
      let account = event.id(.account)
    {
      let balance = state.book.balance(of: account, asset: asset)
      let missing = try event.choice(.side) == "debt" ? balance.debt : -balance.asset
      let paid = try amount.magnitude
      if missing.isPositive, paid > missing {
        wrong = (
          try paid - missing,
          "paid \(paid.shown()) \(unit) for bad debt of \(missing.shown()) of "
            + state.names.accounts[account]
        )
      }
    }
    guard let wrong else { return result.hold() }
    result.broke(
      Finding(
        .insuranceMismatch, block: event.position.block, time: event.time, evidence: [event.seq],
        account: event.id(.account), subject: fund,
        stake: .init(amount: wrong.amount, unit: unit), rule: Self.name,
        sentence: "the fund \(fund) \(wrong.words)"))
  }

  /// A published balance of a fund against the sum of its events.
  private mutating func statement(
    _ event: borrowing Event, _ state: borrowing FactState
  ) throws(ArithmeticError) {
    guard event.string(.name) == "published.insurance_fund",
      let text = event.string(.value), let published = try? Decimal18(text),
      let asset = state.names.assets.id(of: state.unit)
    else { return }
    let fund = event.string(.scope) ?? ""
    let recorded = state.book.insurance(fund, asset: asset)
    guard published != recorded else { return result.hold() }
    result.broke(
      Finding(
        .insuranceMismatch, block: event.position.block, time: event.time, evidence: [event.seq],
        subject: fund,
        stake: .init(amount: try (published - recorded).magnitude, unit: state.unit),
        rule: Self.name,
        sentence: "the fund \(fund) was stated to hold \(published.shown()) \(state.unit), its "
          + "recorded events sum to \(recorded.shown())"))
  }

  mutating func result(_ state: borrowing FactState) throws(ArithmeticError) -> FactResult? {
    guard result.check.cases > 0 else { return nil }
    result.check.sentence =
      (result.check.held == 1 && result.check.cases - unknown == 1
        ? "the one draw or statement is"
        : "\(result.check.held) of \(result.check.cases - unknown) draws and statements are")
      + " covered by "
      + "what the funds had"
      + (unknown > 0 ? "; \(unknown) draws on funds whose contributions are not on record" : "")
    return result
  }
}
