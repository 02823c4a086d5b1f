internal import Console
internal import Formats
internal import Import
internal import Ledger
internal import Report
internal import Store

/// `import`: takes events in.
enum ImportCommand: Command {
  static let spec = CommandSpec(
    "import", group: "record", summary: "Take events in: canonical lines, or any file with a map.",
    discussion: "All or nothing: after any failure the ledger is as it was, unless --batch asks "
      + "for less. See 'plimsoll help importing' for what is taken and refused, and docs/MAPS.md for "
      + "maps.",
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
        help: "Commit after every n events instead of once at the end."),
    ],
    examples: [
      .init("plimsoll import venue.plimsoll events.ndjson.gz", "Canonical lines."),
      .init(
        "plimsoll import venue.plimsoll --map hyperliquid-2023 *.csv",
        "A venue's own files, recognised by their columns."),
    ],
    exits: [
      .init(.ok, "Everything is recorded."),
      .init(.failed, "Nothing was recorded; with --batch, nothing of the last batch."),
      .init(.findings, "The same, because the input contradicts what is recorded."),
    ])

  static func run(_ arguments: ParsedArguments, _ io: CommandIO) async throws -> ExitStatus {
    if arguments.isGiven("rejects"), !arguments.isGiven("map") {
      throw arguments.error("--rejects needs --map.")
    }
    let batch = try arguments.integer("batch", in: 1...Int64.max)
    let path = arguments.positional("ledger")
    let writer: LedgerWriter
    do {
      try LedgerPlace.check(path)
    } catch {
      throw ImportFailure.failure(error, recorded: 0, isNew: true, ledger: path)
    }
    do {
      writer = try LedgerWriter(path: path, creates: true)
    } catch {
      throw ImportFailure.failure(error, recorded: 0, isNew: false, ledger: path)
    }
    if writer.healedHead { try io.say("the head was behind the ledger and has been healed") }
    let before = writer.tip.size
    let outcome: ImportSession.Outcome
    do {
      outcome = try await take(arguments, into: writer, batch: batch, io)
    } catch {
      let recorded = writer.tip.size - before
      let isNew = writer.isNew && writer.tip.size == 0
      writer.removeIfNewAndEmpty()
      throw ImportFailure.failure(error, recorded: recorded, isNew: isNew, ledger: path)
    }
    try tell(outcome, writer, io)
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
        throw ImportError(error)
      }
      progress.watch(source.name, totalBytes: source.totalBytes)
      try await CanonicalImport.read(source, into: session)
    }
    return try session.finish()
  }

  private static func tell(
    _ outcome: ImportSession.Outcome, _ writer: LedgerWriter, _ io: CommandIO
  ) throws {
    let presentation = io.words.presentation
    func events(_ number: Int64) -> String {
      number == 1 ? "1 event" : "\(presentation.shown(number)) events"
    }
    let rejected =
      outcome.rejected > 0
      ? "\(presentation.shown(outcome.rejected)) \(outcome.rejected == 1 ? "row" : "rows") rejected"
      : nil
    switch (outcome.added, outcome.alreadyThere) {
    case (0, 0):
      try io.say("there was no event in the input" + (rejected.map { "; \($0)" } ?? ""))
    case (0, let there):
      try io.say(
        "nothing new: \(there == 1 ? "the one event" : "all \(events(there))") of the input "
          + "\(there == 1 ? "is" : "are") recorded already" + (rejected.map { "; \($0)" } ?? ""))
    case (let added, let there):
      let blocks = outcome.newBlocks
      let notes = [there > 0 ? "\(presentation.shown(there)) already there" : nil, rejected]
        .compactMap { $0 }
      try io.say(
        "added \(events(added)) in \(presentation.shown(blocks)) new "
          + (blocks == 1 ? "block" : "blocks")
          + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"))
      let kinds = outcome.kinds.map { "\($0.kind.name) \(presentation.shown($0.count))" }
      try io.say("kinds   " + kinds.joined(separator: " · "))
    }
    guard writer.tip.size > 0 else { return }
    try io.say("head    seq \(presentation.shown(writer.tip.size)) · root \(writer.tip.root)")
  }
}
