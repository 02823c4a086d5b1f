public import Engine
package import Ledger

extension LedgerFile {
  /// The book after a block, or after the last event when `block` is nil.
  ///
  /// - Parameters:
  ///   - block: The last block whose events count.
  ///   - progress: Told the number of events applied, every few thousand.
  /// - Returns: The book.
  /// - Throws: `StoreError` with `outOfRange` for a block before the first or after the last, with
  ///   `damaged` when an event is missing or unreadable.
  /// - Complexity: O(events up to the block).
  public func book(
    throughBlock block: Int64? = nil, progress: (Int64) -> Void = { _ in }
  ) throws(StoreError) -> Book {
    if let block { try check(block: block) }
    let last = try block.map { (block) throws(StoreError) in
      try lastEvent(throughBlock: block)
    }
    var book = Book()
    try replay(through: last ?? tip.size, progress: progress) { (event) throws(StoreError) in
      do throws(BookError) {
        try book.apply(event, names: names)
      } catch {
        throw StoreError(.damaged, "\(path): \(error)")
      }
    }
    return book
  }

  /// Gives every event up to a number, in order, to `body`.
  ///
  /// - Throws: `StoreError` with `damaged` when an event is missing, or what `body` throws.
  package func replay(
    through last: Int64, progress: (Int64) -> Void = { _ in },
    _ body: (borrowing Event) throws(StoreError) -> Void
  ) throws(StoreError) {
    let cursor = try events(from: 1, to: last)
    var event = Event(.note)
    var expected: Int64 = 0
    while try cursor.next(into: &event) {
      expected += 1
      guard event.seq == expected else { throw missing(expected) }
      try body(event)
      if expected % 8_192 == 0 { progress(expected) }
    }
    guard expected == last else { throw missing(expected + 1) }
  }

  private func missing(_ seq: Int64) -> StoreError {
    StoreError(
      .damaged, "\(path): event \(seq) is missing; 'plimsoll verify \(path)' tells what else is")
  }

  /// Checks that the ledger covers a block.
  ///
  /// - Throws: `StoreError` with `outOfRange`, saying what it covers.
  package func check(block: Int64) throws(StoreError) {
    guard let first = try firstBlock() else {
      throw StoreError(.outOfRange, "\(path): the ledger is empty; there is no block \(block)")
    }
    guard block >= first.number, block <= tip.block else {
      throw StoreError(
        .outOfRange,
        "\(path): block \(block) is outside of the ledger, which covers blocks "
          + "\(first.number) to \(tip.block)")
    }
  }
}
