internal import Console
internal import Report
internal import Store

/// `book`: the whole book after a block.
enum BookCommand: Command {
  static let spec = CommandSpec(
    "book", group: "look", summary: "Show the whole book after a block, and its digest.",
    discussion: "Equal digests mean equal books: every balance, position and pool, to the last "
      + "unit. csv always lists every account.",
    arguments: [SharedOptions.ledger],
    options: [
      SharedOptions.block, OptionSpec("accounts", help: "List every account."),
      SharedOptions.format, SharedOptions.wide,
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let block = try SharedOptions.block("block", arguments, file)
    let book = try Folding.book(file, throughBlock: block, io)
    let report = BookReport(
      book, names: file.names, anchor: try Anchor(file, throughBlock: block),
      listsAccounts: arguments.flag("accounts"))
    try report.write(as: SharedOptions.format(arguments), to: io.answers)
    return .ok
  }
}
