/// Writes the completion script for fish.
struct FishCompletion {
  private let tool: ToolSpec

  init(_ tool: ToolSpec) {
    self.tool = tool
  }

  /// The whole script.
  var script: String {
    let all =
      [
        "# Completions of \(tool.name) for fish. Load them with:",
        "#   \(tool.name) completions fish | source",
        "complete -c \(tool.name) -f",
        line(at: start, "-l version -d \(quoted("Show the version."))"),
        line(at: start, "-s h -l help -d \(quoted("Show help information."))"),
      ]
      + tool.commands.map { line(at: start, "-a \($0.name) -d \(quoted($0.summary))") }
      + [
        line(at: start, "-a help -d \(quoted("Show help about a command or topic."))"),
        line(at: seen("help"), "-a \(quoted(helpWords))"),
      ]
      + tool.commands.flatMap { lines(of: $0) }
    return all.joined(separator: "\n") + "\n"
  }

  private var helpWords: String {
    (tool.commands.map(\.name) + tool.topics.map(\.name)).joined(separator: " ")
  }

  private var start: String { "__fish_use_subcommand" }

  private func seen(_ command: String) -> String { "__fish_seen_subcommand_from \(command)" }

  private func line(at condition: String, _ rest: String) -> String {
    "complete -c \(tool.name) -n \(quoted(condition)) \(rest)"
  }

  private func lines(of command: CommandSpec) -> [String] {
    let options = command.allOptions.map { option in
      let short = option.short.map { "-s \($0) " } ?? ""
      return line(
        at: seen(command.name),
        "\(short)-l \(option.long)\(value(option)) -d \(quoted(option.help))")
    }
    var offers: [String] = []
    for argument in command.arguments {
      let offer =
        switch argument.kind {
        case .text, .integer: ""
        case .file, .ledger: "-F"
        case .choice(let words): "-a \(quoted(words.joined(separator: " ")))"
        }
      if !offer.isEmpty, !offers.contains(offer) { offers.append(offer) }
    }
    return options + offers.map { line(at: seen(command.name), $0) }
  }

  private func value(_ option: OptionSpec) -> String {
    guard option.takesValue else { return "" }
    return switch option.kind {
    case .text, .integer: " -x"
    case .file, .ledger: " -r -F"
    case .choice(let words): " -x -a \(quoted(words.joined(separator: " ")))"
    }
  }

  private func quoted(_ text: String) -> String {
    var result = "'"
    for letter in text {
      if letter == "'" || letter == "\\" { result.append("\\") }
      result.append(letter)
    }
    return result + "'"
  }
}
