internal import Console
internal import Engine
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
}
