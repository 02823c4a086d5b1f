/// Writes the completion script for bash 4 and later.
struct BashCompletion {
  private let tool: ToolSpec
  private let name: String

  init(_ tool: ToolSpec) {
    self.tool = tool
    self.name = Shell.functionName(tool)
  }

  /// The whole script.
  var script: String {
    ([
      "# Completions of \(tool.name) for bash. Load them with:",
      "#   source <(\(tool.name) completions bash)", "",
    ] + optionsFunction + [""] + placeFunction + [""] + mainFunction).joined(separator: "\n") + "\n"
  }

  // MARK: - The table as shell functions

  private var optionsFunction: [String] {
    let head = ["# The options of a command.", "\(name)_options() {", "  case \"$1\" in"]
    let rows = tool.commands.map { command in
      let words = command.allOptions.map { "--\($0.long)" }.joined(separator: " ")
      return "    \(command.name)) echo \(Shell.quoted(words)) ;;"
    }
    return head + rows + ["    *) echo '--version --help' ;;", "  esac", "}"]
  }

  private var placeFunction: [String] {
    let head = [
      "# What stands after a command's option or at its argument number N:",
      "# 'choice A B', 'file', 'ledger' or 'text'; nothing after a flag.",
      "\(name)_place() {", "  case \"$1 $2\" in",
    ]
    let topics = tool.commands.map(\.name) + tool.topics.map(\.name)
    let rows = tool.commands.flatMap { places(of: $0) } + [row("'help 1'", .choice(topics))]
    return head + rows + ["  esac", "}"]
  }

  private func places(of command: CommandSpec) -> [String] {
    let options = command.options.filter(\.takesValue).map { option in
      let patterns = option.names.map { Shell.quoted("\(command.name) \($0)") }
      return row(patterns.joined(separator: "|"), option.kind)
    }
    let arguments = command.placedArguments.enumerated().map { index, argument in
      let pattern =
        argument.arity.isUnlimited
        ? "\(Shell.quoted("\(command.name) "))[0-9]*" : Shell.quoted("\(command.name) \(index + 1)")
      return row(pattern, argument.kind)
    }
    return options + arguments
  }

  private func row(_ pattern: String, _ kind: ValueKind) -> String {
    let place =
      switch kind {
      case .text, .integer: "text"
      case .file: "file"
      case .ledger: tool.ledgerSuffix.isEmpty ? "file" : "ledger"
      case .choice(let words): "choice " + words.joined(separator: " ")
      }
    return "    \(pattern)) echo \(Shell.quoted(place)) ;;"
  }

  // MARK: - The function bash calls

  private var mainFunction: [String] {
    let commands = (tool.commands.map(\.name) + ["help"]).joined(separator: " ")
    let template = #"""
      NAME() {
        local current="${COMP_WORDS[COMP_CWORD]}" command='' option='' place='' prefix=''
        local position=0 ended='' index word
        COMPREPLY=()
        for ((index = 1; index < COMP_CWORD; index++)); do
          word="${COMP_WORDS[index]}"
          if [[ -n $option ]]; then
            # The value of an option; bash cuts '--name=value' at the equals sign.
            [[ $word == '=' ]] || option=''
          elif [[ -z $ended && $word == '--' ]]; then
            ended=1
          elif [[ -z $ended && $word == -?* ]]; then
            [[ -n $(NAME_place "$command" "$word") ]] && option="$word"
          elif [[ -z $command ]]; then
            command="$word"
          else
            position=$((position + 1))
          fi
        done
        if [[ $current == '=' ]]; then
          current=''
        elif [[ -z $ended && $current == --*=* ]]; then
          option="${current%%=*}"
          prefix="$option="
          current="${current#*=}"
        fi
        if [[ -n $option ]]; then
          place="$(NAME_place "$command" "$option")"
        elif [[ -z $ended && $current == -* ]]; then
          place="choice $(NAME_options "$command")"
        elif [[ -z $command ]]; then
          place=COMMANDS
        else
          place="$(NAME_place "$command" "$((position + 1))")"
        fi
        case "$place" in
          choice\ *)
            mapfile -t COMPREPLY < <(compgen -P "$prefix" -W "${place#choice }" -- "$current") ;;
          ledger)
            mapfile -t COMPREPLY < <(
              compgen -f -X SUFFIX -- "$current"
              compgen -d -- "$current"
            )
            [[ ${#COMPREPLY[@]} -gt 0 ]] || mapfile -t COMPREPLY < <(compgen -f -- "$current")
            compopt -o filenames 2>/dev/null ;;
          file)
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            compopt -o filenames 2>/dev/null ;;
        esac
        return 0
      }

      complete -F NAME TOOL
      """#
    return template.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: " ", omittingEmptySubsequences: false)
        .map { filled($0, commands) }.joined(separator: " ")
    }
  }

  /// Puts this tool's words where the template has a place for them.
  private func filled(_ word: Substring, _ commands: String) -> String {
    switch word {
    case "place=COMMANDS": "place=" + Shell.quoted("choice \(commands)")
    case "SUFFIX": Shell.quoted("!*\(tool.ledgerSuffix)")
    case "TOOL": tool.name
    default:
      word.split(separator: "NAME", omittingEmptySubsequences: false).joined(separator: name)
    }
  }
}
