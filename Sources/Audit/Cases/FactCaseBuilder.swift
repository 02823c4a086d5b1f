package import Engine
internal import FixedPoint
package import Ledger
package import Margin

/// Builds the cases of a log that holds no rulebook: a case for each liquidation, from what the facts say.
///
/// When the account fell below its line is not decidable; the case begins with what the venue did. It ends
/// with the block in which something was sold, unless a call or an auction of it is open.
package struct FactCaseBuilder: Sendable {
  /// The cases that have ended so far.
  package private(set) var cases: [MarginCase] = []
  /// The book after the last event.
  package private(set) var book = Book()

  /// A case that has not ended.
  private struct Open: Sendable {
    var entry: MarginCase
    /// The block of the first event that sold something or wrote it off.
    var soldIn: Int64?
    var auctions: Set<String> = []
    var call: String?
    var isCured = false
    /// Whether it traded in the block of its start, and the log does not hold what those trades closed.
    var maySell = false
  }

  private let names: Names
  private var open: [Int: Open] = [:]
  private var subjects: [String: Int] = [:]
  private var block: Int64?
  /// Accounts of which the log shows where their money comes from.
  private var funded: Set<Int> = []
  private var writtenOff: [Int] = []
  /// Accounts that had a position: what they have left depends on fees and funding.
  private var traders: Set<Int> = []
  private var hasFees = false
  private var hasFunding = false
  /// What was left of such accounts, by the place of the case.
  private var endings: [(place: Int, left: FactEnding, isOver: Bool)] = []

  /// A builder for a log with those names.
  package init(names: Names) {
    self.names = names
  }

  /// Takes one event; those of a block together, in order.
  ///
  /// - Throws: `VenueError` when it cannot be applied.
  package mutating func take(_ event: Event) throws(VenueError) {
    if let block, block != event.position.block { try endBlock(block) }
    block = event.position.block
    let closes = closesPosition(event)
    do throws(BookError) {
      try book.apply(event, names: names)
    } catch {
      throw VenueError(seq: event.seq, position: event.position, reason: "\(error.cause)")
    }
    learn(event)
    do throws(ArithmeticError) {
      try followLoss(event)
      guard let account = subject(of: event) else { return }
      if opensCase(event), event.id(.account) == account { try begin(event, account) }
      try follow(event, account, closes: closes)
    } catch {
      throw problem(error)
    }
  }

  /// The log is over: what is open stays open.
  package mutating func finish() throws(VenueError) {
    if let block { try endBlock(block) }
    for account in open.keys.sorted() {
      do throws(ArithmeticError) { try end(account, isOver: false) } catch { throw problem(error) }
    }
    leaveOpenWhatChargesDecide()
    cases.sort { ($0.opened.seq, $0.account) < ($1.opened.seq, $1.account) }
    for place in cases.indices { cases[place].id = place + 1 }
  }

  /// What is left of an account with positions is not decidable in a log without fees or funding.
  private mutating func leaveOpenWhatChargesDecide() {
    let lacks = (hasFees ? [] : ["fees"]) + (hasFunding ? [] : ["funding"])
    guard !lacks.isEmpty else { return }
    for (place, left, isOver) in endings {
      let entry = cases[place]
      if entry.outcome == .bankrupt || entry.outcome == .liquidated {
        let isShort = entry.isPaidFor || entry.isBelowZeroAsPublished
        cases[place].outcome = isShort ? .bankrupt : .liquidated
        if !isShort { cases[place].payers = [] }
      }
      cases[place].shortfall = nil
      cases[place].ending = left.text(cases[place], isOver: isOver, lacks: lacks)
    }
    endings = []
  }

  // MARK: - Whose, and what

  private mutating func learn(_ event: Event) {
    if event.kind == .fee || event.has(.fee) { hasFees = true }
    if event.kind == .fundingPayment { hasFunding = true }
    if event.has(.market), let account = event.id(.account) { traders.insert(account) }
    switch event.kind {
    case .deposit, .openingBalance, .openingPosition, .fill:
      if let account = event.id(.account) { funded.insert(account) }
    case .transfer:
      if let account = event.id(.to) { funded.insert(account) }
    default: break
    }
    guard let account = event.id(.account) else { return }
    if let call = event.string(.call) { subjects[call] = account }
    if let auction = event.string(.auction) { subjects[auction] = account }
  }

  private func subject(of event: Event) -> Int? {
    event.id(.account) ?? (event.string(.call) ?? event.string(.auction)).flatMap { subjects[$0] }
  }

  private func opensCase(_ event: Event) -> Bool {
    switch event.kind {
    case .liquidationStart, .liquidationAttempt, .liquidationFill, .auctionStart, .deleverage,
      .badDebt, .marginCall:
      true
    default: false
    }
  }

  /// Whether a trade makes the position of an account in liquidation smaller; the book is as before it.
  private func closesPosition(_ event: Event) -> Bool {
    guard event.kind == .fill, let account = event.id(.account), let market = event.id(.market),
      let started = open[account]?.entry.start, started.moment.block == event.position.block
    else { return false }
    let size = book.position(of: account, market: market).size
    return !size.isZero && size.isNegative == (event.choice(.side) == "buy")
  }

  // MARK: - A case's life

  private mutating func begin(_ event: Event, _ account: Int) throws(ArithmeticError) {
    if let present = open[account] {
      // Another liquidation begins; what became of the one before the log does not say.
      guard event.kind == .liquidationStart || present.soldIn != nil,
        present.entry.opened.block != event.position.block, present.auctions.isEmpty
      else { return }
      guard present.entry.start != nil || present.soldIn != nil else { return }
      try end(account, isOver: present.soldIn != nil)
    }
    var entry = MarginCase(account: account, opened: MarginCase.Moment(event))
    entry.basis = .facts
    open[account] = Open(entry: entry)
  }

  private mutating func follow(
    _ event: Event, _ account: Int, closes: Bool
  ) throws(ArithmeticError) {
    guard var present = open[account] else { return }
    let moment = MarginCase.Moment(event)
    let isOwn = event.id(.account) == account
    switch event.kind {
    case .marginCall:
      present.call = event.string(.call)
      present.entry.called = present.entry.called ?? moment
      present.entry.deadline = event.integer(.deadline)
    case .marginCallClosed:
      present.call = nil
      present.isCured = event.choice(.outcome) != "liquidated"
    case .liquidationStart: present.entry.start = present.entry.start ?? .init(event)
    case .liquidationAttempt:
      present.entry.attempts[event.string(.reason) ?? "unknown", default: 0] += 1
    case .auctionStart: present.auctions.insert(event.string(.auction) ?? "")
    case .auctionEnd:
      present.auctions.remove(event.string(.auction) ?? "")
      present.soldIn = present.soldIn ?? moment.block
    case .fill where !closes:
      if let market = event.id(.market), book.isOverclosed(account, market),
        present.entry.start?.moment.block == moment.block
      {
        open[account]?.maySell = true
      }
      return
    case .liquidationFill, .fill:
      present.entry.fills += 1
      try present.entry.repay(event)
      present.entry.firstFill = present.entry.firstFill ?? moment
      present.soldIn = moment.block
    case .deleverage where isOwn:
      present.entry.firstFill = present.entry.firstFill ?? moment
      present.soldIn = moment.block
      if let market = event.id(.market), let size = event.decimal(.size) {
        present.entry.payers.append(
          payer("deleveraging", names.market(market).base, size))
      }
    case .badDebt, .insurance: try pay(event, &present)
    default: break
    }
    var step = MarginCase.Step(
      moment: moment, kind: event.kind, text: CaseText.sentence(event, names, about: account))
    if event.kind == .liquidationAttempt { step.attempt = MarginCase.Attempt(event) }
    present.entry.steps.append(step)
    open[account] = present
  }

  private mutating func pay(_ event: Event, _ present: inout Open) throws(ArithmeticError) {
    guard let asset = event.id(.asset), let amount = event.decimal(.amount),
      event.kind == .badDebt || amount.isNegative
    else { return }
    if event.kind == .badDebt { writtenOff.append(present.entry.account) }
    let name = event.kind == .badDebt ? "bad debt" : "insurance:\(event.string(.fund) ?? "")"
    present.entry.payers.append(payer(name, asset, try amount.magnitude))
    present.soldIn = event.position.block
  }

  private func payer(_ name: String, _ asset: Int, _ amount: Decimal18) -> MarginCase.Payer {
    .init(name: name, asset: asset, amount: amount, value: asset == unit ? amount : nil)
  }

  /// The asset that the venue values in; nil when it named none.
  private var unit: Int? { book.venue?.unit.flatMap { names.assets.id(of: $0) } }

  /// A loss that others bear stands for what was written off before it in the block.
  private mutating func followLoss(_ event: Event) throws(ArithmeticError) {
    guard event.kind == .socializedLoss, let asset = event.id(.asset),
      var rest = event.decimal(.amount)
    else { return }
    for account in writtenOff where rest > .zero {
      guard var present = open[account],
        let place = present.entry.payers.firstIndex(where: {
          $0.name == "bad debt" && $0.asset == asset
        })
      else { continue }
      let moved = min(rest, present.entry.payers[place].amount)
      rest = try rest - moved
      let left = try present.entry.payers[place].amount - moved
      if left.isZero {
        present.entry.payers.remove(at: place)
      } else {
        present.entry.payers[place].amount = left
      }
      present.entry.payers.append(
        payer(MarginCase.Payer.name(spreadBy: event.choice(.method)), asset, moved))
      open[account] = present
    }
  }

  // MARK: - The end

  private mutating func endBlock(_ number: Int64) throws(VenueError) {
    writtenOff.removeAll(keepingCapacity: true)
    // Ended in the order of accounts, sorted by their beginnings later.
    for account in open.keys.sorted() {
      guard let present = open[account], present.call == nil, present.auctions.isEmpty,
        present.soldIn != nil || present.isCured
      else { continue }
      do throws(ArithmeticError) { try end(account, isOver: true) } catch { throw problem(error) }
    }
  }

  private mutating func end(_ account: Int, isOver: Bool) throws(ArithmeticError) {
    guard let present = open.removeValue(forKey: account) else { return }
    var entry = present.entry
    let left = FactEnding(account, book, names, isKnown: funded.contains(account))
    entry.ending = left.text(entry, isOver: isOver)
    entry.shortfall = nil
    if isOver {
      entry.closed = entry.steps.last?.moment
      let isShort =
        entry.isBelowZeroAsPublished || entry.isPaidFor || left.hasOnlyDebt
        || (!entry.payers.isEmpty && left.isNothing)
      // That others closed against it says nothing of a loss where something is left of it.
      if !isShort { entry.payers = [] }
      if let (shortfall, remainder) = try left.shortfall(entry, unit) {
        (entry.shortfall, entry.remainder) = (shortfall, remainder)
      }
      entry.outcome =
        present.soldIn == nil
        ? .cured : entry.shortfall.map { $0 > .zero } ?? isShort ? .bankrupt : .liquidated
    }
    if !isOver, present.maySell, present.soldIn == nil {
      entry.ending =
        "whether it was sold is not decidable: it traded in that block, and the log does not hold "
        + "what it had"
      return cases.append(entry)
    }
    if traders.contains(account) { endings.append((cases.count, left, isOver)) }
    cases.append(entry)
  }

  private func problem(_ error: ArithmeticError) -> VenueError {
    VenueError(
      seq: book.seq, position: Position(block: book.block, index: 0), reason: "\(error)")
  }
}

extension MarginCase {
  /// Whether somebody paid for it or wrote something off: a deleveraging alone is a sale.
  fileprivate var isPaidFor: Bool { payers.contains { $0.name != "deleveraging" } }

  /// Whether the venue published an equity below zero when it began.
  fileprivate var isBelowZeroAsPublished: Bool { start?.equity?.isNegative ?? false }
}
