package import FixedPoint
package import Ledger

/// How requirements follow the volatility of reference prices.
///
/// Each valid reference price of a market moves the market's volatility and makes a factor due. The venue
/// records it as a `parameter` event, and only what is recorded is in force. Assets have no factor: nothing
/// is required for holding one, and debts are required by their weight.
package struct DynamicMargin: Sendable {
  private struct State: Sendable {
    var price: Decimal18?
    var volatility = Volatility()
    var recorded: Decimal18?
    var due: Decimal18?
  }

  /// By the id of the market.
  private var markets: [State] = []

  /// No prices yet.
  package init() {}

  /// The name of the parameter that holds the factor; its scope is that of the market.
  package static let parameter = "dynamic.factor"

  /// Takes an event; those of other kinds change nothing.
  package mutating func apply(
    _ event: borrowing Event, names: borrowing Names, rules: DynamicMarginRules
  ) throws(ArithmeticError) {
    switch event.kind {
    case .referencePrice:
      guard event.choiceIndex(.status) == PriceStatus.valid.rawValue,
        let market = event.id(.market), let price = event.decimal(.price)
      else { return }
      try change(market) { state throws(ArithmeticError) in
        defer { state.price = price }
        guard rules.isOn, let last = state.price else { return }
        try state.volatility.record(from: last, to: price, rules: rules)
        state.due = state.volatility.deviation.map {
          Volatility.factor($0, last: state.recorded ?? .one, rules: rules)
        }
      }
    case .parameter:
      guard event.string(.name) == Self.parameter, let text = event.string(.value),
        let scope = event.string(.scope), case .market(let market) = Feed(scope, names: names),
        let factor = try? Decimal18(text), !factor.isNegative
      else { return }
      change(market) { state in
        state.recorded = factor
        state.due = nil
      }
    default: break
    }
  }

  private mutating func change<E: Error>(
    _ market: Int, _ body: (inout State) throws(E) -> Void
  ) throws(E) {
    while markets.count <= market { markets.append(State()) }
    try body(&markets[market])
  }

  private subscript(market: Int) -> State? { market < markets.count ? markets[market] : nil }

  /// The factor in force in a market: the recorded one; 1 where none is, and where the rule is off.
  package func factor(_ market: Int, rules: DynamicMarginRules) -> Decimal18 {
    rules.isOn ? self[market]?.recorded ?? .one : .one
  }

  /// The root of the mean squared return of a market; nil before its first return.
  package func deviation(_ market: Int) -> Decimal18? { self[market]?.volatility.deviation }

  /// The factors that are due and not the ones in force, in the order of markets.
  package func changes(rules: DynamicMarginRules) -> [(market: Int, factor: Decimal18)] {
    guard rules.isOn else { return [] }
    return markets.indices.compactMap { market in
      guard let due = markets[market].due, due != markets[market].recorded ?? .one else {
        return nil
      }
      return (market, due)
    }
  }
}
