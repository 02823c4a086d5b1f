internal import Conformance
internal import Console
internal import Formats

/// `conform`: holds the arithmetic against vectors of real venues.
enum ConformCommand: Command {
  /// The largest file of vectors in bytes.
  private static let fileLimit = 1 << 28

  static let spec = CommandSpec(
    "conform", group: "run",
    summary: "Hold the engine's arithmetic against vectors of real venues.",
    discussion: "A vector is one operation of a venue with what it was given and what came out, "
      + "taken from the venue's own tests. An operation that this build does not know, and a "
      + "vector that has no sense for its operation, is counted as unsupported, never as passed, "
      + "and it is said why; one that lacks something fails. See docs/CONFORMANCE.md.",
    arguments: [
      ArgumentSpec("file", help: "The files of vectors.", arity: .many, kind: .file)
    ],
    options: [
      OptionSpec("failures", help: "List every vector that fails, with both results."),
      SharedOptions.format, SharedOptions.wide,
    ],
    exits: [
      .init(.ok, "Every supported vector passes."), .init(.failed, "A file could not be read."),
      .init(.findings, "A vector fails."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    var runs: [ConformanceRun] = []
    for path in arguments.positionalValues("file") {
      runs.append(try read(path))
    }
    let table = arguments.flag("failures") ? failures(runs) : tallies(runs)
    let format = SharedOptions.format(arguments)
    try table.write(as: format, to: io.answers)
    let failed = runs.reduce(0) { $0 + $1.failed }
    if format == .table {
      let passed = runs.reduce(0) { $0 + $1.passed }
      let unsupported = runs.reduce(0) { $0 + $1.unsupported }
      try io.answers.write("\n\(passed) passed, \(failed) failed, \(unsupported) unsupported\n")
      for tally in runs.flatMap(\.tallies) {
        for reason in tally.reasons {
          try io.say(TerminalText.escape("unsupported: \(tally.operation): \(reason)"))
        }
      }
    }
    return failed == 0 ? .ok : .findings
  }

  private static func read(_ path: String) throws -> ConformanceRun {
    do {
      let bytes = try ByteSource(path: path).readAll(limit: fileLimit)
      return try ConformanceRun(try JSONDocument(parsing: bytes, source: path))
    } catch let error as VectorError {
      throw CommandFailure("\(path): \(error)")
    }
  }

  private static func tallies(_ runs: [ConformanceRun]) -> Table {
    var table = Table(columns: [
      Column("system"), Column("operation"), Column("passed", alignment: .right),
      Column("failed", alignment: .right), Column("unsupported", alignment: .right),
    ])
    for run in runs {
      for tally in run.tallies {
        table.rows.append([
          .text(run.system), .text(tally.operation), .integer(Int64(tally.passed)),
          .integer(Int64(tally.failed), tone: tally.failed > 0 ? .bad : .plain),
          .integer(
            Int64(tally.unsupported.count), tone: tally.unsupported.isEmpty ? .plain : .warn),
        ])
      }
    }
    return table
  }

  private static func failures(_ runs: [ConformanceRun]) -> Table {
    var table = Table(
      columns: [
        Column("system"), Column("operation"), Column("id"), Column("expected", shorten: .end),
        Column("got", shorten: .end),
      ], emptySentence: "No vector fails.")
    for run in runs {
      for tally in run.tallies {
        for failure in tally.failures {
          table.rows.append([
            .text(run.system), .text(tally.operation), .text(failure.id), .text(failure.expected),
            .text(failure.got),
          ])
        }
      }
    }
    return table
  }
}
