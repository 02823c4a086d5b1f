/// The place of an event among all events of an import.
struct DraftOrder: Sendable, Comparable {
  let block: Int64
  /// The time of the row in Unix milliseconds, which may be finer than the block.
  let time: Int64
  let index: Int64
  /// The number of the event in the order of sources, files and rows.
  let number: Int64

  static func < (left: DraftOrder, right: DraftOrder) -> Bool {
    if left.block != right.block { return left.block < right.block }
    if left.time != right.time { return left.time < right.time }
    if left.index != right.index { return left.index < right.index }
    return left.number < right.number
  }
}

/// Events that wait for their index: the end of each line, and where it belongs.
struct Drafts: Sendable {
  struct Entry: Sendable {
    let order: DraftOrder
    let start: Int
    let length: Int32
    let file: Int32
    let line: Int32
    /// The number of the row among those of the file.
    let row: Int32
  }

  /// The lines from behind the time on.
  var bytes: [UInt8] = []
  private(set) var entries: [Entry] = []

  /// The number that the next event will have.
  var nextNumber: Int64 { Int64(entries.count) }

  /// Adds the event whose line ends at the end of `bytes`.
  mutating func add(from start: Int, order: DraftOrder, file: Int, line: Int, row: Int) {
    entries.append(
      Entry(
        order: order, start: start, length: Int32(truncatingIfNeeded: bytes.count - start),
        file: Int32(truncatingIfNeeded: file), line: Int32(clamping: line),
        row: Int32(clamping: row)))
  }

  /// Forgets what was added since.
  mutating func cut(to count: Int, bytes byteCount: Int) {
    if count < entries.count { entries.removeSubrange(count...) }
    bytes.removeSubrange(byteCount...)
  }

  /// Puts the events in their order.
  mutating func sort() {
    var isSorted = true
    for place in entries.indices.dropFirst()
    where isSorted && entries[place].order < entries[place - 1].order {
      isSorted = false
    }
    if !isSorted { entries.sort { $0.order < $1.order } }
  }
}
