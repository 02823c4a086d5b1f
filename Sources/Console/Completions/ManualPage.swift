/// Writes the manual page of a tool in the `man` macros of roff.
package struct ManualPage {
  private let tool: ToolSpec

  /// The page of a tool.
  package init(_ tool: ToolSpec) {
    self.tool = tool
  }

  /// The whole page.
  package var text: String {
    var lines = [
      ".TH \(argument(tool.name.uppercased())) 1 \"\" \(argument("\(tool.name) \(tool.version)"))",
      ".ad l", ".nh",  // neither stretched lines nor broken words, which spoil commands
      ".SH NAME", "\(escaped(tool.name)) \\- \(escaped(withoutStop(firstSentence)))",
      ".SH SYNOPSIS", ".B \(escaped(tool.name))", escaped(tool.usage),
      ".SH DESCRIPTION", escaped(tool.overview),
    ]
    for group in tool.groups {
      let heading = group.name.isEmpty ? "COMMANDS" : "COMMANDS: \(group.name.uppercased())"
      lines.append(".SH \(argument(heading))")
      for command in group.commands { lines += section(of: command) }
    }
    lines += [".SH OPTIONS"] + [OptionSpec.version, .help].flatMap { entry($0.label, $0.help) }
    for topic in tool.topics where topic.isListed {
      lines += [".SH \(argument(topic.title.uppercased()))"] + paragraphs(topic.text)
    }
    lines += [".SH EXIT STATUS"] + exits
    return lines.joined(separator: "\n") + "\n"
  }

  private var exits: [String] {
    let statuses: [(ExitStatus, String)] = [
      (.ok, "Success."), (.failed, "The operation failed."),
      (.findings, "The operation worked and found defects."),
      (.usage, "The command line was wrong."),
    ]
    return statuses.flatMap { entry("\($0.0.rawValue)", $0.1) }
  }

  private func section(of command: CommandSpec) -> [String] {
    let usage = ([tool.name, command.name] + command.usageWords).joined(separator: " ")
    var lines = [".SS \(argument(command.name))", ".PP", ".B \(escaped(usage))", ".PP"]
    lines.append(escaped(command.summary))
    if !command.discussion.isEmpty { lines += [".PP"] + paragraphs(command.discussion) }
    lines += command.arguments.flatMap { entry("<\($0.name)>", $0.help) }
    lines += command.options.flatMap { entry($0.label, $0.fullHelp) }
    for example in command.examples {
      lines += [".PP", escaped(example.explanation), ".PP", ".RS", ".nf"]
      lines += [escaped(example.command), ".fi", ".RE"]
    }
    if !command.exits.isEmpty {
      lines += [".PP", "Exit status:"]
      lines += command.exits.flatMap { entry("\($0.status.rawValue)", $0.meaning) }
    }
    return lines
  }

  private func entry(_ label: String, _ text: String) -> [String] {
    [".TP", ".B \(escaped(label))", escaped(text)]
  }

  /// Paragraphs as in ``TextWrapper``: indented lines are kept as they are.
  private func paragraphs(_ text: String) -> [String] {
    var lines: [String] = []
    var isKept = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(" ") != isKept, !line.isEmpty {
        isKept.toggle()
        lines += isKept ? [".nf"] : [".fi"]
      }
      lines.append(line.isEmpty ? ".PP" : escaped(String(line)))
    }
    return lines + (isKept ? [".fi"] : [])
  }

  // MARK: - Roff

  private var firstSentence: String {
    let end = tool.overview.firstIndex(of: ".") ?? tool.overview.endIndex
    return String(tool.overview[..<end])
  }

  private func withoutStop(_ text: String) -> String {
    text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// Text that roff prints as it is: backslashes, hyphens, and no accidental request at the start.
  private func escaped(_ text: String) -> String {
    var result = text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" : ""
    for letter in text {
      switch letter {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "~": result += "\\(ti"
      case "^": result += "\\(ha"
      case "\"": result += "\\(dq"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      default: result.append(letter)
      }
    }
    return result
  }

  private func argument(_ text: String) -> String { "\"\(escaped(text))\"" }
}
