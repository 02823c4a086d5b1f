internal import Console
internal import Formats
internal import Import
internal import Ledger
internal import Store

/// `import`: takes events in.
enum ImportCommand: Command {
  static let spec = CommandSpec(
    "import", group: "record", summary: "Take events in: canonical lines, or any file with a map.",
    discussion: "All or nothing: after any failure the ledger is as it was. See 'plimsoll help "
      + "importing' for what is taken and refused, and docs/MAPS.md for maps.",
    arguments: [
      SharedOptions.ledger,
      ArgumentSpec("file", help: "The files; - is standard input.", arity: .many, kind: .file),
    ],
    options: [
      OptionSpec(
        "map", valueName: "map", help: "A map: the name of one that is built in, or a file."),
      OptionSpec(
        "rejects", valueName: "file", kind: .file,
        help: "With a map: write rows that cannot be mapped here and go on."),
      OptionSpec(
        "batch", valueName: "n", kind: .integer,
        help: "Commit after about so many events instead of once at the end."),
    ],
    examples: [
      .init("plimsoll import venue.plimsoll events.ndjson.gz", "Canonical lines."),
      .init(
        "plimsoll import venue.plimsoll --map hyperliquid-2023 *.csv",
        "A venue's own files, recognised by their columns."),
    ],
    exits: [
      .init(.ok, "Everything is recorded."), .init(.failed, "Nothing was recorded."),
      .init(.findings, "The input contradicts what is recorded; nothing was recorded."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    if arguments.isGiven("rejects"), !arguments.isGiven("map") {
      throw arguments.error("--rejects needs --map")
    }
    let batch = try arguments.integer("batch", in: 1...Int64.max)
    let writer = try LedgerWriter(path: arguments.positional("ledger"), creates: true)
    if writer.healedHead { try io.say("the head was behind the ledger and has been healed") }
    do {
      let outcome = try await take(arguments, into: writer, batch: batch, io)
      try tell(outcome, writer, io)
    } catch {
      writer.removeIfNewAndEmpty()
      throw error
    }
    return .ok
  }

  private static func take(
    _ arguments: ParsedArguments, into writer: LedgerWriter, batch: Int64?, _ io: CommandIO
  ) async throws -> ImportSession.Outcome {
    let paths = arguments.positionalValues("file")
    if let map = arguments.option("map") {
      return try await MappedCommand.take(
        paths, map: map, rejects: arguments.option("rejects"), into: writer, batch: batch, io)
    }
    let progress = ImportProgress(io)
    let session = try ImportSession(writer, batchSize: batch) { progress.update($0) }
    defer { progress.clear() }
    for path in paths {
      let source: ByteSource
      do throws(InputError) {
        source = try ByteSource(path: path)
      } catch {
        throw ImportError(error.description)
      }
      progress.watch(source)
      try await CanonicalImport.read(source, into: session)
    }
    return try session.finish()
  }

  private static func tell(
    _ outcome: ImportSession.Outcome, _ writer: LedgerWriter, _ io: CommandIO
  ) throws {
    func grouped(_ number: Int64) -> String { NumberText.grouped(String(number)) }
    let notes = [
      outcome.alreadyThere > 0 ? "\(grouped(outcome.alreadyThere)) already there" : nil,
      outcome.rejected > 0 ? "\(grouped(outcome.rejected)) rows rejected" : nil,
    ].compactMap { $0 }
    try io.say(
      "added \(grouped(outcome.added)) events in \(grouped(outcome.newBlocks)) new blocks"
        + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"))
    if !outcome.kinds.isEmpty {
      let kinds = outcome.kinds.map { "\($0.kind.name) \(grouped($0.count))" }
      try io.say("kinds   " + kinds.joined(separator: " · "))
    }
    try io.say("head    seq \(grouped(writer.tip.size)) · root \(writer.tip.root)")
  }
}

/// The progress line of an import, by bytes read where the size is known.
final class ImportProgress {
  private var line: ProgressLine?
  private let io: CommandIO

  init(_ io: CommandIO) {
    self.io = io
  }

  func watch(_ source: ByteSource) {
    line = ProgressLine("reading \(source.name)", unit: "events", output: io.words)
  }

  func begin(_ label: String, total: Int64) {
    line = ProgressLine(label, unit: "events", total: total, output: io.words)
  }

  func update(_ events: Int64) {
    line?.update(events)
  }

  func clear() {
    line?.clear()
    line = nil
  }
}
