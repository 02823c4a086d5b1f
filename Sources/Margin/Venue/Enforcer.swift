internal import Engine
internal import FixedPoint
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
      try refuse(fact, refusal, record)
      return refusal
    }
    let due = try arithmetic { state, names throws(ArithmeticError) in
      try state.settlements(before: fact, names: &names)
    }
    for event in due { try append(event, record) }
    try append(fact, record)
    return nil
  }

  /// Records a note with a text in place of a fact.
  ///
  /// Accounts are counted in the order of their appearance in the log: one that the fact is the first to name
  /// is declared, as the note does not name it.
  package mutating func refuse(
    _ fact: borrowing Event, _ text: String,
    _ record: (borrowing Event, Names) throws(VenueError) -> Void
  ) throws(VenueError) {
    for account in VenueState.accounts(of: fact).sorted() where account >= heard {
      try append(Drafts.event(.account) { $0.set(.account, integer: Int64(account)) }, record)
    }
    try append(Drafts.event(.note) { $0.set(.text, text: text) }, record)
  }

  /// Why the rules would refuse a fact now; nil when they would not.
  package mutating func refusal(of fact: Event) throws(VenueError) -> String? {
    if !fact.kind.isDeclaration { try state.readRules(names: names) }
    return try arithmetic { state, names throws(ArithmeticError) in
      try state.refusal(of: fact, names: names)?.description
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
    if let account = VenueState.lastAccount(of: event) { heard = max(heard, account + 1) }
    try state.apply(event, names: names)
    try record(event, names)
  }
}
