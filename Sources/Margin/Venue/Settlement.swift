internal import Engine
package import FixedPoint
package import Ledger

/// The events that settle some accounts, in order: what they gathered, each once.
struct Settlement {
  private(set) var events: [Event] = []
  private var accounts: Set<Int> = []
  /// What shares of this settlement already bring into pools of spread losses.
  private var covered: [(pool: String, asset: Int, amount: Decimal18)] = []

  /// Interest, shares of losses and funding of one account.
  ///
  /// A share covers what its pool of losses still lacks. What rounding makes it more than that goes to the
  /// dust account: the pool ends at zero with the share that covers its loss, and every later share, a unit
  /// of rounding, is dust as a whole.
  mutating func settle(
    _ account: Int, in state: borrowing VenueState, names: inout Names
  ) throws(ArithmeticError) {
    guard accounts.insert(account).inserted else { return }
    for line in state.book.balances(of: account) where !line.balance.isZero {
      let decimals = names.decimals(ofAsset: line.asset)
      let due = try state.accruals.interest(
        account, line.asset, line.balance, decimals: decimals)
      if due.earned > .zero {
        events.append(Drafts.money(.interest, account, line.asset, due.earned))
      }
      if due.owed > .zero {
        events.append(Drafts.money(.interest, account, line.asset, try -due.owed))
      }
      try bear(due.loss, names.assets[line.asset], account, line.asset, state, &names)
    }
    for line in state.book.positions(of: account) where !line.position.size.isZero {
      let quote = names.market(line.market).quote
      let decimals = names.decimals(ofAsset: quote)
      let size = line.position.size
      let payment = try state.accruals.funding(account, line.market, size, decimals: decimals)
      if !payment.isZero { events.append(Drafts.funding(account, line.market, payment)) }
      let loss = try state.accruals.contractLoss(account, line.market, size, decimals: decimals)
      try bear(loss, names.markets[line.market], account, quote, state, &names)
    }
  }

  private mutating func bear(
    _ loss: Decimal18, _ pool: String, _ account: Int, _ asset: Int,
    _ state: borrowing VenueState, _ names: inout Names
  ) throws(ArithmeticError) {
    guard loss > .zero else { return }
    var share = min(loss, try missing(pool, asset, state))
    let dust = names.accounts.id(of: state.rulebook.losses.dustAccount)
    if share < loss, account != dust {
      // Whoever is paid is settled first, and may bear a part of the same loss.
      let dust = names.internAccount(state.rulebook.losses.dustAccount)
      try settle(dust, in: state, names: &names)
      share = min(loss, try missing(pool, asset, state))
      try take(share, pool, account, asset)
      if share < loss {
        events.append(Drafts.transfer(account, dust, asset, try loss - share))
      }
    } else {
      try take(share, pool, account, asset)
    }
  }

  private mutating func take(
    _ share: Decimal18, _ pool: String, _ account: Int, _ asset: Int
  ) throws(ArithmeticError) {
    events.append(Drafts.lossShare(pool, account, asset, share))
    covered.append((pool, asset, share))
  }

  /// What a pool of losses lacks.
  private func missing(
    _ pool: String, _ asset: Int, _ state: borrowing VenueState
  ) throws(ArithmeticError) -> Decimal18 {
    var missing = state.losses.missing(pool, asset: asset)
    for part in covered where part.pool == pool && part.asset == asset {
      missing = try missing - part.amount
    }
    return max(.zero, missing)
  }

  /// What a stability pool took for a depositor.
  mutating func pay(_ gain: Event) { events.append(gain) }
}

extension VenueState {
  /// What a position is due (below zero: owes) of funding and of losses per contract.
  func due(
    _ account: Int, _ market: Int, _ size: Decimal18, _ names: Names
  ) throws(ArithmeticError) -> Decimal18 {
    let decimals = names.decimals(ofAsset: names.market(market).quote)
    return try accruals.funding(account, market, size, decimals: decimals)
      - accruals.contractLoss(account, market, size, decimals: decimals)
  }

  /// What must be settled before a fact: everything pending of those it touches.
  package func settlements(
    before fact: borrowing Event, names: inout Names
  ) throws(ArithmeticError) -> [Event] {
    var settlement = Settlement()
    if fact.kind.movesBalances {
      for account in Self.accounts(of: fact) {
        try settlement.settle(account, in: self, names: &names)
      }
      for gain in try stability.gains(before: fact) { settlement.pay(gain) }
    } else if let account = fact.id(.account), accruals.moves(account, by: fact) {
      try settlement.settle(account, in: self, names: &names)
    } else if let pool = accruals.newPool(by: fact) {
      for account in 0..<names.accounts.count where accruals.isIn(pool, account) {
        try settlement.settle(account, in: self, names: &names)
      }
    }
    return settlement.events
  }

  /// What must be settled before judgements: everything pending of those they touch.
  package func settlements(
    before judgements: [Event], names: inout Names
  ) throws(ArithmeticError) -> [Event] {
    var settlement = Settlement()
    for event in judgements where event.kind.settles {
      for account in Self.accounts(of: event) {
        try settlement.settle(account, in: self, names: &names)
      }
    }
    return settlement.events
  }
}

extension Kind {
  /// Whether such an event changes what accounts have, owe or hold.
  package var movesBalances: Bool {
    switch self {
    case .deposit, .withdrawal, .transfer, .borrow, .repay, .fee, .openingBalance,
      .openingPosition, .fill:
      true
    default: false
    }
  }

  /// Whether accounts are settled before the venue does this to them.
  fileprivate var settles: Bool {
    switch self {
    case .liquidationStart, .liquidationFill, .deleverage, .insurance, .lossShare, .badDebt,
      .transfer, .fee, .withdrawal, .repay:
      true
    default: false
    }
  }
}
