package import Engine
package import FixedPoint
package import Ledger

/// What accounts have earned or owe since they were last settled: funding, interest, and their shares
/// of losses that were spread by an index.
///
/// An index moves once for everybody; each account is settled when it is next touched.
package struct Accruals: Sendable {
  private var funding = Cumulative()
  private var supply = Cumulative()
  private var borrow = Cumulative()
  /// Loss per unit of a deposit, by asset.
  private var deposits = Cumulative()
  /// Loss per contract, by market.
  private var contracts = Cumulative()

  package init() {}

  /// An index per item, and where each account stood when it was last settled.
  private struct Cumulative: Sendable {
    var values: [Ratio27?] = []
    private var entries = PairTable<Ratio27?>(initial: nil)

    func value(_ item: Int) -> Ratio27? { item < values.count ? values[item] : nil }

    mutating func set(_ value: Ratio27, _ item: Int) {
      while values.count <= item { values.append(nil) }
      values[item] = value
    }

    mutating func enter(_ account: Int, _ item: Int) {
      guard let value = value(item) else { return }
      let place = entries.place(account, item)
      entries.values[place] = value
    }

    /// Where the account entered; nil when it did so before there was an index.
    func entry(_ account: Int, _ item: Int) -> Ratio27? {
      entries.find(account, item) ?? nil
    }
  }

  /// What interest and spread losses did to a balance: both may be of either sign.
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
  /// What an account's balance of an asset has gathered.
  ///
  /// Earned = ⌊balance × index ÷ entry⌋ − balance; owed = ⌈debt × index ÷ entry⌉ − debt.
  package func interest(
    _ account: Int, _ asset: Int, _ balance: Balance
  ) throws(ArithmeticError) -> Pending {
    var pending = Pending()
    if let now = supply.value(asset), balance.asset > .zero {
      let entry = supply.entry(account, asset) ?? .one
      pending.earned = try grown(balance.asset, entry, now, .down) - balance.asset
    }
    if let now = borrow.value(asset), balance.debt > .zero {
      let entry = borrow.entry(account, asset) ?? .one
      pending.owed = try grown(balance.debt, entry, now, .up) - balance.debt
    }
    if let now = deposits.value(asset), balance.asset > .zero {
      let entry = deposits.entry(account, asset) ?? .zero
      pending.loss = try balance.asset.multiplied(by: now - entry, rounding: .up)
    }
    return pending
  }

  private func grown(
    _ amount: Decimal18, _ entry: Ratio27, _ now: Ratio27, _ rounding: Rounding
  ) throws(ArithmeticError) -> Decimal18 {
    Decimal18(
      mantissa: try mulDiv(amount.mantissa, now.mantissa, entry.mantissa, rounding: rounding))
  }

  /// The funding due to a position (below zero: it owes), with its share of losses by contract:
  /// −(index − entry) × size, down.
  package func funding(
    _ account: Int, _ market: Int, _ size: Decimal18
  ) throws(ArithmeticError) -> Decimal18 {
    var due = Decimal18.zero
    if let now = funding.value(market) {
      let owed = try now - (funding.entry(account, market) ?? .zero)
      due = try -size.multiplied(by: owed, rounding: .up)
    }
    return try due - contractLoss(account, market, size)
  }

  /// A position's share of the losses spread by contract, up.
  package func contractLoss(
    _ account: Int, _ market: Int, _ size: Decimal18
  ) throws(ArithmeticError) -> Decimal18 {
    guard let now = contracts.value(market) else { return .zero }
    let entry = contracts.entry(account, market) ?? .zero
    return try size.magnitude.multiplied(by: now - entry, rounding: .up)
  }
}

// MARK: - What moves them

extension Accruals {
  /// Takes in an index that the venue published.
  package mutating func apply(index event: borrowing Event) {
    guard let value = event.ratio(.value) else { return }
    if let market = event.id(.market) {
      funding.set(value, market)
    } else if let asset = event.id(.asset), event.string(.pool) == nil {
      if event.choiceIndex(.side) == 0 {
        supply.set(value, asset)
      } else {
        borrow.set(value, asset)
      }
    }
  }

  /// Spreads a loss over what everybody has of an asset, without touching anybody.
  package mutating func cutDeposits(
    of asset: Int, loss: Decimal18, total: Decimal18
  ) throws(ArithmeticError) {
    let before = deposits.value(asset) ?? .zero
    deposits.set(try before + share(loss, of: total), asset)
  }

  /// Spreads a loss over all contracts of a market, without touching anybody.
  package mutating func cutContracts(
    of market: Int, loss: Decimal18, total: Decimal18
  ) throws(ArithmeticError) {
    let before = contracts.value(market) ?? .zero
    contracts.set(try before + share(loss, of: total), market)
  }

  private func share(
    _ loss: Decimal18, of total: Decimal18
  ) throws(ArithmeticError) -> Ratio27 {
    Ratio27(
      mantissa: try mulDiv(loss.mantissa, Ratio27.one.mantissa, total.mantissa, rounding: .up))
  }

  /// The account is settled in an asset: what follows counts from here.
  package mutating func enter(account: Int, asset: Int) {
    supply.enter(account, asset)
    borrow.enter(account, asset)
    deposits.enter(account, asset)
  }

  /// The account is settled in a market.
  package mutating func enter(account: Int, market: Int) {
    funding.enter(account, market)
    contracts.enter(account, market)
  }
}
