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
  }

  let account: Int
  private(set) var cases: [MarginCase] = []

  private var open: MarginCase?
  private var lastEquity = Decimal18.zero
  /// Equity at market prices when the account was last above the line, and when it fell below.
  private var cushion: Decimal18?
  private var marketBreach: (equity: Decimal18, moment: MarginCase.Moment)?
  /// Why nothing is sold just now.
  private var waiting = Attribution.Cause.keeperDelay
  private var isPaid = false
  private var isBankrupt = false

  init(account: Int) {
    self.account = account
  }

  // MARK: - Prices

  /// The account at new prices.
  mutating func evaluate(_ standing: Standing, _ state: VenueState) throws(ArithmeticError) {
    let trigger = state.rulebook.trigger
    let isBreached =
      standing.reference.health.isJudgeable
      && standing.reference.health.isLiquidatable(trigger)
    guard open == nil else {
      try spend(standing.market.equity, on: cause(state))
      try record(standing, state)
      return try closeIfCured(standing, state)
    }
    let moment = Self.moment(state)
    if standing.market.isLiquidatable(trigger) || isBreached {
      if marketBreach == nil { marketBreach = (standing.market.equity, moment) }
    } else {
      cushion = standing.market.equity
      marketBreach = nil
    }
    lastEquity = standing.market.equity
    if isBreached { try begin(standing, state) }
  }

  /// A case opens.
  private mutating func begin(_ standing: Standing, _ state: VenueState) throws(ArithmeticError) {
    let moment = Self.moment(state)
    let equity = standing.market.equity
    var opened = MarginCase(account: account, opened: moment)
    let first = marketBreach?.equity ?? equity
    opened.attribution.cushion = cushion ?? first
    try opened.attribution.add(opened.attribution.cushion - first, to: .gap)
    try opened.attribution.add(first - equity, to: .oracleLatency)
    if let seen = marketBreach?.moment, seen.time < moment.time { opened.marketBreach = seen }
    open = opened
    lastEquity = equity
    waiting = .keeperDelay
    isPaid = false
    isBankrupt = false
    try record(standing, state)
  }

  /// What the time since the last look is due to.
  private func cause(_ state: VenueState) -> Attribution.Cause {
    if let call = state.calls.open[account], call.deadline ?? .max > state.time,
      state.calls.liquidating[account] == nil
    {
      return .grace
    }
    if state.halts.isHalted(.liquidation) || state.halts.isKeeperOutage { return .halt }
    return waiting
  }

  private mutating func spend(
    _ equity: Decimal18, on cause: Attribution.Cause
  ) throws(ArithmeticError) {
    if !isPaid { try open?.attribution.add(lastEquity - equity, to: cause) }
    lastEquity = equity
  }

  // MARK: - Events

  /// An event changed the account, or said something of it.
  mutating func took(
    _ event: Event, _ before: Standing, _ after: Standing, _ state: VenueState, _ names: Names
  ) throws(ArithmeticError) {
    if open == nil {
      switch event.kind {
      case .liquidationStart, .liquidationFill, .auctionStart, .badDebt:
        // Nothing showed the breach: the case begins with what the venue did.
        guard event.id(.account) == account else { break }
        marketBreach = nil
        cushion = before.market.equity
        try begin(before, state)
      default: break
      }
    }
    guard open != nil else {
      lastEquity = after.market.equity
      if !after.market.isLiquidatable(state.rulebook.trigger) { cushion = after.market.equity }
      return
    }
    note(event, names)
    try account(for: event, before, after, state, names)
    try record(after, state)
    if event.kind != .liquidationAttempt, event.kind != .liquidationStart {
      try closeIfCured(after, state)
    }
  }

  /// What an event did to the equity goes to its cause.
  private mutating func account(
    for event: Event, _ before: Standing, _ after: Standing, _ state: VenueState, _ names: Names
  ) throws(ArithmeticError) {
    switch event.kind {
    case .liquidationFill:
      if open?.firstFill == nil { open?.firstFill = Self.moment(state, event) }
      open?.fills += 1
      // A sale below the market from which others were kept is due to what kept them.
      let why = waiting == .keeperDelay ? Attribution.Cause.slippage : waiting
      waiting = .keeperDelay
      let taken = try incentive(event, state, names)
      try open?.attribution.add(taken, to: .incentive)
      lastEquity = try lastEquity - taken
      try spend(after.market.equity, on: why)
    case .deleverage where event.id(.account) == account:
      try paidByOthers(event, before, after, names)
    case .deleverage: try spend(after.market.equity, on: .flows)
    case .insurance, .badDebt:
      try pay(event, before)
      lastEquity = after.market.equity
    case .liquidationAttempt: attempt(event)
    default: try spend(after.market.equity, on: .flows)
    }
  }

  /// Penalty, bonus and fee of a fill in the unit of account: what the account gives at the venue's own
  /// prices beyond what it gets for it.
  private func incentive(
    _ event: Event, _ state: VenueState, _ names: Names
  ) throws(ArithmeticError) -> Decimal18 {
    if let market = event.id(.market) {
      let quote = state.price(ofAsset: names.market(market).quote) ?? .zero
      let taken = try (event.decimal(.penalty) ?? .zero) + (event.decimal(.fee) ?? .zero)
      return try taken.multiplied(by: quote, rounding: .up)
    }
    guard let debt = event.id(.repaidAsset), let repaid = event.decimal(.repaid) else {
      return .zero
    }
    let price = state.price(ofAsset: debt) ?? .zero
    let penalty = try (event.decimal(.penalty) ?? .zero).multiplied(by: price, rounding: .up)
    guard event.choice(.mechanism) == "fixed_spread", let asset = event.id(.asset),
      let size = event.decimal(.size)
    else { return penalty }
    let given = try size.multiplied(by: state.price(ofAsset: asset) ?? .zero, rounding: .down)
    return try given - repaid.multiplied(by: price, rounding: .down) + penalty
  }

  private mutating func attempt(_ event: Event) {
    let reason = event.string(.reason) ?? "unknown"
    open?.attempts[reason, default: 0] += 1
    switch reason {
    case "gas_above_limit", "no_capacity": waiting = .congestion
    case "thin_incentive", "no_capital": waiting = .thinIncentive
    case "halted": waiting = .halt
    default: break
    }
  }

  private mutating func pay(_ event: Event, _ before: Standing) throws(ArithmeticError) {
    guard let asset = event.id(.asset), let amount = event.decimal(.amount) else { return }
    if !isPaid {
      isPaid = true
      open?.shortfall = max(.zero, try -before.market.equity)
      // Where a debt goes to others together with collateral worth more, nothing is missing.
      isBankrupt = before.reference.health.equity.isNegative || before.market.equity.isNegative
    }
    let name = event.kind == .badDebt ? "bad debt" : "insurance:\(event.string(.fund) ?? "")"
    open?.payers.append(.init(name: name, asset: asset, amount: try amount.magnitude))
  }

  /// A close at the bankruptcy price: what the account lacked, the other side gives up.
  private mutating func paidByOthers(
    _ event: Event, _ before: Standing, _ after: Standing, _ names: Names
  ) throws(ArithmeticError) {
    let given = try after.market.equity - before.market.equity
    guard given > .zero, let market = event.id(.market) else {
      return try spend(after.market.equity, on: .slippage)
    }
    if !isPaid {
      isPaid = true
      isBankrupt = true
      open?.shortfall = max(.zero, try -before.market.equity)
    }
    open?.payers.append(
      .init(name: "deleveraging", asset: names.market(market).quote, amount: given))
    lastEquity = after.market.equity
  }

  private mutating func note(_ event: Event, _ names: Names) {
    let moment = MarginCase.Moment(
      block: event.position.block, time: event.time, seq: event.seq)
    if event.kind == .marginCall {
      open?.called = moment
      open?.deadline = event.integer(.deadline)
    }
    open?.steps.append(
      .init(moment: moment, kind: event.kind, text: CaseText.sentence(event, names)))
  }

  // MARK: - The end

  private mutating func closeIfCured(
    _ standing: Standing, _ state: VenueState
  ) throws(ArithmeticError) {
    let health = standing.reference.health
    guard health.isJudgeable, !health.isLiquidatable(state.rulebook.trigger),
      state.calls.open[account] == nil, state.auctions.of(account: account) == nil
    else { return }
    close(at: Self.moment(state))
    cushion = standing.market.equity
    marketBreach = nil
  }

  private mutating func close(at moment: MarginCase.Moment?) {
    guard var ended = open else { return }
    ended.closed = moment
    if moment != nil {
      ended.outcome =
        isBankrupt
        ? .bankrupt : ended.fills > 0 || !ended.payers.isEmpty ? .liquidated : .cured
    }
    cases.append(ended)
    open = nil
  }

  /// The log is over: what is open stays open.
  mutating func finish() { close(at: nil) }

  // MARK: - The path

  private mutating func record(_ standing: Standing, _ state: VenueState) throws(ArithmeticError) {
    let point = MarginCase.Point(
      time: state.time, equity: standing.market.equity,
      requirement: standing.reference.health.requirement)
    if open?.path.last?.time == point.time {
      open?.path.removeLast()
    }
    open?.path.append(point)
  }

  private static func moment(_ state: VenueState, _ event: Event? = nil) -> MarginCase.Moment {
    MarginCase.Moment(
      block: state.block, time: state.time, seq: event?.seq ?? state.book.seq)
  }
}
