internal import Engine
internal import FixedPoint
package import Ledger
package import Margin

/// Builds the cases of a log: replays it and follows the accounts that were called, liquidated or should
/// have been.
package struct CaseBuilder: Sendable {
  /// The cases that were opened so far, in that order.
  package private(set) var cases: [MarginCase] = []
  /// The venue after the last event.
  package private(set) var state = VenueState()

  private let names: Names
  private var trackers: [Int: CaseTracker] = [:]
  private let tracked: [Int]
  private var subjects: [String: Int] = [:]
  private var isDue = false

  /// A builder that follows these accounts through a log with those names.
  package init(names: Names, accounts: Set<Int>) {
    self.names = names
    tracked = accounts.sorted()
    for account in tracked { trackers[account] = CaseTracker(account: account) }
  }

  /// Whom an event makes worth following; nil for events that concern nobody's margin.
  package static func subject(of event: borrowing Event) -> Int? {
    switch event.kind {
    case .marginCall, .liquidationStart, .liquidationAttempt, .liquidationFill, .auctionStart,
      .deleverage, .badDebt:
      event.id(.account)
    default: nil
    }
  }

  /// Takes one event; those of a block together, in order.
  ///
  /// - Throws: `VenueError` when it cannot be applied.
  package mutating func take(_ event: Event) throws(VenueError) {
    if event.position.block != state.block { try endBlock() }
    // The venue judges at the prices that stand when its first judgement over an account is made.
    if event.concernsAccount { try evaluate() }
    if let account = event.id(.account) {
      if let call = event.string(.call) { subjects[call] = account }
      if let auction = event.string(.auction) { subjects[auction] = account }
    }
    let concerned = concerned(by: event)
    let before = try standings(concerned)
    try state.apply(event, names: names)
    if event.movesPrices { isDue = true }
    for (account, standing) in before {
      let after = try self.standing(of: account)
      guard var tracker = trackers[account] else { continue }
      try computing {
        () throws(ArithmeticError) in
        try tracker.took(event, standing, after, state, names)
      }
      trackers[account] = tracker
    }
  }

  /// The log is over.
  package mutating func finish() throws(VenueError) {
    try endBlock()
    for account in tracked {
      guard var tracker = trackers[account] else { continue }
      tracker.finish()
      cases += tracker.cases
      trackers[account] = nil
    }
    cases.sort { ($0.opened.seq, $0.account) < ($1.opened.seq, $1.account) }
    for place in cases.indices { cases[place].id = place + 1 }
  }

  private mutating func endBlock() throws(VenueError) {
    try evaluate()
  }

  /// Values every followed account, if prices have moved since.
  private mutating func evaluate() throws(VenueError) {
    guard isDue else { return }
    isDue = false
    try state.readRules(names: names)
    for account in tracked {
      let standing = try self.standing(of: account)
      guard var tracker = trackers[account] else { continue }
      try computing {
        () throws(ArithmeticError) in
        try tracker.evaluate(standing, state)
      }
      trackers[account] = tracker
    }
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
  ) throws(VenueError) -> [(account: Int, standing: CaseTracker.Standing)] {
    var standings: [(account: Int, standing: CaseTracker.Standing)] = []
    for account in accounts { standings.append((account, try standing(of: account))) }
    return standings
  }

  /// How an account stands at the venue's prices and at the market's.
  private func standing(of account: Int) throws(VenueError) -> CaseTracker.Standing {
    try computing {
      () throws(ArithmeticError) in
      var market = state
      market.basis = .market
      return CaseTracker.Standing(
        reference: try state.valuation(of: account, names: names),
        market: try market.valuation(of: account, names: names).health)
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
  fileprivate var movesPrices: Bool {
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
