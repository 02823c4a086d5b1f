internal import Console
internal import Engine
internal import Margin
internal import Store

/// Folding a ledger into its book with a line of progress.
enum Folding {
  static func book(
    _ file: LedgerFile, throughBlock block: Int64?, _ io: CommandIO
  ) throws -> Book {
    var progress = ProgressLine("folding", unit: "events", total: file.tip.size, output: io.words)
    let book = try file.book(throughBlock: block) { progress.update($0) }
    progress.clear()
    return book
  }

  /// The venue after a block: its book, and the interest and losses that no event has booked yet.
  static func venue(
    _ file: LedgerFile, throughBlock block: Int64?, _ io: CommandIO
  ) throws -> VenueState {
    var state = VenueState()
    try file.follow(through: try file.end(ofBlock: block), "folding", io) {
      (event) throws(StoreError) in
      let event = copy event
      try file.telling { () throws(VenueError) in try state.apply(event, names: file.names) }
    }
    return state
  }
}
