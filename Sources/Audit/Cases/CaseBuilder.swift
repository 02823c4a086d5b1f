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
  private var trackers: [Int: CaseTracker] = [:]
  private let tracked: [Int]
  private var subjects: [String: Int] = [:]
  private var isDue = false
  /// Whether prices have moved in this block, and whose standing may have changed otherwise.
  private var hasMoved = false
  private var touched: Set<Int> = []
  /// Whether there were no blocks before this one.
  private var stoodStill = false
  /// Who was written off in this block, in that order.
  private var writtenOff: [Int] = []

  /// A builder that follows these accounts through a log with those names.
  ///
  /// `rules` stand in for the log's own parameters; nil where the log holds the rulebook.
  package init(
    names: Names, accounts: Set<Int>, rules: [Event]? = nil
  ) throws(VenueError) {
    self.names = names
    venue = try RuledVenue(names: names, rules: rules)
    tracked = accounts.sorted()
    for account in tracked { trackers[account] = CaseTracker(account: account) }
  }

  /// Takes one event; those of a block together, in order.
  ///
  /// - Throws: `VenueError` when it cannot be applied.
  package mutating func take(_ event: Event) throws(VenueError) {
    if event.position.block != state.block {
      try endBlock()
      stoodStill = state.halts.areBlocksHalted
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
      isSpread
        ? tracked.filter { trackers[$0]?.isOpen ?? false } : concerned(by: event))
    try venue.apply(event)
    if event.movesPrices { isDue = true }
    let isOfAnother =
      event.kind == .transfer && (event.id(.from).map(writtenOff.contains) ?? false)
    for (account, standing, cause) in before {
      let after = try self.standing(of: account, market: market)
      touched.insert(account)
      try change(account) { (tracker, state, names) throws(ArithmeticError) in
        if isSpread { return try tracker.bear(standing, after, since: cause) }
        try tracker.took(
          event, standing, after, since: cause,
          isShare: isOfAnother && event.id(.to) == account, state, names)
      }
    }
    try followLoss(event)
  }

  /// The log is over.
  package mutating func finish() throws(VenueError) {
    try endBlock()
    for account in tracked {
      try change(account) { (tracker, _, _) throws(ArithmeticError) in try tracker.finish() }
      cases += trackers[account]?.cases ?? []
    }
    trackers = [:]
    cases.sort { ($0.opened.seq, $0.account) < ($1.opened.seq, $1.account) }
    for place in cases.indices { cases[place].id = place + 1 }
  }

  /// The block is over: everybody followed is looked at, and cases end.
  private mutating func endBlock() throws(VenueError) {
    try venue.settleOnPrices()
    if venue.hasSettled { isDue = true }
    try evaluate()
    let market = self.market
    for account in hasMoved ? tracked : touched.sorted() {
      guard trackers[account]?.isOpen ?? false else { continue }
      let standing = try self.standing(of: account, market: market)
      try change(account) { (tracker, state, names) throws(ArithmeticError) in
        try tracker.endBlock(standing, state, names)
      }
    }
    hasMoved = false
    touched.removeAll(keepingCapacity: true)
    writtenOff.removeAll(keepingCapacity: true)
  }

  /// Values every followed account, if prices have moved since.
  private mutating func evaluate() throws(VenueError) {
    guard isDue else { return }
    isDue = false
    hasMoved = true
    let isAfterHalt = stoodStill
    try venue.readRules()
    let market = self.market
    for account in tracked where mayFall(account) {
      let standing = try self.standing(of: account, market: market)
      try change(account) { (tracker, state, names) throws(ArithmeticError) in
        try tracker.evaluate(standing, stoodStill: isAfterHalt, state, names)
      }
    }
  }

  /// Whether a price may bring an account below its line, or end its case.
  private func mayFall(_ account: Int) -> Bool {
    trackers[account]?.isOpen ?? false
      || state.book.balances(of: account).contains {
        !$0.balance.debt.isZero || $0.balance.asset.isNegative
      }
      || state.book.positions(of: account).contains { !$0.position.size.isZero }
  }

  /// A loss that others bear stands for what was written off before it.
  private mutating func followLoss(_ event: Event) throws(VenueError) {
    guard let asset = event.id(.asset), let amount = event.decimal(.amount) else { return }
    var name = ""
    switch event.kind {
    case .badDebt:
      if let account = event.id(.account), trackers[account] != nil { writtenOff.append(account) }
      return
    case .socializedLoss: name = MarginCase.Payer.name(spreadBy: event.choice(.method))
    case .insurance
    where !event.has(.account) && event.choice(.cause) == "bad_debt" && amount.isNegative:
      name = "insurance:\(event.string(.fund) ?? "")"
    default: return
    }
    var rest = try computing { () throws(ArithmeticError) in try amount.magnitude }
    for account in writtenOff where rest > .zero {
      let most = rest
      try change(account) { (tracker, _, _) throws(ArithmeticError) in
        rest = try tracker.reassign(most, of: asset, to: name)
      }
    }
  }

  private mutating func change(
    _ account: Int,
    _ body: (inout CaseTracker, VenueState, Names) throws(ArithmeticError) -> Void
  ) throws(VenueError) {
    guard var tracker = trackers.removeValue(forKey: account) else { return }
    try computing { () throws(ArithmeticError) in try body(&tracker, state, names) }
    trackers[account] = tracker
  }

  private func concerned(by event: Event) -> [Int] {
    var accounts = VenueState.accounts(of: event)
    if let subject = (event.string(.call) ?? event.string(.auction)).flatMap({ subjects[$0] }),
      !accounts.contains(subject)
    {
      accounts.append(subject)
    }
    return accounts.filter { trackers[$0] != nil }
  }

  private func standings(
    _ accounts: [Int]
  ) throws(VenueError) -> [(Int, CaseTracker.Standing, Attribution.Cause)] {
    guard !accounts.isEmpty else { return [] }
    let market = self.market
    var standings: [(Int, CaseTracker.Standing, Attribution.Cause)] = []
    for account in accounts {
      let cause = trackers[account]?.cause(state, stoodStill: stoodStill) ?? .keeperDelay
      standings.append((account, try standing(of: account, market: market), cause))
    }
    return standings
  }

  /// The venue as the market values it; nil where the market says nothing else.
  private var market: VenueState? {
    guard state.oracle.hasMarket else { return nil }
    var market = state
    market.basis = .market
    return market
  }

  /// How an account stands at the venue's prices and at the market's.
  private func standing(
    of account: Int, market: VenueState?
  ) throws(VenueError) -> CaseTracker.Standing {
    try computing {
      () throws(ArithmeticError) in
      let reference = try state.valuation(of: account, names: names)
      return CaseTracker.Standing(
        reference: reference,
        market: try market?.valuation(of: account, names: names).health ?? reference.health)
    }
  }

  private func computing<T>(
    _ body: () throws(ArithmeticError) -> T
  ) throws(VenueError) -> T {
    do throws(ArithmeticError) {
      return try body()
    } catch {
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
