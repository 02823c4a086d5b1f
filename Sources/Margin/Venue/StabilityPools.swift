package import Engine
package import FixedPoint
package import Ledger

/// Who has what in the account that pays debts and takes collateral for them, by asset.
///
/// A transfer to the pool's account is a deposit, one back is a withdrawal, and a liquidation lowers all
/// deposits of the debt's asset alike and lets them share in the collateral. What came to the account in
/// another way is the pool's own deposit, and bears what is taken in another way first.
package struct StabilityPools: Sendable {
  /// The pool's account; nil when the venue has none.
  package private(set) var account: Int?

  private var pools: [Deposits] = []

  /// The deposits of one asset.
  fileprivate struct Deposits: Sendable {
    let asset: Int
    var shares: PoolShares
    var deposits: [Int: PoolShares.Deposit] = [:]
    /// What was gained before the last change of a deposit, and not yet paid.
    var credits: [Int: [PoolShares.Amount]] = [:]
  }

  package init() {}

  // MARK: - What there is

  /// All deposits of an asset.
  package func total(of asset: Int) -> Decimal18 { self[asset]?.shares.total ?? .zero }

  /// What a depositor could take back of an asset now, down.
  package func share(of depositor: Int, _ asset: Int) throws(ArithmeticError) -> Decimal18 {
    guard let pool = self[asset], let deposit = pool.deposits[depositor] else { return .zero }
    return try pool.shares.value(of: deposit)
  }

  /// The collateral that a depositor gained and was not yet paid, by asset in the order of gaining.
  package func gains(of depositor: Int) throws(ArithmeticError) -> [PoolShares.Amount] {
    var gains: [PoolShares.Amount] = []
    for pool in pools {
      for part in try pool.gains(of: depositor) where part.amount > .zero {
        if let place = gains.firstIndex(where: { $0.asset == part.asset }) {
          gains[place].amount = try gains[place].amount + part.amount
        } else {
          gains.append(part)
        }
      }
    }
    return gains
  }

  private subscript(asset: Int) -> Deposits? { pools.first { $0.asset == asset } }

  // MARK: - Facts

  /// The depositor who puts in or takes out with a transfer; nil for all other facts.
  private func depositor(in fact: borrowing Event) -> Int? {
    guard let account, fact.kind == .transfer, let from = fact.id(.from), let to = fact.id(.to),
      from != to
    else { return nil }
    return from == account ? to : to == account ? from : nil
  }

  /// What a depositor who puts in or takes out is paid before: all gains.
  func gains(before fact: borrowing Event) throws(ArithmeticError) -> [Event] {
    guard let account, let depositor = depositor(in: fact) else { return [] }
    return try gains(of: depositor).map { Drafts.transfer(account, depositor, $0.asset, $0.amount) }
  }

  /// Whether a transfer may be the payment of a gain, so that it is no withdrawal.
  func mayPay(_ transfer: borrowing Event) throws(ArithmeticError) -> Bool {
    guard let account, transfer.id(.from) == account, let to = transfer.id(.to),
      let asset = transfer.id(.asset)
    else { return false }
    return try share(of: to, asset).isZero
  }

  /// Who takes out more than their share, and what that is; nil for a fact that may happen.
  package func limit(
    of fact: borrowing Event
  ) throws(ArithmeticError) -> (depositor: Int, share: Decimal18)? {
    guard let account, let asset = fact.id(.asset), let amount = fact.decimal(.amount) else {
      return nil
    }
    let depositor: Int
    switch fact.kind {
    case .transfer:
      guard fact.id(.from) == account, let to = fact.id(.to), to != account else { return nil }
      depositor = to
    case .withdrawal:
      guard fact.id(.account) == account else { return nil }
      depositor = account
    default: return nil
    }
    let share = try share(of: depositor, asset)
    return amount > share ? (depositor, share) : nil
  }
}

// MARK: - Events

extension StabilityPools {
  /// The rules name that account as the pool's: what it has is its own deposit.
  package mutating func adopt(
    _ account: Int?, _ book: borrowing Book, names: Names
  ) throws(ArithmeticError) {
    guard account != self.account else { return }
    self.account = account
    pools = []
    guard let account else { return }
    for line in book.balances(of: account) where line.balance.asset > .zero {
      try change(line.asset, of: account, by: line.balance.asset, names)
    }
  }

  /// Takes in an event that touched the pool's account, which had and has these balances.
  package mutating func apply(
    _ event: borrowing Event, from before: [Book.AccountBalance], to after: [Book.AccountBalance],
    names: Names
  ) throws(ArithmeticError) {
    guard let account else { return }
    if event.kind == .liquidationFill, event.choice(.mechanism) == "stability_pool",
      event.id(.liquidator) == account
    {
      return try absorb(event, names)
    }
    if let depositor = depositor(in: event), let asset = event.id(.asset),
      let amount = event.decimal(.amount)
    {
      return event.id(.to) == account
        ? try change(asset, of: depositor, by: amount, names)
        : try pay(amount, of: asset, to: depositor, names)
    }
    for line in after {
      let had = before.first { $0.asset == line.asset }?.balance.asset ?? .zero
      let change = try line.balance.asset - had
      if change > .zero { try self.change(line.asset, of: account, by: change, names) }
      if change.isNegative { try lose(change.magnitude, of: line.asset, names) }
    }
  }

  private mutating func absorb(
    _ fill: borrowing Event, _ names: Names
  ) throws(ArithmeticError) {
    guard let debt = fill.id(.repaidAsset), let repaid = fill.decimal(.repaid),
      let collateral = fill.id(.asset), let size = fill.decimal(.size)
    else { return }
    let place = place(of: debt, names)
    let fee = fill.decimal(.fee) ?? .zero
    try pools[place].shares.absorb(
      min(repaid, pools[place].shares.total),
      taking: .init(asset: collateral, amount: try size - fee),
      decimals: names.decimals(ofAsset: collateral))
  }

  /// A payment out: of gains, or of a deposit.
  private mutating func pay(
    _ amount: Decimal18, of asset: Int, to depositor: Int, _ names: Names
  ) throws(ArithmeticError) {
    let gained = try gains(of: depositor).first { $0.asset == asset }?.amount ?? .zero
    guard amount <= gained else {
      return try change(asset, of: depositor, by: try -amount, names)
    }
    var rest = amount
    for place in pools.indices {
      try pools[place].claim(depositor)
      rest = try pools[place].take(rest, of: asset, depositor)
    }
  }

  private mutating func change(
    _ asset: Int, of depositor: Int, by change: Decimal18, _ names: Names
  ) throws(ArithmeticError) {
    let place = place(of: asset, names)
    // What is taken beyond one's own share is taken from all.
    let own = try max(change, -share(of: depositor, asset))
    try pools[place].claim(depositor, adding: own)
    if change < own { try lose(own - change, of: asset, names) }
  }

  /// Something is taken that no depositor asked for: from the pool's own deposit, then from all alike.
  private mutating func lose(
    _ loss: Decimal18, of asset: Int, _ names: Names
  ) throws(ArithmeticError) {
    guard let account else { return }
    let place = place(of: asset, names)
    let own = min(loss, try share(of: account, asset))
    if own > .zero { try pools[place].claim(account, adding: try -own) }
    try pools[place].shares.absorb(
      min(try loss - own, pools[place].shares.total), taking: .init(asset: asset, amount: .zero),
      decimals: names.decimals(ofAsset: asset))
  }

  private mutating func place(of asset: Int, _ names: Names) -> Int {
    if let place = pools.firstIndex(where: { $0.asset == asset }) { return place }
    pools.append(
      Deposits(asset: asset, shares: PoolShares(decimals: names.decimals(ofAsset: asset))))
    return pools.count - 1
  }
}

extension StabilityPools.Deposits {
  func gains(of depositor: Int) throws(ArithmeticError) -> [PoolShares.Amount] {
    let pending = try deposits[depositor].map { deposit throws(ArithmeticError) in
      try shares.gains(of: deposit)
    }
    return (credits[depositor] ?? []) + (pending ?? [])
  }

  /// Gains so far become credits, and the deposit changes.
  mutating func claim(
    _ depositor: Int, adding change: Decimal18 = .zero
  ) throws(ArithmeticError) {
    guard deposits[depositor] != nil || change > .zero else { return }
    var deposit = deposits[depositor] ?? PoolShares.Deposit()
    let gained = try shares.settle(&deposit, adding: change)
    deposits[depositor] = deposit.amount.isZero ? nil : deposit
    for part in gained where part.amount > .zero {
      credits[depositor, default: []].append(part)
    }
  }

  /// Takes a payment off the credits; returns what is left of it.
  mutating func take(
    _ payment: Decimal18, of asset: Int, _ depositor: Int
  ) throws(ArithmeticError) -> Decimal18 {
    guard var parts = credits[depositor] else { return payment }
    var rest = payment
    for place in parts.indices where parts[place].asset == asset {
      let paid = min(rest, parts[place].amount)
      parts[place].amount = try parts[place].amount - paid
      rest = try rest - paid
    }
    parts.removeAll { $0.amount.isZero }
    credits[depositor] = parts.isEmpty ? nil : parts
    return rest
  }
}
