package import Engine
package import FixedPoint
package import Ledger

/// Everything about a venue that its rules look at, rebuilt from events alone.
///
/// Facts and judgements change it in the same way: whatever the rules decide becomes an event, and only
/// the event changes the state. So a replay of the log gives the state in which each decision was made.
package struct VenueState: Sendable {
  /// Balances, positions, pools and prices.
  package private(set) var book = Book()
  /// Every parameter that was set, and by whom.
  package private(set) var parameters = ParameterBook()
  /// The rulebook in force.
  package private(set) var rulebook = Rulebook()
  /// Its terms by id.
  package private(set) var terms = Terms()
  /// What sources say of prices.
  package private(set) var oracle = OracleBoard()
  /// What is halted, and what trips.
  package private(set) var halts = HaltBoard()
  /// Volatility.
  package private(set) var dynamicMargin = DynamicMargin()
  /// Funding, interest and spread losses not yet settled.
  package private(set) var accruals = Accruals()
  /// What holders have yet to bear of spread losses.
  package private(set) var losses = SpreadLosses()
  /// The stability pool's depositors.
  package private(set) var stability = StabilityPools()
  /// What was written off, and what came back.
  package private(set) var badDebts = BadDebtBook()
  /// What was done in present liquidations.
  package private(set) var liquidations = LiquidationRecord()
  /// Margin calls and liquidations under way.
  package private(set) var calls = MarginCalls()
  /// Auctions under way.
  package private(set) var auctions = Auctions()
  /// What order books and automated market makers would take.
  package private(set) var liquidity = Liquidity()
  /// What keepers did in this block.
  package private(set) var keeperUse = KeeperUse()
  /// How much was liquidated in the window of the rulebook's cap.
  package private(set) var window = LiquidationWindow()
  /// Open disputes, and the evidence on what may be disputed.
  package private(set) var disputes = Disputes()
  /// Since when each account below the line has been there, in Unix milliseconds.
  package private(set) var breaches: [Int: Int64] = [:]
  /// Accounts whose standing may have changed since they were last judged.
  package private(set) var touched: Set<Int> = []

  /// Accounts in liquidation whose standing may have changed since they were last looked at.
  var stirred: Set<Int> = []
  private var stabilityName = ""
  private var longSizes: [Decimal18] = []
  private var isStale = true
  /// Whether the rules were read since somebody last asked.
  private var rulesMoved = false

  package init() {}

  /// The block that is judged, or that of the last event.
  package private(set) var block: Int64 = 0
  /// Its time in Unix milliseconds.
  package private(set) var time: Int64 = 0

  /// Which prices accounts are valued at; what is judged is judged at reference prices.
  package var basis = PriceBasis.reference

  /// The open interest of a market in its quote asset: long sizes × reference price, up.
  package func openInterest(of market: Int) throws(ArithmeticError) -> Decimal18 {
    guard market < longSizes.count, let price = price(ofMarket: market) else { return .zero }
    return try longSizes[market].multiplied(by: price, rounding: .up)
  }

  /// The sum of the sizes of all positions in a market without sign, but for those of one account.
  ///
  /// - Complexity: O(1).
  package func contractTotal(
    of market: Int, except: Int? = nil
  ) throws(ArithmeticError) -> Decimal18 {
    let long = market < longSizes.count ? longSizes[market] : .zero
    // Short sizes are the long ones less the sum of both.
    let all = try long + long - book.netSize(in: market)
    guard let except else { return all }
    return try all - book.position(of: except, market: market).size.magnitude
  }
}

// MARK: - Events

extension VenueState {
  /// Applies one event, a fact or a judgement.
  ///
  /// `basis` is what the rules have to do with it, which a dispute may ask for; nil for what is not in the
  /// log, only due by the rules, and cannot be disputed.
  ///
  /// - Throws: `VenueError` when an amount leaves its range or a parameter has no sense.
  package mutating func apply(
    _ event: borrowing Event, names: Names, basis: Disputes.Basis? = .due
  ) throws(VenueError) {
    if event.position.block != block { try endBlock(names: names) }
    advance(toBlock: event.position.block, time: event.time)
    // A rulebook is set parameter by parameter; it is read when the first other event needs it.
    if !event.kind.isDeclaration { try readRules(names: names) }
    if let basis { try noteEvidence(of: event, basis, names) }
    do throws(ArithmeticError) {
      try follow(event, names)
    } catch {
      throw VenueError(seq: event.seq, position: event.position, reason: "\(error)")
    }
    let accounts = Self.accounts(of: event)
    if !calls.liquidating.isEmpty { stir(event, accounts) }
    let before = longs(event, accounts)
    let pooled = stability.account.flatMap { account in
      accounts.contains(account) ? book.balances(of: account) : nil
    }
    do throws(BookError) {
      try book.apply(event, names: names)
    } catch {
      throw VenueError(seq: event.seq, position: event.position, reason: "\(error.cause)")
    }
    do throws(ArithmeticError) {
      try count(event, before)
      if let pooled, let account = stability.account {
        try stability.apply(event, from: pooled, to: book.balances(of: account), names: names)
      }
    } catch {
      throw VenueError(seq: event.seq, position: event.position, reason: "\(error)")
    }
    touch(accounts, event, names)
  }

  /// A block begins; one in which nothing happens passes too.
  package mutating func advance(toBlock number: Int64, time: Int64) {
    guard number != block || time != self.time else { return }
    block = number
    self.time = time
    keeperUse.beginBlock()
  }

  /// Keeps how the account stands that a line of the log judges, as the evidence of a dispute of it.
  mutating func noteEvidence(
    of event: borrowing Event, _ basis: Disputes.Basis, _ names: Names
  ) throws(VenueError) {
    if let found = try evidence(for: event, basis, names) { disputes.note(found, of: event.seq) }
  }

  /// What the parts of the state beside the book learn from an event; the book is as before it.
  private mutating func follow(
    _ event: borrowing Event, _ names: Names
  ) throws(ArithmeticError) {
    calls.apply(event, rules: rulebook.calls)
    try liquidations.apply(event, price: event.id(.asset).flatMap { price(ofAsset: $0) })
    try adoptStabilityPool(names)
    switch event.kind {
    case .dispute, .disputeRuling: disputes.apply(event)
    case .venue, .asset, .market: isStale = true
    case .parameter:
      note(parameter: event, names)
      guard event.string(.name) == DynamicMargin.parameter else { return }
      try dynamicMargin.apply(event, names: names, rules: rulebook.dynamicMargin)
      // A recorded factor is in force from here on.
      refreshFactors()
    case .priceUpdate: try oracle.apply(event, rules: rulebook.oracle)
    case .referencePrice:
      try oracle.apply(event, rules: rulebook.oracle)
      halts.apply(event, names: names)
      try dynamicMargin.apply(event, names: names, rules: rulebook.dynamicMargin)
    case .halt, .resume: halts.apply(event, names: names)
    case .depth, .liquidity: liquidity.apply(event)
    case .fundingIndex, .interestIndex: accruals.apply(index: event)
    case .auctionStart: try start(auction: event, names)
    case .auctionReset, .auctionBid, .auctionEnd: try auctions.apply(event)
    // Whoever is liquidated has been below the line since then at the latest.
    case .liquidationStart:
      if let account = event.id(.account), breaches[account] == nil {
        breaches[account] = event.time
      }
    case .liquidationAttempt: keeperUse.apply(event)
    case .liquidationFill: try follow(fill: event, names)
    case .socializedLoss:
      try spread(event, names)
      try losses.apply(event)
    case .lossShare: try losses.apply(event)
    case .badDebt, .recovery: try follow(badDebt: event)
    case .account:
      if let account = event.id(.account), let pool = event.string(.pool) {
        accruals.put(account, into: pool, balances: book.balances(of: account))
        // Its interest grows by other indices from here on.
        touched.insert(account)
      }
    default: break
    }
  }

  private mutating func start(
    auction event: borrowing Event, _ names: Names
  ) throws(ArithmeticError) {
    var due: Decimal18?
    let mechanism = rulebook.liquidation.mechanism
    if mechanism.isAuction, let account = event.id(.account) {
      let planner = try Liquidator(state: copy self, names: names, account: account)
      due = try planner.partOfDebt(in: event.id(.debtAsset))
    }
    auctions.start(event, under: mechanism, due: due)
  }

  private mutating func follow(badDebt event: borrowing Event) throws(ArithmeticError) {
    guard let asset = event.id(.asset), let amount = event.decimal(.amount) else { return }
    if event.kind == .recovery {
      try badDebts.recover(amount, of: asset, account: event.id(.account), seq: event.seq)
    } else if let account = event.id(.account) {
      try badDebts.record(amount, of: account, asset, seq: event.seq)
    }
  }

  /// The account that the rules name as the stability pool's, as soon as it has appeared.
  private mutating func adoptStabilityPool(_ names: Names) throws(ArithmeticError) {
    let name = rulebook.liquidation.stabilityPool
    guard name != stabilityName || (stability.account == nil && !name.isEmpty) else { return }
    stabilityName = name
    try stability.adopt(names.accounts.id(of: name), book, names: names)
  }

  private mutating func touchHolders(of scope: String, _ names: Names) {
    // Assets have no factor.
    guard case .market(let market) = Feed(scope, names: names) else { return }
    for holder in book.openPositions(in: market) { touched.insert(holder.account) }
  }

  private mutating func note(parameter event: borrowing Event, _ names: Names) {
    guard let scope = event.string(.scope), let name = event.string(.name),
      let value = event.string(.value)
    else { return }
    parameters.set(
      scope: scope, name: name, value: value, seq: event.seq, block: event.position.block,
      authority: event.string(.authority))
    if name == DynamicMargin.parameter {
      // The requirements of everybody in that market are others now; the rules are as before.
      touchHolders(of: scope, names)
    } else {
      isStale = true
    }
  }

  private mutating func follow(
    fill event: borrowing Event, _ names: Names
  ) throws(ArithmeticError) {
    try auctions.apply(event)
    try liquidity.apply(fill: event, poolTerms(of: event, names))
    guard let account = event.id(.account) else { return }
    let value = try value(ofFill: event, names)
    window.record(value, at: event.time)
    if let keeper = event.id(.liquidator) {
      try keeperUse.record(keeper: keeper, account: account, paid: value)
    }
  }

  /// What a liquidation fill was worth in the unit of account: the debt repaid, or the notional closed.
  private func value(
    ofFill event: borrowing Event, _ names: Names
  ) throws(ArithmeticError) -> Decimal18 {
    if let asset = event.id(.repaidAsset), let repaid = event.decimal(.repaid) {
      return try repaid.multiplied(by: price(ofAsset: asset) ?? .zero, rounding: .up)
    }
    guard let size = event.decimal(.size), let price = event.decimal(.price) else { return .zero }
    let quote = event.id(.market).flatMap { self.price(ofAsset: names.market($0).quote) }
    return try size.multiplied(by: price, rounding: .up)
      .multiplied(by: quote ?? .zero, rounding: .up)
  }

  /// Moves the index that spreads a loss, where its method has one.
  private mutating func spread(
    _ event: borrowing Event, _ names: Names
  ) throws(ArithmeticError) {
    guard let loss = event.decimal(.amount), let asset = event.id(.asset),
      let pool = event.string(.pool), let word = event.choice(.method),
      let method = LossRules.Method(rawValue: word), method.isLazy, !rulebook.losses.recordsShares
    else { return }
    do throws(LossError) {
      if method == .fundingShift, let market = names.markets.id(of: pool) {
        let open = try LossError.wrap { () throws(ArithmeticError) in
          try contractTotal(of: market)
        }
        if open > .zero { try accruals.cutContracts(of: market, loss: loss, total: open) }
      } else {
        // Losses that were spread before and not yet taken from anybody are gone already.
        let total = try LossError.wrap { () throws(ArithmeticError) in
          try LossHolders.depositTotal(of: asset, in: book)
            - losses.missing(pool, asset: asset)
        }
        if total > .zero {
          try accruals.cutDeposits(of: asset, loss: min(loss, total), total: total)
        }
      }
    } catch {
      throw error.arithmetic
    }
  }

  private func longs(
    _ event: borrowing Event, _ accounts: [Int]
  ) -> [(account: Int, market: Int, size: Decimal18)] {
    guard let market = event.id(.market) else { return [] }
    return accounts.map {
      ($0, market, max(book.position(of: $0, market: market).size, .zero))
    }
  }

  private mutating func count(
    _ event: borrowing Event, _ before: [(account: Int, market: Int, size: Decimal18)]
  ) throws(ArithmeticError) {
    for (account, market, size) in before {
      while longSizes.count <= market { longSizes.append(.zero) }
      let now = max(book.position(of: account, market: market).size, .zero)
      if now != size { longSizes[market] = try longSizes[market] + now - size }
    }
  }

  private mutating func touch(
    _ accounts: [Int], _ event: borrowing Event, _ names: Names
  ) {
    switch event.kind {
    case .deposit, .withdrawal, .transfer, .borrow, .repay, .interest, .fee, .openingBalance,
      .openingPosition, .fill, .fundingPayment, .liquidationFill, .deleverage, .insurance,
      .lossShare, .badDebt:
      for account in accounts {
        touched.insert(account)
        enter(account, event, names)
      }
    default: break
    }
  }

  /// Whoever is touched is settled: its next accruals count from here.
  private mutating func enter(_ account: Int, _ event: borrowing Event, _ names: Names) {
    if let market = event.id(.market) {
      if event.kind == .fundingPayment {
        accruals.enter(account: account, funding: market)
      } else {
        accruals.enter(account: account, market: market)
      }
      accruals.enter(account: account, asset: names.market(market).quote)
    } else if event.kind == .lossShare, let market = event.string(.pool).flatMap(names.markets.id) {
      accruals.enter(account: account, contracts: market)
    }
    for field in [Field.asset, .repaidAsset] {
      if let asset = event.id(field) { accruals.enter(account: account, asset: asset) }
    }
  }
}

// MARK: - What the judge keeps

extension VenueState {
  /// Reads the rulebook again if a parameter or a name was declared since.
  ///
  /// - Throws: `VenueError` when the parameters make no rulebook.
  package mutating func readRules(names: Names) throws(VenueError) {
    guard isStale else { return }
    do throws(RuleError) {
      rulebook = try Rulebook(parameters)
    } catch {
      throw VenueError(
        seq: book.seq, position: Position(block: book.block, index: 0), reason: "\(error)")
    }
    terms.adopt(rulebook, unit: book.venue?.unit, names: names)
    refreshFactors()
    halts.configure(rulebook.breakers, names: names)
    isStale = false
    rulesMoved = true
  }

  /// Whether the rules were read since this was last asked.
  package mutating func takeRuleMove() -> Bool {
    defer { rulesMoved = false }
    return rulesMoved
  }

  /// Takes the dynamic factors in as they are now.
  private mutating func refreshFactors() {
    for market in 0..<terms.factors.count {
      terms.factors[market] = dynamicMargin.factor(market, rules: rulebook.dynamicMargin)
    }
  }

  /// The accounts touched since this was last asked, in the order of their ids.
  package mutating func takeTouched() -> [Int] {
    defer { touched.removeAll(keepingCapacity: true) }
    return touched.sorted()
  }

  /// The account was found below the line, or not.
  package mutating func note(_ account: Int, isBreached: Bool) {
    if !isBreached {
      breaches[account] = nil
      calls.endLiquidation(of: account)
      liquidations.end(account)
    } else if breaches[account] == nil {
      breaches[account] = time
    }
  }
}
