internal import Charts
internal import Console
internal import FixedPoint
internal import Report
internal import Store

/// `postmortem`: one page that says what happened, what it cost whom, and why.
enum PostMortemCommand: Command {
  static let spec = CommandSpec(
    "postmortem", group: "judge",
    summary: "Write one page about what happened: who fell, who paid, and why.",
    discussion:
      "The page is one HTML file without scripts that opens offline and prints well: prices "
      + "with what was sold at them, cases from breach to end, who paid, causes, delays, funds and "
      + "losses over time, the worst cases, findings, and what the log could not say. Every figure "
      + "of a chart stands in a table under it. See docs/POSTMORTEM.md.",
    arguments: [SharedOptions.ledger],
    options: [
      SharedOptions.from, SharedOptions.to,
      OptionSpec(
        "output", short: "o", valueName: "file", kind: .file,
        help: "Write to this file instead of the standard output."),
      OptionSpec(
        "format", choices: ["html", "md", "json"], help: "The form of the page.", default: "html"),
    ],
    examples: [
      .init("plimsoll postmortem venue.plimsoll -o cascade.html", "The whole log as a page."),
      .init(
        "plimsoll postmortem venue.plimsoll --from 2020-03-12 --to 2020-03-13 --format md",
        "One day as Markdown."),
    ],
    exits: [
      .init(.ok, "The page was written."),
      .init(.failed, "The ledger could not be read, or the page could not be written."),
    ])

  private static let purpose = OwnFile.Purpose(
    option: "--output", noun: "post-mortem",
    beginnings: ["<!DOCTYPE html>", "# Post-mortem", "{\"postmortem\":"])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let ledger = arguments.positional("ledger")
    let file = try LedgerFile(path: ledger)
    let output = try arguments.option("output").map {
      try OwnFile($0, for: purpose, ledger: ledger)
    }
    let range = try EventRange(arguments, file)
    for note in range.notes { try io.say(note) }
    let format = arguments.option("format") ?? "html"
    let model: PostMortem
    do {
      let source = try PostMortemSource.read(
        file, range, ledger: name(arguments), command: command(arguments), io)
      model = try PostMortem(source)
    } catch let error as ArithmeticError {
      throw CommandFailure("\(file.path): a sum of the page leaves the range of amounts: \(error)")
    }
    let text = text(model, format)
    guard let output else {
      try io.answers.write(text)
      return .ok
    }
    try output.fill { try $0.write(text) }
    try io.say("wrote \(TerminalText.escape(output.path)), \(text.utf8.count) bytes")
    return .ok
  }

  private static func text(_ model: PostMortem, _ format: String) -> String {
    switch format {
    case "json": PostMortemDocument(model).node.text + "\n"
    case "md": PostMortemPage(model).page.markdown
    default: PostMortemPage(model).page.html
    }
  }

  /// The command that makes the same page, without places of this machine.
  private static func command(_ arguments: ParsedArguments) -> String {
    let window = ["from", "to"].compactMap { name in
      arguments.option(name).map { " --\(name) \($0)" }
    }
    return "plimsoll postmortem \(name(arguments))" + window.joined()
  }

  /// The name of the ledger without its folder.
  private static func name(_ arguments: ParsedArguments) -> String {
    arguments.positional("ledger").split(separator: "/").last.map(String.init) ?? ""
  }
}
