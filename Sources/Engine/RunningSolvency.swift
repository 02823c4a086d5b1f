package import FixedPoint
package import Ledger

/// The totals of `Solvency`, kept from event to event.
///
/// An account is valued anew only when something moved what it has or owes. The price of an asset moves the
/// equity of its holders by what they hold × its change; a market's price has its traders valued anew. The
/// figures are those of a `Solvency` of the same book, to the last digit: sums are exact, and rounded once
/// when they are asked for.
package struct RunningSolvency: Sendable {
  /// The figures after an event.
  package struct Totals: Sendable {
    /// The name of the unit of account; nil when the venue named none and holds several assets.
    package let unit: String?
    /// All accounts together but those of the class `reserve`.
    package let all: Solvency.Class
    /// The equity of the insolvent accounts together.
    package let shortfall: Decimal18
    /// What they have and owe of each asset, by name.
    package let assets: [Solvency.Asset]
    /// Assets (and markets with open positions) without a price, by name.
    package let unpriced: [String]
  }

  /// An account as it was valued last.
  private struct Entry: Sendable {
    var value = AccountValue()
    /// Its equity at 36 decimals, at the prices of now.
    var equity = Int256Sum()
    var isOwn = false
    /// Whether the record tells on which side of zero its equity is, if it is below, and if it is not.
    var isDecided = (below: true, above: true)
    /// Where it stands among the holders of assets.
    var places: [(asset: Int, place: Int)] = []
    /// The markets among whose traders it is.
    var markets: [Int] = []
  }

  /// The holders of an asset, who are never taken out again, and what each has less what it owes.
  private struct Holders: Sendable {
    var accounts: [Int] = []
    var nets: [Decimal18] = []
  }

  private var entries: [Entry] = []
  private var all = HoldingSums()
  private var withoutOwn = HoldingSums()
  private var unrealized = Int256Sum()
  private var shortfall = Int256Sum()
  private var counts = (accounts: 0, insolvent: 0, undecided: 0)
  /// The accounts to value again, each once.
  private var stale: [Int] = []
  private var isStale: [Bool] = []
  private var holders: [Holders] = []
  /// Who ever had a position in a market.
  private var traders: [[Int]] = []
  /// The prices that the entries were valued at.
  private var assetPrices: [Decimal18?] = []
  private var marketPrices: [(mark: Decimal18, quote: Decimal18)?] = []
  private var unit: String?

  package init() {}

  /// Takes note of whom an event, just applied to the book, concerns.
  package mutating func note(_ event: borrowing Event, in book: borrowing Book) {
    if let account = event.id(.account) { mark(account) }
    for leg in book.lastPostings {
      switch leg.holder {
      case .asset(let account), .debt(let account), .position(let account, _): mark(account)
      case .pool: break
      }
    }
  }

  /// Takes note that every account is to be judged anew.
  package mutating func noteAll() {
    for account in entries.indices { mark(account) }
  }

  private mutating func mark(_ account: Int) {
    while isStale.count <= account { isStale.append(false) }
    if isStale[account] { return }
    isStale[account] = true
    stale.append(account)
  }

  /// The totals of the book now.
  ///
  /// - Throws: `ArithmeticError` when a value leaves the range of `Decimal18`.
  package mutating func totals(
    _ book: borrowing Book, names: Names, isKnown: (Int) -> Bool, isComplete: (Int) -> Bool
  ) throws(ArithmeticError) -> Totals {
    let valuer = AccountValuer(book, names: names)
    makeRoom(names)
    if valuer.unit != unit { noteAll() }
    unit = valuer.unit
    try move(valuer, book, names)
    for account in stale {
      isStale[account] = false
      try revalue(account, valuer, book, names)
      let value = entries[account].value
      let (isKnown, isComplete) = (isKnown(account), isComplete(account))
      entries[account].isDecided = (
        isKnown && value.isDecided(isNegative: true, isComplete: isComplete),
        isKnown && value.isDecided(isNegative: false, isComplete: isComplete)
      )
      try count(account, 1)
    }
    stale.removeAll(keepingCapacity: true)
    var value = try withoutOwn.value(valuer, book)
    value.unrealized = unrealized
    var total = Solvency.Class(name: "")
    (total.accounts, total.insolvent, total.undecided) = counts
    total.value = try value.rounded()
    return Totals(
      unit: valuer.unit, all: total, shortfall: try Decimal18(shortfall, rounding: .halfEven),
      assets: withoutOwn.assets(valuer, book, names), unpriced: all.unpriced(valuer, book, names))
  }

  /// A log that is read may name more accounts, assets and markets all the time.
  private mutating func makeRoom(_ names: Names) {
    all.makeRoom(names)
    withoutOwn.makeRoom(names)
    while entries.count < names.accounts.count { entries.append(Entry()) }
    while isStale.count < names.accounts.count { isStale.append(false) }
    while holders.count < names.assets.count {
      holders.append(Holders())
      assetPrices.append(nil)
    }
    while traders.count < names.markets.count {
      traders.append([])
      marketPrices.append(nil)
    }
  }
}

// MARK: - Prices

extension RunningSolvency {
  /// Brings everybody to the prices of now.
  private mutating func move(
    _ valuer: AccountValuer, _ book: borrowing Book, _ names: Names
  ) throws(ArithmeticError) {
    for asset in assetPrices.indices {
      let (price, before) = (valuer.price(of: asset, in: book), assetPrices[asset])
      if price == before { continue }
      assetPrices[asset] = price
      if let price, let before {
        try move(holdersOf: asset, by: price - before)
      } else {
        for account in holders[asset].accounts { mark(account) }
      }
    }
    for market in marketPrices.indices {
      let (now, before) = (valuer.prices(of: market, in: book, names: names), marketPrices[market])
      if now?.mark == before?.mark, now?.quote == before?.quote { continue }
      marketPrices[market] = now
      for account in traders[market] { mark(account) }
    }
  }

  private mutating func move(
    holdersOf asset: Int, by change: Decimal18
  ) throws(ArithmeticError) {
    for place in holders[asset].accounts.indices {
      let (account, net) = (holders[asset].accounts[place], holders[asset].nets[place])
      // What is stale is valued from its balances, whatever its equity was.
      if isStale[account] || net.isZero { continue }
      let before = entries[account].equity
      var equity = before
      try equity.add(product: net, change)
      let isAbove = !before.isNegative && !equity.isNegative
      if !isAbove { try count(account, -1) }
      entries[account].equity = equity
      if !isAbove { try count(account, 1) }
    }
  }
}

// MARK: - Accounts

extension RunningSolvency {
  /// Takes an account out of the counts and values it.
  private mutating func revalue(
    _ account: Int, _ valuer: AccountValuer, _ book: borrowing Book, _ names: Names
  ) throws(ArithmeticError) {
    try count(account, -1)
    try all.remove(entries[account].value)
    if !entries[account].isOwn { try take(entries[account].value, isLeaving: true) }
    let value = try valuer.value(account, in: book, names: names)
    let isOwn = book.profiles.className(of: account) == Solvency.ownClass
    entries[account].value = value
    entries[account].equity = try value.sum.equity()
    entries[account].isOwn = isOwn
    try all.add(value)
    if !isOwn { try take(value, isLeaving: false) }
    try list(account, value)
  }

  private mutating func take(
    _ value: AccountValue, isLeaving: Bool
  ) throws(ArithmeticError) {
    if isLeaving {
      try withoutOwn.remove(value)
      try unrealized.subtract(value.sum.unrealized)
    } else {
      try withoutOwn.add(value)
      try unrealized.add(value.sum.unrealized)
    }
  }

  /// Enters an account among the holders of what it has or owes, and the traders of its markets.
  private mutating func list(
    _ account: Int, _ value: AccountValue
  ) throws(ArithmeticError) {
    for (asset, place) in entries[account].places { holders[asset].nets[place] = .zero }
    for holding in value.holdings {
      let net = try holding.holds - holding.owes
      if let known = entries[account].places.first(where: { $0.asset == holding.asset }) {
        holders[known.asset].nets[known.place] = net
      } else {
        entries[account].places.append((holding.asset, holders[holding.asset].accounts.count))
        holders[holding.asset].accounts.append(account)
        holders[holding.asset].nets.append(net)
      }
    }
    for market in value.markets where !entries[account].markets.contains(market) {
      entries[account].markets.append(market)
      traders[market].append(account)
    }
  }

  /// Counts an account, or takes it out of the counts.
  private mutating func count(_ account: Int, _ sign: Int) throws(ArithmeticError) {
    guard entries[account].value.isTouched, !entries[account].isOwn else { return }
    counts.accounts += sign
    let equity = entries[account].equity
    let isDecided = entries[account].isDecided
    if !(equity.isNegative ? isDecided.below : isDecided.above) {
      counts.undecided += sign
    } else if equity.isNegative {
      counts.insolvent += sign
      if sign > 0 { try shortfall.add(equity) } else { try shortfall.subtract(equity) }
    }
  }
}
