package import Ledger

/// An event could not be taken into the state of the venue.
package struct VenueError: Error, Sendable, CustomStringConvertible {
  /// Its number; 0 when it has none yet.
  package let seq: Int64
  /// Its place.
  package let position: Position
  /// Why.
  package let reason: String

  package init(seq: Int64, position: Position, reason: String) {
    self.seq = seq
    self.position = position
    self.reason = reason
  }

  /// A sentence for people.
  package var description: String { "\(position): \(reason)" }
}
