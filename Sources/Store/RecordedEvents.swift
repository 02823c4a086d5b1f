internal import Hashing
internal import Ledger
internal import SQLite

/// Compares events of an import with those that are recorded at the same places.
final class RecordedEvents {
  private let cursor: LogCursor
  private let names: Names
  private var event = Event(.note)
  private var hasEvent: Bool
  private var line: [UInt8] = []

  init(
    _ connection: borrowing Connection, names: Names, tip: Tip, from block: Int64
  ) throws(StoreError) {
    let first = try storing { () throws(SQLiteError) in
      try connection.queryInt64(
        "SELECT first_seq FROM block WHERE number >= ?1 ORDER BY number LIMIT 1", .integer(block))
    }
    self.names = names
    cursor = try LogCursor(connection, names: names, from: first ?? tip.size, to: tip.size)
    hasEvent = try cursor.next(into: &event)
  }

  /// Checks that the recorded event at the place of `given` has the same line.
  ///
  /// - Throws: `StoreError` with `conflict`, naming both lines.
  func compare(
    _ given: Event, _ leaf: Digest, given givenNames: Names, _ sha: borrowing SHA256
  ) throws(StoreError) {
    while hasEvent, event.position < given.position {
      hasEvent = try cursor.next(into: &event)
    }
    guard hasEvent, event.position == given.position else {
      throw StoreError(
        .conflict,
        "\(given.position) is before the end of the ledger and holds no event there: the past of a "
          + "ledger cannot be filled in\n  given     "
          + LineEncoder.line(of: given, names: givenNames))
    }
    line.removeAll(keepingCapacity: true)
    LineEncoder.append(event, names: names, to: &line)
    guard sha.leaf(line.span) == leaf else {
      throw StoreError(
        .conflict,
        "\(given.position) is recorded already, differently\n  recorded  "
          + String(decoding: line, as: UTF8.self) + "\n  given     "
          + LineEncoder.line(of: given, names: givenNames))
    }
  }
}
