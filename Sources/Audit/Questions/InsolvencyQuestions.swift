import Engine
import FixedPoint
import Ledger
import Margin

extension Question {
  static let losses: [Question] = [
    Question(
      19,
      "How many blocks were there from the first moment an account could be liquidated to the "
        + "first fill?",
      incident: "Venus, May 2021",
      needs: [[.liquidationFill], [.parameter], [.deposit, .openingBalance]],
      options: [.account],
      definition: "The count runs from the block in which the account's resources fell below its "
        + "requirement at the venue's own prices (the breach of its case) to the block of its "
        + "first liquidation fill, so 0 is the same block; a deleveraging is none. Blocks are numbers, "
        + "also where some hold no event. Of an account that could not be judged before its fill, as "
        + "something it has or owes had no valid price, the breach is not decidable. The median is the "
        + "lower of two.",
      commands: ["cases", "case N"], tables: ["v_liquidation_fill", "v_margin_call"],
      needsSubjects: true
    ) { DelayCollector($0) },
    Question(
      30, "Which recoveries were booked against which bad debt?",
      incident: "Mango, October 2022", needs: [[.badDebt], [.recovery]],
      options: [.account, .asset],
      definition: "A recovery pays the oldest bad debt in its asset that is still open, of the "
        + "account it names or of anybody; what exceeds all of them is not linked.",
      commands: ["log --kind recovery"], tables: ["v_bad_debt", "v_recovery"]
    ) { RecoveryCollector($0, about: .recoveries) },
    Question(
      32,
      "At which fill did a liquidated account's equity fall below zero, and what was left of its "
        + "debt?",
      incident: "Aave, November 2022",
      needs: [
        [.liquidationFill], [.deposit, .openingBalance],
        [.priceUpdate, .referencePrice],
      ],
      options: [.account],
      definition: "Equity is what the account has less what it owes, with unrealized profit, at "
        + "the venue's prices in force just before and just after each fill. The residual debt is "
        + "what it owes (debts and overdrawn balances) after its last fill, before anything is "
        + "written off. Of an account with a fill in the range those before it count as well.",
      commands: ["cases", "case N", "state ACCOUNT"], tables: ["v_liquidation_fill"]
    ) { InsolvencyCollector($0, about: .turningFill) },
    Question(
      33, "How much of the bad debt is bonus that was paid after the account was insolvent?",
      incident: "Aave, November 2022",
      needs: [
        [.liquidationFill], [.badDebt], [.deposit, .openingBalance],
        [.priceUpdate, .referencePrice],
      ],
      options: [.account],
      definition: "The bonus of a fill is the penalty it names and, at a fixed spread, the value "
        + "seized beyond the value repaid, which is never below zero. It counts when the account's "
        + "equity was below zero before the fill, at the venue's prices. The bad debt is all that was "
        + "written off, of accounts without a fill too, at the price in force then. Fills before the range "
        + "count for what is written off in it.",
      commands: ["cases", "case N"], tables: ["v_liquidation_fill", "v_bad_debt"]
    ) { InsolvencyCollector($0, about: .bonus) },
    Question(
      34, "Has the bad debt been repaid, when, and at what price?",
      incident: "Aave, November 2022", needs: [[.badDebt]], options: [.account, .asset],
      definition: "Repaid is what recoveries were linked to, the oldest bad debt first; what funds "
        + "paid and what was spread over others is told beside. Each bad debt has its price and value "
        + "when it was written off, and the value of what was repaid at the prices in force then: the "
        + "price repaid at is that value ÷ the amount. What was open when the range began counts with "
        + "what was written off in it.",
      commands: ["log --kind bad_debt", "log --kind recovery"],
      tables: ["v_bad_debt", "v_recovery"]
    ) { RecoveryCollector($0, about: .lifeCycle) },
    Question(
      37,
      "What is the insurance fund's statement: opening, receipts, payouts per account, closing?",
      incident: "dYdX, November 2023", needs: [[.insurance]], options: [.account, .asset],
      definition: "The statement of a fund in one asset: its balance before the range, every "
        + "change with its cause, and its balance after. A payout is a change below zero; it "
        + "names the account it was paid for where the record does. With --account the rows are "
        + "the changes that name it, each with the fund's balance after it.",
      commands: ["book", "log --kind insurance"], tables: ["v_insurance"]
    ) { FundCollector($0) },
    Question(
      38,
      "How did each liquidation's price compare with the bankruptcy price, and who paid the gap?",
      incident: "dYdX, November 2023", needs: [[.liquidationFill]], options: [.account, .market],
      definition: "The bankruptcy price of a position is the price at which the account's equity "
        + "is zero, its other holdings at the venue's prices, before the first fill of a sale; the "
        + "sale's other fills are held against the same. The gap is (fill price − bankruptcy price) "
        + "× size for a sale, the opposite for a purchase: where all fills of an account are below "
        + "zero together somebody else paid. Gaps are in the market's quote asset, and summed by it. Payers are the insurance draws, deleveragings and write-offs of "
        + "the account in the same block.",
      commands: ["audit", "cases", "health ACCOUNT"],
      tables: ["v_liquidation_fill", "v_insurance", "v_bad_debt", "v_deleverage"]
    ) { BankruptcyGapCollector($0) },
  ]
}

/// Counts the blocks from breach to fill by the cases of the log.
struct DelayCollector: Collector {
  private let asked: Asked
  /// Made with the first event, as its rules may be wrong.
  private var builder: CaseBuilder?
  private var gaps: RecordGaps

  init(_ asked: Asked) {
    self.asked = asked
    gaps = RecordGaps(asked.counts)
  }

  mutating func follow(_ event: Event) throws(VenueError) {
    gaps.take(event)
    if builder == nil {
      builder = try CaseBuilder(
        names: asked.names, accounts: asked.subjects, rules: asked.rules)
    }
    try builder?.take(event)
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    guard venue.hasRules else {
      return .undecidable([.parameter], "no rule says when an account may be liquidated")
    }
    do throws(VenueError) { try builder?.finish() } catch { throw .overflow }
    let filled = (builder?.cases ?? []).filter { entry in
      entry.fills > 0 && asked.wants(account: entry.account)
        && entry.firstLiquidationFill.map { $0.seq >= asked.first } ?? false
    }
    // Who could not be judged before may have been below the line for long.
    let cases = filled.filter {
      $0.breach != nil && gaps.isComplete($0.account, in: venue.book)
    }
    let undecided = filled.count - cases.count
    if cases.isEmpty, undecided > 0 {
      return .undecidable(
        [.priceUpdate], "of no liquidated account it is known when it fell below its line")
    }
    let delays = cases.map { ($0.firstLiquidationFill?.block ?? 0) - $0.opened.block }
    let table = DetailTable(
      "Blocks from breach to first fill",
      columns: [
        .init("case"), .init("account"), .init("breach_block"), .init("fill_block"),
        .init("blocks"), .init("time", unit: "s"), .init("fills"), .init("outcome"),
      ],
      rows: zip(cases, delays).map { entry, delay in
        [
          .count(entry.id), .account(entry.account), .integer(entry.opened.block),
          .integer(entry.firstLiquidationFill?.block ?? 0), .integer(delay),
          entry.firstLiquidationFill.map { .integer(($0.time - entry.opened.time) / 1000) }
            ?? .none,
          .count(entry.fills),
          .text(entry.outcome.rawValue),
        ]
      })
    guard let longest = delays.max(), let shortest = delays.min() else {
      return Answer("No account has a liquidation fill.", table)
    }
    let atOnce = delays.count { $0 == 0 }
    let median = delays.sorted()[(delays.count - 1) / 2]
    var answer = Answer(
      "\(Figures.count(cases.count, "case")) with a fill: the median is "
        + "\(Figures.count(Int(median), "block")), from \(shortest) to \(longest); "
        + "\(atOnce) \(atOnce == 1 ? "was" : "were") filled in the block of the breach"
        + (undecided > 0
          ? "; of \(undecided) more it is not decidable when they fell below, as a price is missing."
          : "."),
      table)
    if undecided > 0 { answer.lacks = [.priceUpdate] }
    return answer
  }
}

extension MarginCase {
  /// The first liquidation fill; a deleveraging is none.
  fileprivate var firstLiquidationFill: Moment? {
    guard let firstFill, let step = steps.first(where: { $0.moment.seq == firstFill.seq }),
      step.kind == .deleverage
    else { return firstFill }
    return steps.first { $0.kind == .liquidationFill && $0.moment.seq > firstFill.seq }?.moment
  }
}

/// Follows equity over the fills of each account.
struct InsolvencyCollector: Collector {
  enum Subject { case turningFill, bonus }

  private struct Fill {
    var seq: Int64
    var block: Int64
    var before: Decimal18
    var after: Decimal18
    var bonus: Decimal18
  }

  private struct Account {
    var fills: [Fill] = []
    var residual: [Int: Decimal18] = [:]
    /// How many of the fills came before the range.
    var past = 0

    /// The first fill with which the equity was below zero.
    var turning: Fill? { fills.first { $0.before.isNegative || $0.after.isNegative } }
  }

  /// What was written off for an account.
  private struct BadDebt {
    var value = Decimal18.zero
    var amounts = KeyedSums<Int>()
    /// Whether some of it, or the account at one of its fills, had no price.
    var isUnpriced = false
  }

  private let asked: Asked
  private let subject: Subject
  private var accounts: [Int: Account] = [:]
  private var badDebts: [Int: BadDebt] = [:]
  private var pending: (before: Decimal18, bonus: Decimal18)?
  private var undecided = 0
  /// The accounts with a fill before which something of them had no price.
  private var unjudged: Set<Int> = []

  init(_ asked: Asked, about subject: Subject) {
    self.asked = asked
    self.subject = subject
  }

  // What was paid before the range may be what is written off in it.
  var followsState: Bool { true }

  mutating func begin(_ venue: VenueState) {
    (undecided, badDebts) = (0, [:])
    for (account, old) in accounts { accounts[account]?.past = old.fills.count }
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    pending = nil
    if event.kind == .badDebt, let account = event.id(.account), let asset = event.id(.asset),
      let amount = event.decimal(.amount), asked.wants(account: account)
    {
      var debt = badDebts[account] ?? BadDebt()
      try debt.amounts.add(amount, to: asset)
      if let value = try venue.value(amount, of: asset) {
        debt.value = try debt.value + value
      } else {
        debt.isUnpriced = true
      }
      badDebts[account] = debt
    }
    guard let lot = try LiquidatedLot(event, venue, asked.names),
      asked.wants(account: lot.account)
    else { return }
    let health = try venue.valuation(of: lot.account, names: asked.names).health
    guard health.isJudgeable else {
      undecided += 1
      unjudged.insert(lot.account)
      return
    }
    pending = (health.equity, try bonus(of: lot, venue))
  }

  private func bonus(
    of lot: LiquidatedLot, _ venue: VenueState
  ) throws(ArithmeticError) -> Decimal18 {
    if case .market(let id) = lot.feed {
      return try venue.value(lot.penalty + lot.fee, of: asked.names.market(id).quote) ?? .zero
    }
    var bonus =
      try lot.repaidAsset.flatMap { (asset) throws(ArithmeticError) in
        try venue.value(lot.penalty, of: asset)
      } ?? .zero
    if lot.mechanism == "fixed_spread", let gain = try lot.gain {
      bonus = try bonus + max(.zero, gain)
    }
    return bonus
  }

  mutating func took(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard let pending, let account = event.id(.account) else { return }
    let health = try venue.valuation(of: account, names: asked.names).health
    var own = accounts[account] ?? Account()
    own.fills.append(
      Fill(
        seq: event.seq, block: event.position.block, before: pending.before,
        after: health.equity, bonus: pending.bonus))
    own.residual = [:]
    for line in venue.book.balances(of: account) {
      // A trader's loss overdraws its balance; that is owed as a loan is.
      let overdrawn = try max(.zero, -line.balance.asset)
      let owed = try max(.zero, line.balance.debt) + overdrawn
      if owed > .zero { own.residual[line.asset] = owed }
    }
    accounts[account] = own
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    switch subject {
    case .turningFill:
      if undecided > 0, accounts.values.allSatisfy({ $0.fills.count == $0.past }) {
        return .undecidable([.priceUpdate], "something that liquidated accounts hold has no price")
      }
      return try turning(venue)
    case .bonus: return try bonuses(venue)
    }
  }

  private func turning(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let (names, unit) = (asked.names, venue.unitName)
    var residuals: [Int: Decimal18] = [:]
    var rows: [[DetailTable.Value]] = []
    var (turned, already, old) = (0, 0, 0)
    let accounts = accounts.filter { $0.value.fills.count > $0.value.past }
    for account in accounts.keys.sorted() {
      let own = accounts[account] ?? Account()
      guard let fill = own.turning else { continue }
      if asked.isBefore(fill.seq) { old += 1 }
      let isBefore = fill.before.isNegative
      if isBefore { already += 1 } else { turned += 1 }
      for (asset, debt) in own.residual {
        residuals[asset] = try (residuals[asset] ?? .zero) + debt
      }
      rows.append([
        .account(account), .text(isBefore ? "before it" : "by it"), .integer(fill.seq),
        .integer(fill.block), .amount(fill.before), .amount(fill.after),
        .count(own.fills.count), .text(Figures.amounts(own.residual, names)),
      ])
    }
    let more = undecided > 0 ? " \(undecided) fills are not decidable: a price is missing." : ""
    return Answer(
      rows.isEmpty
        ? "No liquidated account's equity fell below zero at a fill.\(more)"
        : "Of \(Figures.count(accounts.count, "liquidated account")) \(turned) fell below zero by "
          + "a fill, and \(already) \(already == 1 ? "was" : "were") below zero before one"
          + Asked.before(old, of: rows.count, "fell or were so") + "; what "
          + "they were left owing is \(Figures.amounts(residuals, names)).\(more)",
      DetailTable(
        "Fills at which equity was below zero",
        columns: [
          .init("account"), .init("insolvent"), .init("seq"), .init("block"),
          .init("equity_before", unit: unit), .init("equity_after", unit: unit), .init("fills"),
          .init("residual_debt"),
        ], rows: rows))
  }

  private func bonuses(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    let (names, unit) = (asked.names, venue.unitName)
    var rows: [[DetailTable.Value]] = []
    var (bonus, badDebt) = (Decimal18.zero, Decimal18.zero)
    var (filled, left) = (0, KeyedSums<Int>())
    for account in badDebts.keys.sorted() {
      let debt = badDebts[account] ?? BadDebt()
      let written = DetailTable.Value.text(Figures.amounts(debt.amounts.all, names))
      guard !debt.isUnpriced, !unjudged.contains(account) else {
        for (asset, amount) in debt.amounts.byKey { try left.add(amount, to: asset) }
        rows.append([.account(account), written, .none, .none, .none, .none])
        continue
      }
      let fills = accounts[account]?.fills ?? []
      if !fills.isEmpty { filled += 1 }
      var paid = Decimal18.zero
      let insolvent = fills.filter(\.before.isNegative)
      for fill in insolvent { paid = try paid + fill.bonus }
      bonus = try bonus + paid
      badDebt = try badDebt + debt.value
      rows.append([
        .account(account), written, .amount(debt.value), .count(insolvent.count), .amount(paid),
        .amount(try Figures.share(paid, of: debt.value)),
      ])
    }
    let unpriced = rows.count { $0[2] == .none }
    if unpriced > 0, unpriced == rows.count {
      return .undecidable(
        [.priceUpdate],
        "\(Figures.sums(left, names)) was written off of accounts that had, or owed, something "
          + "without a price")
    }
    let counted = rows.count - unpriced
    var answer = Answer(
      rows.isEmpty
        ? "No account left bad debt."
        : "\(venue.inUnit(bonus)) of \(venue.inUnit(badDebt)) of bad debt "
          + "(\(try Figures.percent(bonus, of: badDebt))) is bonus paid after insolvency; "
          + "\(Figures.count(counted, "account")) left bad debt"
          + (filled == counted
            ? ""
            : ", \(counted == 1 ? "" : "\(counted - filled) of them ")without a liquidation fill")
          + (unpriced > 0
            ? "; not counted, as a price is missing: \(Figures.sums(left, names)) of "
              + Figures.count(unpriced, "more account") : "") + ".",
      DetailTable(
        "Bonus after insolvency",
        columns: [
          .init("account"), .init("written_off"), .init("bad_debt", unit: unit),
          .init("fills_while_insolvent"), .init("bonus", unit: unit), .init("share", unit: "%"),
        ], rows: rows))
    if unpriced > 0 { answer.lacks = [.priceUpdate] }
    return answer
  }
}
