import CLI
import Console
import Foundation

/// What a command line answered.
struct CommandRun {
  let status: Int32
  let output: String
  let words: String

  /// Runs a command line in this process, its streams in memory.
  static func run(
    _ arguments: [String], answers: Presentation = .plain, words: Presentation = .plain
  ) async -> CommandRun {
    let answers = Output(memory: answers)
    let words = Output(memory: words)
    let status = await CommandLineTool.run(arguments, CommandIO(answers: answers, words: words))
    return CommandRun(status: status, output: answers.text, words: words.text)
  }

  /// Runs a command line as on a terminal of a width, without colour.
  static func onTerminal(_ arguments: [String], width: Int) async -> CommandRun {
    let terminal = Presentation(
      isTerminal: true, width: width, isWide: arguments.contains("--wide"))
    return await run(arguments, answers: terminal)
  }

  /// The answer as a JSON value.
  func json() throws -> Any {
    try JSONSerialization.jsonObject(with: Data(output.utf8), options: [.fragmentsAllowed])
  }
}
