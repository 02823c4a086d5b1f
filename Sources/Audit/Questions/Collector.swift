import FixedPoint
import Ledger
import Margin

/// Gathers the answer to one question while the log is read once.
protocol Collector: Sendable {
  /// Any event comes, whether it counts or only builds the state, also a rule that others stand in for.
  mutating func follow(_ event: Event) throws(VenueError)
  /// An event that counts comes; the venue is as before it.
  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError)
  /// The event was applied; the venue is as after it.
  mutating func took(_ event: Event, _ venue: VenueState) throws(ArithmeticError)
  /// A block with events that count is over.
  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError)
  /// The log is over.
  mutating func answer(_ venue: VenueState) throws(ArithmeticError) -> Answer
}

extension Collector {
  mutating func follow(_ event: Event) throws(VenueError) {}
  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {}
  mutating func took(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {}
  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) {}
}
