internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin

/// A log as it was recorded, with what the world did told apart from what the venue did.
struct RecordedFacts: Sendable {
  /// All events in their order; their numbers begin with 1.
  private(set) var events = PackedEvents()
  /// The differences between the record and its own rules.
  var discrepancies: [Discrepancy] { auditor?.discrepancies ?? [] }
  /// The venue after the last event.
  var state: VenueState { auditor?.state ?? folded }
  /// Where each block begins in `events`, and its end after the last.
  private(set) var blocks: [Int] = []
  /// Who says prices of a feed, in the order of their first word.
  private(set) var sources: [Feed: [String]] = [:]
  /// How often each kind occurs.
  private(set) var counts = [Int](repeating: 0, count: Kind.allCases.count)
  /// Assets that accounts are known to have got or borrowed, and those that they gave or repaid.
  private(set) var flows = (got: Set<Int>(), gave: Set<Int>())
  /// How many of the facts are rules.
  private(set) var ruleCount = 0
  /// Of which accounts the record does not tell everything that they had.
  private(set) var gaps = RecordGaps()
  /// The numbers of accounts that occurred before the first block that is decided again.
  private(set) var knownAccounts = 0
  /// The venue before that block; nil when it is the first of the log.
  private(set) var start: VenueState?

  private let first: Int64?
  private let names: Names
  /// Nil where the log sets no rule: every judgement of it would be a difference from rules that nobody knows.
  private var auditor: Auditor?
  /// The venue of a log that sets no rule.
  private var folded = VenueState()
  /// For each event whether the world did it.
  private var isFact: [Bool] = []
  private var hasStarted = false
  private var accounts = 0

  /// Facts that are decided again from `first` on, of a log that sets rules or does not.
  init(names: Names, first: Int64?, hasRulebook: Bool) {
    self.first = first
    self.names = names
    auditor = hasRulebook ? Auditor(names: names) : nil
  }

  /// How many events of a kind there are.
  func count(of kind: Kind) -> Int { counts[Int(kind.rawValue)] }

  /// How many blocks have events.
  var blockCount: Int { blocks.count }

  /// The places of the events of a block.
  func events(ofBlock number: Int) -> Range<Int> {
    blocks[number]..<(number + 1 < blocks.count ? blocks[number + 1] : events.count)
  }

  /// An event by its place, with its number.
  func read(_ place: Int, into event: inout Event) {
    events.read(place, into: &event)
    event.seq = Int64(place + 1)
  }

  /// What the world did in a block, in order.
  func facts(ofBlock number: Int) -> [Event] {
    var facts: [Event] = []
    var event = Event(.note)
    for place in events(ofBlock: number) where isFact[place] {
      read(place, into: &event)
      facts.append(event)
    }
    return facts
  }

  /// Takes in a block as it was recorded.
  mutating func take(_ block: [Event]) throws(VenueError) {
    guard let number = block.first?.position.block else { return }
    if !hasStarted, number >= first ?? .min {
      hasStarted = true
      knownAccounts = accounts
      if events.count > 0 { start = state }
    }
    let hasRules =
      auditor.map {
        !$0.state.parameters.parameters.isEmpty || block.contains { $0.setsRule }
      } ?? false
    if auditor == nil {
      for event in block { try folded.apply(event, names: names) }
    } else {
      try auditor?.judge(block: block)
    }
    blocks.append(events.count)
    let exogenous = Set(auditor?.facts.map(\.seq) ?? [])
    for event in block {
      counts[Int(event.kind.rawValue)] += 1
      if let account = VenueState.lastAccount(of: event) { accounts = max(accounts, account + 1) }
      note(event)
      gaps.take(event)
      events.append(event)
      let isExogenous =
        hasRules ? exogenous.contains(event.seq) : !event.isJudgement
      // What nobody's rules book somebody booked, also where the auditor tells no facts apart.
      isFact.append(event.isSettlement ? !state.accruals.books(event) : isExogenous)
    }
  }

  private mutating func note(_ event: Event) {
    if event.setsRule { ruleCount += 1 }
    switch event.kind {
    case .deposit, .openingBalance, .borrow:
      flows.got.formUnion([event.id(.asset)].compactMap { $0 })
    case .withdrawal, .repay: flows.gave.formUnion([event.id(.asset)].compactMap { $0 })
    case .liquidationFill:
      flows.gave.formUnion([event.id(.asset), event.id(.repaidAsset)].compactMap { $0 })
    default: break
    }
    guard let feed = Feed(event) else { return }
    switch event.kind {
    case .priceUpdate:
      let source = event.string(.source) ?? ""
      if sources[feed]?.contains(source) != true { sources[feed, default: []].append(source) }
    default: break
    }
  }
}

extension Event {
  /// Whether it sets a rule of a rulebook by somebody's decision.
  var setsRule: Bool {
    guard kind == .parameter, string(.authority) != Judge.ruleAuthority,
      let scope = string(.scope), let name = string(.name)
    else { return false }
    return RuleSchema.rule(scope: scope, name: name) != nil
  }

  /// An event that sets a parameter.
  static func parameter(_ parameter: Parameter) -> Event {
    var event = Event(.parameter)
    event.set(.scope, text: parameter.scope)
    event.set(.name, text: parameter.name)
    event.set(.value, text: parameter.value)
    event.set(.authority, text: "whatif")
    return event
  }
}
