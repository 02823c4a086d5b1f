internal import Audit
internal import Console
internal import Report
internal import Store

/// `audit`: holds what is recorded against what must hold of it, and against the venue's rulebook.
enum AuditCommand: Command {
  static let spec = CommandSpec(
    "audit", group: "judge",
    summary: "Find what is wrong with liquidations, losses, prices and rules.",
    discussion: "The recorded facts are held against identities that need no rulebook: prices that "
      + "published figures imply, bankruptcy prices, bonuses, residuals of account values, shares of "
      + "losses. Where the log holds a rulebook in its parameter events, every judgement that the rules "
      + "require (a reference price, a margin call, a liquidation, a draw on insurance …) is looked for "
      + "in its block and compared field by field. What the log lacks the facts for is said to be "
      + "undecidable. --only, --account, --from and --to choose among the findings; liquidations, "
      + "obligations and checks stay those of the whole log. See 'plimsoll help findings' for codes and checks.",
    arguments: [SharedOptions.ledger],
    options: [
      OptionSpec(
        "only", valueName: "code", help: "Only findings of this code, for example missed-call.",
        repeatable: true),
      OptionSpec("account", valueName: "account", help: "Only findings about this account."),
      SharedOptions.from, SharedOptions.to,
      OptionSpec(
        "check", valueName: "name",
        help: "Show this check: its definition, its result and all its cases."),
      OptionSpec("all", help: "Show every finding on a terminal, not only the first."),
      SharedOptions.format, SharedOptions.wide,
    ],
    exits: [
      .init(.ok, "Nothing was found."), .init(.failed, "The ledger could not be read."),
      .init(.findings, "Something was found."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let only = try codes(arguments)
    let check = try check(arguments)
    let account = try arguments.option("account").map { try SharedOptions.account($0, file) }
    let (first, last) = try SharedOptions.blocks(arguments, file)
    // The whole log is judged: a rule that its fills imply does not depend on what is looked at.
    var result = try Judging.judge(file, io)
    let anchor = try Anchor(file)
    let format = SharedOptions.format(arguments)
    if let check {
      guard let found = result.checks.first(where: { $0.name == check }) else {
        try io.answers.write("The log has nothing that the check \(check) is about.\n")
        return .ok
      }
      try CheckDetailReport(found, names: file.names, anchor: anchor)
        .write(as: format, to: io.answers)
      return found.broken == 0 ? .ok : .findings
    }
    let total = result.findings.count
    result.findings = result.findings.filter { finding in
      (account == nil || finding.account == account)
        && (first.map { finding.block >= $0 } ?? true)
        && (last.map { finding.block <= $0 } ?? true)
        && (only.isEmpty || only.contains(finding.code))
    }
    let report = FindingsReport(
      result, names: file.names, anchor: anchor, total: total,
      choice: choice(arguments),
      limit: arguments.flag("all") ? .max : FindingsReport.shownFindings)
    try report.write(as: format, to: io.answers)
    return result.findings.isEmpty ? .ok : .findings
  }

  /// What the user chose among the findings, in words; nil for all of them.
  private static func choice(_ arguments: ParsedArguments) -> String? {
    var words: [String] = []
    let codes = arguments.values("only")
    if !codes.isEmpty { words.append("of \(codes.joined(separator: " and "))") }
    if let account = arguments.option("account") { words.append("about \(account)") }
    for option in ["from", "to"] {
      guard let moment = arguments.option(option) else { continue }
      words.append("\(option) \(Int64(moment) == nil ? "" : "block ")\(moment)")
    }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  private static func codes(_ arguments: ParsedArguments) throws -> Set<FindingCode> {
    var codes: Set<FindingCode> = []
    for name in arguments.values("only") {
      guard let code = FindingCode(rawValue: name) else {
        throw unknown("only", "finding", name, FindingCode.allCases.map(\.rawValue), arguments)
      }
      codes.insert(code)
    }
    return codes
  }

  private static func check(_ arguments: ParsedArguments) throws -> String? {
    guard let name = arguments.option("check") else { return nil }
    let names = FactAudit.definitions.map(\.name)
    guard names.contains(name) else {
      throw unknown("check", "check", name, names, arguments)
    }
    return name
  }

  private static func unknown(
    _ option: String, _ noun: String, _ name: String, _ names: [String],
    _ arguments: ParsedArguments
  ) -> UsageError {
    let nearest = NearestName.find(name, among: names)
    return arguments.error(
      "--\(option): there is no \(noun) \"\(name)\""
        + (nearest.map { "; did you mean \"\($0)\"?" }
          ?? "; there are \(names.joined(separator: ", "))."))
  }
}
