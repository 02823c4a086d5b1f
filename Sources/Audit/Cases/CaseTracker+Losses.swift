internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin

/// What each event did to the equity, and to whom that is due.
extension CaseTracker {
  /// What an event did to the equity goes to its cause, or to who paid.
  mutating func account(
    for event: Event, _ before: Standing, _ after: Standing, _ state: VenueState, _ names: Names
  ) throws(ArithmeticError) {
    let isOwn = event.id(.account) == account
    switch event.kind {
    case .liquidationFill where isOwn: try fill(event, before, after, state, names)
    case .deleverage where isOwn: try deleverage(event, before, after, state, names)
    case .insurance where isOwn, .badDebt where isOwn: try write(event, before, after)
    case .transfer where writtenOff == state.block:
      // Who takes the debt over takes the collateral with it.
      let change = try after.market.equity - before.market.equity
      paid = try paid + change
      if let taken = open?.collateralTaken { open?.collateralTaken = try taken + change }
      if let unit = state.terms.unit { contribute(event, nil, asset: unit, change, change) }
      lastEquity = after.market.equity
    case .lossShare where isOwn: try spend(after.market.equity, on: .sharedLoss)
    case .liquidationAttempt where isOwn: attempt(event)
    default: try spend(after.market.equity, on: .flows)
    }
  }

  private mutating func fill(
    _ event: Event, _ before: Standing, _ after: Standing, _ state: VenueState, _ names: Names
  ) throws(ArithmeticError) {
    if open?.firstFill == nil { open?.firstFill = MarginCase.Moment(event) }
    open?.fills += 1
    try open?.repay(event)
    // A sale below the market from which others were kept is due to what kept them.
    let why = waiting == .keeperDelay ? Attribution.Cause.slippage : waiting
    waiting = .keeperDelay
    let taken = try incentive(event, state, names)
    try open?.attribution.add(taken, to: .incentive)
    if !taken.isZero { tell(taken, state, names) }
    lastEquity = try lastEquity - taken
    if event.isTakenOver {
      // Who must take it gives what the account lacks.
      let given = try after.market.equity - lastEquity
      if given > .zero, before.market.equity.isNegative, let unit = state.terms.unit {
        let name = (event.choice(.mechanism) ?? "").replacing("_", with: " ")
        try pay(given, name: name, asset: unit, given, before)
        contribute(event, name, asset: unit, given, given)
      }
    }
    try spend(after.market.equity, on: why)
  }

  /// The step of the fill says what it cost beyond the debt, as the causes count it.
  private mutating func tell(_ taken: Decimal18, _ state: VenueState, _ names: Names) {
    guard let last = open?.steps.indices.last else { return }
    let unit = state.terms.unit.map { " " + names.assets[$0] } ?? ""
    open?.steps[last].text += ", cost \(taken)\(unit) in penalty and bonus"
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
    guard let asset = event.id(.asset), let size = event.decimal(.size) else { return penalty }
    let rate = state.price(ofAsset: asset) ?? .zero
    guard event.choice(.mechanism) == "fixed_spread" || event.isTakenOver else {
      return try penalty + (event.decimal(.fee) ?? .zero).multiplied(by: rate, rounding: .up)
    }
    let given = try size.multiplied(by: rate, rounding: .down)
    let bonus = try given - repaid.multiplied(by: price, rounding: .down)
    return try (event.isTakenOver ? max(.zero, bonus) : bonus) + penalty
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

  // MARK: - Payers

  /// What an event says by itself, where something has no price: what it was worth is not decidable.
  mutating func take(unvalued event: Event) throws(ArithmeticError) {
    guard event.id(.account) == account else { return }
    switch event.kind {
    case .liquidationFill:
      if open?.firstFill == nil { open?.firstFill = MarginCase.Moment(event) }
      open?.fills += 1
      try open?.repay(event)
      waiting = .keeperDelay
    case .deleverage:
      if open?.firstFill == nil { open?.firstFill = MarginCase.Moment(event) }
    case .liquidationAttempt: attempt(event)
    case .insurance, .badDebt:
      guard let asset = event.id(.asset), let amount = event.decimal(.amount),
        event.kind == .badDebt || amount.isNegative
      else { return }
      if event.kind == .badDebt { writtenOff = event.position.block }
      isBankrupt = true
      try add(
        MarginCase.Payer(
          name: event.kind == .badDebt ? "bad debt" : "insurance:\(event.string(.fund) ?? "")",
          asset: asset, amount: try amount.magnitude))
    default: break
    }
  }

  /// A fund pays, or something is written off.
  private mutating func write(
    _ event: Event, _ before: Standing, _ after: Standing
  ) throws(ArithmeticError) {
    let change = try after.market.equity - before.market.equity
    guard let asset = event.id(.asset), let amount = event.decimal(.amount) else { return }
    if event.kind == .insurance, amount > .zero {
      // It pays into the fund.
      return try spend(after.market.equity, on: .incentive)
    }
    if event.kind == .badDebt { writtenOff = event.position.block }
    let name = event.kind == .badDebt ? "bad debt" : "insurance:\(event.string(.fund) ?? "")"
    try pay(change, name: name, asset: asset, try amount.magnitude, before)
  }

  /// Takes note that others put in `value` at market prices, which is `amount` of an asset.
  private mutating func pay(
    _ value: Decimal18, name: String, asset: Int, _ amount: Decimal18, _ before: Standing
  ) throws(ArithmeticError) {
    if open?.payers.isEmpty ?? false {
      // Where a debt goes to others together with collateral worth more, nothing is missing.
      isBankrupt = before.reference.health.equity.isNegative || before.market.equity.isNegative
    }
    paid = try paid + value
    lastEquity = try lastEquity + value
    try add(MarginCase.Payer(name: name, asset: asset, amount: amount, value: value))
  }

  /// Takes note of what no event says, so that a window of the log can tell what was paid within it.
  private mutating func contribute(
    _ event: Event, _ name: String?, asset: Int, _ amount: Decimal18, _ value: Decimal18
  ) {
    open?.contributions.append(
      MarginCase.Contribution(
        seq: event.seq, name: name, asset: asset, amount: amount, value: value))
  }

  private mutating func add(_ payer: MarginCase.Payer) throws(ArithmeticError) {
    if let place = open?.payers.firstIndex(where: {
      $0.name == payer.name && $0.asset == payer.asset
    }), var sum = open?.payers[place] {
      sum.amount = try sum.amount + payer.amount
      if let value = sum.value, let other = payer.value {
        sum.value = try value + other
      } else {
        sum.value = nil
      }
      open?.payers[place] = sum
    } else {
      open?.payers.append(payer)
    }
  }

  /// A close at the bankruptcy price: what the account lacked, the other side gives up.
  private mutating func deleverage(
    _ event: Event, _ before: Standing, _ after: Standing, _ state: VenueState, _ names: Names
  ) throws(ArithmeticError) {
    let given = try after.market.equity - before.market.equity
    if given > .zero, before.market.equity.isNegative,
      let quote = event.id(.market).map({ names.market($0).quote })
    {
      let amount = try given.divided(
        by: state.price(ofAsset: quote) ?? Decimal18(1), rounding: .down)
      try pay(given, name: "deleveraging", asset: quote, amount, before)
      contribute(event, "deleveraging", asset: quote, amount, given)
    }
    if open?.firstFill == nil { open?.firstFill = MarginCase.Moment(event) }
    try spend(after.market.equity, on: .slippage)
  }

  /// What was written off is made good by others: up to `amount` of an asset.
  ///
  /// Returns what is left of the amount.
  mutating func reassign(
    _ amount: Decimal18, of asset: Int, to name: String
  ) throws(ArithmeticError) -> Decimal18 {
    guard
      let place = open?.payers.firstIndex(where: { $0.name == "bad debt" && $0.asset == asset }),
      var written = open?.payers[place]
    else { return amount }
    let moved = min(amount, written.amount)
    var value = written.value
    if moved == written.amount {
      open?.payers.remove(at: place)
    } else {
      if let whole = written.value {
        let part = Decimal18(
          mantissa: try mulDiv(
            whole.mantissa, moved.mantissa, written.amount.mantissa, rounding: .down))
        written.value = try whole - part
        value = part
      }
      written.amount = try written.amount - moved
      open?.payers[place] = written
    }
    try add(MarginCase.Payer(name: name, asset: asset, amount: moved, value: value))
    return try amount - moved
  }
}

extension Event {
  /// Whether somebody who must takes the account over, at the venue's own terms.
  fileprivate var isTakenOver: Bool {
    guard kind == .liquidationFill else { return false }
    return MarginCase.Payer.takers.contains(choice(.mechanism) ?? "")
  }
}

extension MarginCase.Payer {
  /// The mechanisms by which somebody who must takes an account over.
  package static let takers = ["stability_pool", "backstop", "absorption", "redistribution"]

  /// Who pays a loss that is spread over others by a method.
  ///
  /// Who takes a debt over by redistribution takes its collateral with it, so it is no loss by itself.
  static func name(spreadBy method: String?) -> String {
    method == "redistribution" ? "redistribution" : "socialized:\(method ?? "")"
  }
}

extension MarginCase.Moment {
  /// The moment of an event.
  init(_ event: Event) {
    self.init(block: event.position.block, time: event.time, seq: event.seq)
  }
}

extension MarginCase.Start {
  /// What a `liquidation_start` says.
  init(_ event: Event) {
    self.init(
      moment: MarginCase.Moment(event), scope: event.string(.scope),
      notional: event.decimal(.notional), equity: event.decimal(.equity))
  }
}

extension MarginCase.Attempt {
  /// What a `liquidation_attempt` says.
  init(_ event: Event) {
    self.init(
      liquidator: event.id(.liquidator), outcome: event.choice(.outcome) ?? "",
      reason: event.string(.reason) ?? "", fee: event.decimal(.fee) ?? .zero)
  }
}
