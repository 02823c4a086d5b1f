/// One command of a tool: the single source of its parsing, help, completions and manual.
package struct CommandSpec: Sendable, Equatable {
  /// A command line to try and what it does.
  package struct Example: Sendable, Equatable {
    /// The whole command line, the tool's name included.
    package let command: String
    /// What it does, as a sentence.
    package let explanation: String

    /// Describes one example.
    package init(_ command: String, _ explanation: String) {
      self.command = command
      self.explanation = explanation
    }
  }

  /// An exit status and what it means for this command.
  package struct Exit: Sendable, Equatable {
    /// The status.
    package let status: ExitStatus
    /// When the command ends so.
    package let meaning: String

    /// Describes one way to end.
    package init(_ status: ExitStatus, _ meaning: String) {
      self.status = status
      self.meaning = meaning
    }
  }

  /// The word typed after the tool's name.
  package let name: String
  /// The heading under which the command is listed; empty for none.
  package let group: String
  /// One sentence for lists.
  package let summary: String
  /// Paragraphs for the help screen, see ``TextWrapper/paragraphs(_:width:indent:)``.
  package let discussion: String
  /// The positional arguments, in order.
  package let arguments: [ArgumentSpec]
  /// The options, in the order of the help screen; `--help` is always added.
  package let options: [OptionSpec]
  /// Command lines to try.
  package let examples: [Example]
  /// What the exit statuses mean.
  package let exits: [Exit]

  /// Describes one command.
  package init(
    _ name: String, group: String = "", summary: String, discussion: String = "",
    arguments: [ArgumentSpec] = [], options: [OptionSpec] = [], examples: [Example] = [],
    exits: [Exit] = []
  ) {
    self.name = name
    self.group = group
    self.summary = summary
    self.discussion = discussion
    self.arguments = arguments
    self.options = options
    self.examples = examples
    self.exits = exits
  }

  /// The options with `--help`.
  var allOptions: [OptionSpec] { options + [.help] }

  /// The words of the usage line after the command's name.
  var usageWords: [String] {
    arguments.map(\.usage) + options.map(\.usage)
  }

  /// The option with a long name.
  func option(long: some StringProtocol) -> OptionSpec? {
    allOptions.first { $0.long == long }
  }

  /// The option with a one-letter name.
  func option(short: Character) -> OptionSpec? {
    allOptions.first { $0.short == short }
  }

  /// The arguments whose position is known while a line is typed: those up to the first that
  /// takes any number of values.
  var placedArguments: [ArgumentSpec] {
    let end = arguments.firstIndex(where: \.arity.isUnlimited).map { $0 + 1 }
    return Array(arguments[..<(end ?? arguments.count)])
  }
}

extension CommandSpec {
  /// The command that prints completion scripts, for the tool's table.
  package static func completions(group: String = "") -> CommandSpec {
    CommandSpec(
      "completions", group: group, summary: "Print the completion script of a shell.",
      discussion: "Load the script from the start-up file of the shell.",
      arguments: [
        ArgumentSpec(
          "shell", help: "The shell: \(Shell.names.joined(separator: ", ")).",
          kind: .choice(Shell.names))
      ])
  }

  /// The command that prints the manual page, for the tool's table.
  package static func manual(group: String = "") -> CommandSpec {
    CommandSpec("man", group: group, summary: "Print the manual page, for man(1).")
  }
}
