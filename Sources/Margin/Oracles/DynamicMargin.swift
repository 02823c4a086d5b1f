package import FixedPoint
package import Ledger

/// How requirements follow the volatility of reference prices.
///
/// Each valid reference price moves the volatility of its feed and makes a factor due. The venue
/// records it as a `parameter` event, and only what is recorded is in force.
package struct DynamicMargin: Sendable {
  private struct State: Sendable {
    var price: Decimal18?
    var volatility = Volatility()
    var recorded: Decimal18?
    var due: Decimal18?
  }

  private var feeds = FeedTable(initial: State())

  /// No prices yet.
  package init() {}

  /// The name of the parameter that holds the factor; its scope is ``Feed/scope(_:)``.
  package static let parameter = "dynamic.factor"

  /// Takes an event; those of other kinds change nothing.
  package mutating func apply(
    _ event: borrowing Event, names: borrowing Names, rules: DynamicMarginRules
  ) throws(ArithmeticError) {
    switch event.kind {
    case .referencePrice:
      guard event.choiceIndex(.status) == PriceStatus.valid.rawValue, let feed = Feed(event),
        let price = event.decimal(.price)
      else { return }
      try take(price, of: feed, rules: rules)
    case .parameter:
      guard event.string(.name) == Self.parameter, let text = event.string(.value),
        let scope = event.string(.scope), let feed = Feed(scope, names: names),
        let factor = try? Decimal18(text), !factor.isNegative
      else { return }
      feeds[feed].recorded = factor
      feeds[feed].due = nil
    default: break
    }
  }

  private mutating func take(
    _ price: Decimal18, of feed: Feed, rules: DynamicMarginRules
  ) throws(ArithmeticError) {
    defer { feeds[feed].price = price }
    guard rules.isOn, let last = feeds[feed].price else { return }
    try feeds[feed].volatility.record(from: last, to: price, rules: rules)
    feeds[feed].due = feeds[feed].volatility.deviation.map {
      Volatility.factor($0, last: feeds[feed].recorded ?? .one, rules: rules)
    }
  }

  /// The factor in force: the recorded one; 1 where none is, and where the rule is off.
  package func factor(_ feed: Feed, rules: DynamicMarginRules) -> Decimal18 {
    rules.isOn ? feeds[feed].recorded ?? .one : .one
  }

  /// The root of the mean squared return of a feed; nil before its first return.
  package func deviation(_ feed: Feed) -> Decimal18? { feeds[feed].volatility.deviation }

  /// The factors that are due and not the ones in force, in the order of feeds.
  package func changes(rules: DynamicMarginRules) -> [(feed: Feed, factor: Decimal18)] {
    guard rules.isOn else { return [] }
    return feeds.keys.compactMap { key in
      let feed = Feed(key: key)
      guard let due = feeds[feed].due, due != feeds[feed].recorded ?? .one else { return nil }
      return (feed, due)
    }
  }
}
