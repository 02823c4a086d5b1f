internal import Console
internal import Formats
internal import Ledger
internal import Margin
internal import Report
internal import Simulation
internal import Store

/// `rulebook`: lists the shipped rulebooks, shows one, checks a file, or tells who set what in a log.
enum RulebookCommand: Command {
  static let spec = CommandSpec(
    "rulebook", group: "run",
    summary: "List, show or check rulebooks, or show the one a ledger holds.",
    discussion: "Without an argument it lists the shipped rulebooks. A name or a JSON file is "
      + "checked and printed whole, every rule with its value. Of a ledger it shows the parameters "
      + "in force, the factors of dynamic margin among them, who set each, and when. "
      + "docs/RULES.md explains every rule.",
    arguments: [
      ArgumentSpec(
        "rulebook", help: "A shipped rulebook, a JSON file, or a ledger.", arity: .optional,
        kind: .file)
    ],
    options: [SharedOptions.block, SharedOptions.format, SharedOptions.wide],
    exits: [
      .init(.ok, "The rulebook is sound."), .init(.failed, "It could not be read, or is wrong."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    guard let name = arguments.optionalPositional("rulebook") else {
      try shipped.write(as: SharedOptions.format(arguments), to: io.answers)
      return .ok
    }
    let isLedger =
      name.hasSuffix(CommandLineTool.spec.ledgerSuffix) || LedgerFile.isLedger(path: name)
    if ShippedRulebook.named(name) == nil, isLedger {
      try show(ledger: name, arguments, io)
      return .ok
    }
    let rulebook = try Rulebook(try RuleSource.read(name))
    let text = RulebookFile.write(rulebook, .everything)
    try io.answers.write(String(decoding: text, as: UTF8.self))
    return .ok
  }

  private static var shipped: Table {
    Table(
      columns: [Column("name"), Column("about", shorten: .never)],
      rows: ShippedRulebook.all.map { [.text($0.name), .text($0.about)] })
  }

  private static func show(
    ledger path: String, _ arguments: ParsedArguments, _ io: CommandIO
  ) throws {
    let file = try LedgerFile(path: path)
    let block = try SharedOptions.block("block", arguments, file)
    let state = try RuleSource.venue(file, throughBlock: block, rulebook: nil, io).state
    let table = Table(
      columns: [
        Column("scope"), Column("name"), Column("value"), Column("block", alignment: .right),
        Column("seq", alignment: .right), Column("authority"),
      ],
      rows: state.parameters.parameters.map { parameter in
        let entry = state.parameters.entry(scope: parameter.scope, name: parameter.name)
        return [
          .text(parameter.scope), .text(parameter.name), .text(parameter.value),
          .integer(entry?.block), .integer(entry?.seq),
          entry?.authority.map { .text($0) } ?? .empty,
        ]
      })
    try table.write(as: SharedOptions.format(arguments), to: io.answers)
    if SharedOptions.format(arguments) == .table {
      try io.answers.write(try Anchor(file, throughBlock: block))
    }
  }
}
