public import FixedPoint
public import Ledger

/// The state of a venue after some events: a pure fold of the log.
///
/// Ids are those of the `Names` that the events were read with. Applying the same events in the same
/// order gives the same book, and the same digest, everywhere.
public struct Book: Sendable {
  /// The number of the last event applied.
  public private(set) var seq: Int64 = 0
  /// The block of the last event applied.
  public private(set) var block: Int64 = 0
  /// The time of that block in Unix milliseconds.
  public private(set) var time: Int64 = 0
  /// The venue's name and the asset it values in, once a `venue` event has said them.
  public private(set) var venue: (name: String, unit: String?)?
  /// What was said of accounts.
  public private(set) var profiles = AccountProfiles()
  /// The latest prices.
  public private(set) var prices = PriceBoard()
  /// The checks of balances and positions that the log itself asked for.
  public private(set) var assertions = AssertionLog()

  /// By account the markets in which more was closed of it than the log ever opened: what it holds there
  /// nobody knows.
  public internal(set) var overclosed: [Int: Set<Int>] = [:]
  /// The accounts whose liquidation began in this block.
  var liquidating: Set<Int> = []

  var balances = PairTable(initial: Balance())
  var positions = PairTable(initial: PositionState())
  var pools = PoolBalances()
  var poolTotals = PairTable(initial: Balance())
  /// What accounts have of each asset, of those who have any.
  var held: [Decimal18] = []
  /// What they owe of each, of those who owe any.
  var owed: [Decimal18] = []
  var postings = Postings()

  /// The book of an empty log.
  public init() {}

  /// Applies one event.
  ///
  /// - Throws: `BookError` when an amount leaves the range of `Decimal18`; the book must not be used
  ///   afterwards.
  public mutating func apply(_ event: borrowing Event, names: Names) throws(BookError) {
    noteClosing(event, names)
    do throws(ArithmeticError) {
      try postings.fill(from: event, names: names, pools: &pools.names)
      try post(postings.legs, names)
      try remember(event, names)
    } catch {
      throw BookError(
        seq: event.seq, position: event.position, kind: event.kind, cause: error)
    }
    seq = event.seq
    block = event.position.block
    time = event.time
  }

  private mutating func remember(_ event: borrowing Event, _ names: Names) throws(ArithmeticError) {
    switch event.kind {
    case .venue:
      venue = (event.string(.name) ?? "", event.string(.unit))
    case .account:
      try describeAccount(event)
    case .priceUpdate, .referencePrice:
      prices.update(from: event)
    case .balanceAssertion, .positionAssertion:
      if let check = try AssertionLog.Check(event, in: self) { try assertions.record(check) }
    default: break
    }
  }
}

// MARK: - Postings

extension Book {
  private mutating func post(_ legs: [Posting], _ names: Names) throws(ArithmeticError) {
    for (number, leg) in legs.enumerated() {
      switch (leg.holder, leg.item) {
      case (.asset(let account), .asset(let asset)):
        try add(leg.amount, toAssetsOf: account, asset)
      case (.debt(let account), .asset(let asset)):
        try add(leg.amount, toDebtOf: account, asset)
      case (.pool(let pool), _):
        try pools.add(leg.amount, of: leg.item, to: pool)
      case (.position(let account, let market), .contract):
        // The next leg is what the contracts were exchanged for.
        try trade(account, market, leg.amount, paid: legs[number + 1].amount, names)
      default: break
      }
    }
  }

  /// Trades contracts; the profit of a closed part goes to the quote balance.
  private mutating func trade(
    _ account: Int, _ market: Int, _ change: Decimal18, paid: Decimal18, _ names: Names
  ) throws(ArithmeticError) {
    let place = positions.place(account, market)
    let profit = try positions.values[place].trade(change, notional: try paid.magnitude)
    if !profit.isZero {
      try add(profit, toAssetsOf: account, names.market(market).quote)
    }
  }

  private mutating func add(
    _ amount: Decimal18, toAssetsOf account: Int, _ asset: Int
  ) throws(ArithmeticError) {
    let place = balances.place(account, asset)
    let before = balances.values[place].asset
    let after = try before + amount
    balances.values[place].asset = after
    while held.count <= asset { held.append(.zero) }
    held[asset] = try held[asset] + (max(after, .zero) - max(before, .zero))
    guard let pool = profiles.pool(of: account) else { return }
    let total = poolTotals.place(pool, asset)
    poolTotals.values[total].asset = try poolTotals.values[total].asset + amount
  }

  private mutating func add(
    _ amount: Decimal18, toDebtOf account: Int, _ asset: Int
  ) throws(ArithmeticError) {
    let place = balances.place(account, asset)
    let before = balances.values[place].debt
    let after = try before - amount
    balances.values[place].debt = after
    while owed.count <= asset { owed.append(.zero) }
    owed[asset] = try owed[asset] + (max(after, .zero) - max(before, .zero))
    guard let pool = profiles.pool(of: account) else { return }
    let total = poolTotals.place(pool, asset)
    poolTotals.values[total].debt = try poolTotals.values[total].debt - amount
  }

  /// Takes in what an `account` event says; what an account holds moves with it to another pool.
  private mutating func describeAccount(_ event: borrowing Event) throws(ArithmeticError) {
    guard let account = event.id(.account) else { return }
    let before = profiles.pool(of: account)
    profiles.update(
      account, owner: event.id(.owner), className: event.string(.class), pool: event.string(.pool))
    let after = profiles.pool(of: account)
    guard before != after else { return }
    for place in balances.places(of: account) {
      let balance = balances.values[place]
      let asset = Int(balances.keys[place].second)
      for (pool, isLeaving) in [(before, true), (after, false)] {
        guard let pool else { continue }
        let total = poolTotals.place(pool, asset)
        var sum = poolTotals.values[total]
        sum.asset = isLeaving ? try sum.asset - balance.asset : try sum.asset + balance.asset
        sum.debt = isLeaving ? try sum.debt - balance.debt : try sum.debt + balance.debt
        poolTotals.values[total] = sum
      }
    }
  }
}

/// An amount left the range of the arithmetic while an event was applied.
public struct BookError: Error, Sendable, CustomStringConvertible {
  /// The number of the event.
  public let seq: Int64
  /// Its place.
  public let position: Position
  /// Its kind.
  public let kind: Kind
  /// What went wrong.
  public let cause: ArithmeticError

  /// A sentence for people.
  public var description: String {
    "event \(seq) (\(position), \(kind.name)) cannot be applied to the book: \(cause)"
  }
}
