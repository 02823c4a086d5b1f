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
    let valuer = AccountValuer(book, names: names)
    unit = valuer.unit
    var (everyones, holdings) = (HoldingSums(), HoldingSums())
    everyones.makeRoom(names)
    holdings.makeRoom(names)
    var sums: [String: ClassSum] = [:]
    var all = ClassSum()
    for account in 0..<names.accounts.count {
      let valued = try valuer.value(account, in: book, names: names)
      guard valued.isTouched else { continue }
      try everyones.add(valued)
      let entry = try valued.account(
        account, isComplete: isComplete(account), isKnown: isKnown(account))
      let name = book.profiles.className(of: account) ?? ""
      try sums[name, default: ClassSum()].add(valued.sum, entry)
      if name == Self.ownClass { continue }
      try holdings.add(valued)
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
    assets = holdings.assets(valuer, book, names)
    unpriced = everyones.unpriced(valuer, book, names)
  }

  /// Every account that has or owes anything, by id, but those of the class `reserve`.
  ///
  /// - Throws: `ArithmeticError` when a value leaves the range of `Decimal18`.
  package static func accounts(
    _ book: Book, names: Names, isKnown: (Int) -> Bool = { _ in true }, isComplete: (Int) -> Bool
  ) throws(ArithmeticError) -> [Account] {
    let valuer = AccountValuer(book, names: names)
    var accounts: [Account] = []
    for account in 0..<names.accounts.count
    where book.profiles.className(of: account) != ownClass {
      let valued = try valuer.value(account, in: book, names: names)
      guard valued.isTouched else { continue }
      accounts.append(
        try valued.account(account, isComplete: isComplete(account), isKnown: isKnown(account)))
    }
    return accounts
  }
}
