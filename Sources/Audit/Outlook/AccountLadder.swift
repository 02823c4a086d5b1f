package import FixedPoint
package import Ledger
package import Margin

/// The prices of one thing at which an account passes its lines, all else as it stands.
package struct AccountLadder: Sendable {
  /// A line passed by a fall or a rise of the price.
  package struct Line: Sendable, Hashable {
    /// Whether a fall of the price passes it.
    package let isFall: Bool
    /// The last price at which the account may not be liquidated.
    ///
    /// Nil when no price up to the end of the search lets it be. Who may be liquidated already is beyond
    /// it: nil when none of the prices tried saves it.
    package let liquidation: Decimal18?
    /// The last price at which its equity is not below zero; nil likewise.
    package let bankruptcy: Decimal18?
    /// What it owes and its notionals at the liquidation price, or at the present one when it is beyond.
    package let exposure: Decimal18
    /// What it has there, at full value.
    package let collateral: Decimal18
    /// What the first sale would be one unit of the last decimal beyond it, or now when it is beyond.
    package let sale: NextSale?
  }

  /// The account.
  package let account: Int
  /// What moves.
  package let moved: MovedPrices
  /// Whether it may be liquidated at present.
  package let isLiquidatable: Bool
  /// The lines: of a fall, then of a rise; none for one that does not end it.
  ///
  /// Who may be liquidated at all prices that were tried has one without prices.
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
    let search = Search(
      account: account, state: state, names: names, moved: moved,
      present: try state.valued(account, names).health)
    isLiquidatable = search.isLiquidatable
    for isFall in [true, false] {
      let liquidation = try search.liquidation(isFall: isFall)
      let bankruptcy = try search.bankruptcy(isFall: isFall)
      guard liquidation != nil || bankruptcy != nil else { continue }
      lines.append(try search.line(isFall, liquidation, bankruptcy))
    }
    if isLiquidatable, lines.isEmpty { lines.append(try search.line(true, nil, nil)) }
  }
}

extension AccountLadder {
  /// Finds the lines of one account.
  private struct Search {
    let account: Int
    let state: VenueState
    let names: Names
    let moved: MovedPrices
    /// How it stands at present.
    let present: Health

    var isLiquidatable: Bool { present.isLiquidatable(state.rulebook.trigger) }

    func liquidation(isFall: Bool) throws(VenueError) -> Decimal18? {
      let trigger = state.rulebook.trigger
      return try last(isFall) { health in
        .init(
          holds: !health.isLiquidatable(trigger),
          excess: (try? health.resources - health.requirement) ?? .zero)
      }
    }

    func bankruptcy(isFall: Bool) throws(VenueError) -> Decimal18? {
      try last(isFall) { .init(holds: !$0.equity.isNegative, excess: $0.equity) }
    }

    /// The last price at which something holds, as the price falls or rises through it.
    private func last(
      _ isFall: Bool, _ answer: @escaping (Health) -> LineSearch.Answer
    ) throws(VenueError) -> Decimal18? {
      func ask(_ price: Decimal18) throws(VenueError) -> LineSearch.Answer {
        answer(try moved.state(state, at: price, names: names).valued(account, names).health)
      }
      let search = LineSearch(ask)
      let prices = try state.judging { () throws(ArithmeticError) in
        try Self.prices(from: moved.present, isRise: answer(present).holds != isFall)
      }
      guard !answer(present).holds else {
        return try search.last(from: moved.present, towards: prices.last ?? moved.present)
      }
      // It is beyond its line, which lies the other way: between the first price that saves it and the one
      // before.
      var before = moved.present
      for price in prices {
        if try ask(price).holds { return try search.last(from: price, towards: before) }
        before = price
      }
      return nil
    }

    /// Prices ever farther from the present one, to zero or to the highest.
    private static func prices(
      from present: Decimal18, isRise: Bool
    ) throws(ArithmeticError) -> [Decimal18] {
      var prices: [Decimal18] = []
      for part in [64, 32, 16, 8, 4, 2] as [Int64] {
        let step = try present.multiplied(by: 1, dividedBy: part, rounding: .down)
        prices.append(isRise ? try present + step : try present - step)
      }
      for factor in [2, 4, 8, 16, 32, 64, 128, 256, 512, highest] {
        prices.append(
          isRise
            ? try present.multiplied(by: factor)
            : try present.multiplied(by: 1, dividedBy: factor * 2, rounding: .down))
      }
      if !isRise { prices.append(.zero) }
      return prices
    }

    func line(
      _ isFall: Bool, _ liquidation: Decimal18?, _ bankruptcy: Decimal18?
    ) throws(VenueError) -> Line {
      guard let price = isLiquidatable ? moved.present : liquidation else {
        return Line(
          isFall: isFall, liquidation: nil, bankruptcy: bankruptcy, exposure: .zero,
          collateral: .zero, sale: nil)
      }
      let valuation = try moved.state(state, at: price, names: names).valued(account, names)
      let step: Int128 = isLiquidatable ? 0 : isFall ? -1 : 1
      let beyond = try moved.state(
        state, at: Decimal18(mantissa: price.mantissa + step), names: names)
      return try beyond.judging { () throws(ArithmeticError) in
        Line(
          isFall: isFall, liquidation: liquidation, bankruptcy: bankruptcy,
          exposure: try valuation.exposure, collateral: try valuation.collateral,
          sale: try beyond.nextSale(of: account, names: names))
      }
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
