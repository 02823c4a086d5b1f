internal import Engine
package import FixedPoint
package import Ledger
internal import Margin

/// A history that the rules decide again: the facts of the record, and what a venue does about them.
///
/// Accounts have ids of their own here, in the order in which they appear in this history, so that its
/// lines can be imported and give the same history again.
struct AlternativeHistory: Sendable {
  /// All events in their order; their numbers begin with 1.
  private(set) var events = PackedEvents()
  private(set) var tally = HistoryTally()
  /// What the rules refused of what the world wanted to do.
  private(set) var refused: [WhatIfRefusal] = []
  /// How many repayments were cut to what is still owed.
  private(set) var cutRepayments = 0

  var state: VenueState { enforcer.state }
  var names: Names { enforcer.names }

  private var enforcer: Enforcer
  private var translation: AccountTranslation
  private var block: Int64 = 0
  private var time: Int64 = 0

  /// A history that goes on from where the record stands before its first block that is decided again.
  init(_ record: RecordedFacts, names recorded: Names) {
    translation = AccountTranslation(recorded)
    var names = Names()
    names.declareAll(of: recorded)
    for account in 0..<record.knownAccounts { _ = translation.id(of: account, in: &names) }
    enforcer =
      record.start.map { Enforcer(from: $0, names: names) } ?? Enforcer(names: names)
  }

  /// Takes over an event as it was recorded.
  mutating func adopt(_ event: Event) {
    events.append(event)
    tally.take(event, names)
  }

  /// Decides one block.
  mutating func decide(
    block: Int64, time: Int64, facts: [Event]
  ) throws(WhatIfError) {
    self.block = block
    self.time = time
    enforcer.begin(block: block, time: time)
    var place = 0
    while place < facts.count {
      let isPair = place + 1 < facts.count && facts[place].isOtherSide(of: facts[place + 1])
      if isPair {
        try take(facts[place], facts[place + 1])
      } else {
        try take(facts[place])
      }
      place += isPair ? 2 : 1
    }
    try enforce { (enforcer, record) throws(VenueError) in try enforcer.decide(record) }
  }

  /// Whether the passing of time alone may oblige the venue to something.
  var mayActInTime: Bool { enforcer.mayActInTime }

  // MARK: - Facts

  private mutating func take(_ recorded: Event) throws(WhatIfError) {
    let translated = translation.translate(recorded, in: &enforcer.names)
    guard let fact = try adapted(translated) else {
      let name = names.accounts[translated.id(.account) ?? 0]
      try refuse(recorded, as: translated, "refused: repay of \(name): it owes nothing")
      return
    }
    let refusal = try enforce { (enforcer, record) throws(VenueError) in
      try enforcer.take(fact, record)
    }
    if let refusal { list(recorded, refusal) }
  }

  /// Two sides of one trade: both happen, or none.
  private mutating func take(_ one: Event, _ other: Event) throws(WhatIfError) {
    let first = translation.translate(one, in: &enforcer.names)
    let second = translation.translate(other, in: &enforcer.names)
    let reasons = try WhatIfError.alternative { () throws(VenueError) in
      try refusals(first, second)
    }
    guard let reasons else {
      for fact in [first, second] {
        _ = try enforce { (enforcer, record) throws(VenueError) in
          try enforcer.take(fact, record)
        }
      }
      return
    }
    for (recorded, fact, reason) in [(one, first, reasons[0]), (other, second, reasons[1])] {
      let name = names.accounts[fact.id(.account) ?? 0]
      try refuse(
        recorded, as: fact, reason ?? "refused: fill of \(name): the other side is")
    }
  }

  /// Why the rules refuse one of two sides, in their order; nil when they refuse neither.
  private mutating func refusals(
    _ first: Event, _ second: Event
  ) throws(VenueError) -> [String?]? {
    if let reason = try enforcer.refusal(of: first) {
      return [reason, try enforcer.refusal(of: second)]
    }
    let reason = try enforcer.refusal(of: second)
    let market = first.id(.market).map { enforcer.names.markets[$0] } ?? ""
    let grows = enforcer.state.rulebook.terms(ofMarket: market).openInterestUpper > .zero
    guard reason != nil || grows else { return nil }
    // The first side may change what the second must have: by the open interest.
    var trial = enforcer
    try trial.take(first) { (_, _) in }
    return try trial.refusal(of: second).map { [nil, $0] }
  }

  /// A repayment of an account that was liquidated in this history is no more than what it still owes.
  private mutating func adapted(_ fact: Event) throws(WhatIfError) -> Event? {
    guard fact.kind == .repay, let account = fact.id(.account), let asset = fact.id(.asset),
      let amount = fact.decimal(.amount), tally.isHit(account)
    else { return fact }
    let owed = try WhatIfError.computing(block) { () throws(ArithmeticError) in
      let valuation = try state.valuation(of: account, names: names)
      return valuation.assets.first { $0.asset == asset }?.debt ?? .zero
    }
    guard amount > owed else { return fact }
    cutRepayments += 1
    guard owed > .zero else { return nil }
    var fact = fact
    fact.set(.amount, decimal: owed)
    return fact
  }

  /// A note stands for a fact of the record, which has these ids here.
  private mutating func refuse(
    _ recorded: Event, as fact: Event, _ reason: String
  ) throws(WhatIfError) {
    try enforce { (enforcer, record) throws(VenueError) in
      try enforcer.refuse(fact, reason, record)
    }
    list(recorded, reason)
  }

  private mutating func list(_ recorded: Event, _ reason: String) {
    refused.append(
      WhatIfRefusal(
        seq: recorded.seq, block: block, kind: recorded.kind, account: recorded.id(.account),
        amount: recorded.decimal(.amount) ?? recorded.decimal(.size), reason: reason))
  }

  /// Lets the enforcer work and keeps what it records.
  private mutating func enforce<T>(
    _ body: (
      inout Enforcer, (borrowing Event, Names) throws(VenueError) -> Void
    ) throws(VenueError) -> T
  ) throws(WhatIfError) -> T {
    // They are moved, not copied.
    var (events, tally) = (PackedEvents(), HistoryTally())
    swap(&events, &self.events)
    swap(&tally, &self.tally)
    defer {
      swap(&events, &self.events)
      swap(&tally, &self.tally)
    }
    do throws(VenueError) {
      return try body(&enforcer) { (event, names) throws(VenueError) in
        events.append(event)
        tally.take(event, names)
      }
    } catch {
      throw .alternative(error)
    }
  }
}

/// Something that the world wanted and the alternative's rules refuse.
package struct WhatIfRefusal: Sendable, Hashable {
  /// Its number in the record; 0 for what the changes added.
  package var seq: Int64
  package var block: Int64
  package var kind: Kind
  /// Whose, by the record's id.
  package var account: Int?
  /// How much of the asset, or of the market's base asset.
  package var amount: Decimal18?
  /// Why, in words.
  package var reason: String
}

/// The ids of the record's accounts in another history.
struct AccountTranslation: Sendable {
  private let recorded: Names
  private var ids: [Int] = []

  init(_ recorded: Names) {
    self.recorded = recorded
    ids = [Int](repeating: -1, count: recorded.accounts.count)
  }

  /// The id of an account of the record, which is new if the account is.
  mutating func id(of account: Int, in names: inout Names) -> Int {
    while ids.count <= account { ids.append(-1) }
    if ids[account] < 0 { ids[account] = names.internAccount(recorded.accounts[account]) }
    return ids[account]
  }

  /// An event of the record with the ids of this history.
  mutating func translate(_ event: Event, in names: inout Names) -> Event {
    var event = event
    for spec in event.kind.spec.fields where spec.type == .account {
      guard let account = event.id(spec.field) else { continue }
      event.set(spec.field, integer: Int64(id(of: account, in: &names)))
    }
    return event
  }
}

extension Names {
  /// Declares the assets and markets of other names, under the same ids.
  mutating func declareAll(of other: Names) {
    for id in 0..<other.assets.count {
      let bytes = Array(other.assets.bytes(of: id))
      _ = declareAsset(
        bytes.span, in: 0..<bytes.count, decimals: other.decimals(ofAsset: id))
    }
    for id in 0..<other.markets.count {
      let bytes = Array(other.markets.bytes(of: id))
      _ = declareMarket(bytes.span, in: 0..<bytes.count, other.market(id))
    }
  }
}

extension Event {
  /// Whether it is the other side of a fill: the same trade of somebody else.
  fileprivate func isOtherSide(of other: Event) -> Bool {
    guard kind == .fill, other.kind == .fill, id(.market) == other.id(.market),
      decimal(.size) == other.decimal(.size), decimal(.price) == other.decimal(.price),
      choiceIndex(.side) != other.choiceIndex(.side), id(.account) != other.id(.account)
    else { return false }
    return string(.trade) == other.string(.trade)
  }
}
