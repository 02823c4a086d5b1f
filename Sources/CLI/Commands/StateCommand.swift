internal import Console
internal import Engine
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
      .init("plimsoll state venue.plimsoll alice", "After the last block."),
      .init("plimsoll state venue.plimsoll alice --block 2023-02-28T21:10:22Z", "At a time."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let account = try SharedOptions.account(arguments.positional("account"), file)
    let block = try SharedOptions.block("block", arguments, file)
    let book = try Folding.book(file, throughBlock: block, io)
    let anchor = try Anchor(file, throughBlock: block)
    let absence = try absence(of: account, book, file, anchor)
    let format = SharedOptions.format(arguments)
    let report = StateReport(
      account: account, book: book, names: file.names, anchor: anchor, absence: absence)
    try report.write(as: format, to: io.answers)
    if let absence, format != .table { try io.say(TerminalText.escape(absence)) }
    return .ok
  }

  /// What to say when no event up to the block names the account; nil when one does.
  private static func absence(
    of account: Int, _ book: Book, _ file: LedgerFile, _ anchor: Anchor
  ) throws -> String? {
    guard !book.knows(account), let first = try AccountEvents.first(of: account, file),
      first.seq > anchor.seq
    else { return nil }
    return
      "\(file.names.accounts[account]) has not appeared up to block \(anchor.block): its first "
      + "event is \(first.seq), in block \(first.block)."
  }
}
