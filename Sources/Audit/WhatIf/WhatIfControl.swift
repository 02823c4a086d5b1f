internal import Engine
internal import Ledger

/// How far a venue that follows its unchanged rules comes from what was recorded.
package struct WhatIfControl: Sendable {
  /// Events that only the record has, and events that only the rules give.
  package private(set) var recordedOnly = 0
  package private(set) var decidedOnly = 0
  /// The first block in which they differ; nil when they are the same.
  package private(set) var firstBlock: Int64?
  /// The accounts that were hit in the record, and under the rules.
  package private(set) var hits = (record: 0, rules: 0)

  /// Whether both are the same, event by event.
  package var isSame: Bool { firstBlock == nil }

  /// Compares two histories in the events that are counted.
  init(
    record: RecordedHistory, rules: RecordedHistory,
    comparing isCounted: (borrowing Event) -> Bool = { _ in true }
  ) {
    hits = (record.tally.count(from: .liquidated), rules.tally.count(from: .liquidated))
    var left = BlockLines(record)
    var right = BlockLines(rules)
    while let block = [left.block, right.block].compactMap({ $0 }).min() {
      compare(left.take(block, where: isCounted), right.take(block, where: isCounted), block)
    }
  }

  private mutating func compare(_ recorded: [String], _ decided: [String], _ block: Int64) {
    guard recorded != decided else { return }
    let (a, b) = (recorded.sorted(), decided.sorted())
    var (i, j) = (0, 0)
    var isOther = true
    while i < a.count || j < b.count {
      if j == b.count || i < a.count && a[i] < b[j] {
        recordedOnly += 1
        i += 1
      } else if i == a.count || b[j] < a[i] {
        decidedOnly += 1
        j += 1
      } else {
        i += 1
        j += 1
        continue
      }
      isOther = false
    }
    // The same events in another order are no difference.
    if !isOther, firstBlock == nil { firstBlock = block }
  }

  /// The events of a history block by block, as lines without their places in the block.
  private struct BlockLines {
    private let history: RecordedHistory
    private var place = 0
    private var event = Event(.note)

    init(_ history: RecordedHistory) { self.history = history }

    /// The next block; nil at the end.
    var block: Int64? {
      place < history.events.count ? history.events.position(of: place).block : nil
    }

    mutating func take(_ block: Int64, where isCounted: (borrowing Event) -> Bool) -> [String] {
      var lines: [String] = []
      while self.block == block {
        history.events.read(place, into: &event)
        event.position.index = 0
        if isCounted(event) { lines.append(LineEncoder.line(of: event, names: history.names)) }
        place += 1
      }
      return lines
    }
  }
}
