import Engine
import FixedPoint
import Ledger
import Margin

extension Question {
  static let evidence: [Question] = [
    Question(
      9,
      "Which safety check should have stopped an act, and what does it give when it is evaluated?",
      incident: "bZx, February 2020",
      needs: [[.parameter], [.fill, .borrow, .withdrawal]], options: [.account, .asset, .market],
      definition: "Each fill, loan and withdrawal is held against two checks of the rules in "
        + "force: after it, the resources with initial weights must be at least the initial "
        + "requirement, if the act made the account riskier; and nothing may be traded that is "
        + "halted, whatever its price. The log records acts, not evaluations, so the checks are "
        + "evaluated here, from the log, at the prices that the venue judged by: where it records "
        + "them, an act before the first of them cannot be evaluated.",
      commands: ["audit", "health ACCOUNT --block N"],
      tables: ["v_fill", "v_borrow", "v_withdrawal", "v_parameter"]
    ) { SafetyCheckCollector($0) },
    Question(
      10, "Where did everything go: the full accounting of who gained and who lost?",
      incident: "bZx, February 2020", needs: [], options: [.account, .asset],
      subjects: [.account, .asset],
      definition: "Native units: what each account (assets less debts, what open positions cost, "
        + "and contracts) and each of the venue's pools holds after the range less before it. By "
        + "value: every leg of every event at the venue's price in force at its moment (without "
        + "one, at what a source said last, or at the price when its block ends), so the columns sum to zero over everybody, and "
        + "what does not is printed as the residual. put_in: deposits, loans repaid and openings, "
        + "less withdrawals and loans; transfers; contributions to funds; what a liquidator took "
        + "and paid, which is outside at once. by_events: everything else that was done (fills "
        + "against the mark, liquidations, penalties, fees, interest, funding, losses and who "
        + "bears them); what nobody bears yet is the pool bad_debt or socialized. by_prices: after "
        + "less before less both, which is what prices did to what was held; it has no other side, "
        + "but in a market's contracts. Before the first price of an asset, what is held and put "
        + "in counts at that price; an exchange of what had no price is left out, whole. Interest "
        + "and spread losses count when they are booked.",
      commands: ["book", "state ACCOUNT"], tables: ["posting"]
    ) { AccountingCollector($0) },
    Question(
      11, "What was the state before and after each step inside one block?",
      incident: "bZx, February 2020", needs: [], options: [.account, .block],
      definition: "Each event of the block in its order, with what it changed: balance (assets "
        + "less debts) or position of each account it names, before and after. Without --block it "
        + "is the block with most changes.",
      commands: ["log --from N --to N", "state ACCOUNT --block N"], tables: ["v_event", "posting"]
    ) { StepCollector($0) },
    Question(
      47, "Can the state be derived without the venue, and which opening facts are missing?",
      incident: "October 2025", needs: [], options: [.account],
      definition: "Derivable is a log in which no balance falls below zero that nobody lent (of a "
        + "trader: by a withdrawal without an open position), every assertion of a source holds, "
        + "both sides of each market are recorded, nothing is left unclassified, and it is "
        + "decidable of every account whether it is below zero, as `solvency` says. Kinds that the "
        + "log never uses are named: what rests on them cannot be said. The state rests on all "
        + "events before it, so --from changes nothing.",
      commands: ["check", "info", "solvency"],
      tables: ["v_balance_assertion", "v_position_assertion", "v_unclassified"]
    ) { CompletenessCollector($0) },
    Question(
      49,
      "Which members and weights made the index, and what would it be with another price of one?",
      incident: "Binance, October 2025", needs: [[.priceUpdate], [.parameter]],
      options: [.asset, .market, .parameter, .price], priceIsOf: [.parameter],
      definition: "The composition is in parameters: scope `market:NAME` or `asset:NAME`, name "
        + "`index.SOURCE`, value the weight of that source. The index is Σ weight × the source's "
        + "last price ÷ Σ weight, half-even; --parameter SOURCE with --price puts another price "
        + "in place of one member's.",
      commands: ["log --kind parameter", "log --kind price_update"],
      tables: ["v_parameter", "v_price_update"]
    ) { IndexCollector($0) },
  ]
}

/// Evaluates the checks that an act should have met.
struct SafetyCheckCollector: Collector {
  private let asked: Asked
  private var rows: [[DetailTable.Value]] = []
  private var (acts, unjudged, unrecorded) = (0, 0, 0)
  private var breached: [String: Int] = [:]
  private var gaps: RecordGaps

  init(_ asked: Asked) {
    self.asked = asked
    gaps = RecordGaps(asked.counts)
  }

  mutating func follow(_ event: Event) throws(VenueError) { gaps.take(event) }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    switch event.kind {
    case .fill, .borrow, .withdrawal: break
    default: return
    }
    guard venue.hasRules, let account = event.id(.account), asked.wants(account: account),
      let feed = Feed(event), asked.wants(feed)
    else { return }
    acts += 1
    let after = try venue.valuation(of: account, names: asked.names, after: event).health
    let isHalted = event.kind != .withdrawal && venue.halts.isHalted(.trading, feed)
    let refusal = try venue.refusal(of: event, names: asked.names)
    guard let refusal else {
      if !after.isJudgeable { unjudged += 1 }
      return
    }
    // What a halt forbids, and what goes beyond a share, rests on no price and on nothing that it has.
    let isOfMargin = !isHalted && after.isJudgeable && !after.allowsRisk
    if isOfMargin, !gaps.isComplete(account, in: venue.book) {
      unrecorded += 1
      return
    }
    let check =
      isHalted ? "halt of trading" : isOfMargin ? "initial margin" : "share of the stability pool"
    breached[check, default: 0] += 1
    rows.append([
      .integer(event.seq), .integer(event.position.block), .text(event.kind.name),
      .account(account), .text(check), after.isJudgeable ? .amount(after.initialResources) : .none,
      after.isJudgeable ? .amount(after.initialRequirement) : .none, .text("\(refusal)"),
    ])
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    guard venue.hasRules else {
      return .undecidable([.parameter], "no rule says what an act must meet")
    }
    let judged = acts - unjudged - unrecorded
    guard judged > 0 || acts == 0 else {
      if unrecorded > 0 { return .undecidable([.deposit], "nothing says what accounts had") }
      return undecided
    }
    let parts = breached.keys.sorted().map { "\(breached[$0] ?? 0) by \($0)" }
    let unit = venue.unitName
    let all = Figures.count(judged, "fill, loan or withdrawal", "fills, loans and withdrawals")
    var answer = Answer(
      (rows.isEmpty
        ? judged == 1
          ? "The one fill, loan or withdrawal that can be evaluated should not have been stopped"
          : "None of \(all) should have been stopped"
        : "\(rows.count) of \(Figures.count(judged, "act")) should have been stopped: "
          + parts.joined(separator: ", "))
        + (unjudged > 0 ? "; \(unjudged) more cannot be evaluated, as a price is missing" : "")
        + (unrecorded > 0
          ? "; \(unrecorded) more cannot be, as the record of the account is not complete" : "")
        + ".",
      DetailTable(
        "Acts that a check should have stopped",
        columns: [
          .init("seq"), .init("block"), .init("act"), .init("account"), .init("check"),
          .init("resources_after", unit: unit), .init("requirement_after", unit: unit),
          .init("result"),
        ], rows: rows))
    if unjudged > 0 { answer.lacks.append(.priceUpdate) }
    if unrecorded > 0 { answer.lacks.append(.deposit) }
    return answer
  }

  /// Nothing could be evaluated for want of prices.
  private var undecided: Answer {
    let kind = asked.has(.referencePrice) ? Kind.referencePrice : .priceUpdate
    return .undecidable(
      as: "every fill, loan and withdrawal came before "
        + (kind == .referencePrice
          ? "the venue's first price (reference_price) of all that the account had or owed"
          : "the first valid price of all that the account had or owed"),
      lacks: [kind])
  }
}
