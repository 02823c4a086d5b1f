internal import Engine
package import FixedPoint
package import Ledger
package import Margin

/// What may be liquidated at each price of something, the book as it is and all else as it stands.
///
/// Every rung values every account at its price with the venue's own arithmetic; nothing lies between.
package struct PriceLadder: Sendable {
  /// The venue at one price, in the unit of account.
  package struct Rung: Sendable, Hashable {
    /// The main price.
    package let price: Decimal18
    /// How many accounts may be liquidated at it.
    package var accounts = 0
    /// What they owe, overdrawn balances included, and their notionals.
    package var exposure = Decimal18.zero
    /// What they have, at full value.
    package var collateral = Decimal18.zero
    /// How many accounts have an equity below zero.
    package var insolvent = 0
    /// The sum of their equity, as a number above zero.
    package var badDebt = Decimal18.zero
    /// What would be missing if all that may be liquidated was sold at this price, bonuses paid.
    package var badDebtIfSold = Decimal18.zero

    init(price: Decimal18) { self.price = price }

    fileprivate mutating func add(_ other: Rung) throws(ArithmeticError) {
      accounts += other.accounts
      insolvent += other.insolvent
      exposure = try exposure + other.exposure
      collateral = try collateral + other.collateral
      badDebt = try badDebt + other.badDebt
      badDebtIfSold = try badDebtIfSold + other.badDebtIfSold
    }
  }

  /// What moves.
  package let moved: MovedPrices
  /// The rungs, by price.
  package private(set) var rungs: [Rung] = []
  /// How many accounts cannot be judged, as a price is missing or not valid.
  package private(set) var unjudged = 0
  /// The accounts whose value the moved prices change.
  package private(set) var exposed: [Int] = []

  /// Values a venue at each of some prices.
  ///
  /// - Throws: `VenueError` when a value leaves its range.
  package init(
    _ state: VenueState, names: Names, moving moved: MovedPrices, prices: [Decimal18]
  ) throws(VenueError) {
    self.moved = moved
    var rest = Rung(price: .zero)
    for account in Self.accounts(state, names) {
      let valuation = try state.valued(account, names)
      if valuation.isClosed { continue }
      guard valuation.health.isJudgeable else {
        unjudged += 1
        continue
      }
      if moved.concern(valuation, names: names) {
        exposed.append(account)
      } else {
        try Self.take(account, valuation, state, names, into: &rest)
      }
    }
    for price in prices {
      let venue = try moved.state(state, at: price, names: names)
      var rung = Rung(price: price)
      for account in exposed {
        try Self.take(account, venue.valued(account, names), venue, names, into: &rung)
      }
      try venue.judging { () throws(ArithmeticError) in try rung.add(rest) }
      rungs.append(rung)
    }
  }

  /// The accounts that a venue judges: all but the one that gets what rounding leaves over.
  static func accounts(_ state: VenueState, _ names: Names) -> [Int] {
    let dust = names.accounts.id(of: state.rulebook.losses.dustAccount)
    return (0..<names.accounts.count).filter { $0 != dust }
  }

  private static func take(
    _ account: Int, _ valuation: Valuation, _ state: VenueState, _ names: Names,
    into rung: inout Rung
  ) throws(VenueError) {
    let health = valuation.health
    var sum = rung
    try state.judging { () throws(ArithmeticError) in
      if health.equity.isNegative {
        sum.insolvent += 1
        sum.badDebt = try sum.badDebt - health.equity
      }
      guard health.isLiquidatable(state.rulebook.trigger) else { return }
      sum.accounts += 1
      sum.exposure = try sum.exposure + valuation.exposure
      sum.collateral = try sum.collateral + valuation.collateral
      sum.badDebtIfSold =
        try sum.badDebtIfSold
        + state.shortfallIfSold(account, valuation, names: names)
    }
    rung = sum
  }

  /// Prices in so many equal steps (at least one), both ends included, and the present one among them.
  package static func prices(
    from low: Decimal18, to high: Decimal18, steps: Int64, present: Decimal18
  ) throws(ArithmeticError) -> [Decimal18] {
    let width = try high - low
    var prices: Set<Decimal18> = [present]
    for step in 0...max(steps, 1) {
      let part = try width.multiplied(by: step, dividedBy: max(steps, 1), rounding: .halfEven)
      prices.insert(try low + part)
    }
    return prices.sorted()
  }
}

extension Valuation {
  /// What the account owes, overdrawn balances included, and the notionals of its positions.
  package var exposure: Decimal18 {
    get throws(ArithmeticError) {
      var sum = health.gross
      for line in assets where line.value.isNegative { sum = try sum - line.value }
      return sum
    }
  }

  /// What the account has, at full value: the values of its assets that are above zero.
  package var collateral: Decimal18 {
    get throws(ArithmeticError) {
      var sum = Decimal18.zero
      for line in assets where line.value > .zero { sum = try sum + line.value }
      return sum
    }
  }
}

extension VenueState {
  /// Runs arithmetic on the state, so that what leaves its range is told with the state's place.
  func judging<T>(_ body: () throws(ArithmeticError) -> T) throws(VenueError) -> T {
    do throws(ArithmeticError) {
      return try body()
    } catch {
      throw VenueError(
        seq: book.seq, position: Position(block: block, index: 0),
        reason: "the venue cannot be valued: \(error)")
    }
  }

  /// The valuation of an account.
  func valued(_ account: Int, _ names: Names) throws(VenueError) -> Valuation {
    try judging { () throws(ArithmeticError) in try valuation(of: account, names: names) }
  }
}
