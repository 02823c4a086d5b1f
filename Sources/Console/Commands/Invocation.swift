/// What a command line asks for.
package enum Invocation: Sendable, Equatable {
  /// What a help screen is about.
  package enum HelpSubject: Sendable, Equatable {
    /// The tool as a whole.
    case tool
    /// One command.
    case command(CommandSpec)
    /// One page that is no command.
    case topic(HelpTopic)
  }

  /// Run a command.
  case run(ParsedArguments)
  /// Show a help screen and end well.
  case help(HelpSubject)
  /// Show the version and end well.
  case version
}
