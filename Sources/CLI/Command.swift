package import Console

/// One command: its entry in the table, and what it does.
protocol Command: SendableMetatype {
  /// The entry that parsing, help, completions and the manual are made from.
  static var spec: CommandSpec { get }

  /// Does it.
  ///
  /// - Returns: The exit status.
  /// - Throws: Whatever went wrong; `CommandLineTool` tells the user.
  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus
}

/// Where a command writes: answers to one stream, words about them to the other.
package struct CommandIO {
  /// Answers.
  let answers: Output
  /// Words.
  let words: Output

  /// A command's two streams.
  package init(answers: Output, words: Output) {
    self.answers = answers
    self.words = words
  }

  /// Says something about the answer.
  ///
  /// That nobody hears it is no failure: the exit status says what was done.
  func say(_ sentence: String) throws {
    try answers.flush()
    try? words.write(sentence + "\n")
    try? words.flush()
  }
}

/// A failure with a sentence for the user and an exit status.
struct CommandFailure: Error, CustomStringConvertible {
  let description: String
  let status: ExitStatus

  init(_ description: String, status: ExitStatus = .failed) {
    self.description = description
    self.status = status
  }
}
