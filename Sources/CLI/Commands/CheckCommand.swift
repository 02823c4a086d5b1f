internal import Console
internal import Engine
internal import Report
internal import Store

/// `check`: tells whether the book agrees with what the log asserts.
enum CheckCommand: Command {
  static let spec = CommandSpec(
    "check", group: "judge", summary: "Check assertions and invariants; silent when all is well.",
    discussion: "Every balance_assertion and position_assertion is compared with the book at its "
      + "place. Where a pool's assets and debts are off by the same amount, that residual is "
      + "interest which no event records, and is shown as such.",
    arguments: [SharedOptions.ledger],
    options: [
      SharedOptions.block, OptionSpec("all", help: "Show also what holds."), SharedOptions.format,
      SharedOptions.wide,
    ],
    exits: [
      .init(.ok, "Everything holds."), .init(.failed, "The ledger could not be read."),
      .init(.findings, "Something does not hold."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let block = try SharedOptions.block("block", arguments, file)
    let book = try Folding.book(file, throughBlock: block, io)
    var broken: String?
    do {
      try book.checkInvariants(names: file.names)
    } catch {
      broken = "\(error)"
    }
    let report = CheckReport(
      book, names: file.names, anchor: try Anchor(file, throughBlock: block),
      brokenInvariant: broken)
    try report.write(
      as: SharedOptions.format(arguments), showsAll: arguments.flag("all"), to: io.answers)
    return report.isClean ? .ok : .findings
  }
}
