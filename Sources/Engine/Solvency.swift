public import FixedPoint
public import Ledger

/// What everybody has and owes at one moment, valued at the latest recorded prices.
///
/// Values are Σ amount × price in the venue's unit, summed exactly and rounded half-even at 18 decimals
/// once per figure. A holding without a price is counted nowhere in values and named in `unpriced`.
public struct Solvency: Sendable {
  /// Assets, liabilities and profit not yet realized, in the unit of account.
  public struct Value: Sendable, Hashable {
    /// What is held, Σ over asset sides above zero.
    public var assets = Decimal18.zero
    /// What is owed: debts, and asset sides below zero.
    public var liabilities = Decimal18.zero
    /// Profit (below zero: loss) of open positions at the latest price of their market.
    public var unrealized = Decimal18.zero
    /// Assets − liabilities + unrealized.
    public var equity = Decimal18.zero
  }

  /// One account.
  public struct Account: Sendable, Hashable {
    /// Its id.
    public let account: Int
    /// Its value.
    public let value: Value
    /// Whether something it has or owes has no price.
    public let isPartial: Bool
    /// Whether the record tells on which side of zero its equity is.
    public let isDecided: Bool
  }

  /// The accounts of one class together.
  public struct Class: Sendable, Hashable {
    /// The name; empty for accounts that no event gave a class.
    public let name: String
    /// How many accounts have or owe anything.
    public internal(set) var accounts = 0
    /// How many of them have an equity below zero.
    public internal(set) var insolvent = 0
    /// Of how many the record does not tell whether they have.
    public internal(set) var undecided = 0
    /// Their value.
    public internal(set) var value = Value()
  }

  /// All accounts' holdings of one asset.
  public struct Asset: Sendable, Hashable {
    /// Its id.
    public let asset: Int
    /// What accounts have.
    public internal(set) var assets = Decimal18.zero
    /// What accounts owe, overdrawn balances included.
    public internal(set) var liabilities = Decimal18.zero
    /// The price in the unit; nil when there is none.
    public let price: Decimal18?
  }

  /// The name of the unit of account; nil when the venue named none and holds several assets.
  public private(set) var unit: String?
  /// Accounts whose equity is below zero, the worst first.
  public private(set) var insolvent: [Account] = []
  /// Accounts of which the record does not tell whether their equity is below zero, the lowest first.
  public private(set) var undecided: [Account] = []
  /// Classes by name.
  public private(set) var classes: [Class] = []
  /// Assets by name; what accounts of the class `reserve` hold is not in them.
  public private(set) var assets: [Asset] = []
  /// All accounts together but those of the class `reserve`: what the venue owes to others.
  public private(set) var total = Class(name: "")
  /// The equity of the insolvent accounts together.
  public private(set) var shortfall = Decimal18.zero
  /// Assets (and markets with open positions) without a price, by name.
  public private(set) var unpriced: [String] = []

  /// The class of the venue's own accounts, which no total counts.
  public static let ownClass = "reserve"

  /// Values a book; every account's record is taken for complete.
  ///
  /// - Throws: `ArithmeticError` when a value leaves the range of `Decimal18`.
  public init(_ book: Book, names: Names) throws(ArithmeticError) {
    try self.init(book, names: names) { _ in true }
  }

  /// Values a book; nothing is said of an account below zero whose record is not complete, and of one whose
  /// holdings are not known.
  ///
  /// - Throws: `ArithmeticError` when a value leaves the range of `Decimal18`.
  package init(
    _ book: Book, names: Names, isKnown: (Int) -> Bool = { _ in true }, isComplete: (Int) -> Bool
  ) throws(ArithmeticError) {
    let unit = Self.unit(book, names)
    self.unit = unit
    var valuer = Valuer(book: book, names: names, unit: unit)
    var sums: [String: ClassSum] = [:]
    var all = ClassSum()
    for account in 0..<names.accounts.count {
      let name = book.profiles.className(of: account) ?? ""
      let valued = try valuer.value(account, countsIt: name != Self.ownClass)
      guard valued.isTouched else { continue }
      let entry = try valued.account(
        account, isComplete: isComplete(account), isKnown: isKnown(account))
      try sums[name, default: ClassSum()].add(valued.sum, entry)
      if name == Self.ownClass { continue }
      try all.add(valued.sum, entry)
      if !entry.isDecided {
        undecided.append(entry)
      } else if valued.sum.isNegative {
        insolvent.append(entry)
      }
    }
    for list in [\Self.insolvent, \Self.undecided] {
      self[keyPath: list].sort { a, b in
        if a.value.equity != b.value.equity { return a.value.equity < b.value.equity }
        return bytesPrecede(names.accounts[a.account], names.accounts[b.account])
      }
    }
    classes = try sums.keys.sorted(by: bytesPrecede).map { (name) throws(ArithmeticError) in
      try (sums[name] ?? ClassSum()).class(named: name)
    }
    total = try all.class(named: "")
    shortfall = try all.shortfall.rounded().equity
    assets = valuer.assets.filter { !$0.assets.isZero || !$0.liabilities.isZero }
      .sorted { bytesPrecede(names.assets[$0.asset], names.assets[$1.asset]) }
    unpriced = valuer.unpriced(names)
  }

  /// Every account that has or owes anything, by id, but those of the class `reserve`.
  ///
  /// - Throws: `ArithmeticError` when a value leaves the range of `Decimal18`.
  package static func accounts(
    _ book: Book, names: Names, isKnown: (Int) -> Bool = { _ in true }, isComplete: (Int) -> Bool
  ) throws(ArithmeticError) -> [Account] {
    var valuer = Valuer(book: book, names: names, unit: unit(book, names))
    var accounts: [Account] = []
    for account in 0..<names.accounts.count
    where book.profiles.className(of: account) != ownClass {
      let valued = try valuer.value(account)
      guard valued.isTouched else { continue }
      accounts.append(
        try valued.account(account, isComplete: isComplete(account), isKnown: isKnown(account)))
    }
    return accounts
  }

  /// What values are in: what the venue says, or the only asset there is.
  private static func unit(_ book: Book, _ names: Names) -> String? {
    book.venue?.unit ?? (names.assets.count == 1 ? names.assets[0] : nil)
  }

  private struct ClassSum {
    var accounts = 0
    var insolvent = 0
    var undecided = 0
    var sum = ValueSum()
    var shortfall = ValueSum()

    mutating func add(_ value: ValueSum, _ account: Account) throws(ArithmeticError) {
      accounts += 1
      try sum.add(value)
      if !account.isDecided {
        undecided += 1
      } else if value.isNegative {
        insolvent += 1
        try shortfall.add(value)
      }
    }

    func `class`(named name: String) throws(ArithmeticError) -> Class {
      var result = Class(name: name)
      result.accounts = accounts
      result.insolvent = insolvent
      result.undecided = undecided
      result.value = try sum.rounded()
      return result
    }
  }
}

/// A value before rounding: 36 decimals.
struct ValueSum {
  var assets = Int256Sum()
  var liabilities = Int256Sum()
  var unrealized = Int256Sum()

  mutating func add(_ other: ValueSum) throws(ArithmeticError) {
    try assets.add(other.assets)
    try liabilities.add(other.liabilities)
    try unrealized.add(other.unrealized)
  }

  private func equity() throws(ArithmeticError) -> Int256Sum {
    var sum = assets
    try sum.add(unrealized)
    try sum.subtract(liabilities)
    return sum
  }

  var isNegative: Bool {
    (try? equity())?.isNegative ?? false
  }

  func rounded() throws(ArithmeticError) -> Solvency.Value {
    var value = Solvency.Value()
    value.assets = try Self.rounded(assets)
    value.liabilities = try Self.rounded(liabilities)
    value.unrealized = try Self.rounded(unrealized)
    value.equity = try Self.rounded(try equity())
    return value
  }

  private static func rounded(_ sum: Int256Sum) throws(ArithmeticError) -> Decimal18 {
    Decimal18(
      mantissa: try sum.quotient(byPowerOfTen: Decimal18.scale, rounding: .halfEven))
  }
}

/// One account's value, and what of it has no price.
private struct AccountValue {
  var sum = ValueSum()
  /// Whether it has or owes anything.
  var isTouched = false
  /// Whether its equity may be higher, as something it has is without a price.
  var mayBeMore = false
  /// Whether its equity may be lower, as something it owes is without a price.
  var mayBeLess = false

  func account(
    _ id: Int, isComplete: Bool, isKnown: Bool
  ) throws(ArithmeticError) -> Solvency.Account {
    Solvency.Account(
      account: id, value: try sum.rounded(), isPartial: mayBeMore || mayBeLess,
      isDecided: isKnown && (sum.isNegative ? isComplete && !mayBeMore : !mayBeLess))
  }
}

/// Values accounts one by one and keeps the totals of each asset.
private struct Valuer {
  let book: Book
  let names: Names
  var assets: [Solvency.Asset]
  private var unpricedAssets: [Bool]
  private var unpricedMarkets: [Bool]

  init(book: Book, names: Names, unit: String?) {
    self.book = book
    self.names = names
    assets = (0..<names.assets.count).map { id in
      // The unit is worth itself. It need not be an asset that anybody holds.
      let price = names.assets[id] == unit ? Decimal18.one : book.prices.asset(id)?.value
      return Solvency.Asset(asset: id, price: unit == nil ? nil : price)
    }
    unpricedAssets = Array(repeating: false, count: names.assets.count)
    unpricedMarkets = Array(repeating: false, count: names.markets.count)
  }

  /// The value of an account, which counts for the totals of each asset, or not.
  mutating func value(
    _ account: Int, countsIt: Bool = true
  ) throws(ArithmeticError) -> AccountValue {
    var value = AccountValue()
    for row in book.balances(of: account) where !row.balance.isZero {
      value.isTouched = true
      let has = row.balance.asset
      let owes = has.isNegative ? try row.balance.debt - has : row.balance.debt
      let holds = has.isNegative ? Decimal18.zero : has
      if countsIt {
        assets[row.asset].assets = try assets[row.asset].assets + holds
        assets[row.asset].liabilities = try assets[row.asset].liabilities + owes
      }
      guard let price = assets[row.asset].price else {
        unpricedAssets[row.asset] = true
        if !holds.isZero { value.mayBeMore = true }
        if !owes.isZero { value.mayBeLess = true }
        continue
      }
      try value.sum.assets.add(product: holds, price)
      try value.sum.liabilities.add(product: owes, price)
    }
    for row in book.positions(of: account) where !row.position.size.isZero {
      value.isTouched = true
      let quote = names.market(row.market).quote
      guard let mark = book.prices.market(row.market)?.value, let price = assets[quote].price
      else {
        unpricedMarkets[row.market] = true
        value.mayBeMore = true
        value.mayBeLess = true
        continue
      }
      try value.sum.unrealized.add(product: try row.position.unrealized(at: mark), price)
    }
    return value
  }

  func unpriced(_ names: Names) -> [String] {
    let assetNames = unpricedAssets.indices.filter { unpricedAssets[$0] }.map { names.assets[$0] }
    let marketNames = unpricedMarkets.indices.filter { unpricedMarkets[$0] }
      .map { names.markets[$0] + " (market)" }
    return assetNames.sorted(by: bytesPrecede) + marketNames.sorted(by: bytesPrecede)
  }
}
