internal import Engine
package import Ledger
package import Margin

/// A whole history, recorded or decided: its events, what they sum to, and the venue after them.
package struct RecordedHistory: Sendable {
  /// All events in their order; their numbers begin with 1.
  package let events: PackedEvents
  package let tally: HistoryTally
  /// The venue after the last event.
  package let state: VenueState
  /// Its names; accounts have other ids in other histories.
  package let names: Names

  init(events: PackedEvents, tally: HistoryTally, state: VenueState, names: Names) {
    self.events = events
    self.tally = tally
    self.state = state
    self.names = names
  }

  init(_ history: AlternativeHistory) {
    self.init(
      events: history.events, tally: history.tally, state: history.state, names: history.names)
  }

  /// Gives each event in its order.
  package func forEach<E: Error>(_ body: (borrowing Event) throws(E) -> Void) throws(E) {
    var event = Event(.note)
    for place in 0..<events.count {
      events.read(place, into: &event)
      event.seq = Int64(place + 1)
      try body(event)
    }
  }

  /// Every account that fell below its line or was called or liquidated, followed to its end; none where
  /// the history holds no rulebook or no prices.
  package func cases() throws(VenueError) -> [MarginCase] {
    var scout = try BreachScout(names: names)
    try forEach { (event) throws(VenueError) in try scout.take(copy event) }
    try scout.finish()
    guard scout.hasRulebook, scout.hasPrices else { return [] }
    var builder = try CaseBuilder(names: names, accounts: scout.accounts)
    try forEach { (event) throws(VenueError) in try builder.take(copy event) }
    try builder.finish()
    return builder.cases
  }
}
