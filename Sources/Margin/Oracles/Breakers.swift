internal import FixedPoint
package import Ledger

/// The breakers of a venue: what tripped them, and when they let go.
///
/// They learn from `reference_price` events that are valid, and from decisions to resume.
package struct Breakers: Sendable {
  private struct Trip: Sendable {
    let time: Int64
    let move: Decimal18
  }

  private struct Breaker: Sendable {
    let rules: BreakerRules
    var feed: Feed?
    var window = SlidingExtremes()
    var trip: Trip?

    var scope: HaltScope? { feed.map { HaltScope(rules.halts, $0) } }
  }

  private var breakers: [Breaker] = []
  private var prices = FeedTable<(value: Decimal18, time: Int64)?>(initial: nil)

  /// No breakers.
  package init() {}

  /// A breaker that holds its scope halted.
  package struct Hold: Sendable, Hashable {
    /// What it halts.
    package let scope: HaltScope
    /// Since which trip, in Unix milliseconds.
    package let since: Int64
    /// Why, for the event.
    package let reason: String
  }

  /// The scopes of all breakers, in their order.
  package var scopes: [HaltScope] { breakers.compactMap(\.scope) }

  /// Replaces the rules; a breaker whose rule stays keeps its window and its trip, a new one starts
  /// from the price in force.
  package mutating func configure(_ rules: [BreakerRules], names: borrowing Names) {
    var old = breakers
    breakers = []
    for rule in rules {
      if let place = old.firstIndex(where: { $0.rules == rule }) {
        breakers.append(old.remove(at: place))
      } else {
        var breaker = Breaker(rules: rule, feed: Feed(rule.watches, names: names))
        if let feed = breaker.feed, let price = prices[feed] {
          breaker.window.record(price.value, at: price.time, window: Self.window(rule))
        }
        breakers.append(breaker)
      }
    }
  }

  /// Takes an event; those of other kinds change nothing.
  package mutating func apply(_ event: borrowing Event, names: borrowing Names) {
    guard event.kind == .referencePrice,
      event.choiceIndex(.status) == PriceStatus.valid.rawValue, let feed = Feed(event),
      let price = event.decimal(.price)
    else { return }
    prices[feed] = (price, event.time)
    for place in breakers.indices {
      // A breaker may watch what is declared after its rule.
      if breakers[place].feed == nil {
        breakers[place].feed = Feed(breakers[place].rules.watches, names: names)
      }
      if breakers[place].feed == feed { Self.take(price, at: event.time, by: &breakers[place]) }
    }
  }

  /// A trip starts the window anew: only another move of that size is another trip.
  private static func take(_ price: Decimal18, at time: Int64, by breaker: inout Breaker) {
    let rules = breaker.rules
    breaker.window.record(price, at: time, window: window(rules))
    guard let highest = breaker.window.highest, let lowest = breaker.window.lowest,
      [highest, lowest].contains(where: {
        PriceMove.reaches(rules.move, from: $0, to: price)
      })
    else { return }
    breaker.trip = Trip(
      time: time,
      move: max(
        PriceMove.share(from: highest, to: price), PriceMove.share(from: lowest, to: price)))
    breaker.window = SlidingExtremes()
    breaker.window.record(price, at: time, window: window(rules))
  }

  /// Lets go every breaker whose scope lies in that one: somebody decided so.
  package mutating func release(_ scope: HaltScope) {
    for place in breakers.indices {
      if let own = breakers[place].scope, scope.contains(own) { breakers[place].trip = nil }
    }
  }

  /// The breakers that hold their scope halted at that time, in their order.
  package func holds(at time: Int64) -> [Hold] {
    breakers.compactMap { breaker in
      guard let trip = breaker.trip, let scope = breaker.scope else { return nil }
      let rest = OracleTime.milliseconds(breaker.rules.resumeSeconds)
      guard rest == 0 || time - trip.time < rest else { return nil }
      return Hold(
        scope: scope, since: trip.time,
        reason: "\(breaker.rules.watches) moved by \(trip.move) within"
          + " \(breaker.rules.windowSeconds) s")
    }
  }

  /// When breakers let go their scopes, if nothing trips them again: those after that time.
  package func ends(after time: Int64) -> [Int64] {
    breakers.compactMap { breaker in
      let rest = OracleTime.milliseconds(breaker.rules.resumeSeconds)
      guard rest > 0, let trip = breaker.trip else { return nil }
      let (end, isFar) = trip.time.addingReportingOverflow(rest)
      return isFar || end <= time ? nil : end
    }
  }

  private static func window(_ rules: BreakerRules) -> Int64 {
    OracleTime.milliseconds(rules.windowSeconds)
  }
}
