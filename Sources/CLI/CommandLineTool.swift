package import Console
internal import Import

/// The command `plimsoll`.
package enum CommandLineTool {
  /// The version, as `--version` prints it.
  package static let version = "0.1.0"

  /// Every command, in the order of the help screen.
  static let commands: [any Command.Type] = [
    InitCommand.self, ImportCommand.self, ExportCommand.self,
    InfoCommand.self, LogCommand.self, StateCommand.self, BookCommand.self, SolvencyCommand.self,
    ConcentrationCommand.self, SQLCommand.self,
    CheckCommand.self, HealthCommand.self, LadderCommand.self, StressCommand.self,
    CasesCommand.self, CaseCommand.self,
    AuditCommand.self, WhatIfCommand.self, JudgeCommand.self, PostMortemCommand.self,
    AskCommand.self, SimulateCommand.self, RulebookCommand.self, ConformCommand.self,
    VerifyCommand.self,
  ]

  /// The table that everything about the command line is made from.
  package static let spec = ToolSpec(
    name: "plimsoll", version: version,
    overview: "Flight recorder and auditor for margin systems: perpetual-futures venues, lending "
      + "protocols, collateralised-debt vaults. One SQLite file per venue records every event, "
      + "exact to the last unit, and says what any account held after any block.",
    ledgerSuffix: ".plimsoll",
    commands: commands.map { $0.spec } + [.completions(group: "help"), .manual(group: "help")],
    topics: HelpTopics.all)

  /// Runs the command line and gives the exit status.
  package static func run(_ words: [String]) async -> Int32 {
    Output.ignoreBrokenPipes()
    let isWide = words.contains("--wide")
    let io = CommandIO(answers: .standard(isWide: isWide), words: .standardError())
    return await run(words, io)
  }

  /// Runs the command line with given streams.
  package static func run(_ words: [String], _ io: CommandIO) async -> Int32 {
    do {
      let status = try await execute(words, io)
      try io.answers.flush()
      return status.rawValue
    } catch let error as OutputError where error.isBrokenPipe {
      return ExitStatus.ok.rawValue
    } catch {
      return report(error, io)
    }
  }

  private static func execute(_ words: [String], _ io: CommandIO) async throws -> ExitStatus {
    switch try spec.parse(words) {
    case .version:
      try io.answers.write("plimsoll \(version)\n")
    case .help(let subject):
      let help = HelpWriter(spec, width: io.answers.presentation.width ?? 80)
      try io.answers.write(help.screen(subject))
    case .run(let arguments):
      switch arguments.command.name {
      case "completions":
        let shell = Shell(rawValue: arguments.positional("shell"))
        try io.answers.write(shell?.completionScript(for: spec) ?? "")
      case "man":
        try io.answers.write(ManualPage(spec).text)
      default:
        guard let command = commands.first(where: { $0.spec.name == arguments.command.name }) else {
          return .usage
        }
        return try await command.run(arguments, io)
      }
    }
    return .ok
  }

  private static func report(_ error: any Error, _ io: CommandIO) -> Int32 {
    let (text, status): (String, ExitStatus) =
      switch error {
      case let error as UsageError:
        (HelpWriter(spec, width: io.words.presentation.width ?? 80).screen(error), .usage)
      case let error as CommandFailure:
        ("Error: \(TerminalText.lines(error.description))\n", error.status)
      case let error as ImportError:
        (
          "Error: \(TerminalText.lines(error.description))\n",
          error.isConflict ? .findings : .failed
        )
      default:
        ("Error: \(TerminalText.lines("\(error)"))\n", .failed)
      }
    try? io.answers.flush()
    try? io.words.write(text)
    try? io.words.flush()
    return status.rawValue
  }
}

extension TerminalText {
  /// A message of several lines, each made safe for a terminal.
  static func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { escape(String($0)) }.joined(separator: "\n")
  }
}
