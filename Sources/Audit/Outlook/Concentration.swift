internal import Engine
package import FixedPoint
package import Ledger
package import Margin

/// Who holds how much of everything after a block: shares, loops of one asset, and what the largest
/// account's default would take out of the insurance funds.
///
/// It needs neither prices nor a rulebook. The venue's own accounts (class `reserve`) are left out. Interest
/// by recorded indices and shares of spread losses count, also where no event has booked them yet.
package struct Concentration: Sendable {
  /// The sides of one asset or market that anybody holds.
  package struct Item: Sendable {
    /// The asset or market.
    package let feed: Feed
    /// Its sides: deposits and borrows, or long and short.
    package let sides: [Holding]
  }

  /// An account that has and owes the same asset at once: it lends to itself.
  package struct Loop: Sendable, Hashable {
    /// The account.
    package let account: Int
    /// The asset.
    package let asset: Int
    /// What it has of it.
    package let supplied: Decimal18
    /// What it owes of it.
    package let borrowed: Decimal18
    /// The smaller of the two: what goes round.
    package let looped: Decimal18
  }

  /// An insurance fund against the account that could cost it most.
  package struct Cover: Sendable, Hashable {
    /// The fund.
    package let fund: String
    /// The asset it holds.
    package let asset: Int
    /// How much.
    package let balance: Decimal18
    /// The account with the largest exposure in that asset; nil when nobody has one.
    package let account: Int?
    /// Its debts in the asset and the notionals of its positions in markets quoted in it.
    package let exposure: Decimal18
    /// exposure × slippage, up: what the fund pays when all of it is closed so much worse than at
    /// the account's bankruptcy price.
    package let loss: Decimal18
    /// loss ÷ balance, exact; nil when the fund holds nothing.
    package let share: ExactRatio?
  }

  /// Assets by name, then markets by name.
  package private(set) var items: [Item] = []
  /// Loops, by asset, the largest first.
  package private(set) var loops: [Loop] = []
  /// Funds by name and asset.
  package private(set) var covers: [Cover] = []
  /// Accounts of which more was closed than the log opened: what they hold there is not decidable, and counts
  /// nowhere.
  package private(set) var overclosed: [Int] = []
  /// Markets with positions and without a recorded price: their notionals are at average cost.
  package private(set) var unpriced: [Int] = []

  /// Reads a venue; `slippage` is the share of its debts and notionals by which the close-out of the largest
  /// account is worse than at its bankruptcy price.
  ///
  /// - Throws: `ArithmeticError` when a sum leaves the range.
  package init(
    _ venue: VenueState, names: Names, slippage: Decimal18
  ) throws(ArithmeticError) {
    let book = venue.book
    let accounts = (0..<names.accounts.count).filter {
      book.profiles.className(of: $0) != Solvency.ownClass
    }
    var sums = Sums(names: names)
    for account in accounts { try sums.add(account, of: venue) }
    items = sums.items(names)
    overclosed = book.overclosedAccounts()
    loops = sums.loops.sorted { a, b in
      if a.asset != b.asset { return bytesPrecede(names.assets[a.asset], names.assets[b.asset]) }
      return a.looped != b.looped ? a.looped > b.looped : a.account < b.account
    }
    unpriced = (0..<names.markets.count).filter { sums.lacksPrice[$0] }
      .sorted { bytesPrecede(names.markets[$0], names.markets[$1]) }
    for fund in book.insuranceFunds(names: names) {
      let largest = sums.largest[fund.asset]
      let loss = try (largest?.amount ?? .zero).multiplied(by: slippage, rounding: .up)
      covers.append(
        Cover(
          fund: fund.fund, asset: fund.asset, balance: fund.amount, account: largest?.account,
          exposure: largest?.amount ?? .zero, loss: loss,
          share: try Holding.ratio(loss, fund.amount)))
    }
  }

  /// The sides of one asset or market; nil when nobody holds anything of it.
  package func item(_ feed: Feed) -> Item? { items.first { $0.feed == feed } }
}

/// What one pass over the accounts gathers.
private struct Sums {
  private var assets: [(deposits: Holding, borrows: Holding)]
  private var markets: [(long: Holding, short: Holding)]
  private(set) var loops: [Concentration.Loop] = []
  /// The largest exposure in each asset.
  private(set) var largest: [Holding.Part?]
  private(set) var lacksPrice: [Bool]
  private let names: Names

  init(names: Names) {
    self.names = names
    assets = Array(repeating: (Holding(.deposits), Holding(.borrows)), count: names.assets.count)
    markets = Array(repeating: (Holding(.long), Holding(.short)), count: names.markets.count)
    largest = Array(repeating: nil, count: names.assets.count)
    lacksPrice = Array(repeating: false, count: names.markets.count)
  }

  mutating func add(_ account: Int, of venue: VenueState) throws(ArithmeticError) {
    let book = venue.book
    var exposures: [Int: Decimal18] = [:]
    for row in book.balances(of: account) where !row.balance.isZero {
      let pending = try venue.accruals.interest(
        account, row.asset, row.balance, decimals: names.decimals(ofAsset: row.asset))
      let amount = try row.balance.asset + pending.asset
      let has = max(amount, .zero)
      let owes = try row.balance.debt + pending.debt + (has - amount)
      try assets[row.asset].deposits.add(has, of: account)
      try assets[row.asset].borrows.add(owes, of: account)
      if has > .zero, owes > .zero {
        loops.append(
          .init(
            account: account, asset: row.asset, supplied: has, borrowed: owes,
            looped: min(has, owes)))
      }
      exposures[row.asset] = owes
    }
    for row in book.positions(of: account)
    where !row.position.size.isZero && !book.isOverclosed(account, row.market) {
      let size = try row.position.size.magnitude
      if row.position.size.isNegative {
        try markets[row.market].short.add(size, of: account)
      } else {
        try markets[row.market].long.add(size, of: account)
      }
      let price = book.prices.market(row.market)?.value
      if price == nil { lacksPrice[row.market] = true }
      let notional = try price.map { (price) throws(ArithmeticError) in
        try size.multiplied(by: price, rounding: .up)
      }
      let quote = names.market(row.market).quote
      exposures[quote] = try (exposures[quote] ?? .zero) + (notional ?? row.position.cost)
    }
    for asset in exposures.keys.sorted() {
      guard let amount = exposures[asset], amount > largest[asset]?.amount ?? .zero else {
        continue
      }
      largest[asset] = .init(account: account, amount: amount)
    }
  }

  func items(_ names: Names) -> [Concentration.Item] {
    func item(_ feed: Feed, _ sides: [Holding]) -> Concentration.Item? {
      var held = sides.filter { !$0.parts.isEmpty }
      for place in held.indices { held[place].sort() }
      return held.isEmpty ? nil : .init(feed: feed, sides: held)
    }
    let ofAssets = assets.indices.sorted { bytesPrecede(names.assets[$0], names.assets[$1]) }
      .compactMap { item(.asset($0), [assets[$0].deposits, assets[$0].borrows]) }
    let ofMarkets = markets.indices.sorted { bytesPrecede(names.markets[$0], names.markets[$1]) }
      .compactMap { item(.market($0), [markets[$0].long, markets[$0].short]) }
    return ofAssets + ofMarkets
  }
}
