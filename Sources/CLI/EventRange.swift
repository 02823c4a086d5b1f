internal import Console
internal import Store

/// The events from `--from` to `--to`.
struct EventRange {
  /// The first event; the one behind the last where there is none.
  let first: Int64
  /// The last event.
  let last: Int64
  /// What the user asked for, for the sentence about an empty answer: `from 3 to 4`.
  let words: String
  /// Where the range reaches beyond the ledger, sentences that say so.
  let notes: [String]

  /// Finds the events.
  ///
  /// A range may begin before the ledger or end after it, which is said; one that lies wholly outside
  /// is an error.
  init(_ arguments: ParsedArguments, _ file: LedgerFile) throws {
    let from = try SharedOptions.moment("from", arguments)
    let to = try SharedOptions.moment("to", arguments)
    try Self.checkOrder(from, to, arguments)
    words = ["from", "to"].compactMap { name in
      arguments.option(name).map { "\(name) \($0)" }
    }.joined(separator: " ")
    guard let start = try file.firstBlock() else {
      if let text = arguments.option("from") ?? arguments.option("to") {
        throw try SharedOptions.outside(text, file)
      }
      (first, last, notes) = (1, 0, [])
      return
    }
    let begin = Edge(block: start.number, time: start.time)
    let end = Edge(block: file.tip.block, time: file.tip.time)
    var notes: [String] = []
    var (first, last) = (Int64(1), file.tip.size)
    if let from, let text = arguments.option("from") {
      if end.isBefore(from) { throw try SharedOptions.outside(text, file) }
      if begin.isAfter(from) { notes.append("the ledger begins after \(text), with \(begin)") }
      first = try Self.firstEvent(from, file)
    }
    if let to, let text = arguments.option("to") {
      if begin.isAfter(to) { throw try SharedOptions.outside(text, file) }
      if end.isBefore(to) { notes.append("the ledger ends before \(text), with \(end)") }
      last = try Self.lastEvent(to, file)
    }
    (self.first, self.last, self.notes) = (first, last, notes)
  }

  /// One end of the ledger.
  private struct Edge: CustomStringConvertible {
    let block: Int64
    let time: Int64

    var description: String { "block \(block) at \(ISOTime.format(time))" }

    func isBefore(_ moment: SharedOptions.Moment) -> Bool {
      switch moment {
      case .block(let number): block < number
      case .time(let moment): time < moment
      }
    }

    func isAfter(_ moment: SharedOptions.Moment) -> Bool {
      switch moment {
      case .block(let number): block > number
      case .time(let moment): time > moment
      }
    }
  }

  static func checkOrder(
    _ from: SharedOptions.Moment?, _ to: SharedOptions.Moment?, _ arguments: ParsedArguments
  ) throws {
    let isReversed =
      switch (from, to) {
      case (.block(let from), .block(let to)): from > to
      case (.time(let from), .time(let to)): from > to
      default: false
      }
    if isReversed { throw arguments.error("--from comes after --to.") }
  }

  private static func firstEvent(
    _ moment: SharedOptions.Moment, _ file: LedgerFile
  ) throws(StoreError) -> Int64 {
    switch moment {
    case .block(let number): return try file.firstEvent(fromBlock: number)
    case .time(let time):
      // The first block at or after a time is the one behind the last block before it.
      guard let before = try file.lastBlock(atOrBefore: time - 1) else { return 1 }
      return try file.lastEvent(throughBlock: before.number) + 1
    }
  }

  private static func lastEvent(
    _ moment: SharedOptions.Moment, _ file: LedgerFile
  ) throws(StoreError) -> Int64 {
    switch moment {
    case .block(let number): return try file.lastEvent(throughBlock: number)
    case .time(let time):
      guard let found = try file.lastBlock(atOrBefore: time) else { return 0 }
      return try file.lastEvent(throughBlock: found.number)
    }
  }
}
