internal import Console
internal import Engine
internal import Report
internal import Store

/// `solvency`: who cannot pay.
enum SolvencyCommand: Command {
  static let spec = CommandSpec(
    "solvency", group: "look",
    summary: "Value every account after a block and name who cannot pay.",
    discussion: "Amounts are valued at the latest recorded prices in the venue's unit of account; "
      + "what has no price is named, not guessed. csv lists the insolvent accounts.",
    arguments: [SharedOptions.ledger],
    options: [SharedOptions.block, SharedOptions.format, SharedOptions.wide],
    examples: [
      .init("plimsoll solvency venue.plimsoll --block 16818362", "At a block.")
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let block = try SharedOptions.block("block", arguments, file)
    let book = try Folding.book(file, throughBlock: block, io)
    let report = SolvencyReport(
      try Solvency(book, names: file.names), names: file.names,
      anchor: try Anchor(file, throughBlock: block))
    try report.write(as: SharedOptions.format(arguments), to: io.answers)
    return .ok
  }
}
