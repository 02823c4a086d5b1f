import FixedPoint
import Ledger
import Margin

/// Gathers the answer to one question while the log is read once.
///
/// What happened in the range is counted; what stands when the range begins is known all the same. A
/// collector whose answer depends on a standing state that the venue does not tell (a halt, a feed at its
/// floor, an auction under way) follows the log from its first event, and forgets what was over when the
/// range begins.
protocol Collector: Sendable {
  /// Whether the events before the range come to `take`, `took` and `endBlock` as well.
  var followsState: Bool { get }
  /// The range begins: the venue is as before its first event. It comes once, also where the range is empty.
  mutating func begin(_ venue: VenueState) throws(ArithmeticError)
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
  var followsState: Bool { false }
  mutating func begin(_ venue: VenueState) throws(ArithmeticError) {}
  mutating func follow(_ event: Event) throws(VenueError) {}
  mutating func take(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {}
  mutating func took(_ event: Event, _ venue: VenueState) throws(ArithmeticError) {}
  mutating func endBlock(_ venue: VenueState) throws(ArithmeticError) {}
}
