/// Writes the completion script for zsh.
struct ZshCompletion {
  private let tool: ToolSpec
  private let name: String

  init(_ tool: ToolSpec) {
    self.tool = tool
    self.name = Shell.functionName(tool)
  }

  /// The whole script; works from a directory of `fpath` and when sourced.
  var script: String {
    let lines =
      [
        "#compdef \(tool.name)",
        "# Completions of \(tool.name) for zsh. Load them with:",
        "#   source <(\(tool.name) completions zsh)", "",
        "\(name)() {",
        "  local context state state_descr line",
        "  typeset -A opt_args",
        "  _arguments -C \\",
        "    '(-)--version[Show the version.]' \\",
        "    '(- *)'{-h,--help}'[Show help information.]' \\",
        "    '1:command:->command' \\",
        "    '*::argument:->argument'",
        "  case $state in",
        "    command)",
        "      local -a commands",
        "      commands=(",
      ] + tool.commands.map { "        " + described($0.name, $0.summary) }
      + [
        "        " + described("help", "Show help about a command or topic."),
        "      )",
        "      _describe -t commands command commands ;;",
        "    argument)",
        "      case $words[1] in",
      ] + tool.commands.flatMap { cases(of: $0) }
      + [
        "        help)",
        "          _arguments \(Shell.quoted("1:subject:(\(helpWords))")) ;;",
        "      esac ;;",
        "  esac",
        "}",
        "",
        "if [ \"$funcstack[1]\" = \(Shell.quoted(name)) ]; then",
        "  \(name) \"$@\"",
        "else",
        "  compdef \(name) \(tool.name)",
        "fi",
      ]
    return lines.joined(separator: "\n") + "\n"
  }

  private var helpWords: String {
    (tool.commands.map(\.name) + tool.topics.map(\.name)).joined(separator: " ")
  }

  private func described(_ word: String, _ text: String) -> String {
    Shell.quoted("\(word):\(escaped(text))")
  }

  private func cases(of command: CommandSpec) -> [String] {
    let arguments = command.placedArguments.enumerated().map { argument($1, at: $0 + 1) }
    let specs = command.allOptions.map { option($0) } + arguments
    return ["        \(command.name))", "          _arguments -s \\"]
      + specs.dropLast().map { "            \($0) \\" }
      + ["            \(specs.last ?? "") ;;"]
  }

  private func option(_ option: OptionSpec) -> String {
    var text = "[\(escaped(option.help))]"
    if let valueName = option.valueName { text += ":\(valueName):\(action(option.kind))" }
    let long = "--\(option.long)" + (option.takesValue ? "=" : "")
    let star = option.repeatable ? "*" : ""
    guard let short = option.short else { return Shell.quoted(star + long + text) }
    let excluded = option.repeatable ? "'*'" : "'(-\(short) --\(option.long))'"
    return "\(excluded){-\(short),\(long)}\(Shell.quoted(text))"
  }

  private func argument(_ argument: ArgumentSpec, at position: Int) -> String {
    let place = argument.arity.isUnlimited ? "*" : "\(position)"
    let separator = argument.arity == .optional ? "::" : ":"
    return Shell.quoted("\(place)\(separator)\(argument.name):\(action(argument.kind))")
  }

  private func action(_ kind: ValueKind) -> String {
    switch kind {
    case .text, .integer: " "
    case .file: "_files"
    case .ledger: tool.ledgerSuffix.isEmpty ? "_files" : "_files -g \"*\(tool.ledgerSuffix)\""
    case .choice(let words): "(\(words.joined(separator: " ")))"
    }
  }

  private func escaped(_ text: String) -> String {
    var result = ""
    for letter in text {
      if "[]:\\".contains(letter) { result.append("\\") }
      result.append(letter)
    }
    return result
  }
}
