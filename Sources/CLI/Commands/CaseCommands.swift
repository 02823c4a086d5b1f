internal import Audit
internal import Console
internal import FixedPoint
internal import Ledger
internal import Report
internal import Store

/// `cases`: every account that fell below its maintenance line, and how it ended.
enum CasesCommand: Command {
  /// What the list may be sorted by.
  private enum Order: String, CaseIterable {
    case `case`, shortfall, account
    case callDelay = "call-delay"
    case fillDelay = "fill-delay"
  }

  static let spec = CommandSpec(
    "cases", group: "judge",
    summary: "List every account that fell below its line, and how it ended.",
    discussion: "A case opens when an account falls below its maintenance line, or is called or "
      + "liquidated, and ends when it is cured, liquidated or bankrupt. The shortfall is the equity "
      + "it lacked at the end, at market prices; the largest cause is where most of it went. A log "
      + "without a rulebook gives a case for each liquidation, from what the facts say; --rulebook "
      + "draws the line by rules that the log does not hold.",
    arguments: [SharedOptions.ledger],
    options: [
      OptionSpec("account", valueName: "account", help: "Only cases of this account."),
      OptionSpec(
        "outcome", choices: MarginCase.Outcome.allCases.map(\.rawValue),
        help: "Only cases that ended so."),
      OptionSpec(
        "cause", choices: Attribution.Cause.allCases.filter { $0 != .flows }.map(\.word),
        help: "Only cases that lacked something, mostly by this cause."),
      OptionSpec("from", valueName: "block", help: "Only cases that opened in it or later."),
      OptionSpec("to", valueName: "block", help: "Only cases that opened in it or before."),
      OptionSpec(
        "sort", choices: Order.allCases.map(\.rawValue),
        help: "What comes first: the largest shortfall, the longest delay.",
        default: Order.case.rawValue),
      OptionSpec("limit", valueName: "n", kind: .integer, help: "At most so many lines."),
      RuleSource.option, SharedOptions.format, SharedOptions.wide,
    ],
    exits: [
      .init(.ok, "The answer was given."),
      .init(.failed, "The ledger or the rulebook could not be read."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let account = try arguments.option("account").map { try SharedOptions.account($0, file) }
    let outcome = arguments.option("outcome")
    let cause = arguments.option("cause")
    let (first, last) = try SharedOptions.blocks(arguments, file)
    let limit = arguments.option("limit").flatMap { Int($0) }
    if let limit, limit < 1 { throw arguments.error("--limit: at least one line is shown.") }
    let set = try CaseSource.cases(file, rulebook: arguments.option("rulebook"), io)
    let chosen = set.cases.filter { entry in
      (account == nil || entry.account == account)
        && (outcome == nil || entry.outcome.rawValue == outcome)
        && (cause == nil || entry.cause?.word == cause)
        && (first.map { entry.opened.block >= $0 } ?? true)
        && (last.map { entry.opened.block <= $0 } ?? true)
    }
    let order = arguments.option("sort").flatMap { Order(rawValue: $0) } ?? .case
    let report = CaseListReport(
      set, showing: sorted(chosen, order, file.names), limit: limit, names: file.names,
      anchor: try Anchor(file))
    try report.write(as: SharedOptions.format(arguments), to: io.answers)
    return .ok
  }

  /// Cases in an order; of equals the first comes first.
  private static func sorted(
    _ cases: [MarginCase], _ order: Order, _ names: Names
  ) -> [MarginCase] {
    func by(_ isBefore: (MarginCase, MarginCase) -> Bool) -> [MarginCase] {
      cases.sorted { isBefore($0, $1) || (!isBefore($1, $0) && $0.id < $1.id) }
    }
    switch order {
    case .case: return cases
    case .shortfall: return by { $0.shortfall ?? Decimal18(-1) > $1.shortfall ?? Decimal18(-1) }
    case .account: return by { names.accounts[$0.account] < names.accounts[$1.account] }
    case .callDelay: return by { ($0.callDelay ?? -1) > ($1.callDelay ?? -1) }
    case .fillDelay: return by { ($0.delay ?? -1) > ($1.delay ?? -1) }
    }
  }
}

/// `case`: one case on one screen.
enum CaseCommand: Command {
  static let spec = CommandSpec(
    "case", group: "judge", summary: "Show one case: its timeline, who paid, and why it failed.",
    discussion: "The number is that of 'plimsoll cases'. Equity is at market prices; resources and "
      + "requirement are at the venue's own prices, by which it judges. 'plimsoll help attribution' "
      + "defines every cause.",
    arguments: [
      SharedOptions.ledger,
      ArgumentSpec("case", help: "The number of the case.", kind: .integer),
    ],
    options: [RuleSource.option, SharedOptions.format, SharedOptions.wide],
    exits: [
      .init(.ok, "The answer was given."),
      .init(.failed, "The ledger could not be read, or it has no such case."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let number = Int(arguments.positional("case")) ?? 0
    let set = try CaseSource.cases(file, rulebook: arguments.option("rulebook"), io)
    guard set.cases.indices.contains(number - 1) else {
      throw CommandFailure(
        "\(file.path): there is no case \(number); the ledger has "
          + (set.cases.isEmpty ? "none" : "cases 1 to \(set.cases.count)"))
    }
    let report = CaseReport(
      set.cases[number - 1], of: set, names: file.names, anchor: try Anchor(file))
    try report.write(as: SharedOptions.format(arguments), to: io.answers)
    return .ok
  }
}
