internal import FixedPoint
internal import Ledger

/// The double entry of each kind of event, in one place.
///
/// `docs/EVENTS.md` says the same in words, and the view `posting` in SQL; tests hold the three
/// together.
struct Postings {
  private(set) var legs: [Posting] = []

  /// The legs of `event`; `pools` gives the ids of the names of funds and pools.
  mutating func fill(
    from event: Event, names: Names, pools: inout NameTable
  ) throws(ArithmeticError) {
    legs.removeAll(keepingCapacity: true)
    switch event.kind {
    case .deposit, .withdrawal, .borrow, .repay, .openingBalance, .interest, .fee, .transfer:
      try money(event)
    case .openingPosition, .fill, .fundingPayment, .deleverage:
      try market(event, names)
    case .liquidationFill:
      event.has(.market) ? try closedPosition(event, names) : try seizedCollateral(event)
    case .insurance, .socializedLoss, .lossShare, .badDebt, .recovery:
      try shortfall(event, &pools)
    default: break
    }
  }

  /// `amount` of an asset moves from one holder to another.
  private mutating func move(
    _ asset: Int, _ amount: Decimal18, from: Posting.Holder, to: Posting.Holder
  ) throws(ArithmeticError) {
    legs.append(Posting(holder: from, item: .asset(asset), amount: try -amount))
    legs.append(Posting(holder: to, item: .asset(asset), amount: amount))
  }

  private mutating func money(_ event: Event) throws(ArithmeticError) {
    guard let asset = event.id(.asset), let amount = event.decimal(.amount) else { return }
    if event.kind == .transfer {
      guard let from = event.id(.from), let to = event.id(.to) else { return }
      return try move(asset, amount, from: .asset(account: from), to: .asset(account: to))
    }
    guard let account = event.id(.account) else { return }
    let side: Posting.Holder =
      amount.isNegative ? .debt(account: account) : .asset(account: account)
    switch event.kind {
    case .deposit: try move(asset, amount, from: .pool(.world), to: .asset(account: account))
    case .withdrawal: try move(asset, amount, from: .asset(account: account), to: .pool(.world))
    case .borrow: try move(asset, amount, from: .debt(account: account), to: .pool(.world))
    case .repay: try move(asset, amount, from: .pool(.world), to: .debt(account: account))
    case .openingBalance: try move(asset, amount, from: .pool(.world), to: side)
    case .interest: try move(asset, amount, from: .pool(.interest), to: side)
    default: try move(asset, amount, from: .asset(account: account), to: .pool(.fees))
    }
  }

  private mutating func market(_ event: Event, _ names: Names) throws(ArithmeticError) {
    guard let account = event.id(.account), let market = event.id(.market) else { return }
    let terms = names.market(market)
    if event.kind == .fundingPayment {
      return try move(
        terms.quote, event.decimal(.amount) ?? .zero, from: .pool(.funding(market: market)),
        to: .asset(account: account))
    }
    guard let size = event.decimal(.size), let price = event.decimal(.price) else { return }
    let isSale = event.kind != .openingPosition && event.choiceIndex(.side) == 1
    let change = isSale ? try -size : size
    try trade(account, market, terms, change, price)
    if event.kind == .deleverage, let counterparty = event.id(.counterparty) {
      try trade(counterparty, market, terms, try -change, price)
    }
    if let fee = event.decimal(.fee), event.kind == .fill {
      try move(terms.quote, fee, from: .asset(account: account), to: .pool(.fees))
    }
  }

  /// `change` (above zero bought) is exchanged for change × price, half-even at 18 decimals.
  private mutating func trade(
    _ account: Int, _ market: Int, _ terms: Names.Market, _ change: Decimal18, _ price: Decimal18
  ) throws(ArithmeticError) {
    let value = try change.multiplied(by: price, rounding: .halfEven)
    let clearing = Posting.Holder.pool(.clearing(market: market))
    if terms.isSpot {
      try move(terms.base, change, from: clearing, to: .asset(account: account))
      try move(terms.quote, value, from: .asset(account: account), to: clearing)
    } else {
      let position = Posting.Holder.position(account: account, market: market)
      legs.append(Posting(holder: clearing, item: .contract(market), amount: try -change))
      legs.append(Posting(holder: position, item: .contract(market), amount: change))
      try move(terms.quote, value, from: position, to: clearing)
    }
  }

  private mutating func closedPosition(_ event: Event, _ names: Names) throws(ArithmeticError) {
    guard let account = event.id(.account), let market = event.id(.market),
      let size = event.decimal(.size)
    else { return }
    let terms = names.market(market)
    let price = event.decimal(.price) ?? .zero
    let change = event.choiceIndex(.side) == 1 ? try -size : size
    try trade(account, market, terms, change, price)
    if event.choice(.mechanism) == "backstop", let liquidator = event.id(.liquidator) {
      try trade(liquidator, market, terms, try -change, price)
    }
    let own = Posting.Holder.asset(account: account)
    if let penalty = event.decimal(.penalty) {
      try move(terms.quote, penalty, from: own, to: .pool(.penalty))
    }
    if let fee = event.decimal(.fee) {
      try move(terms.quote, fee, from: own, to: .pool(.fees))
    }
  }

  private mutating func seizedCollateral(_ event: Event) throws(ArithmeticError) {
    guard let account = event.id(.account), let asset = event.id(.asset),
      let size = event.decimal(.size)
    else { return }
    let fee = event.decimal(.fee) ?? .zero
    let own = Posting.Holder.asset(account: account)
    // A stability pool buys with what it holds at the venue; others come from outside.
    let buyer: Posting.Holder =
      if event.choice(.mechanism) == "stability_pool", let pool = event.id(.liquidator) {
        .asset(account: pool)
      } else {
        .pool(.world)
      }
    try move(asset, try size - fee, from: own, to: buyer)
    if !fee.isZero { try move(asset, fee, from: own, to: .pool(.fees)) }
    guard let debt = event.id(.repaidAsset), let repaid = event.decimal(.repaid) else { return }
    let penalty = event.decimal(.penalty) ?? .zero
    try move(debt, try repaid - penalty, from: buyer, to: .debt(account: account))
    if !penalty.isZero { try move(debt, penalty, from: buyer, to: .pool(.penalty)) }
  }

  private mutating func shortfall(
    _ event: Event, _ pools: inout NameTable
  ) throws(ArithmeticError) {
    guard let asset = event.id(.asset), let amount = event.decimal(.amount) else { return }
    switch event.kind {
    case .insurance:
      let fund = Pool.insurance(pools.intern(event.string(.fund) ?? ""))
      let other: Posting.Holder =
        if let account = event.id(.account) {
          side(of: account, event)
        } else if event.choice(.cause) == "bad_debt" {
          .pool(.badDebt)
        } else if event.choice(.cause) == "penalty" {
          .pool(.penalty)
        } else {
          .pool(.world)
        }
      try move(asset, amount, from: other, to: .pool(fund))
    case .socializedLoss, .lossShare:
      let pool = Pool.socialized(pools.intern(event.string(.pool) ?? ""))
      if event.kind == .socializedLoss {
        try move(asset, amount, from: .pool(pool), to: .pool(.badDebt))
      } else if let account = event.id(.account) {
        try move(asset, amount, from: side(of: account, event), to: .pool(pool))
      }
    case .badDebt:
      guard let account = event.id(.account) else { return }
      let side: Posting.Holder =
        event.choiceIndex(.side) == 1 ? .asset(account: account) : .debt(account: account)
      try move(asset, amount, from: .pool(.badDebt), to: side)
    default:
      try move(asset, amount, from: .pool(.world), to: .pool(.badDebt))
    }
  }

  /// What the account has, or what it owes, as the event says.
  private func side(of account: Int, _ event: Event) -> Posting.Holder {
    event.choiceIndex(.side) == 1 ? .debt(account: account) : .asset(account: account)
  }
}
