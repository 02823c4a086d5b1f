/// Writes the help screens of a tool, laid out as the tools of the Swift toolchain do.
package struct HelpWriter {
  private let tool: ToolSpec
  private let width: Int

  /// A writer for screens of a number of columns.
  package init(_ tool: ToolSpec, width: Int = 80) {
    self.tool = tool
    self.width = max(20, width)
  }

  /// The screen that an invocation asks for, with a line break at its end.
  package func screen(_ subject: Invocation.HelpSubject) -> String {
    switch subject {
    case .tool: toolScreen()
    case .command(let command): commandScreen(command)
    case .topic(let topic): topicScreen(topic)
    }
  }

  /// What a usage error prints on the error stream.
  package func screen(_ error: UsageError) -> String {
    let command = error.command.flatMap { tool.command(named: $0) }
    var lines = TextWrapper.lines("Error: \(error.message)", width: width)
    lines += usage(of: command, label: "Usage: ")
    let closing = "See '\(seeAlso(command))' for more information."
    lines += TextWrapper.lines(closing, width: width, indent: 2)
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: - Screens

  private func toolScreen() -> String {
    var sections = [
      overview(tool.overview), usage(of: nil, label: "USAGE: "),
      section("OPTIONS", [OptionSpec.version, .help].map { ($0.label, $0.fullHelp) }),
    ]
    for group in tool.groups {
      let heading = group.name.isEmpty ? "SUBCOMMANDS" : "\(group.name.uppercased()) SUBCOMMANDS"
      sections.append(section(heading, group.commands.map { ($0.name, $0.summary) }))
    }
    sections.append(section("TOPICS", tool.topics.filter(\.isListed).map { ($0.name, $0.title) }))
    let names = tool.topics.isEmpty ? "<command>" : "<command or topic>"
    let closing = "See '\(tool.name) help \(names)' for detailed help."
    sections.append(TextWrapper.lines(closing, width: width, indent: 2))
    return joined(sections)
  }

  private func commandScreen(_ command: CommandSpec) -> String {
    joined([
      overview(command.summary),
      TextWrapper.paragraphs(command.discussion, width: width),
      usage(of: command, label: "USAGE: "),
      section(
        "ARGUMENTS", command.arguments.map { ("<\($0.name)>", $0.help) }),
      section("OPTIONS", command.allOptions.map { ($0.label, $0.fullHelp) }),
      section("EXAMPLES", command.examples.map { ($0.command, $0.explanation) }),
      section("EXIT STATUS", command.exits.map { ("\($0.status.rawValue)", $0.meaning) }),
    ])
  }

  private func topicScreen(_ topic: HelpTopic) -> String {
    joined([
      TextWrapper.lines("TOPIC: \(topic.title)", width: width),
      TextWrapper.paragraphs(topic.text, width: width),
    ])
  }

  // MARK: - Parts

  private func overview(_ text: String) -> [String] {
    TextWrapper.lines("OVERVIEW: \(text)", width: width)
  }

  private func usage(of command: CommandSpec?, label: String) -> [String] {
    let words =
      if let command {
        ["\(label)\(tool.name) \(command.name)"] + command.usageWords
      } else {
        ["\(label)\(tool.name)"] + tool.usage.split(separator: " ").map(String.init)
      }
    return TextWrapper.fill(words, width: width, indent: 0, hanging: label.count)
  }

  private func seeAlso(_ command: CommandSpec?) -> String {
    command.map { "\(tool.name) help \($0.name)" } ?? "\(tool.name) --help"
  }

  private func section(_ heading: String, _ entries: [(String, String)]) -> [String] {
    entries.isEmpty ? [] : ["\(heading):"] + entries.flatMap { entry($0.0, $0.1) }
  }

  /// A label and its text: beside it from column 26, or below it where that leaves no room.
  private func entry(_ label: String, _ text: String) -> [String] {
    let isNarrow = width < 60
    let column = isNarrow ? 6 : 26
    let head = "  \(label)"
    var lines = TextWrapper.lines(text, width: width, indent: column)
    guard !isNarrow, DisplayWidth.of(head) < column, let first = lines.first else {
      return [head] + lines
    }
    let gap = TextWrapper.spaces(column - DisplayWidth.of(head))
    lines[0] = head + gap + first.dropFirst(column)
    return lines
  }

  private func joined(_ sections: [[String]]) -> String {
    let texts = sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
    return texts.joined(separator: "\n\n") + "\n"
  }
}
