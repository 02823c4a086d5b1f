/// A whole command-line tool as one table.
package struct ToolSpec: Sendable, Equatable {
  /// Commands under one heading.
  package struct Group: Sendable, Equatable {
    /// The heading; empty for commands without one.
    package let name: String
    /// The commands in the order of the table.
    package let commands: [CommandSpec]
  }

  /// The name typed in the shell.
  package let name: String
  /// The version, as `--version` prints it.
  package let version: String
  /// What the tool is, in a sentence or two.
  package let overview: String
  /// What follows the tool's name in its own usage line.
  package let usage: String
  /// How names of the tool's own files end, with the dot; used by completions only.
  package let ledgerSuffix: String
  /// The commands.
  package let commands: [CommandSpec]
  /// The pages of `help` that are no commands.
  package let topics: [HelpTopic]

  /// Describes a tool.
  package init(
    name: String, version: String, overview: String, usage: String = "<command>",
    ledgerSuffix: String = "", commands: [CommandSpec], topics: [HelpTopic] = []
  ) {
    self.name = name
    self.version = version
    self.overview = overview
    self.usage = usage
    self.ledgerSuffix = ledgerSuffix
    self.commands = commands
    self.topics = topics
  }

  /// The commands by heading, headings in the order of their first command.
  package var groups: [Group] {
    var names: [String] = []
    for command in commands where !names.contains(command.group) { names.append(command.group) }
    return names.map { name in
      Group(name: name, commands: commands.filter { $0.group == name })
    }
  }

  /// The command with a name.
  package func command(named name: String) -> CommandSpec? {
    commands.first { $0.name == name }
  }

  /// The help page with a name.
  package func topic(named name: String) -> HelpTopic? {
    topics.first { $0.name == name }
  }
}
