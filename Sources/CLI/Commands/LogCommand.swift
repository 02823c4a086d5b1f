internal import Console
internal import Ledger
internal import Report
internal import Store

/// `log`: the events in order.
enum LogCommand: Command {
  static let spec = CommandSpec(
    "log", group: "look", summary: "Show events in order.",
    discussion: "json and ndjson have the members of the canonical lines, csv has the fields "
      + "of a kind as JSON in one column; 'plimsoll sql' gives each kind a table of its own.",
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
        "plimsoll log venue.plimsoll --account alice --from 2023-02-28", "An account since a day."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let limit = try arguments.integer("limit", in: 1...Int64.max) ?? Int64.max
    let file = try LedgerFile(path: arguments.positional("ledger"))
    let range = try EventRange(arguments, file)
    let account = try arguments.option("account").map { try SharedOptions.account($0, file) }
    let named = arguments.values("kind").compactMap { Kind(name: $0) }
    let kinds = Kind.allCases.filter { kind in
      (named.isEmpty || named.contains(kind))
        && (account == nil || AccountEvents.kinds.contains(kind))
    }
    for note in range.notes { try io.say(note) }
    let cursor = try file.events(from: range.first, to: range.last, kinds: kinds)
    var rows = LogRows(SharedOptions.format(arguments), names: file.names, output: io.answers)
    var event = Event(.note)
    var isCut = false
    while try cursor.next(into: &event) {
      if let account, !AccountEvents.names(account, event) { continue }
      if rows.count == limit {
        isCut = true
        break
      }
      try rows.append(event)
    }
    let nothing = sentence(about: arguments, range, file, io.answers.presentation)
    try rows.finish(nothing: nothing, isCut: isCut, anchor: try Anchor(file))
    return .ok
  }

  /// What an empty answer says.
  private static func sentence(
    about arguments: ParsedArguments, _ range: EventRange, _ file: LedgerFile,
    _ presentation: Presentation
  ) -> String {
    guard file.tip.size > 0 else { return "No events: nothing is recorded yet." }
    var words = "No "
    let kinds = arguments.values("kind")
    words += kinds.isEmpty ? "event" : kinds.joined(separator: " or ")
    if let account = arguments.option("account") { words += " of \(account)" }
    if !range.words.isEmpty { words += " \(range.words)" }
    let first = (try? file.firstBlock())?.number ?? 0
    return TerminalText.escape(
      words + "; the ledger covers blocks \(presentation.shown(first)) to "
        + "\(presentation.shown(file.tip.block)).")
  }
}
