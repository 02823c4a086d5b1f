package import Engine
package import FixedPoint
package import Ledger

/// What accounts have earned or owe since they were last settled: funding, interest, and their shares
/// of losses that were spread by an index.
///
/// An index moves once for everybody; each account is settled when it is next touched. Everything is
/// rounded at the asset's decimals and against the account, so that a settlement books what was due.
package struct Accruals: Sendable {
  private var funding = IndexBook.funding
  private var supply = IndexBook.interest(.has)
  private var borrow = IndexBook.interest(.owes)
  private var pools = LendingPools()
  /// Losses of deposits, by asset.
  private var deposits = LossIndexBook(.deposits)
  /// Losses per contract, by market.
  private var contracts = LossIndexBook(.contracts)
  /// Whether an index of funding was recorded, and one of interest.
  private var isIndexed = (funding: false, interest: false)

  package init() {}

  /// What interest and spread losses did to a balance.
  package struct Pending: Sendable, Hashable {
    /// Interest earned on what it has, down.
    package var earned = Decimal18.zero
    /// Interest owed on its debt, up.
    package var owed = Decimal18.zero
    /// Its share of spread losses, up.
    package var loss = Decimal18.zero

    /// By how much the asset side changes.
    package var asset: Decimal18 { get throws(ArithmeticError) { try earned - loss } }
    /// By how much the debt side changes.
    package var debt: Decimal18 { owed }
  }
}

// MARK: - What is due

extension Accruals {
  /// Whether the rules book such an event.
  ///
  /// Shares of losses are theirs, and interest and funding in a venue that has indices of them; else somebody
  /// booked them, and that is a fact.
  package func books(_ event: borrowing Event) -> Bool {
    switch event.kind {
    case .lossShare: true
    case .interest: isIndexed.interest
    case .fundingPayment: isIndexed.funding
    default: false
    }
  }

  /// What an account's balance of an asset has gathered.
  ///
  /// Earned = ⌊balance × index ÷ entry⌋ − balance; owed = ⌈debt × index ÷ entry⌉ − debt.
  package func interest(
    _ account: Int, _ asset: Int, _ balance: Balance, decimals: Int
  ) throws(ArithmeticError) -> Pending {
    var pending = Pending()
    if let item = pools.item(account, asset) {
      if balance.asset > .zero {
        // An index that fell, which is refused, pays again when it is above where it was.
        pending.earned = max(
          .zero,
          try supply.accrued(to: account, item, holding: balance.asset, decimals: decimals))
      }
      if balance.debt > .zero {
        pending.owed = max(
          .zero,
          try borrow.accrued(to: account, item, holding: balance.debt, decimals: decimals))
      }
    }
    if balance.asset > .zero {
      pending.loss = try deposits.owed(
        by: account, asset, base: balance.asset, decimals: decimals)
    }
    return pending
  }

  /// The funding due to a position (below zero: it owes): −(index − entry) × size, down.
  package func funding(
    _ account: Int, _ market: Int, _ size: Decimal18, decimals: Int
  ) throws(ArithmeticError) -> Decimal18 {
    try funding.accrued(to: account, market, holding: size, decimals: decimals)
  }

  /// A position's share of the losses spread by contract, up.
  package func contractLoss(
    _ account: Int, _ market: Int, _ size: Decimal18, decimals: Int
  ) throws(ArithmeticError) -> Decimal18 {
    try contracts.owed(by: account, market, base: size, decimals: decimals)
  }

  /// Whether a fact puts an account into another pool, so that other indices hold for it.
  package func moves(_ account: Int, by fact: borrowing Event) -> Bool {
    guard fact.kind == .account, let pool = fact.string(.pool) else { return false }
    return pools.isOutside(account, pool)
  }

  /// The pool that gets its first index of an asset by a fact: so far its accounts grew by the venue's.
  package func newPool(by fact: borrowing Event) -> String? {
    guard fact.kind == .interestIndex, let pool = fact.string(.pool), let asset = fact.id(.asset),
      !pools.hasIndex(pool, asset)
    else { return nil }
    return pool
  }

  /// Whether an account is in a pool.
  package func isIn(_ pool: String, _ account: Int) -> Bool { !pools.isOutside(account, pool) }
}

extension Accruals {
  /// How many markets may have an index of funding.
  var fundingCount: Int { funding.count }

  /// Where the funding of a market stands.
  func funding(of market: Int) -> Ratio27 { funding[item: market].value }

  /// How many indices of interest there are; each may have two sides.
  var itemCount: Int { max(supply.count, borrow.count) }

  /// Where the interest of debts stands by the number of its index.
  func borrowing(_ item: Int) -> Ratio27 { borrow[item: item].value }

  /// Where the interest of deposits stands by the number of its index.
  func supplying(_ item: Int) -> Ratio27 { supply[item: item].value }

  /// How many assets and markets may have an index of losses, and how often one went too far to be counted.
  var lossCounts: (deposits: Int, contracts: Int, leaps: Int) {
    (deposits.count, contracts.count, deposits.leaps + contracts.leaps)
  }

  /// How far the losses of the deposits of an asset went: Σ of the shares of all deposits that were lost.
  func cutting(_ asset: Int) -> Ratio27 { deposits.travel(of: asset) }

  /// How far the losses per contract of a market went, in its quote asset.
  func charging(_ market: Int) -> Ratio27 { contracts.travel(of: market) }

  /// The number of the index that an account's interest of an asset grows by; nil when there is none.
  func item(_ account: Int, _ asset: Int) -> Int? { pools.item(account, asset) }

  /// Where an index of interest stands that a fact sets anew; nil when it was never set.
  package func index(before fact: borrowing Event) -> Ratio27? {
    guard let asset = fact.id(.asset),
      let item = pools.item(known: fact.string(.pool), asset)
    else { return nil }
    return fact.choiceIndex(.side) == 0 ? supply[item: item].value : borrow[item: item].value
  }
}

// MARK: - What moves them

extension Accruals {
  /// Takes in an index that the venue published.
  package mutating func apply(index event: borrowing Event) {
    guard let value = event.ratio(.value) else { return }
    if let market = event.id(.market) {
      isIndexed.funding = true
      funding[item: market].set(value)
    } else if let asset = event.id(.asset) {
      isIndexed.interest = true
      let item = pools.item(ofPool: event.string(.pool), asset)
      if event.choiceIndex(.side) == 0 {
        supply[item: item].set(value)
      } else {
        borrow[item: item].set(value)
      }
    }
  }

  /// An account is put into a pool; it is settled, and has those balances.
  package mutating func put(
    _ account: Int, into pool: String, balances: [Book.AccountBalance]
  ) {
    guard pools.isOutside(account, pool) else { return }
    pools.put(account, into: pool)
    for line in balances { enter(account: account, asset: line.asset) }
  }

  /// Spreads a loss over what everybody has of an asset, without touching anybody.
  ///
  /// `total` is what they have less what they bear already and was not yet taken from them.
  package mutating func cutDeposits(
    of asset: Int, loss: Decimal18, total: Decimal18
  ) throws(LossError) {
    try deposits.record(loss, over: total, asset)
  }

  /// Spreads a loss over all contracts of a market, without touching anybody.
  package mutating func cutContracts(
    of market: Int, loss: Decimal18, total: Decimal18
  ) throws(LossError) {
    try contracts.record(loss, over: total, market)
  }

  /// The account is settled in an asset: what follows counts from here.
  package mutating func enter(account: Int, asset: Int) {
    if let item = pools.item(account, asset) {
      supply.enter(account, item)
      borrow.enter(account, item)
    }
    deposits.enter(account, asset)
  }

  /// The account is settled in a market.
  package mutating func enter(account: Int, market: Int) {
    funding.enter(account, market)
    contracts.enter(account, market)
  }

  /// The account was paid or charged its funding.
  package mutating func enter(account: Int, funding market: Int) {
    funding.enter(account, market)
  }

  /// The account bore its share of the losses of a market.
  package mutating func enter(account: Int, contracts market: Int) {
    contracts.enter(account, market)
  }
}
