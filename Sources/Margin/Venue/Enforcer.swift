internal import Engine
package import FixedPoint
package import Ledger

/// Runs a venue by its rulebook: takes what the world does, and adds what the rules oblige the venue to do.
///
/// The same facts give the same events, whatever the machine, the build or the size of batches.
package struct Enforcer: Sendable {
  /// The state after the last event.
  package private(set) var state = VenueState()
  /// The names that occurred so far, in the order of their first appearance in the events.
  package var names: Names
  /// How much work the watch over accounts was.
  package var counters: SweepCounters { judge.counters }

  private var judge = Judge()
  private var seq: Int64 = 0
  private var index: Int64 = 0
  private var block: Int64 = -1
  private var time: Int64 = 0
  /// How many accounts events have named.
  private var heard = 0

  /// A venue on which nothing has happened.
  package init(names: Names = Names()) {
    self.names = names
  }

  /// A venue that goes on from a state; `names` are those that occurred so far.
  package init(from state: VenueState, names: Names) {
    self.state = state
    self.names = names
    judge = Judge(from: state)
    seq = state.book.seq
    heard = names.accounts.count
  }

  /// Runs one block.
  ///
  /// - Parameters:
  ///   - block: Its number, above that of the block before.
  ///   - time: Its time in Unix milliseconds, not before that of the block before.
  ///   - facts: What the world does, in order; their places are given here. Names of accounts in them
  ///     must be interned in the order of their first appearance.
  ///   - record: Is called with each event of the block in its place: the facts, and between and after
  ///     them what the rules oblige to. A fact that the rules refuse is recorded as a note.
  /// - Throws: `VenueError`, after which the venue must not be used.
  package mutating func run(
    block: Int64, time: Int64, facts: [Event],
    record: (borrowing Event, Names) throws(VenueError) -> Void
  ) throws(VenueError) {
    begin(block: block, time: time)
    for fact in facts { try take(fact, record) }
    try decide(record)
  }

  /// Begins a block: its facts follow one by one, then what the rules decide.
  ///
  /// For whoever makes a fact only when those before it are taken; ``run(block:time:facts:record:)`` does it
  /// all at once.
  package mutating func begin(block: Int64, time: Int64) {
    self.block = block
    self.time = time
    index = 0
  }

  /// Takes a fact; whoever it touches is settled before it.
  ///
  /// - Returns: Why the rules refuse it, in which case a note was recorded instead; nil when it was taken.
  @discardableResult
  package mutating func take(
    _ fact: Event, _ record: (borrowing Event, Names) throws(VenueError) -> Void
  ) throws(VenueError) -> String? {
    if let refusal = try refusal(of: fact) {
      try declareUnheard(of: fact, record)
      try append(Drafts.event(.note) { $0.set(.text, text: refusal) }, record)
      return refusal
    }
    let due = try arithmetic { state, names throws(ArithmeticError) in
      try state.settlements(before: fact, names: &names)
    }
    for event in due { try append(event, record) }
    try append(fact, record)
    return nil
  }

  /// Accounts are counted in the order of their appearance in the log: one that a refused fact is the first
  /// to name is declared, as the note does not name it.
  private mutating func declareUnheard(
    of fact: borrowing Event, _ record: (borrowing Event, Names) throws(VenueError) -> Void
  ) throws(VenueError) {
    for account in VenueState.accounts(of: fact).sorted() where account >= heard {
      try append(Drafts.event(.account) { $0.set(.account, integer: Int64(account)) }, record)
    }
  }

  /// Why the rules would refuse a fact now; nil when they would not.
  package mutating func refusal(of fact: Event) throws(VenueError) -> String? {
    if !fact.kind.isDeclaration { try state.readRules(names: names) }
    return try arithmetic { state, names throws(ArithmeticError) in
      try state.refusal(of: fact, names: names)
    }
  }

  /// Ends the block: what the rules oblige the venue to.
  package mutating func decide(
    _ record: (borrowing Event, Names) throws(VenueError) -> Void
  ) throws(VenueError) {
    state.advance(toBlock: block, time: time)
    try state.readRules(names: names)
    try declareDust(record)
    try judge.begin(&state, names: names)
    while let obligation = try judge.next(&state, names: &names) {
      for event in obligation.events { try append(event, record) }
    }
  }

  /// Where losses are spread, the account that gets what rounding leaves over is heard of before there are
  /// any: it may be paid in the middle of a block whose facts name new accounts, and accounts are counted in
  /// the order of their appearance.
  private mutating func declareDust(
    _ record: (borrowing Event, Names) throws(VenueError) -> Void
  ) throws(VenueError) {
    let losses = state.rulebook.losses
    guard losses.waterfall.contains(.socialize), !losses.dustAccount.isEmpty,
      names.accounts.id(of: losses.dustAccount) == nil
    else { return }
    let id = Int64(names.internAccount(losses.dustAccount))
    let declaration = Drafts.event(.account) { event in
      event.set(.account, integer: id)
      event.set(.class, text: "reserve")
    }
    try append(declaration, record)
  }

  /// Whether the passing of time alone may oblige the venue to something.
  package var mayActInTime: Bool {
    let rules = state.rulebook
    return !judge.concern.isEmpty || !state.auctions.open.isEmpty || !state.halts.halts.isEmpty
      || rules.oracle.staleSeconds > 0 || rules.oracle.twapSeconds > 0
  }

  private mutating func arithmetic<T>(
    _ body: (VenueState, inout Names) throws(ArithmeticError) -> T
  ) throws(VenueError) -> T {
    do throws(ArithmeticError) {
      return try body(state, &names)
    } catch {
      throw VenueError(
        seq: seq, position: Position(block: block, index: index), reason: "\(error)")
    }
  }

  private mutating func append(
    _ event: Event, _ record: (borrowing Event, Names) throws(VenueError) -> Void
  ) throws(VenueError) {
    var event = event
    seq += 1
    event.seq = seq
    event.position = Position(block: block, index: index)
    event.time = time
    index += 1
    for field in [Field.account, .owner, .from, .to, .counterparty, .liquidator] {
      if let account = event.id(field) { heard = max(heard, account + 1) }
    }
    try state.apply(event, names: names)
    try record(event, names)
  }
}

extension VenueState {
  /// Why the rules refuse what an account wants to do: its initial margin, or a halt of trading; nil when
  /// they do not.
  ///
  /// Refused are too an index of interest that falls, a repayment of more than is owed, a withdrawal of more
  /// than an insurance fund has, and a second dispute of the same id.
  package func refusal(
    of fact: borrowing Event, names: Names
  ) throws(ArithmeticError) -> String? {
    if let limit = try stability.limit(of: fact) {
      let hasGained = try !stability.gains(of: limit.depositor).isEmpty
      return "refused: \(fact.kind.name) to \(names.accounts[limit.depositor]): "
        + "its share of the stability pool is \(limit.share)"
        + (hasGained ? " (a transfer of 0 brings what it gained)" : "")
    }
    let isTrade = fact.kind == .fill || fact.kind == .borrow
    switch fact.kind {
    case .fill, .borrow, .withdrawal, .transfer: break
    case .interestIndex: return fallenIndex(fact, names)
    case .repay: return try overpaid(fact, names)
    case .insurance: return try overdrawn(fund: fact, names)
    case .interest, .fundingPayment: return bookedByRules(fact, names)
    case .dispute:
      guard let id = fact.string(.dispute), disputes.isOpen(id) else { return nil }
      return "refused: dispute \(id) is open already"
    default: return nil
    }
    guard let account = fact.id(fact.kind == .transfer ? .from : .account),
      let feed = Feed(fact)
    else { return nil }
    let name = names.accounts[account]
    if isTrade, halts.isHalted(.trading, feed) {
      return "refused: \(fact.kind.name) of \(name): trading is halted"
    }
    let before = try valuation(of: account, names: names).health
    let after = try valuation(of: account, names: names, after: copy fact).health
    // What lowers the risk is never refused.
    let isRiskier =
      after.initialRequirement > before.initialRequirement
      || after.initialResources < before.initialResources
    guard after.isJudgeable, isRiskier, !after.allowsRisk else { return nil }
    return "refused: \(fact.kind.name) of \(name): initial margin "
      + "\(after.initialRequirement) is more than \(after.initialResources)"
  }

  /// Why a repayment is refused: it is more than the debt with its interest.
  private func overpaid(
    _ fact: borrowing Event, _ names: Names
  ) throws(ArithmeticError) -> String? {
    guard let account = fact.id(.account), let asset = fact.id(.asset),
      let amount = fact.decimal(.amount), amount > .zero
    else { return nil }
    let balance = book.balance(of: account, asset: asset)
    let pending = try accruals.interest(
      account, asset, balance, decimals: names.decimals(ofAsset: asset))
    let owed = max(.zero, try balance.debt + pending.debt)
    guard amount > owed else { return nil }
    return "refused: repay of \(names.accounts[account]): \(amount) is more than the \(owed) "
      + "\(names.assets[asset]) that it owes"
  }

  /// Why interest or funding is refused: indices tell it, so the venue books it.
  private func bookedByRules(_ fact: borrowing Event, _ names: Names) -> String? {
    guard accruals.books(fact), let account = fact.id(.account) else { return nil }
    return "refused: \(fact.kind.name) of \(names.accounts[account]): the venue's indices tell "
      + "what is due, and it books that itself"
  }

  /// Why a payment out of an insurance fund is refused: it is more than the fund has.
  private func overdrawn(
    fund fact: borrowing Event, _ names: Names
  ) throws(ArithmeticError) -> String? {
    guard let fund = fact.string(.fund), let asset = fact.id(.asset),
      let amount = fact.decimal(.amount), amount.isNegative
    else { return nil }
    let held = max(.zero, book.insurance(fund, asset: asset))
    let wanted = try amount.magnitude
    guard wanted > held else { return nil }
    return "refused: insurance of \(fund): \(wanted) is more than the \(held) "
      + "\(names.assets[asset]) that it has"
  }

  /// Why an index of interest is refused: what depositors lose is a socialized loss, and what debtors are
  /// spared a bad debt.
  private func fallenIndex(_ fact: borrowing Event, _ names: Names) -> String? {
    guard let asset = fact.id(.asset), let value = fact.ratio(.value),
      let last = accruals.index(before: fact), value < last
    else { return nil }
    let side = fact.choice(.side) ?? "supply"
    return "refused: interest_index of \(names.assets[asset]): the \(side) index cannot fall from "
      + "\(last) to \(value); a loss is a socialized_loss"
  }
}
