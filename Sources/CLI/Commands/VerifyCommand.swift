internal import Console
internal import Hashing
internal import Store

/// `verify`: is the ledger what was written?
enum VerifyCommand: Command {
  static let spec = CommandSpec(
    "verify", group: "trust",
    summary: "Re-hash every event and compare with what was sealed; write nothing.",
    discussion: "Every row is read, its line made again and hashed; the hashes are compared with "
      + "the tiles, the checkpoints, and the head outside of the file. Any edited, deleted, "
      + "replaced or swapped row is named.",
    arguments: [SharedOptions.ledger],
    options: [
      OptionSpec("quiet", help: "Say nothing when all is well."),
      OptionSpec(
        "write-head",
        help: "Write a missing head, if everything else is sound and you trust what is there."),
      SharedOptions.format,
    ],
    exits: [
      .init(.ok, "The ledger is what was written."), .init(.failed, "It could not be read."),
      .init(.findings, "It is not what was written."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let path = arguments.positional("ledger")
    let file: LedgerFile
    do throws(StoreError) {
      file = try LedgerFile(path: path)
    } catch {
      guard error.code == .damaged else { throw error }
      throw CommandFailure(error.description, status: .findings)
    }
    if arguments.flag("write-head") { return try writeHead(file, io) }
    var progress = ProgressLine(
      "verifying", unit: "events", total: file.tip.size, output: io.words)
    let result = try Verifier(file).run { progress.update($0) }
    progress.clear()
    switch SharedOptions.format(arguments) {
    case .table: try write(result, file, isQuiet: arguments.flag("quiet"), io)
    case let format:
      try Table(
        columns: [Column("seq", alignment: .right), Column("finding")],
        rows: result.findings.map { [.integer($0.seq), .text($0.text)] }
      ).write(as: format, to: io.answers)
    }
    return result.isSound ? .ok : .findings
  }

  private static func write(
    _ result: Verification, _ file: LedgerFile, isQuiet: Bool, _ io: CommandIO
  ) throws {
    if result.isSound {
      guard !isQuiet else { return }
      try io.answers.write(
        "ok: \(NumberText.grouped(String(result.hashed))) events are what was written\n"
          + "root \(result.root)\n")
      if case .behind(let head) = file.head {
        try io.answers.write(
          "the head knows of \(head.size) events and is extended by the ledger; the next import "
            + "heals it\n")
      }
      return
    }
    for finding in result.findings {
      try io.answers.write(TerminalText.escape(finding.text) + "\n")
    }
    if result.count > result.findings.count {
      try io.answers.write("and \(result.count - result.findings.count) more\n")
    }
    try io.answers.write(
      "\n\(result.count) findings; sound are the events 1 to \(result.soundThrough) of "
        + "\(file.tip.size)\n")
  }

  private static func writeHead(_ file: LedgerFile, _ io: CommandIO) throws -> ExitStatus {
    guard case .missing = file.head else {
      throw CommandFailure("\(file.path): its head is there; it is only written when it is missing")
    }
    let result = try Verifier(file).run()
    // The missing head itself is one finding.
    guard result.count <= 1 else {
      try write(result, file, isQuiet: false, io)
      return .findings
    }
    try Verifier.writeHead(file)
    try io.say("wrote the head of \(file.tip.size) events, root \(file.tip.root)")
    return .ok
  }
}
