internal import Engine
internal import FixedPoint
internal import Ledger

/// One way to read a log: the state that it gives, and what differs from the rules in it.
///
/// Where a line differs, it goes on from what is recorded or from what the rules give; which of the two
/// is the better reading the rest of the log shows.
struct AuditorTrack: Sendable {
  /// What a track goes on from after a difference.
  enum Policy: Sendable {
    /// What is recorded is what happened.
    case recorded
    /// What the rules give happened, and only its line is wrong or missing.
    case expected
  }

  /// The state as the log has it.
  var state = VenueState()
  /// How it goes on; nil while nothing differs.
  var policy: Policy?
  /// Whether it only looks ahead, and its blocks stay open.
  var isProbe = false
  /// The differences so far.
  var found: [Discrepancy] = []
  /// How many obligations were checked.
  var obligations = 0

  var judge = Judge()
  var names: Names
  /// How many accounts occur in the log; those after them exist in the rules alone.
  let known: Int
  /// Whom calls and auctions are about.
  var register = AuditorRegister()
  /// Whether the log has set a rule so far.
  var isRuled = false
  /// What was missing or too much in earlier blocks.
  var memory = AuditorMemory()

  /// The block that is judged.
  var block: [Event] = []
  /// Its number and time; the state may still be that of the block before.
  private(set) var moment: (block: Int64, time: Int64) = (0, 0)
  /// What the world did in it.
  var facts: [Event] = []
  /// The recorded events that nothing has asked for yet, by their places.
  var waiting: [Int] = []
  /// What the rules required and the log does not have, in this block.
  var missing: [Absence] = []
  /// What the log has and nothing required, in this block.
  var extra: [Surplus] = []
  /// What is recorded with other figures, in this block, and after how many events that the rules required.
  var differing: [(step: Int, item: Discrepancy)] = []
  /// The recorded places of what was found, in the order of the rules.
  var matched: [Match] = []
  /// Whom the rules had something done to in this block.
  var obliged: Set<Int> = []

  private enum Phase { case facts, judgements, done }

  private var phase = Phase.done
  private var place = 0
  private var end = 0
  private var isSettled = false
  /// Whether the rules refuse the fact before which accounts have just been settled.
  private var isRefused = false
  /// The places of the judgements, and of what may be one.
  var judgements: [Int] = []
  /// Whom judgements of the block name; nil while nobody asked.
  var involved: Set<Int>?
  /// The place of the first of the prices that are settled on in the block; nil where there is but one, which
  /// may stand too late itself.
  var prices: Int?
  /// How many events the rules required in this block so far.
  private var step = 0
  private var pending = Obligation(stage: .done, account: nil, events: [])
  private var pendingPlace = 0

  init(names: Names) {
    self.names = names
    known = names.accounts.count
  }

  /// An event that the rules required and the log does not have.
  struct Absence: Sendable {
    /// How many events the rules required before it in this block.
    var step: Int
    var event: Event
    var obligation: Int?
    var health: Health?
  }

  /// An event that nothing required.
  struct Surplus: Sendable {
    /// Its place in the block.
    var place: Int
    var health: Health?
  }

  /// A recorded event that met an obligation.
  struct Match: Sendable {
    var place: Int
    var stage: Judge.Stage
    var account: Int?
  }

  // MARK: - A block

  /// Begins a block; `events` is empty for one of which the log has nothing.
  mutating func begin(block number: Int64, time: Int64, _ events: [Event]) {
    block = events
    moment = (number, time)
    for event in events { register.learn(event, names) }
    facts.removeAll(keepingCapacity: true)
    waiting = []
    judgements = []
    missing = []
    extra = []
    differing = []
    matched = []
    obliged = []
    phase = .facts
    place = 0
    step = 0
    isSettled = false
    pending.events = []
    pendingPlace = 0
    involved = nil
    prices = events.firstIndex { $0.isOfPrices }
    if let first = prices, !events[(first + 1)...].contains(where: { $0.isOfPrices }) {
      prices = nil
    }
    end = events.firstIndex { $0.isJudgement } ?? events.count
    if events.isEmpty { state.advance(toBlock: number, time: time) }
  }

  /// Goes on with the block.
  ///
  /// - Returns: Whether it is judged; false where something differs and there is no policy yet.
  mutating func proceed() throws(VenueError) -> Bool {
    while true {
      guard try meetPending() else { return false }
      switch phase {
      case .facts: guard try takeFact() else { return false }
      case .judgements: guard try takeObligation() else { return false }
      case .done: return true
      }
    }
  }

  // MARK: - Facts

  /// Takes in the next event of the block that the world did, after whoever it touches was settled.
  private mutating func takeFact() throws(VenueError) -> Bool {
    guard place < block.count else {
      waiting += judgements
      if let first = block.first {
        state.advance(toBlock: first.position.block, time: first.time)
      }
      try judge.begin(&state, names: names)
      phase = .judgements
      return true
    }
    let event = block[place]
    if place < end ? try isSettlement(place, before: end) : try mayBeJudgement(place) {
      if place < end { waiting.append(place) } else { judgements.append(place) }
      place += 1
      return true
    }
    if !event.kind.isDeclaration { try state.readRules(names: names) }
    if !isSettled {
      isSettled = true
      isRefused = try noteRefusal(of: event)
      let due = try settlements(before: event)
      if !due.isEmpty {
        obligations += 1
        pending = Obligation(stage: .prices, account: event.id(.account), events: due)
        pendingPlace = 0
        if place > end { takeBack(due) }
        return true
      }
    }
    guard try putAside(), !isRefused || policy != nil else { return false }
    try takeIn(event, isRefused: isRefused)
    isSettled = false
    place += 1
    return true
  }

  private mutating func settlements(before fact: Event) throws(VenueError) -> [Event] {
    do throws(ArithmeticError) {
      return try state.settlements(before: fact, names: &names)
    } catch {
      throw VenueError(seq: fact.seq, position: fact.position, reason: "\(error)")
    }
  }

  // MARK: - Judgements

  private mutating func takeObligation() throws(VenueError) -> Bool {
    if isAtTurns {
      guard try takeTurns() else { return false }
      isAtTurns = false
    }
    guard let obligation = try judge.next(&state, names: &names) else {
      guard try putAside() else { return false }
      if !isProbe { closeBlock() }
      phase = .done
      return true
    }
    guard !obligation.events.isEmpty else {
      isAtTurns = true
      return true
    }
    obligations += 1
    if obligation.stage >= .auctions, let account = obligation.account { obliged.insert(account) }
    pending = obligation
    pendingPlace = 0
    return true
  }

  /// Whether the order of the liquidations of this block is known, and has not been compared yet.
  private var isAtTurns = false

  /// Compares the order in which accounts are liquidated; goes on in the recorded one where that is the
  /// policy.
  private mutating func takeTurns() throws(VenueError) -> Bool {
    let due = judge.turns
    let recorded = recordedTurns(of: Set(due))
    let expected = due.filter { recorded.contains($0) }
    guard recorded != expected else { return true }
    guard let policy else { return false }
    guard policy == .recorded else { return true }
    let late = firstOutOfTurn(expected, recorded)
    differing.append((step, outOfTurn(late.account, before: late.other)))
    judge.take(turns: recorded + due.filter { !recorded.contains($0) })
    return true
  }

  // MARK: - Meeting

  /// Finds the recorded events that meet what is pending, and applies them.
  private mutating func meetPending() throws(VenueError) -> Bool {
    while pendingPlace < pending.events.count {
      let expected = pending.events[pendingPlace]
      if let index = waiting.firstIndex(where: { block[$0].isSame(as: expected) }) {
        try take(waiting.remove(at: index), for: expected)
      } else if let policy {
        try differ(expected, policy)
      } else {
        return false
      }
      pendingPlace += 1
      step += 1
    }
    return true
  }

  /// Applies a recorded event that meets an expected one.
  private mutating func take(_ place: Int, for expected: Event) throws(VenueError) {
    matched.append(Match(place: place, stage: pending.stage, account: pending.account))
    let event = block[place]
    let fields = differences(expected, event)
    if !memory.isComplete, let late = memory.met(by: event, identity(event)) {
      found[late].makeLate(event, fields)
    } else if !fields.isEmpty {
      let whom = account(of: expected, pending.account)
      differing.append((step, different(expected, event, fields, health(whom), pending.account)))
    }
    try state.apply(event, names: names, basis: basis(of: event, expected, fields))
  }

  /// What the rules have to do with a line that meets what they ask for.
  private func basis(
    of event: Event, _ expected: Event, _ fields: [Discrepancy.Difference]
  ) -> Disputes.Basis {
    guard !fields.isEmpty else { return .due }
    let told = fields.map {
      "\($0.field.rawValue) \($0.recorded ?? "absent"), by the rules \($0.expected ?? "absent")"
    }
    return .different(told.joined(separator: ", "), penalty: expected.decimal(.penalty))
  }

  private mutating func differ(
    _ expected: Event, _ policy: Policy
  ) throws(VenueError) {
    let candidate = candidate(for: expected, pending.account)
    switch (policy, candidate) {
    case (.recorded, .some(let index)):
      try take(waiting.remove(at: index), for: expected)
    case (.recorded, .none):
      missing.append(absence(of: expected))
    case (.expected, _):
      missing.append(absence(of: expected))
      let recorded = candidate.map { block[waiting[$0]] }
      if let recorded {
        // What may be disputed is what the line says.
        let fields = differences(expected, recorded)
        try state.noteEvidence(of: recorded, basis(of: recorded, expected, fields), names)
      }
      var event = expected
      event.seq = recorded?.seq ?? block.last?.seq ?? state.book.seq
      event.position = Position(block: state.block, index: block.last?.position.index ?? 0)
      event.time = state.time
      try state.apply(event, names: names, basis: nil)
    }
  }

  private func absence(of event: Event) -> Absence {
    let account = account(of: event, pending.account)
    return Absence(
      step: step, event: event, obligation: pending.account, health: health(account))
  }

  /// What nothing asked for is too much; it happened if that is the policy.
  ///
  /// - Returns: False where there is no policy yet.
  private mutating func putAside() throws(VenueError) -> Bool {
    guard !waiting.isEmpty else { return true }
    try takeLateFacts()
    guard !waiting.isEmpty else { return true }
    guard let policy else { return false }
    for place in waiting {
      extra.append(Surplus(place: place, health: health(account(ofRecorded: place))))
      switch policy {
      case .recorded: try state.apply(block[place], names: names, basis: .undue)
      case .expected: try state.noteEvidence(of: block[place], .undue, names)
      }
    }
    waiting = []
    return true
  }

  /// What the world did to a fund and stands among the judgements, where nothing like it is missing.
  private mutating func takeLateFacts() throws(VenueError) {
    let facts = waiting.filter { place in
      let event = block[place]
      return event.kind == .insurance && !event.isJudgement
        && !missing.contains { absence in
          absence.event.kind == .insurance && differences(absence.event, event).count <= 2
        }
    }
    guard !facts.isEmpty else { return }
    waiting.removeAll { facts.contains($0) }
    for place in facts {
      try takeIn(block[place], isRefused: try noteRefusal(of: block[place]))
    }
  }

  /// How an account stands; nil when it cannot be computed.
  func health(_ account: Int?) -> Health? {
    guard let account else { return nil }
    do throws(ArithmeticError) {
      return try state.valuation(of: account, names: names).health
    } catch {
      return nil
    }
  }
}
