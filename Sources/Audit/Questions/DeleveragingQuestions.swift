import Engine
import FixedPoint
import Ledger
import Margin

extension Question {
  static let deleveraging: [Question] = [
    Question(
      42,
      "What triggered each deleveraging, which rank did the counterparty have, and was the queue "
        + "followed?",
      incident: "October 2025",
      needs: [[.deleverage], [.parameter], [.priceUpdate, .referencePrice]],
      options: [.account, .market],
      definition: "The queue is made anew from the book just before the event: positions on the "
        + "other side, ranked by the rule in force, first those with a profit. It is followed "
        + "when the counterparty is the first that can bear the closed size at its price. The "
        + "trigger is the liquidated account's equity just before.",
      commands: ["audit --only deleveraging-out-of-rank", "log --kind deleverage"],
      tables: ["v_deleverage"]
    ) { QueueCollector($0, about: .queue) },
    Question(
      43,
      "How much more was closed by deleveraging than was needed, in positions, profit and equity?",
      incident: "October 2025", needs: [[.deleverage], [.priceUpdate, .referencePrice]],
      options: [.account, .market],
      definition: "Of each liquidated account and block: positions closed beyond its own open "
        + "size; the profit that counterparties gave up, Σ size × (mark − price) for longs and "
        + "the opposite for shorts; the deficit, minus its equity before the first closing. The "
        + "excess is profit given up less deficit. Notional closed is at the mark and is no loss "
        + "to anybody. --account is the liquidated one or a counterparty; each closing it had a "
        + "part in counts in full.",
      commands: ["whatif --policy adl=off --policy loss=explicit", "log --kind deleverage"],
      tables: ["v_deleverage"]
    ) { OvershootCollector($0) },
    Question(
      44, "In which order did things happen within one moment?",
      incident: "October 2025", needs: [], options: [.block],
      definition: "Events of one block have one time and a total order by their number (seq). A "
        + "run is a stretch of events of one kind. Without --block it is the block with most "
        + "liquidation starts, fills and deleveragings, else that with most events.",
      commands: ["log --from N --to N"], tables: ["v_event"]
    ) { OrderCollector($0) },
    Question(
      45, "Was an account solvent and at low leverage when its position was deleveraged?",
      incident: "October 2025", needs: [[.deleverage], [.priceUpdate, .referencePrice]],
      options: [.account, .market],
      definition: "Of the counterparty just before the event, at the venue's prices: equity, and "
        + "leverage, which is debts and notionals ÷ equity. Solvent is an equity above zero.",
      commands: ["state ACCOUNT --block N", "health ACCOUNT --block N"], tables: ["v_deleverage"]
    ) { QueueCollector($0, about: .counterparties) },
  ]
}

/// Looks at the two sides of each deleveraging just before it.
struct QueueCollector: Collector {
  enum Subject { case queue, counterparties }

  private let asked: Asked
  private let subject: Subject
  private var rows: [[DetailTable.Value]] = []
  private var leverages: [Decimal18] = []
  private var (followed, judged, solvent, undecided) = (0, 0, 0, 0)

  init(_ asked: Asked, about subject: Subject) {
    self.asked = asked
    self.subject = subject
  }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    guard event.kind == .deleverage, let account = event.id(.account),
      let other = event.id(.counterparty), let market = event.id(.market),
      asked.market.map({ $0 == market }) ?? true
    else { return }
    switch subject {
    case .queue:
      guard asked.wants(account: account) || asked.wants(account: other) else { return }
      try judge(event, account, other, market, venue)
    case .counterparties:
      guard asked.wants(account: other) else { return }
      try look(event, other, market, venue)
    }
  }

  private mutating func judge(
    _ event: Event, _ account: Int, _ other: Int, _ market: Int, _ venue: VenueState
  ) throws(ArithmeticError) {
    let own = try venue.valuation(of: account, names: asked.names)
    guard own.health.isJudgeable,
      let line = own.markets.first(where: { $0.market == market }),
      let size = event.decimal(.size), let price = event.decimal(.price)
    else {
      undecided += 1
      return
    }
    let queue = try venue.deleverageQueue(against: line, of: account, names: asked.names)
    let place = queue.places.firstIndex { $0.account == other }
    let next = try queue.close(size, at: price).matches.first?.counterparty
    let isFollowed = next == other
    judged += 1
    if isFollowed { followed += 1 }
    rows.append([
      .integer(event.seq), .integer(event.position.block), .account(account),
      .amount(own.health.equity), .text(asked.names.markets[market]), .account(other),
      .amount(size), .amount(price), .amount(event.decimal(.rank)),
      place.map { .count($0 + 1) } ?? .none, .count(queue.places.count), .who(next),
      .text(isFollowed ? "yes" : "no"),
    ])
  }

  private mutating func look(
    _ event: Event, _ other: Int, _ market: Int, _ venue: VenueState
  ) throws(ArithmeticError) {
    let valuation = try venue.valuation(of: other, names: asked.names)
    let health = valuation.health
    guard health.isJudgeable else {
      undecided += 1
      return
    }
    let isSolvent = health.equity > .zero
    let leverage = isSolvent ? try health.gross.divided(by: health.equity, rounding: .up) : nil
    if isSolvent { solvent += 1 }
    if let leverage { leverages.append(leverage) }
    judged += 1
    let line = valuation.markets.first { $0.market == market }
    rows.append([
      .integer(event.seq), .integer(event.position.block), .account(other),
      .text(asked.names.markets[market]), .amount(event.decimal(.size)), .amount(health.equity),
      .amount(health.gross), .amount(leverage), .amount(line?.profit),
      .text(isSolvent ? "yes" : "no"),
    ])
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    if judged == 0, undecided > 0 {
      return .undecidable([.priceUpdate], "deleveraged accounts hold what has no valid price")
    }
    var answer = decided(venue)
    if undecided > 0, answer.isDecidable {
      answer.sentence +=
        " \(undecided) more \(undecided == 1 ? "is" : "are") not decidable: a price is missing."
      answer.lacks = [.priceUpdate]
    }
    return answer
  }

  private func decided(_ venue: VenueState) -> Answer {
    let unit = venue.unitName
    switch subject {
    case .queue:
      guard venue.hasRules else {
        return .undecidable([.parameter], "no rule says how counterparties are ranked")
      }
      return Answer(
        judged == 0
          ? "Nothing was deleveraged."
          : "\(followed) of \(Figures.count(judged, "deleveraging")) followed the queue (rank "
            + "\(venue.rulebook.losses.rank.rawValue)); \(judged - followed) did not.",
        DetailTable(
          "Deleveragings and the queue",
          columns: [
            .init("seq"), .init("block"), .init("account"), .init("equity_before", unit: unit),
            .init("market"), .init("counterparty"), .init("size"), .init("price"),
            .init("recorded_rank"), .init("place"), .init("in_queue"), .init("next_in_queue"),
            .init("followed"),
          ], rows: rows))
    case .counterparties:
      let median = Figures.median(leverages)
      let word = leverages.count % 2 == 0 ? "lower median" : "median"
      return Answer(
        judged == 0
          ? "No position of \(asked.account == nil ? "anybody" : "that account") was deleveraged."
          : "\(solvent) of \(Figures.count(judged, "deleveraged position")) belonged to a solvent "
            + "account" + (median.map { "; their \(word) leverage was \($0)." } ?? "."),
        DetailTable(
          "Counterparties just before",
          columns: [
            .init("seq"), .init("block"), .init("account"), .init("market"), .init("closed"),
            .init("equity", unit: unit), .init("gross", unit: unit), .init("leverage"),
            .init("profit", unit: unit), .init("solvent"),
          ], rows: rows))
    }
  }
}

/// Lists the runs of kinds within one block.
struct OrderCollector: Collector {
  private struct Run {
    var kind: Kind
    var first: Int64
    var last: Int64
    var accounts: Set<Int> = []

    var count: Int64 { last - first + 1 }
  }

  private struct Moment {
    var block: Int64
    var time: Int64
    var runs: [Run] = []
    var liquidations = 0
    var events: Int64 = 0

    func outweighs(_ other: Moment) -> Bool {
      (liquidations, events) > (other.liquidations, other.events)
    }
  }

  private let asked: Asked
  private var present: Moment?
  private var chosen: Moment?

  init(_ asked: Asked) { self.asked = asked }

  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {
    if let block = asked.block, event.position.block != block { return }
    var moment = present ?? Moment(block: event.position.block, time: event.time)
    // Held once, its runs are changed where they are.
    present = nil
    if moment.runs.last?.kind == event.kind {
      moment.runs[moment.runs.count - 1].last = event.seq
    } else {
      moment.runs.append(Run(kind: event.kind, first: event.seq, last: event.seq))
    }
    if let account = event.id(.account) {
      moment.runs[moment.runs.count - 1].accounts.insert(account)
    }
    moment.events += 1
    switch event.kind {
    case .liquidationStart, .liquidationFill, .deleverage: moment.liquidations += 1
    default: break
    }
    present = moment
  }

  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) {
    if let present, chosen.map({ present.outweighs($0) }) ?? true { chosen = present }
    present = nil
  }

  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer {
    guard let chosen else {
      return Answer("There is no event in \(asked.block.map { "block \($0)" } ?? "the log").")
    }
    let words = chosen.runs.prefix(6)
      .map { run in
        let one = run.kind.name.replacing("_", with: " ")
        return "\(run.count) \(run.count == 1 ? one : run.kind.words)"
      }
    let rest = chosen.runs.count - 6
    let more = rest > 0 ? ", and \(Figures.count(rest, "more run"))" : ""
    return Answer(
      "Block \(chosen.block) has \(Figures.count(Int(chosen.events), "event")) of one time, in "
        + "this order: \(words.joined(separator: ", then "))\(more).",
      DetailTable(
        "Runs in block \(chosen.block)",
        columns: [
          .init("run"), .init("kind"), .init("events"), .init("first_seq"), .init("last_seq"),
          .init("accounts"),
        ],
        rows: chosen.runs.enumerated().map { place, run in
          [
            .count(place + 1), .text(run.kind.name), .integer(run.count), .integer(run.first),
            .integer(run.last), .count(run.accounts.count),
          ]
        }))
  }
}
