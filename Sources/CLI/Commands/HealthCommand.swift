internal import Console
internal import Engine
internal import FixedPoint
internal import Ledger
internal import Margin
internal import Report
internal import Store

/// `health`: how accounts stand against the venue's requirements.
enum HealthCommand: Command {
  static let spec = CommandSpec(
    "health", group: "judge",
    summary: "How far accounts are from a margin call and from liquidation.",
    discussion: "Resources are weighted assets and unrealized profit, the requirement is weighted "
      + "debts and maintenance margin; coverage is their ratio, and 1 is the maintenance line: the "
      + "margin ratio of a perpetual venue, the health factor of a lending market. With an account, "
      + "also its assets and its positions, with the factor of dynamic margin that is in their "
      + "maintenance, and their liquidation and bankruptcy prices.",
    arguments: [
      SharedOptions.ledger,
      ArgumentSpec("account", help: "Only this account.", arity: .optional),
    ],
    options: [
      SharedOptions.block, RuleSource.option,
      OptionSpec(
        "below", valueName: "coverage",
        help: "Only accounts whose coverage is below this, or has no valid price."),
      SharedOptions.format, SharedOptions.wide,
    ],
    exits: [
      .init(.ok, "The answer was given."),
      .init(.failed, "The ledger could not be read, or there is no rulebook."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let block = try SharedOptions.block("block", arguments, file)
    let below = try arguments.option("below").map { text in
      guard let number = try? Decimal18(text), !number.isNegative else {
        throw arguments.error("--below: \"\(text)\" is not a coverage, for example 1.2.")
      }
      return number
    }
    let account = try arguments.optionalPositional("account")
      .map { try SharedOptions.account($0, file) }
    let record = try RuleSource.venue(
      file, throughBlock: block, rulebook: arguments.option("rulebook"), io)
    let state = record.state
    var standings: [Standing] = []
    for id in account.map({ [$0] }) ?? Array(0..<file.names.accounts.count) {
      let standing = try state.standing(of: id, names: file.names)
      let health = standing.valuation.health
      // Whom no price judges may lack anything.
      let isOfInterest =
        account != nil || !health.isJudgeable || health.requirement > .zero
        || health.equity.isNegative
      guard isOfInterest, below.map({ !health.isJudgeable || health.isBelow($0) }) ?? true else {
        continue
      }
      standings.append(standing)
    }
    standings.sort { a, b in
      let (x, y) = (a.valuation.health, b.valuation.health)
      guard x.isJudgeable, y.isJudgeable else {
        return x.isJudgeable == y.isJudgeable ? a.account < b.account : x.isJudgeable
      }
      if x.isWorse(than: y) { return true }
      return !y.isWorse(than: x) && a.account < b.account
    }
    let report = HealthReport(
      standings, names: file.names, unit: state.book.venue?.unit ?? "",
      caution: try record.caution(file.names, of: account),
      anchor: try Anchor(file, throughBlock: block))
    let format = SharedOptions.format(arguments)
    if account == nil {
      try report.write(as: format, to: io.answers)
    } else {
      try report.writeDetail(as: format, to: io.answers)
    }
    return .ok
  }
}
