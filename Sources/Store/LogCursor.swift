package import Ledger
internal import SQLite

/// Reads events in the order of the log: a merge of the tables of all kinds by seq.
package final class LogCursor {
  private var readers: [KindReader]
  private var active: KindReader?
  /// The active reader is ahead of all others up to this seq.
  private var limit: Int64 = 0
  private let names: Names
  private var spine: Statement
  private var blockNumber: Int64 = -1
  private var blockTime: Int64 = 0

  /// A cursor over the events from `first` to `last`, of some kinds or of all.
  init(
    _ connection: borrowing Connection, names: Names, from first: Int64, to last: Int64,
    kinds: [Kind] = Kind.allCases
  ) throws(StoreError) {
    self.names = names
    readers = []
    for kind in kinds {
      let reader = try KindReader(kind, connection, from: first, to: last)
      if reader.seq != Int64.max { readers.append(reader) }
    }
    spine = try storing { () throws(SQLiteError) in
      try connection.prepare("SELECT time FROM block WHERE number = ?1")
    }
  }

  /// Reads the next event.
  ///
  /// - Returns: Whether there was one.
  /// - Throws: `StoreError` with `damaged` when a row or its block does not hold what it must.
  package func next(into event: inout Event) throws(StoreError) -> Bool {
    guard let reader = next() else { return false }
    do throws(StoreError) {
      try reader.read(into: &event, names: names)
      if event.position.block != blockNumber { try findBlock(event) }
    } catch {
      // The reader goes on, so that a caller who wants the rest can ask again.
      do throws(StoreError) { try reader.advance() } catch {}
      throw error
    }
    event.time = blockTime
    try reader.advance()
    return true
  }

  /// The number of the event that `next` will read; nil after the last.
  package var upcoming: Int64? { next()?.seq }

  /// The reader that stands on the lowest seq; its rows are read on while it stays the lowest.
  private func next() -> KindReader? {
    if let active, active.seq < limit { return active }
    var lowest: KindReader?
    var second = Int64.max
    for reader in readers {
      if let first = lowest, reader.seq >= first.seq {
        second = min(second, reader.seq)
      } else {
        second = lowest?.seq ?? Int64.max
        lowest = reader
      }
    }
    active = lowest
    limit = second
    return lowest?.seq == Int64.max ? nil : lowest
  }

  private func findBlock(_ event: Event) throws(StoreError) {
    let number = event.position.block
    let time = try storing { () throws(SQLiteError) -> Int64? in
      defer { spine.reset() }
      try spine.bind(number, at: 1)
      return try spine.step() ? try spine.int64(at: 0) : nil
    }
    guard let time else {
      throw StoreError(
        .damaged,
        "event \(event.seq) in table \(event.kind.name) is in block \(number), which the table block "
          + "lacks",
        fault: .block(number))
    }
    blockNumber = number
    blockTime = time
  }
}
