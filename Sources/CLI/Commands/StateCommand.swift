internal import Console
internal import Ledger
internal import Report
internal import Store

/// `state`: what an account held after a block.
enum StateCommand: Command {
  static let spec = CommandSpec(
    "state", group: "look", summary: "Tell what an account has, owes and holds after a block.",
    discussion: "Balances are deposits, fills and everything else folded in order; a debt is below "
      + "zero in 'balance' and above zero in 'debts'. Positions are at average cost.",
    arguments: [
      SharedOptions.ledger, ArgumentSpec("account", help: "The name of the account."),
    ],
    options: [SharedOptions.block, SharedOptions.format, SharedOptions.wide],
    examples: [
      .init("plimsoll state venue.plimsoll 0x677d… --block 2023-02-28T21:10:22Z", "At a time.")
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let account = try SharedOptions.account(arguments.positional("account"), file)
    let block = try SharedOptions.block("block", arguments, file)
    let book = try Folding.book(file, throughBlock: block, io)
    let report = StateReport(
      account: account, book: book, names: file.names,
      anchor: try Anchor(file, throughBlock: block))
    try report.write(as: SharedOptions.format(arguments), to: io.answers)
    return .ok
  }
}
