internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin

/// Follows one account: opens a case when it falls below the line, and accounts for each change of its
/// equity until it is above again, or closed.
struct CaseTracker: Sendable {
  /// How the account stands.
  struct Standing {
    /// At the venue's prices.
    var reference: Valuation
    /// At market prices.
    var market: Health

    /// Whether the venue may judge that it is below the line.
    func isBreached(_ trigger: Rulebook.Trigger) -> Bool {
      reference.health.isJudgeable && reference.health.isLiquidatable(trigger)
    }

    var point: MarginCase.Standing {
      MarginCase.Standing(
        equity: market.equity, venueEquity: reference.health.equity,
        resources: reference.health.resources, requirement: reference.health.requirement,
        marketResources: market.resources, marketRequirement: market.requirement,
        hasVenuePrices: reference.health.isJudgeable)
    }

    /// Whether everything that it has, owes or holds has a price, so that its equity is known.
    var isKnown: Bool { market.isJudgeable }

    /// The point; nil where its equity is not known.
    var known: MarginCase.Standing? { isKnown ? point : nil }
  }

  let account: Int
  private(set) var cases: [MarginCase] = []

  var open: MarginCase?
  /// Equity at market prices when it was last looked at.
  var lastEquity = Decimal18.zero
  /// Equity at market prices when the account was last above the line, moved by what it did since.
  var cushion: Decimal18?
  /// Why nothing is sold just now.
  var waiting = Attribution.Cause.keeperDelay
  /// What others put in, at market prices.
  var paid = Decimal18.zero
  var isBankrupt = false
  /// The block in which something was written off for it.
  var writtenOff: Int64?
  /// Whether the equity of the open case has been known, so that its changes count.
  private var isCounting = false
  /// Whether it was known when last looked at.
  private var isEquityKnown = false

  /// How it stands, when it was looked at in this block or an event named it.
  private var standing: Standing?
  /// Whether it was looked at when prices last moved, or need not have been, as nothing of it had moved.
  var isWatched = false

  /// When it was last above the line at market prices, and when it fell below.
  private var healthy: MarginCase.Point?
  private var marketBreach: MarginCase.Point?
  /// Calls and notices while it was still above the line.
  private var prelude: [MarginCase.Step] = []

  init(account: Int) {
    self.account = account
  }

  var isOpen: Bool { open != nil }

  // MARK: - Prices

  /// Prices were last looked at then, and if this account was not, it stood as before.
  mutating func catchUp(_ look: MarginCase.Moment?) {
    guard isWatched, open == nil, marketBreach == nil, let look, let seen = healthy?.moment,
      seen.seq < look.seq
    else { return }
    healthy?.moment = look
  }

  /// The account at new prices; `stoodStill` says that there were no blocks before this one.
  mutating func evaluate(
    _ standing: Standing, stoodStill: Bool, _ state: VenueState, _ names: Names
  ) throws(ArithmeticError) {
    self.standing = standing
    // What it stands at without a price is no figure, and no line was crossed at it.
    guard learn(standing) else { return isWatched = false }
    guard open == nil else {
      try spend(standing.market.equity, on: cause(state, stoodStill: stoodStill))
      return record(standing, state)
    }
    let trigger = state.rulebook.trigger
    let isBreached = standing.isBreached(trigger)
    let point = MarginCase.Point(moment: Self.moment(state), standing: standing.point)
    if standing.market.isLiquidatable(trigger) || isBreached {
      if marketBreach == nil { marketBreach = point }
    } else {
      cushion = standing.market.equity
      healthy = point
      marketBreach = nil
    }
    lastEquity = standing.market.equity
    if isBreached { try begin(standing, state, names) }
  }

  /// A case opens.
  private mutating func begin(
    _ standing: Standing, _ state: VenueState, _ names: Names
  ) throws(ArithmeticError) {
    let moment = Self.moment(state)
    let equity = standing.market.equity
    var opened = MarginCase(account: account, opened: moment)
    if standing.reference.health.isJudgeable { opened.breach = standing.point }
    opened.prices = standing.reference.prices(state, names)
    opened.healthy = healthy
    opened.steps = prelude
    isCounting = standing.isKnown
    isEquityKnown = standing.isKnown
    if isCounting {
      let first = marketBreach?.equity ?? equity
      opened.attribution.cushion = cushion ?? first
      try opened.attribution.add(opened.attribution.cushion - first, to: .gap)
      try opened.attribution.add(first - equity, to: .oracleLatency)
    }
    if let seen = marketBreach, seen.time < moment.time { opened.marketBreach = seen }
    open = opened
    prelude = []
    lastEquity = equity
    waiting = .keeperDelay
    paid = .zero
    isBankrupt = false
    writtenOff = nil
    record(standing, state)
  }

  /// Takes note whether the equity is known; an open case counts from the first moment at which it is.
  private mutating func learn(_ standing: Standing) -> Bool {
    isEquityKnown = standing.isKnown
    guard isEquityKnown, open != nil, !isCounting else { return isEquityKnown }
    isCounting = true
    lastEquity = standing.market.equity
    open?.attribution.cushion = lastEquity
    return true
  }

  /// What the time since the last look is due to.
  func cause(_ state: VenueState, stoodStill: Bool) -> Attribution.Cause {
    if let call = state.calls.open[account], state.calls.liquidating[account] == nil,
      call.deadline ?? .max > state.time || call.deadlineBlock ?? .max > state.block
    {
      return .grace
    }
    if stoodStill || state.halts.isHalted(.liquidation) || state.halts.isKeeperOutage {
      return .halt
    }
    return waiting
  }

  mutating func spend(
    _ equity: Decimal18, on cause: Attribution.Cause
  ) throws(ArithmeticError) {
    try open?.attribution.add(lastEquity - equity, to: cause)
    lastEquity = equity
  }

  // MARK: - Events

  /// An event changed the account, or said something of it.
  ///
  /// `cause` is what the time before the event is due to; `isShare` tells that the event gives it part of
  /// what another account left.
  mutating func took(
    _ event: Event, _ before: Standing, _ after: Standing, since cause: Attribution.Cause,
    isShare: Bool, _ state: VenueState, _ names: Names
  ) throws(ArithmeticError) {
    standing = after
    if open == nil, opensCase(event, state) {
      // Nothing showed the breach: the case begins with what the venue did.
      marketBreach = nil
      cushion = before.isKnown ? before.market.equity : nil
      try begin(before, state, names)
    }
    guard open != nil else { return try move(event, before, after, state, names) }
    if learn(before) { try spend(before.market.equity, on: cause) }
    note(event, after, state, names)
    guard before.isKnown, after.isKnown else {
      try follow(unvalued: event, before, after)
      return record(after, state)
    }
    if isShare {
      try spend(after.market.equity, on: .sharedLoss)
    } else {
      try account(for: event, before, after, state, names)
    }
    record(after, state)
  }

  /// A loss of another account was spread over many, this one among them.
  mutating func bear(
    _ before: Standing, _ after: Standing, since cause: Attribution.Cause
  ) throws(ArithmeticError) {
    standing = after
    guard open != nil else { return }
    if learn(before) { try spend(before.market.equity, on: cause) }
    guard before.isKnown, after.isKnown else { return try change(unvalued: before, after) }
    try spend(after.market.equity, on: .sharedLoss)
  }

  /// An event of a moment at which something has no price: what it did to the equity is not decidable.
  private mutating func follow(
    unvalued event: Event, _ before: Standing, _ after: Standing
  ) throws(ArithmeticError) {
    try take(unvalued: event)
    try change(unvalued: before, after)
  }

  /// The account changed at a moment at which something has no price.
  private mutating func change(
    unvalued before: Standing, _ after: Standing
  ) throws(ArithmeticError) {
    if !before.reference.holdsTheSame(as: after.reference) {
      open?.isUnvalued = true
      isCounting = true
    }
    if learn(after) { lastEquity = after.market.equity }
  }

  /// Whether an event makes a case of an account that was not seen below the line.
  private func opensCase(_ event: Event, _ state: VenueState) -> Bool {
    guard event.id(.account) == account else { return false }
    switch event.kind {
    case .liquidationStart, .liquidationFill, .auctionStart, .deleverage, .badDebt: return true
    case .marginCall:
      let last = Int64(state.rulebook.calls.levels.count)
      return event.integer(.tier) ?? 0 >= last
    default: return false
    }
  }

  /// An event of an account that has no case.
  private mutating func move(
    _ event: Event, _ before: Standing, _ after: Standing, _ state: VenueState, _ names: Names
  ) throws(ArithmeticError) {
    switch event.kind {
    case .marginCall, .notice: prelude.append(step(event, after, state, names))
    case .marginCallClosed: prelude = []
    default: break
    }
    guard after.isKnown, before.isKnown || !after.market.isLiquidatable(state.rulebook.trigger)
    else {
      // What it did cannot be told from what the price did.
      if before.reference.holdsTheSame(as: after.reference) { return }
      (cushion, healthy, marketBreach) = (nil, nil, nil)
      return
    }
    let change = try after.market.equity - before.market.equity
    lastEquity = after.market.equity
    if !after.market.isLiquidatable(state.rulebook.trigger) {
      cushion = after.market.equity
      healthy = MarginCase.Point(moment: Self.moment(state), standing: after.point)
    } else if let known = cushion {
      // What it takes out itself is no gap of the price.
      cushion = try known + change
    }
  }

  private mutating func note(
    _ event: Event, _ after: Standing, _ state: VenueState, _ names: Names
  ) {
    let step = step(event, after, state, names)
    switch event.kind {
    case .marginCall where event.integer(.tier) ?? 0 >= Int64(state.rulebook.calls.levels.count):
      open?.called = step.moment
      open?.deadline = event.integer(.deadline)
    case .liquidationStart where open?.start == nil:
      open?.start = MarginCase.Start(event)
    default: break
    }
    open?.steps.append(step)
  }

  private func step(
    _ event: Event, _ after: Standing, _ state: VenueState, _ names: Names
  ) -> MarginCase.Step {
    MarginCase.Step(
      moment: MarginCase.Moment(event), kind: event.kind,
      text: CaseText.sentence(event, names, about: account), standing: after.known,
      attempt: event.kind == .liquidationAttempt ? attempt(event, state, names) : nil)
  }

  private func attempt(
    _ event: Event, _ state: VenueState, _ names: Names
  ) -> MarginCase.Attempt {
    var attempt = MarginCase.Attempt(event)
    if attempt.reason == "gas_above_limit", let who = attempt.liquidator {
      let rules = state.rulebook.keepers.list.first { $0.name == names.accounts[who] }
      if let rules, rules.gasLimit > .zero {
        attempt.gas = state.gasPrice
        attempt.gasLimit = rules.gasLimit
      }
    }
    return attempt
  }

  // MARK: - The end

  /// The block is over: the case ends if the account is above the line and nothing of it is under way.
  mutating func endBlock(_ state: VenueState, _ names: Names) throws(ArithmeticError) {
    guard let standing else { return }
    self.standing = nil
    let health = standing.reference.health
    guard open != nil, health.isJudgeable, !health.isLiquidatable(state.rulebook.trigger),
      state.calls.open[account] == nil, state.auctions.of(account: account) == nil
    else { return }
    var moment = Self.moment(state)
    if let last = open?.steps.last?.moment, last.block == moment.block { moment.seq = last.seq }
    if let ended = open {
      open?.ending = FactEnding(account, state.book, names, isKnown: true).text(ended, isOver: true)
    }
    try close(at: moment)
    cushion = standing.market.equity
    healthy = MarginCase.Point(moment: moment, standing: standing.point)
    marketBreach = nil
  }

  private mutating func close(at moment: MarginCase.Moment?) throws(ArithmeticError) {
    guard var ended = open else { return }
    ended.closed = moment
    if moment == nil { ended.ending = "it has not ended" }
    if moment != nil {
      ended.outcome =
        isBankrupt
        ? .bankrupt : ended.firstFill != nil || !ended.payers.isEmpty ? .liquidated : .cured
    }
    ended.remainder = lastEquity
    if ended.outcome == .open, !isEquityKnown { ended.isUnvalued = true }
    if ended.isUnvalued {
      ended.attribution = Attribution()
      let isWhole = ended.outcome != .open && ended.payers.isEmpty && !lastEquity.isNegative
      ended.shortfall = isWhole ? .zero : nil
    } else if ended.outcome == .bankrupt || ended.outcome == .open {
      ended.shortfall = max(.zero, try paid - lastEquity)
    }
    cases.append(ended)
    open = nil
  }

  /// The log is over: what is open stays open, and stands as it last did.
  mutating func finish(at state: VenueState) throws(ArithmeticError) {
    open?.stand(until: Self.moment(state))
    try close(at: nil)
  }

  // MARK: - The path

  private mutating func record(_ standing: Standing, _ state: VenueState) {
    guard standing.isKnown else { return }
    let point = MarginCase.Point(moment: Self.moment(state), standing: standing.point)
    open?.follow(point)
  }

  static func moment(_ state: VenueState) -> MarginCase.Moment {
    MarginCase.Moment(block: state.block, time: state.time, seq: state.book.seq)
  }
}

extension Valuation {
  /// Whether it is of the same holdings and debts, whatever they are worth.
  fileprivate func holdsTheSame(as other: Valuation) -> Bool {
    assets.elementsEqual(other.assets) {
      $0.asset == $1.asset && $0.amount == $1.amount && $0.debt == $1.debt
    }
      && markets.elementsEqual(other.markets) {
        $0.market == $1.market && $0.position == $1.position
      }
  }

  /// The prices that it rests on, those of its positions first, with what the market paid.
  fileprivate func prices(_ state: VenueState, _ names: Names) -> [MarginCase.PriceUse] {
    let feeds =
      markets.map { Feed.market($0.market) }
      + assets.filter { !($0.amount.isZero && $0.debt.isZero) }.map { Feed.asset($0.asset) }
    return feeds.compactMap { feed in
      let venue: Decimal18? =
        switch feed {
        case .asset(let asset): state.price(ofAsset: asset)
        case .market(let market): state.price(ofMarket: market)
        }
      let market = state.marketPrice(of: feed)
      // What is always worth one needs no words.
      if feed == state.terms.unit.map(Feed.asset) { return nil }
      let published = venue.flatMap { state.oracle.published(feed, at: $0) }
      return MarginCase.PriceUse(
        feed: feed, venue: venue, market: market, age: published.map { max(0, state.time - $0) })
    }
  }
}
