internal import FixedPoint
internal import Ledger

/// Values accounts one by one at the latest recorded prices.
struct AccountValuer {
  /// The name of the unit of account; nil when the venue named none and holds several assets.
  let unit: String?
  /// The unit, where it is an asset of the log.
  private let unitAsset: Int?

  /// What values are in: what the venue says, or the only asset there is.
  init(_ book: borrowing Book, names: Names) {
    unit = book.venue?.unit ?? (names.assets.count == 1 ? names.assets[0] : nil)
    unitAsset = unit.flatMap { names.assets.id(of: $0) }
  }

  /// The price of an asset in the unit; nil when there is none.
  func price(of asset: Int, in book: borrowing Book) -> Decimal18? {
    if unit == nil { return nil }
    // The unit is worth itself. It need not be an asset that anybody holds.
    return asset == unitAsset ? .one : book.prices.asset(asset)?.value
  }

  /// The price of a market, and of the asset that it is quoted in; nil when one is missing.
  func prices(
    of market: Int, in book: borrowing Book, names: Names
  ) -> (mark: Decimal18, quote: Decimal18)? {
    guard let mark = book.prices.market(market)?.value,
      let quote = price(of: names.market(market).quote, in: book)
    else { return nil }
    return (mark, quote)
  }

  func value(
    _ account: Int, in book: borrowing Book, names: Names
  ) throws(ArithmeticError) -> AccountValue {
    var value = AccountValue()
    for row in book.balances(of: account) where !row.balance.isZero {
      let has = row.balance.asset
      let owes = has.isNegative ? try row.balance.debt - has : row.balance.debt
      let holds = has.isNegative ? Decimal18.zero : has
      value.holdings.append(.init(asset: row.asset, holds: holds, owes: owes))
      guard let price = price(of: row.asset, in: book) else {
        if !holds.isZero { value.mayBeMore = true }
        if !owes.isZero { value.mayBeLess = true }
        continue
      }
      try value.sum.assets.add(product: holds, price)
      try value.sum.liabilities.add(product: owes, price)
    }
    for row in book.positions(of: account) where !row.position.size.isZero {
      value.markets.append(row.market)
      guard let (mark, quote) = prices(of: row.market, in: book, names: names) else {
        value.mayBeMore = true
        value.mayBeLess = true
        continue
      }
      try value.sum.unrealized.add(product: try row.position.unrealized(at: mark), quote)
    }
    return value
  }
}

/// One account's value, what it holds, and what of it has no price.
struct AccountValue {
  /// What it has and owes of one asset.
  struct Holding {
    let asset: Int
    let holds: Decimal18
    let owes: Decimal18
  }

  var sum = ValueSum()
  /// Whether its equity may be higher, as something it has is without a price.
  var mayBeMore = false
  /// Whether its equity may be lower, as something it owes is without a price.
  var mayBeLess = false
  var holdings: [Holding] = []
  /// Where it has open positions.
  var markets: [Int] = []

  /// Whether it has or owes anything.
  var isTouched: Bool { !holdings.isEmpty || !markets.isEmpty }

  func account(
    _ id: Int, isComplete: Bool, isKnown: Bool
  ) throws(ArithmeticError) -> Solvency.Account {
    Solvency.Account(
      account: id, value: try sum.rounded(), isPartial: mayBeMore || mayBeLess,
      isDecided: isKnown && isDecided(isNegative: sum.isNegative, isComplete: isComplete))
  }

  /// Whether the record tells on which side of zero its equity is, where what it holds is known.
  func isDecided(isNegative: Bool, isComplete: Bool) -> Bool {
    isNegative ? isComplete && !mayBeMore : !mayBeLess
  }
}

/// What accounts together hold of each asset, and how many of them hold anything of it, or of a market.
struct HoldingSums {
  private var sums: [(holds: Decimal18, owes: Decimal18, holders: Int)] = []
  private var positions: [Int] = []

  mutating func makeRoom(_ names: Names) {
    while sums.count < names.assets.count { sums.append((.zero, .zero, 0)) }
    while positions.count < names.markets.count { positions.append(0) }
  }

  mutating func add(_ value: borrowing AccountValue) throws(ArithmeticError) {
    for holding in value.holdings {
      let sum = sums[holding.asset]
      sums[holding.asset] = (
        try sum.holds + holding.holds, try sum.owes + holding.owes, sum.holders + 1
      )
    }
    for market in value.markets { positions[market] += 1 }
  }

  /// Takes out what was added.
  mutating func remove(_ value: borrowing AccountValue) throws(ArithmeticError) {
    for holding in value.holdings {
      let sum = sums[holding.asset]
      sums[holding.asset] = (
        try sum.holds - holding.holds, try sum.owes - holding.owes, sum.holders - 1
      )
    }
    for market in value.markets { positions[market] -= 1 }
  }

  /// What all of it is worth, without what has no price.
  func value(
    _ valuer: AccountValuer, _ book: borrowing Book
  ) throws(ArithmeticError) -> ValueSum {
    var value = ValueSum()
    for asset in sums.indices {
      guard let price = valuer.price(of: asset, in: book) else { continue }
      try value.assets.add(product: sums[asset].holds, price)
      try value.liabilities.add(product: sums[asset].owes, price)
    }
    return value
  }

  /// The assets of which anybody has or owes anything, by name.
  func assets(
    _ valuer: AccountValuer, _ book: borrowing Book, _ names: Names
  ) -> [Solvency.Asset] {
    var assets: [Solvency.Asset] = []
    for asset in sums.indices where !sums[asset].holds.isZero || !sums[asset].owes.isZero {
      assets.append(
        Solvency.Asset(
          asset: asset, assets: sums[asset].holds, liabilities: sums[asset].owes,
          price: valuer.price(of: asset, in: book)))
    }
    return assets.sorted { bytesPrecede(names.assets[$0.asset], names.assets[$1.asset]) }
  }

  /// Assets, then markets with open positions, without a price, by name.
  func unpriced(_ valuer: AccountValuer, _ book: borrowing Book, _ names: Names) -> [String] {
    var assets: [String] = []
    for asset in sums.indices
    where sums[asset].holders > 0 && valuer.price(of: asset, in: book) == nil {
      assets.append(names.assets[asset])
    }
    var markets: [String] = []
    for market in positions.indices
    where positions[market] > 0 && valuer.prices(of: market, in: book, names: names) == nil {
      markets.append(names.markets[market] + " (market)")
    }
    return assets.sorted(by: bytesPrecede) + markets.sorted(by: bytesPrecede)
  }
}
