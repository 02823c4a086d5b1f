internal import Audit
internal import Console
internal import Report
internal import Store

/// `judge`: saves cases, findings and checks in the ledger, for those who ask in SQL.
enum JudgeCommand: Command {
  static let spec = CommandSpec(
    "judge", group: "judge",
    summary: "Save cases, findings and checks in the ledger, for SQL.",
    discussion:
      "What 'plimsoll cases' and 'plimsoll audit' print is written into tables beside the "
      + "log, whole, in place of what was saved before; the views v_case, v_case_step, v_case_part, "
      + "v_case_payer, v_finding and v_check show it to any program that reads SQLite (docs/SQL.md). "
      + "It is a cache and no part of the log: its column is_current tells whether the log has grown "
      + "since. With --check nothing is written: the log is judged again and compared.",
    arguments: [SharedOptions.ledger],
    options: [
      RuleSource.option,
      OptionSpec("check", help: "Compare what is saved with a new judgement; write nothing."),
    ],
    exits: [
      .init(.ok, "The judgements were saved, or are as a new judgement gives them."),
      .init(.failed, "The ledger could not be read or written."),
      .init(.findings, "With --check: what is saved is missing, outdated, or was changed."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let path = arguments.positional("ledger")
    let judgements = try judge(try LedgerFile(path: path), arguments, io)
    guard !arguments.flag("check") else { return try check(judgements, path, io) }
    try LedgerWriter(path: path, creates: false).save(judgements)
    for judgement in judgements {
      let counts = judgement.subject.tables.map { table in
        "\(judgement.rows[table]?.count ?? 0) in \(table.rawValue)"
      }
      try io.say("saved \(judgement.subject.rawValue): \(counts.joined(separator: " · "))")
    }
    return .ok
  }

  private static func judge(
    _ file: LedgerFile, _ arguments: ParsedArguments, _ io: CommandIO
  ) throws -> [Judgement] {
    let set = try CaseSource.cases(file, rulebook: arguments.option("rulebook"), io)
    let audit = try Judging.judge(file, io)
    return [
      try Judgement(set, names: file.names, tip: file.tip),
      Judgement(audit, unit: set.unit, tip: file.tip),
    ]
  }

  private static func check(
    _ judgements: [Judgement], _ path: String, _ io: CommandIO
  ) throws -> ExitStatus {
    let file = try LedgerFile(path: path)
    var isSame = true
    for judgement in judgements {
      let name = judgement.subject.rawValue
      let comparison = try file.compare(judgement)
      let renew = "'plimsoll judge \(path)'"
      let sentence =
        switch comparison {
        case .same: "as a new judgement gives them"
        case .missing: "nothing is saved; \(renew) does it"
        case .earlier(let size):
          "saved when the log had \(size) of its \(file.tip.size) events; \(renew) renews it"
        case .otherRules: "saved by another rulebook or engine; \(renew) renews it"
        case .otherLog: "saved of another log; \(renew) renews it"
        case .differs: "what is saved was changed; it is not what the log gives"
        }
      try io.say("\(name): \(sentence)")
      if case .same = comparison { continue }
      isSame = false
    }
    return isSame ? .ok : .findings
  }
}
