internal import Engine
package import FixedPoint
package import Ledger

/// A difference between what the rules obliged a venue to do and what its log holds.
package struct Discrepancy: Sendable, Hashable {
  /// What sort of difference.
  package enum Sort: String, Sendable, Hashable, CaseIterable {
    /// The rules required an event and there is none.
    case missing
    /// There is an event and the rules did not require it.
    case unexpected
    /// The event is there with other figures.
    case different
    /// The event came in a later block than the rules required.
    case late
  }

  /// What sort.
  package var sort: Sort
  /// The kind of the event.
  package var kind: Kind
  /// Whom it concerns; nil for the venue as a whole.
  package var account: Int?
  /// The block in which it was required, or recorded.
  package var block: Int64
  /// The number of the recorded event; nil when it is missing.
  package var seq: Int64?
  /// The fields that differ: what the rules give, and what is recorded.
  package var fields: [Difference] = []
  /// For a late event: the block in which it was due.
  package var dueBlock: Int64?
  /// The time of the block, in Unix milliseconds.
  package var time: Int64 = 0
  /// What it is about, in the asset that the event is in: the difference of two figures, or the whole of
  /// what should have been or should not be; nil when the event has no amount.
  package var amount: Decimal18?
  /// How the account stood just before; nil for the venue as a whole.
  package var health: Health?

  /// One field that differs.
  package struct Difference: Sendable, Hashable {
    /// Which.
    package var field: Field
    /// What the rules give; nil when they give none.
    package var expected: String?
    /// What is recorded; nil when it is absent.
    package var recorded: String?
  }
}

/// Replays a log beside its rulebook and compares what the venue did with what it had to do.
///
/// After every difference it goes on from what was recorded, so that one fault is one finding and what
/// follows from it is judged on its own.
package struct Auditor: Sendable {
  /// The state as the log has it.
  package private(set) var state = VenueState()
  /// The differences so far, in the order they were found.
  package private(set) var discrepancies: [Discrepancy] = []
  /// What the world did in the last block: neither judgements nor settlements.
  package private(set) var facts: [Event] = []
  /// How many obligations were checked.
  package private(set) var obligations = 0

  private var judge = Judge()
  private var names: Names
  private var calls: [String: Int] = [:]
  private var auctions: [String: Int] = [:]
  /// Obligations that were not met, by what identifies them, with the block and the place of their finding.
  private var open: [Identity: (block: Int64, place: Int)] = [:]

  /// An auditor of a log with those names; all names of the log are known from the start.
  package init(names: Names) {
    self.names = names
  }

  /// Judges one block: all its events, in order.
  ///
  /// - Throws: `VenueError` when an event cannot be taken in.
  package mutating func judge(block events: [Event]) throws(VenueError) {
    guard let first = events.first else { return }
    facts.removeAll(keepingCapacity: true)
    for event in events { learn(event) }
    var waiting = try facts(of: events)
    state.advance(toBlock: first.position.block, time: first.time)
    try judge.begin(&state, names: names)
    while let obligation = try judge.next(&state, names: &names) {
      try meet(obligation, with: &waiting)
    }
    for event in waiting { try unexpected(event) }
  }

  /// Whom a call or an auction is about: their other events name only its id, which is the venue's own.
  private mutating func learn(_ event: Event) {
    guard let account = event.id(.account) else { return }
    if event.kind == .marginCall, let id = event.string(.call) { calls[id] = account }
    if event.kind == .auctionStart, let id = event.string(.auction) { auctions[id] = account }
  }

  private func identity(_ event: Event, of obligation: Obligation? = nil) -> Identity {
    let subject =
      obligation?.account ?? event.string(.call).flatMap { calls[$0] }
      ?? event.string(.auction).flatMap { auctions[$0] }
    return Identity(event, subject: subject)
  }

  // MARK: - Facts

  /// Applies what the world did, with the settlements before it; returns what the venue did.
  private mutating func facts(of events: [Event]) throws(VenueError) -> [Event] {
    let end = events.firstIndex { $0.isJudgement(in: state) } ?? events.count
    var settlements: [Event] = []
    var judgements: [Event] = []
    for (place, event) in events.enumerated() {
      let isFact = place < end
      if isFact, event.isSettlement {
        settlements.append(event)
      } else if isFact, try settles(event, events[(place + 1)..<end]) {
        settlements.append(event)
      } else if place < end || !(event.isJudgement(in: state) || event.mayBeJudgement) {
        if !event.kind.isDeclaration { try state.readRules(names: names) }
        try settle(before: event, with: &settlements)
        try state.apply(event, names: names)
        facts.append(event)
      } else {
        judgements.append(event)
      }
    }
    return settlements + judgements
  }

  /// Whether a transfer belongs to the settlement before the next fact: it pays a gain of the stability pool,
  /// or gives what a share of a loss was rounded up by to the dust account.
  private mutating func settles(
    _ transfer: Event, _ later: ArraySlice<Event>
  ) throws(VenueError) -> Bool {
    guard isSuspect(transfer) else { return false }
    do throws(ArithmeticError) {
      for fact in later where !fact.isSettlement {
        for due in try state.settlements(before: fact, names: &names)
        where due.kind == .transfer && identity(due) == identity(transfer) {
          if due.decimal(.amount) == transfer.decimal(.amount) { return true }
          return try state.stability.mayPay(transfer)
        }
        // Others of its kind may stand between it and the fact.
        if !isSuspect(fact) { return false }
      }
      return false
    } catch {
      throw VenueError(seq: transfer.seq, position: transfer.position, reason: "\(error)")
    }
  }

  private func isSuspect(_ transfer: Event) -> Bool {
    guard transfer.kind == .transfer, let from = transfer.id(.from), let to = transfer.id(.to)
    else { return false }
    return from == state.stability.account
      || to == names.accounts.id(of: state.rulebook.losses.dustAccount)
  }

  /// What a fact's accounts had to be settled with, against what was recorded before it.
  private mutating func settle(
    before fact: Event, with recorded: inout [Event]
  ) throws(VenueError) {
    var due: [Event] = []
    do throws(ArithmeticError) {
      due = try state.settlements(before: fact, names: &names)
    } catch {
      throw VenueError(seq: fact.seq, position: fact.position, reason: "\(error)")
    }
    if !due.isEmpty {
      try meet(
        Obligation(stage: .prices, account: fact.id(.account), events: due), with: &recorded)
    }
    for event in recorded { try unexpected(event) }
    recorded.removeAll()
  }

  // MARK: - Judgements

  /// Finds the recorded events that meet an obligation, compares them, and applies them.
  private mutating func meet(
    _ obligation: Obligation, with recorded: inout [Event]
  ) throws(VenueError) {
    obligations += 1
    for expected in obligation.events {
      let identity = identity(expected, of: obligation)
      if let place = recorded.firstIndex(where: {
        $0.kind == expected.kind && self.identity($0) == identity
      }) {
        let event = recorded.remove(at: place)
        compare(expected, event, obligation, identity)
        try state.apply(event, names: names)
      } else if open[identity] == nil {
        open[identity] = (state.block, discrepancies.count)
        discrepancies.append(
          Discrepancy(
            sort: .missing, kind: expected.kind, account: obligation.account, block: state.block,
            time: state.time, amount: expected.mainAmount, health: health(obligation.account)))
      }
    }
  }

  private mutating func compare(
    _ expected: Event, _ event: Event, _ obligation: Obligation, _ identity: Identity
  ) {
    if let missed = open.removeValue(forKey: identity), missed.block < state.block {
      discrepancies[missed.place].sort = .late
      discrepancies[missed.place].seq = event.seq
      discrepancies[missed.place].dueBlock = missed.block
      discrepancies[missed.place].block = state.block
    }
    let fields = differences(expected, event)
    if !fields.isEmpty {
      discrepancies.append(
        Discrepancy(
          sort: .different, kind: event.kind, account: obligation.account, block: state.block,
          seq: event.seq, fields: fields, time: state.time,
          amount: Self.gap(expected, event, fields), health: health(obligation.account)))
    }
  }

  private func differences(_ expected: Event, _ event: Event) -> [Discrepancy.Difference] {
    event.kind.spec.fields.compactMap { spec in
      guard spec.field != .ref, spec.field != .call, spec.field != .auction,
        !expected.hasSame(spec, as: event)
      else { return nil }
      let (a, b) = (expected.text(of: spec, names), event.text(of: spec, names))
      return a == b ? nil : .init(field: spec.field, expected: a, recorded: b)
    }
  }

  /// How an account stands; nil when it cannot be computed.
  private func health(_ account: Int?) -> Health? {
    guard let account else { return nil }
    do throws(ArithmeticError) {
      return try state.valuation(of: account, names: names).health
    } catch {
      return nil
    }
  }

  /// The first difference of two amounts; nil when other things differ.
  private static func gap(
    _ expected: Event, _ event: Event, _ fields: [Discrepancy.Difference]
  ) -> Decimal18? {
    for difference in fields {
      guard let b = event.decimal(difference.field) else { continue }
      let a = expected.decimal(difference.field) ?? .zero
      do throws(ArithmeticError) { return try (a - b).magnitude } catch { continue }
    }
    return nil
  }

  private mutating func unexpected(_ event: Event) throws(VenueError) {
    discrepancies.append(
      Discrepancy(
        sort: .unexpected, kind: event.kind, account: event.id(.account), block: state.block,
        seq: event.seq, time: state.time, amount: event.mainAmount,
        health: health(event.id(.account))))
    try state.apply(event, names: names)
  }

  /// What makes two events the same step, whatever their figures.
  private struct Identity: Hashable, Sendable {
    let kind: Kind
    let subject: Int?
    let ids: [Int?]
    let texts: [String?]

    /// `subject` is whom the call or auction is about that the event names.
    init(_ event: Event, subject: Int?) {
      kind = event.kind
      let isOfCall = event.string(.call) != nil || event.string(.auction) != nil
      self.subject = isOfCall ? subject : nil
      ids = Self.fields.map { event.id($0) }
      texts = Self.words.map { event.string($0) }
    }

    private static let fields: [Field] = [
      .account, .asset, .market, .counterparty, .liquidator, .from, .to,
    ]
    private static let words: [Field] = [.fund, .pool, .scope, .channel, .name, .dispute]
  }
}

extension Event {
  /// Whether it is a judgement of the venue: a rule did it, nobody else.
  package func isJudgement(in state: borrowing VenueState) -> Bool {
    switch kind {
    case .referencePrice, .marginCall, .marginCallClosed, .notice, .liquidationStart,
      .liquidationAttempt, .auctionStart, .auctionReset, .auctionBid, .auctionEnd,
      .liquidationFill, .deleverage, .socializedLoss, .badDebt:
      true
    case .halt, .resume: !has(.authority)
    case .parameter: string(.authority) == Judge.ruleAuthority
    case .insurance: ["liquidation", "bad_debt", "penalty"].contains(choice(.cause))
    case .fee: string(.cause) == "keeper_incentive"
    case .disputeRuling: string(.authority) == Judge.ruleAuthority
    default: false
    }
  }

  /// Whether it is a judgement when it stands among judgements.
  var mayBeJudgement: Bool {
    isSettlement || kind == .transfer || kind == .withdrawal || kind == .repay
  }

  /// Whether it settles what an account gathered, or its share of a loss.
  package var isSettlement: Bool {
    switch kind {
    case .interest, .fundingPayment, .lossShare: true
    default: false
    }
  }

  /// What the event moves or claims, in its own asset; nil when it has no amount.
  var mainAmount: Decimal18? {
    for field in [Field.amount, .repaid, .requirement, .debt, .notional, .size] {
      if let amount = decimal(field) { return amount }
    }
    return nil
  }

  /// Whether a field that is no text holds the same as in another event of the kind, without formatting it.
  func hasSame(_ spec: FieldSpec, as other: Event) -> Bool {
    guard spec.type != .text, has(spec.field) else { return false }
    return other.has(spec.field) && decimal(spec.field) == other.decimal(spec.field)
  }

  /// The value of a field as text; nil when it is absent.
  package func text(of spec: FieldSpec, _ names: Names) -> String? {
    guard has(spec.field) else { return nil }
    switch spec.type {
    case .account: return id(spec.field).map { names.accounts[$0] }
    case .asset, .newAsset: return id(spec.field).map { names.assets[$0] }
    case .market, .newMarket: return id(spec.field).map { names.markets[$0] }
    case .amount, .size, .quote, .decimal: return decimal(spec.field).map { "\($0)" }
    case .ratio: return ratio(spec.field).map { "\($0)" }
    case .integer, .time: return integer(spec.field).map { "\($0)" }
    case .text: return string(spec.field)
    case .choice: return choice(spec.field)
    }
  }
}
