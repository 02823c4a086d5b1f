internal import Engine
internal import FixedPoint
package import Ledger
package import Margin

/// Builds the cases of a log by a rulebook: replays it and follows the accounts that were called, liquidated
/// or should have been.
package struct CaseBuilder: Sendable {
  /// The cases that were opened so far, in that order.
  package private(set) var cases: [MarginCase] = []
  /// The venue after the last event.
  package var state: VenueState { venue.state }

  private let names: Names
  private var venue: RuledVenue
  /// The followed accounts, in order.
  private let tracked: [Int]
  /// Their places in that.
  private let places: [Int: Int]
  private var trackers: [CaseTracker]
  private var moved: MovedAccounts
  private var subjects: [String: Int] = [:]
  private var isDue = false
  /// The places of those that were looked at in this block, or that an event named.
  private var concerned: Set<Int> = []
  /// When prices were last looked at.
  private var lastLook: MarginCase.Moment?
  /// Whether there were no blocks before this one.
  private var stoodStill = false
  /// The places of those that were written off in this block, in that order.
  private var writtenOff: [Int] = []

  /// A builder that follows these accounts through a log with those names.
  ///
  /// `rules` stand in for the log's own parameters; nil where the log holds the rulebook. A naive builder
  /// looks at everybody at each price, to check one that does not.
  package init(
    names: Names, accounts: Set<Int>, rules: [Event]? = nil, isNaive: Bool = false
  ) throws(VenueError) {
    self.names = names
    venue = try RuledVenue(names: names, rules: rules)
    tracked = accounts.sorted()
    var places: [Int: Int] = [:]
    for (place, account) in tracked.enumerated() { places[account] = place }
    self.places = places
    trackers = tracked.map { CaseTracker(account: $0) }
    moved = MovedAccounts(count: tracked.count, isNaive: isNaive)
  }

  /// Takes one event; those of a block together, in order.
  ///
  /// - Throws: `VenueError` when it cannot be applied.
  package mutating func take(_ event: Event) throws(VenueError) {
    if event.position.block != venue.state.block {
      try endBlock()
      stoodStill = venue.state.halts.areBlocksHalted
    }
    // The venue judges at the prices that stand when its first judgement over an account is made.
    if event.concernsAccount { try evaluate() }
    if let account = event.id(.account) {
      if let call = event.string(.call) { subjects[call] = account }
      if let auction = event.string(.auction) { subjects[auction] = account }
    }
    // A loss that is spread by an index changes accounts that it does not name.
    let isSpread = event.kind == .socializedLoss
    let before = try standings(
      isSpread ? trackers.indices.filter { trackers[$0].isOpen } : concerned(by: event))
    try venue.apply(event)
    moved.take(event)
    if event.movesPrices { isDue = true }
    let isOfAnother =
      event.kind == .transfer
      && (event.id(.from).flatMap { places[$0] }.map(writtenOff.contains) ?? false)
    try computing { (own) throws(ArithmeticError) in
      for (place, standing, cause) in before {
        let account = own.tracked[place]
        let after = try own.venue.standing(of: account)
        own.concerned.insert(place)
        own.moved.touch(place, account, own.venue.state, own.names)
        if isSpread {
          try own.trackers[place].bear(standing, after, since: cause)
        } else {
          try own.trackers[place].took(
            event, standing, after, since: cause,
            isShare: isOfAnother && event.id(.to) == account, own.venue.state, own.names)
        }
      }
    }
    try followLoss(event)
  }

  /// The log is over.
  package mutating func finish() throws(VenueError) {
    try endBlock()
    try computing { (own) throws(ArithmeticError) in
      for place in own.trackers.indices {
        try own.trackers[place].finish(at: own.venue.state)
        own.cases += own.trackers[place].cases
      }
    }
    trackers = []
    cases.sort { ($0.opened.seq, $0.account) < ($1.opened.seq, $1.account) }
    for place in cases.indices { cases[place].id = place + 1 }
  }

  /// The block is over: cases end of those who were concerned.
  private mutating func endBlock() throws(VenueError) {
    try venue.settleOnPrices()
    if venue.hasSettled { isDue = true }
    try evaluate()
    try computing { (own) throws(ArithmeticError) in
      for place in own.concerned.sorted() {
        try own.trackers[place].endBlock(own.venue.state, own.names)
      }
    }
    concerned.removeAll(keepingCapacity: true)
    writtenOff.removeAll(keepingCapacity: true)
  }

  /// Values the followed accounts, if prices have moved since.
  private mutating func evaluate() throws(VenueError) {
    guard isDue else { return }
    isDue = false
    try venue.readRules()
    let last = lastLook
    lastLook = CaseTracker.moment(venue.state)
    let isAfterHalt = stoodStill
    try computing { (own) throws(ArithmeticError) in
      for place in own.moved.look(at: own.venue.state, own.names) {
        own.trackers[place].catchUp(last)
        own.trackers[place].isWatched = own.mayFall(place)
        guard own.trackers[place].isWatched else { continue }
        own.concerned.insert(place)
        let standing = try own.venue.standing(of: own.tracked[place])
        try own.trackers[place].evaluate(
          standing, stoodStill: isAfterHalt, own.venue.state, own.names)
      }
    }
  }

  /// Whether a price may bring an account below its line, or end its case.
  private func mayFall(_ place: Int) -> Bool {
    trackers[place].isOpen
      || venue.state.book.balances(of: tracked[place]).contains {
        !$0.balance.debt.isZero || $0.balance.asset.isNegative
      }
      || venue.state.book.positions(of: tracked[place]).contains { !$0.position.size.isZero }
  }

  /// A loss that others bear stands for what was written off before it.
  private mutating func followLoss(_ event: Event) throws(VenueError) {
    guard let asset = event.id(.asset), let amount = event.decimal(.amount) else { return }
    var name = ""
    switch event.kind {
    case .badDebt:
      if let place = event.id(.account).flatMap({ places[$0] }) { writtenOff.append(place) }
      return
    case .socializedLoss: name = MarginCase.Payer.name(spreadBy: event.choice(.method))
    case .insurance
    where !event.has(.account) && event.choice(.cause) == "bad_debt" && amount.isNegative:
      name = "insurance:\(event.string(.fund) ?? "")"
    default: return
    }
    try computing { (own) throws(ArithmeticError) in
      var rest = try amount.magnitude
      for place in own.writtenOff where rest > .zero {
        rest = try own.trackers[place].reassign(rest, of: asset, to: name)
      }
    }
  }

  /// The places of the followed accounts that an event is about.
  private func concerned(by event: Event) -> [Int] {
    var accounts = VenueState.accounts(of: event)
    if let subject = (event.string(.call) ?? event.string(.auction)).flatMap({ subjects[$0] }),
      !accounts.contains(subject)
    {
      accounts.append(subject)
    }
    return accounts.compactMap { places[$0] }
  }

  /// How accounts stand before an event, and what the time since the last look is due to.
  private mutating func standings(
    _ places: [Int]
  ) throws(VenueError) -> [(Int, CaseTracker.Standing, Attribution.Cause)] {
    guard !places.isEmpty else { return [] }
    let (last, stoodStill) = (lastLook, stoodStill)
    return try computing { (own) throws(ArithmeticError) in
      var standings: [(Int, CaseTracker.Standing, Attribution.Cause)] = []
      for place in places {
        own.trackers[place].catchUp(last)
        let cause = own.trackers[place].cause(own.venue.state, stoodStill: stoodStill)
        standings.append((place, try own.venue.standing(of: own.tracked[place]), cause))
      }
      return standings
    }
  }

  private mutating func computing<T>(
    _ body: (inout CaseBuilder) throws(ArithmeticError) -> T
  ) throws(VenueError) -> T {
    do throws(ArithmeticError) {
      return try body(&self)
    } catch {
      let state = venue.state
      throw VenueError(
        seq: state.book.seq, position: Position(block: state.block, index: 0), reason: "\(error)")
    }
  }
}

extension Event {
  /// Whether it may change what accounts are worth or must have.
  var movesPrices: Bool {
    switch kind {
    case .priceUpdate, .referencePrice, .parameter, .fundingIndex, .interestIndex: true
    default: false
    }
  }

  /// Whether it is a judgement over an account.
  fileprivate var concernsAccount: Bool {
    switch kind {
    case .marginCall, .marginCallClosed, .notice, .liquidationStart, .liquidationAttempt,
      .auctionStart, .auctionReset, .auctionBid, .auctionEnd, .liquidationFill, .deleverage,
      .badDebt, .lossShare:
      true
    case .insurance: has(.account)
    default: false
    }
  }
}
