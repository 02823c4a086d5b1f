internal import Audit
internal import Console
internal import Report
internal import Store

/// `audit`: compares what the venue did with what its rulebook obliged it to.
enum AuditCommand: Command {
  static let spec = CommandSpec(
    "audit", group: "judge",
    summary: "Compare what the venue did with what its rulebook obliged it to.",
    discussion: "The log is replayed beside the rulebook that its parameter events hold. Every "
      + "judgement that the rules require (a reference price, a margin call, a liquidation, a draw "
      + "on insurance, a deleveraging, a socialized loss …) is looked for in its block and compared "
      + "field by field. See 'plimsoll help findings' for the codes.",
    arguments: [SharedOptions.ledger],
    options: [
      OptionSpec(
        "only", valueName: "code", help: "Only findings of this code, for example missed-call."),
      OptionSpec("account", valueName: "account", help: "Only findings about this account."),
      SharedOptions.from, SharedOptions.to, SharedOptions.format, SharedOptions.wide,
    ],
    exits: [
      .init(.ok, "Nothing was found."),
      .init(.failed, "The ledger could not be read."),
      .init(.findings, "Something was found."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let only = try code(arguments)
    let account = try arguments.option("account").map { try SharedOptions.account($0, file) }
    let first = try SharedOptions.block("from", arguments, file)
    let last = try SharedOptions.block("to", arguments, file)
    var result = try Judging.judge(file, throughBlock: last, io)
    result.findings = result.findings.filter { finding in
      (account == nil || finding.account == account)
        && (first.map { finding.block >= $0 } ?? true)
        && (only == nil || finding.code == only)
    }
    let report = FindingsReport(
      result, names: file.names, anchor: try Anchor(file, throughBlock: last))
    try report.write(as: SharedOptions.format(arguments), to: io.answers)
    return result.findings.isEmpty ? .ok : .findings
  }

  private static func code(_ arguments: ParsedArguments) throws -> FindingCode? {
    guard let name = arguments.option("only") else { return nil }
    guard let code = FindingCode(rawValue: name) else {
      let nearest = NearestName.find(name, among: FindingCode.allCases.map(\.rawValue))
      throw arguments.error(
        "--only: there is no finding \"\(name)\""
          + (nearest.map { "; did you mean \"\($0)\"?" } ?? "."))
    }
    return code
  }
}
