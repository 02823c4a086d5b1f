internal import Audit
internal import Console
internal import FixedPoint
internal import Ledger
internal import Margin
internal import Report
internal import Store

/// `whatif`: what would have happened under other rules or prices.
enum WhatIfCommand: Command {
  /// So many accounts and refusals are shown where nothing is said.
  private static let standardLimit = 10

  static let spec = CommandSpec(
    "whatif", group: "judge",
    summary: "Decide a log again under other rules or prices, and show the difference.",
    discussion: "What the world did (deposits, trades, what sources say of prices, decisions of "
      + "authorities) is kept, but for what the options change. What the venue did (reference "
      + "prices, calls, liquidations, draws on insurance, deleveraging, losses) is decided again. "
      + "Changes can be combined and repeated; a rule that is set stands over policies, and those "
      + "over a rulebook. 'plimsoll help policies' lists the policies. See docs/WHATIF.md.",
    arguments: [SharedOptions.ledger],
    options: WhatIfOptions.changes + [
      SharedOptions.from, SharedOptions.to,
      OptionSpec(
        "against", choices: WhatIfResult.Basis.allCases.map(\.rawValue),
        help: "Compare with what was recorded, or with what the unchanged rules give.",
        default: "record"),
      OptionSpec(
        "blocks", choices: WhatIf.Blocks.allCases.map(\.rawValue),
        help: "Decide also between recorded blocks while something is under way, or only in "
          + "recorded ones; all where the log holds a rulebook."),
      OptionSpec(
        "value", valueName: "asset=price",
        help: "Value both histories at this price, not at the last one.", repeatable: true),
      OptionSpec(
        "record", valueName: "file", kind: .file,
        help: "Write the alternative history as canonical lines, to be imported."),
      OptionSpec(
        "limit", valueName: "count", kind: .integer,
        help: "Show so many accounts, those spared or newly hit first; 10 in tables."),
      OptionSpec("all", help: "Show all accounts that differ."),
      SharedOptions.format, SharedOptions.wide,
    ],
    examples: [
      .init(
        "plimsoll whatif venue.plimsoll --set liquidation.close_factor=0.25",
        "Half as much sold at once."),
      .init(
        "plimsoll whatif crash.plimsoll --rulebook vault --value ETH=130",
        "Other rules, and every vault valued at one price."),
      .init("plimsoll whatif venue.plimsoll --policy adl=off", "Nobody is deleveraged."),
    ],
    exits: [
      .init(.ok, "The answer was given, also when nothing differs."),
      .init(.failed, "The ledger could not be read, or the changes cannot be decided."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let options = try WhatIfOptions(arguments, file)
    var limit = arguments.flag("all") ? nil : try arguments.integer("limit", in: 0...(.max))
    let format = SharedOptions.format(arguments)
    if limit == nil, !arguments.flag("all"), format == .table { limit = Int64(standardLimit) }
    let (_, last) = try SharedOptions.blocks(arguments, file)
    let record = try arguments.option("record").map {
      try OwnFile($0, for: HistoryLines.purpose, ledger: file.path)
    }
    let hasRulebook = try Judging.hasRulebook(file)
    if !hasRulebook, options.changes.rulebook == nil {
      throw CommandFailure("\(file.path): \(WhatIf.noRules)")
    }
    let blocks = arguments.option("blocks").flatMap { WhatIf.Blocks(rawValue: $0) }
    let question = try read(
      file, options.changes, blocks, hasRulebook: hasRulebook, throughBlock: last, io)
    if let refusal = question.refusal { throw CommandFailure("\(file.path): \(refusal)") }
    let result = try decide(question, arguments, options, file, io)
    try record?.fill { try HistoryLines.write(result.after, to: $0) }
    let report = WhatIfReport(
      result, changes: options.words, limit: limit.map { Int($0) },
      anchor: try Anchor(file, throughBlock: last))
    try report.write(as: format, to: io.answers)
    if let record {
      try io.say(
        "\(result.after.events.count) events written to \(TerminalText.escape(record.path)); "
          + "'plimsoll import' reads them")
    }
    return .ok
  }

  private static func read(
    _ file: LedgerFile, _ changes: WhatIfChanges, _ blocks: WhatIf.Blocks?,
    hasRulebook: Bool, throughBlock block: Int64?, _ io: CommandIO
  ) throws -> WhatIf {
    var question = WhatIf(
      changes, names: file.names, blocks: blocks, hasRulebook: hasRulebook)
    try file.followBlocks(through: try file.end(ofBlock: block), "reading", io) {
      (events) throws(StoreError) in
      try file.telling { () throws(VenueError) in try question.take(block: events) }
    }
    return question
  }

  private static func decide(
    _ question: WhatIf, _ arguments: ParsedArguments, _ options: WhatIfOptions,
    _ file: LedgerFile, _ io: CommandIO
  ) throws -> WhatIfResult {
    let basis = arguments.option("against").flatMap { WhatIfResult.Basis(rawValue: $0) } ?? .record
    var progress: ProgressLine?
    defer { progress?.clear() }
    do throws(WhatIfError) {
      return try question.result(against: basis, valuedAt: options.values) { done, total in
        if progress == nil {
          progress = ProgressLine(
            "deciding", unit: "blocks", total: Int64(total), output: io.words)
        }
        progress?.update(Int64(done))
      }
    } catch {
      throw CommandFailure("\(file.path): \(error)")
    }
  }
}
