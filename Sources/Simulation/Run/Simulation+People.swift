internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin

/// When a call was first seen, and whether somebody has answered it.
struct CallSeen: Sendable {
  var place: Int
  var isAnswered = false
}

extension Simulation {
  // MARK: - Arrivals

  /// Accounts that begin in this block, with what they have, owe and hold.
  mutating func tellArrivals() throws(ArithmeticError) {
    for account in population where account.place == place {
      try tellArrival(account)
      for position in account.positions {
        traders[position.market, default: []].append(account.name)
      }
    }
  }

  private mutating func tellArrival(
    _ account: Scenario.AccountPlan
  ) throws(ArithmeticError) {
    let id = Int64(enforcer.names.internAccount(account.name))
    if account.owner != nil || account.className != nil || account.pool != nil {
      let owner = account.owner.map { Int64(enforcer.names.internAccount($0)) }
      add(.account) { event in
        event.set(.account, integer: id)
        if let owner { event.set(.owner, integer: owner) }
        if let className = account.className { event.set(.class, text: className) }
        if let pool = account.pool { event.set(.pool, text: pool) }
      }
    }
    for deposit in account.deposits {
      money(account.isOpening ? .openingBalance : .deposit, id, deposit.asset, deposit.amount)
    }
    for debt in account.borrows {
      if account.isOpening {
        money(.openingBalance, id, debt.asset, try -debt.amount)
      } else {
        money(.borrow, id, debt.asset, debt.amount)
      }
    }
    for position in account.positions {
      let price = position.price ?? prices.price(of: .market(position.market), at: place) ?? .zero
      let size = try position.size.magnitude
      add(account.isOpening ? .openingPosition : .fill) { event in
        event.set(.account, integer: id)
        event.set(.market, integer: Int64(position.market))
        if !account.isOpening {
          event.set(.side, choice: position.size.isNegative ? "sell" : "buy")
        }
        event.set(.size, decimal: account.isOpening ? position.size : size)
        event.set(.price, decimal: price)
      }
    }
  }

  private mutating func money(_ kind: Kind, _ account: Int64, _ asset: Int, _ amount: Decimal18) {
    add(kind) { event in
      event.set(.account, integer: account)
      event.set(.asset, integer: Int64(asset))
      event.set(.amount, decimal: amount)
    }
  }

  // MARK: - Called accounts

  /// What accounts do some blocks after they were called: some deposit, some reduce.
  mutating func tellBehaviour() throws(ArithmeticError) {
    guard let behaviour = scenario.behaviour else { return }
    let open = enforcer.state.calls.open.sorted { $0.key < $1.key }
    for (account, call) in open where call.deadline != nil {
      var seen = calls[call.id] ?? CallSeen(place: place - 1)
      if !seen.isAnswered, Int64(place - seen.place) >= behaviour.after {
        seen.isAnswered = true
        var random = SplitMix64(seed: scenario.seed, purpose: "call:\(call.id)")
        if random.below(100) < UInt64(behaviour.topUpPercent) {
          try topUp(account, behaviour)
        }
        if random.below(100) < UInt64(behaviour.reducePercent) {
          try reduce(account, behaviour, call.id)
        }
      }
      calls[call.id] = seen
    }
  }

  /// Deposits a share of what is missing to the cure, up.
  private mutating func topUp(
    _ account: Int, _ behaviour: Scenario.Behaviour
  ) throws(ArithmeticError) {
    let state = enforcer.state
    guard behaviour.topUp > .zero,
      let asset = behaviour.asset
        ?? scenario.assets.firstIndex(where: { $0.name == scenario.unit }),
      let price = state.price(ofAsset: asset), price > .zero
    else { return }
    let health = try state.valuation(of: account, names: enforcer.names).health
    let missing =
      try health.requirement
      .multiplied(by: state.rulebook.calls.cure, rounding: .up) - health.resources
    let weight = state.terms.assets[asset].weight
    guard missing > .zero, weight > .zero else { return }
    let amount = try missing.multiplied(by: behaviour.topUp, rounding: .up)
      .divided(by: weight, rounding: .up).divided(by: price, rounding: .up)
      .rounded(toDecimals: scenario.assets[asset].decimals, rounding: .up)
    money(.deposit, Int64(account), asset, amount)
  }

  /// Repays a share of debts and closes one of positions, each rounded down.
  private mutating func reduce(
    _ account: Int, _ behaviour: Scenario.Behaviour, _ call: String
  ) throws(ArithmeticError) {
    guard behaviour.reduce > .zero else { return }
    let book = enforcer.state.book
    for line in book.balances(of: account) where line.balance.debt > .zero {
      let amount = try line.balance.debt.multiplied(by: behaviour.reduce, rounding: .down)
        .rounded(toDecimals: scenario.assets[line.asset].decimals, rounding: .down)
      if amount > .zero { money(.repay, Int64(account), line.asset, amount) }
    }
    let name = enforcer.names.accounts[account]
    for line in book.positions(of: account) where !line.position.size.isZero {
      let base = scenario.markets[line.market].base
      let size = try line.position.size.magnitude
        .multiplied(by: behaviour.reduce, rounding: .down)
        .rounded(toDecimals: scenario.assets[base].decimals, rounding: .down)
      guard size > .zero, let price = prices.price(of: .market(line.market), at: place) else {
        continue
      }
      let sides = line.position.size.isNegative ? ("buy", "sell") : ("sell", "buy")
      let own = fill(of: name, line.market, sides.0, size, price, call)
      let other = fill(of: behaviour.against, line.market, sides.1, size, price, call)
      guard let own, let other, try isAllowed(own), try isAllowed(other) else { continue }
      facts += [own, other]
    }
  }
}
