internal import Audit
internal import Console
internal import Engine
internal import Ledger
internal import Margin
internal import Report
internal import Store

/// `cases`: every account that fell below its maintenance line, and how it ended.
enum CasesCommand: Command {
  static let spec = CommandSpec(
    "cases", group: "judge",
    summary: "List every account that fell below its line, and how it ended.",
    discussion: "A case opens when an account falls below its maintenance line, or is called or "
      + "liquidated, and ends when it is cured, liquidated or bankrupt. The shortfall is the equity "
      + "it lacked at the end, at market prices; the largest cause is where most of it went.",
    arguments: [SharedOptions.ledger],
    options: [
      OptionSpec("account", valueName: "account", help: "Only cases of this account."),
      OptionSpec(
        "outcome", choices: MarginCase.Outcome.allCases.map(\.rawValue),
        help: "Only cases that ended so."),
      SharedOptions.format, SharedOptions.wide,
    ],
    exits: [
      .init(.ok, "The answer was given."),
      .init(.failed, "The ledger could not be read, or it holds no rulebook."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let account = try arguments.option("account").map { try SharedOptions.account($0, file) }
    let outcome = arguments.option("outcome")
    let (cases, state) = try CaseSource.cases(file, io)
    let report = CaseListReport(
      cases.filter { entry in
        (account == nil || entry.account == account)
          && (outcome == nil || entry.outcome.rawValue == outcome)
      }, names: file.names, unit: state.book.venue?.unit ?? "", anchor: try Anchor(file))
    try report.write(as: SharedOptions.format(arguments), to: io.answers)
    return .ok
  }
}

/// `case`: one case on one screen.
enum CaseCommand: Command {
  static let spec = CommandSpec(
    "case", group: "judge", summary: "Show one case: its timeline, who paid, and why it failed.",
    discussion: "The number is that of 'plimsoll cases'. 'plimsoll help attribution' defines every "
      + "cause.",
    arguments: [
      SharedOptions.ledger,
      ArgumentSpec("case", help: "The number of the case.", kind: .integer),
    ],
    options: [SharedOptions.format, SharedOptions.wide],
    exits: [
      .init(.ok, "The answer was given."),
      .init(.failed, "The ledger could not be read, or it has no such case."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let number = Int(arguments.positional("case")) ?? 0
    let (cases, state) = try CaseSource.cases(file, io)
    guard cases.indices.contains(number - 1) else {
      throw CommandFailure(
        "\(file.path): there is no case \(number); the ledger has "
          + (cases.isEmpty ? "none" : "cases 1 to \(cases.count)"))
    }
    let report = CaseReport(
      cases[number - 1], names: file.names, unit: state.book.venue?.unit ?? "",
      anchor: try Anchor(file))
    try report.write(as: SharedOptions.format(arguments), to: io.answers)
    return .ok
  }
}

/// Builds the cases of a ledger.
enum CaseSource {
  static func cases(
    _ file: LedgerFile, _ io: CommandIO
  ) throws -> (cases: [MarginCase], state: VenueState) {
    var accounts: Set<Int> = []
    let auditor = try Judging.audit(file, io) { event in
      if let account = CaseBuilder.subject(of: event) { accounts.insert(account) }
    }
    guard !auditor.state.parameters.parameters.isEmpty else {
      throw CommandFailure(
        "\(file.path): the log holds no rulebook (no parameter events), so no line can be drawn")
    }
    accounts.formUnion(auditor.discrepancies.compactMap(\.account))
    var progress = ProgressLine(
      "following", unit: "events", total: file.tip.size, output: io.words)
    var builder = CaseBuilder(names: file.names, accounts: accounts)
    func judged(_ body: () throws(VenueError) -> Void) throws(StoreError) {
      do throws(VenueError) {
        try body()
      } catch {
        throw StoreError(.damaged, "\(file.path): \(error)")
      }
    }
    try file.replay(through: file.tip.size, progress: { progress.update($0) }) {
      (event) throws(StoreError) in
      let event = copy event
      try judged { () throws(VenueError) in try builder.take(event) }
    }
    try judged { () throws(VenueError) in try builder.finish() }
    progress.clear()
    return (builder.cases, builder.state)
  }
}
