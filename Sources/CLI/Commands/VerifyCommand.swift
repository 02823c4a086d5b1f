internal import Console
internal import Hashing
internal import Report
internal import Store

/// `verify`: tells whether the ledger is what was written.
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
        help:
          "Write a head that is missing or broken anew, if everything else is sound. Only do it "
          + "when you know that the last events are there."),
      SharedOptions.format, SharedOptions.wide,
    ],
    exits: [
      .init(.ok, "The ledger is what was written."), .init(.failed, "It could not be read."),
      .init(.findings, "It is not what was written."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    let path = arguments.positional("ledger")
    let file: LedgerFile
    do throws(StoreError) {
      file = try LedgerFile(verifying: path)
    } catch {
      guard error.code == .damaged else { throw error }
      throw CommandFailure(error.description, status: .findings)
    }
    if arguments.flag("write-head") { return try writeHead(file, io) }
    let result = try verify(file, io)
    if result.isSound, arguments.flag("quiet") { return .ok }
    switch SharedOptions.format(arguments) {
    case .table: try write(result, file, io.answers)
    case .csv: try findings(result).write(as: .csv, to: io.answers)
    case .json, .ndjson: try io.answers.write(members: members(result, file))
    }
    return result.isSound ? .ok : .findings
  }

  private static func verify(_ file: LedgerFile, _ io: CommandIO) throws -> Verification {
    var progress = ProgressLine(
      "verifying", unit: "events", total: file.tip.size, output: io.words)
    let result = try Verifier(file).run { progress.update($0) }
    progress.clear()
    return result
  }

  private static func findings(_ result: Verification) -> Table {
    Table(
      columns: [Column("seq", alignment: .right), Column("finding")],
      rows: result.findings.map { [.integer($0.seq), .text($0.text)] })
  }

  private static func members(
    _ result: Verification, _ file: LedgerFile
  ) -> [(String, JSONNode)] {
    [
      ("sound", .bool(result.isSound)), ("events", .integer(file.tip.size)),
      ("sound_through", .integer(result.soundThrough)), ("root", .string("\(result.root)")),
      ("head", .string(file.head.word)), ("count", .integer(Int64(result.count))),
      ("findings", findings(result).node),
    ]
  }

  private static func write(
    _ result: Verification, _ file: LedgerFile, _ output: Output
  ) throws {
    let presentation = output.presentation
    if result.isSound {
      try writeSound(result, file, output)
      return
    }
    for finding in result.findings {
      try output.write(TerminalText.escape(finding.text) + "\n")
    }
    if result.count > result.findings.count {
      try output.write("and \(presentation.shown(result.count - result.findings.count)) more\n")
    }
    let number = presentation.shown(result.count)
    let size = presentation.shown(file.tip.size)
    let sound =
      result.soundThrough == 0
      ? "no event is known to be sound"
      : "events 1 to \(presentation.shown(result.soundThrough)) of \(size) are sound"
    try output.write("\n\(number) \(result.count == 1 ? "finding" : "findings"); \(sound)\n")
  }

  private static func writeSound(
    _ result: Verification, _ file: LedgerFile, _ output: Output
  ) throws {
    let number = output.presentation.shown(result.hashed)
    switch result.hashed {
    case 0: try output.write("ok: the ledger is empty and as it was made\n")
    case 1: try output.write("ok: the one event is what was written\n")
    default: try output.write("ok: \(number) events are what was written\n")
    }
    if case .behind(let head) = file.head {
      try output.write(
        paragraph: "the head knows of \(output.presentation.shown(head.size)) events, and the "
          + "ledger extends it; the next import writes the head again")
    }
    try output.write(try Anchor(file))
  }

  private static func writeHead(_ file: LedgerFile, _ io: CommandIO) throws -> ExitStatus {
    let result = try verify(file, io)
    guard !result.isHeadSound || file.head == .missing else {
      throw CommandFailure(
        "\(file.path): its head is right, or at most behind; nothing was written. It is only written "
          + "when it is missing or not that of the ledger")
    }
    // A ledger with fewer events than its head knows of has lost some.
    if case .lost(let head) = file.head {
      throw CommandFailure(
        "\(file.path): events were lost: its head knows of \(head.size), the ledger has "
          + "\(file.tip.size). The head is not written over, as it is the proof of that",
        status: .findings)
    }
    guard result.isSoundWithoutHead else {
      try write(result, file, io.answers)
      return .findings
    }
    try Verifier.writeHead(file)
    try io.say("wrote the head of \(file.tip.size) events, root \(file.tip.root)")
    return .ok
  }
}

extension HeadStatus {
  /// One word for programs.
  var word: String {
    switch self {
    case .matches: "matches"
    case .missing: "missing"
    case .behind: "behind"
    case .lost: "lost"
    case .differs: "differs"
    }
  }
}
