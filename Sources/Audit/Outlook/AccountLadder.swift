package import FixedPoint
package import Ledger
package import Margin

/// The prices of one thing at which an account passes its lines, all else as it stands.
package struct AccountLadder: Sendable {
  /// A line passed by a fall or a rise of the price.
  package struct Line: Sendable, Hashable {
    /// Whether the price falls to it.
    package let isFall: Bool
    /// The last price at which the account may not be liquidated.
    ///
    /// Nil when no price up to the end of the search lets it be; the present one where it may be already.
    package let liquidation: Decimal18?
    /// The last price at which its equity is not below zero; nil likewise.
    package let bankruptcy: Decimal18?
    /// Its debts and notionals at the liquidation price.
    package let exposure: Decimal18
    /// What it has there, at full value.
    package let collateral: Decimal18
    /// What the first sale would be one unit of the last decimal beyond it.
    package let sale: NextSale?
  }

  /// The account.
  package let account: Int
  /// What moves.
  package let moved: MovedPrices
  /// Whether it may be liquidated at present.
  package let isLiquidatable: Bool
  /// The lines: of a fall, then of a rise; none for one that does not end it.
  package private(set) var lines: [Line] = []

  /// How many times the present price a rise is followed to.
  package static let highest: Int64 = 1000

  /// Searches the lines of an account; the account must be judgeable.
  ///
  /// - Throws: `VenueError` when a value leaves its range.
  package init(
    _ account: Int, in state: VenueState, names: Names, moving moved: MovedPrices
  ) throws(VenueError) {
    self.account = account
    self.moved = moved
    let health = try state.valued(account, names).health
    isLiquidatable = health.isLiquidatable(state.rulebook.trigger)
    for isFall in [true, false] {
      let line = try Self.line(
        account, state, names, moved, isFall: isFall, isLiquidatable: isLiquidatable)
      if line.liquidation != nil || line.bankruptcy != nil { lines.append(line) }
      // Who may be liquidated now has no other side to it.
      if isLiquidatable { break }
    }
  }

  private static func line(
    _ account: Int, _ state: VenueState, _ names: Names, _ moved: MovedPrices, isFall: Bool,
    isLiquidatable: Bool
  ) throws(VenueError) -> Line {
    let end =
      isFall
      ? Decimal18.zero
      : try state.judging { () throws(ArithmeticError) in
        try moved.present.multiplied(by: highest)
      }
    func search(_ isGood: @escaping (Health) -> Bool, _ excess: @escaping (Health) -> Decimal18?)
      throws(VenueError) -> Decimal18?
    {
      let search = LineSearch { (price) throws(VenueError) in
        let venue = try moved.state(state, at: price, names: names)
        let health = try venue.valued(account, names).health
        return .init(holds: isGood(health), excess: excess(health) ?? .zero)
      }
      return try search.last(from: moved.present, towards: end)
    }
    let trigger = state.rulebook.trigger
    let liquidation =
      isLiquidatable
      ? moved.present
      : try search(
        { !$0.isLiquidatable(trigger) }, { try? $0.resources - $0.requirement })
    let bankruptcy = try search({ !$0.equity.isNegative }, \.equity)
    guard let liquidation else {
      return Line(
        isFall: isFall, liquidation: nil, bankruptcy: bankruptcy, exposure: .zero,
        collateral: .zero, sale: nil)
    }
    let valuation = try moved.state(state, at: liquidation, names: names).valued(account, names)
    let step: Int128 = isLiquidatable ? 0 : isFall ? -1 : 1
    let beyond = try moved.state(
      state, at: Decimal18(mantissa: liquidation.mantissa + step), names: names)
    return try beyond.judging { () throws(ArithmeticError) in
      Line(
        isFall: isFall, liquidation: liquidation, bankruptcy: bankruptcy,
        exposure: valuation.health.gross, collateral: try valuation.collateral,
        sale: try beyond.nextSale(of: account, names: names))
    }
  }
}

extension AccountLadder {
  /// An account at one price.
  package struct Rung: Sendable {
    /// The main price.
    package let price: Decimal18
    /// How it stands.
    package let health: Health
    /// Whether it may be liquidated.
    package let isLiquidatable: Bool
    /// What the first sale would be, where it may.
    package let sale: NextSale?
  }

  /// The account at each of some prices.
  ///
  /// - Throws: `VenueError` when a value leaves its range.
  package func rungs(
    at prices: [Decimal18], in state: VenueState, names: Names
  ) throws(VenueError) -> [Rung] {
    var rungs: [Rung] = []
    for price in prices {
      let venue = try moved.state(state, at: price, names: names)
      let health = try venue.valued(account, names).health
      let isDue = health.isLiquidatable(state.rulebook.trigger)
      rungs.append(
        Rung(
          price: price, health: health, isLiquidatable: isDue,
          sale: isDue
            ? try venue.judging { () throws(ArithmeticError) in
              try venue.nextSale(of: account, names: names)
            } : nil))
    }
    return rungs
  }
}
