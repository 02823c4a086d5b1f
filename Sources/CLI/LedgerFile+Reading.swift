internal import Console
internal import Ledger
internal import Margin
internal import Store

/// Reading a log event by event or block by block, with a line of progress.
extension LedgerFile {
  /// The number of the last event of a block; of the log when no block is named.
  func end(ofBlock block: Int64?) throws -> Int64 {
    try block.map { try lastEvent(throughBlock: $0) } ?? tip.size
  }

  /// Gives every event through `last` to `body`; `doing` is the word before the progress.
  func follow(
    through last: Int64, _ doing: String, _ io: CommandIO,
    _ body: (borrowing Event) throws(StoreError) -> Void
  ) throws {
    var progress = ProgressLine(doing, unit: "events", total: last, output: io.words)
    defer { progress.clear() }
    try replay(through: last, progress: { progress.update($0) }, body)
  }

  /// Gives the events of every block through `last` to `body`, together.
  func followBlocks(
    through last: Int64, _ doing: String, _ io: CommandIO,
    _ body: ([Event]) throws(StoreError) -> Void
  ) throws {
    var events: [Event] = []
    try follow(through: last, doing, io) { (event) throws(StoreError) in
      if let first = events.first, first.position.block != event.position.block {
        try body(events)
        events.removeAll(keepingCapacity: true)
      }
      events.append(copy event)
    }
    if !events.isEmpty { try body(events) }
  }

  /// Says of what cannot be taken in, whose it is.
  func telling<T, E: Error & CustomStringConvertible>(
    _ body: () throws(E) -> T
  ) throws(StoreError) -> T {
    do throws(E) {
      return try body()
    } catch {
      throw StoreError(.damaged, "\(path): \(error)")
    }
  }
}
