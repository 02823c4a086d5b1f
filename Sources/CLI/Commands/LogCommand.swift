internal import Console
internal import Ledger
internal import Report
internal import Store

/// `log`: the events in order.
enum LogCommand: Command {
  static let spec = CommandSpec(
    "log", group: "look", summary: "Show events in order.",
    arguments: [SharedOptions.ledger],
    options: [
      OptionSpec(
        "kind", valueName: "kind", kind: .choice(Kind.allCases.map(\.name)),
        help: "Only events of this kind.", repeatable: true),
      OptionSpec("account", valueName: "account", help: "Only events that name this account."),
      SharedOptions.from, SharedOptions.to,
      OptionSpec("limit", valueName: "n", kind: .integer, help: "At most so many events."),
      SharedOptions.format, SharedOptions.wide,
    ],
    examples: [
      .init("plimsoll log venue.plimsoll --kind liquidation_start", "All liquidations."),
      .init(
        "plimsoll log venue.plimsoll --account 0x677d… --from 2023-02-28", "An account since a day."
      ),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let range = try SharedOptions.range(arguments, file)
    let kinds = arguments.values("kind").compactMap { Kind(name: $0) }
    let account = try arguments.option("account").map { try SharedOptions.account($0, file) }
    let limit = try arguments.integer("limit", in: 1...Int64.max) ?? Int64.max
    let format = SharedOptions.format(arguments)
    let cursor = try file.events(
      from: range.first, to: range.last, kinds: kinds.isEmpty ? Kind.allCases : kinds)
    let empty = "No such event; the ledger has \(file.tip.size) events in "
      + "blocks \((try file.firstBlock())?.number ?? 0) to \(max(0, file.tip.block))."
    var table = TableStream(
      columns: EventRow.columns, format: format, output: io.answers, emptySentence: empty)
    var event = Event(.note)
    var shown: Int64 = 0
    var lines: [String] = []
    while shown < limit, try cursor.next(into: &event) {
      if let account, !names(account, event) { continue }
      shown += 1
      switch format {
      case .ndjson: try io.answers.write(EventRow.node(event, names: file.names).text + "\n")
      case .json: lines.append(EventRow.node(event, names: file.names).text)
      default: try table.append(EventRow.cells(event, names: file.names))
      }
    }
    switch format {
    case .ndjson: break
    case .json: try io.answers.write("[" + lines.joined(separator: ",\n") + "]\n")
    default: try table.finish()
    }
    return .ok
  }

  private static func names(_ account: Int, _ event: Event) -> Bool {
    event.kind.spec.fields.contains { $0.type == .account && event.id($0.field) == account }
  }
}
