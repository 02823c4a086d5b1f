internal import FixedPoint

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

  func equity() throws(ArithmeticError) -> Int256Sum {
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

/// The accounts of one class, or of all, before rounding.
struct ClassSum {
  private var accounts = 0
  private var insolvent = 0
  private var undecided = 0
  private var sum = ValueSum()
  private(set) var shortfall = ValueSum()

  mutating func add(_ value: ValueSum, _ account: Solvency.Account) throws(ArithmeticError) {
    accounts += 1
    try sum.add(value)
    if !account.isDecided {
      undecided += 1
    } else if value.isNegative {
      insolvent += 1
      try shortfall.add(value)
    }
  }

  func `class`(named name: String) throws(ArithmeticError) -> Solvency.Class {
    var result = Solvency.Class(name: name)
    result.accounts = accounts
    result.insolvent = insolvent
    result.undecided = undecided
    result.value = try sum.rounded()
    return result
  }
}
